/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-vault.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_FILE_VAULT (sparkle_file_vault_get_type ())
G_DECLARE_FINAL_TYPE (SparkleFileVault, sparkle_file_vault, SPARKLE, FILE_VAULT, SparkleVault)

SparkleFileVault *sparkle_file_vault_new (const char *path);

G_END_DECLS
