/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the colours of our stylesheet and of libadwaita's own and computes whether what is written in one on the other can be read:
 * WCAG 2.2, success criteria 1.4.3 (text 4.5:1) and 1.4.11 (shapes that say something 3:1). */
#include <adwaita.h>
#include <math.h>

typedef struct
{
  double red, green, blue, alpha;
} Colour;

static char *style; /* ours */
static char *base;  /* libadwaita's */

/* ---- colours ------------------------------------------------------------------ */

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (Colour colour)
{
  return 0.2126 * linear (colour.red) + 0.7152 * linear (colour.green) + 0.0722 * linear (colour.blue);
}

static double
contrast (Colour a,
          Colour b)
{
  double lighter = MAX (luminance (a), luminance (b));
  double darker = MIN (luminance (a), luminance (b));

  return (lighter + 0.05) / (darker + 0.05);
}

static Colour
over (Colour top,
      Colour below)
{
  return (Colour) { top.red * top.alpha + below.red * (1 - top.alpha), top.green * top.alpha + below.green * (1 - top.alpha),
                    top.blue * top.alpha + below.blue * (1 - top.alpha), 1 };
}

/* "#rgb", "#rrggbb", "white", "rgb(0 0 6 / 80%)" */
static Colour
parse (const char *text)
{
  GdkRGBA rgba;
  double red, green, blue, alpha;

  if (sscanf (text, "RGB(%lf %lf %lf / %lf%%)", &red, &green, &blue, &alpha) == 4 ||
      sscanf (text, "rgb(%lf %lf %lf / %lf%%)", &red, &green, &blue, &alpha) == 4)
    return (Colour) { red / 255, green / 255, blue / 255, alpha / 100 };
  g_assert_true (gdk_rgba_parse (&rgba, text));
  return (Colour) { rgba.red, rgba.green, rgba.blue, rgba.alpha };
}

/* The value after the first `name` in text from start on, up to the semicolon. */
static char *
value_after (const char *start,
             const char *name)
{
  const char *found = start != NULL ? strstr (start, name) : NULL;
  const char *end;

  if (found == NULL)
    return NULL;
  found += strlen (name);
  end = strchr (found, ';');
  g_assert_nonnull (end);
  return g_strstrip (g_strndup (found, end - found));
}

/* A variable of ours; in dark what is not said again is as in light. */
static Colour
ours (const char *name,
      gboolean    dark)
{
  g_autofree char *key = g_strconcat ("--", name, ":", NULL);
  const char *dark_part = strstr (style, "@media (prefers-color-scheme: dark)");
  const char *dark_end = strstr (dark_part, "@media (prefers-contrast");
  g_autofree char *dark_text = g_strndup (dark_part, dark_end - dark_part);
  g_autofree char *value = dark ? value_after (dark_text, key) : NULL;
  g_autofree char *light = value_after (style, key);

  if (value == NULL)
    value = g_steal_pointer (&light);
  g_assert_nonnull (value);
  return parse (value);
}

static Colour
theirs (const char *name,
        gboolean    dark)
{
  g_autofree char *key = g_strconcat ("@define-color ", name, " ", NULL);
  const char *dark_part = strstr (base, "@media (prefers-color-scheme: dark) { @define-color");
  g_autofree char *value = value_after (dark ? dark_part : base, key);

  g_assert_nonnull (value);
  return parse (value);
}

/* ---- tests ---------------------------------------------------------------------- */

static void
expect (const char *what,
        Colour      text,
        const char *where,
        Colour      ground,
        gboolean    dark,
        double      least)
{
  double ratio = contrast (over (text, ground), ground);

  g_test_message ("%s: %s on %s: %.2f", dark ? "dark" : "light", what, where, ratio);
  if (ratio < least)
    {
      g_test_message ("%s on %s has %.2f:1 in %s, wanted %.1f:1", what, where, ratio, dark ? "dark" : "light", least);
      g_test_fail ();
    }
}

static void
test_text (gconstpointer data)
{
  static const char * const grounds[] = { "window_bg_color", "view_bg_color", "sidebar_bg_color", "secondary_sidebar_bg_color",
                                          "dialog_bg_color", "popover_bg_color" };
  gboolean dark = GPOINTER_TO_INT (data);

  for (unsigned i = 0; i < G_N_ELEMENTS (grounds); i++)
    {
      Colour ground = theirs (grounds[i], dark);

      expect ("accent-color", ours ("accent-color", dark), grounds[i], ground, dark, 4.5);
      expect ("sparkle-dim-color", ours ("sparkle-dim-color", dark), grounds[i], ground, dark, 4.5);
      expect ("window_fg_color", theirs ("window_fg_color", dark), grounds[i], ground, dark, 4.5);
    }
}

static void
test_on_colours (gconstpointer data)
{
  gboolean dark = GPOINTER_TO_INT (data);
  Colour hover = ours ("sparkle-hover-color", dark);

  expect ("accent-fg-color", ours ("accent-fg-color", dark), "accent-bg-color", ours ("accent-bg-color", dark), dark, 4.5);
  expect ("sparkle-pill-fg-color", ours ("sparkle-pill-fg-color", dark), "sparkle-pill-bg-color", ours ("sparkle-pill-bg-color", dark), dark, 4.5);
  expect ("accent-color", ours ("accent-color", dark), "sparkle-hover-color", hover, dark, 4.5);
  expect ("sparkle-dim-color", ours ("sparkle-dim-color", dark), "sparkle-hover-color", hover, dark, 4.5);
  expect ("window_fg_color", theirs ("window_fg_color", dark), "sparkle-hover-color", hover, dark, 4.5);
}

static void
test_shapes (gconstpointer data)
{
  gboolean dark = GPOINTER_TO_INT (data);

  /* The unread dot, the ground of buttons. */
  expect ("accent-bg-color", ours ("accent-bg-color", dark), "secondary_sidebar_bg_color", theirs ("secondary_sidebar_bg_color", dark), dark, 3);
  expect ("accent-bg-color", ours ("accent-bg-color", dark), "window_bg_color", theirs ("window_bg_color", dark), dark, 3);
}

static void
test_ramp (void)
{
  static const struct
  {
    const char *name;
    const char *value;
  } ramp[] = { { "--sparkle-50:", "#fff0f0" }, { "--sparkle-100:", "#ffe0e0" }, { "--sparkle-400:", "#ff6b6b" }, { "--sparkle-900:", "#7f1d1d" } };

  for (unsigned i = 0; i < G_N_ELEMENTS (ramp); i++)
    {
      g_autofree char *value = value_after (style, ramp[i].name);

      g_assert_cmpstr (value, ==, ramp[i].value);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  /* Linking is what registers the resources; calling anything keeps the linker from leaving it out. */
  g_assert_cmpuint (adw_get_major_version (), ==, 1);
  g_file_get_contents (SPARKLE_STYLE_FILE, &style, NULL, &error);
  g_assert_no_error (error);
  bytes = g_resources_lookup_data ("/org/gnome/Adwaita/styles/gtk.css", 0, &error);
  g_assert_no_error (error);
  base = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_test_add_func ("/ui/contrast/ramp", test_ramp);
  g_test_add_data_func ("/ui/contrast/text/light", GINT_TO_POINTER (FALSE), test_text);
  g_test_add_data_func ("/ui/contrast/text/dark", GINT_TO_POINTER (TRUE), test_text);
  g_test_add_data_func ("/ui/contrast/on-colours/light", GINT_TO_POINTER (FALSE), test_on_colours);
  g_test_add_data_func ("/ui/contrast/on-colours/dark", GINT_TO_POINTER (TRUE), test_on_colours);
  g_test_add_data_func ("/ui/contrast/shapes/light", GINT_TO_POINTER (FALSE), test_shapes);
  g_test_add_data_func ("/ui/contrast/shapes/dark", GINT_TO_POINTER (TRUE), test_shapes);
  status = g_test_run ();
  g_free (style);
  g_free (base);
  return status;
}
