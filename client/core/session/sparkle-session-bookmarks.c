/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-bookmarks.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-mutation.h"
#include "sparkle-session-private.h"
#include "sparkle-write-data.h"

/* What a folder is renamed by: one mutation a bookmark, in one transaction. More than this would crowd the outbox. */
#define RENAME_MAX 2000

/**
 * sparkle_session_open_bookmarks:
 * @self: an open session
 * @folder: (nullable): a folder, "" for those in none, %NULL for all
 *
 * Returns: (transfer full): a list of SparkleBookmark, last made first
 */
SparkleEntityList *
sparkle_session_open_bookmarks (SparkleSession *self, const char *folder)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->entities != NULL, NULL);

  return sparkle_entity_list_new (self->entities, SPARKLE_IDS_BOOKMARKS, folder);
}

/**
 * sparkle_session_open_folders:
 * @self: an open session
 *
 * Returns: (transfer full): the folders of the bookmarks
 */
SparkleFolders *
sparkle_session_open_folders (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->entities != NULL, NULL);

  return sparkle_folders_new (self->entities);
}

static JsonObject *
make_data (const char *post_id, const char *folder, const char *note, const char *note_base)
{
  g_autofree char *stripped = folder != NULL ? g_strstrip (g_strdup (folder)) : NULL;
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "post_id", post_id);
  sparkle_write_data_set_nullable (data, "folder", stripped);
  sparkle_write_data_set_text (data, "note", note, FALSE);
  if (note != NULL)
    sparkle_write_data_set_text (data, "note_base", note_base, FALSE);
  return data;
}

/* Checked as the server will. */
static gboolean
check (SparkleSession *self, JsonObject *data, GError **error)
{
  g_autoptr (SparkleMutation) mutation = NULL;

  if (self->store == NULL || self->closed)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The session is not open"));
      return FALSE;
    }
  if (sparkle_store_get_account (self->store) == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, _("Sign in to take part"));
      return FALSE;
    }
  mutation = sparkle_mutation_new (NULL, SPARKLE_OP_BOOKMARK_SET, data, 0);
  return sparkle_mutation_validate (mutation, error);
}

/**
 * sparkle_session_edit_bookmark:
 * @self: an open session
 * @post_id: the post
 * @folder: (nullable): another folder, "" for none
 * @note: (nullable): another note, "" for none
 * @note_base: (nullable): the note that was on screen when @note was written
 * @error: return location for an error with details
 *
 * Makes a bookmark, or changes what is given of one. What another device wrote into the note meanwhile joins it.
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_edit_bookmark (SparkleSession *self, const char *post_id, const char *folder, const char *note,
                               const char *note_base, GError **error)
{
  g_autoptr (JsonObject) data = NULL;
  SparkleStoreMutation mutation = { .op = "bookmark.set" };

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (post_id != NULL, FALSE);

  data = make_data (post_id, folder, note, note_base);
  if (!check (self, data, error))
    return FALSE;
  mutation.data = data;
  return sparkle_session_write (self, &mutation, 1, error);
}

/**
 * sparkle_session_rename_folder:
 * @self: an open session
 * @from: a folder
 * @to: its new name; that of another folder puts both together, "" leaves the bookmarks in none
 * @ret_count: (out) (optional): how many bookmarks moved
 * @error: return location for an error with details
 *
 * Returns: whether it is in the outbox, all of it or nothing
 */
gboolean
sparkle_session_rename_folder (SparkleSession *self, const char *from, const char *to, unsigned *ret_count, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) datas = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autofree SparkleStoreMutation *mutations = NULL;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (from != NULL && to != NULL, FALSE);

  if (self->store == NULL)
    return check (self, NULL, error);
  ids = sparkle_store_read_ids (self->store, SPARKLE_IDS_BOOKMARKS, from, NULL, RENAME_MAX + 1);
  if (ids->len > RENAME_MAX)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE,
                   g_dngettext (GETTEXT_PACKAGE, "There is more than %d bookmark in this folder: move some of them first",
                                "There are more than %d bookmarks in this folder: move some of them first", RENAME_MAX), RENAME_MAX);
      return FALSE;
    }
  mutations = g_new0 (SparkleStoreMutation, ids->len + 1);
  for (unsigned i = 0; i < ids->len; i++)
    {
      JsonObject *data = make_data (g_ptr_array_index (ids, i), to, NULL, NULL);

      g_ptr_array_add (datas, data);
      if (!check (self, data, error))
        return FALSE;
      mutations[i].op = "bookmark.set";
      mutations[i].data = data;
    }
  if (ret_count != NULL)
    *ret_count = ids->len;
  return ids->len == 0 || sparkle_session_write (self, mutations, ids->len, error);
}
