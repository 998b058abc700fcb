/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* Another name for a folder of bookmarks. */
#define SPARKLE_TYPE_FOLDER_DIALOG (sparkle_folder_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SparkleFolderDialog, sparkle_folder_dialog, SPARKLE, FOLDER_DIALOG, AdwAlertDialog)

AdwDialog *sparkle_folder_dialog_new (SparkleSession *session, const char *folder);

G_END_DECLS
