/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-private.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"

/* The calls of SparkleStore about scopes: each packs its arguments, the job runs on the store's thread. */

typedef struct
{
  GPtrArray         *asked; /* SparkleScopeRow (owned) */
  GBytes            *bytes;
  char              *scope;
  SparkleApplyFlags  flags;
  guint64            number;
} Args;

static void
args_free (Args *args)
{
  g_clear_pointer (&args->asked, g_ptr_array_unref);
  g_clear_pointer (&args->bytes, g_bytes_unref);
  g_free (args->scope);
  g_free (args);
}

static void
give_boxed (GValue   *result,
            GType     type,
            gpointer  boxed)
{
  g_value_init (result, type);
  g_value_take_boxed (result, boxed);
}

static gboolean
get_scope_job (SparkleWriter  *writer,
               gpointer        data,
               GValue         *result,
               GError        **error)
{
  g_auto (SparkleScopeState) state = { { NULL } };
  SparkleScopeRow *row;

  if (!sparkle_writer_load_scope (writer, data, &state, error))
    return FALSE;
  row = sparkle_scope_row_copy (&state.row);
  give_boxed (result, sparkle_scope_row_get_type (), row);
  return TRUE;
}

DexFuture *
sparkle_store_get_scope (SparkleStore *self,
                         const char   *scope)
{
  g_return_val_if_fail (scope != NULL, NULL);

  return sparkle_store_do (self, TRUE, get_scope_job, g_strdup (scope), g_free);
}

static gboolean
get_kept_job (SparkleWriter  *writer,
              gpointer        data,
              GValue         *result,
              GError        **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);
  sqlite3_stmt *stmt = sparkle_database_query (writer->db, error, "SELECT scope FROM kept WHERE account_id = ? ORDER BY since", "s", writer->account);
  gboolean row;

  do
    {
      if (!sparkle_database_step (writer->db, stmt, &row, error))
        return FALSE;
      if (row)
        g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (stmt, 0)));
    }
  while (row);
  for (unsigned i = 0; i < names->len; i++)
    {
      g_auto (SparkleScopeState) state = { { NULL } };

      if (!sparkle_writer_load_scope (writer, g_ptr_array_index (names, i), &state, error))
        return FALSE;
      g_ptr_array_add (rows, sparkle_scope_row_copy (&state.row));
    }
  give_boxed (result, G_TYPE_PTR_ARRAY, g_steal_pointer (&rows));
  return TRUE;
}

DexFuture *
sparkle_store_get_kept_scopes (SparkleStore *self)
{
  return sparkle_store_do (self, TRUE, get_kept_job, NULL, NULL);
}

static gboolean
apply_pull_job (SparkleWriter  *writer,
                gpointer        data,
                GValue         *result,
                GError        **error)
{
  Args *args = data;
  GPtrArray *results = sparkle_writer_apply_pull (writer, args->asked, args->bytes, args->flags, error);

  if (results == NULL)
    return FALSE;
  give_boxed (result, G_TYPE_PTR_ARRAY, results);
  return TRUE;
}

DexFuture *
sparkle_store_apply_pull (SparkleStore      *self,
                          GPtrArray         *asked,
                          GBytes            *answer,
                          SparkleApplyFlags  flags)
{
  Args *args;

  g_return_val_if_fail (asked != NULL && answer != NULL, NULL);

  args = g_new0 (Args, 1);
  args->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);
  for (unsigned i = 0; i < asked->len; i++)
    g_ptr_array_add (args->asked, sparkle_scope_row_copy (g_ptr_array_index (asked, i)));
  args->bytes = g_bytes_ref (answer);
  args->flags = flags;
  return sparkle_store_do (self, TRUE, apply_pull_job, args, (GDestroyNotify) args_free);
}

static gboolean
apply_frame_job (SparkleWriter  *writer,
                 gpointer        data,
                 GValue         *result,
                 GError        **error)
{
  GPtrArray *results = sparkle_writer_apply_frame (writer, data, error);

  if (results == NULL)
    return FALSE;
  give_boxed (result, G_TYPE_PTR_ARRAY, results);
  return TRUE;
}

DexFuture *
sparkle_store_apply_frame (SparkleStore *self,
                           GBytes       *frame)
{
  g_return_val_if_fail (frame != NULL, NULL);

  return sparkle_store_do (self, TRUE, apply_frame_job, g_bytes_ref (frame), (GDestroyNotify) g_bytes_unref);
}

static gboolean
apply_records_job (SparkleWriter  *writer,
                   gpointer        data,
                   GValue         *result,
                   GError        **error)
{
  Args *args = data;
  SparkleJsonReader reader;
  gsize length;
  const char *text = g_bytes_get_data (args->bytes, &length);
  gint64 low;
  unsigned n_posts, n_records;

  if (!sparkle_json_reader_check (text, length, error))
    return FALSE;
  sparkle_json_reader_init (&reader, text, length);
  return sparkle_writer_apply_upserts (writer, &reader, args->scope, &low, &n_posts, &n_records, error);
}

DexFuture *
sparkle_store_apply_records (SparkleStore *self,
                             const char   *scope,
                             GBytes       *records)
{
  Args *args;

  g_return_val_if_fail (scope != NULL && records != NULL, NULL);

  args = g_new0 (Args, 1);
  args->scope = g_strdup (scope);
  args->bytes = g_bytes_ref (records);
  return sparkle_store_do (self, TRUE, apply_records_job, args, (GDestroyNotify) args_free);
}

static gboolean
drop_scope_job (SparkleWriter  *writer,
                gpointer        data,
                GValue         *result,
                GError        **error)
{
  sparkle_store_changes_add_all (writer->changes, SPARKLE_COLLECTION_POST);
  return sparkle_writer_drop_scope (writer, data, error);
}

DexFuture *
sparkle_store_drop_scope (SparkleStore *self,
                          const char   *scope)
{
  g_return_val_if_fail (scope != NULL, NULL);

  return sparkle_store_do (self, TRUE, drop_scope_job, g_strdup (scope), g_free);
}

/* ---- only on this machine ---------------------------------------------------------------------------------------- */

static void
report_scope_post (SparkleWriter *writer,
                   const char    *scope)
{
  if (g_str_has_prefix (scope, "post/"))
    sparkle_store_changes_add (writer->changes, SPARKLE_COLLECTION_POST, scope + strlen ("post/"));
}

static gboolean
set_kept_job (SparkleWriter  *writer,
              gpointer        data,
              GValue         *result,
              GError        **error)
{
  Args *args = data;

  report_scope_post (writer, args->scope);
  if (args->number != 0)
    return sparkle_database_run (writer->db, error, "INSERT OR IGNORE INTO kept (account_id, scope, since) VALUES (?, ?, ?)", "ssi",
                                 writer->account, args->scope, g_get_real_time ());
  return sparkle_database_run (writer->db, error, "DELETE FROM kept WHERE account_id = ? AND scope = ?", "ss", writer->account, args->scope);
}

DexFuture *
sparkle_store_set_kept (SparkleStore *self,
                        const char   *scope,
                        gboolean      kept)
{
  Args *args;

  g_return_val_if_fail (scope != NULL, NULL);

  args = g_new0 (Args, 1);
  args->scope = g_strdup (scope);
  args->number = kept;
  return sparkle_store_do (self, TRUE, set_kept_job, args, (GDestroyNotify) args_free);
}

static gboolean
mark_read_job (SparkleWriter  *writer,
               gpointer        data,
               GValue         *result,
               GError        **error)
{
  sparkle_store_changes_add (writer->changes, SPARKLE_COLLECTION_POST, data);
  return sparkle_database_run (writer->db, error, "UPDATE post SET read_at = ? WHERE id = ? AND read_at = 0", "is", g_get_real_time (), data);
}

DexFuture *
sparkle_store_mark_read (SparkleStore *self,
                         const char   *post_id)
{
  g_return_val_if_fail (post_id != NULL, NULL);

  return sparkle_store_do (self, TRUE, mark_read_job, g_strdup (post_id), g_free);
}

static gboolean
touch_scope_job (SparkleWriter  *writer,
                 gpointer        data,
                 GValue         *result,
                 GError        **error)
{
  return sparkle_database_run (writer->db, error,
                               "INSERT INTO scope (scope, used_at) VALUES (?1, ?2) ON CONFLICT (scope) DO UPDATE SET used_at = ?2", "si",
                               data, g_get_real_time ());
}

DexFuture *
sparkle_store_touch_scope (SparkleStore *self,
                           const char   *scope)
{
  g_return_val_if_fail (scope != NULL, NULL);

  return sparkle_store_do (self, TRUE, touch_scope_job, g_strdup (scope), g_free);
}

typedef struct
{
  char   *key;
  char   *value; /* (nullable) */
  double  number;
} Setting;

static void
setting_free (Setting *setting)
{
  g_free (setting->key);
  g_free (setting->value);
  g_free (setting);
}

static gboolean
set_setting_job (SparkleWriter  *writer,
                 gpointer        data,
                 GValue         *result,
                 GError        **error)
{
  Setting *setting = data;

  if (strlen (setting->key) > 200 || (setting->value != NULL && strlen (setting->value) > 64 * 1024))
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE, _("The setting “%.40s” is too large"), setting->key);
      return FALSE;
    }
  if (setting->value == NULL)
    return sparkle_database_run (writer->db, error, "DELETE FROM setting WHERE key = 'x-' || ?", "s", setting->key);
  return sparkle_database_run (writer->db, error, "INSERT OR REPLACE INTO setting (key, value) VALUES ('x-' || ?, ?)", "ss", setting->key, setting->value);
}

DexFuture *
sparkle_store_set_setting (SparkleStore *self,
                           const char   *key,
                           const char   *value)
{
  Setting *setting;

  g_return_val_if_fail (key != NULL, NULL);

  setting = g_new0 (Setting, 1);
  setting->key = g_strdup (key);
  setting->value = g_strdup (value);
  return sparkle_store_do (self, TRUE, set_setting_job, setting, (GDestroyNotify) setting_free);
}

static gboolean
set_position_job (SparkleWriter  *writer,
                  gpointer        data,
                  GValue         *result,
                  GError        **error)
{
  Setting *setting = data;

  return sparkle_database_run (writer->db, error, "INSERT OR REPLACE INTO reading (account_id, list, id, offset, at) VALUES (?, ?, ?, ?, ?)", "sssdi",
                               writer->account, setting->key, setting->value, setting->number, g_get_real_time ()) &&
         /* lists come and go with the profiles one looked at */
         sparkle_database_run (writer->db, error,
                               "DELETE FROM reading WHERE at < (SELECT at FROM reading ORDER BY at DESC LIMIT 1 OFFSET 200)", "");
}

DexFuture *
sparkle_store_set_reading_position (SparkleStore *self,
                                    const char   *list,
                                    const char   *id,
                                    double        offset)
{
  Setting *setting;

  g_return_val_if_fail (list != NULL && id != NULL, NULL);

  setting = g_new0 (Setting, 1);
  setting->key = g_strdup (list);
  setting->value = g_strdup (id);
  setting->number = offset;
  return sparkle_store_do (self, TRUE, set_position_job, setting, (GDestroyNotify) setting_free);
}
