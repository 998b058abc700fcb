/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-format.h"

G_BEGIN_DECLS

/* Headings, quotes and lists: what stands at the beginning of each line. start <= end, both within the text. */
void sparkle_format_lines (SparkleFormat format, const char *text, int start, int end, SparkleEdit *ret_edit);

G_END_DECLS
