/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-draft.h"

G_BEGIN_DECLS

/* One draft in a list. */
#define SPARKLE_TYPE_DRAFT_ROW (sparkle_draft_row_get_type ())
G_DECLARE_FINAL_TYPE (SparkleDraftRow, sparkle_draft_row, SPARKLE, DRAFT_ROW, GtkBox)

GtkWidget *sparkle_draft_row_new       (void);
void       sparkle_draft_row_set_draft (SparkleDraftRow *self, SparkleDraft *draft);

G_END_DECLS
