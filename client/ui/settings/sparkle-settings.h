/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a person chose for this machine: GSettings that may be missing, old, of the future or damaged, and still answers.
 *
 * Each setting is also a GObject property of the name of its key (a choice is an unsigned: the enum below), so that a row of the
 * preferences follows it by g_object_bind_property() and others by "notify::KEY". To add one: a line here, a row in the table of
 * sparkle-settings.c, a key in the schema. Everything happens on the thread that made it. */
typedef enum
{
  SPARKLE_SETTING_WINDOW_WIDTH = 1,
  SPARKLE_SETTING_WINDOW_HEIGHT,
  SPARKLE_SETTING_WINDOW_MAXIMIZED,
  SPARKLE_SETTING_COLOR_SCHEME,          /* SparkleColorScheme */
  SPARKLE_SETTING_TEXT_SCALE,            /* percent of the system's text, 80..200 */
  SPARKLE_SETTING_READING_WIDTH,         /* characters of a line, 40..120 */
  SPARKLE_SETTING_IMAGES,                /* SparkleImages */
  SPARKLE_SETTING_SERVER,                /* address; "": the one used last */
  SPARKLE_SETTING_STORAGE_BUDGET,        /* megabytes, 50..20000 */
  SPARKLE_SETTING_DESKTOP_NOTIFICATIONS,
  SPARKLE_SETTING_QUIET_HOURS,
  SPARKLE_SETTING_QUIET_FROM,            /* minutes after midnight */
  SPARKLE_SETTING_QUIET_UNTIL,           /* minutes after midnight */
  SPARKLE_SETTING_SPELLING_LANGUAGE,     /* such as "de_DE"; "": that of the system */
  SPARKLE_SETTING_TELL_TYPING,
  SPARKLE_SETTING_LETTER_KEYS,           /* keys without Ctrl, such as j and k */
  SPARKLE_N_SETTINGS
} SparkleSetting;

typedef enum
{
  SPARKLE_COLOR_SCHEME_SYSTEM,
  SPARKLE_COLOR_SCHEME_LIGHT,
  SPARKLE_COLOR_SCHEME_DARK,
} SparkleColorScheme;

/* Pictures that lie on other people's machines, which learn who looks at them. */
typedef enum
{
  SPARKLE_IMAGES_ASK,
  SPARKLE_IMAGES_ALWAYS,
  SPARKLE_IMAGES_NEVER,
} SparkleImages;

#define SPARKLE_TYPE_SETTINGS (sparkle_settings_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSettings, sparkle_settings, SPARKLE, SETTINGS, GObject)

SparkleSettings *sparkle_settings_new           (GSettingsSchema  *schema,
                                                 GSettingsBackend *backend);
SparkleSettings *sparkle_settings_new_installed (const char       *schema_id,
                                                 const char       *data_dir);

/* self may be NULL, where no window is yet: the answer is then what is built in. */
gboolean         sparkle_settings_get_boolean   (SparkleSettings *self,
                                                 SparkleSetting   setting);
int              sparkle_settings_get_int       (SparkleSettings *self,
                                                 SparkleSetting   setting);
unsigned         sparkle_settings_get_choice    (SparkleSettings *self,
                                                 SparkleSetting   setting);
const char      *sparkle_settings_get_text      (SparkleSettings *self,
                                                 SparkleSetting   setting); /* transfer none, until it changes */

void             sparkle_settings_set_boolean   (SparkleSettings *self,
                                                 SparkleSetting   setting,
                                                 gboolean         value);
void             sparkle_settings_set_int       (SparkleSettings *self,
                                                 SparkleSetting   setting,
                                                 int              value);
void             sparkle_settings_set_choice    (SparkleSettings *self,
                                                 SparkleSetting   setting,
                                                 unsigned         value);
void             sparkle_settings_set_text      (SparkleSettings *self,
                                                 SparkleSetting   setting,
                                                 const char      *value);

const char      *sparkle_setting_get_key        (SparkleSetting   setting);
gboolean         sparkle_settings_is_kept       (SparkleSettings *self,
                                                 SparkleSetting   setting);
gboolean         sparkle_settings_is_writable   (SparkleSettings *self,
                                                 SparkleSetting   setting);
GAction         *sparkle_settings_create_action (SparkleSettings *self,
                                                 SparkleSetting   setting); /* transfer full */

G_END_DECLS
