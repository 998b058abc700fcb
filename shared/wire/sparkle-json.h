/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode   *sparkle_json_parse          (const char *data, gssize length, gsize max_bytes, GError **error);
gboolean    sparkle_json_check          (const char *data, gssize length, gsize max_bytes, GError **error);
char       *sparkle_json_print          (JsonNode *node);
char       *sparkle_json_print_canonical (JsonNode *node);
void        sparkle_json_append_string  (GString *out, const char *text);

/* Look-ups that never raise a critical: NULL, 0 or FALSE when absent, null or of another type. */
const char *sparkle_json_get_string     (JsonObject *object, const char *name);
gint64      sparkle_json_get_int        (JsonObject *object, const char *name, gint64 fallback);
gboolean    sparkle_json_get_bool       (JsonObject *object, const char *name, gboolean fallback);
JsonObject *sparkle_json_get_object     (JsonObject *object, const char *name);
JsonArray  *sparkle_json_get_array      (JsonObject *object, const char *name);
char      **sparkle_json_get_strv       (JsonObject *object, const char *name); /* (transfer full), (nullable) */

G_END_DECLS
