/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thumbnail-source.h"

G_DEFINE_INTERFACE (SparkleThumbnailSource, sparkle_thumbnail_source, GTK_TYPE_WIDGET)

static void
sparkle_thumbnail_source_default_init (SparkleThumbnailSourceInterface *iface)
{
}

/**
 * sparkle_thumbnails_of:
 * @widget: anything in a window
 *
 * Returns: (transfer none) (nullable): the pictures of the window it is in; %NULL where there are none
 */
SparkleThumbnails *
sparkle_thumbnails_of (GtkWidget *widget)
{
  GtkRoot *root;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  root = gtk_widget_get_root (widget);
  return SPARKLE_IS_THUMBNAIL_SOURCE (root) ? SPARKLE_THUMBNAIL_SOURCE_GET_IFACE (root)->get_thumbnails (SPARKLE_THUMBNAIL_SOURCE (root)) : NULL;
}
