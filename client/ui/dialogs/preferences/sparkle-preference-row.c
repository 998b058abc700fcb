/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-preference-row.h"

/**
 * sparkle_preference_row_bind:
 * @row: a row of the preferences
 * @property: what of it holds the value
 * @settings: where the value is kept
 * @setting: which one
 *
 * Ties both together as long as both live.
 */
void
sparkle_preference_row_bind (gpointer         row,
                             const char      *property,
                             SparkleSettings *settings,
                             SparkleSetting   setting)
{
  g_return_if_fail (GTK_IS_WIDGET (row));
  g_return_if_fail (SPARKLE_IS_SETTINGS (settings));

  g_object_bind_property (settings, sparkle_setting_get_key (setting), row, property, G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  if (!sparkle_settings_is_writable (settings, setting))
    gtk_widget_set_sensitive (GTK_WIDGET (row), FALSE);
}
