/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-player-bar.h"

#include <glib/gi18n.h>

#include "sparkle-video-time.h"

#define STEP_MS 5000
#define LEAP_MS 10000

struct _SparklePlayerBar
{
  GtkBox parent_instance;

  SparklePlayer *player; /* (owned) (nullable) */
  gboolean       filling; /* the widgets follow the player, not the person */

  GtkWidget *play;
  GtkWidget *scale;
  GtkWidget *time;
  GtkWidget *mute;
  GtkWidget *rate;
};

enum
{
  FULLSCREEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const double rates[] = { 0.5, 0.75, 1, 1.25, 1.5, 2 };

G_DEFINE_FINAL_TYPE (SparklePlayerBar, sparkle_player_bar, GTK_TYPE_BOX)

static void
name_button (GtkWidget  *button,
             const char *icon,
             const char *name)
{
  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* ---- what the player is at ------------------------------------------------------ */

static void
update_state (SparklePlayerBar *self)
{
  SparklePlayerState state = self->player != NULL ? sparkle_player_get_state (self->player) : SPARKLE_PLAYER_IDLE;

  if (state == SPARKLE_PLAYER_PLAYING || state == SPARKLE_PLAYER_OPENING)
    name_button (self->play, "media-playback-pause-symbolic", _("Pause"));
  else if (state == SPARKLE_PLAYER_ENDED)
    name_button (self->play, "view-refresh-symbolic", _("Play again"));
  else
    name_button (self->play, "media-playback-start-symbolic", _("Play"));
}

static void
update_time (SparklePlayerBar *self)
{
  gint64 position = self->player != NULL ? sparkle_player_get_position (self->player) : 0;
  gint64 duration = self->player != NULL ? sparkle_player_get_duration (self->player) : -1;
  g_autofree char *at = sparkle_video_time_format ((unsigned) (position / 1000));
  g_autofree char *all = duration > 0 ? sparkle_video_time_format ((unsigned) (duration / 1000)) : NULL;
  /* Translators: where a video is, and how long it is: "1:02 of 4:30", read aloud */
  g_autofree char *aloud = all != NULL ? g_strdup_printf (_("%s of %s"), at, all) : g_strdup (at);
  g_autofree char *text = all != NULL ? g_strconcat (at, " / ", all, NULL) : g_strdup (at);

  self->filling = TRUE;
  gtk_range_set_range (GTK_RANGE (self->scale), 0, duration > 0 ? (double) duration : 1);
  gtk_range_set_value (GTK_RANGE (self->scale), duration > 0 ? (double) position : 0);
  self->filling = FALSE;
  gtk_widget_set_sensitive (self->scale, duration > 0);
  gtk_label_set_label (GTK_LABEL (self->time), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, aloud, -1);
}

static void
update_sound (SparklePlayerBar *self)
{
  gboolean muted = self->player != NULL && (sparkle_player_get_muted (self->player) || sparkle_player_get_volume (self->player) < 0.005);

  self->filling = TRUE;
  gtk_scale_button_set_value (GTK_SCALE_BUTTON (self->mute), muted ? 0 : self->player != NULL ? sparkle_player_get_volume (self->player) : 1);
  self->filling = FALSE;
}

static void
update_rate (SparklePlayerBar *self)
{
  double rate = self->player != NULL ? sparkle_player_get_rate (self->player) : 1;
  g_autofree char *text = g_strdup_printf ("%g×", rate);

  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->rate), text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "player.rate", self->player != NULL);
}

/* ---- what the person does --------------------------------------------------------- */

static void
play_cb (SparklePlayerBar *self)
{
  if (self->player != NULL)
    sparkle_player_toggle (self->player);
}

static void
scaled_cb (SparklePlayerBar *self)
{
  if (!self->filling && self->player != NULL)
    sparkle_player_seek (self->player, (gint64) gtk_range_get_value (GTK_RANGE (self->scale)));
}

static void
volume_cb (SparklePlayerBar *self,
           double            value)
{
  if (self->filling || self->player == NULL)
    return;
  sparkle_player_set_muted (self->player, value < 0.005);
  if (value >= 0.005)
    sparkle_player_set_volume (self->player, value);
}

static void
fullscreen_cb (SparklePlayerBar *self)
{
  g_signal_emit (self, signals[FULLSCREEN], 0);
}

static void
rate_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  SparklePlayerBar *self = SPARKLE_PLAYER_BAR (widget);

  if (self->player != NULL)
    sparkle_player_set_rate (self->player, g_variant_get_double (parameter));
}

static gboolean
step_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  SparklePlayerBar *self = SPARKLE_PLAYER_BAR (widget);

  if (self->player == NULL)
    return FALSE;
  sparkle_player_seek (self->player, sparkle_player_get_position (self->player) + g_variant_get_int32 (args));
  return TRUE;
}

static gboolean
toggle_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  play_cb (SPARKLE_PLAYER_BAR (widget));
  return TRUE;
}

static gboolean
mute_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  SparklePlayerBar *self = SPARKLE_PLAYER_BAR (widget);

  if (self->player != NULL)
    sparkle_player_set_muted (self->player, !sparkle_player_get_muted (self->player));
  return TRUE;
}

static gboolean
wide_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  fullscreen_cb (SPARKLE_PLAYER_BAR (widget));
  return TRUE;
}

/* ---- life ------------------------------------------------------------------------- */

static void
sparkle_player_bar_dispose (GObject *object)
{
  sparkle_player_bar_set_player (SPARKLE_PLAYER_BAR (object), NULL);

  G_OBJECT_CLASS (sparkle_player_bar_parent_class)->dispose (object);
}

static void
sparkle_player_bar_class_init (SparklePlayerBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_player_bar_dispose;
  gtk_widget_class_set_css_name (widget_class, "player-bar");
  gtk_widget_class_install_action (widget_class, "player.rate", "d", rate_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_k, 0, toggle_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_m, 0, mute_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, 0, wide_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, step_cb, "i", -STEP_MS);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, step_cb, "i", STEP_MS);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_j, 0, step_cb, "i", -LEAP_MS);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_l, 0, step_cb, "i", LEAP_MS);

  signals[FULLSCREEN] = g_signal_new ("fullscreen", SPARKLE_TYPE_PLAYER_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GMenuModel *
make_rates (void)
{
  GMenu *menu = g_menu_new ();

  for (unsigned i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      g_autofree char *label = g_strdup_printf ("%g×", rates[i]);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "player.rate", "d", rates[i]);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static void
sparkle_player_bar_init (SparklePlayerBar *self)
{
  static const char * const icons[] = { "audio-volume-muted-symbolic", "audio-volume-high-symbolic", "audio-volume-low-symbolic",
                                        "audio-volume-medium-symbolic", NULL };
  GtkWidget *wide = gtk_button_new ();
  g_autoptr(GMenuModel) menu = make_rates ();

  gtk_box_set_spacing (GTK_BOX (self), 4);
  self->play = gtk_button_new ();
  gtk_widget_add_css_class (self->play, "flat");
  g_signal_connect_swapped (self->play, "clicked", G_CALLBACK (play_cb), self);
  gtk_box_append (GTK_BOX (self), self->play);

  self->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1);
  gtk_scale_set_draw_value (GTK_SCALE (self->scale), FALSE);
  gtk_range_set_increments (GTK_RANGE (self->scale), STEP_MS, LEAP_MS);
  gtk_widget_set_hexpand (self->scale, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Position"), -1);
  g_signal_connect_swapped (self->scale, "value-changed", G_CALLBACK (scaled_cb), self);
  gtk_box_append (GTK_BOX (self), self->scale);

  self->time = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->time, "tabular");
  gtk_widget_add_css_class (self->time, "caption");
  gtk_widget_add_css_class (self->time, "sparkle-dim");
  gtk_box_append (GTK_BOX (self), self->time);

  self->mute = gtk_scale_button_new (0, 1, 0.05, (const char **) icons);
  gtk_widget_add_css_class (self->mute, "flat");
  gtk_widget_set_tooltip_text (self->mute, _("Volume"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mute), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Volume"), -1);
  g_signal_connect_swapped (self->mute, "value-changed", G_CALLBACK (volume_cb), self);
  gtk_box_append (GTK_BOX (self), self->mute);

  self->rate = gtk_menu_button_new ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->rate), menu);
  gtk_widget_add_css_class (self->rate, "flat");
  gtk_widget_set_tooltip_text (self->rate, _("Speed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rate), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Speed"), -1);
  gtk_box_append (GTK_BOX (self), self->rate);

  name_button (wide, "view-fullscreen-symbolic", _("Full screen"));
  gtk_widget_add_css_class (wide, "flat");
  g_signal_connect_swapped (wide, "clicked", G_CALLBACK (fullscreen_cb), self);
  gtk_box_append (GTK_BOX (self), wide);
  update_state (self);
  update_time (self);
  update_rate (self);
}

/**
 * sparkle_player_bar_new:
 *
 * Returns: (transfer floating): a bar without a player
 */
GtkWidget *
sparkle_player_bar_new (void)
{
  return g_object_new (SPARKLE_TYPE_PLAYER_BAR, NULL);
}

/**
 * sparkle_player_bar_set_player:
 * @player: (nullable): what it shows and steers
 */
void
sparkle_player_bar_set_player (SparklePlayerBar *self,
                               SparklePlayer    *player)
{
  g_return_if_fail (SPARKLE_IS_PLAYER_BAR (self));

  if (self->player == player)
    return;
  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_set_object (&self->player, player);
  if (player == NULL)
    return;
  g_signal_connect_swapped (player, "notify::state", G_CALLBACK (update_state), self);
  g_signal_connect_swapped (player, "notify::position", G_CALLBACK (update_time), self);
  g_signal_connect_swapped (player, "notify::duration", G_CALLBACK (update_time), self);
  g_signal_connect_swapped (player, "notify::volume", G_CALLBACK (update_sound), self);
  g_signal_connect_swapped (player, "notify::muted", G_CALLBACK (update_sound), self);
  g_signal_connect_swapped (player, "notify::rate", G_CALLBACK (update_rate), self);
  update_state (self);
  update_time (self);
  update_sound (self);
  update_rate (self);
}
