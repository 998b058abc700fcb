/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device shows, one line a record, in the words of the query in sim-check.c. */
#include "sim-dump.h"

#include "sparkle-store-lists.h"
#include "sparkle-store-reader.h"

static char *
one_line (const char *content)
{
  g_auto(GStrv) lines = g_strsplit (content ? content : "", "\n", -1);

  return g_strjoinv (" / ", lines);
}

static void
add_line (JsonArray *lines, const char *id, const char *post, gint64 pending, const char *line)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "post", post);
  json_object_set_int_member (object, "pending", pending);
  json_object_set_string_member (object, "line", line);
  json_array_add_object_element (lines, object);
}

static void
list_comments (SparkleStore *store, const char *post_id, JsonArray *lines)
{
  g_autoptr(GPtrArray) keys = sparkle_store_read_thread (store, post_id, 10000);

  for (unsigned i = 0; i < keys->len; i++)
    {
      SparkleThreadKey *key = keys->pdata[i];
      g_autoptr(SparkleStoreComment) comment = sparkle_store_read_comment (store, key->id);
      if (comment == NULL || comment->deleted)
        continue;
      g_autofree char *content = one_line (comment->content);
      g_autofree char *line = g_strdup_printf ("comment %s on %s to %s v%d l%d m%d: %s", comment->id, comment->post_id,
                                               comment->parent_id ? comment->parent_id : "-", (int) comment->version,
                                               (int) comment->reactions[0], (int) (comment->my_reactions & 1), content);
      add_line (lines, comment->id, comment->post_id, comment->pending, line);
    }
}

static void
list_posts (SparkleStore *store, JsonArray *lines)
{
  g_autoptr(GArray) keys = sparkle_store_read_keys (store, SPARKLE_LIST_FEED, NULL);

  for (unsigned at = 0; at < keys->len; at += 100)
    {
      g_autoptr(GPtrArray) page = sparkle_store_read_page (store, &g_array_index (keys, SparkleKey, at), MIN (100, keys->len - at), NULL);
      for (unsigned i = 0; i < page->len; i++)
        {
          SparkleStorePost *post = page->pdata[i];
          g_autofree char *content = one_line (post->content);
          g_autofree char *line = g_strdup_printf ("post %s v%d c%d l%d m%d b%d %s: %s", post->id, (int) post->version,
                                                   (int) post->n_comments, (int) post->reactions[0], (int) (post->my_reactions & 1),
                                                   (int) post->bookmarked, post->title, content);
          add_line (lines, post->id, post->id, post->pending, line);
          list_comments (store, post->id, lines);
        }
    }
}

static void
list_drafts (SparkleStore *store, JsonArray *lines)
{
  g_autoptr(GPtrArray) ids = sparkle_store_read_drafts (store);

  for (unsigned i = 0; i < ids->len; i++)
    {
      g_autoptr(SparkleStoreDraft) draft = sparkle_store_read_draft (store, ids->pdata[i]);
      if (draft == NULL)
        continue;
      g_autofree char *line = g_strdup_printf ("draft %s: %s", draft->id, draft->content);
      add_line (lines, draft->id, NULL, draft->pending, line);
    }
}

static void
list_self (SparkleStore *store, const char *id, JsonArray *lines)
{
  g_autoptr(SparkleStoreUser) user = id ? sparkle_store_read_user (store, id) : NULL;

  if (user == NULL)
    return;
  g_autofree char *bio = one_line (user->bio);
  g_autofree char *line = g_strdup_printf ("self %s v%d %d followers %d following: %s", id, (int) user->version,
                                           (int) user->n_followers, (int) user->n_following, bio);
  add_line (lines, id, NULL, user->pending, line);
}

/* Whom of those named the account follows. */
static void
list_follows (SparkleStore *store, JsonObject *command, JsonArray *lines)
{
  JsonArray *users = json_object_get_array_member (command, "users");

  for (unsigned i = 0; users != NULL && i < json_array_get_length (users); i++)
    {
      const char *id = json_array_get_string_element (users, i);
      g_autofree char *line = g_strdup_printf ("follows %s", id);
      if (sparkle_store_read_following (store, id))
        add_line (lines, line, NULL, 0, line);
    }
}

static void
list_bookmarks (SparkleStore *store, JsonArray *lines)
{
  g_autoptr(GPtrArray) ids = sparkle_store_read_ids (store, SPARKLE_IDS_BOOKMARKS, NULL, NULL, G_MAXUINT);

  for (unsigned i = 0; i < ids->len; i++)
    {
      g_autoptr(SparkleStoreBookmark) bookmark = sparkle_store_read_bookmark (store, ids->pdata[i]);
      if (bookmark == NULL)
        continue;
      g_autofree char *note = one_line (bookmark->note);
      g_autofree char *line = g_strdup_printf ("bookmark of %s in %s: %s", bookmark->id, bookmark->folder ? bookmark->folder : "", note);
      add_line (lines, bookmark->id, bookmark->id, bookmark->pending, line);
    }
}

/* Whoever is told something says who did what, to what, and whether it is news. */
static void
list_notifications (SparkleStore *store, JsonArray *lines)
{
  unsigned n_unread;
  g_autoptr(GPtrArray) ids = sparkle_store_read_notifications (store, &n_unread);

  for (unsigned i = 0; i < ids->len; i++)
    {
      g_autoptr(SparkleStoreNotification) note = sparkle_store_read_notification (store, ids->pdata[i]);
      if (note == NULL)
        continue;
      g_autofree char *names = g_strjoinv ("+", note->usernames);
      g_autofree char *line = g_strdup_printf ("notification %s %s of %s (%d) about %s %s, %s, level %d: %s", note->id, note->kind, names,
                                               (int) note->count, note->post_id ? note->post_id : "-",
                                               note->comment_id ? note->comment_id : "-", note->read_at ? "read" : "new",
                                               (int) MAX (note->level, 0), note->title ? note->title : "-");
      add_line (lines, note->id, note->post_id, 0, line);
    }
}

static void
list_outbox (SparkleStore *store, JsonObject *out)
{
  g_autoptr(GPtrArray) rows = sparkle_store_read_outbox (store);
  JsonArray *outbox = json_array_new ();

  for (unsigned i = 0; i < rows->len; i++)
    {
      SparkleOutboxRow *row = rows->pdata[i];
      JsonObject *object = json_object_new ();
      json_object_set_string_member (object, "op", row->op);
      json_object_set_string_member (object, "record", row->record_id);
      json_object_set_string_member (object, "data", row->data);
      json_object_set_boolean_member (object, "failed", row->state == SPARKLE_OUTBOX_FAILED);
      json_object_set_boolean_member (object, "conflict", row->state == SPARKLE_OUTBOX_CONFLICT);
      json_object_set_string_member (object, "error", row->error_message);
      json_object_set_int_member (object, "attempts", row->attempts);
      json_object_set_int_member (object, "base_version", row->base_version);
      json_object_set_string_member (object, "base", row->base);
      json_object_set_string_member (object, "theirs", row->theirs);
      json_array_add_object_element (outbox, object);
    }
  json_object_set_array_member (out, "outbox", outbox);
}

JsonObject *
sim_dump (SparkleSession *session, JsonObject *command)
{
  SparkleStore *store = sparkle_session_get_store (session);
  JsonObject *out = json_object_new ();
  JsonArray *lines = json_array_new ();

  list_posts (store, lines);
  list_drafts (store, lines);
  list_self (store, sparkle_session_get_account_id (session), lines);
  list_follows (store, command, lines);
  list_bookmarks (store, lines);
  list_notifications (store, lines);
  json_object_set_array_member (out, "lines", lines);
  list_outbox (store, out);
  return out;
}
