/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The shapes of records and requests, for the OpenAPI document. */
void     sparkled_schemas_build (JsonBuilder *builder);
gboolean sparkled_schemas_has   (const char *name);

G_END_DECLS
