/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the account has seen of the threads it visited; only on this machine. */
#include "sparkle-store-private.h"
#include "sparkle-writer.h"

/* So many threads are remembered, the last visited ones. */
#define MAX_VISITS 2000

typedef struct
{
  char   *post_id; /* (owned) */
  char   *unread;  /* (owned): ids, one a line */
  gint64  upto;
} Visit;

static void
visit_free (Visit *visit)
{
  g_free (visit->post_id);
  g_free (visit->unread);
  g_free (visit);
}

static gboolean
set_visit_job (SparkleWriter  *writer,
               gpointer        data,
               GValue         *result,
               GError        **error)
{
  Visit *visit = data;

  return sparkle_database_run (writer->db, error, "INSERT OR REPLACE INTO visit (account_id, post_id, upto, unread, at) VALUES (?, ?, ?, ?, ?)",
                               "ssisi", writer->account, visit->post_id, visit->upto, visit->unread, g_get_real_time ()) &&
         sparkle_database_run (writer->db, error, "DELETE FROM visit WHERE at < (SELECT at FROM visit ORDER BY at DESC LIMIT 1 OFFSET ?)",
                               "i", (gint64) MAX_VISITS);
}

/**
 * sparkle_store_set_visit:
 * @post_id: of a thread
 * @upto: µs: comments up to then were there
 * @unread: which of them were not read
 *
 * Remembers what the account has seen of a thread.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
sparkle_store_set_visit (SparkleStore       *self,
                         const char         *post_id,
                         gint64              upto,
                         const char * const *unread)
{
  Visit *visit;

  g_return_val_if_fail (post_id != NULL && unread != NULL, NULL);

  visit = g_new0 (Visit, 1);
  visit->post_id = g_strdup (post_id);
  visit->unread = g_strjoinv ("\n", (char **) unread);
  visit->upto = upto;
  return sparkle_store_do (self, TRUE, set_visit_job, visit, (GDestroyNotify) visit_free);
}

/**
 * sparkle_store_read_visit:
 * @post_id: of a thread
 * @ret_upto: (out): µs; 0: the account has never been there
 *
 * Returns: (transfer full): ids of comments that the last visit left unread
 */
char **
sparkle_store_read_visit (SparkleStore *self,
                          const char   *post_id,
                          gint64       *ret_upto)
{
  SparkleDatabase *db = sparkle_store_get_reader (self);
  const char *account = sparkle_store_get_account (self);
  g_autofree char *unread = NULL;
  sqlite3_stmt *stmt = NULL;
  gboolean row = FALSE;

  *ret_upto = 0;
  if (db != NULL)
    stmt = sparkle_database_query (db, NULL, "SELECT upto, unread FROM visit WHERE account_id = ? AND post_id = ?", "ss",
                                   account != NULL ? account : "", post_id);
  if (stmt != NULL && sparkle_database_step (db, stmt, &row, NULL) && row)
    {
      *ret_upto = sqlite3_column_int64 (stmt, 0);
      unread = g_strdup ((const char *) sqlite3_column_text (stmt, 1));
      sqlite3_reset (stmt);
    }
  return unread != NULL && *unread != '\0' ? g_strsplit (unread, "\n", -1) : g_new0 (char *, 1);
}
