/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sparkled-poller.h"

G_BEGIN_DECLS

/* The server's side of a WebSocket (RFC 6455) after the handshake, which http/ does with libsoup. Without
 * extensions, what a server sends is the same for all: the bytes of one frame are shared by a thousand sockets
 * and written without a copy, and what could not be written is counted and bounded. */
typedef struct _SparkledWebSocket SparkledWebSocket;

typedef enum
{
  SPARKLED_WEB_SOCKET_OPEN,
  SPARKLED_WEB_SOCKET_CLOSING, /* a close frame was sent, or writing failed: nothing more is */
  SPARKLED_WEB_SOCKET_CLOSED,
} SparkledWebSocketState;

/* Of RFC 6455, and its registry. */
typedef enum
{
  SPARKLED_WEB_SOCKET_GOING_AWAY = 1001,
  SPARKLED_WEB_SOCKET_PROTOCOL_ERROR = 1002,
  SPARKLED_WEB_SOCKET_BAD_DATA = 1007,
  SPARKLED_WEB_SOCKET_POLICY_VIOLATION = 1008,
  SPARKLED_WEB_SOCKET_TOO_BIG = 1009,
  SPARKLED_WEB_SOCKET_TRY_AGAIN_LATER = 1013,
} SparkledWebSocketCode;

typedef struct
{
  gsize  max_message;  /* bytes; more is closed with 1009 */
  gsize  max_queue;    /* unwritten bytes; more and the connection is dropped */
  /* A whole message. May close and unref. text: valid UTF-8, but not ended by a NUL. */
  void (*message) (SparkledWebSocket *self, gboolean is_text, const char *data, gsize size, gpointer user_data);
  /* Once, never from within a function of this file but close_now. */
  void (*closed)  (SparkledWebSocket *self, gpointer user_data);
} SparkledWebSocketClass;

/* stream: upgraded, over a GSocket; a reference is taken. (nullable): NULL when it has no socket. klass: static, or outlives it. */
SparkledWebSocket     *sparkled_web_socket_new        (const SparkledWebSocketClass *klass, SparkledPoller *poller, GIOStream *stream, gpointer user_data);
SparkledWebSocket     *sparkled_web_socket_ref        (SparkledWebSocket *self);
void                   sparkled_web_socket_unref      (SparkledWebSocket *self); /* the last one closes without a word, nor a callback */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledWebSocket, sparkled_web_socket_unref)

SparkledWebSocketState sparkled_web_socket_get_state  (SparkledWebSocket *self);
gsize                  sparkled_web_socket_get_queued (SparkledWebSocket *self); /* unwritten bytes */
void                   sparkled_web_socket_send       (SparkledWebSocket *self, GBytes *text);
/* Begins the closing handshake; closed follows when the other side answers. */
void                   sparkled_web_socket_close      (SparkledWebSocket *self, SparkledWebSocketCode code, const char *reason);
/* Ends it here and now, with the callback. */
void                   sparkled_web_socket_close_now  (SparkledWebSocket *self);
/* To be called now and then: asks a silent client for a sign of life, drops it when none comes. */
void                   sparkled_web_socket_check      (SparkledWebSocket *self, gint64 now);

G_END_DECLS
