/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <string.h>

#include "sparkle-excerpt.h"
#include "sparkle-slug.h"
#include "sparkle-time.h"

static const SparkleEchoOp ops[] = {
  { "post.create", SPARKLE_COLLECTION_POST, SPARKLE_VERB_CREATE },
  { "post.edit", SPARKLE_COLLECTION_POST, SPARKLE_VERB_EDIT },
  { "post.delete", SPARKLE_COLLECTION_POST, SPARKLE_VERB_DELETE },
  { "comment.create", SPARKLE_COLLECTION_COMMENT, SPARKLE_VERB_CREATE },
  { "comment.edit", SPARKLE_COLLECTION_COMMENT, SPARKLE_VERB_EDIT },
  { "comment.delete", SPARKLE_COLLECTION_COMMENT, SPARKLE_VERB_DELETE },
  { "reaction.set", SPARKLE_COLLECTION_REACTION, SPARKLE_VERB_SET },
  { "reaction.unset", SPARKLE_COLLECTION_REACTION, SPARKLE_VERB_UNSET },
  { "user.follow", SPARKLE_COLLECTION_FOLLOW, SPARKLE_VERB_SET },
  { "user.unfollow", SPARKLE_COLLECTION_FOLLOW, SPARKLE_VERB_UNSET },
  { "user.edit", SPARKLE_COLLECTION_USER, SPARKLE_VERB_EDIT },
  { "bookmark.set", SPARKLE_COLLECTION_BOOKMARK, SPARKLE_VERB_SET },
  { "bookmark.unset", SPARKLE_COLLECTION_BOOKMARK, SPARKLE_VERB_UNSET },
  { "draft.save", SPARKLE_COLLECTION_DRAFT, SPARKLE_VERB_SAVE },
  { "draft.delete", SPARKLE_COLLECTION_DRAFT, SPARKLE_VERB_DELETE },
  { "notification.read", SPARKLE_COLLECTION_NOTIFICATION, SPARKLE_VERB_SET },
  { "account.edit", SPARKLE_COLLECTION_ACCOUNT, SPARKLE_VERB_EDIT },
};

const SparkleEchoOp *
sparkle_echo_op (const char *op)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (ops); i++)
    if (strcmp (ops[i].op, op) == 0)
      return &ops[i];
  return NULL;
}

const char *
sparkle_data_string (JsonObject *data,
                     const char *member)
{
  JsonNode *node = json_object_get_member (data, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

/**
 * sparkle_echo_record_id:
 *
 * The id of the record that an operation changes, as the server will make it.
 */
char *
sparkle_echo_record_id (const SparkleEchoOp *op,
                        const char          *mutation_id,
                        const char          *account,
                        JsonObject          *data)
{
  const char *id = sparkle_data_string (data, "id");
  const char *target;

  switch (op->collection)
    {
    case SPARKLE_COLLECTION_POST:
    case SPARKLE_COLLECTION_COMMENT:
    case SPARKLE_COLLECTION_DRAFT:
      return g_strdup (id == NULL && op->verb == SPARKLE_VERB_CREATE ? mutation_id : id);
    case SPARKLE_COLLECTION_USER:
    case SPARKLE_COLLECTION_ACCOUNT:
      return g_strdup (account);
    case SPARKLE_COLLECTION_NOTIFICATION: /* it is about many: see sparkle_writer_unread_of() */
      return g_strdup (mutation_id);
    case SPARKLE_COLLECTION_BOOKMARK:
      return g_strdup (sparkle_data_string (data, "post_id"));
    case SPARKLE_COLLECTION_FOLLOW:
      target = sparkle_data_string (data, "user_id");
      return target != NULL ? g_strconcat (account, ":", target, NULL) : NULL;
    case SPARKLE_COLLECTION_REACTION:
      target = sparkle_data_string (data, "comment_id");
      if (target == NULL)
        target = sparkle_data_string (data, "post_id");
      return target != NULL && sparkle_store_reaction_index (sparkle_data_string (data, "type")) >= 0
             ? g_strconcat (target, ":", sparkle_data_string (data, "type"), NULL) : NULL;
    case SPARKLE_COLLECTION_CATEGORY:
    case SPARKLE_COLLECTION_TAG:
    case SPARKLE_COLLECTION_VIDEO:
    case SPARKLE_COLLECTION_OUTBOX:
    case SPARKLE_N_COLLECTIONS:
      break;
    }
  return NULL;
}

/* Members that are in data replace the field, null empties it, absent ones leave it. */
static gboolean
take_text (JsonObject  *data,
           const char  *member,
           char       **field)
{
  if (!json_object_has_member (data, member))
    return FALSE;
  g_free (*field);
  *field = g_strdup (sparkle_data_string (data, member));
  return TRUE;
}

static char **
strv_of_node (JsonNode *node)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (unsigned i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
            g_strv_builder_add (builder, json_node_get_string (element));
        }
    }
  return g_strv_builder_end (builder);
}

static void
take_strv (JsonObject   *data,
           const char   *member,
           char       ***field)
{
  if (!json_object_has_member (data, member))
    return;
  g_strfreev (*field);
  *field = strv_of_node (json_object_get_member (data, member));
}

static void
take_post_fields (JsonObject       *data,
                  SparkleStorePost *post)
{
  take_text (data, "title", &post->title);
  take_strv (data, "tags", &post->tags);
  take_text (data, "category", &post->category);
  take_text (data, "youtube_video_id", &post->youtube_video_id);
  take_text (data, "kind", &post->kind);
  if (take_text (data, "content", &post->content))
    {
      const char *content = post->content != NULL ? post->content : "";

      g_free (post->excerpt);
      post->excerpt = sparkle_excerpt (content);
      post->reading_minutes = sparkle_reading_minutes (content);
    }
}

/* When the post is to be published, if data says so and the time is still to come as the mutation is made; else 0. Past times, and
 * none, mean at once. */
static gint64
publish_at_of (const SparkleOutboxRow *mutation,
               JsonObject             *data)
{
  const char *text = sparkle_data_string (data, "publish_at");
  gint64 at = 0;

  return text != NULL && sparkle_time_parse (text, &at) && at > mutation->created_at ? at : 0;
}

/* A post that waits gets another time, or appears. What nobody has seen yet is not edited by that. */
static void
echo_waiting (const SparkleOutboxRow *mutation,
              JsonObject             *data,
              SparkleStorePost       *post)
{
  if (!json_object_has_member (data, "publish_at"))
    return;
  post->publish_at = publish_at_of (mutation, data);
  if (post->publish_at != 0)
    return;
  g_set_str (&post->state, "published");
  post->published_at = mutation->created_at;
  post->local = TRUE;
}

static void
echo_post (const SparkleEchoOp    *op,
           const SparkleOutboxRow *mutation,
           JsonObject             *data,
           SparkleStorePost       *post,
           gboolean               *present)
{
  if (op->verb == SPARKLE_VERB_DELETE)
    {
      g_set_str (&post->state, "deleted");
      return;
    }
  if (op->verb == SPARKLE_VERB_EDIT)
    {
      if (!*present)
        return;
      take_post_fields (data, post);
      if (g_strcmp0 (post->state, "scheduled") == 0)
        echo_waiting (mutation, data, post);
      else
        post->edited_at = mutation->created_at;
      return;
    }
  post->local = TRUE;
  if (*present) /* the server has it already, only its answer is missing: its word counts */
    return;
  *present = TRUE;
  g_set_str (&post->author_id, mutation->account_id);
  g_set_str (&post->kind, "blog");
  post->publish_at = publish_at_of (mutation, data);
  g_set_str (&post->state, post->publish_at != 0 ? "scheduled" : "published");
  take_post_fields (data, post);
  g_free (post->slug);
  post->slug = sparkle_slug (post->title != NULL ? post->title : "");
  post->created_at = mutation->created_at;
  post->published_at = post->publish_at == 0 ? mutation->created_at : 0;
}

static void
echo_comment (const SparkleEchoOp    *op,
              const SparkleOutboxRow *mutation,
              JsonObject             *data,
              SparkleStoreComment    *comment,
              gboolean               *present)
{
  JsonNode *seconds = json_object_get_member (data, "video_seconds");

  if (op->verb == SPARKLE_VERB_DELETE)
    {
      comment->deleted = TRUE;
      g_set_str (&comment->content, "");
      return;
    }
  if (op->verb == SPARKLE_VERB_EDIT)
    {
      if (*present && take_text (data, "content", &comment->content))
        comment->edited_at = mutation->created_at;
      return;
    }
  if (*present)
    return;
  *present = TRUE;
  g_set_str (&comment->author_id, mutation->account_id);
  take_text (data, "post_id", &comment->post_id);
  take_text (data, "parent_id", &comment->parent_id);
  take_text (data, "content", &comment->content);
  comment->video_seconds = seconds != NULL && JSON_NODE_HOLDS_VALUE (seconds) ? json_node_get_int (seconds) : -1;
  comment->created_at = mutation->created_at;
  comment->local = TRUE;
}

static void
echo_draft (const SparkleEchoOp    *op,
            const SparkleOutboxRow *mutation,
            JsonObject             *data,
            SparkleStoreDraft      *draft,
            gboolean               *present)
{
  if (op->verb == SPARKLE_VERB_DELETE)
    {
      *present = FALSE;
      return;
    }
  draft->local = !*present;
  *present = TRUE;
  take_text (data, "title", &draft->title);
  take_text (data, "content", &draft->content);
  take_strv (data, "tags", &draft->tags);
  take_text (data, "category", &draft->category);
  take_text (data, "youtube_video_id", &draft->youtube_video_id);
  take_text (data, "post_id", &draft->post_id);
  draft->updated_at = mutation->created_at;
}

static void
echo_set (const SparkleEchoOp    *op,
          const SparkleOutboxRow *mutation,
          JsonObject             *data,
          SparkleAnyRow          *row,
          gboolean               *present)
{
  gboolean was = *present;

  *present = op->verb == SPARKLE_VERB_SET;
  if (!*present)
    return;
  if (op->collection == SPARKLE_COLLECTION_BOOKMARK)
    {
      take_text (data, "folder", &row->bookmark.folder);
      take_text (data, "note", &row->bookmark.note);
      if (!was)
        row->bookmark.created_at = mutation->created_at;
    }
  else if (op->collection == SPARKLE_COLLECTION_FOLLOW && !was)
    {
      g_set_str (&row->follow.follower_id, mutation->account_id);
      take_text (data, "user_id", &row->follow.followed_id);
      row->follow.created_at = mutation->created_at;
    }
  else if (op->collection == SPARKLE_COLLECTION_REACTION && !was)
    {
      const char *comment_id = sparkle_data_string (data, "comment_id");

      take_text (data, "post_id", &row->reaction.post_id);
      g_set_str (&row->reaction.target_id, comment_id != NULL ? comment_id : row->reaction.post_id);
      row->reaction.type = sparkle_store_reaction_index (sparkle_data_string (data, "type"));
      row->reaction.created_at = mutation->created_at;
    }
}

static JsonObject *
ensure_object (JsonObject *parent,
               const char *member)
{
  JsonNode *node = json_object_get_member (parent, member);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    json_object_set_object_member (parent, member, json_object_new ());
  return json_object_get_object_member (parent, member);
}

/* The switches go where the server keeps them. */
static void
echo_account (JsonObject        *data,
              SparkleAccountRow *account)
{
  g_autoptr (JsonNode) node = account->json != NULL ? json_from_string (account->json, NULL) : NULL;
  JsonObject *object, *settings, *switches;
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  object = json_node_get_object (node);
  settings = ensure_object (object, "settings");
  switches = ensure_object (settings, "notifications");
  json_object_iter_init (&iter, data);
  while (json_object_iter_next (&iter, &member, &value))
    if (g_str_has_prefix (member, "notify_"))
      json_object_set_member (switches, member + strlen ("notify_"), json_node_copy (value));
  g_free (account->json);
  account->json = json_to_string (node, FALSE);
}

/* Which ones it is about was found when it was made; one that has changed since was not seen so. */
static void
echo_notification (const SparkleOutboxRow   *mutation,
                   JsonObject               *data,
                   SparkleStoreNotification *notification)
{
  const char *text = sparkle_data_string (data, "until");
  gint64 until;

  if (notification->read_at == 0 && text != NULL && sparkle_time_parse (text, &until) && notification->updated_at <= until)
    notification->read_at = mutation->created_at;
}

/**
 * sparkle_echo_apply:
 * @row: (inout): the record as the server or the mutations before left it
 * @present: (inout): whether there is such a record
 *
 * What a mutation makes of the record that it names. A pure function: the same outbox over the same truth always gives the same rows.
 */
void
sparkle_echo_apply (const SparkleEchoOp    *op,
                    const SparkleOutboxRow *mutation,
                    JsonObject             *data,
                    SparkleAnyRow          *row,
                    gboolean               *present)
{
  switch (op->collection)
    {
    case SPARKLE_COLLECTION_POST:
      echo_post (op, mutation, data, &row->post, present);
      break;
    case SPARKLE_COLLECTION_COMMENT:
      echo_comment (op, mutation, data, &row->comment, present);
      break;
    case SPARKLE_COLLECTION_DRAFT:
      echo_draft (op, mutation, data, &row->draft, present);
      break;
    case SPARKLE_COLLECTION_USER:
      if (*present)
        {
          take_text (data, "display_name", &row->user.display_name);
          take_text (data, "bio", &row->user.bio);
        }
      break;
    case SPARKLE_COLLECTION_REACTION:
    case SPARKLE_COLLECTION_FOLLOW:
    case SPARKLE_COLLECTION_BOOKMARK:
      echo_set (op, mutation, data, row, present);
      break;
    case SPARKLE_COLLECTION_ACCOUNT:
      if (*present)
        echo_account (data, &row->account);
      break;
    case SPARKLE_COLLECTION_NOTIFICATION:
      if (*present)
        echo_notification (mutation, data, &row->notification);
      break;
    case SPARKLE_COLLECTION_CATEGORY:
    case SPARKLE_COLLECTION_TAG:
    case SPARKLE_COLLECTION_VIDEO:
    case SPARKLE_COLLECTION_OUTBOX:
    case SPARKLE_N_COLLECTIONS:
      break;
    }
}

/**
 * sparkle_echo_summary:
 *
 * Returns: (transfer full) (nullable): the first line of what was typed, at most 80 characters
 */
char *
sparkle_echo_summary (JsonObject *data)
{
  static const char * const members[] = { "title", "content", "display_name", "bio", "note", "folder" };

  for (unsigned i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = sparkle_data_string (data, members[i]);
      g_autofree char *line = NULL;
      gsize length;

      if (text == NULL || *text == '\0')
        continue;
      length = strcspn (text, "\n");
      line = g_strndup (text, length);
      if (g_utf8_strlen (line, -1) <= 80)
        return g_steal_pointer (&line);
      *g_utf8_offset_to_pointer (line, 79) = '\0';
      return g_strconcat (line, "…", NULL);
    }
  return NULL;
}

/**
 * sparkle_echo_base:
 *
 * Returns: (transfer full) (nullable): JSON object with the members of @data (but "id") as they stand in @row
 */
char *
sparkle_echo_base (const SparkleTable  *table,
                   const SparkleAnyRow *row,
                   JsonObject          *data)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *base = json_object_new ();

  json_node_take_object (node, base);
  for (unsigned i = 0; i < table->n_wire; i++)
    {
      const SparkleColumn *column = &table->columns[i];

      if (column->key == NULL || i == 0 || !json_object_has_member (data, column->key))
        continue;
      if (column->type == SPARKLE_COLUMN_TEXT)
        {
          const char *text = G_STRUCT_MEMBER (char *, row, column->offset);

          if (text != NULL)
            json_object_set_string_member (base, column->key, text);
          else
            json_object_set_null_member (base, column->key);
        }
      else if (column->type == SPARKLE_COLUMN_STRV)
        {
          JsonArray *array = json_array_new ();
          char **strv = G_STRUCT_MEMBER (char **, row, column->offset);

          for (unsigned n = 0; strv != NULL && strv[n] != NULL; n++)
            json_array_add_string_element (array, strv[n]);
          json_object_set_array_member (base, column->key, array);
        }
    }
  return json_to_string (node, FALSE);
}
