/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Keeps the token of one signed-in account per server. Three kinds, one behaviour: the keyring (with a fallback that
 * lasts as long as the process), memory alone, and one private file for machines without a desktop. */
#define SPARKLE_TYPE_VAULT (sparkle_vault_get_type ())
G_DECLARE_DERIVABLE_TYPE (SparkleVault, sparkle_vault, SPARKLE, VAULT, GObject)

struct _SparkleVaultClass
{
  GObjectClass parent_class;

  DexFuture *(*load)   (SparkleVault *self, const char *server);
  DexFuture *(*save)   (SparkleVault *self, const char *server, const char *account_id, const char *token);
  DexFuture *(*forget) (SparkleVault *self, const char *server);
  gboolean   (*is_persistent) (SparkleVault *self);
};

/* What a load gives: SPARKLE_TYPE_VAULT_ENTRY, boxed; NULL when there is none. */
typedef struct
{
  char *account_id;
  char *token;
} SparkleVaultEntry;

#define SPARKLE_TYPE_VAULT_ENTRY (sparkle_vault_entry_get_type ())
GType              sparkle_vault_entry_get_type (void);
SparkleVaultEntry *sparkle_vault_entry_new      (const char              *account_id,
                                                 const char              *token);
SparkleVaultEntry *sparkle_vault_entry_copy     (const SparkleVaultEntry *entry);
void               sparkle_vault_entry_free     (SparkleVaultEntry       *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleVaultEntry, sparkle_vault_entry_free)

SparkleVault      *sparkle_vault_new            (void);             /* keyring, memory when there is none */
SparkleVault      *sparkle_vault_new_in_memory  (void);
SparkleVault      *sparkle_vault_new_in_file    (const char   *path); /* mode 0600 */

DexFuture         *sparkle_vault_load           (SparkleVault *self,
                                                 const char   *server);
DexFuture         *sparkle_vault_save           (SparkleVault *self,
                                                 const char   *server,
                                                 const char   *account_id,
                                                 const char   *token);
DexFuture         *sparkle_vault_forget         (SparkleVault *self,
                                                 const char   *server);
/* FALSE once a token could only be kept for as long as this process lives. */
gboolean           sparkle_vault_is_persistent  (SparkleVault *self);

G_END_DECLS
