/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notification-preferences.h"

#include <glib/gi18n.h>

#include "sparkle-preference-row.h"
#include "sparkle-session-notifications.h"

/* Quiet hours are chosen by the half hour; a finer value from elsewhere is kept as it is and shown as the step before it. */
#define STEP 30

struct _SparkleNotificationPreferences
{
  AdwPreferencesPage parent_instance;

  GtkWidget *desktop_notifications;
  GtkWidget *quiet_hours;
  GtkWidget *quiet_from;
  GtkWidget *quiet_until;
  GtkWidget *switches;
  GtkWidget *rows[SPARKLE_NOTIFICATION_N_SWITCHES]; /* (nullable) of kinds that nothing makes yet */
  SparkleSession *session; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SparkleNotificationPreferences, sparkle_notification_preferences, ADW_TYPE_PREFERENCES_PAGE)

static gboolean
minutes_to_index (GBinding     *binding,
                  const GValue *from,
                  GValue       *to,
                  gpointer      data)
{
  g_value_set_uint (to, (unsigned) g_value_get_int (from) / STEP);
  return TRUE;
}

static gboolean
index_to_minutes (GBinding     *binding,
                  const GValue *from,
                  GValue       *to,
                  gpointer      data)
{
  if (g_value_get_uint (from) == GTK_INVALID_LIST_POSITION)
    return FALSE;
  g_value_set_int (to, (int) g_value_get_uint (from) * STEP);
  return TRUE;
}

/* Every half hour of a day, as the locale writes times. */
static GtkStringList *
make_times (void)
{
  GtkStringList *times = gtk_string_list_new (NULL);

  for (int minutes = 0; minutes < 24 * 60; minutes += STEP)
    {
      g_autoptr(GDateTime) time = g_date_time_new_utc (2026, 1, 1, minutes / 60, minutes % 60, 0);
      g_autofree char *text = g_date_time_format (time, "%H:%M");

      gtk_string_list_append (times, text);
    }
  return times;
}

static void
bind_time (GtkWidget       *row,
           SparkleSettings *settings,
           SparkleSetting   setting)
{
  g_autoptr(GtkStringList) times = make_times ();

  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (times));
  g_object_bind_property_full (settings, sparkle_setting_get_key (setting), row, "selected",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, minutes_to_index, index_to_minutes, NULL, NULL);
}

/* ---- switches of the account --------------------------------------------------- */

static const char * const switch_titles[SPARKLE_NOTIFICATION_N_SWITCHES] = {
  [SPARKLE_NOTIFICATION_REPLIED]         = N_("Answers to what you say"),
  [SPARKLE_NOTIFICATION_MENTIONED]       = N_("Mentions of your name"),
  [SPARKLE_NOTIFICATION_POST_COMMENTED]  = N_("Comments on your posts"),
  [SPARKLE_NOTIFICATION_POST_LIKED]      = N_("Reactions to your posts"),
  [SPARKLE_NOTIFICATION_COMMENT_LIKED]   = N_("Reactions to your comments"),
  [SPARKLE_NOTIFICATION_FOLLOWED]        = N_("New followers"),
  [SPARKLE_NOTIFICATION_FOLLOWED_POSTED] = N_("Posts of people you follow"),
  [SPARKLE_NOTIFICATION_LEVEL_UP]        = N_("New levels"),
};

/* Those that people miss most come first. */
static const SparkleNotificationKind switch_order[] = {
  SPARKLE_NOTIFICATION_REPLIED, SPARKLE_NOTIFICATION_MENTIONED, SPARKLE_NOTIFICATION_POST_COMMENTED, SPARKLE_NOTIFICATION_POST_LIKED,
  SPARKLE_NOTIFICATION_COMMENT_LIKED, SPARKLE_NOTIFICATION_FOLLOWED, SPARKLE_NOTIFICATION_FOLLOWED_POSTED, SPARKLE_NOTIFICATION_LEVEL_UP,
};

static void
switched_cb (SparkleNotificationPreferences *self,
             GParamSpec                     *pspec,
             GtkWidget                      *row)
{
  g_autoptr(GError) error = NULL;

  for (unsigned kind = 0; kind < SPARKLE_NOTIFICATION_N_SWITCHES; kind++)
    if (self->rows[kind] == row &&
        !sparkle_session_set_notify (self->session, kind, adw_switch_row_get_active (ADW_SWITCH_ROW (row)), &error))
      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", error->message);
}

static void
add_switches (SparkleNotificationPreferences *self)
{
  gboolean here = sparkle_session_get_account_id (self->session) != NULL;

  gtk_widget_set_visible (self->switches, here);
  for (unsigned i = 0; here && i < G_N_ELEMENTS (switch_order); i++)
    {
      SparkleNotificationKind kind = switch_order[i];
      GtkWidget *row = adw_switch_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(switch_titles[kind]));
      adw_switch_row_set_active (ADW_SWITCH_ROW (row), sparkle_session_get_notify (self->session, kind));
      self->rows[kind] = row;
      g_signal_connect_object (row, "notify::active", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->switches), row);
    }
}

static void
sparkle_notification_preferences_dispose (GObject *object)
{
  g_clear_object (&SPARKLE_NOTIFICATION_PREFERENCES (object)->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_NOTIFICATION_PREFERENCES);

  G_OBJECT_CLASS (sparkle_notification_preferences_parent_class)->dispose (object);
}

static void
sparkle_notification_preferences_class_init (SparkleNotificationPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_notification_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/preferences/sparkle-notification-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationPreferences, desktop_notifications);
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationPreferences, quiet_hours);
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationPreferences, quiet_from);
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationPreferences, quiet_until);
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationPreferences, switches);
}

static void
sparkle_notification_preferences_init (SparkleNotificationPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_notification_preferences_set_up:
 * @settings: what the rows show and change
 * @session: open
 */
void
sparkle_notification_preferences_set_up (SparkleNotificationPreferences *self,
                                         SparkleSettings                *settings,
                                         SparkleSession                 *session)
{
  g_return_if_fail (SPARKLE_IS_NOTIFICATION_PREFERENCES (self));

  sparkle_preference_row_bind (self->desktop_notifications, "active", settings, SPARKLE_SETTING_DESKTOP_NOTIFICATIONS);
  sparkle_preference_row_bind (self->quiet_hours, "active", settings, SPARKLE_SETTING_QUIET_HOURS);
  bind_time (self->quiet_from, settings, SPARKLE_SETTING_QUIET_FROM);
  bind_time (self->quiet_until, settings, SPARKLE_SETTING_QUIET_UNTIL);
  if (session != NULL && self->session == NULL)
    {
      self->session = g_object_ref (session);
      add_switches (self);
    }
  else if (session == NULL)
    gtk_widget_set_visible (self->switches, FALSE);
}
