/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The own name and text, to be changed in the place where they are read.
 * Signals: ::save, ::cancel, ::changed (something was typed). */
#define SPARKLE_TYPE_PROFILE_EDITOR (sparkle_profile_editor_get_type ())
G_DECLARE_FINAL_TYPE (SparkleProfileEditor, sparkle_profile_editor, SPARKLE, PROFILE_EDITOR, AdwBin)

void        sparkle_profile_editor_set_text (SparkleProfileEditor *self, const char *name, const char *bio);
char       *sparkle_profile_editor_get_name (SparkleProfileEditor *self); /* transfer full */
char       *sparkle_profile_editor_get_bio  (SparkleProfileEditor *self); /* transfer full */
/* Says beside the field what is wrong with it; NULL: nothing is. */
void        sparkle_profile_editor_set_error (SparkleProfileEditor *self, const GError *error);
void        sparkle_profile_editor_focus    (SparkleProfileEditor *self);

G_END_DECLS
