/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a post about an advertising film says, made of one row of a list. */
char *sparkled_advert_title   (const char *brand, int year, const char *page_url);
/* traits: column names, "show_product_quickly". */
char *sparkled_advert_content (const char *brand, int year, const char * const *traits, const char *video_id, const char *page_url);
char **sparkled_advert_tags   (const char *brand, int year, const char * const *traits);
/* The evening of the final of that year, µs. */
gint64 sparkled_advert_date   (int year);

G_END_DECLS
