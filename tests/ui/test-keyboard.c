/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of shortcuts against what is registered and what the dialog lists, and keys that keep quiet while somebody types. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <libdex.h>

#include "sparkle-keys.h"
#include "sparkle-shortcuts.h"
#include "sparkle-window.h"

static SparkleApplication *application;
static SparkleSession *session;
static SparkleSettings *settings;

static SparkleWindow *
open_window (void)
{
  SparkleWindow *window = sparkle_window_new (application, session, settings);

  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (window)))
    g_main_context_iteration (NULL, TRUE);
  return window;
}

/* ---- the table ------------------------------------------------------------------ */

static void
test_table (void)
{
  g_autoptr(GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) letters = g_hash_table_new (g_str_hash, g_str_equal);
  unsigned n;
  const SparkleShortcut *rows = sparkle_shortcuts_get (&n);

  for (unsigned i = 0; i < n; i++)
    {
      g_test_message ("%s", rows[i].title);
      for (unsigned j = 0; j < G_N_ELEMENTS (rows[i].accels) && rows[i].accels[j] != NULL; j++)
        {
          unsigned key;
          GdkModifierType modifiers;

          g_assert_true (gtk_accelerator_parse (rows[i].accels[j], &key, &modifiers));
          g_assert_true (g_hash_table_add (keys, gtk_accelerator_name (key, modifiers)));
        }
      if (rows[i].letters == NULL)
        continue;
      g_assert_true (g_utf8_strlen (rows[i].letters, -1) == 1 || (g_utf8_strlen (rows[i].letters, -1) == 3 && rows[i].letters[1] == ' '));
      /* pages have letters of their own, which work instead of the others while they have the focus */
      if (rows[i].action != NULL)
        g_assert_true (g_hash_table_add (letters, (gpointer) rows[i].letters));
    }
  /* the first of two letters means nothing alone */
  for (unsigned i = 0; i < n; i++)
    if (rows[i].letters != NULL && rows[i].letters[1] == ' ')
      {
        g_autofree char *first = g_strndup (rows[i].letters, 1);

        g_assert_false (g_hash_table_contains (letters, first));
      }
}

/* Every row's action is there and its keys are the registered ones. */
static void
test_registered (void)
{
  SparkleWindow *window = open_window ();
  unsigned n;
  const SparkleShortcut *rows = sparkle_shortcuts_get (&n);

  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *name = NULL;
      g_autoptr(GVariant) target = NULL;
      g_auto(GStrv) accels = NULL;
      g_autoptr(GError) error = NULL;
      unsigned count = 0;

      if (rows[i].action == NULL)
        continue;
      g_test_message ("%s", rows[i].action);
      g_assert_true (g_action_parse_detailed_name (rows[i].action, &name, &target, &error));
      if (g_str_has_prefix (name, "app."))
        {
          g_assert_true (g_action_group_has_action (G_ACTION_GROUP (application), name + 4));
        }
      else if (g_str_has_prefix (name, "win."))
        {
          const GVariantType *type = NULL;
          const char *found = NULL, *property;
          gboolean known = FALSE;
          GType owner;

          for (unsigned j = 0; !known && gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (window), j, &owner, &found, &type, &property); j++)
            known = g_str_equal (found, name);
          g_assert_true (known);
          g_assert_true (target == NULL ? type == NULL : g_variant_is_of_type (target, type));
        }
      accels = gtk_application_get_accels_for_action (GTK_APPLICATION (application), rows[i].action);
      while (count < G_N_ELEMENTS (rows[i].accels) && rows[i].accels[count] != NULL)
        count++;
      g_assert_cmpuint (g_strv_length (accels), ==, count);
      for (unsigned j = 0; j < count; j++)
        {
          unsigned key, registered;
          GdkModifierType modifiers, registered_modifiers;

          gtk_accelerator_parse (rows[i].accels[j], &key, &modifiers);
          gtk_accelerator_parse (accels[j], &registered, &registered_modifiers);
          g_assert_cmpuint (key, ==, registered);
          g_assert_cmpuint (modifiers, ==, registered_modifiers);
        }
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What needs no target can be reached by a key, a menu, or is in this list with the reason. */
static void
test_reachable (void)
{
  static const char * const elsewhere[] = {
    "win.show-kept", /* the menu of the bookmarks, and the preferences */
    "win.sign-in",  /* the button in the sidebar, and whatever needs an account */
    "win.sign-out", /* the main menu */
  };
  SparkleWindow *window = open_window ();
  unsigned n;
  const SparkleShortcut *rows = sparkle_shortcuts_get (&n);
  const GVariantType *type = NULL;
  const char *name = NULL, *property;
  GType owner;

  for (unsigned i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (window), i, &owner, &name, &type, &property); i++)
    {
      gboolean reachable = !g_str_has_prefix (name, "win.") || type != NULL;

      for (unsigned j = 0; j < G_N_ELEMENTS (elsewhere); j++)
        reachable |= g_str_equal (elsewhere[j], name);
      for (unsigned j = 0; j < n; j++)
        reachable |= g_strcmp0 (rows[j].action, name) == 0;
      g_test_message ("%s", name);
      g_assert_true (reachable);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
collect (GtkWidget  *widget,
         GHashTable *texts)
{
  if (ADW_IS_SHORTCUT_LABEL (widget))
    g_hash_table_add (texts, g_strdup (adw_shortcut_label_get_accelerator (ADW_SHORTCUT_LABEL (widget))));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, texts);
}

/* The dialog shows each row of the table that has a key, and nothing else. */
static void
test_dialog (void)
{
  SparkleWindow *window = open_window ();
  g_autoptr(GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL); /* each is there twice: wide and narrow */
  AdwDialog *dialog;
  g_autoptr(GHashTable) expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  unsigned n;
  const SparkleShortcut *rows = sparkle_shortcuts_get (&n);

  g_action_group_activate_action (G_ACTION_GROUP (application), "shortcuts", NULL);
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  g_assert_true (ADW_IS_SHORTCUTS_DIALOG (dialog));
  collect (GTK_WIDGET (dialog), shown);
  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *keys = sparkle_shortcut_describe (&rows[i]);

      if (*keys == '\0')
        continue;
      g_test_message ("%s: %s", rows[i].title, keys);
      g_assert_true (g_hash_table_contains (shown, keys));
      g_hash_table_add (expected, g_steal_pointer (&keys));
    }
  g_assert_cmpuint (g_hash_table_size (shown), ==, g_hash_table_size (expected));
  adw_dialog_force_close (dialog);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- letters -------------------------------------------------------------------- */

static gboolean
has_dialog (SparkleWindow *window)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)) != NULL;
}

static void
test_letters (void)
{
  SparkleWindow *window = open_window ();
  g_autoptr(SparkleKeys) keys = sparkle_keys_new (ADW_APPLICATION_WINDOW (window), settings);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *text = gtk_text_view_new ();
  GtkWidget *button = gtk_button_new_with_label ("Button");
  GtkWidget * const typed[] = { entry, text };

  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), button);
  sparkle_window_show_content (window, adw_navigation_page_new (box, "Test"));

  /* never while somebody types */
  for (unsigned i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_assert_true (gtk_widget_grab_focus (typed[i]));
      g_assert_false (sparkle_keys_press (keys, '?'));
      g_assert_false (sparkle_keys_press (keys, 'g'));
      g_assert_false (has_dialog (window));
    }

  g_assert_true (gtk_widget_grab_focus (button));
  g_assert_false (sparkle_keys_press (keys, 'x'));
  g_assert_true (sparkle_keys_press (keys, 'g'));
  g_assert_true (sparkle_keys_press (keys, 'x')); /* the second of two that mean nothing is swallowed */
  g_assert_true (sparkle_keys_press (keys, 'g'));
  g_assert_true (sparkle_keys_press (keys, 'o'));
  g_assert_true (sparkle_keys_press (keys, '?'));
  g_assert_true (has_dialog (window));
  /* nor behind a dialog */
  g_assert_false (sparkle_keys_press (keys, '?'));
  g_assert_false (sparkle_keys_press (keys, 'g'));
  adw_dialog_force_close (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)));

  /* nor when they are switched off */
  sparkle_settings_set_boolean (settings, SPARKLE_SETTING_LETTER_KEYS, FALSE);
  g_assert_true (gtk_widget_grab_focus (button));
  g_assert_false (sparkle_keys_press (keys, '?'));
  g_assert_false (has_dialog (window));
  sparkle_settings_set_boolean (settings, SPARKLE_SETTING_LETTER_KEYS, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
g_is_forgotten (gpointer keys)
{
  return !sparkle_keys_press (keys, 'o');
}

/* The first of two keys is forgotten after a while, so that a letter typed later means itself. */
static void
test_forgotten (void)
{
  SparkleWindow *window = open_window ();
  g_autoptr(SparkleKeys) keys = sparkle_keys_new (ADW_APPLICATION_WINDOW (window), settings);
  gint64 begin = g_get_monotonic_time ();

  g_assert_true (sparkle_keys_press (keys, 'g'));
  while (g_get_monotonic_time () - begin < 1600 * G_TIME_SPAN_MILLISECOND)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (g_is_forgotten (keys));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* F6 walks through all columns and comes back, and each gets the focus. */
static void
test_columns (void)
{
  SparkleWindow *window = open_window ();
  unsigned seen = 0;

  for (unsigned i = 0; i < SPARKLE_N_PANES; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "win.next-pane", NULL);
      for (int pane = 0; pane < SPARKLE_N_PANES; pane++)
        {
          GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
          GtkWidget *page = sparkle_window_get_page (window, pane);

          if (focus != NULL && page != NULL && gtk_widget_is_ancestor (focus, page))
            seen |= 1u << pane;
        }
    }
  g_assert_cmphex (seen & (1u << SPARKLE_PANE_SIDEBAR), !=, 0);
  g_assert_cmphex (seen & (1u << SPARKLE_PANE_CONTENT), !=, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("sparkle-keyboard-XXXXXX", NULL);
  SparkleSessionOptions options = { .data_dir = folder, .server = "http://localhost:1", .offline = TRUE };
  g_autoptr(GError) error = NULL;
  int status;

  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();

  application = sparkle_application_new ();
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  session = sparkle_session_new (&options); /* never opened: the keys are there before the files are */
  settings = sparkle_settings_new (NULL, NULL);

  g_test_add_func ("/ui/keyboard/table", test_table);
  g_test_add_func ("/ui/keyboard/registered", test_registered);
  g_test_add_func ("/ui/keyboard/reachable", test_reachable);
  g_test_add_func ("/ui/keyboard/dialog", test_dialog);
  g_test_add_func ("/ui/keyboard/letters", test_letters);
  g_test_add_func ("/ui/keyboard/forgotten", test_forgotten);
  g_test_add_func ("/ui/keyboard/columns", test_columns);
  status = g_test_run ();
  g_clear_object (&session);
  g_clear_object (&settings);
  g_clear_object (&application);
  g_remove (folder);
  return status;
}
