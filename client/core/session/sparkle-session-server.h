/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For whoever lets a person type an address: the form in which a session takes it, or what is wrong with it. */
char *sparkle_session_normalize_server (const char  *text,
                                        GError     **error);

G_END_DECLS
