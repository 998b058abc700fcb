/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Inside wire/: the list of {"scope", "cursor"} of a pull and of a subscription. */
GPtrArray *sparkle_scope_list_decode (JsonNode *node, guint most, GError **error); /* of SparkleScopeRequest */
void       sparkle_scope_list_append (GString *out, GPtrArray *scopes);

G_END_DECLS
