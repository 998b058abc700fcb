/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is longer stays in one colour: the time it takes to find them grows with it. */
#define SPARKLE_CODE_COLOURS_MAX 16384

GPtrArray *sparkle_code_colours_find (const char  *text,
                                      const char  *language,
                                      gboolean     dark,
                                      const gsize *starts,
                                      unsigned     n_starts);

G_END_DECLS
