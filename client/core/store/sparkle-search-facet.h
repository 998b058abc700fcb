/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a filter asks for is a word in the index as well, in a column of its own, so that the index can combine both. */
#define SPARKLE_FACET_ALL      "p"  /* of every post and comment */
#define SPARKLE_FACET_VIDEO    "v"
#define SPARKLE_FACET_AUTHOR   'a'
#define SPARKLE_FACET_TAG      't'
#define SPARKLE_FACET_CATEGORY 'c'

#define SPARKLE_FACET_LENGTH 18

/* A word of letters and digits for any value; text is compared in lower case. */
void sparkle_search_facet (char kind, const char *value, char facet[SPARKLE_FACET_LENGTH]);


G_END_DECLS
