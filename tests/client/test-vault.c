/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <libdex.h>

#include "sparkle-error.h"
#include "sparkle-vault.h"

#define SERVER "https://sparkle.example"
#define OTHER  "https://other.example"

static SparkleVaultEntry *
load (SparkleVault *vault, const char *server)
{
  g_autoptr (GError) error = NULL;
  SparkleVaultEntry *entry = dex_await_boxed (sparkle_vault_load (vault, server), &error);

  g_assert_no_error (error);
  return entry;
}

static void
check_round_trip (SparkleVault *vault)
{
  g_autoptr (SparkleVaultEntry) none = load (vault, SERVER);
  g_autoptr (SparkleVaultEntry) entry = NULL;
  g_autoptr (SparkleVaultEntry) other = NULL;
  g_autoptr (SparkleVaultEntry) gone = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (none);
  dex_await (sparkle_vault_save (vault, SERVER, "account-1", "token:with:colons"), &error);
  g_assert_no_error (error);
  dex_await (sparkle_vault_save (vault, SERVER, "account-2", "token:with:colons"), &error);
  g_assert_no_error (error);
  entry = load (vault, SERVER);
  g_assert_cmpstr (entry->account_id, ==, "account-2");
  g_assert_cmpstr (entry->token, ==, "token:with:colons");
  other = load (vault, OTHER);
  g_assert_null (other);
  dex_await (sparkle_vault_forget (vault, SERVER), &error);
  g_assert_no_error (error);
  gone = load (vault, SERVER);
  g_assert_null (gone);
  dex_await (sparkle_vault_forget (vault, SERVER), &error);
  g_assert_no_error (error);
}

static void
test_memory (void)
{
  g_autoptr (SparkleVault) vault = sparkle_vault_new_in_memory ();

  check_round_trip (vault);
  g_assert_false (sparkle_vault_is_persistent (vault));
}

/* Without a session bus there is no keyring: signed in for as long as the process lives, and that is said. */
static void
test_no_keyring (void)
{
  g_autoptr (SparkleVault) vault = sparkle_vault_new ();

  check_round_trip (vault);
  g_assert_false (sparkle_vault_is_persistent (vault));
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("sparkle-vault-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "token", NULL);
  g_autoptr (SparkleVault) vault = sparkle_vault_new_in_file (path);
  g_autoptr (SparkleVaultEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  check_round_trip (vault);
  g_assert_true (sparkle_vault_is_persistent (vault));

  /* Also when the file was there before, open to all. */
  g_assert_true (g_file_set_contents_full (path, "", 0, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  dex_await (sparkle_vault_save (vault, SERVER, "account", "token"), &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  entry = dex_await_boxed (sparkle_vault_load (vault, SERVER), &error);
  g_assert_null (entry);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents_full (path, "junk", -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  entry = dex_await_boxed (sparkle_vault_load (vault, SERVER), &error);
  g_assert_null (entry);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE);

  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  dex_test_add_func ("/vault/memory", test_memory);
  dex_test_add_func ("/vault/no-keyring", test_no_keyring);
  dex_test_add_func ("/vault/file", test_file);
  return g_test_run ();
}
