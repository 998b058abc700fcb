/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* A write that was not accepted: why, what was typed, and every way out: change and send it again, copy it, keep it as a draft,
 * post it as new. What is changed is kept when the page is left.
 *
 * Signal ::done (const char *what_happened): it is out of the way. */
#define SPARKLE_TYPE_REFUSED_PAGE (sparkle_refused_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleRefusedPage, sparkle_refused_page, SPARKLE, REFUSED_PAGE, AdwNavigationPage)

AdwNavigationPage *sparkle_refused_page_new (SparkleSession    *session,
                                             SparkleOutboxItem *item);

G_END_DECLS
