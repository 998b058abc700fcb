/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-session-notifications.h"
#include "sparkle-session-comments.h"
#include "sparkle-uuid.h"

/* Threads that are followed because they are bookmarked: the newest of them. */
#define BOOKMARKS_FOLLOWED 50
#define KEPT_MAX           200
#define TYPING_EVERY_US    (3 * G_TIME_SPAN_SECOND)

/* Closes a scope when the object that showed it is gone. */
typedef struct
{
  GWeakRef  session;
  char     *scope; /* (owned) */
} Lookout;

static void
lookout_cb (gpointer user_data, GObject *where_the_object_was)
{
  Lookout *lookout = user_data;
  g_autoptr (SparkleSession) session = g_weak_ref_get (&lookout->session);

  if (session != NULL && session->sync != NULL)
    sparkle_sync_close_scope (session->sync, lookout->scope);
  g_weak_ref_clear (&lookout->session);
  g_free (lookout->scope);
  g_free (lookout);
}

/* The scope is followed for as long as object lives. */
void
sparkle_session_open_scope_for (SparkleSession *self, const char *kind, const char *id, GObject *object)
{
  Lookout *lookout = g_new0 (Lookout, 1);

  g_weak_ref_init (&lookout->session, self);
  lookout->scope = g_strconcat (kind, "/", id, NULL);
  sparkle_sync_open_scope (self->sync, lookout->scope);
  sparkle_session_watch (self, sparkle_store_touch_scope (self->store, lookout->scope));
  g_object_weak_ref (object, lookout_cb, lookout);
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  GWeakRef  session;
  char     *scope; /* (owned) */
} OlderSource;

static void
older_source_free (gpointer data)
{
  OlderSource *source = data;

  g_weak_ref_clear (&source->session);
  g_free (source->scope);
  g_free (source);
}

static DexFuture *
load_older_cb (SparkleFeed *feed, gpointer user_data)
{
  OlderSource *source = user_data;
  g_autoptr (SparkleSession) session = g_weak_ref_get (&source->session);

  if (session == NULL || session->closed)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");
  return sparkle_sync_load_older (session->sync, source->scope);
}

/* Older posts of a scope are fetched when the end of the list comes near. */
void
sparkle_session_let_load_older (SparkleSession *self, SparkleFeed *feed, const char *scope)
{
  OlderSource *source = g_new0 (OlderSource, 1);

  g_weak_ref_init (&source->session, self);
  source->scope = g_strdup (scope);
  sparkle_feed_set_older_func (feed, load_older_cb, source, older_source_free);
}

void
sparkle_session_make_lists (SparkleSession *self)
{
  self->entities = sparkle_entities_new (self->store);
  self->feed = sparkle_feed_new (self->entities, SPARKLE_LIST_FEED, NULL);
  self->bookmarks = sparkle_feed_new (self->entities, SPARKLE_LIST_BOOKMARKS, NULL);
  self->drafts = sparkle_drafts_new (self->entities);
  self->notifications = sparkle_notifications_new (self->entities);
  self->outbox = sparkle_outbox_new (self->entities);
  self->categories = sparkle_categories_new (self->entities);
  sparkle_session_let_load_older (self, self->feed, "feed");
}

/**
 * sparkle_session_get_feed:
 * @self: an open session
 *
 * Returns: (transfer none): all posts, newest first
 */
SparkleFeed *
sparkle_session_get_feed (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->feed;
}

/**
 * sparkle_session_get_bookmarks:
 * @self: an open session
 *
 * Returns: (transfer none): the bookmarked posts
 */
SparkleFeed *
sparkle_session_get_bookmarks (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->bookmarks;
}

/**
 * sparkle_session_get_drafts:
 * @self: an open session
 *
 * Returns: (transfer none): what the account has begun to write
 */
SparkleDrafts *
sparkle_session_get_drafts (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->drafts;
}

/**
 * sparkle_session_get_outbox:
 * @self: an open session
 *
 * Returns: (transfer none): what waits to be sent, or failed
 */
SparkleOutbox *
sparkle_session_get_outbox (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->outbox;
}

/**
 * sparkle_session_get_categories:
 * @self: an open session
 *
 * Returns: (transfer none): the categories of the community
 */
SparkleCategories *
sparkle_session_get_categories (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->categories;
}

/**
 * sparkle_session_get_entities:
 * @self: an open session
 *
 * Returns: (transfer none): the one object of each record
 */
SparkleEntities *
sparkle_session_get_entities (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->entities;
}

/**
 * sparkle_session_get_store:
 * @self: an open session
 *
 * Returns: (transfer none): the databases
 */
SparkleStore *
sparkle_session_get_store (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->store;
}

/**
 * sparkle_session_open_thread:
 * @self: an open session
 * @post_id: a post
 *
 * What is cached of the thread is there at once; it is fetched and followed for as long as the object lives.
 *
 * Returns: (transfer full): the post and its comments
 */
SparkleThread *
sparkle_session_open_thread (SparkleSession *self, const char *post_id)
{
  return sparkle_session_open_branch (self, post_id, NULL);
}

/**
 * sparkle_session_open_posts:
 * @self: an open session
 * @category: (nullable): a category's slug
 * @tag: (nullable): a tag, when there is no category
 *
 * Returns: (transfer full): the cached posts of a category or with a tag
 */
SparkleFeed *
sparkle_session_open_posts (SparkleSession *self, const char *category, const char *tag)
{
  SparkleFeed *feed;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->entities != NULL, NULL);
  g_return_val_if_fail (category != NULL || tag != NULL, NULL);

  if (category != NULL)
    feed = sparkle_feed_new (self->entities, SPARKLE_LIST_CATEGORY, category);
  else
    feed = sparkle_feed_new (self->entities, SPARKLE_LIST_TAG, tag);
  /* Older posts of all kinds: some of them belong here. */
  sparkle_session_let_load_older (self, feed, "feed");
  return feed;
}

/* ---- profiles ---------------------------------------------------------------------------------------------------- */

static void
show_user (SparkleSession *self, SparkleProfile *profile, SparkleUser *user)
{
  const char *id = sparkle_user_get_id (user);
  g_autoptr (SparkleFeed) posts = sparkle_feed_new (self->entities, SPARKLE_LIST_AUTHOR, id);
  g_autofree char *scope = g_strconcat ("user/", id, NULL);

  sparkle_session_let_load_older (self, posts, scope);
  sparkle_profile_set_found (profile, self->entities, user, posts);
  sparkle_session_open_scope_for (self, "user", id, G_OBJECT (profile));
}

typedef struct
{
  SparkleSession *self;     /* (owned) */
  GWeakRef        profile;
  char           *username; /* (owned) */
} Search;

static void
search_free (Search *search)
{
  g_clear_object (&search->self);
  g_weak_ref_clear (&search->profile);
  g_free (search->username);
  g_free (search);
}

/* (fiber) The id of who has that name, once their record is in the store. */
static char *
fetch_user (SparkleSession *self, const char *username, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (username, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/api/v1/users/", escaped, NULL);
  g_autofree char *text = NULL;
  g_autofree char *scope = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GBytes) records = NULL;
  const char *id = NULL;
  char *wrapped;

  if (!self->network_enabled)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("This profile is not kept on this machine"));
      return NULL;
    }
  answer = dex_await_boxed (sparkle_http_call (self->http, "GET", path, NULL, NULL), error);
  if (answer == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (answer))
    id = sparkle_json_get_string (json_node_get_object (answer), "id");
  if (id == NULL || !sparkle_uuid_is_valid (id) || self->closed)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL, _("The server's answer is not a profile"));
      return NULL;
    }
  text = sparkle_json_print (answer);
  wrapped = g_strdup_printf ("{\"user\":[%s]}", text);
  records = g_bytes_new_take (wrapped, strlen (wrapped));
  scope = g_strconcat ("user/", id, NULL);
  if (!dex_await (sparkle_store_apply_records (self->store, scope, records), error))
    return NULL;
  return g_strdup (id);
}

static DexFuture *
search_fiber (gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = fetch_user (search->self, search->username, &error);
  g_autoptr (SparkleProfile) profile = g_weak_ref_get (&search->profile);

  if (profile == NULL || search->self->closed)
    return dex_future_new_false ();
  if (id != NULL)
    {
      g_autoptr (SparkleUser) user = sparkle_entities_get_user (search->self->entities, id);

      show_user (search->self, profile, user);
    }
  else
    sparkle_profile_set_loading (profile, FALSE, error->message);
  return dex_future_new_true ();
}

/**
 * sparkle_session_open_profile:
 * @self: an open session
 * @username: whose
 *
 * Shows a person. Somebody who is not cached is asked for; the profile says so.
 *
 * Returns: (transfer full): the profile, followed for as long as it lives
 */
SparkleProfile *
sparkle_session_open_profile (SparkleSession *self, const char *username)
{
  g_autoptr (SparkleUser) user = NULL;
  SparkleProfile *profile;
  Search *search;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->entities != NULL, NULL);
  g_return_val_if_fail (username != NULL, NULL);

  profile = sparkle_profile_new (username);
  user = sparkle_entities_find_user (self->entities, username);
  if (user != NULL)
    {
      show_user (self, profile, user);
      return profile;
    }
  sparkle_profile_set_loading (profile, TRUE, NULL);
  search = g_new0 (Search, 1);
  search->self = g_object_ref (self);
  g_weak_ref_init (&search->profile, profile);
  search->username = g_strdup (username);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, search_fiber, search, (GDestroyNotify) search_free));
  return profile;
}

/* ---- what is kept ------------------------------------------------------------------------------------------------ */

static void
add_bookmarks (SparkleSession *self, GStrvBuilder *scopes)
{
  g_autoptr (GArray) keys = sparkle_store_read_keys (self->store, SPARKLE_LIST_BOOKMARKS, NULL);
  g_autoptr (GPtrArray) posts = NULL;

  if (keys == NULL || keys->len == 0)
    return;
  posts = sparkle_store_read_page (self->store, (const SparkleKey *) (gpointer) keys->data,
                                   MIN (keys->len, BOOKMARKS_FOLLOWED), NULL);
  for (unsigned i = 0; posts != NULL && i < posts->len; i++)
    {
      SparkleStorePost *post = g_ptr_array_index (posts, i);

      g_strv_builder_take (scopes, g_strconcat ("post/", post->id, NULL));
    }
}

static DexFuture *
keep_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  g_autoptr (GStrvBuilder) scopes = g_strv_builder_new ();
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) list = NULL;

  kept = dex_await_boxed (sparkle_store_get_kept_scopes (self->store), &error);
  if (self->closed)
    return dex_future_new_false ();
  if (kept == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  for (unsigned i = 0; i < kept->len && i < KEPT_MAX; i++)
    g_strv_builder_add (scopes, ((SparkleScopeRow *) g_ptr_array_index (kept, i))->scope);
  add_bookmarks (self, scopes);
  list = g_strv_builder_end (scopes);
  sparkle_sync_keep_scopes (self->sync, (const char * const *) list);
  return dex_future_new_true ();
}

static gboolean
keep_cb (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);

  self->keep_source = 0;
  sparkle_session_watch (self, dex_scheduler_spawn (NULL, 0, keep_fiber, g_object_ref (self), g_object_unref));
  return G_SOURCE_REMOVE;
}

/* Looks up once, soon, which scopes are followed though nobody looks at them. */
void
sparkle_session_keep_soon (SparkleSession *self)
{
  if (self->keep_source == 0 && !self->closed)
    self->keep_source = g_idle_add (keep_cb, self);
}

/**
 * sparkle_session_keep_offline:
 * @self: an open session
 * @post_id: a post
 * @on: whether its thread stays on this machine
 *
 * A kept thread is followed though nobody looks at it, and never evicted.
 */
void
sparkle_session_keep_offline (SparkleSession *self, const char *post_id, gboolean on)
{
  g_autofree char *scope = NULL;

  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (self->store != NULL);
  g_return_if_fail (post_id != NULL);

  scope = g_strconcat ("post/", post_id, NULL);
  sparkle_session_watch (self, sparkle_store_set_kept (self->store, scope, on));
  /* Asked of the same thread, so the answer has it. */
  sparkle_session_keep_soon (self);
}

/**
 * sparkle_session_mark_read:
 * @self: an open session
 * @post_id: a post
 *
 * The person opened the post.
 */
void
sparkle_session_mark_read (SparkleSession *self, const char *post_id)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (self->store != NULL);
  g_return_if_fail (post_id != NULL);

  sparkle_session_watch (self, sparkle_store_mark_read (self->store, post_id));
  /* what it told of is seen now, on every device */
  sparkle_session_read_thread (self, post_id, NULL);
  sparkle_session_note_view (self, post_id);
}

/**
 * sparkle_session_set_reading_position:
 * @self: an open session
 * @list: a list, such as "feed"
 * @id: the first record in sight
 * @offset: how far it is scrolled
 *
 * Remembers where the reader is.
 */
void
sparkle_session_set_reading_position (SparkleSession *self, const char *list, const char *id, double offset)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (self->store != NULL);

  sparkle_session_watch (self, sparkle_store_set_reading_position (self->store, list, id, offset));
}

/**
 * sparkle_session_find_reading_position:
 * @self: an open session
 * @list: a list, such as "feed"
 * @ret_id: (out): the first record in sight
 * @ret_offset: (out): how far it was scrolled
 *
 * Returns: whether a position is remembered
 */
gboolean
sparkle_session_find_reading_position (SparkleSession *self, const char *list, char **ret_id, double *ret_offset)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (self->store != NULL, FALSE);

  return sparkle_store_read_reading_position (self->store, list, ret_id, ret_offset);
}

/**
 * sparkle_session_set_setting:
 * @self: an open session
 * @key: what
 * @value: (nullable): its value
 *
 * Remembers something small on this machine, durably.
 */
void
sparkle_session_set_setting (SparkleSession *self, const char *key, const char *value)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (self->store != NULL);
  g_return_if_fail (key != NULL);

  sparkle_session_watch (self, sparkle_store_set_setting (self->store, key, value));
}

/**
 * sparkle_session_get_setting:
 * @self: an open session
 * @key: what
 *
 * Returns: (transfer full) (nullable): what is remembered
 */
char *
sparkle_session_get_setting (SparkleSession *self, const char *key)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return sparkle_store_read_setting (self->store, key);
}

/**
 * sparkle_session_set_typing:
 * @self: an open session
 * @post_id: the post of a thread
 * @typing: whether a comment is being typed
 *
 * May be called at every key: others are told every few seconds at most.
 */
void
sparkle_session_set_typing (SparkleSession *self, const char *post_id, gboolean typing)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (self->sync != NULL);

  if (self->hides_typing && !self->typing)
    return;
  if (self->typing == typing && (!typing || now - self->typed_at < TYPING_EVERY_US))
    return;
  self->typing = typing;
  self->typed_at = now;
  sparkle_sync_typing (self->sync, post_id, typing);
}

/**
 * sparkle_session_set_tells_typing:
 * @self: a session
 * @tells: whether others may know that a comment is being typed; %TRUE at first
 */
void
sparkle_session_set_tells_typing (SparkleSession *self, gboolean tells)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self));

  self->hides_typing = !tells;
}
