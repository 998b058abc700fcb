/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  unsigned words;   /* a character of a script without spaces counts as one */
  unsigned seconds; /* it takes to read them */
} SparkleTextCount;

void sparkle_text_count (const char *text, SparkleTextCount *ret_count);

G_END_DECLS
