/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-appearance.h"

/* What GTK takes for granted where the system says nothing: 96 dots per inch, in 1/1024. */
#define PLAIN_DPI (96 * 1024)

struct _SparkleAppearance
{
  GObject parent_instance;

  SparkleSettings *settings; /* (owned) */
  GdkDisplay      *display;  /* (owned) */
};

G_DEFINE_FINAL_TYPE (SparkleAppearance, sparkle_appearance, G_TYPE_OBJECT)

static void
apply_color_scheme (SparkleAppearance *self)
{
  static const AdwColorScheme schemes[] = {
    [SPARKLE_COLOR_SCHEME_SYSTEM] = ADW_COLOR_SCHEME_DEFAULT,
    [SPARKLE_COLOR_SCHEME_LIGHT] = ADW_COLOR_SCHEME_FORCE_LIGHT,
    [SPARKLE_COLOR_SCHEME_DARK] = ADW_COLOR_SCHEME_FORCE_DARK,
  };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[sparkle_settings_get_choice (self->settings, SPARKLE_SETTING_COLOR_SCHEME)]);
}

/* The size of the system comes first and is followed; ours multiplies it. Through the resolution rather than through CSS, so that
 * breakpoints and clamps measured in sp follow too. */
static void
apply_text_scale (SparkleAppearance *self)
{
  GtkSettings *settings = gtk_settings_get_for_display (self->display);
  int percent = sparkle_settings_get_int (self->settings, SPARKLE_SETTING_TEXT_SCALE);
  g_auto(GValue) value = G_VALUE_INIT;
  int dpi = PLAIN_DPI;

  if (percent == 100)
    {
      gtk_settings_reset_property (settings, "gtk-xft-dpi");
      return;
    }
  g_value_init (&value, G_TYPE_INT);
  if (gdk_display_get_setting (self->display, "gtk-xft-dpi", &value) && g_value_get_int (&value) > 0)
    dpi = g_value_get_int (&value);
  g_object_set (settings, "gtk-xft-dpi", (int) ((gint64) dpi * percent / 100), NULL);
}

static void
setting_changed_cb (SparkleAppearance *self,
                    const char        *name)
{
  if (g_str_equal (name, "gtk-xft-dpi"))
    apply_text_scale (self);
}

static void
sparkle_appearance_dispose (GObject *object)
{
  SparkleAppearance *self = SPARKLE_APPEARANCE (object);

  g_clear_object (&self->settings);
  g_clear_object (&self->display);

  G_OBJECT_CLASS (sparkle_appearance_parent_class)->dispose (object);
}

static void
sparkle_appearance_class_init (SparkleAppearanceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_appearance_dispose;
}

static void
sparkle_appearance_init (SparkleAppearance *self)
{
}

/**
 * sparkle_appearance_new:
 * @settings: followed as long as this lives
 * @display: whose windows change
 *
 * Returns: (transfer full): applies what is chosen at once
 */
SparkleAppearance *
sparkle_appearance_new (SparkleSettings *settings,
                        GdkDisplay      *display)
{
  SparkleAppearance *self = g_object_new (SPARKLE_TYPE_APPEARANCE, NULL);

  self->settings = g_object_ref (settings);
  self->display = g_object_ref (display);
  g_signal_connect_object (settings, "notify::color-scheme", G_CALLBACK (apply_color_scheme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "notify::text-scale", G_CALLBACK (apply_text_scale), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (display, "setting-changed", G_CALLBACK (setting_changed_cb), self, G_CONNECT_SWAPPED);
  apply_color_scheme (self);
  apply_text_scale (self);
  return self;
}
