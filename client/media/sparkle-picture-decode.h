/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

GdkTexture *sparkle_picture_decode (GBytes *bytes, guint64 pixels_max, GCancellable *cancellable, GError **error); /* (fiber) */

G_END_DECLS
