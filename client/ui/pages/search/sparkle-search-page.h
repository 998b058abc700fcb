/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* Where one searches: what is typed is found as it is typed. */
#define SPARKLE_TYPE_SEARCH_PAGE (sparkle_search_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSearchPage, sparkle_search_page, SPARKLE, SEARCH_PAGE, AdwBin)

GtkWidget *sparkle_search_page_new  (SparkleSession *session);
/* Puts the cursor into the entry and marks what is there, so that typing replaces it. */
void       sparkle_search_page_begin (SparkleSearchPage *self);
/* The same, and looks for something at once. */
void       sparkle_search_page_look_for (SparkleSearchPage *self, const char *text);

G_END_DECLS
