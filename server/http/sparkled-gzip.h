/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

GBytes    *sparkled_gzip_compress           (GBytes *bytes, int level);
/* Resolves to a GBytes (boxed). */
DexFuture *sparkled_gzip_compress_on_thread (GBytes *bytes, int level);

G_END_DECLS
