/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-query.h"

G_BEGIN_DECLS

/* What was found stands between two private characters, which are taken out of the text before: no text of a person can
 * look like a mark. The server marks in the same way. */
#define SPARKLE_MARK_BEGIN   "\xee\x80\x80" /* U+E000 */
#define SPARKLE_MARK_END     "\xee\x80\x81" /* U+E001 */
#define SPARKLE_FRAGMENT_MAX 150            /* characters, without marks and dots */

/* alike: (nullable) folded words that count as found as well, such as those that are meant by a typed one.
 * Both (transfer full). ret_found (nullable): whether anything is marked. */
char *sparkle_highlight_whole    (const char *text, const SparkleQuery *query, const char * const *alike, gboolean *ret_found);
/* text: running text, no Markdown. The stretch in which most of the query stands; the beginning when nothing does. */
char *sparkle_highlight_fragment (const char *text, const SparkleQuery *query, const char * const *alike, gboolean *ret_found);

/* (transfer full): the text without marks. ret_ranges (nullable): (transfer full) of guint pairs, begin and end in bytes */
char *sparkle_highlight_strip    (const char *marked, GArray **ret_ranges);

G_END_DECLS
