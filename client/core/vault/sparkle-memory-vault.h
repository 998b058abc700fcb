/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-vault.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_MEMORY_VAULT (sparkle_memory_vault_get_type ())
G_DECLARE_FINAL_TYPE (SparkleMemoryVault, sparkle_memory_vault, SPARKLE, MEMORY_VAULT, SparkleVault)

G_END_DECLS
