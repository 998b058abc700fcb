/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What was typed, as members of a mutation's data. NULL adds nothing. */
void sparkle_write_data_set_text     (JsonObject         *data,
                                      const char         *name,
                                      const char         *text,
                                      gboolean            strip);
void sparkle_write_data_set_nullable (JsonObject         *data,
                                      const char         *name,
                                      const char         *text);
void sparkle_write_data_set_tags     (JsonObject         *data,
                                      const char * const *tags);
/* (transfer full): the data of a mutation, with some members replaced */
void        sparkle_write_data_set_publish_at (JsonObject *data, gint64 publish_at);
gboolean    sparkle_write_data_check_publish_at (gint64 publish_at, GError **error);
JsonObject *sparkle_write_data_merge (const char         *text,
                                      JsonObject         *changes);

G_END_DECLS
