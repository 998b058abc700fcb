/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-thumbnails.h"

G_BEGIN_DECLS

/* The window, as far as a card deep inside needs to know it: who has the pictures of videos. */
#define SPARKLE_TYPE_THUMBNAIL_SOURCE (sparkle_thumbnail_source_get_type ())
G_DECLARE_INTERFACE (SparkleThumbnailSource, sparkle_thumbnail_source, SPARKLE, THUMBNAIL_SOURCE, GtkWidget)

struct _SparkleThumbnailSourceInterface
{
  GTypeInterface parent_iface;

  SparkleThumbnails *(*get_thumbnails) (SparkleThumbnailSource *self); /* (nullable) transfer none */
};

SparkleThumbnails *sparkle_thumbnails_of (GtkWidget *widget); /* (nullable) transfer none */

G_END_DECLS
