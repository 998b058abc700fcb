/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Small pictures by a key: got from whoever has them, decoded in a sandbox, the latest kept decoded. */
#define SPARKLE_TYPE_THUMBNAILS (sparkle_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (SparkleThumbnails, sparkle_thumbnails, SPARKLE, THUMBNAILS, GObject)

/* (transfer full): a future GBytes, the file of a picture */
typedef DexFuture *(*SparkleThumbnailFunc) (const char *key, gpointer user_data);

SparkleThumbnails *sparkle_thumbnails_new  (SparkleThumbnailFunc func, gpointer user_data, GDestroyNotify destroy);
GdkTexture        *sparkle_thumbnails_peek (SparkleThumbnails *self, const char *key); /* (transfer none) (nullable) */
DexFuture         *sparkle_thumbnails_load (SparkleThumbnails *self, const char *key);

G_END_DECLS
