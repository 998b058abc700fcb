/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "sparkle-error.h"
#include "sparkle-player-private.h"

#define POSITION_MS 100
/* So long a pipeline that was let go has for coming to rest. */
#define REST_MS 2000

static void
fail (SparklePlayer *self,
      const char    *message)
{
  g_set_str (&self->error, message);
  self->loaded = FALSE;
  if (self->play != NULL)
    gst_play_stop (self->play);
  sparkle_player_set_buffering (self, FALSE);
  sparkle_player_set_state (self, SPARKLE_PLAYER_FAILED);
}

/* ---- what the pipeline says ----------------------------------------------------------------------------------------- */

/* The first time that it stands: only now can it go anywhere. */
static void
settle (SparklePlayer *self)
{
  gint64 start = self->start;

  self->start = -1;
  /* a change of the rate goes to where it is, so the place comes after it */
  if (fabs (gst_play_get_rate (self->play) - self->rate) > 0.001)
    gst_play_set_rate (self->play, self->rate);
  if (start > 0)
    gst_play_seek (self->play, (GstClockTime) start * GST_MSECOND);
  if (self->wants_play)
    gst_play_play (self->play);
}

static void
state_changed_cb (SparklePlayer *self,
                  GstPlayState   state)
{
  if (!self->loaded)
    return;
  switch (state)
    {
    case GST_PLAY_STATE_PAUSED:
    case GST_PLAY_STATE_PLAYING:
      if (self->start >= 0)
        settle (self);
      sparkle_player_set_buffering (self, FALSE);
      sparkle_player_set_state (self, self->wants_play && state == GST_PLAY_STATE_PLAYING ? SPARKLE_PLAYER_PLAYING
                       : self->wants_play ? (self->state == SPARKLE_PLAYER_OPENING ? SPARKLE_PLAYER_OPENING : self->state)
                                          : SPARKLE_PLAYER_PAUSED);
      break;
    case GST_PLAY_STATE_BUFFERING:
      sparkle_player_set_buffering (self, TRUE);
      break;
    case GST_PLAY_STATE_STOPPED:
      break;
    }
}

static void
position_updated_cb (SparklePlayer *self,
                     guint64        position)
{
  /* what comes in before it has gone to where it begins means nothing */
  if (self->loaded && self->start < 0 && position != GST_CLOCK_TIME_NONE && self->state != SPARKLE_PLAYER_ENDED)
    sparkle_player_set_position (self, (gint64) (position / GST_MSECOND));
}

static void
duration_changed_cb (SparklePlayer *self,
                     guint64        duration)
{
  /* while it goes elsewhere the pipeline does not know for a moment; it has not become endless for that */
  if (self->loaded && duration != GST_CLOCK_TIME_NONE && duration > 0)
    sparkle_player_set_duration (self, (gint64) (duration / GST_MSECOND));
}

static void
ended_cb (SparklePlayer *self)
{
  if (!self->loaded)
    return;
  self->wants_play = FALSE;
  if (self->duration > 0)
    sparkle_player_set_position (self, self->duration);
  sparkle_player_set_state (self, SPARKLE_PLAYER_ENDED);
}

static unsigned
status_of (GstStructure *details)
{
  unsigned status = 0;

  if (details != NULL)
    gst_structure_get_uint (details, "http-status-code", &status);
  return status;
}

static void
error_cb (SparklePlayer *self,
          GError        *error,
          GstStructure  *details)
{
  unsigned status = status_of (details);

  if (!self->loaded)
    return;
  g_debug ("player: %s (%u)", error->message, status);
  /* addresses that were found out are good for a while only */
  if (self->resolved && !self->asked_again && (status == 403 || status == 410))
    {
      self->asked_again = TRUE;
      self->start = self->position;
      sparkle_player_resolve (self);
      return;
    }
  if (status == 403 || status == 404 || status == 410)
    fail (self, _("The video is not to be had there any more"));
  else if (status != 0)
    fail (self, _("The video cannot be fetched at the moment"));
  else if (g_error_matches (error, GST_PLAY_ERROR, GST_PLAY_ERROR_FAILED) && !sparkle_player_is_open (self))
    fail (self, _("This video cannot be played here"));
  else
    fail (self, _("Something went wrong while the video was playing"));
}

/* ---- opening -------------------------------------------------------------------------------------------------------- */

static gboolean
make_pipeline (SparklePlayer *self)
{
  GstStructure *config;

  if (self->play != NULL)
    return TRUE;
  self->renderer = sparkle_paintable_renderer_new ();
  if (self->renderer == NULL)
    return FALSE;
  self->play = gst_play_new (GST_PLAY_VIDEO_RENDERER (g_object_ref (self->renderer)));
  config = gst_play_get_config (self->play);
  gst_play_config_set_seek_accurate (config, TRUE);
  gst_play_config_set_position_update_interval (config, POSITION_MS);
  gst_play_config_set_user_agent (config, "Mozilla/5.0 SparkleUniverse");
  gst_play_set_config (self->play, config);
  gst_play_set_volume (self->play, sparkle_player_get_loudness (self));
  gst_play_set_mute (self->play, self->muted);

  self->adapter = gst_play_signal_adapter_new (self->play);
  g_signal_connect_object (self->adapter, "state-changed", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adapter, "position-updated", G_CALLBACK (position_updated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adapter, "duration-changed", G_CALLBACK (duration_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adapter, "end-of-stream", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adapter, "error", G_CALLBACK (error_cb), self, G_CONNECT_SWAPPED);
  return TRUE;
}

typedef struct
{
  GstPlay              *play;    /* (owned) */
  GstPlaySignalAdapter *adapter; /* (owned) */
  unsigned              rest_id;
} Leaving;

static gboolean
rested_cb (gpointer data)
{
  Leaving *leaving = data;

  g_signal_handlers_disconnect_by_data (leaving->adapter, leaving);
  g_object_unref (leaving->adapter);
  g_object_unref (leaving->play);
  g_free (leaving);
  return G_SOURCE_REMOVE;
}

static void
leaving_state_cb (Leaving      *leaving,
                  GstPlayState  state)
{
  if (state != GST_PLAY_STATE_STOPPED)
    return;
  g_source_remove (leaving->rest_id);
  leaving->rest_id = g_idle_add (rested_cb, leaving);
}

/* GstPlay's thread holds references while it speaks, but none while it runs: were the last one its own, it would go on with freed
 * memory (GStreamer 1.28). So it is let go only when it rests, and then here. */
void
sparkle_player_let_go (SparklePlayer *self)
{
  Leaving *leaving;

  if (self->play == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->adapter, self);
  leaving = g_new0 (Leaving, 1);
  leaving->play = g_steal_pointer (&self->play);
  leaving->adapter = g_steal_pointer (&self->adapter);
  g_signal_connect_swapped (leaving->adapter, "state-changed", G_CALLBACK (leaving_state_cb), leaving);
  leaving->rest_id = g_timeout_add (REST_MS, rested_cb, leaving);
  gst_play_stop (leaving->play);
}

static DexFuture *
load_library_thread (gpointer data)
{
  g_autoptr(GError) error = NULL;

  if (!gst_init_check (NULL, NULL, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

/* The first time it looks through all plug-ins, which may take seconds: on a thread. */
static DexFuture *
load_library (void)
{
  if (gst_is_initialized ())
    return dex_future_new_true ();
  return dex_thread_spawn ("gstreamer", load_library_thread, NULL, NULL);
}

typedef struct
{
  SparklePlayer *self;        /* (owned) */
  GCancellable  *cancellable; /* (owned) */
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->self);
  g_object_unref (opening->cancellable);
  g_free (opening);
}

static DexFuture *
open_fiber (gpointer data)
{
  Opening *opening = data;
  SparklePlayer *self = opening->self;
  g_autoptr(SparkleStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  if (dex_await (load_library (), &error))
    stream = dex_await_boxed (sparkle_stream_resolver_resolve (self->resolver, self->page, opening->cancellable), &error);
  if (g_cancellable_is_cancelled (opening->cancellable))
    return dex_future_new_false ();
  g_clear_object (&self->opening);
  if (stream == NULL)
    {
      fail (self, error->domain == SPARKLE_ERROR ? error->message : _("This video cannot be played here"));
      return dex_future_new_false ();
    }
  if (!make_pipeline (self))
    {
      fail (self, _("Videos cannot be played here: GStreamer's part for GTK is missing"));
      return dex_future_new_false ();
    }
  self->resolved = stream->resolved;
  self->loaded = TRUE;
  gst_play_set_uri (self->play, stream->uri);
  /* not to play before it is where it begins */
  gst_play_pause (self->play);
  return dex_future_new_true ();
}

void
sparkle_player_resolve (SparklePlayer *self)
{
  Opening *opening = g_new0 (Opening, 1);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();
  self->loaded = FALSE;
  g_clear_pointer (&self->error, g_free);
  sparkle_player_set_state (self, SPARKLE_PLAYER_OPENING);
  opening->self = g_object_ref (self);
  opening->cancellable = g_object_ref (self->opening);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, open_fiber, opening, (GDestroyNotify) opening_free));
}
