/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *sparkled_array_literal (const char * const *values);

G_END_DECLS
