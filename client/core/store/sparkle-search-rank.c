/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-run.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"

#define MAX_PHRASES   64
#define MAX_INSTANCES 256 /* of one row: more change nothing that anybody would see */

/* By column; an index with fewer columns begins with what counts most there. Facets count nothing. */
static const double weights_of_posts[] = { 3, 2, 2, 1, 0 };
static const double weights_of_comments[] = { 1, 0 };

/* As calc_rank_or() of PostgreSQL, source: src/backend/utils/adt/tsrank.c: of each word, the best place counts in full and the n-th
 * one by 1/n², over the sum of that series. */
typedef struct
{
  double sum, best;
  int    n, at; /* at: number of the best place */
} Phrase;

static void
rank (const Fts5ExtensionApi  *api,
      Fts5Context             *fts,
      sqlite3_context         *context,
      int                      n_values,
      sqlite3_value          **values)
{
  int n_columns = api->xColumnCount (fts);
  const double *weights = n_columns >= (int) G_N_ELEMENTS (weights_of_posts) ? weights_of_posts : weights_of_comments;
  int max = n_columns >= (int) G_N_ELEMENTS (weights_of_posts) ? (int) G_N_ELEMENTS (weights_of_posts) : (int) G_N_ELEMENTS (weights_of_comments);
  Phrase phrases[MAX_PHRASES] = { 0 };
  double score = 0;
  int n = 0;

  if (api->xInstCount (fts, &n) != SQLITE_OK)
    n = 0;
  for (int i = 0; i < MIN (n, MAX_INSTANCES); i++)
    {
      int phrase, column, offset;
      double weight;

      if (api->xInst (fts, i, &phrase, &column, &offset) != SQLITE_OK || phrase >= MAX_PHRASES || column >= max || weights[column] <= 0)
        continue;
      weight = weights[column] / 3;
      phrases[phrase].n++;
      phrases[phrase].sum += weight / ((double) phrases[phrase].n * phrases[phrase].n);
      if (weight > phrases[phrase].best)
        {
          phrases[phrase].best = weight;
          phrases[phrase].at = phrases[phrase].n;
        }
    }
  for (int i = 0; i < MAX_PHRASES; i++)
    if (phrases[i].n > 0)
      score += (phrases[i].best + phrases[i].sum - phrases[i].best / ((double) phrases[i].at * phrases[i].at)) / 1.64493406685;
  sqlite3_result_double (context, score);
}

gboolean
sparkle_search_rank_install (SparkleDatabase  *db,
                             GError          **error)
{
  sqlite3 *handle = sparkle_database_handle (db);
  sqlite3_stmt *stmt = NULL;
  fts5_api *api = NULL;

  if (sqlite3_prepare_v2 (handle, "SELECT fts5(?1)", -1, &stmt, NULL) == SQLITE_OK)
    {
      sqlite3_bind_pointer (stmt, 1, (void *) &api, "fts5_api_ptr", NULL);
      sqlite3_step (stmt);
    }
  sqlite3_finalize (stmt);
  if (api != NULL && api->iVersion >= 2 && api->xCreateFunction (api, "sparkle_rank", NULL, rank, NULL) == SQLITE_OK)
    return TRUE;
  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The SQLite of this machine cannot search"));
  return FALSE;
}
