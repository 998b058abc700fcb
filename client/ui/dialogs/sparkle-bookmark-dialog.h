/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* Folder and note of one bookmark. There is nothing to save: what is chosen holds at once, what is typed soon and when it closes. */
#define SPARKLE_TYPE_BOOKMARK_DIALOG (sparkle_bookmark_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SparkleBookmarkDialog, sparkle_bookmark_dialog, SPARKLE, BOOKMARK_DIALOG, AdwDialog)

AdwDialog *sparkle_bookmark_dialog_new (SparkleSession *session, const char *post_id);

G_END_DECLS
