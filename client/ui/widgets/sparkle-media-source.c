/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-media-source.h"

G_DEFINE_INTERFACE (SparkleMediaSource, sparkle_media_source, GTK_TYPE_WIDGET)

static void
sparkle_media_source_default_init (SparkleMediaSourceInterface *iface)
{
}

/* (nullable) */
static SparkleMediaSource *
source_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return SPARKLE_IS_MEDIA_SOURCE (root) ? SPARKLE_MEDIA_SOURCE (root) : NULL;
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
  SparkleMediaSource *source;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  source = source_of (widget);
  return source != NULL ? SPARKLE_MEDIA_SOURCE_GET_IFACE (source)->get_thumbnails (source) : NULL;
}

/**
 * sparkle_player_of:
 * @widget: anything in a window
 *
 * Returns: (transfer none) (nullable): the one player of the window it is in; %NULL where nothing can be played
 */
SparklePlayer *
sparkle_player_of (GtkWidget *widget)
{
  SparkleMediaSource *source;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  source = source_of (widget);
  return source != NULL ? SPARKLE_MEDIA_SOURCE_GET_IFACE (source)->get_player (source) : NULL;
}
