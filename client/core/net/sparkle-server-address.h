/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person types as the address of a community -> "https://host[:port][/prefix]". */
char     *sparkle_server_address_normalize   (const char *text, GError **error);
/* Whether a secret may travel to this normalized address: https, or this very machine. */
gboolean  sparkle_server_address_is_private  (const char *address);

G_END_DECLS
