/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"

G_BEGIN_DECLS

/* The account's drafts, last changed first: a GListModel of SparkleDraft. */
#define SPARKLE_TYPE_DRAFTS (sparkle_drafts_get_type ())
G_DECLARE_FINAL_TYPE (SparkleDrafts, sparkle_drafts, SPARKLE, DRAFTS, GObject)

SparkleDrafts *sparkle_drafts_new (SparkleEntities *entities);

G_END_DECLS
