/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-draft-history.h"
#include "sparkle-session.h"

G_BEGIN_DECLS

/* What drafts said before. */

SparkleDraftHistory *sparkle_session_open_history (SparkleSession *self, const char *draft_id); /* transfer full */

/* Resolves to the id (gint64) of the version that was replaced: restoring that takes the restoration back. */
DexFuture *sparkle_session_restore_draft (SparkleSession *self, const char *draft_id, gint64 version_id);

G_END_DECLS
