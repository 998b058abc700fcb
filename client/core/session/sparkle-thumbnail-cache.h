/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Files of pictures by video id, each as old as its picture. Every function blocks: for a thread of the pool. */
GBytes   *sparkle_thumbnail_cache_read   (const char *folder, const char *video_id, gboolean stale); /* (transfer full) (nullable) */
gboolean  sparkle_thumbnail_cache_write  (const char *folder, const char *video_id, GBytes *bytes, guint64 most, GError **error);
void      sparkle_thumbnail_cache_remove (const char *folder, const char *video_id);
guint64   sparkle_thumbnail_cache_size   (const char *folder);
guint64   sparkle_thumbnail_cache_clear  (const char *folder);

G_END_DECLS
