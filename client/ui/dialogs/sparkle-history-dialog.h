/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* What a draft said before: its versions, each with what was different then, line by line.
 *
 * Signal ::restore (gint64): the id of a version to go back to; the dialog closes. */
#define SPARKLE_TYPE_HISTORY_DIALOG (sparkle_history_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SparkleHistoryDialog, sparkle_history_dialog, SPARKLE, HISTORY_DIALOG, AdwDialog)

AdwDialog *sparkle_history_dialog_new (SparkleSession *session, const char *draft_id);

G_END_DECLS
