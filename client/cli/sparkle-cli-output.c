/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-cli-output.h"

#include <stdio.h>

#include "sparkle-json.h"
#include "sparkle-time.h"

static const char * const pending_names[] = { "none", "waiting", "failed" };
static const char * const outbox_names[] = { "waiting", "sending", "failed", "conflict" };

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 value)
{
  g_autofree char *text = value != 0 ? sparkle_time_format (value) : NULL;

  add_string (builder, name, text);
}

static void
add_strv (JsonBuilder *builder, const char *name, const char * const *values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (unsigned i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
add_mine (JsonBuilder *builder, unsigned flags)
{
  json_builder_set_member_name (builder, "my_reactions");
  json_builder_begin_array (builder);
  for (unsigned i = 0; i < SPARKLE_STORE_N_REACTIONS; i++)
    if (flags & 1u << i)
      json_builder_add_string_value (builder, sparkle_store_reactions[i]);
  json_builder_end_array (builder);
}

static JsonNode *
finish (JsonBuilder *builder)
{
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static JsonBuilder *
begin (void)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  return builder;
}

static const char *
get_name (SparkleUser *user)
{
  return user != NULL && sparkle_user_get_known (user) ? sparkle_user_get_username (user) : NULL;
}

/**
 * sparkle_cli_describe_post: (skip)
 * @post: a post
 * @whole: with its text
 *
 * Returns: (transfer full): it as JSON
 */
JsonNode *
sparkle_cli_describe_post (SparklePost *post, gboolean whole)
{
  g_autoptr (JsonBuilder) builder = begin ();

  add_string (builder, "id", sparkle_post_get_id (post));
  add_string (builder, "author", get_name (sparkle_post_get_author (post)));
  add_string (builder, "title", sparkle_post_get_title (post));
  add_string (builder, whole ? "content" : "excerpt",
              whole ? sparkle_post_get_content (post) : sparkle_post_get_excerpt (post));
  add_strv (builder, "tags", sparkle_post_get_tags (post));
  add_string (builder, "category", sparkle_post_get_category (post));
  add_string (builder, "youtube_video_id", sparkle_post_get_youtube_video_id (post));
  add_time (builder, "published_at", sparkle_post_get_published_at (post));
  add_time (builder, "publish_at", sparkle_post_get_publish_at (post));
  add_int (builder, "version", sparkle_post_get_version (post));
  add_boolean (builder, "edited", sparkle_post_get_edited (post));
  add_int (builder, "comments", sparkle_post_get_n_comments (post));
  json_builder_set_member_name (builder, "reactions");
  json_builder_begin_object (builder);
  for (unsigned i = 0; i < SPARKLE_STORE_N_REACTIONS; i++)
    add_int (builder, sparkle_store_reactions[i], sparkle_post_get_n_reactions (post, sparkle_store_reactions[i]));
  json_builder_end_object (builder);
  add_mine (builder, sparkle_post_get_my_reactions (post));
  add_boolean (builder, "bookmarked", sparkle_post_get_bookmarked (post));
  add_boolean (builder, "kept", sparkle_post_get_kept (post));
  add_boolean (builder, "unread", sparkle_post_get_unread (post));
  add_string (builder, "pending", pending_names[sparkle_post_get_pending (post)]);
  return finish (builder);
}

/**
 * sparkle_cli_describe_comment: (skip)
 * @comment: a comment
 *
 * Returns: (transfer full): it as JSON
 */
JsonNode *
sparkle_cli_describe_comment (SparkleComment *comment)
{
  g_autoptr (JsonBuilder) builder = begin ();

  add_string (builder, "id", sparkle_comment_get_id (comment));
  add_string (builder, "post_id", sparkle_comment_get_post_id (comment));
  add_string (builder, "parent_id", sparkle_comment_get_parent_id (comment));
  add_int (builder, "depth", sparkle_comment_get_depth (comment));
  add_string (builder, "author", get_name (sparkle_comment_get_author (comment)));
  add_string (builder, "content", sparkle_comment_get_content (comment));
  if (sparkle_comment_get_video_seconds (comment) >= 0)
    add_int (builder, "video_seconds", sparkle_comment_get_video_seconds (comment));
  add_time (builder, "created_at", sparkle_comment_get_created_at (comment));
  add_int (builder, "version", sparkle_comment_get_version (comment));
  add_boolean (builder, "edited", sparkle_comment_get_edited (comment));
  add_boolean (builder, "deleted", sparkle_comment_get_deleted (comment));
  json_builder_set_member_name (builder, "reactions");
  json_builder_begin_object (builder);
  for (unsigned i = 0; i < SPARKLE_STORE_N_REACTIONS; i++)
    add_int (builder, sparkle_store_reactions[i],
             sparkle_comment_get_n_reactions (comment, sparkle_store_reactions[i]));
  json_builder_end_object (builder);
  add_mine (builder, sparkle_comment_get_my_reactions (comment));
  add_string (builder, "pending", pending_names[sparkle_comment_get_pending (comment)]);
  return finish (builder);
}

/**
 * sparkle_cli_describe_user: (skip)
 * @user: a person
 *
 * Returns: (transfer full): they as JSON
 */
JsonNode *
sparkle_cli_describe_user (SparkleUser *user)
{
  g_autoptr (JsonBuilder) builder = begin ();

  add_string (builder, "id", sparkle_user_get_id (user));
  add_string (builder, "username", sparkle_user_get_username (user));
  add_string (builder, "display_name", sparkle_user_get_display_name (user));
  add_string (builder, "bio", sparkle_user_get_bio (user));
  add_string (builder, "role", sparkle_user_get_role (user));
  add_int (builder, "level", sparkle_user_get_level (user));
  add_int (builder, "xp", sparkle_user_get_xp (user));
  add_int (builder, "posts", sparkle_user_get_n_posts (user));
  add_int (builder, "followers", sparkle_user_get_n_followers (user));
  add_int (builder, "following", sparkle_user_get_n_following (user));
  add_boolean (builder, "followed", sparkle_user_get_followed (user));
  return finish (builder);
}

/**
 * sparkle_cli_describe_draft: (skip)
 * @draft: a draft
 *
 * Returns: (transfer full): it as JSON
 */
JsonNode *
sparkle_cli_describe_draft (SparkleDraft *draft)
{
  g_autoptr (JsonBuilder) builder = begin ();

  add_string (builder, "id", sparkle_draft_get_id (draft));
  add_string (builder, "title", sparkle_draft_get_title (draft));
  add_string (builder, "content", sparkle_draft_get_content (draft));
  add_strv (builder, "tags", sparkle_draft_get_tags (draft));
  add_string (builder, "post_id", sparkle_draft_get_post_id (draft));
  add_time (builder, "updated_at", sparkle_draft_get_updated_at (draft));
  add_string (builder, "pending", pending_names[sparkle_draft_get_pending (draft)]);
  return finish (builder);
}

/**
 * sparkle_cli_describe_outbox: (skip)
 * @item: a write that waits or failed
 *
 * Returns: (transfer full): it as JSON
 */
JsonNode *
sparkle_cli_describe_outbox (SparkleOutboxItem *item)
{
  g_autoptr (JsonBuilder) builder = begin ();

  add_string (builder, "id", sparkle_outbox_item_get_id (item));
  add_string (builder, "op", sparkle_outbox_item_get_op (item));
  add_string (builder, "record_id", sparkle_outbox_item_get_record_id (item));
  add_string (builder, "summary", sparkle_outbox_item_get_summary (item));
  add_string (builder, "state", outbox_names[sparkle_outbox_item_get_state (item)]);
  add_int (builder, "attempts", sparkle_outbox_item_get_attempts (item));
  add_string (builder, "error", sparkle_outbox_item_get_error_message (item));
  if (sparkle_outbox_item_get_state (item) == SPARKLE_OUTBOX_CONFLICT)
    {
      add_string (builder, "base", sparkle_outbox_item_get_base (item, "content"));
      add_string (builder, "mine", sparkle_outbox_item_get_mine (item, "content"));
      add_string (builder, "theirs", sparkle_outbox_item_get_theirs (item, "content"));
    }
  return finish (builder);
}

/**
 * sparkle_cli_describe_notification: (skip)
 * @notification: what others did
 *
 * Returns: (transfer full): it as JSON
 */
JsonNode *
sparkle_cli_describe_notification (SparkleNotification *notification)
{
  g_autoptr (JsonBuilder) builder = begin ();

  add_string (builder, "id", sparkle_notification_get_id (notification));
  add_string (builder, "kind", sparkle_notification_kind_to_string (sparkle_notification_get_kind (notification)));
  add_string (builder, "post_id", sparkle_notification_get_post_id (notification));
  add_string (builder, "comment_id", sparkle_notification_get_comment_id (notification));
  add_string (builder, "title", sparkle_notification_get_title (notification));
  add_strv (builder, "names", sparkle_notification_get_names (notification));
  add_int (builder, "count", sparkle_notification_get_count (notification));
  if (sparkle_notification_get_level (notification) != 0)
    add_int (builder, "level", sparkle_notification_get_level (notification));
  add_string (builder, "message", sparkle_notification_get_message (notification));
  add_time (builder, "updated_at", sparkle_notification_get_updated_at (notification));
  add_boolean (builder, "read", sparkle_notification_get_read (notification));
  return finish (builder);
}

/* ---- printing ---------------------------------------------------------------------------------------------------- */

/**
 * sparkle_cli_print_json: (skip)
 * @node: (transfer full): what to print
 *
 * Prints one line and sees to it that a reader of a pipe gets it now.
 */
void
sparkle_cli_print_json (JsonNode *node)
{
  g_autofree char *text = sparkle_json_print (node);

  g_print ("%s\n", text);
  fflush (stdout);
  json_node_unref (node);
}

/* Text of others must not move the cursor of a terminal. */
static char *
make_printable (const char *text, const char *indent)
{
  GString *printable = g_string_new (NULL);

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (character == '\n')
        g_string_append_printf (printable, "\n%s", indent);
      else if (!g_unichar_iscntrl (character))
        g_string_append_unichar (printable, character);
    }
  return g_string_free (printable, FALSE);
}

static char *
format_day (gint64 time)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%d %H:%M") : g_strdup ("");
}

static const char *
get_mark (SparklePending pending)
{
  switch (pending)
    {
    case SPARKLE_PENDING_WAITING:
      return " (waiting)";
    case SPARKLE_PENDING_FAILED:
      return " (failed)";
    case SPARKLE_PENDING_NONE:
      break;
    }
  return "";
}

/**
 * sparkle_cli_print_post: (skip)
 * @cli: the program
 * @post: a post
 * @whole: with its text
 *
 * Prints a post.
 */
void
sparkle_cli_print_post (SparkleCli *cli, SparklePost *post, gboolean whole)
{
  g_autofree char *title = NULL;
  g_autofree char *day = NULL;
  const char *author = get_name (sparkle_post_get_author (post));

  if (cli->json)
    {
      sparkle_cli_print_json (sparkle_cli_describe_post (post, whole));
      return;
    }
  title = make_printable (sparkle_post_get_title (post), "");
  day = format_day (sparkle_post_get_publish_at (post) != 0 ? sparkle_post_get_publish_at (post) : sparkle_post_get_published_at (post));
  g_print ("%s  %s%s\n    %s, %s, %" G_GINT64_FORMAT " comments, %" G_GINT64_FORMAT " reactions\n",
           sparkle_post_get_id (post), title, get_mark (sparkle_post_get_pending (post)),
           author != NULL ? author : "?", day, sparkle_post_get_n_comments (post),
           sparkle_post_get_n_reactions (post, NULL));
  if (whole)
    {
      g_autofree char *content = make_printable (sparkle_post_get_content (post), "");

      g_print ("\n%s\n\n", content);
    }
}

/**
 * sparkle_cli_print_comment: (skip)
 * @cli: the program
 * @comment: a comment
 *
 * Prints a comment where it stands in its thread.
 */
void
sparkle_cli_print_comment (SparkleCli *cli, SparkleComment *comment)
{
  g_autofree char *indent = NULL;
  g_autofree char *content = NULL;
  const char *author = get_name (sparkle_comment_get_author (comment));

  if (cli->json)
    {
      sparkle_cli_print_json (sparkle_cli_describe_comment (comment));
      return;
    }
  indent = g_strnfill (2 * MIN (sparkle_comment_get_depth (comment), 16) + 4, ' ');
  content = make_printable (sparkle_comment_get_deleted (comment) ? "(deleted)" : sparkle_comment_get_content (comment),
                            indent);
  g_print ("%s%s%s  %s\n%s%s\n", indent + 4, author != NULL ? author : "?",
           get_mark (sparkle_comment_get_pending (comment)), sparkle_comment_get_id (comment), indent, content);
}

/**
 * sparkle_cli_print_user: (skip)
 * @cli: the program
 * @user: a person
 *
 * Prints who it is.
 */
void
sparkle_cli_print_user (SparkleCli *cli, SparkleUser *user)
{
  g_autofree char *name = NULL;
  g_autofree char *bio = NULL;

  if (cli->json)
    {
      sparkle_cli_print_json (sparkle_cli_describe_user (user));
      return;
    }
  name = make_printable (sparkle_user_get_name (user), "");
  bio = make_printable (sparkle_user_get_bio (user), "    ");
  g_print ("%s (%s), level %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " posts, %" G_GINT64_FORMAT " followers%s\n",
           name, sparkle_user_get_username (user), sparkle_user_get_level (user), sparkle_user_get_n_posts (user),
           sparkle_user_get_n_followers (user), sparkle_user_get_followed (user) ? ", followed" : "");
  if (*bio != '\0')
    g_print ("    %s\n", bio);
}

/**
 * sparkle_cli_print_draft: (skip)
 * @cli: the program
 * @draft: a draft
 *
 * Prints a line about a draft.
 */
void
sparkle_cli_print_draft (SparkleCli *cli, SparkleDraft *draft)
{
  g_autofree char *title = NULL;

  if (cli->json)
    {
      sparkle_cli_print_json (sparkle_cli_describe_draft (draft));
      return;
    }
  title = make_printable (sparkle_draft_get_title (draft), "");
  g_print ("%s  %s%s\n", sparkle_draft_get_id (draft), *title != '\0' ? title : "(without a title)",
           get_mark (sparkle_draft_get_pending (draft)));
}

/* "liked your post": what comes behind the names, for a terminal that is not translated. */
static const char *
get_deed (SparkleNotification *notification)
{
  switch (sparkle_notification_get_kind (notification))
    {
    case SPARKLE_NOTIFICATION_POST_LIKED:
      return "liked your post";
    case SPARKLE_NOTIFICATION_POST_COMMENTED:
      return "commented on your post";
    case SPARKLE_NOTIFICATION_COMMENT_LIKED:
      return "liked your comment";
    case SPARKLE_NOTIFICATION_REPLIED:
      return "answered you";
    case SPARKLE_NOTIFICATION_FOLLOWED:
      return "followed you";
    case SPARKLE_NOTIFICATION_FOLLOWED_POSTED:
      return "wrote a post";
    case SPARKLE_NOTIFICATION_MENTIONED:
      return "mentioned you";
    case SPARKLE_NOTIFICATION_ACHIEVEMENT:
      return "You earned an achievement";
    case SPARKLE_NOTIFICATION_LEVEL_UP:
      return "You reached a new level";
    case SPARKLE_NOTIFICATION_MODERATION:
    case SPARKLE_NOTIFICATION_SYSTEM:
      return "";
    case SPARKLE_N_NOTIFICATION_KINDS:
      break;
    }
  return "Something happened that this version cannot show";
}

/**
 * sparkle_cli_print_notification: (skip)
 * @cli: the program
 * @notification: what others did
 *
 * Prints who did what, when and where; a "*" marks what is not read.
 */
void
sparkle_cli_print_notification (SparkleCli *cli, SparkleNotification *notification)
{
  g_autofree char *title = NULL;
  g_autofree char *message = NULL;
  g_autofree char *day = NULL;
  g_autofree char *names = NULL;
  unsigned count = sparkle_notification_get_count (notification);
  unsigned n_names = g_strv_length ((char **) sparkle_notification_get_names (notification));

  if (cli->json)
    {
      sparkle_cli_print_json (sparkle_cli_describe_notification (notification));
      return;
    }
  title = make_printable (sparkle_notification_get_title (notification), "");
  message = make_printable (sparkle_notification_get_message (notification), "");
  day = format_day (sparkle_notification_get_updated_at (notification));
  names = g_strjoinv (", ", (char **) sparkle_notification_get_names (notification));
  g_print ("%s %s  %s", sparkle_notification_get_read (notification) ? " " : "*", day, names);
  if (n_names > 0 && count > n_names)
    g_print (" and %u more", count - n_names);
  g_print ("%s%s%s", n_names > 0 ? " " : "", get_deed (notification), message);
  if (sparkle_notification_get_level (notification) != 0)
    g_print (": %d", sparkle_notification_get_level (notification));
  g_print ("\n");
  if (*title != '\0')
    g_print ("    %s  %s\n", sparkle_notification_get_post_id (notification), title);
}

/**
 * sparkle_cli_print_outbox: (skip)
 * @cli: the program
 * @item: a write that waits or failed
 *
 * Prints a line about it.
 */
void
sparkle_cli_print_outbox (SparkleCli *cli, SparkleOutboxItem *item)
{
  g_autofree char *summary = NULL;
  const char *reason = sparkle_outbox_item_get_error_message (item);

  if (cli->json)
    {
      sparkle_cli_print_json (sparkle_cli_describe_outbox (item));
      return;
    }
  summary = make_printable (sparkle_outbox_item_get_summary (item), "");
  g_print ("%s  %-9s %-15s %s%s%s\n", sparkle_outbox_item_get_id (item),
           outbox_names[sparkle_outbox_item_get_state (item)], sparkle_outbox_item_get_op (item), summary,
           reason != NULL ? ": " : "", reason != NULL ? reason : "");
}

/**
 * sparkle_cli_print_write: (skip)
 * @cli: the program
 * @id: the record that was written
 * @state: "sent", "waiting", "failed" or "conflict"
 * @mutation_id: (nullable): its place in the outbox
 *
 * Says what became of a write.
 */
void
sparkle_cli_print_write (SparkleCli *cli, const char *id, const char *state, const char *mutation_id)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      g_print ("%s %s\n", id, state);
      return;
    }
  builder = begin ();
  add_string (builder, "id", id);
  add_string (builder, "state", state);
  if (mutation_id != NULL)
    add_string (builder, "mutation", mutation_id);
  sparkle_cli_print_json (finish (builder));
}
