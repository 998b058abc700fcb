/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "sparkle-error.h"
#include "sparkle-uuid.h"

/* A check of every page at the start is only worth its time while the file is small; a large one is found out when it is read. */
#define THOROUGH_MAX_BYTES (64 * 1024 * 1024)

static char *
store_path (SparkleWriter *self)
{
  return g_build_filename (self->folder, "store.db", NULL);
}

/* A journal of the future stays where it is; this version then writes beside it. */
static char *
side_journal_path (SparkleWriter *self)
{
  g_autofree char *name = g_strdup_printf ("journal.v%u.db", sparkle_schema_version (&sparkle_journal_schema));

  return g_build_filename (self->folder, name, NULL);
}

/**
 * sparkle_writer_say:
 *
 * Keeps a sentence for the person; several are joined.
 */
void
sparkle_writer_say (SparkleWriter *self,
                    const char    *format,
                    ...)
{
  g_autofree char *sentence = NULL;
  va_list args;
  char *both;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  both = self->notice != NULL ? g_strconcat (self->notice, " ", sentence, NULL) : g_steal_pointer (&sentence);
  g_free (self->notice);
  self->notice = both;
}

static gboolean
lock_folder (SparkleWriter  *self,
             GError        **error)
{
  g_autofree char *path = g_build_filename (self->folder, "lock", NULL);

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("Could not make the folder %s: %s"), self->folder, g_strerror (errno));
      return FALSE;
    }
  if (g_chmod (self->folder, 0700) != 0) /* it may be older than this program; the files are private each for itself, too */
    g_debug ("%s stays as open as it is: %s", self->folder, g_strerror (errno));
  self->lock_fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock_fd < 0)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("Could not use the folder %s: %s"), self->folder, g_strerror (errno));
      return FALSE;
    }
  if (flock (self->lock_fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("Another Sparkle Universe is using the folder %s"), self->folder);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_small (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) != 0 || info.st_size <= THOROUGH_MAX_BYTES;
}

/* At most one damaged cache is kept for looking into it. */
static void
remove_old_caches (SparkleWriter *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "store.db.damaged-") || g_str_has_prefix (name, "store.db.future-"))
      {
        g_autofree char *path = g_build_filename (self->folder, name, NULL);

        g_unlink (path);
      }
}

static gboolean
start_cache_anew (SparkleWriter  *self,
                  const char     *why,
                  GError        **error)
{
  g_autofree char *path = store_path (self);
  g_autofree char *aside = NULL;

  remove_old_caches (self);
  aside = sparkle_file_set_aside (path, why, error);
  return aside != NULL && sparkle_file_prepare (path, &sparkle_store_schema, FALSE, FALSE, error) == SPARKLE_FILE_GOOD;
}

static gboolean
prepare_cache (SparkleWriter  *self,
               GError        **error)
{
  g_autofree char *path = store_path (self);
  g_autoptr (GError) local = NULL;

  switch (sparkle_file_prepare (path, &sparkle_store_schema, FALSE, is_small (path), &local))
    {
    case SPARKLE_FILE_GOOD:
      return TRUE;
    case SPARKLE_FILE_DAMAGED:
      sparkle_writer_say (self, _("The cache on this machine was damaged and is being fetched again. Drafts and unsent writing are kept."));
      return start_cache_anew (self, "damaged", error);
    case SPARKLE_FILE_FUTURE:
      sparkle_writer_say (self, _("The cache on this machine was written by a newer version and is being fetched again."));
      return start_cache_anew (self, "future", error);
    case SPARKLE_FILE_FAILED:
      break;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
salvage_journal (SparkleWriter  *self,
                 const char     *path,
                 GError        **error)
{
  g_autofree char *aside = sparkle_file_set_aside (path, "damaged", error);
  g_autoptr (GError) local = NULL;
  gboolean lost;
  unsigned n;

  if (aside == NULL || sparkle_file_prepare (path, &sparkle_journal_schema, TRUE, FALSE, error) != SPARKLE_FILE_GOOD)
    return FALSE;
  n = sparkle_file_salvage (aside, path, &lost, &local);
  self->mend |= SPARKLE_MEND_DRAFTS;
  if (lost || local != NULL)
    sparkle_writer_say (self, /* Translators: %u is how many entries, %s the path of a file */
                        g_dngettext (GETTEXT_PACKAGE, "The file of drafts and unsent writing was damaged: %u entry could be carried over. The damaged file is kept as %s.",
                                     "The file of drafts and unsent writing was damaged: %u entries could be carried over. The damaged file is kept as %s.", n), n, aside);
  else
    sparkle_writer_say (self, _("The file of drafts and unsent writing was damaged and has been repaired; nothing was lost."));
  return TRUE;
}

/* What an older version wrote beside a journal of the future comes home when this version can read both. */
static void
bring_side_journals_home (SparkleWriter *self,
                          const char    *path)
{
  unsigned version = sparkle_schema_version (&sparkle_journal_schema);

  for (unsigned v = 1; v <= version; v++)
    {
      g_autofree char *name = g_strdup_printf ("journal.v%u.db", v);
      g_autofree char *side = g_build_filename (self->folder, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *aside = NULL;
      gboolean lost;

      if (!g_file_test (side, G_FILE_TEST_EXISTS))
        continue;
      sparkle_file_salvage (side, path, &lost, &error);
      if (error == NULL)
        aside = sparkle_file_set_aside (side, "merged", NULL);
    }
}

/* (transfer full): the journal to use */
static char *
prepare_journal (SparkleWriter  *self,
                 GError        **error)
{
  g_autofree char *path = g_build_filename (self->folder, "journal.db", NULL);
  g_autoptr (GError) local = NULL;

  switch (sparkle_file_prepare (path, &sparkle_journal_schema, TRUE, TRUE, &local))
    {
    case SPARKLE_FILE_GOOD:
      bring_side_journals_home (self, path);
      return g_steal_pointer (&path);
    case SPARKLE_FILE_DAMAGED:
      return salvage_journal (self, path, error) ? g_steal_pointer (&path) : NULL;
    case SPARKLE_FILE_FUTURE:
      sparkle_writer_say (self, _("Drafts and unsent writing of a newer version are kept in %s; update Sparkle Universe to see them again."), path);
      g_free (path);
      path = side_journal_path (self);
      g_clear_error (&local);
      switch (sparkle_file_prepare (path, &sparkle_journal_schema, TRUE, TRUE, &local))
        {
        case SPARKLE_FILE_GOOD:
          return g_steal_pointer (&path);
        case SPARKLE_FILE_DAMAGED:
          return salvage_journal (self, path, error) ? g_steal_pointer (&path) : NULL;
        case SPARKLE_FILE_FUTURE:
        case SPARKLE_FILE_FAILED:
          break;
        }
      break;
    case SPARKLE_FILE_FAILED:
      break;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
load_account (SparkleWriter  *self,
              GError        **error)
{
  sqlite3_stmt *stmt = sparkle_database_query (self->db, error, "SELECT value FROM setting WHERE key = 'account'", "");
  gboolean row;

  g_clear_pointer (&self->account, g_free);
  if (!sparkle_database_step (self->db, stmt, &row, error))
    return FALSE;
  self->account = g_strdup (row ? (const char *) sqlite3_column_text (stmt, 0) : "");
  if (row)
    sqlite3_reset (stmt);
  return TRUE;
}

/* The cursor of `me` is in the cache, drafts are in the journal: both files carry the sign of the last commit that concerned both. */
static gboolean
sign_drafts (SparkleWriter  *self,
             GError        **error)
{
  g_autofree char *sign = sparkle_uuid_new ();

  return sparkle_database_run (self->db, error, "INSERT OR REPLACE INTO meta (key, value) VALUES ('drafts', ?)", "s", sign) &&
         sparkle_database_run (self->db, error, "INSERT OR REPLACE INTO setting (key, value) VALUES ('drafts', ?)", "s", sign);
}

static gboolean
mend_drafts (SparkleWriter  *self,
             GError        **error)
{
  gint64 torn;

  if (!sparkle_database_get_int (self->db, &torn, 0, error,
                                 "SELECT (SELECT value FROM meta WHERE key = 'drafts') IS NOT (SELECT value FROM setting WHERE key = 'drafts')", ""))
    return FALSE;
  if (!torn && (self->mend & SPARKLE_MEND_DRAFTS) == 0)
    return TRUE;
  return sparkle_writer_refetch_scope (self, SPARKLE_SCOPE_KEY_ME, error) && sign_drafts (self, error);
}

/* What was being sent when the program ended may or may not have arrived: it is sent again, under the same id. */
static gboolean
mend (SparkleWriter  *self,
      GError        **error)
{
  if ((self->mend & SPARKLE_MEND_SENDING) != 0 &&
      !sparkle_database_run (self->db, error, "UPDATE outbox SET state = ?, next_at = 0 WHERE state = ?", "ii",
                             (gint64) SPARKLE_OUTBOX_WAITING, (gint64) SPARKLE_OUTBOX_SENDING))
    return FALSE;
  return sparkle_writer_load_overlay (self, error) &&
         sparkle_writer_reconcile (self, error) &&
         mend_drafts (self, error);
}

/* A disk that is full keeps nobody from reading: then the first transaction that gets through does it. */
static gboolean
take_up (SparkleWriter  *self,
         GError        **error)
{
  g_autoptr (GError) local = NULL;

  if (!load_account (self, error))
    return FALSE;
  self->mend |= SPARKLE_MEND_ECHO | SPARKLE_MEND_SENDING;
  if (sparkle_writer_begin (self, &local) && sparkle_writer_commit (self, &local))
    return TRUE;
  if (sparkle_database_is_damage (self->db))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  sparkle_writer_rollback (self);
  sparkle_writer_say (self, "%s.", local->message);
  return TRUE;
}

static gboolean
connect_files (SparkleWriter  *self,
               const char     *journal,
               GError        **error)
{
  g_autofree char *store = store_path (self);

  g_free (self->journal_path);
  self->journal_path = g_strdup (journal);
  self->db = sparkle_database_open (store, journal, FALSE, error);
  return self->db != NULL && sparkle_writer_prepare_statements (self, error) && take_up (self, error);
}

/**
 * sparkle_writer_open:
 *
 * Opens the two files of a folder, mending what can be mended.
 */
SparkleWriter *
sparkle_writer_open (const char  *folder,
                     GError     **error)
{
  g_autoptr (SparkleWriter) self = g_new0 (SparkleWriter, 1);
  g_autofree char *journal = NULL;

  self->folder = g_strdup (folder);
  self->account = g_strdup ("");
  self->lock_fd = -1;
  self->changes = sparkle_store_changes_new ();
  if (!lock_folder (self, error) || !prepare_cache (self, error))
    return NULL;
  journal = prepare_journal (self, error);
  if (journal == NULL)
    return NULL;
  if (!connect_files (self, journal, error))
    {
      /* damage that a short look did not show */
      if (self->db == NULL || !sparkle_database_is_damage (self->db))
        return NULL;
      g_clear_error (error);
      if (!sparkle_writer_drop_cache (self, error))
        return NULL;
      sparkle_writer_say (self, _("The cache on this machine was damaged and is being fetched again. Drafts and unsent writing are kept."));
    }
  return g_steal_pointer (&self);
}

static void
clear_sets (SparkleWriter *self)
{
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    {
      g_clear_pointer (&self->dirty[i], g_hash_table_unref);
      g_clear_pointer (&self->overlay[i], g_hash_table_unref);
    }
}

static void
disconnect (SparkleWriter *self)
{
  clear_sets (self);
  memset (self->statements, 0, sizeof self->statements);
  self->member_put = NULL;
  g_clear_pointer (&self->db, sparkle_database_close);
}

void
sparkle_writer_close (SparkleWriter *self)
{
  if (self == NULL)
    return;
  disconnect (self);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_clear_pointer (&self->changes, sparkle_store_changes_unref);
  g_free (self->journal_path);
  g_free (self->account);
  g_free (self->notice);
  g_free (self->folder);
  g_free (self);
}

gboolean
sparkle_writer_begin (SparkleWriter  *self,
                      GError        **error)
{
  return sparkle_database_begin (self->db, error) && (self->mend == 0 || mend (self, error));
}

gboolean
sparkle_writer_commit (SparkleWriter  *self,
                       GError        **error)
{
  if (!sparkle_writer_fold_dirty (self, error) || (self->drafts_named && !sign_drafts (self, error)))
    return FALSE;
  if (!sparkle_database_commit (self->db, error))
    {
      self->mend |= SPARKLE_MEND_ECHO; /* perhaps one of the files took it */
      return FALSE;
    }
  self->drafts_named = FALSE;
  self->mend = 0;
  sparkle_writer_index_soon (self);
  return TRUE;
}

void
sparkle_writer_rollback (SparkleWriter *self)
{
  g_autoptr (GError) error = NULL;

  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    g_clear_pointer (&self->dirty[i], g_hash_table_unref);
  self->drafts_named = FALSE;
  sparkle_store_changes_unref (self->changes);
  self->changes = sparkle_store_changes_new ();
  sparkle_database_rollback (self->db);
  if (sparkle_database_is_damage (self->db)) /* sparkle_writer_recover() comes next */
    return;
  /* the account and the sets may have been changed by what was rolled back */
  if (!load_account (self, &error) || !sparkle_writer_load_overlay (self, &error))
    {
      if (self->account == NULL)
        self->account = g_strdup ("");
      g_debug ("after a rollback: %s", error->message);
    }
}

/**
 * sparkle_writer_drop_cache:
 *
 * A new, empty cache in the place of the old one; the journal stays and its echo is there again at once.
 */
gboolean
sparkle_writer_drop_cache (SparkleWriter  *self,
                           GError        **error)
{
  g_autofree char *journal = g_strdup (self->journal_path);

  disconnect (self);
  if (!start_cache_anew (self, "damaged", error) || !connect_files (self, journal, error))
    return FALSE;
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    sparkle_store_changes_add_all (self->changes, i);
  return TRUE;
}

/* Which of the two files it is, a look at every page tells. */
static gboolean
mend_files (SparkleWriter  *self,
            const char     *journal,
            GError        **error)
{
  g_autofree char *store = store_path (self);
  g_autoptr (GError) local = NULL;

  if (sparkle_file_prepare (journal, &sparkle_journal_schema, TRUE, TRUE, &local) == SPARKLE_FILE_DAMAGED &&
      !salvage_journal (self, journal, error))
    return FALSE;
  g_clear_error (&local);
  if (sparkle_file_prepare (store, &sparkle_store_schema, FALSE, TRUE, &local) != SPARKLE_FILE_DAMAGED)
    return TRUE;
  sparkle_writer_say (self, _("The cache on this machine was damaged and is being fetched again. Drafts and unsent writing are kept."));
  return start_cache_anew (self, "damaged", error);
}

/**
 * sparkle_writer_recover:
 *
 * After a job failed: when SQLite found a file damaged, mends what can be mended.
 *
 * Returns: whether the files are others now
 */
gboolean
sparkle_writer_recover (SparkleWriter *self)
{
  g_autofree char *journal = g_strdup (self->journal_path);
  g_autoptr (GError) error = NULL;

  if (self->db != NULL && !sparkle_database_is_damage (self->db))
    return FALSE;
  disconnect (self);
  if (!mend_files (self, journal, &error) || !connect_files (self, journal, &error))
    {
      sparkle_writer_say (self, _("The files on this machine are damaged and could not be mended: %s."), error->message);
      g_clear_pointer (&self->db, sparkle_database_close);
      return FALSE;
    }
  for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
    sparkle_store_changes_add_all (self->changes, i);
  return TRUE;
}
