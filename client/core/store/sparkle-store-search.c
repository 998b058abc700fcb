/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-search.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-searcher.h"
#include "sparkle-store-private.h"

SparkleFoundRow *
sparkle_found_row_copy (const SparkleFoundRow *self)
{
  SparkleFoundRow *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->post_id = g_strdup (self->post_id);
  copy->title = g_strdup (self->title);
  copy->fragment = g_strdup (self->fragment);
  copy->author = g_strdup (self->author);
  copy->username = g_strdup (self->username);
  return copy;
}

void
sparkle_found_row_free (SparkleFoundRow *self)
{
  g_free (self->id);
  g_free (self->post_id);
  g_free (self->title);
  g_free (self->fragment);
  g_free (self->author);
  g_free (self->username);
  g_free (self);
}

G_DEFINE_BOXED_TYPE (SparkleFoundRow, sparkle_found_row, sparkle_found_row_copy, sparkle_found_row_free)

gboolean
sparkle_store_index_job (SparkleWriter  *writer,
                         gpointer        data,
                         GValue         *result,
                         GError        **error)
{
  return sparkle_writer_index_slice (writer, error);
}

static gboolean
finish_index_job (SparkleWriter  *writer,
                  gpointer        data,
                  GValue         *result,
                  GError        **error)
{
  do
    if (!sparkle_writer_index_slice (writer, error))
      return FALSE;
  while (sparkle_writer_index_wait (writer) >= 0);
  return TRUE;
}

DexFuture *
sparkle_store_finish_index (SparkleStore *self)
{
  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  return sparkle_store_do (self, FALSE, finish_index_job, NULL, NULL);
}

/**
 * sparkle_store_search:
 * @wish: what is looked for
 *
 * Returns: (transfer full): a future of a #GPtrArray of SparkleFoundRow
 */
DexFuture *
sparkle_store_search (SparkleStore            *self,
                      const SparkleSearchWish *wish)
{
  SparkleSearcher *searcher;

  g_return_val_if_fail (SPARKLE_IS_STORE (self) && wish != NULL && wish->query != NULL, NULL);

  searcher = sparkle_store_get_searcher (self, TRUE);
  if (searcher == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The database on this machine is not open"));
  return sparkle_searcher_search (searcher, wish);
}

void
sparkle_store_cancel_search (SparkleStore *self)
{
  SparkleSearcher *searcher;

  g_return_if_fail (SPARKLE_IS_STORE (self));

  searcher = sparkle_store_get_searcher (self, FALSE);
  if (searcher != NULL)
    sparkle_searcher_cancel (searcher);
}
