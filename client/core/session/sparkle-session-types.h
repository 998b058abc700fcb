/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "sparkle-sync-timing.h"
#include "sparkle-vault.h"

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_SESSION_STATE_STARTING,   /* before open() is done */
  SPARKLE_SESSION_STATE_OFFLINE,    /* no connection: the cache is what there is */
  SPARKLE_SESSION_STATE_FIRST_SYNC, /* nothing was cached: SparkleSession:progress counts */
  SPARKLE_SESSION_STATE_SYNCING,    /* catching up or sending */
  SPARKLE_SESSION_STATE_IDLE,       /* everything is here, live */
} SparkleSessionState;

#define SPARKLE_TYPE_SESSION_STATE (sparkle_session_state_get_type ())
GType sparkle_session_state_get_type (void);

typedef enum
{
  SPARKLE_TARGET_POST,
  SPARKLE_TARGET_COMMENT,
} SparkleTarget;

/* How a session is made; everything is copied. Zero or NULL means the default. */
typedef struct
{
  const char              *data_dir;       /* folder of the databases; NULL: the user's data folder */
  const char              *server;         /* base address such as "https://sparkle.example"; NULL: the one used last */
  SparkleVault            *vault;          /* NULL: the keyring */
  const SparkleSyncTiming *timing;         /* NULL: sensible ones and a random seed */
  unsigned                 window;         /* newest posts a first sync fetches; 0: 1000 */
  guint64                  storage_budget; /* bytes of cache; 0: 500 MB */
  gboolean                 offline;        /* start with the network switched off */
  gboolean                 allow_insecure; /* allow tokens over plain http to other machines */
} SparkleSessionOptions;

/* What a person typed. In an edit NULL means: leave as it is; empty text removes. */
/* Instead of a time: a post that waits is published now. */
#define SPARKLE_PUBLISH_NOW (-1)

typedef struct
{
  const char         *title;
  const char         *content;
  const char * const *tags;             /* NULL-terminated (nullable) */
  const char         *category;         /* slug (nullable) */
  const char         *youtube_video_id; /* (nullable) */
  const char         *post_id;          /* drafts: the post being edited (nullable) */
  const char         *draft_id;         /* create, edit: the draft that becomes the post and goes away in the same step (nullable) */
  gint64              publish_at;       /* create, edit: µs, SPARKLE_PUBLISH_NOW, or 0: edit: as it is, create: at once */
} SparklePostInput;

G_END_DECLS
