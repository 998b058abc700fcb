/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "sparkle-stream-resolver.h"

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_PLAYER_IDLE,      /* nothing is open; no decoder, no connection */
  SPARKLE_PLAYER_OPENING,   /* it is being found out what can be played, or the first of it is on its way */
  SPARKLE_PLAYER_PLAYING,
  SPARKLE_PLAYER_PAUSED,
  SPARKLE_PLAYER_ENDED,
  SPARKLE_PLAYER_FAILED,    /* see sparkle_player_get_error() */
} SparklePlayerState;

/* Plays one thing at a time; the app has one of these. GStreamer decodes on threads of its own; everything here is on the main
 * one. Properties (read only, notify on change): key, state (SparklePlayerState as uint), position, duration, buffering, volume,
 * muted, rate. Times are milliseconds. */
#define SPARKLE_TYPE_PLAYER (sparkle_player_get_type ())
G_DECLARE_FINAL_TYPE (SparklePlayer, sparkle_player, SPARKLE, PLAYER, GObject)

SparklePlayer      *sparkle_player_new           (SparkleStreamResolver *resolver);
void                sparkle_player_open          (SparklePlayer *self, const char *key, const char *page, gint64 start);
void                sparkle_player_play          (SparklePlayer *self);
void                sparkle_player_pause         (SparklePlayer *self);
void                sparkle_player_toggle        (SparklePlayer *self);
void                sparkle_player_stop          (SparklePlayer *self);
void                sparkle_player_seek          (SparklePlayer *self, gint64 position);
void                sparkle_player_set_volume    (SparklePlayer *self, double volume);
void                sparkle_player_set_muted     (SparklePlayer *self, gboolean muted);
void                sparkle_player_set_rate      (SparklePlayer *self, double rate);

const char         *sparkle_player_get_key       (SparklePlayer *self); /* (nullable) of what is open */
SparklePlayerState  sparkle_player_get_state     (SparklePlayer *self);
gint64              sparkle_player_get_position  (SparklePlayer *self);
gint64              sparkle_player_get_duration  (SparklePlayer *self); /* -1: not known */
gboolean            sparkle_player_get_buffering (SparklePlayer *self); /* waits for the network */
gboolean            sparkle_player_has_picture   (SparklePlayer *self); /* a frame has come */
double              sparkle_player_get_volume    (SparklePlayer *self); /* 0 to 1 */
gboolean            sparkle_player_get_muted     (SparklePlayer *self);
double              sparkle_player_get_rate      (SparklePlayer *self);
const char         *sparkle_player_get_error     (SparklePlayer *self); /* (nullable) a sentence */
GdkPaintable       *sparkle_player_get_paintable (SparklePlayer *self); /* (nullable) transfer none; before something was opened */

G_END_DECLS
