/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-player.h"
#include "sparkle-thumbnails.h"

G_BEGIN_DECLS

/* The window, as far as a card deep inside needs to know it: who has the pictures of videos, and who plays them. */
#define SPARKLE_TYPE_MEDIA_SOURCE (sparkle_media_source_get_type ())
G_DECLARE_INTERFACE (SparkleMediaSource, sparkle_media_source, SPARKLE, MEDIA_SOURCE, GtkWidget)

struct _SparkleMediaSourceInterface
{
  GTypeInterface parent_iface;

  SparkleThumbnails *(*get_thumbnails) (SparkleMediaSource *self); /* (nullable) transfer none */
  SparklePlayer     *(*get_player)     (SparkleMediaSource *self); /* (nullable) transfer none */
};

/* (nullable) transfer none: of the window that a widget is in */
SparkleThumbnails *sparkle_thumbnails_of (GtkWidget *widget);
SparklePlayer     *sparkle_player_of     (GtkWidget *widget);

G_END_DECLS
