/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Three-way merge by line (diff3). A pure function; texts are UTF-8 of at most SPARKLE_MERGE_MAX bytes. */
#define SPARKLE_MERGE_MAX (1024 * 1024)

/* TRUE and the merged text when no region was changed differently on both sides; FALSE leaves ret_merged alone. */
gboolean sparkle_merge_text (const char *base, const char *mine, const char *theirs, char **ret_merged);

G_END_DECLS
