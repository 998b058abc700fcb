/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-video-window.h"

#include <glib/gi18n.h>

#include "sparkle-player-bar.h"

/* The bar goes when the pointer has rested so long. */
#define BAR_MS 2500

#define SPARKLE_TYPE_VIDEO_WINDOW (sparkle_video_window_get_type ())
G_DECLARE_FINAL_TYPE (SparkleVideoWindow, sparkle_video_window, SPARKLE, VIDEO_WINDOW, GtkWindow)

struct _SparkleVideoWindow
{
  GtkWindow parent_instance;

  SparklePlayer *player; /* (owned) */
  GtkWidget     *bar;
  GtkWidget     *revealer;
  unsigned       hide_id;
};

G_DEFINE_FINAL_TYPE (SparkleVideoWindow, sparkle_video_window, GTK_TYPE_WINDOW)

static gboolean
hide_cb (gpointer user_data)
{
  SparkleVideoWindow *self = user_data;

  self->hide_id = 0;
  /* what stands still is looked for; who steers by keyboard keeps the bar */
  if (sparkle_player_get_state (self->player) == SPARKLE_PLAYER_PLAYING && gtk_widget_get_focus_child (self->revealer) == NULL)
    gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  return G_SOURCE_REMOVE;
}

static void
show_bar (SparkleVideoWindow *self)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  g_clear_handle_id (&self->hide_id, g_source_remove);
  self->hide_id = g_timeout_add (BAR_MS, hide_cb, self);
}

static gboolean
key_cb (SparkleVideoWindow *self,
        guint               key,
        guint               code,
        GdkModifierType     state)
{
  show_bar (self);
  if (key == GDK_KEY_Escape || key == GDK_KEY_F11 || (key == GDK_KEY_f && (state & gtk_accelerator_get_default_mod_mask ()) == 0))
    {
      gtk_window_close (GTK_WINDOW (self));
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_space && gtk_widget_get_focus_child (self->revealer) == NULL)
    {
      sparkle_player_toggle (self->player);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* Its page was left. */
static void
key_changed_cb (SparkleVideoWindow *self)
{
  if (sparkle_player_get_key (self->player) == NULL)
    gtk_window_close (GTK_WINDOW (self));
}

static void
sparkle_video_window_dispose (GObject *object)
{
  SparkleVideoWindow *self = SPARKLE_VIDEO_WINDOW (object);

  g_clear_handle_id (&self->hide_id, g_source_remove);
  g_clear_object (&self->player);

  G_OBJECT_CLASS (sparkle_video_window_parent_class)->dispose (object);
}

static void
sparkle_video_window_class_init (SparkleVideoWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_video_window_dispose;
}

static void
sparkle_video_window_init (SparkleVideoWindow *self)
{
}

/**
 * sparkle_video_window_present:
 * @parent: the window that it belongs to
 * @player: what plays
 *
 * Shows the picture on the whole screen until Escape is pressed or there is nothing to show any more.
 */
void
sparkle_video_window_present (GtkWindow     *parent,
                              SparklePlayer *player)
{
  SparkleVideoWindow *self = g_object_new (SPARKLE_TYPE_VIDEO_WINDOW, "transient-for", parent, "modal", TRUE, "title", _("Video"), NULL);
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *picture = gtk_picture_new_for_paintable (sparkle_player_get_paintable (player));
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->player = g_object_ref (player);
  gtk_widget_add_css_class (GTK_WIDGET (self), "video-window");
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Video"), -1);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), picture);

  self->bar = sparkle_player_bar_new ();
  sparkle_player_bar_set_player (SPARKLE_PLAYER_BAR (self->bar), player);
  gtk_widget_add_css_class (self->bar, "osd");
  gtk_widget_add_css_class (self->bar, "toolbar");
  g_signal_connect_swapped (self->bar, "fullscreen", G_CALLBACK (gtk_window_close), self);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer), GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->bar);
  gtk_widget_set_valign (self->revealer, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->revealer);
  gtk_window_set_child (GTK_WINDOW (self), overlay);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (motion, "motion", G_CALLBACK (show_bar), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_object (player, "notify::key", G_CALLBACK (key_changed_cb), self, G_CONNECT_SWAPPED);
  show_bar (self);
  gtk_window_fullscreen (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self));
}
