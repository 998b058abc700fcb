/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Inside rules/: the rule that all texts have in common, and how a rule says no. */
gboolean sparkle_validate_text (const char *field, const char *value, gsize least, gsize most, gboolean many_lines, GError **error);
gboolean sparkle_validate_fail (GError **error, const char *field, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
