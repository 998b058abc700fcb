/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_DRAFTS_PAGE (sparkle_drafts_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleDraftsPage, sparkle_drafts_page, SPARKLE, DRAFTS_PAGE, AdwBin)

GtkWidget *sparkle_drafts_page_new (SparkleSession *session);

G_END_DECLS
