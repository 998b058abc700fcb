/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "sparkle-store-rows.h"

G_BEGIN_DECLS

/* SparklePending as a type of properties. */
#define SPARKLE_TYPE_PENDING (sparkle_pending_get_type ())
GType sparkle_pending_get_type (void) G_GNUC_CONST;

G_END_DECLS
