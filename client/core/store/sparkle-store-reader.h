/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store.h"

G_BEGIN_DECLS

/* Reading at once, on the thread that made the store, through its own read-only connection. Every function reads a committed
 * state; none blocks on the writer. Before sparkle_store_open() resolved, and when the file fails, they find nothing. */

/* What a list of posts lists. */
typedef enum
{
  SPARKLE_LIST_FEED,      /* newest first, down to the low mark */
  SPARKLE_LIST_AUTHOR,    /* arg: user id */
  SPARKLE_LIST_CATEGORY,  /* arg: slug */
  SPARKLE_LIST_TAG,       /* arg: tag */
  SPARKLE_LIST_BOOKMARKS, /* last bookmarked first */
  SPARKLE_LIST_FOLLOWING, /* of the people whom this account follows, newest first */
  SPARKLE_LIST_TRENDING,  /* of the last seven days, by score: see sparkle_store_read_trending() */
} SparkleListKind;

/* One place of a list. Sorted by sort descending, then row descending. */
typedef struct
{
  gint64 sort;
  gint64 row;
} SparkleKey;

/* (transfer full): a GArray of SparkleKey, sorted */
GArray               *sparkle_store_read_keys        (SparkleStore *self, SparkleListKind kind, const char *arg);
/* The same, only what follows a place (NULL: from the top), at most limit. Costs as much as it returns, however long the list. */
GArray               *sparkle_store_read_keys_after  (SparkleStore *self, SparkleListKind kind, const char *arg,
                                                      const SparkleKey *after, unsigned limit);
/* The same, from the top down to a place and including it. */
GArray               *sparkle_store_read_keys_until  (SparkleStore *self, SparkleListKind kind, const char *arg, const SparkleKey *last);
GArray               *sparkle_store_read_keys_between (SparkleStore *self, SparkleListKind kind, const char *arg,
                                                       const SparkleKey *after, const SparkleKey *last);
gboolean              sparkle_store_is_listed        (SparkleStore *self, gint64 row);
/* The posts of the last seven days, best score first as of now (µs since 1970); sort is the score in millionths. */
GArray               *sparkle_store_read_trending    (SparkleStore *self, gint64 now, unsigned limit);
/* Whether the post belongs to the list now; its key is told even when it is not listed but known (row 0: unknown). */
gboolean              sparkle_store_read_key         (SparkleStore *self, SparkleListKind kind, const char *arg,
                                                      const char *post_id, SparkleKey *ret_key);
/* Rows by key; (transfer full) array of SparkleStorePost, missing ones left out. At most 200 keys. */
GPtrArray            *sparkle_store_read_page        (SparkleStore *self, const SparkleKey *keys, unsigned n_keys, GArray *ret_rows);

SparkleStorePost     *sparkle_store_read_post        (SparkleStore *self, const char *id);
SparkleStoreUser     *sparkle_store_read_user        (SparkleStore *self, const char *id);
SparkleStoreUser     *sparkle_store_read_user_by_name (SparkleStore *self, const char *username);
SparkleStoreComment  *sparkle_store_read_comment     (SparkleStore *self, const char *id);
SparkleStoreDraft    *sparkle_store_read_draft       (SparkleStore *self, const char *id);
SparkleStoreNotification *sparkle_store_read_notification (SparkleStore *self, const char *id);
SparkleStoreVideo    *sparkle_store_read_video       (SparkleStore *self, const char *id);
SparkleOutboxRow     *sparkle_store_read_outbox_item (SparkleStore *self, const char *id);
SparkleScopeRow      *sparkle_store_read_scope       (SparkleStore *self, const char *scope);

/* One comment's place in its thread. */
typedef struct
{
  char   *id;
  char   *parent_id; /* (nullable) */
  gint64  created_at;
  gint64  reactions; /* of all types */
  gint64  deleted;
  gint64  own;       /* of this account, or written here and not yet confirmed */
  gint64  moment;    /* the second of the video that it is about, see sparkle_video_time_of(); -1: none */
} SparkleThreadKey;

/* (transfer full): array of SparkleThreadKey, oldest first, at most limit (the newest ones are left out) */
GPtrArray            *sparkle_store_read_thread      (SparkleStore *self, const char *post_id, unsigned limit);
GPtrArray            *sparkle_store_read_drafts      (SparkleStore *self); /* ids (char*), last changed first, of this account */
/* ids (char*), last changed first; ret_unread (nullable): how many of them are not read */
GPtrArray            *sparkle_store_read_notifications (SparkleStore *self, unsigned *ret_unread);
/* The latest change of what is not read, about this post (NULL: about anything); 0: nothing. */
gint64                sparkle_store_read_unread_until (SparkleStore *self, const char *post_id);
GPtrArray            *sparkle_store_read_outbox      (SparkleStore *self); /* SparkleOutboxRow in order, of this account */
unsigned              sparkle_store_read_outbox_count (SparkleStore *self, unsigned *ret_failed); /* all; ret_failed (nullable) */
GPtrArray            *sparkle_store_read_categories  (SparkleStore *self); /* SparkleStoreCategory by position */
GPtrArray            *sparkle_store_read_tags        (SparkleStore *self, unsigned limit); /* SparkleStoreTag, most used first */
/* The account record of scope me as it came, e.g. e-mail and settings (nullable): JSON text */
char                 *sparkle_store_read_account     (SparkleStore *self);
char                 *sparkle_store_read_setting     (SparkleStore *self, const char *key);
gboolean              sparkle_store_read_reading_position (SparkleStore *self, const char *list, char **ret_id, double *ret_offset);
/* What the account's last visit to a thread left unread (transfer full); comments up to ret_upto were there (0: never visited). */
char                **sparkle_store_read_visit       (SparkleStore *self, const char *post_id, gint64 *ret_upto);
gboolean              sparkle_store_read_following   (SparkleStore *self, const char *user_id);
/* Posts newer than this count as unread until opened; 0 before the first sync is done. */
gint64                sparkle_store_read_unread_since (SparkleStore *self);
guint64               sparkle_store_read_size        (SparkleStore *self); /* bytes of the cache file in use */

G_END_DECLS
