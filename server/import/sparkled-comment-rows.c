/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-comment-rows.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-text.h"
#include "sparkle-time.h"
#include "sparkle-validate.h"
#include "sparkled-csv.h"
#include "sparkled-html-text.h"

#define ROWS_MAX 500000
#define NAME_MAX_BYTES 200
/* With all its tags and entities; many times what the text may have. */
#define HTML_MAX_BYTES (64 * 1024)
#define MS G_GINT64_CONSTANT (1000)
#define SECOND (1000 * MS)
/* For a file without any date. */
#define FIRST_DATE (G_GINT64_CONSTANT (1262304000) * SECOND) /* 2010-01-01 */

static void
row_free (gpointer data)
{
  SparkledCommentRowText *row = data;

  g_free (row->name);
  g_free (row->author);
  g_free (row->content);
  g_free (row);
}

/* RFC 3339, or the same without an offset, which then is UTC. */
static gboolean
parse_date (const char *text,
            gint64     *ret_us)
{
  g_autofree char *with_zone = g_strconcat (text, "Z", NULL);

  return sparkle_time_parse (text, ret_us) || sparkle_time_parse (with_zone, ret_us);
}

static gboolean
read_date (SparkledCsv             *csv,
           SparkledCommentRowText  *row,
           GError                 **error)
{
  g_autofree char *text = g_strstrip (g_strdup (sparkled_csv_get (csv, "date")));

  if (*text == '\0')
    return TRUE;
  row->dated = parse_date (text, &row->at);
  if (!row->dated)
    return sparkled_csv_fail (csv, error, "the date “%.60s” is not like 2015-05-28T21:39:52", text);
  if (row->at < 0 || row->at > g_get_real_time () + 86400 * SECOND)
    return sparkled_csv_fail (csv, error, "the date %s is before 1970 or in the future", text);
  row->at -= row->at % MS;
  return TRUE;
}

static gboolean
read_content (SparkledCsv             *csv,
              SparkledCommentRowText  *row,
              const char              *video_id,
              GError                 **error)
{
  g_autoptr(GError) problem = NULL;

  if (strlen (sparkled_csv_get (csv, "content")) > HTML_MAX_BYTES)
    return sparkled_csv_fail (csv, error, "the content is longer than %d bytes", HTML_MAX_BYTES);
  row->content = sparkled_html_text (sparkled_csv_get (csv, "content"), video_id, &row->video_seconds);
  if (row->video_seconds > SPARKLE_VIDEO_SECONDS_MAX)
    row->video_seconds = -1;
  if (!sparkle_validate_comment ("content", row->content, &problem))
    return sparkled_csv_fail (csv, error, "the content %s", sparkle_error_get_detail (problem, 0)->message);
  return TRUE;
}

static gboolean
read_label (SparkledCsv  *csv,
            const char   *column,
            GError      **error)
{
  const char *label = sparkled_csv_get (csv, column);

  if (label == NULL || strcmp (label, "0") == 0 || strcmp (label, "1") == 0)
    return TRUE;
  return sparkled_csv_fail (csv, error, "%s is “%.60s”, it must be 0 or 1", column, label);
}

static gboolean
read_name (SparkledCsv             *csv,
           SparkledCommentRowText  *row,
           GHashTable              *seen,
           GError                 **error)
{
  SparkledCommentRowText *other;

  row->name = g_strstrip (g_strdup (sparkled_csv_get (csv, "comment_id")));
  if (*row->name == '\0' || strlen (row->name) > NAME_MAX_BYTES || !sparkle_text_is_clean (row->name, -1, FALSE, NULL))
    return sparkled_csv_fail (csv, error, "the comment_id is %s", *row->name == '\0' ? "empty" : "too long or has control characters");
  other = g_hash_table_lookup (seen, row->name);
  if (other != NULL)
    return sparkled_csv_fail (csv, error, "the comment_id “%s” is also in line %u", row->name, other->line);
  g_hash_table_insert (seen, row->name, row);

  row->author = g_strstrip (g_strdup (sparkled_csv_get (csv, "author")));
  if (sparkle_text_is_blank (row->author) || strlen (row->author) > NAME_MAX_BYTES || !sparkle_text_is_clean (row->author, -1, FALSE, NULL))
    return sparkled_csv_fail (csv, error, "the author is %s",
                              sparkle_text_is_blank (row->author) ? "empty" : "too long or has control characters");
  return TRUE;
}

/**
 * sparkled_comment_rows_read:
 * @file: a path
 * @video_id: (nullable): the video that the comments are on
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Reads a file of comments to its end, checks and cleans each and gives each a time.
 *
 * Returns: (transfer full) (nullable) (element-type SparkledCommentRowText): in the order of the file
 */
GPtrArray *
sparkled_comment_rows_read (const char  *file,
                            const char  *video_id,
                            GError     **error)
{
  static const char * const columns[] = { "comment_id", "author", "date", "content", NULL };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(SparkledCsv) csv = sparkled_csv_open (file, error);
  g_autoptr(GError) local_error = NULL;

  if (csv == NULL || !sparkled_csv_require (csv, columns, error))
    return NULL;

  while (sparkled_csv_next (csv, &local_error))
    {
      SparkledCommentRowText *row = g_new0 (SparkledCommentRowText, 1);

      g_ptr_array_add (rows, row);
      row->line = sparkled_csv_get_line (csv);
      if (rows->len > ROWS_MAX)
        sparkled_csv_fail (csv, &local_error, "more than %d comments", ROWS_MAX);
      else if (read_name (csv, row, seen, &local_error) && read_date (csv, row, &local_error) &&
               read_content (csv, row, video_id, &local_error) && read_label (csv, "spam", &local_error))
        read_label (csv, "class", &local_error);
      if (local_error != NULL)
        break;
    }
  if (local_error == NULL && rows->len == 0)
    g_set_error (&local_error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "%s:1: there are no comments", file);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  sparkled_comment_rows_date (rows);
  return g_steal_pointer (&rows);
}

static SparkledCommentRowText *
at (GPtrArray *rows,
    guint      i)
{
  return g_ptr_array_index (rows, i);
}

/* Files have the oldest or the newest comment first. */
static gboolean
is_newest_first (GPtrArray *rows)
{
  SparkledCommentRowText *last = NULL;
  gint64 balance = 0;

  for (guint i = 0; i < rows->len; i++)
    if (at (rows, i)->dated)
      {
        if (last != NULL)
          balance += (at (rows, i)->at > last->at) - (at (rows, i)->at < last->at);
        last = at (rows, i);
      }
  return balance < 0;
}

/* Rows from first up to end have no date; before and after have. Either may be NULL. */
static void
fill_gap (GPtrArray                    *rows,
          guint                         first,
          guint                         end,
          const SparkledCommentRowText *before,
          const SparkledCommentRowText *after,
          gboolean                      newest_first)
{
  gint64 n = end - first;
  gint64 step = newest_first ? -SECOND : SECOND;

  for (guint i = first; i < end; i++)
    {
      gint64 nth = i - first + 1;

      if (before != NULL && after != NULL)
        at (rows, i)->at = before->at + (gint64) ((double) (after->at - before->at) * nth / (n + 1));
      else if (before != NULL)
        at (rows, i)->at = before->at + step * nth;
      else if (after != NULL)
        at (rows, i)->at = after->at - step * (n + 1 - nth);
      else
        at (rows, i)->at = FIRST_DATE + SECOND * (nth - 1);
      at (rows, i)->at -= at (rows, i)->at % MS;
    }
}

/* Comments of the same millisecond would be ordered by chance: each next one gets the next that is free. */
static void
separate (GPtrArray *rows,
          gboolean   newest_first)
{
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      SparkledCommentRowText *row = at (rows, newest_first ? rows->len - 1 - i : i);

      while (g_hash_table_contains (taken, &row->at))
        row->at += MS;
      g_hash_table_add (taken, g_memdup2 (&row->at, sizeof row->at));
    }
}

/**
 * sparkled_comment_rows_date:
 * @rows: (element-type SparkledCommentRowText): in the order of a file
 *
 * Gives a time to those without one and moves equal times apart by a millisecond.
 */
void
sparkled_comment_rows_date (GPtrArray *rows)
{
  gboolean newest_first = is_newest_first (rows);
  const SparkledCommentRowText *before = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      guint end = i;

      while (end < rows->len && !at (rows, end)->dated)
        end++;
      if (end > i)
        {
          fill_gap (rows, i, end, before, end < rows->len ? at (rows, end) : NULL, newest_first);
          i = end;
        }
      if (i < rows->len)
        before = at (rows, i);
    }
  separate (rows, newest_first);
}
