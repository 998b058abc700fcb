/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include "sparkle-pull.h"

G_BEGIN_DECLS

typedef enum
{
  /* up */
  SPARKLE_LIVE_SUBSCRIBE,
  SPARKLE_LIVE_UNSUBSCRIBE,
  SPARKLE_LIVE_ACK,
  SPARKLE_LIVE_TYPING,
  /* down */
  SPARKLE_LIVE_CHANGES,
  SPARKLE_LIVE_PULL,
  SPARKLE_LIVE_PRESENCE,
  SPARKLE_LIVE_ERROR,
} SparkleLiveFrameType;

typedef struct
{
  SparkleLiveFrameType type;
  GPtrArray  *scopes;  /* subscribe, unsubscribe: of SparkleScopeRequest */
  char       *scope;   /* ack, typing, changes, pull, presence; (nullable) for error */
  char       *cursor;  /* ack, changes */
  gboolean    typing;  /* typing */
  char       *from;    /* changes (nullable) */
  gboolean    more;    /* changes */
  gboolean    reset;   /* changes */
  JsonObject *upserts; /* changes: collection -> array of records */
  JsonObject *deletes; /* changes: collection -> array of ids */
  char      **users;   /* presence */
  char      **typers;  /* presence: who types */
  GError     *error;   /* error */
} SparkleLiveFrame;

/* What a client sent (strict) and what the server sent (unknown fields are ignored). */
SparkleLiveFrame *sparkle_live_frame_decode_up   (const char *data, gssize length, GError **error);
SparkleLiveFrame *sparkle_live_frame_decode_down (const char *data, gssize length, GError **error);
void              sparkle_live_frame_free        (SparkleLiveFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleLiveFrame, sparkle_live_frame_free)

/* Text of frames. */
char *sparkle_live_frame_subscribe   (GPtrArray *scopes); /* of SparkleScopeRequest */
char *sparkle_live_frame_unsubscribe (const char * const *scopes);
char *sparkle_live_frame_ack         (const char *scope, const char *cursor);
char *sparkle_live_frame_typing      (const char *scope, gboolean typing);
char *sparkle_live_frame_pull        (const char *scope);
char *sparkle_live_frame_presence    (const char *scope, const char * const *users, const char * const *typers);
char *sparkle_live_frame_error       (const GError *reason, const char *scope);

G_END_DECLS
