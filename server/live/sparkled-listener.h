/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* The one connection of a process that listens for NOTIFY and sends it. It never runs inside somebody's
 * transaction; nothing depends on a message arriving. Lives on the thread's default main context. */
#define SPARKLED_TYPE_LISTENER (sparkled_listener_get_type ())
G_DECLARE_FINAL_TYPE (SparkledListener, sparkled_listener, SPARKLED, LISTENER, GObject)

typedef enum
{
  SPARKLED_CHANNEL_CHANGE,
  SPARKLED_CHANNEL_ACCOUNT,
  SPARKLED_CHANNEL_PRESENCE,
  SPARKLED_N_CHANNELS
} SparkledChannel;

/* PostgreSQL takes payloads of less than 8,000 bytes. */
#define SPARKLED_NOTIFY_MAX_BYTES 7900

typedef enum
{
  SPARKLED_LISTENER_STOPPED,
  SPARKLED_LISTENER_CONNECTING, /* a thread connects */
  SPARKLED_LISTENER_LISTENING,  /* LISTEN is on its way */
  SPARKLED_LISTENER_READY,
  SPARKLED_LISTENER_WAITING,    /* lost; will connect again */
} SparkledListenerState;

SparkledListener     *sparkled_listener_new         (const char *conninfo);
void                  sparkled_listener_start       (SparkledListener *self);
DexFuture            *sparkled_listener_stop        (SparkledListener *self);
SparkledListenerState sparkled_listener_get_state   (SparkledListener *self);
/* Queues a NOTIFY. Returns FALSE when the connection is away or the queue is full: the message is lost. */
gboolean              sparkled_listener_send        (SparkledListener *self, SparkledChannel channel, const char *payload);
guint64               sparkled_listener_get_sent    (SparkledListener *self);

/* Signals:
 *  "notified" (SparkledChannel as uint, const char *payload): of other processes only.
 *  "ready": the connection stands (again); what was sent meanwhile by others is lost. */

G_END_DECLS
