/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* What this machine keeps: how much room it takes, the threads that are kept offline, and clearing the rest. */
#define SPARKLE_TYPE_STORAGE_DIALOG (sparkle_storage_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SparkleStorageDialog, sparkle_storage_dialog, SPARKLE, STORAGE_DIALOG, AdwDialog)

AdwDialog *sparkle_storage_dialog_new (SparkleSession *session);

G_END_DECLS
