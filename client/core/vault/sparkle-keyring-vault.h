/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-vault.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_KEYRING_VAULT (sparkle_keyring_vault_get_type ())
G_DECLARE_FINAL_TYPE (SparkleKeyringVault, sparkle_keyring_vault, SPARKLE, KEYRING_VAULT, SparkleVault)

G_END_DECLS
