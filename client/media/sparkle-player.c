/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-player.h"

#include <math.h>

#include "sparkle-player-private.h"

#define RATE_LEAST  0.25
#define RATE_MOST   2.0

static GParamSpec *properties[PROP_RATE + 1];

G_DEFINE_FINAL_TYPE (SparklePlayer, sparkle_player, G_TYPE_OBJECT)

void
sparkle_player_notify (SparklePlayer         *self,
                       SparklePlayerProperty  property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
sparkle_player_set_state (SparklePlayer      *self,
                          SparklePlayerState  state)
{
  if (self->state == state)
    return;
  self->state = state;
  sparkle_player_notify (self, PROP_STATE);
}

void
sparkle_player_set_position (SparklePlayer *self,
                             gint64         position)
{
  if (self->position == position)
    return;
  self->position = position;
  sparkle_player_notify (self, PROP_POSITION);
}

void
sparkle_player_set_duration (SparklePlayer *self,
                             gint64         duration)
{
  if (self->duration == duration)
    return;
  self->duration = duration;
  sparkle_player_notify (self, PROP_DURATION);
}

void
sparkle_player_set_buffering (SparklePlayer *self,
                              gboolean       buffering)
{
  if (self->buffering == buffering)
    return;
  self->buffering = buffering;
  sparkle_player_notify (self, PROP_BUFFERING);
}

double
sparkle_player_get_loudness (SparklePlayer *self)
{
  return self->volume * self->volume * self->volume;
}

gboolean
sparkle_player_is_open (SparklePlayer *self)
{
  return self->state == SPARKLE_PLAYER_PLAYING || self->state == SPARKLE_PLAYER_PAUSED || self->state == SPARKLE_PLAYER_ENDED;
}

/**
 * sparkle_player_open:
 * @self: a player
 * @key: what the caller calls it
 * @page: the address of a page, a file or HLS
 * @start: where to begin, in milliseconds
 *
 * Plays that instead of whatever is open. What is open under the same key goes to @start and plays.
 */
void
sparkle_player_open (SparklePlayer *self,
                     const char    *key,
                     const char    *page,
                     gint64         start)
{
  g_return_if_fail (SPARKLE_IS_PLAYER (self) && key != NULL && page != NULL);

  if (g_strcmp0 (self->key, key) == 0 && sparkle_player_is_open (self))
    {
      sparkle_player_seek (self, start);
      sparkle_player_play (self);
      return;
    }
  if (self->play != NULL)
    gst_play_stop (self->play);
  g_set_str (&self->page, page);
  self->start = MAX (start, 0);
  self->asked_again = FALSE;
  self->wants_play = TRUE;
  sparkle_player_set_buffering (self, FALSE);
  sparkle_player_set_position (self, self->start);
  sparkle_player_set_duration (self, -1);
  if (self->renderer != NULL)
    sparkle_paintable_renderer_forget (self->renderer);
  if (g_set_str (&self->key, key))
    sparkle_player_notify (self, PROP_KEY);
  sparkle_player_resolve (self);
}

/**
 * sparkle_player_play:
 * @self: a player
 *
 * Goes on; from the beginning when it was at the end.
 */
void
sparkle_player_play (SparklePlayer *self)
{
  g_return_if_fail (SPARKLE_IS_PLAYER (self));

  if (self->key == NULL)
    return;
  if (self->state == SPARKLE_PLAYER_FAILED)
    {
      self->start = self->position;
      self->asked_again = FALSE;
      self->wants_play = TRUE;
      sparkle_player_resolve (self);
      return;
    }
  self->wants_play = TRUE;
  if (!self->loaded || self->start >= 0)
    return;
  if (self->state == SPARKLE_PLAYER_ENDED)
    sparkle_player_seek (self, 0);
  gst_play_play (self->play);
  /* the pipeline says nothing when it had not even paused yet */
  if (self->state == SPARKLE_PLAYER_PAUSED)
    sparkle_player_set_state (self, SPARKLE_PLAYER_PLAYING);
}

void
sparkle_player_pause (SparklePlayer *self)
{
  g_return_if_fail (SPARKLE_IS_PLAYER (self));

  self->wants_play = FALSE;
  if (self->loaded && self->start < 0)
    {
      gst_play_pause (self->play);
      if (self->state == SPARKLE_PLAYER_PLAYING)
        sparkle_player_set_state (self, SPARKLE_PLAYER_PAUSED);
    }
}

void
sparkle_player_toggle (SparklePlayer *self)
{
  g_return_if_fail (SPARKLE_IS_PLAYER (self));

  if (self->wants_play && self->state != SPARKLE_PLAYER_FAILED)
    sparkle_player_pause (self);
  else
    sparkle_player_play (self);
}

/**
 * sparkle_player_stop:
 * @self: a player
 *
 * Closes what is open: the pipeline lets go of decoders and connections by itself, without holding up the caller.
 */
void
sparkle_player_stop (SparklePlayer *self)
{
  g_return_if_fail (SPARKLE_IS_PLAYER (self));

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if (self->play != NULL)
    gst_play_stop (self->play);
  if (self->renderer != NULL)
    sparkle_paintable_renderer_forget (self->renderer);
  self->loaded = self->wants_play = FALSE;
  self->start = -1;
  g_clear_pointer (&self->page, g_free);
  g_clear_pointer (&self->error, g_free);
  sparkle_player_set_buffering (self, FALSE);
  sparkle_player_set_state (self, SPARKLE_PLAYER_IDLE);
  if (g_set_str (&self->key, NULL))
    sparkle_player_notify (self, PROP_KEY);
  sparkle_player_set_position (self, 0);
  sparkle_player_set_duration (self, -1);
}

/**
 * sparkle_player_seek:
 * @self: a player
 * @position: milliseconds
 *
 * Goes to the very frame. Before there is anything, it is where playing will begin.
 */
void
sparkle_player_seek (SparklePlayer *self,
                     gint64         position)
{
  g_return_if_fail (SPARKLE_IS_PLAYER (self));

  if (self->key == NULL)
    return;
  position = MAX (position, 0);
  if (self->duration > 0)
    position = MIN (position, self->duration);
  if (!self->loaded || self->start >= 0)
    self->start = position;
  else
    gst_play_seek (self->play, (GstClockTime) position * GST_MSECOND);
  if (self->state == SPARKLE_PLAYER_ENDED && self->loaded)
    sparkle_player_set_state (self, self->wants_play ? SPARKLE_PLAYER_PLAYING : SPARKLE_PLAYER_PAUSED);
  sparkle_player_set_position (self, position);
}

/**
 * sparkle_player_set_volume:
 * @self: a player
 * @volume: 0 to 1, as the ear hears it (cubic)
 */
void
sparkle_player_set_volume (SparklePlayer *self,
                           double         volume)
{
  g_return_if_fail (SPARKLE_IS_PLAYER (self));

  volume = CLAMP (volume, 0, 1);
  if (fabs (self->volume - volume) < 0.0005)
    return;
  self->volume = volume;
  if (self->play != NULL)
    gst_play_set_volume (self->play, sparkle_player_get_loudness (self));
  sparkle_player_notify (self, PROP_VOLUME);
}

void
sparkle_player_set_muted (SparklePlayer *self,
                          gboolean       muted)
{
  g_return_if_fail (SPARKLE_IS_PLAYER (self));

  if (self->muted == muted)
    return;
  self->muted = muted;
  if (self->play != NULL)
    gst_play_set_mute (self->play, muted);
  sparkle_player_notify (self, PROP_MUTED);
}

/**
 * sparkle_player_set_rate:
 * @self: a player
 * @rate: 0.25 to 2 times as fast
 */
void
sparkle_player_set_rate (SparklePlayer *self,
                         double         rate)
{
  g_return_if_fail (SPARKLE_IS_PLAYER (self));

  rate = CLAMP (rate, RATE_LEAST, RATE_MOST);
  if (fabs (self->rate - rate) < 0.001)
    return;
  self->rate = rate;
  if (self->loaded && self->start < 0)
    gst_play_set_rate (self->play, rate);
  sparkle_player_notify (self, PROP_RATE);
}

/* ---- what it is at -------------------------------------------------------------------------------------------------- */

const char *
sparkle_player_get_key (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), NULL);

  return self->key;
}

SparklePlayerState
sparkle_player_get_state (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), SPARKLE_PLAYER_IDLE);

  return self->state;
}

gint64
sparkle_player_get_position (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), 0);

  return self->position;
}

gint64
sparkle_player_get_duration (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), -1);

  return self->duration;
}

gboolean
sparkle_player_get_buffering (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), FALSE);

  return self->buffering;
}

gboolean
sparkle_player_has_picture (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), FALSE);

  return self->renderer != NULL && sparkle_paintable_renderer_has_picture (self->renderer);
}

double
sparkle_player_get_volume (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), 0);

  return self->volume;
}

gboolean
sparkle_player_get_muted (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), FALSE);

  return self->muted;
}

double
sparkle_player_get_rate (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), 1);

  return self->rate;
}

const char *
sparkle_player_get_error (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), NULL);

  return self->error;
}

GdkPaintable *
sparkle_player_get_paintable (SparklePlayer *self)
{
  g_return_val_if_fail (SPARKLE_IS_PLAYER (self), NULL);

  return self->renderer != NULL ? sparkle_paintable_renderer_get_paintable (self->renderer) : NULL;
}

/* ---- object --------------------------------------------------------------------------------------------------------- */

static void
sparkle_player_get_property (GObject    *object,
                             guint       id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SparklePlayer *self = SPARKLE_PLAYER (object);

  switch ((SparklePlayerProperty) id)
    {
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_POSITION:
      g_value_set_int64 (value, self->position);
      break;
    case PROP_DURATION:
      g_value_set_int64 (value, self->duration);
      break;
    case PROP_BUFFERING:
      g_value_set_boolean (value, self->buffering);
      break;
    case PROP_VOLUME:
      g_value_set_double (value, self->volume);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    case PROP_RATE:
      g_value_set_double (value, self->rate);
      break;
    }
}

static void
sparkle_player_dispose (GObject *object)
{
  SparklePlayer *self = SPARKLE_PLAYER (object);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  sparkle_player_let_go (self);
  g_clear_object (&self->renderer);
  g_clear_object (&self->resolver);

  G_OBJECT_CLASS (sparkle_player_parent_class)->dispose (object);
}

static void
sparkle_player_finalize (GObject *object)
{
  SparklePlayer *self = SPARKLE_PLAYER (object);

  g_free (self->key);
  g_free (self->page);
  g_free (self->error);

  G_OBJECT_CLASS (sparkle_player_parent_class)->finalize (object);
}

static void
sparkle_player_class_init (SparklePlayerClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_player_dispose;
  object_class->finalize = sparkle_player_finalize;
  object_class->get_property = sparkle_player_get_property;
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, flags);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, SPARKLE_PLAYER_FAILED, 0, flags);
  properties[PROP_POSITION] = g_param_spec_int64 ("position", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_DURATION] = g_param_spec_int64 ("duration", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_BUFFERING] = g_param_spec_boolean ("buffering", NULL, NULL, FALSE, flags);
  properties[PROP_VOLUME] = g_param_spec_double ("volume", NULL, NULL, 0, 1, 1, flags);
  properties[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, flags);
  properties[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, RATE_LEAST, RATE_MOST, 1, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_player_init (SparklePlayer *self)
{
  self->duration = self->start = -1;
  self->volume = self->rate = 1;
}

/**
 * sparkle_player_new:
 * @resolver: (transfer none): who knows what can be played of a page
 *
 * Returns: (transfer full): a player with nothing in it; GStreamer is loaded when something is opened
 */
SparklePlayer *
sparkle_player_new (SparkleStreamResolver *resolver)
{
  SparklePlayer *self = g_object_new (SPARKLE_TYPE_PLAYER, NULL);

  self->resolver = g_object_ref (resolver);
  return self;
}
