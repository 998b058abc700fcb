/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

void sparkle_heap_init (void);
void sparkle_heap_trim_soon (void);
