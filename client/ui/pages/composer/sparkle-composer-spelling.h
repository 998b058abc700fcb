/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-editor.h"
#include "sparkle-session.h"
#include "sparkle-settings.h"

G_BEGIN_DECLS

/* The language of a draft: chosen for it, else the one of the preferences. (transfer full) (nullable): a sentence when nothing is
 * checked against the person's will. */
char *sparkle_composer_spelling_begin  (SparkleEditor *editor, SparkleSession *session, SparkleSettings *settings, const char *draft_id);
char *sparkle_composer_spelling_choose (SparkleEditor *editor, SparkleSession *session, const char *draft_id, const char *language);

G_END_DECLS
