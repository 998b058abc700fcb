/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* A write whose record was changed elsewhere: all three versions stretch by stretch, and the choice between them. What was decided
 * is kept when the page is left.
 *
 * Signal ::done (const char *what_happened): there is nothing left to decide. */
#define SPARKLE_TYPE_CONFLICT_PAGE (sparkle_conflict_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleConflictPage, sparkle_conflict_page, SPARKLE, CONFLICT_PAGE, AdwNavigationPage)

AdwNavigationPage *sparkle_conflict_page_new (SparkleSession    *session,
                                              SparkleOutboxItem *item);

G_END_DECLS
