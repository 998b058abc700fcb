/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

/* Connects on a thread: libpq looks up names and does TLS with blocking calls. The future
 * resolves with a boxed PGconn in non-blocking pipeline mode, to be taken out once. */
DexFuture *sparkled_connect       (const char *conninfo);
PGconn    *sparkled_connect_steal (gpointer boxed);
/* The same, blocking, as plain connection: for migrations and tools. Never NULL. */
PGconn    *sparkled_connect_sync  (const char *conninfo);

G_END_DECLS
