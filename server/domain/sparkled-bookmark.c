/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-bookmark.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-bookmark-wire.h"
#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkled-bookmark-table.h"

static gboolean
has_line (char       **lines,
          const char  *line)
{
  return g_strv_contains ((const char * const *) lines, line);
}

/* What both devices say: what is there, then the lines that the writer put in and that are not there yet. */
static char *
join_notes (const char *now,
            const char *base,
            const char *mine)
{
  g_auto(GStrv) now_lines = g_strsplit (now, "\n", -1);
  g_auto(GStrv) base_lines = g_strsplit (base, "\n", -1);
  g_auto(GStrv) lines = g_strsplit (mine, "\n", -1);
  GString *joined = g_string_new (now);

  for (unsigned i = 0; lines[i] != NULL; i++)
    if (!has_line (now_lines, lines[i]) && !has_line (base_lines, lines[i]))
      g_string_append_printf (joined, "\n%s", lines[i]);
  return g_string_free_and_steal (joined);
}

/* The note that shall stand there. No text that another device wrote meanwhile is lost: an own text joins it, and taking the
 * note away takes away only what was seen. */
static char *
choose_note (SparkledWrite               *write,
             const SparkleBookmarkDraft  *draft,
             SparkledRows                *had,
             GError                     **error)
{
  const char *now = sparkled_rows_get_n (had) > 0 ? sparkled_rows_get (had, 0, SPARKLED_BOOKMARK_NOTE) : "";
  const char *mine = draft->note != NULL ? draft->note : "";
  g_autofree char *joined = NULL;

  if (!json_object_has_member (write->mutation->data, "note"))
    return g_strdup (now);
  if (draft->note_base == NULL || *now == '\0' || g_str_equal (now, draft->note_base) || g_str_equal (now, mine))
    return g_strdup (mine);

  joined = join_notes (now, draft->note_base, mine);
  if (g_utf8_strlen (joined, -1) <= SPARKLE_NOTE_MAX)
    return g_steal_pointer (&joined);

  sparkled_write_set_record (write, draft->post_id, sparkled_rows_get (had, 0, SPARKLED_BOOKMARK_RECORD));
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT,
               "Another device changed this note meanwhile, and both together are longer than %d characters", SPARKLE_NOTE_MAX);
  return NULL;
}

/* One attempt. ret_rows: no row when it was just so already, or when another device made the bookmark just now. */
static gboolean
put (SparkledWrite               *write,
     const SparkleBookmarkDraft  *draft,
     gboolean                     visible,
     SparkledRows               **ret_had,
     SparkledRows               **ret_rows,
     GError                     **error)
{
  g_autoptr(SparkledRows) had = sparkled_bookmark_table_record (write->tx, write->account->id, draft->post_id, error);
  g_autofree char *note = NULL;
  const char *folder;
  gboolean is_there;

  if (had == NULL)
    return FALSE;
  is_there = sparkled_rows_get_n (had) > 0;
  if (!is_there && !visible)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("There is no such post"));
      return FALSE;
    }

  note = choose_note (write, draft, had, error);
  if (note == NULL)
    return FALSE;
  folder = is_there && !json_object_has_member (write->mutation->data, "folder")
           ? sparkled_rows_get (had, 0, SPARKLED_BOOKMARK_FOLDER)
           : draft->folder;
  *ret_rows = sparkled_bookmark_table_set (write->tx, write->account->id, draft->post_id, folder != NULL ? folder : "", note, is_there, error);
  *ret_had = g_steal_pointer (&had);
  return *ret_rows != NULL;
}

/**
 * sparkled_bookmark_set:
 * @write: a write of bookmark.set
 * @error: VALIDATION_FAILED, NOT_FOUND; CONFLICT when two notes are too long to be kept together
 *
 * Keeps a post, in a folder and with a note if there are any; once more changes those of them that
 * are given. A bookmark that is there already may be changed even when its post was deleted.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_bookmark_set (SparkledWrite  *write,
                       GError        **error)
{
  g_autoptr(JsonNode) data = sparkle_mutation_get_data_node (write->mutation);
  g_autoptr(SparkleBookmarkDraft) draft = sparkle_bookmark_draft_decode (data, error);
  g_autoptr(SparkledRows) had = NULL;
  g_autoptr(SparkledRows) post = NULL;
  g_autoptr(SparkledRows) rows = NULL;
  gboolean visible;

  if (draft == NULL)
    return FALSE;
  post = sparkled_bookmark_table_post (write->tx, draft->post_id, error);
  if (post == NULL)
    return FALSE;
  visible = sparkled_rows_get_n (post) > 0 && sparkled_rows_get_bool (post, 0, SPARKLED_BOOKMARK_POST_VISIBLE);
  if (!put (write, draft, visible, &had, &rows, error))
    return FALSE;
  if (sparkled_rows_get_n (rows) == 0 && sparkled_rows_get_n (had) == 0)
    {
      /* another device was faster: its note is there, and locked now */
      g_clear_pointer (&had, sparkled_rows_unref);
      g_clear_pointer (&rows, sparkled_rows_unref);
      if (!put (write, draft, visible, &had, &rows, error))
        return FALSE;
    }
  sparkled_write_set_record (write, draft->post_id,
                             sparkled_rows_get_n (rows) > 0 ? sparkled_rows_get (rows, 0, 0)
                             : sparkled_rows_get_n (had) > 0 ? sparkled_rows_get (had, 0, SPARKLED_BOOKMARK_RECORD) : NULL);
  sparkled_write_relate (write, "post", sparkled_rows_get (post, 0, SPARKLED_BOOKMARK_POST_RECORD));
  sparkled_write_relate (write, "user", sparkled_rows_get (post, 0, SPARKLED_BOOKMARK_POST_AUTHOR));

  return TRUE;
}

/**
 * sparkled_bookmark_unset:
 * @write: a write of bookmark.unset
 * @error: why it failed
 *
 * One whose note another device wrote after it was looked at stays, and is the answer: text that
 * was typed is worth more.
 *
 * (fiber)
 *
 * Returns: whether there is no bookmark of the post now, or only such a one
 */
gboolean
sparkled_bookmark_unset (SparkledWrite  *write,
                         GError        **error)
{
  const char *post_id = sparkle_json_get_string (write->mutation->data, "post_id");
  const char *note_base = sparkle_json_get_string (write->mutation->data, "note_base");
  g_autoptr(SparkledRows) had = NULL;

  sparkled_write_set_record (write, post_id, NULL);
  if (note_base != NULL)
    {
      had = sparkled_bookmark_table_record (write->tx, write->account->id, post_id, error);
      if (had == NULL)
        return FALSE;
      if (sparkled_rows_get_n (had) > 0 && *sparkled_rows_get (had, 0, SPARKLED_BOOKMARK_NOTE) != '\0' &&
          !g_str_equal (sparkled_rows_get (had, 0, SPARKLED_BOOKMARK_NOTE), note_base))
        {
          sparkled_write_set_record (write, post_id, sparkled_rows_get (had, 0, SPARKLED_BOOKMARK_RECORD));
          return TRUE;
        }
    }

  return sparkled_bookmark_table_remove (write->tx, write->account->id, post_id, error);
}
