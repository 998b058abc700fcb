/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-markdown.h"

G_BEGIN_DECLS

char *sparkle_markdown_to_plain (SparkleMarkdown *self,
                                 const char      *spoiler,
                                 const char      *picture,
                                 gsize            bytes_max);

G_END_DECLS
