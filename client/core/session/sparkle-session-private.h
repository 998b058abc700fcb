/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-http.h"
#include "sparkle-notifications.h"
#include "sparkle-session.h"
#include "sparkle-store-reader.h"
#include "sparkle-sync.h"

G_BEGIN_DECLS

/* The files sparkle-session-<what>.c share this: life and properties (sparkle-session.c), account, lists, writes. */
struct _SparkleSession
{
  GObject             parent_instance;

  /* how it was made */
  char               *data_dir;        /* (owned) */
  char               *server;          /* (owned) (nullable) normalized */
  char               *vault_key;       /* (owned) (nullable) what the token is kept under */
  gboolean            own_data_dir;    /* not the usual one: has a token of its own */
  GError             *server_error;    /* (owned) (nullable) what is wrong with the address */
  SparkleSyncOptions  sync_options;
  gboolean            allow_insecure;

  /* what it owns */
  SparkleVault       *vault;           /* (owned) */
  SparkleStore       *store;           /* (owned) (nullable) before open() */
  SparkleHttp        *http;            /* (owned) (nullable) */
  SparkleSync        *sync;            /* (owned) (nullable) */
  SparkleEntities    *entities;        /* (owned) (nullable) */
  SparkleFeed        *feed;            /* (owned) (nullable) */
  SparkleFeed        *bookmarks;       /* (owned) (nullable) */
  SparkleDrafts      *drafts;          /* (owned) (nullable) */
  SparkleNotifications *notifications; /* (owned) (nullable) */
  SparkleOutbox      *outbox;          /* (owned) (nullable) */
  SparkleCategories  *categories;      /* (owned) (nullable) */

  /* what it shows */
  SparkleUser        *account;         /* (owned) (nullable) */
  SparkleSessionState state;
  char               *notice;          /* (owned) (nullable) */
  unsigned            outbox_count;
  unsigned            failed_count;
  gboolean            needs_sign_in;
  gboolean            network_enabled;

  gboolean            closed;
  gboolean            signing;         /* a sign-in or sign-out is under way */
  DexFuture          *opened;          /* (owned) (nullable) resolves when the databases can be read */
  DexFuture          *ready;           /* (owned) (nullable) resolves when the vault was asked */
  DexFuture          *keeping;         /* (owned) (nullable) the last thing that the vault was asked to do */
  GPtrArray          *drains;          /* (owned) DexPromise of sparkle_session_drain() */
  GHashTable         *bases;           /* (owned) record id -> SparkleEditBase of open editors */
  GQueue             *unwritten;       /* (owned) what the disk had no space for */
  DexFuture          *writing;         /* (owned) (nullable) the last write */
  unsigned            unwritten_source; /* tries again; 0: none */
  gboolean            writing_again;
  unsigned            keep_source;     /* idle that looks up the kept scopes; 0: none */
  GHashTable         *told;            /* (owned) (nullable) ids of posts that the server knows were opened today */
  gint64              told_day;
  gint64              typed_at;        /* monotonic µs of the last typing frame */
  gboolean            typing;
  gboolean            hides_typing;    /* others are never told */
};

void       sparkle_session_set_notice        (SparkleSession *self, const char *notice);
void       sparkle_session_update            (SparkleSession *self);
void       sparkle_session_update_account    (SparkleSession *self);
void       sparkle_session_set_needs_sign_in (SparkleSession *self, gboolean needs);
void       sparkle_session_start_sync        (SparkleSession *self);
DexFuture *sparkle_session_load_token        (SparkleSession *self);
void       sparkle_session_lose_token        (SparkleSession *self, const GError *error);
void       sparkle_session_note_view        (SparkleSession *self, const char *post_id);
void       sparkle_session_let_load_older   (SparkleSession *self, SparkleFeed *feed, const char *scope);
void       sparkle_session_make_lists        (SparkleSession *self);
void       sparkle_session_keep_soon         (SparkleSession *self);
void       sparkle_session_check_drains      (SparkleSession *self, const GError *error);
/* The scope kind/id is followed for as long as object lives. */
void       sparkle_session_open_scope_for    (SparkleSession *self, const char *kind, const char *id, GObject *object);
/* Takes the future; when it fails the person is told. */
void       sparkle_session_watch             (SparkleSession *self, DexFuture *future);
void       sparkle_session_watch_write       (SparkleSession *self, DexFuture *future);

char      *sparkle_session_get_thumbnail_folder (SparkleSession *self); /* transfer full */

/* Puts mutations into the outbox, all or none; what fails for want of space is kept in memory. */
gboolean   sparkle_session_write             (SparkleSession *self, const SparkleStoreMutation *mutations, unsigned n_mutations,
                                              GError **error);
void       sparkle_session_forget_unwritten  (SparkleSession *self);

/* What was on screen when an editor opened. */
typedef struct
{
  gint64      version;
  JsonObject *values; /* (owned) */
} SparkleEditBase;

void       sparkle_edit_base_free            (SparkleEditBase *base);

G_END_DECLS
