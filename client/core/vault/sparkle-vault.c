/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-vault.h"

#include <string.h>

#include "sparkle-file-vault.h"
#include "sparkle-keyring-vault.h"
#include "sparkle-memory-vault.h"

G_DEFINE_ABSTRACT_TYPE (SparkleVault, sparkle_vault, G_TYPE_OBJECT)
G_DEFINE_BOXED_TYPE (SparkleVaultEntry, sparkle_vault_entry, sparkle_vault_entry_copy, sparkle_vault_entry_free)

static gboolean
sparkle_vault_real_is_persistent (SparkleVault *self)
{
  return TRUE;
}

static void
sparkle_vault_class_init (SparkleVaultClass *klass)
{
  klass->is_persistent = sparkle_vault_real_is_persistent;
}

static void
sparkle_vault_init (SparkleVault *self)
{
}

/**
 * sparkle_vault_entry_new:
 * @account_id: the account
 * @token: its token
 *
 * Returns: (transfer full): a new entry
 */
SparkleVaultEntry *
sparkle_vault_entry_new (const char *account_id, const char *token)
{
  SparkleVaultEntry *entry = g_new0 (SparkleVaultEntry, 1);

  entry->account_id = g_strdup (account_id);
  entry->token = g_strdup (token);
  return entry;
}

/**
 * sparkle_vault_entry_copy:
 * @entry: (nullable): an entry
 *
 * Returns: (transfer full) (nullable): a copy
 */
SparkleVaultEntry *
sparkle_vault_entry_copy (const SparkleVaultEntry *entry)
{
  return entry != NULL ? sparkle_vault_entry_new (entry->account_id, entry->token) : NULL;
}

/**
 * sparkle_vault_entry_free:
 * @entry: (nullable): an entry
 *
 * Frees the entry and wipes the token.
 */
void
sparkle_vault_entry_free (SparkleVaultEntry *entry)
{
  if (entry == NULL)
    return;
  if (entry->token != NULL)
    explicit_bzero (entry->token, strlen (entry->token));
  g_free (entry->token);
  g_free (entry->account_id);
  g_free (entry);
}

/**
 * sparkle_vault_new:
 *
 * Makes a vault that keeps tokens in the keyring of the desktop, or, when none answers, for as long as the process lives.
 *
 * Returns: (transfer full): a new vault
 */
SparkleVault *
sparkle_vault_new (void)
{
  return g_object_new (SPARKLE_TYPE_KEYRING_VAULT, NULL);
}

/**
 * sparkle_vault_new_in_memory:
 *
 * Returns: (transfer full): a vault that forgets everything with the process
 */
SparkleVault *
sparkle_vault_new_in_memory (void)
{
  return g_object_new (SPARKLE_TYPE_MEMORY_VAULT, NULL);
}

/**
 * sparkle_vault_new_in_file:
 * @path: the file
 *
 * Returns: (transfer full): a vault that keeps one token in a file that only its owner may read
 */
SparkleVault *
sparkle_vault_new_in_file (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  return SPARKLE_VAULT (sparkle_file_vault_new (path));
}

/**
 * sparkle_vault_load:
 * @self: a vault
 * @server: the address of a server
 *
 * Returns: (transfer full): a future [struct@VaultEntry], %NULL inside when nobody is signed in there
 */
DexFuture *
sparkle_vault_load (SparkleVault *self, const char *server)
{
  g_return_val_if_fail (SPARKLE_IS_VAULT (self), NULL);
  g_return_val_if_fail (server != NULL, NULL);

  return SPARKLE_VAULT_GET_CLASS (self)->load (self, server);
}

/**
 * sparkle_vault_save:
 * @self: a vault
 * @server: the address of a server
 * @account_id: the account that signed in
 * @token: its token
 *
 * Replaces what is kept for @server.
 *
 * Returns: (transfer full): a future boolean
 */
DexFuture *
sparkle_vault_save (SparkleVault *self, const char *server, const char *account_id, const char *token)
{
  g_return_val_if_fail (SPARKLE_IS_VAULT (self), NULL);
  g_return_val_if_fail (server != NULL, NULL);
  g_return_val_if_fail (account_id != NULL && token != NULL, NULL);

  return SPARKLE_VAULT_GET_CLASS (self)->save (self, server, account_id, token);
}

/**
 * sparkle_vault_forget:
 * @self: a vault
 * @server: the address of a server
 *
 * Returns: (transfer full): a future boolean
 */
DexFuture *
sparkle_vault_forget (SparkleVault *self, const char *server)
{
  g_return_val_if_fail (SPARKLE_IS_VAULT (self), NULL);
  g_return_val_if_fail (server != NULL, NULL);

  return SPARKLE_VAULT_GET_CLASS (self)->forget (self, server);
}

/**
 * sparkle_vault_is_persistent:
 * @self: a vault
 *
 * Returns: %FALSE once a token could only be kept for as long as the process lives
 */
gboolean
sparkle_vault_is_persistent (SparkleVault *self)
{
  g_return_val_if_fail (SPARKLE_IS_VAULT (self), FALSE);

  return SPARKLE_VAULT_GET_CLASS (self)->is_persistent (self);
}
