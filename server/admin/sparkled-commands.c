/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-admin.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkled-admin-table.h"
#include "sparkled-demo.h"
#include "sparkled-member.h"
#include "sparkled-migrations.h"
#include "sparkled-notification.h"

/**
 * sparkled_admin_migrate:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Brings the schema up to date. Blocks.
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_migrate (SparkledAdmin  *self,
                        GError        **error)
{
  unsigned from, to;

  if (!sparkled_migrations_run (self->config->database, &from, &to, error))
    return FALSE;
  if (from == to)
    g_print ("The schema is version %u already.\n", to);
  else
    g_print ("The schema was version %u and is %u now.\n", from, to);
  return TRUE;
}

/* A database that was restored into another cluster must not be believed by cursors of before. */
gboolean
sparkled_admin_epoch_check (SparkledAdmin  *self,
                            GError        **error)
{
  g_autoptr(SparkledRows) rows = sparkled_admin_table_epoch (self->services.db, FALSE, error);

  return rows != NULL;
}

/**
 * sparkled_admin_status:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Prints what is in the database. (fiber)
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_status (SparkledAdmin  *self,
                       GError        **error)
{
  g_autoptr(SparkledRows) rows = sparkled_admin_table_status (self->services.db, error);
  unsigned version;

  if (rows == NULL || !sparkled_migrations_get_version (self->config->database, &version, error))
    return FALSE;
  g_print ("%-18s%s\n", "sparkle", SPARKLE_VERSION);
  g_print ("%-18s%u of %u%s\n", "schema", version, sparkled_migrations_get_latest (),
           version == sparkled_migrations_get_latest () ? "" : ": run `sparkle-admin migrate`");
  for (unsigned i = 0; i < sparkled_rows_get_n (rows); i++)
    g_print ("%-18s%s\n", sparkled_rows_get (rows, i, 0), sparkled_rows_get (rows, i, 1));
  return TRUE;
}

/**
 * sparkled_admin_epoch_new:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Starts a new epoch. (fiber)
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_epoch_new (SparkledAdmin  *self,
                          GError        **error)
{
  g_autoptr(SparkledRows) rows = sparkled_admin_table_epoch (self->services.db, TRUE, error);

  if (rows == NULL || !sparkled_admin_table_notify_changed (self->services.db, error))
    return FALSE;
  g_print ("A new epoch has begun: %s. All devices will fetch everything again.\n", sparkled_rows_get (rows, 0, 0));
  return TRUE;
}

/**
 * sparkled_admin_user_create:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Makes an account. (fiber)
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_user_create (SparkledAdmin  *self,
                            GError        **error)
{
  g_autofree char *password = sparkled_admin_read_password (error);
  g_autofree char *id = NULL;
  SparkledMember member = {
    .username = self->words[0],
    .email = self->words[1],
    .password = password,
    .role = self->role != NULL ? self->role : "user",
    .display_name = self->display_name,
  };
  gboolean good;

  if (password == NULL)
    return FALSE;
  good = sparkled_member_create (&self->services, &member, &id, error);
  explicit_bzero (password, strlen (password));
  if (good)
    g_print ("%s (%s) can sign in now: %s\n", member.username, member.role, id);
  return good;
}

/**
 * sparkled_admin_user_role:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Changes a role. (fiber)
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_user_role (SparkledAdmin  *self,
                          GError        **error)
{
  if (!sparkled_member_set_role (&self->services, self->words[0], self->words[1], error))
    return FALSE;
  g_print ("%s is %s now.\n", self->words[0], self->words[1]);
  return TRUE;
}

/**
 * sparkled_admin_token_revoke:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Ends sessions. (fiber)
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_token_revoke (SparkledAdmin  *self,
                             GError        **error)
{
  unsigned n;

  if (!sparkled_member_revoke (&self->services, self->words[0], &n, error))
    return FALSE;
  g_print (n == 1 ? "1 session has ended.\n" : "%u sessions have ended.\n", n);
  return TRUE;
}

/**
 * sparkled_admin_announce:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Tells everybody one line. The running servers do it. (fiber)
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_announce (SparkledAdmin  *self,
                         GError        **error)
{
  if (!sparkled_notification_announce (&self->services, self->words[0], error))
    return FALSE;
  g_print ("It will be told within seconds while a server runs.\n");
  return TRUE;
}

static gboolean
report_import (SparkledAdmin               *self,
               const SparkledImportCounts  *counts,
               GError                     **error)
{
  sparkled_admin_progress_end ();
  if (counts->n_posts + counts->n_people + counts->n_comments == 0)
    {
      g_print ("%u rows, nothing new.\n", counts->n_rows);
      return TRUE;
    }
  g_print ("%u rows; new: %u posts, %u people, %u comments.\n", counts->n_rows, counts->n_posts, counts->n_people, counts->n_comments);
  return sparkled_admin_table_notify_changed (self->services.db, error);
}

static gboolean
need_option (const char  *value,
             const char  *name,
             GError     **error)
{
  if (value == NULL)
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "--%s is missing; see --help", name);
  return value != NULL;
}

/**
 * sparkled_admin_import_comments:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Takes in comments. (fiber)
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_import_comments (SparkledAdmin  *self,
                                GError        **error)
{
  SparkledImportOptions options = { self->words[0], self->category, sparkled_admin_progress, self->words[0] };
  SparkledImportCounts counts = { 0 };

  return need_option (self->video, "video", error) && need_option (self->title, "title", error) &&
         sparkled_import_youtube_comments (&self->services, self->video, self->title, &options, &counts, error) &&
         report_import (self, &counts, error);
}

/**
 * sparkled_admin_import_videos:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Takes in a list of videos. (fiber)
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_import_videos (SparkledAdmin  *self,
                              GError        **error)
{
  SparkledImportOptions options = { self->words[0], self->category, sparkled_admin_progress, self->words[0] };
  SparkledImportCounts counts = { 0 };

  return sparkled_import_video_list (&self->services, &options, &counts, error) &&
         report_import (self, &counts, error);
}

/* The name of the file before its percentage. */
typedef struct
{
  char *what;
} Teller;

static void
tell_cb (const char *what,
         gpointer    user_data)
{
  Teller *teller = user_data;

  g_free (teller->what);
  teller->what = g_strdup (what);
}

static void
progress_cb (guint64  done,
             guint64  total,
             gpointer user_data)
{
  sparkled_admin_progress (done, total, ((Teller *) user_data)->what);
}

/**
 * sparkled_admin_demo:
 * @self: the run of the program
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Makes the demo community and prints who can sign in. (fiber)
 *
 * Returns: whether it is done
 */
gboolean
sparkled_admin_demo (SparkledAdmin  *self,
                     GError        **error)
{
  const char *folder = self->data != NULL ? self->data : SPARKLE_DEMO_DIR;
  g_auto(SparkledDemo) demo = { 0 };
  Teller teller = { NULL };
  gboolean good = sparkled_demo_run (&self->services, folder, tell_cb, progress_cb, &teller, &demo, error);

  g_free (teller.what);
  sparkled_admin_progress_end ();
  if (!good || !sparkled_admin_table_notify_changed (self->services.db, error))
    return FALSE;

  if (demo.imported.n_posts + demo.imported.n_comments > 0)
    g_print ("The demo community: %u posts, %u comments and %u people were imported.\n", demo.imported.n_posts,
             demo.imported.n_comments, demo.imported.n_people);
  g_print ("Sign in with one of these accounts; the password of all is %s\n", demo.password);
  for (guint i = 0; i < demo.accounts->len; i++)
    {
      const SparkledDemoAccount *account = g_ptr_array_index (demo.accounts, i);
      g_print ("  %-8s%-11s%s\n", account->username, account->role, account->display_name);
    }
  return TRUE;
}
