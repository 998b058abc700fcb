/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-file-vault.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sparkle-error.h"

#define GROUP    "account"
#define FILE_MAX 4096

/* For machines without a desktop, and only where a person named the file. */
struct _SparkleFileVault
{
  SparkleVault parent_instance;

  char        *path; /* (owned) */
};

G_DEFINE_FINAL_TYPE (SparkleFileVault, sparkle_file_vault, SPARKLE_TYPE_VAULT)

/* FALSE without an error when there is no such file. */
static gboolean
read_private_file (const char *path, GKeyFile *file, GError **error)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0)
    {
      int code = errno;

      if (code != ENOENT)
        g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("Cannot read %s: %s"), path, g_strerror (code));
      return FALSE;
    }
  if ((status.st_mode & 0077) != 0)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN,
                   _("Others may read the token in %s: make it private (chmod 600) and sign in again"), path);
      return FALSE;
    }
  if (status.st_size > FILE_MAX)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("%s is not a token file"), path);
      return FALSE;
    }
  return g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error);
}

static DexFuture *
sparkle_file_vault_load (SparkleVault *vault, const char *server)
{
  SparkleFileVault *self = SPARKLE_FILE_VAULT (vault);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *kept_for = NULL;
  g_autofree char *account_id = NULL;
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  SparkleVaultEntry *entry = NULL;

  if (!read_private_file (self->path, file, &error))
    {
      if (error == NULL)
        return dex_future_new_take_boxed (SPARKLE_TYPE_VAULT_ENTRY, NULL);
      if (error->domain == SPARKLE_ERROR)
        return dex_future_new_for_error (g_steal_pointer (&error));
      return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("%s is not a token file: %s"),
                                    self->path, error->message);
    }

  kept_for = g_key_file_get_string (file, GROUP, "server", NULL);
  account_id = g_key_file_get_string (file, GROUP, "id", NULL);
  token = g_key_file_get_string (file, GROUP, "token", NULL);
  if (g_strcmp0 (kept_for, server) == 0 && account_id != NULL && token != NULL)
    entry = sparkle_vault_entry_new (account_id, token);
  return dex_future_new_take_boxed (SPARKLE_TYPE_VAULT_ENTRY, entry);
}

static DexFuture *
sparkle_file_vault_save (SparkleVault *vault, const char *server, const char *account_id, const char *token)
{
  SparkleFileVault *self = SPARKLE_FILE_VAULT (vault);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (file, GROUP, "server", server);
  g_key_file_set_string (file, GROUP, "id", account_id);
  g_key_file_set_string (file, GROUP, "token", token);
  text = g_key_file_to_data (file, NULL, NULL);
  if (!g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("Cannot keep the token: %s"), error->message);
  /* The mode above is only that of a new file. */
  if (g_chmod (self->path, 0600) != 0)
    {
      int code = errno;

      g_unlink (self->path);
      return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("Cannot make %s private: %s"),
                                    self->path, g_strerror (code));
    }
  return dex_future_new_true ();
}

static DexFuture *
sparkle_file_vault_forget (SparkleVault *vault, const char *server)
{
  SparkleFileVault *self = SPARKLE_FILE_VAULT (vault);

  if (g_unlink (self->path) != 0 && errno != ENOENT)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("Cannot remove %s: %s"),
                                  self->path, g_strerror (errno));
  return dex_future_new_true ();
}

static void
sparkle_file_vault_finalize (GObject *object)
{
  SparkleFileVault *self = SPARKLE_FILE_VAULT (object);

  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (sparkle_file_vault_parent_class)->finalize (object);
}

static void
sparkle_file_vault_class_init (SparkleFileVaultClass *klass)
{
  SparkleVaultClass *vault_class = SPARKLE_VAULT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sparkle_file_vault_finalize;
  vault_class->load = sparkle_file_vault_load;
  vault_class->save = sparkle_file_vault_save;
  vault_class->forget = sparkle_file_vault_forget;
}

static void
sparkle_file_vault_init (SparkleFileVault *self)
{
}

/**
 * sparkle_file_vault_new:
 * @path: the file
 *
 * Returns: (transfer full): a vault in a file of mode 0600
 */
SparkleFileVault *
sparkle_file_vault_new (const char *path)
{
  SparkleFileVault *self = g_object_new (SPARKLE_TYPE_FILE_VAULT, NULL);

  self->path = g_strdup (path);
  return self;
}
