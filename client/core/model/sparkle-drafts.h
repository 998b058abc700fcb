/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"

G_BEGIN_DECLS

/* The account's drafts, last changed first: a GListModel of SparkleDraft. */
#define SPARKLE_TYPE_DRAFTS (sparkle_drafts_get_type ())
G_DECLARE_FINAL_TYPE (SparkleDrafts, sparkle_drafts, SPARKLE, DRAFTS, GObject)

SparkleDrafts *sparkle_drafts_new (SparkleEntities *entities);

/* Out of sight, because it is about to be deleted. */
void           sparkle_drafts_set_hidden (SparkleDrafts *self, const char *id, gboolean hidden);

G_END_DECLS
