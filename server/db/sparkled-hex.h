/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes as the text protocol of PostgreSQL takes and gives them through decode() and encode(). */
char   *sparkled_hex_from_bytes (GBytes *bytes);    /* (transfer full) */
GBytes *sparkled_hex_to_bytes   (const char *hex);  /* (transfer full) (nullable) */

G_END_DECLS
