/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether it is one of the commonest passwords of the table; case does not matter. */
gboolean sparkle_password_is_common (const char *password);

G_END_DECLS
