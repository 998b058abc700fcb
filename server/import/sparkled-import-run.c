/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-import-run.h"

#include "sparkle-error.h"
#include "sparkle-excerpt.h"
#include "sparkle-slug.h"
#include "sparkle-uuid.h"
#include "sparkled-change-table.h"
#include "sparkled-post-table.h"

/* When the service that the archive is about began. */
#define ARCHIVE_SINCE "2005-02-14T00:00:00.000Z"

/**
 * sparkled_import_register_statements:
 * @db: a pool that has not been started
 */
void
sparkled_import_register_statements (SparkledDb *db)
{
  sparkled_db_register (db, sparkled_import_statements);
}

/**
 * sparkled_import_run_begin:
 * @self: a run
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Opens the transaction. (fiber)
 *
 * Returns: whether it may go on
 */
gboolean
sparkled_import_run_begin (SparkledImportRun  *self,
                           GError            **error)
{
  gboolean has = TRUE;

  self->tx = sparkled_db_begin (self->services->db, SPARKLED_DB_WRITE, error);
  if (self->tx == NULL)
    return FALSE;
  if (self->options->category == NULL)
    return TRUE;
  if (!sparkled_post_table_has_category (self->tx, self->options->category, &has, error))
    return FALSE;
  if (!has)
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "There is no category “%s”", self->options->category);
  return has;
}

/**
 * sparkled_import_run_commit:
 * @self: a run
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Makes all of it last and tells who listens. (fiber)
 *
 * Returns: whether it is stored
 */
gboolean
sparkled_import_run_commit (SparkledImportRun  *self,
                            GError            **error)
{
  g_auto(GStrv) scopes = NULL;

  if (!sparkled_change_collect_scopes (self->tx, error))
    return FALSE;
  scopes = g_strdupv ((char **) sparkled_transaction_get_scopes (self->tx));
  if (!sparkled_transaction_commit (self->tx, error))
    return FALSE;
  if (self->services->bus != NULL && scopes != NULL && scopes[0] != NULL)
    sparkled_bus_changed (self->services->bus, (const char * const *) scopes);
  return TRUE;
}

/**
 * sparkled_import_run_step:
 * @self: a run
 * @n: rows that were written
 *
 * Tells how far it is.
 */
void
sparkled_import_run_step (SparkledImportRun *self,
                          guint64            n)
{
  self->done += n;
  if (self->options->progress != NULL)
    self->options->progress (self->done, self->total, self->options->progress_data);
}

/**
 * sparkled_import_run_clear:
 * @self: a run
 *
 * Rolls back what was not committed.
 */
void
sparkled_import_run_clear (SparkledImportRun *self)
{
  g_clear_pointer (&self->tx, sparkled_transaction_free);
}

/* It is made when it is needed first; nobody can sign in as it. */
gboolean
sparkled_import_run_archive (SparkledImportRun  *self,
                             char              **ret_id,
                             GError            **error)
{
  g_autofree char *id = sparkle_uuid_for_name (0, "account:" SPARKLED_ARCHIVE_USERNAME);
  g_autofree char *json = g_strdup_printf ("[{\"id\":\"%s\",\"username\":\"%s\",\"fallback\":\"%s_1\",\"display_name\":\"%s\",\"at\":\"%s\"}]", id,
                                           SPARKLED_ARCHIVE_USERNAME, SPARKLED_ARCHIVE_USERNAME, SPARKLED_ARCHIVE_DISPLAY_NAME,
                                           ARCHIVE_SINCE);

  if (sparkled_import_table_people (self->tx, json, error) < 0)
    return FALSE;
  *ret_id = g_steal_pointer (&id);
  return TRUE;
}

/**
 * sparkled_import_run_post:
 * @self: a run
 * @post: the post; its slug, excerpt and reading time are made here
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Writes a post unless it is there. (fiber)
 *
 * Returns: whether it is there now
 */
gboolean
sparkled_import_run_post (SparkledImportRun     *self,
                          SparkledImportedPost  *post,
                          GError               **error)
{
  g_autofree char *wanted = sparkle_slug (post->title);
  g_autofree char *slug = NULL;
  g_autofree char *excerpt = sparkle_excerpt (post->content);
  g_autoptr(SparkledRows) found = sparkled_import_table_find_post (self->tx, post->id, error);
  int n_new;

  if (found == NULL)
    return FALSE;
  if (sparkled_rows_get_n (found) > 0)
    return TRUE;

  if (!sparkled_post_table_lock_slug (self->tx, wanted, error))
    return FALSE;
  slug = sparkled_post_table_free_slug (self->tx, wanted, error);
  if (slug == NULL)
    return FALSE;

  post->slug = slug;
  post->excerpt = excerpt;
  post->reading_minutes = sparkle_reading_minutes (post->content);
  n_new = sparkled_import_table_post (self->tx, post, error);
  post->slug = post->excerpt = NULL;
  if (n_new < 0)
    return FALSE;
  self->counts.n_posts += n_new;
  return TRUE;
}
