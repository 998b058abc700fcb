/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-comments.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-session-private.h"
#include "sparkle-uuid.h"

typedef struct
{
  SparkleSession *self; /* (owned) */
  char           *id;   /* (owned) */
} Search;

static void
search_free (Search *search)
{
  g_clear_object (&search->self);
  g_free (search->id);
  g_free (search);
}

/* {"comment":[…],"user":[…]} of a comment with its author inside, as the server answers it. */
static GBytes *
make_records (JsonObject *comment)
{
  g_autoptr (JsonNode) author = json_object_dup_member (comment, "author");
  g_autoptr (JsonNode) bare = json_node_alloc ();
  g_autofree char *comment_text = NULL;
  g_autofree char *author_text = NULL;
  char *text;

  json_object_remove_member (comment, "author");
  json_node_init_object (bare, comment);
  comment_text = sparkle_json_print (bare);
  author_text = author != NULL ? sparkle_json_print (author) : g_strdup ("");
  text = g_strdup_printf ("{\"comment\":[%s],\"user\":[%s]}", comment_text, author_text);
  return g_bytes_new_take (text, strlen (text));
}

/* (fiber) Asks for the comment alone: its thread may be long, and comes by itself. */
static char *
fetch (Search *search, GError **error)
{
  SparkleSession *self = search->self;
  g_autofree char *path = g_strconcat ("/api/v1/comments/", search->id, NULL);
  g_autofree char *post_id = NULL;
  g_autofree char *scope = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GBytes) records = NULL;
  const char *id = NULL;

  if (!self->network_enabled || self->http == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("This comment is not kept on this machine"));
      return NULL;
    }
  answer = dex_await_boxed (sparkle_http_call (self->http, "GET", path, NULL, NULL), error);
  if (answer == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (answer))
    {
      id = sparkle_json_get_string (json_node_get_object (answer), "id");
      post_id = g_strdup (sparkle_json_get_string (json_node_get_object (answer), "post_id"));
    }
  if (g_strcmp0 (id, search->id) != 0 || post_id == NULL || !sparkle_uuid_is_valid (post_id) || self->closed)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL, _("The server's answer is not that comment"));
      return NULL;
    }
  records = make_records (json_node_get_object (answer));
  scope = g_strconcat ("post/", post_id, NULL);
  if (!dex_await (sparkle_store_apply_records (self->store, scope, records), error))
    return NULL;
  return g_steal_pointer (&post_id);
}

static DexFuture *
find_fiber (gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SparkleStoreComment) row = sparkle_store_read_comment (search->self->store, search->id);
  char *post_id;

  if (row != NULL && row->post_id != NULL)
    return dex_future_new_take_string (g_strdup (row->post_id));
  post_id = fetch (search, &error);
  if (post_id == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_string (post_id);
}

/**
 * sparkle_session_find_comment:
 * @self: an open session
 * @comment_id: a comment, from a link perhaps
 *
 * A comment that is not cached is asked for.
 *
 * Returns: (transfer full): resolves to the id of its post when the comment is in the cache; rejects with
 *   %SPARKLE_ERROR_NOT_FOUND when it may not be seen or never was, and with what the network says
 */
DexFuture *
sparkle_session_find_comment (SparkleSession *self, const char *comment_id)
{
  Search *search;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store != NULL, NULL);
  g_return_val_if_fail (comment_id != NULL, NULL);

  if (!sparkle_uuid_is_valid (comment_id))
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, _("There is no such comment"));
  search = g_new0 (Search, 1);
  search->self = g_object_ref (self);
  search->id = g_strdup (comment_id);
  return dex_scheduler_spawn (NULL, 0, find_fiber, search, (GDestroyNotify) search_free);
}

/* ---- threads ----------------------------------------------------------------------------------------------------- */

/**
 * sparkle_session_open_branch:
 * @self: an open session
 * @post_id: a post
 * @root_id: (nullable): the comment that the list begins with; %NULL: the whole thread
 *
 * What is cached of the thread is there at once; it is fetched and followed for as long as the object lives.
 *
 * Returns: (transfer full): the post and its comments
 */
SparkleThread *
sparkle_session_open_branch (SparkleSession *self, const char *post_id, const char *root_id)
{
  SparkleThread *thread;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->entities != NULL, NULL);
  g_return_val_if_fail (post_id != NULL, NULL);

  thread = sparkle_thread_new_branch (self->entities, post_id, root_id);
  if (sparkle_uuid_is_valid (post_id))
    sparkle_session_open_scope_for (self, "post", post_id, G_OBJECT (thread));
  return thread;
}

/**
 * sparkle_session_save_visit:
 * @self: an open session
 * @thread: that is or was on screen
 *
 * Remembers what of it was here and what of that was not seen, for the unread marks of the next visit.
 */
void
sparkle_session_save_visit (SparkleSession *self, SparkleThread *thread)
{
  g_auto (GStrv) unread = NULL;
  gint64 upto;

  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (self->store != NULL);

  if (!self->closed && sparkle_thread_get_visit (thread, &upto, &unread))
    sparkle_session_watch (self, sparkle_store_set_visit (self->store, sparkle_post_get_id (sparkle_thread_get_post (thread)), upto,
                                                          (const char * const *) unread));
}
