/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-memory-vault.h"

struct _SparkleMemoryVault
{
  SparkleVault parent_instance;

  GHashTable  *entries; /* (owned) server -> SparkleVaultEntry */
};

G_DEFINE_FINAL_TYPE (SparkleMemoryVault, sparkle_memory_vault, SPARKLE_TYPE_VAULT)

static DexFuture *
sparkle_memory_vault_load (SparkleVault *vault, const char *server)
{
  SparkleMemoryVault *self = SPARKLE_MEMORY_VAULT (vault);

  return dex_future_new_take_boxed (SPARKLE_TYPE_VAULT_ENTRY,
                                    sparkle_vault_entry_copy (g_hash_table_lookup (self->entries, server)));
}

static DexFuture *
sparkle_memory_vault_save (SparkleVault *vault, const char *server, const char *account_id, const char *token)
{
  SparkleMemoryVault *self = SPARKLE_MEMORY_VAULT (vault);

  g_hash_table_replace (self->entries, g_strdup (server), sparkle_vault_entry_new (account_id, token));
  return dex_future_new_true ();
}

static DexFuture *
sparkle_memory_vault_forget (SparkleVault *vault, const char *server)
{
  SparkleMemoryVault *self = SPARKLE_MEMORY_VAULT (vault);

  g_hash_table_remove (self->entries, server);
  return dex_future_new_true ();
}

static gboolean
sparkle_memory_vault_is_persistent (SparkleVault *vault)
{
  return FALSE;
}

static void
sparkle_memory_vault_finalize (GObject *object)
{
  SparkleMemoryVault *self = SPARKLE_MEMORY_VAULT (object);

  g_clear_pointer (&self->entries, g_hash_table_unref);

  G_OBJECT_CLASS (sparkle_memory_vault_parent_class)->finalize (object);
}

static void
sparkle_memory_vault_class_init (SparkleMemoryVaultClass *klass)
{
  SparkleVaultClass *vault_class = SPARKLE_VAULT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sparkle_memory_vault_finalize;
  vault_class->load = sparkle_memory_vault_load;
  vault_class->save = sparkle_memory_vault_save;
  vault_class->forget = sparkle_memory_vault_forget;
  vault_class->is_persistent = sparkle_memory_vault_is_persistent;
}

static void
sparkle_memory_vault_init (SparkleMemoryVault *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sparkle_vault_entry_free);
}
