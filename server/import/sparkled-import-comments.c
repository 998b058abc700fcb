/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-import.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkle-text.h"
#include "sparkle-time.h"
#include "sparkle-uuid.h"
#include "sparkle-validate.h"
#include "sparkled-comment-rows.h"
#include "sparkled-import-run.h"

#define BATCH 500
#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

typedef struct
{
  char  *id;
  gint64 since; /* of the oldest comment in the file */
} Person;

static void
person_free (gpointer data)
{
  Person *person = data;

  g_free (person->id);
  g_free (person);
}

static char *
person_id (const char *author)
{
  g_autofree char *name = g_strconcat ("youtube-author:", author, NULL);

  return sparkle_uuid_for_name (0, name);
}

/* A valid user name that looks like the author's, and one that nobody else has. */
static void
make_usernames (const char  *author,
                const char  *id,
                char       **ret_username,
                char       **ret_fallback)
{
  g_autoptr(GString) name = g_string_new (NULL);
  g_autofree char *ascii = g_str_to_ascii (author, "C");
  gboolean same = TRUE;

  for (const char *p = ascii; *p != '\0' && name->len < SPARKLE_USERNAME_MAX; p++)
    {
      if (g_ascii_isalnum (*p) || *p == '_')
        g_string_append_c (name, *p);
      else if (name->len > 0 && name->str[name->len - 1] != '_')
        g_string_append_c (name, '_');
    }
  same = strcmp (name->str, author) == 0 && name->len >= SPARKLE_USERNAME_MIN;

  *ret_fallback = g_strdup_printf ("%.*s_%s", 17, name->len > 0 ? name->str : "fan", id + 24);
  *ret_username = same ? g_strdup (name->str) : g_strdup (*ret_fallback);
}

static void
append_member (GString    *json,
               const char *name,
               const char *value)
{
  g_string_append_printf (json, "%s\"%s\":", json->str[json->len - 1] == '{' ? "" : ",", name);
  sparkle_json_append_string (json, value);
}

static void
append_time (GString *json,
             gint64   at)
{
  g_autofree char *text = sparkle_time_format (at);

  append_member (json, "at", text);
}

static GHashTable *
collect_people (GPtrArray *rows)
{
  GHashTable *people = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, person_free);

  for (guint i = 0; i < rows->len; i++)
    {
      SparkledCommentRowText *row = g_ptr_array_index (rows, i);
      Person *person = g_hash_table_lookup (people, row->author);

      if (person == NULL)
        {
          person = g_new0 (Person, 1);
          person->id = person_id (row->author);
          person->since = row->at;
          g_hash_table_insert (people, row->author, person);
        }
      person->since = MIN (person->since, row->at);
    }
  return people;
}

static void
append_person (GString      *json,
               const char   *author,
               const Person *person,
               GHashTable   *usernames)
{
  g_autofree char *username = NULL, *fallback = NULL;
  g_autofree char *display_name = g_utf8_substring (author, 0, MIN (g_utf8_strlen (author, -1), SPARKLE_DISPLAY_NAME_MAX));

  make_usernames (author, person->id, &username, &fallback);
  /* "Bob" and "bob" of one file. */
  if (!g_hash_table_add (usernames, g_ascii_strdown (username, -1)))
    {
      g_free (username);
      username = g_strdup (fallback);
    }
  g_string_append (json, json->len > 1 ? ",{" : "{");
  append_member (json, "id", person->id);
  append_member (json, "username", username);
  append_member (json, "fallback", fallback);
  append_member (json, "display_name", display_name);
  append_time (json, person->since);
  g_string_append_c (json, '}');
}

static gboolean
write_people (SparkledImportRun  *run,
              GPtrArray          *rows,
              GHashTable         *people,
              GError            **error)
{
  g_autoptr(GHashTable) usernames = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) written = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autoptr(GString) json = g_string_new ("[");
  guint n_waiting = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      SparkledCommentRowText *row = g_ptr_array_index (rows, i);
      Person *person = g_hash_table_lookup (people, row->author);

      if (g_hash_table_add (written, person))
        {
          append_person (json, row->author, person, usernames);
          n_waiting++;
        }
      if (n_waiting == BATCH || (i == rows->len - 1 && n_waiting > 0))
        {
          int n_new;

          g_string_append_c (json, ']');
          n_new = sparkled_import_table_people (run->tx, json->str, error);
          if (n_new < 0)
            return FALSE;
          run->counts.n_people += n_new;
          sparkled_import_run_step (run, n_waiting);
          g_string_assign (json, "[");
          n_waiting = 0;
        }
    }
  return TRUE;
}

static void
append_comment (GString                      *json,
                const SparkledCommentRowText *row,
                const Person                 *person,
                const char                   *post_id)
{
  g_autofree char *name = g_strconcat ("youtube-comment:", row->name, NULL);
  /* A made up date changes with the neighbours; the id must not. */
  g_autofree char *id = sparkle_uuid_for_name (row->dated ? row->at : 0, name);

  g_string_append (json, json->len > 1 ? ",{" : "{");
  append_member (json, "id", id);
  append_member (json, "post_id", post_id);
  append_member (json, "author_id", person->id);
  append_member (json, "content", row->content);
  append_time (json, row->at);
  if (row->video_seconds >= 0)
    g_string_append_printf (json, ",\"video_seconds\":%" G_GINT64_FORMAT, row->video_seconds);
  g_string_append_c (json, '}');
}

static gboolean
write_comments (SparkledImportRun  *run,
                GPtrArray          *rows,
                GHashTable         *people,
                const char         *post_id,
                GError            **error)
{
  for (guint first = 0; first < rows->len; first += BATCH)
    {
      guint end = MIN (first + BATCH, rows->len);
      g_autoptr(GString) json = g_string_new ("[");
      int n_new;

      for (guint i = first; i < end; i++)
        {
          SparkledCommentRowText *row = g_ptr_array_index (rows, i);
          append_comment (json, row, g_hash_table_lookup (people, row->author), post_id);
        }
      g_string_append_c (json, ']');
      n_new = sparkled_import_table_comments (run->tx, json->str, error);
      if (n_new < 0)
        return FALSE;
      run->counts.n_comments += n_new;
      sparkled_import_run_step (run, end - first);
    }
  return TRUE;
}

/* The post whose thread the comments are, dated a minute before the first of them. */
static gboolean
write_post (SparkledImportRun  *run,
            GPtrArray          *rows,
            const char         *video_id,
            const char         *title,
            char              **ret_id,
            GError            **error)
{
  g_autofree char *name = g_strconcat ("youtube-video:", video_id, NULL);
  g_autofree char *id = sparkle_uuid_for_name (0, name);
  g_autofree char *content = g_strdup_printf ("What people wrote under this video on YouTube.\n\nhttps://www.youtube.com/watch?v=%s", video_id);
  g_autofree char *author_id = NULL, *at = NULL;
  gint64 oldest = G_MAXINT64;
  SparkledImportedPost post = { .id = id, .kind = "video_review", .title = title, .content = content, .tags = "{youtube}",
                                .category = run->options->category, .youtube_video_id = video_id };

  for (guint i = 0; i < rows->len; i++)
    oldest = MIN (oldest, ((SparkledCommentRowText *) g_ptr_array_index (rows, i))->at);
  at = sparkle_time_format (oldest - MINUTE);
  post.at = at;

  if (!sparkled_import_run_archive (run, &author_id, error))
    return FALSE;
  post.author_id = author_id;
  if (!sparkled_import_run_post (run, &post, error))
    return FALSE;
  *ret_id = g_steal_pointer (&id);
  return TRUE;
}

static gboolean
check_arguments (const char  *video_id,
                 const char  *title,
                 GError     **error)
{
  GError *problem = NULL;

  sparkle_validate_youtube_id ("video", video_id, &problem);
  sparkle_validate_title ("title", title, &problem);
  if (problem == NULL)
    return TRUE;
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "The %s %s", sparkle_error_get_detail (problem, 0)->field,
               sparkle_error_get_detail (problem, 0)->message);
  g_error_free (problem);
  return FALSE;
}

/**
 * sparkled_import_youtube_comments:
 * @services: the services
 * @video_id: the id of the video on YouTube
 * @title: the title of the post that gets the comments, when there is none yet
 * @options: the file and more
 * @ret_counts: (out): what is new
 * @error: where to put an error of %SPARKLE_ERROR, which names file, line and reason of a bad row
 *
 * Takes in the comments of a video. (fiber)
 *
 * Returns: whether all of the file is there now; otherwise none of it is
 */
gboolean
sparkled_import_youtube_comments (SparkledServices             *services,
                                  const char                   *video_id,
                                  const char                   *title,
                                  const SparkledImportOptions  *options,
                                  SparkledImportCounts         *ret_counts,
                                  GError                      **error)
{
  g_auto(SparkledImportRun) run = { .services = services, .options = options };
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GHashTable) people = NULL;
  g_autofree char *post_id = NULL;

  if (!check_arguments (video_id, title, error))
    return FALSE;
  rows = sparkled_comment_rows_read (options->file, video_id, error);
  if (rows == NULL)
    return FALSE;

  people = collect_people (rows);
  run.total = rows->len + g_hash_table_size (people);
  run.counts.n_rows = rows->len;
  if (!sparkled_import_run_begin (&run, error) ||
      !write_people (&run, rows, people, error) ||
      !write_post (&run, rows, video_id, title, &post_id, error) ||
      !write_comments (&run, rows, people, post_id, error) ||
      !sparkled_import_run_commit (&run, error))
    return FALSE;

  *ret_counts = run.counts;
  return TRUE;
}
