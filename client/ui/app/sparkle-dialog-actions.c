/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-dialog-actions.h"

#include "sparkle-about.h"
#include "sparkle-preferences.h"
#include "sparkle-shortcuts.h"

static void
about_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  adw_dialog_present (sparkle_about_new (), GTK_WIDGET (gtk_application_get_active_window (user_data)));
}

static void
shortcuts_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  if (ADW_IS_APPLICATION_WINDOW (window) && adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)) == NULL)
    adw_dialog_present (sparkle_shortcuts_new_dialog (), GTK_WIDGET (window));
}

static void
preferences_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  SparkleApplication *self = SPARKLE_APPLICATION (user_data);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (ADW_IS_APPLICATION_WINDOW (window) && adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)) == NULL)
    adw_dialog_present (sparkle_preferences_new (sparkle_application_get_settings (self), sparkle_application_get_session (self)), GTK_WIDGET (window));
}

/**
 * sparkle_dialog_actions_add: (skip)
 * @application: gets the actions
 */
void
sparkle_dialog_actions_add (SparkleApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = about_cb },
    { .name = "shortcuts", .activate = shortcuts_cb },
    { .name = "preferences", .activate = preferences_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
}
