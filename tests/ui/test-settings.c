/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings over every schema that may be installed: none, an old one, ours, one of the future, and over damaged files. */
#include <glib/gstdio.h>

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "sparkle-settings.h"

typedef struct
{
  char                  *folder;
  GSettingsSchemaSource *source;
  GSettingsSchema       *schema;
} Installed;

static void
copy (const char *from,
      const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "test.gschema.xml", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (from, &text, NULL, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
install (Installed  *self,
         const char *xml)
{
  const char *argv[] = { "glib-compile-schemas", "--strict", NULL, NULL };
  g_autoptr(GError) error = NULL;
  int status;

  self->folder = g_dir_make_tmp ("sparkle-schema-XXXXXX", &error);
  g_assert_no_error (error);
  copy (xml, self->folder);
  argv[2] = self->folder;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  self->source = g_settings_schema_source_new_from_directory (self->folder, NULL, FALSE, &error);
  g_assert_no_error (error);
  self->schema = g_settings_schema_source_lookup (self->source, SPARKLE_APP_ID, FALSE);
  g_assert_nonnull (self->schema);
}

static void
uninstall (Installed *self)
{
  g_autoptr(GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_settings_schema_unref (self->schema);
  g_settings_schema_source_unref (self->source);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
}

static GSettingsBackend *
keyfile (Installed  *installed,
         const char *text)
{
  g_autofree char *path = g_build_filename (installed->folder, "settings.ini", NULL);

  if (text != NULL)
    g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_keyfile_settings_backend_new (path, "/", NULL);
}

static void
count_cb (unsigned *count)
{
  (*count)++;
}

/* ---- no schema ------------------------------------------------------------------ */

static void
test_none (void)
{
  g_autoptr(SparkleSettings) settings = sparkle_settings_new (NULL, NULL);
  unsigned count = 0;

  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_TEXT_SCALE), ==, 100);
  g_assert_cmpuint (sparkle_settings_get_choice (settings, SPARKLE_SETTING_IMAGES), ==, SPARKLE_IMAGES_ASK);
  g_assert_cmpstr (sparkle_settings_get_text (settings, SPARKLE_SETTING_SERVER), ==, "");
  g_assert_true (sparkle_settings_get_boolean (settings, SPARKLE_SETTING_TELL_TYPING));
  g_assert_false (sparkle_settings_is_kept (settings, SPARKLE_SETTING_TEXT_SCALE));
  g_assert_true (sparkle_settings_is_writable (settings, SPARKLE_SETTING_TEXT_SCALE));

  /* It holds as long as the app runs, is brought into its range, and tells once. */
  g_signal_connect_swapped (settings, "notify::text-scale", G_CALLBACK (count_cb), &count);
  sparkle_settings_set_int (settings, SPARKLE_SETTING_TEXT_SCALE, 150);
  sparkle_settings_set_int (settings, SPARKLE_SETTING_TEXT_SCALE, 150);
  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_TEXT_SCALE), ==, 150);
  g_assert_cmpuint (count, ==, 1);
  sparkle_settings_set_int (settings, SPARKLE_SETTING_TEXT_SCALE, G_MAXINT);
  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_TEXT_SCALE), ==, 200);
  sparkle_settings_set_choice (settings, SPARKLE_SETTING_IMAGES, 77);
  g_assert_cmpuint (sparkle_settings_get_choice (settings, SPARKLE_SETTING_IMAGES), ==, SPARKLE_IMAGES_ASK);
  sparkle_settings_set_text (settings, SPARKLE_SETTING_SERVER, "\xff\xfe");
  g_assert_cmpstr (sparkle_settings_get_text (settings, SPARKLE_SETTING_SERVER), ==, "");

  /* Widgets ask before they are in a window. */
  g_assert_cmpint (sparkle_settings_get_int (NULL, SPARKLE_SETTING_READING_WIDTH), ==, 68);
  g_assert_true (sparkle_settings_get_boolean (NULL, SPARKLE_SETTING_DESKTOP_NOTIFICATIONS));
  g_assert_cmpstr (sparkle_settings_get_text (NULL, SPARKLE_SETTING_SPELLING_LANGUAGE), ==, "");
}

/* ---- schemas -------------------------------------------------------------------- */

static void
test_old (void)
{
  Installed installed;
  g_autoptr(GSettingsBackend) backend = NULL;
  g_autoptr(SparkleSettings) settings = NULL;

  install (&installed, SPARKLE_SCHEMAS "/old.gschema.xml");
  backend = keyfile (&installed, "[com/sparkle_universe/Sparkle]\nwindow-width=900\ncolor-scheme='dark'\n");
  settings = sparkle_settings_new (installed.schema, backend);
  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_WINDOW_WIDTH), ==, 900);
  g_assert_cmpuint (sparkle_settings_get_choice (settings, SPARKLE_SETTING_COLOR_SCHEME), ==, SPARKLE_COLOR_SCHEME_DARK);
  g_assert_true (sparkle_settings_is_kept (settings, SPARKLE_SETTING_COLOR_SCHEME));
  for (SparkleSetting i = SPARKLE_SETTING_TEXT_SCALE; i < SPARKLE_N_SETTINGS; i++)
    g_assert_false (sparkle_settings_is_kept (settings, i));
  sparkle_settings_set_text (settings, SPARKLE_SETTING_SERVER, "https://sparkle.example");
  g_assert_cmpstr (sparkle_settings_get_text (settings, SPARKLE_SETTING_SERVER), ==, "https://sparkle.example");
  g_clear_object (&settings);
  uninstall (&installed);
}

static void
test_future (void)
{
  Installed installed;
  g_autoptr(GSettingsBackend) backend = NULL;
  g_autoptr(SparkleSettings) settings = NULL;

  install (&installed, SPARKLE_SCHEMAS "/future.gschema.xml");
  backend = keyfile (&installed, NULL);
  settings = sparkle_settings_new (installed.schema, backend);
  /* of another type */
  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_WINDOW_WIDTH), ==, 1280);
  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_TEXT_SCALE), ==, 100);
  g_assert_cmpstr (sparkle_settings_get_text (settings, SPARKLE_SETTING_SERVER), ==, "");
  g_assert_false (sparkle_settings_get_boolean (settings, SPARKLE_SETTING_QUIET_HOURS));
  /* gone */
  g_assert_true (sparkle_settings_get_boolean (settings, SPARKLE_SETTING_TELL_TYPING));
  /* out of what is known here */
  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_STORAGE_BUDGET), ==, 20000);
  g_assert_cmpuint (sparkle_settings_get_choice (settings, SPARKLE_SETTING_IMAGES), ==, SPARKLE_IMAGES_ASK);
  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_READING_WIDTH), ==, 70);
  /* out of what is allowed there: it holds for now and ends nothing */
  sparkle_settings_set_int (settings, SPARKLE_SETTING_READING_WIDTH, 120);
  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_READING_WIDTH), ==, 120);
  sparkle_settings_set_int (settings, SPARKLE_SETTING_TEXT_SCALE, 150);
  g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_TEXT_SCALE), ==, 150);
  sparkle_settings_set_boolean (settings, SPARKLE_SETTING_QUIET_HOURS, TRUE);
  g_assert_true (sparkle_settings_get_boolean (settings, SPARKLE_SETTING_QUIET_HOURS));
  g_clear_object (&settings);
  uninstall (&installed);
}

/* What is built in and what the schema says are the same, so that nobody notices a schema that is missing. */
static void
test_ours (void)
{
  Installed installed;
  g_autoptr(SparkleSettings) settings = NULL;

  install (&installed, SPARKLE_SCHEMA);
  settings = sparkle_settings_new (installed.schema, NULL);
  for (SparkleSetting i = 1; i < SPARKLE_N_SETTINGS; i++)
    {
      const char *name = sparkle_setting_get_key (i);
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name);
      g_autoptr(GSettingsSchemaKey) key = NULL;
      g_autoptr(GVariant) range = NULL;
      g_autoptr(GVariant) limits = NULL;
      g_auto(GValue) value = G_VALUE_INIT;
      const char *kind;

      g_assert_true (g_settings_schema_has_key (installed.schema, name));
      g_assert_true (sparkle_settings_is_kept (settings, i));
      g_value_init (&value, G_PARAM_SPEC_VALUE_TYPE (pspec));
      g_object_get_property (G_OBJECT (settings), name, &value);
      g_test_message ("%s", name);
      g_assert_true (g_param_value_defaults (pspec, &value));
      key = g_settings_schema_get_key (installed.schema, name);
      range = g_settings_schema_key_get_range (key);
      g_variant_get (range, "(&sv)", &kind, &limits);
      if (G_IS_PARAM_SPEC_INT (pspec))
        {
          int min, max;

          g_assert_cmpstr (kind, ==, "range");
          g_variant_get (limits, "(ii)", &min, &max);
          g_assert_cmpint (min, ==, G_PARAM_SPEC_INT (pspec)->minimum);
          g_assert_cmpint (max, ==, G_PARAM_SPEC_INT (pspec)->maximum);
        }
      if (G_IS_PARAM_SPEC_UINT (pspec))
        g_assert_cmpuint (g_variant_n_children (limits), ==, G_PARAM_SPEC_UINT (pspec)->maximum + 1);
    }
  g_clear_object (&settings);
  uninstall (&installed);
}

/* ---- files ---------------------------------------------------------------------- */

static void
test_damaged (void)
{
  static const char * const texts[] = {
    "\x7f""ELF\x01\x02 not a key file at all \xff\xfe",
    "[com/sparkle_universe/Sparkle]\ntext-scale='large'\nserver=12\nimages='later'\ntell-typing=maybe\nwindow-width=-5\n",
    "[com/sparkle_universe/Sparkle]\ntext-scale=2147483648\nreading-width=\nserver='\n",
    "",
  };
  Installed installed;

  install (&installed, SPARKLE_SCHEMA);
  for (unsigned i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GSettingsBackend) backend = keyfile (&installed, texts[i]);
      g_autoptr(SparkleSettings) settings = sparkle_settings_new (installed.schema, backend);

      g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_TEXT_SCALE), ==, 100);
      g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_WINDOW_WIDTH), ==, 1280);
      g_assert_cmpint (sparkle_settings_get_int (settings, SPARKLE_SETTING_READING_WIDTH), ==, 68);
      g_assert_true (g_utf8_validate (sparkle_settings_get_text (settings, SPARKLE_SETTING_SERVER), -1, NULL));
      g_assert_cmpuint (sparkle_settings_get_choice (settings, SPARKLE_SETTING_IMAGES), ==, SPARKLE_IMAGES_ASK);
      g_assert_true (sparkle_settings_get_boolean (settings, SPARKLE_SETTING_TELL_TYPING));
    }
  uninstall (&installed);
}

static void
test_kept (void)
{
  Installed installed;
  unsigned count = 0;

  install (&installed, SPARKLE_SCHEMA);
  {
    g_autoptr(GSettingsBackend) backend = keyfile (&installed, NULL);
    g_autoptr(SparkleSettings) one = sparkle_settings_new (installed.schema, backend);
    g_autoptr(SparkleSettings) other = sparkle_settings_new (installed.schema, backend);

    /* who looks elsewhere sees the change */
    g_signal_connect_swapped (other, "notify::images", G_CALLBACK (count_cb), &count);
    sparkle_settings_set_choice (one, SPARKLE_SETTING_IMAGES, SPARKLE_IMAGES_NEVER);
    sparkle_settings_set_text (one, SPARKLE_SETTING_SERVER, "http://localhost:8080");
    g_object_set (one, "reading-width", 90, "tell-typing", FALSE, NULL);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_cmpuint (count, ==, 1);
    g_assert_cmpuint (sparkle_settings_get_choice (other, SPARKLE_SETTING_IMAGES), ==, SPARKLE_IMAGES_NEVER);
  }
  {
    g_autoptr(GSettingsBackend) backend = keyfile (&installed, NULL);
    g_autoptr(SparkleSettings) again = sparkle_settings_new (installed.schema, backend);

    g_assert_cmpuint (sparkle_settings_get_choice (again, SPARKLE_SETTING_IMAGES), ==, SPARKLE_IMAGES_NEVER);
    g_assert_cmpstr (sparkle_settings_get_text (again, SPARKLE_SETTING_SERVER), ==, "http://localhost:8080");
    g_assert_cmpint (sparkle_settings_get_int (again, SPARKLE_SETTING_READING_WIDTH), ==, 90);
    g_assert_false (sparkle_settings_get_boolean (again, SPARKLE_SETTING_TELL_TYPING));
  }
  uninstall (&installed);
}

static void
test_action (void)
{
  g_autoptr(SparkleSettings) settings = sparkle_settings_new (NULL, NULL);
  g_autoptr(GAction) action = sparkle_settings_create_action (settings, SPARKLE_SETTING_COLOR_SCHEME);
  g_autoptr(GVariant) state = NULL;

  g_assert_cmpstr (g_action_get_name (action), ==, "color-scheme");
  g_action_activate (action, g_variant_new_string ("dark"));
  g_assert_cmpuint (sparkle_settings_get_choice (settings, SPARKLE_SETTING_COLOR_SCHEME), ==, SPARKLE_COLOR_SCHEME_DARK);
  sparkle_settings_set_choice (settings, SPARKLE_SETTING_COLOR_SCHEME, SPARKLE_COLOR_SCHEME_LIGHT);
  state = g_action_get_state (action);
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, "light");
  g_action_change_state (action, g_variant_new_string ("plaid"));
  g_assert_cmpuint (sparkle_settings_get_choice (settings, SPARKLE_SETTING_COLOR_SCHEME), ==, SPARKLE_COLOR_SCHEME_LIGHT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/settings/none", test_none);
  g_test_add_func ("/ui/settings/old", test_old);
  g_test_add_func ("/ui/settings/future", test_future);
  g_test_add_func ("/ui/settings/ours", test_ours);
  g_test_add_func ("/ui/settings/damaged", test_damaged);
  g_test_add_func ("/ui/settings/kept", test_kept);
  g_test_add_func ("/ui/settings/action", test_action);
  return g_test_run ();
}
