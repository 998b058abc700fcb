/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What the store hands out: plain boxed rows, free to cross threads, never GObjects.
 * Times are microseconds since 1970 UTC; 0 means none. Strings may be NULL where the wire allows null.
 * The values are the effective ones: the server's truth with the pending mutations folded in. */

#define SPARKLE_STORE_N_REACTIONS 5 /* like, love, fire, sparkle, mind_blown: bit i of the flags, index i of the counts */

/* The wire names, in the order of the flags; NULL-terminated. */
extern const char * const sparkle_store_reactions[SPARKLE_STORE_N_REACTIONS + 1];
int sparkle_store_reaction_index (const char *type); /* -1: unknown */

typedef enum
{
  SPARKLE_COLLECTION_POST,
  SPARKLE_COLLECTION_USER,
  SPARKLE_COLLECTION_COMMENT,
  SPARKLE_COLLECTION_REACTION, /* scope me */
  SPARKLE_COLLECTION_FOLLOW,
  SPARKLE_COLLECTION_BOOKMARK, /* scope me */
  SPARKLE_COLLECTION_CATEGORY,
  SPARKLE_COLLECTION_TAG,
  SPARKLE_COLLECTION_ACCOUNT,  /* scope me */
  SPARKLE_COLLECTION_DRAFT,    /* scope me; lives in journal.db */
  SPARKLE_COLLECTION_NOTIFICATION, /* scope me */
  SPARKLE_COLLECTION_VIDEO,
  SPARKLE_COLLECTION_OUTBOX,   /* only in change notices: the outbox itself */
  SPARKLE_N_COLLECTIONS
} SparkleCollection;

const char        *sparkle_collection_name      (SparkleCollection collection); /* as on the wire */
SparkleCollection  sparkle_collection_from_name (const char *name); /* SPARKLE_N_COLLECTIONS: unknown */

/* What is under way for a record on this machine. */
typedef enum
{
  SPARKLE_PENDING_NONE,
  SPARKLE_PENDING_WAITING, /* in the outbox: waiting or being sent */
  SPARKLE_PENDING_FAILED,  /* rejected or in conflict: shown in the outbox */
} SparklePending;

typedef struct
{
  char   *id;
  gint64  rev;
  gint64  version;
  char   *author_id;
  char   *kind;
  char   *title;
  char   *slug;
  char   *excerpt;
  char   *content;
  char  **tags;              /* never NULL */
  char   *category;
  char   *youtube_video_id;
  char   *state;             /* "published", "scheduled", "deleted", … */
  gint64  featured;
  gint64  reading_minutes;
  gint64  created_at;
  gint64  published_at;
  gint64  edited_at;
  gint64  publish_at;        /* of one that waits, else 0 */
  gint64  n_comments;
  gint64  n_views;           /* people who opened it, each once a day */
  gint64  reactions[SPARKLE_STORE_N_REACTIONS];
  /* of this machine */
  gint64  pending;           /* SparklePending */
  gint64  local;             /* 1: the server has not confirmed it yet */
  gint64  read_at;           /* 0: not opened here */
  gint64  my_reactions;      /* flags */
  gint64  bookmarked;
  gint64  kept;
} SparkleStorePost;

typedef struct
{
  char   *id;
  gint64  rev;
  gint64  version;
  char   *username;
  char   *display_name;
  char   *bio;
  char   *role;
  gint64  level;
  gint64  xp;
  gint64  created_at;
  gint64  deleted;
  gint64  n_posts;
  gint64  n_followers;
  gint64  n_following;
  char   *status;            /* "active", "suspended", "banned", "deleted"; NULL: not said */
  gint64  pending;
  gint64  followed;          /* by the account of this store */
} SparkleStoreUser;

typedef struct
{
  char   *id;
  gint64  rev;
  gint64  version;
  char   *post_id;
  char   *author_id;
  char   *parent_id;
  char   *content;
  gint64  video_seconds;     /* -1: none */
  gint64  created_at;
  gint64  edited_at;
  gint64  deleted;
  gint64  reactions[SPARKLE_STORE_N_REACTIONS];
  gint64  pending;
  gint64  local;
  gint64  my_reactions;
} SparkleStoreComment;

typedef struct
{
  char   *id;
  gint64  rev;
  gint64  version;
  char   *title;
  char   *content;
  char  **tags;              /* never NULL */
  char   *category;
  char   *youtube_video_id;
  char   *post_id;           /* the post being edited */
  gint64  updated_at;
  gint64  pending;
  gint64  local;
} SparkleStoreDraft;

typedef struct
{
  char   *id;
  gint64  rev;
  char   *kind;              /* "post_liked", …; may be one that is not known here */
  char   *post_id;           /* (nullable) */
  char   *comment_id;        /* (nullable) the first one that it is about */
  char   *title;             /* of the post, without its spoilers (nullable) */
  char  **actors;            /* ids, the latest first, at most a few; never NULL, as the two others */
  char  **usernames;
  char  **names;             /* to be shown */
  gint64  count;             /* of all actors */
  gint64  level;             /* that was reached; -1: none */
  char   *message;           /* of the community's keepers (nullable) */
  gint64  created_at;
  gint64  updated_at;
  gint64  read_at;           /* 0: not read */
} SparkleStoreNotification;

typedef struct
{
  char   *id;                /* the post's */
  gint64  rev;
  char   *folder;            /* NULL or "": none */
  char   *note;              /* NULL or "": none */
  gint64  created_at;
  gint64  pending;
} SparkleStoreBookmark;

typedef struct
{
  char   *id;                /* the slug */
  gint64  rev;
  char   *name;
  char   *colour;
  gint64  position;
  gint64  n_posts;           /* cached ones */
} SparkleStoreCategory;

typedef struct
{
  char   *id;                /* the name */
  gint64  rev;
  gint64  posts;
} SparkleStoreTag;

typedef struct
{
  char   *id;                /* of YouTube: 11 characters */
  gint64  rev;
  char   *state;             /* "ok", "gone", …; may be one that is not known here */
  char   *title;             /* (nullable), as are the two that follow */
  char   *channel;
  char   *channel_url;
  gint64  duration_seconds;  /* -1: not known */
  gint64  thumbnail;         /* the server has a picture */
  gint64  fetched_at;        /* 0: never described */
} SparkleStoreVideo;

typedef enum
{
  SPARKLE_OUTBOX_WAITING,  /* will be sent at next_at or as soon as there is a connection */
  SPARKLE_OUTBOX_SENDING,
  SPARKLE_OUTBOX_FAILED,   /* rejected: retry, edit or discard */
  SPARKLE_OUTBOX_CONFLICT, /* both sides changed the same lines: base, data (mine) and theirs are kept */
} SparkleOutboxState;

typedef struct
{
  char   *id;                /* of the mutation */
  gint64  seq;               /* order */
  char   *account_id;
  char   *op;                /* "post.create" … */
  gint64  collection;        /* SparkleCollection of the record it changes */
  char   *record_id;
  char   *data;              /* JSON object text */
  gint64  base_version;      /* 0: none */
  char   *base;              /* JSON object text: the values that an edit started from (nullable) */
  char   *theirs;            /* JSON object text: the server's record of a conflict (nullable) */
  gint64  state;             /* SparkleOutboxState */
  gint64  attempts;          /* >0: may have reached the server */
  gint64  next_at;
  gint64  created_at;
  gint64  error_code;        /* SparkleErrorCode, -1: none */
  char   *error_message;
  char   *summary;           /* first words of what was typed, for lists (nullable) */
} SparkleOutboxRow;

typedef enum
{
  SPARKLE_SCOPE_UNKNOWN,     /* never fetched */
  SPARKLE_SCOPE_FETCHING,    /* first pull under way: cursor continues its pages */
  SPARKLE_SCOPE_FOLLOWING,   /* complete to its window: cursor follows */
} SparkleScopePhase;

typedef struct
{
  char   *scope;
  char   *cursor;            /* what to pull or subscribe with (nullable) */
  char   *older;             /* continues a first pull that stopped at its window (nullable: nothing older) */
  gint64  phase;             /* SparkleScopePhase */
  gint64  fetched;           /* records got in the first pull so far */
  gint64  low_mark;          /* feed: posts older than this are not listed; 0: none */
  gint64  synced_at;         /* last time an answer was applied */
  gint64  kept;              /* kept offline on purpose */
} SparkleScopeRow;

#define SPARKLE_DECLARE_ROW(Type, type)                                    \
  GType  type##_get_type (void) G_GNUC_CONST;                              \
  Type  *type##_copy     (const Type *self);                               \
  void   type##_free     (Type       *self);                               \
  G_DEFINE_AUTOPTR_CLEANUP_FUNC (Type, type##_free)

SPARKLE_DECLARE_ROW (SparkleStorePost, sparkle_store_post)
SPARKLE_DECLARE_ROW (SparkleStoreUser, sparkle_store_user)
SPARKLE_DECLARE_ROW (SparkleStoreComment, sparkle_store_comment)
SPARKLE_DECLARE_ROW (SparkleStoreDraft, sparkle_store_draft)
SPARKLE_DECLARE_ROW (SparkleStoreNotification, sparkle_store_notification)
SPARKLE_DECLARE_ROW (SparkleStoreBookmark, sparkle_store_bookmark)
SPARKLE_DECLARE_ROW (SparkleStoreCategory, sparkle_store_category)
SPARKLE_DECLARE_ROW (SparkleStoreTag, sparkle_store_tag)
SPARKLE_DECLARE_ROW (SparkleStoreVideo, sparkle_store_video)
SPARKLE_DECLARE_ROW (SparkleOutboxRow, sparkle_outbox_row)
SPARKLE_DECLARE_ROW (SparkleScopeRow, sparkle_scope_row)

G_END_DECLS
