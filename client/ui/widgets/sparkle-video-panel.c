/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-video-panel.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sparkle-media-source.h"
#include "sparkle-player-bar.h"
#include "sparkle-timeline.h"
#include "sparkle-video-card.h"
#include "sparkle-video-window.h"

/* Before that nobody has begun to wait. */
#define SPINNER_MS 300

struct _SparkleVideoPanel
{
  GtkBox parent_instance;

  SparkleVideo  *video;  /* (owned) (nullable) */
  gulong         handler;
  SparklePlayer *player; /* (owned) (nullable): of the window, while this is in one */
  GdkPaintable  *frames; /* (owned) (nullable): what the player paints, while that is this video */
  unsigned       spinner_id;

  GtkWidget *card;
  GtkWidget *button;
  GtkWidget *picture;
  GtkWidget *spinner;
  GtkWidget *bar;
  GtkWidget *timeline;
  GtkWidget *failure;
  GtkWidget *reason;
  GtkWidget *title;
  GtkWidget *channel;
  GtkWidget *open;
};

G_DEFINE_FINAL_TYPE (SparkleVideoPanel, sparkle_video_panel, GTK_TYPE_BOX)

/* (nullable): why there is nothing to see of it */
static const char *
describe_state (SparkleVideoState state)
{
  switch (state)
    {
    case SPARKLE_VIDEO_GONE:
      return _("This video is not on YouTube any more");
    case SPARKLE_VIDEO_PRIVATE:
      return _("This video is private");
    case SPARKLE_VIDEO_NOT_EMBEDDABLE:
      return _("Its owner wants it to be watched on YouTube");
    case SPARKLE_VIDEO_OK:
    case SPARKLE_VIDEO_UNKNOWN:
      break;
    }
  return NULL;
}

static void
set_line (GtkWidget  *label,
          const char *text)
{
  gtk_label_set_label (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

static void
update_text (SparkleVideoPanel *self)
{
  const char *title = self->video != NULL ? sparkle_video_get_title (self->video) : NULL;
  const char *channel = self->video != NULL ? sparkle_video_get_channel (self->video) : NULL;
  const char *state = self->video != NULL ? describe_state (sparkle_video_get_state (self->video)) : NULL;
  /* Translators: the title of a video */
  g_autofree char *label = title != NULL ? g_strdup_printf (_("Play “%s”"), title) : g_strdup (_("Play the video"));
  /* Translators: a channel on YouTube, and what is the matter with its video */
  g_autofree char *both = channel != NULL && state != NULL ? g_strdup_printf (_("%s · %s"), channel, state) : NULL;

  set_line (self->title, title != NULL ? title : _("A video on YouTube"));
  set_line (self->channel, both != NULL ? both : state != NULL ? state : channel);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
is_mine (SparkleVideoPanel *self)
{
  return self->player != NULL && self->video != NULL && g_strcmp0 (sparkle_player_get_key (self->player), sparkle_video_get_id (self->video)) == 0;
}

/* Goes on there where it is here. */
static void
open_cb (SparkleVideoPanel *self)
{
  gint64 seconds = is_mine (self) ? sparkle_player_get_position (self->player) / 1000 : 0;
  g_autofree char *uri = NULL;

  if (self->video == NULL)
    return;
  if (seconds > 0)
    uri = g_strdup_printf ("https://www.youtube.com/watch?v=%s&t=%" G_GINT64_FORMAT "s", sparkle_video_get_id (self->video), seconds);
  else
    uri = g_strconcat ("https://www.youtube.com/watch?v=", sparkle_video_get_id (self->video), NULL);
  if (is_mine (self))
    sparkle_player_pause (self->player);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", uri);
}

static void
play_cb (SparkleVideoPanel *self)
{
  if (is_mine (self))
    sparkle_player_toggle (self->player);
  else if (self->video != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.play-video", "(su)", sparkle_video_get_id (self->video), 0);
}

static void
retry_cb (SparkleVideoPanel *self)
{
  if (is_mine (self))
    sparkle_player_play (self->player);
}

static void
fullscreen_cb (SparkleVideoPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (is_mine (self) && GTK_IS_WINDOW (root))
    sparkle_video_window_present (GTK_WINDOW (root), self->player);
}

/* The length of what plays is right; before that the one that YouTube told will do. */
static void
update_timeline (SparkleVideoPanel *self)
{
  gboolean mine = is_mine (self);
  gint64 duration = mine ? sparkle_player_get_duration (self->player) / 1000 : 0;

  if (duration <= 0 && self->video != NULL)
    duration = sparkle_video_get_duration (self->video);
  sparkle_timeline_set_video (SPARKLE_TIMELINE (self->timeline), self->video != NULL ? sparkle_video_get_id (self->video) : NULL, duration);
  sparkle_timeline_set_position (SPARKLE_TIMELINE (self->timeline), mine ? sparkle_player_get_position (self->player) / 1000 : -1);
}

/* ---- the player -------------------------------------------------------------------- */

static gboolean
spinner_cb (gpointer user_data)
{
  SparkleVideoPanel *self = user_data;

  self->spinner_id = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  return G_SOURCE_REMOVE;
}

static void
update_player (SparkleVideoPanel *self)
{
  gboolean mine = is_mine (self);
  SparklePlayerState state = mine ? sparkle_player_get_state (self->player) : SPARKLE_PLAYER_IDLE;
  GdkPaintable *frames = mine ? sparkle_player_get_paintable (self->player) : NULL;
  gboolean waits = state == SPARKLE_PLAYER_OPENING || (mine && sparkle_player_get_buffering (self->player));

  if (g_set_object (&self->frames, frames))
    gtk_picture_set_paintable (GTK_PICTURE (self->picture), self->frames);
  /* until the first frame is there the poster stays */
  gtk_widget_set_visible (self->picture, mine && sparkle_player_has_picture (self->player));
  gtk_widget_set_visible (self->bar, mine && state != SPARKLE_PLAYER_FAILED);
  sparkle_player_bar_set_player (SPARKLE_PLAYER_BAR (self->bar), mine ? self->player : NULL);
  update_timeline (self);
  gtk_widget_set_visible (self->failure, state == SPARKLE_PLAYER_FAILED);
  if (state == SPARKLE_PLAYER_FAILED)
    gtk_label_set_label (GTK_LABEL (self->reason), sparkle_player_get_error (self->player));
  if (!waits)
    {
      g_clear_handle_id (&self->spinner_id, g_source_remove);
      gtk_widget_set_visible (self->spinner, FALSE);
    }
  else if (self->spinner_id == 0 && !gtk_widget_get_visible (self->spinner))
    {
      self->spinner_id = g_timeout_add (SPINNER_MS, spinner_cb, self);
    }
}

/* The first frame says nothing but that it is there; the position moves with it. */
static void
position_cb (SparkleVideoPanel *self)
{
  if (is_mine (self) && !gtk_widget_get_visible (self->picture))
    update_player (self);
  else
    update_timeline (self);
}

static void
set_player (SparkleVideoPanel *self,
            SparklePlayer     *player)
{
  if (self->player == player)
    return;
  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_set_object (&self->player, player);
  if (player != NULL)
    {
      g_signal_connect_swapped (player, "notify::key", G_CALLBACK (update_player), self);
      g_signal_connect_swapped (player, "notify::state", G_CALLBACK (update_player), self);
      g_signal_connect_swapped (player, "notify::buffering", G_CALLBACK (update_player), self);
      g_signal_connect_swapped (player, "notify::position", G_CALLBACK (position_cb), self);
      g_signal_connect_swapped (player, "notify::duration", G_CALLBACK (update_timeline), self);
    }
  update_player (self);
}

static void
video_cb (SparkleVideoPanel *self)
{
  update_text (self);
  update_timeline (self);
}

static void
sparkle_video_panel_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sparkle_video_panel_parent_class)->root (widget);

  set_player (SPARKLE_VIDEO_PANEL (widget), sparkle_player_of (widget));
}

static void
sparkle_video_panel_unroot (GtkWidget *widget)
{
  set_player (SPARKLE_VIDEO_PANEL (widget), NULL);

  GTK_WIDGET_CLASS (sparkle_video_panel_parent_class)->unroot (widget);
}

/* ---- furniture --------------------------------------------------------------------- */

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 2);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  gtk_widget_set_visible (label, FALSE);
  return label;
}

static void
sparkle_video_panel_dispose (GObject *object)
{
  SparkleVideoPanel *self = SPARKLE_VIDEO_PANEL (object);

  set_player (self, NULL);
  g_clear_handle_id (&self->spinner_id, g_source_remove);
  g_clear_object (&self->frames);
  if (self->video != NULL)
    g_clear_signal_handler (&self->handler, self->video);
  g_clear_object (&self->video);

  G_OBJECT_CLASS (sparkle_video_panel_parent_class)->dispose (object);
}

static void
sparkle_video_panel_class_init (SparkleVideoPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_video_panel_dispose;
  widget_class->root = sparkle_video_panel_root;
  widget_class->unroot = sparkle_video_panel_unroot;
  gtk_widget_class_set_css_name (widget_class, "video-panel");
}

/* The poster is a button; over it the frames, which take no clicks from it. */
static GtkWidget *
make_screen (SparkleVideoPanel *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->card = sparkle_video_card_new ();
  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), self->card);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "video-button");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (play_cb), self);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->button);

  self->picture = gtk_picture_new ();
  gtk_picture_set_content_fit (GTK_PICTURE (self->picture), GTK_CONTENT_FIT_CONTAIN);
  gtk_widget_set_can_target (self->picture, FALSE);
  gtk_widget_add_css_class (self->picture, "video-frames");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Video"), -1);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->picture);

  self->spinner = adw_spinner_new ();
  gtk_widget_set_size_request (self->spinner, 48, 48);
  gtk_widget_set_halign (self->spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (self->spinner, FALSE);
  gtk_widget_add_css_class (self->spinner, "osd");
  gtk_widget_add_css_class (self->spinner, "video-spinner");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Loading"), -1);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->spinner);
  return overlay;
}

static GtkWidget *
make_failure (SparkleVideoPanel *self)
{
  GtkWidget *retry = gtk_button_new_with_label (_("Retry"));
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  self->failure = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  gtk_widget_add_css_class (self->failure, "video-failure");
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  self->reason = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->reason), 0);
  gtk_label_set_wrap (GTK_LABEL (self->reason), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->reason), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (self->reason, TRUE);
  gtk_widget_set_valign (retry, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (retry, "clicked", G_CALLBACK (retry_cb), self);
  gtk_box_append (GTK_BOX (self->failure), icon);
  gtk_box_append (GTK_BOX (self->failure), self->reason);
  gtk_box_append (GTK_BOX (self->failure), retry);
  gtk_widget_set_visible (self->failure, FALSE);
  return self->failure;
}

static GtkWidget *
make_caption (SparkleVideoPanel *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->title = make_label ("heading");
  self->channel = make_label ("sparkle-dim");
  gtk_box_append (GTK_BOX (lines), self->title);
  gtk_box_append (GTK_BOX (lines), self->channel);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), lines);
  self->open = gtk_button_new_from_icon_name ("adw-external-link-symbolic");
  gtk_widget_set_valign (self->open, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->open, "flat");
  gtk_widget_set_tooltip_text (self->open, _("Open on YouTube"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->open), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Open on YouTube"), -1);
  g_signal_connect_swapped (self->open, "clicked", G_CALLBACK (open_cb), self);
  gtk_box_append (GTK_BOX (row), self->open);
  return row;
}

static void
sparkle_video_panel_init (SparkleVideoPanel *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_box_append (GTK_BOX (self), make_screen (self));
  self->bar = sparkle_player_bar_new ();
  g_signal_connect_swapped (self->bar, "fullscreen", G_CALLBACK (fullscreen_cb), self);
  gtk_box_append (GTK_BOX (self), self->bar);
  self->timeline = sparkle_timeline_new ();
  gtk_box_append (GTK_BOX (self), self->timeline);
  gtk_box_append (GTK_BOX (self), make_failure (self));
  gtk_box_append (GTK_BOX (self), make_caption (self));
  update_text (self);
  update_player (self);
}

/**
 * sparkle_video_panel_new:
 *
 * Returns: (transfer floating): a panel without a video
 */
GtkWidget *
sparkle_video_panel_new (void)
{
  return g_object_new (SPARKLE_TYPE_VIDEO_PANEL, NULL);
}

/**
 * sparkle_video_panel_set_video:
 * @video: (nullable): what it shows
 */
void
sparkle_video_panel_set_video (SparkleVideoPanel *self,
                               SparkleVideo      *video)
{
  g_return_if_fail (SPARKLE_IS_VIDEO_PANEL (self));

  if (self->video == video)
    return;
  if (self->video != NULL)
    g_clear_signal_handler (&self->handler, self->video);
  g_set_object (&self->video, video);
  if (video != NULL)
    self->handler = g_signal_connect_swapped (video, "notify::state", G_CALLBACK (video_cb), self);
  sparkle_video_card_set_video (SPARKLE_VIDEO_CARD (self->card), video);
  update_text (self);
  update_player (self);
}

/**
 * sparkle_video_panel_set_thread:
 * @thread: (nullable): the talk about it, which the timeline shows
 */
void
sparkle_video_panel_set_thread (SparkleVideoPanel *self,
                                SparkleThread     *thread)
{
  g_return_if_fail (SPARKLE_IS_VIDEO_PANEL (self));

  sparkle_timeline_set_thread (SPARKLE_TIMELINE (self->timeline), thread);
}
