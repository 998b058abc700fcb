/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-community-preferences.h"

#include "sparkle-preference-row.h"
#include "sparkle-server-group.h"

struct _SparkleCommunityPreferences
{
  AdwPreferencesPage parent_instance;

  SparkleServerGroup *server;
  GtkWidget          *storage_budget;
};

G_DEFINE_FINAL_TYPE (SparkleCommunityPreferences, sparkle_community_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
sparkle_community_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_COMMUNITY_PREFERENCES);

  G_OBJECT_CLASS (sparkle_community_preferences_parent_class)->dispose (object);
}

static void
sparkle_community_preferences_class_init (SparkleCommunityPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_community_preferences_dispose;
  g_type_ensure (SPARKLE_TYPE_SERVER_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/preferences/sparkle-community-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleCommunityPreferences, server);
  gtk_widget_class_bind_template_child (widget_class, SparkleCommunityPreferences, storage_budget);
}

static void
sparkle_community_preferences_init (SparkleCommunityPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_community_preferences_set_up:
 * @settings: what the rows show and change
 * @session: open
 */
void
sparkle_community_preferences_set_up (SparkleCommunityPreferences *self,
                                      SparkleSettings             *settings,
                                      SparkleSession              *session)
{
  g_return_if_fail (SPARKLE_IS_COMMUNITY_PREFERENCES (self));

  sparkle_server_group_set_address (self->server, sparkle_session_get_server (session), sparkle_session_get_outbox_count (session));
  gtk_widget_set_sensitive (GTK_WIDGET (self->server), sparkle_settings_is_writable (settings, SPARKLE_SETTING_SERVER));
  sparkle_preference_row_bind (self->storage_budget, "value", settings, SPARKLE_SETTING_STORAGE_BUDGET);
}
