/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-video-panel.h"

#include <glib/gi18n.h>

#include "sparkle-video-card.h"

struct _SparkleVideoPanel
{
  GtkBox parent_instance;

  SparkleVideo *video; /* (owned) (nullable) */
  gulong        handler;

  GtkWidget *card;
  GtkWidget *button;
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
update (SparkleVideoPanel *self)
{
  const char *title = self->video != NULL ? sparkle_video_get_title (self->video) : NULL;
  const char *channel = self->video != NULL ? sparkle_video_get_channel (self->video) : NULL;
  const char *state = self->video != NULL ? describe_state (sparkle_video_get_state (self->video)) : NULL;
  /* Translators: the title of a video */
  g_autofree char *label = title != NULL ? g_strdup_printf (_("Open “%s” on YouTube"), title) : g_strdup (_("Open on YouTube"));
  /* Translators: a channel on YouTube, and what is the matter with its video */
  g_autofree char *both = channel != NULL && state != NULL ? g_strdup_printf (_("%s · %s"), channel, state) : NULL;

  set_line (self->title, title);
  set_line (self->channel, both != NULL ? both : state != NULL ? state : channel);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
open_cb (SparkleVideoPanel *self)
{
  g_autofree char *uri = NULL;

  if (self->video == NULL)
    return;
  uri = g_strconcat ("https://www.youtube.com/watch?v=", sparkle_video_get_id (self->video), NULL);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", uri);
}

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

  if (self->video != NULL)
    g_clear_signal_handler (&self->handler, self->video);
  g_clear_object (&self->video);

  G_OBJECT_CLASS (sparkle_video_panel_parent_class)->dispose (object);
}

static void
sparkle_video_panel_class_init (SparkleVideoPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_video_panel_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "video-panel");
}

static void
sparkle_video_panel_init (SparkleVideoPanel *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);

  self->card = sparkle_video_card_new ();
  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), self->card);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "video-button");
  gtk_widget_set_tooltip_text (self->button, _("Open on YouTube"));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (open_cb), self);
  gtk_box_append (GTK_BOX (self), self->button);

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
  gtk_box_append (GTK_BOX (self), row);
  update (self);
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
    self->handler = g_signal_connect_swapped (video, "notify::state", G_CALLBACK (update), self);
  sparkle_video_card_set_video (SPARKLE_VIDEO_CARD (self->card), video);
  update (self);
}
