/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-settings.h"

#include <string.h>

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

typedef enum { KIND_BOOLEAN, KIND_INT, KIND_TEXT, KIND_CHOICE } Kind;

/* What the app knows of a setting when the schema knows less. The schema repeats the defaults; a test compares both. */
typedef struct
{
  const char *key;
  Kind        kind;
  int         fallback; /* boolean, number or choice; a text begins empty */
  int         min;
  int         max;      /* of a text: bytes */
  const char *nicks[4]; /* of a choice */
} Row;

static const Row rows[SPARKLE_N_SETTINGS] = {
  [SPARKLE_SETTING_WINDOW_WIDTH] = { "window-width", KIND_INT, 1280, 360, 32767, { NULL } },
  [SPARKLE_SETTING_WINDOW_HEIGHT] = { "window-height", KIND_INT, 820, 294, 32767, { NULL } },
  [SPARKLE_SETTING_WINDOW_MAXIMIZED] = { "window-maximized", KIND_BOOLEAN, FALSE, 0, 0, { NULL } },
  [SPARKLE_SETTING_COLOR_SCHEME] = { "color-scheme", KIND_CHOICE, SPARKLE_COLOR_SCHEME_SYSTEM, 0, 2, { "system", "light", "dark" } },
  [SPARKLE_SETTING_TEXT_SCALE] = { "text-scale", KIND_INT, 100, 80, 200, { NULL } },
  [SPARKLE_SETTING_READING_WIDTH] = { "reading-width", KIND_INT, 68, 40, 120, { NULL } },
  [SPARKLE_SETTING_IMAGES] = { "images", KIND_CHOICE, SPARKLE_IMAGES_ASK, 0, 2, { "ask", "always", "never" } },
  [SPARKLE_SETTING_SERVER] = { "server", KIND_TEXT, 0, 0, 512, { NULL } },
  [SPARKLE_SETTING_STORAGE_BUDGET] = { "storage-budget", KIND_INT, 500, 50, 20000, { NULL } },
  [SPARKLE_SETTING_DESKTOP_NOTIFICATIONS] = { "desktop-notifications", KIND_BOOLEAN, TRUE, 0, 0, { NULL } },
  [SPARKLE_SETTING_QUIET_HOURS] = { "quiet-hours", KIND_BOOLEAN, FALSE, 0, 0, { NULL } },
  [SPARKLE_SETTING_QUIET_FROM] = { "quiet-from", KIND_INT, 22 * 60, 0, 24 * 60 - 1, { NULL } },
  [SPARKLE_SETTING_QUIET_UNTIL] = { "quiet-until", KIND_INT, 7 * 60, 0, 24 * 60 - 1, { NULL } },
  [SPARKLE_SETTING_SPELLING_LANGUAGE] = { "spelling-language", KIND_TEXT, 0, 0, 64, { NULL } },
  [SPARKLE_SETTING_TELL_TYPING] = { "tell-typing", KIND_BOOLEAN, TRUE, 0, 0, { NULL } },
  [SPARKLE_SETTING_LETTER_KEYS] = { "letter-keys", KIND_BOOLEAN, TRUE, 0, 0, { NULL } },
};

/* As GSettings stores each kind; a choice is stored by its nick. */
static const char * const variant_types[] = { "b", "i", "s", "s" };

struct _SparkleSettings
{
  GObject parent_instance;

  GSettings *settings;                  /* (owned) (nullable): no schema */
  gboolean   kept[SPARKLE_N_SETTINGS];  /* the schema has it, and as expected */
  int        numbers[SPARKLE_N_SETTINGS];
  char      *texts[SPARKLE_N_SETTINGS]; /* (owned): never NULL where the setting is a text */
};

static GParamSpec *properties[SPARKLE_N_SETTINGS];

G_DEFINE_FINAL_TYPE (SparkleSettings, sparkle_settings, G_TYPE_OBJECT)

/* ---- one value ---------------------------------------------------------------- */

static gboolean
is_kind (SparkleSetting setting,
         Kind           kind)
{
  return setting > 0 && setting < SPARKLE_N_SETTINGS && rows[setting].kind == kind;
}

static gboolean
is_fine_text (const Row  *row,
              const char *text)
{
  return strlen (text) <= (gsize) row->max && g_utf8_validate (text, -1, NULL);
}

static void
take_number (SparkleSettings *self,
             SparkleSetting   setting,
             int              value)
{
  if (self->numbers[setting] == value)
    return;
  self->numbers[setting] = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[setting]);
}

static void
take_text (SparkleSettings *self,
           SparkleSetting   setting,
           const char      *value)
{
  if (g_set_str (&self->texts[setting], value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[setting]);
}

/* Whatever lies in the file of settings: the nearest sensible value. */
static void
load (SparkleSettings *self,
      SparkleSetting   setting)
{
  const Row *row = &rows[setting];
  g_autoptr(GVariant) value = g_settings_get_value (self->settings, row->key);
  int number = row->fallback;

  switch (row->kind)
    {
    case KIND_BOOLEAN:
      take_number (self, setting, g_variant_get_boolean (value));
      break;
    case KIND_INT:
      take_number (self, setting, CLAMP (g_variant_get_int32 (value), row->min, row->max));
      break;
    case KIND_TEXT:
      take_text (self, setting, is_fine_text (row, g_variant_get_string (value, NULL)) ? g_variant_get_string (value, NULL) : "");
      break;
    case KIND_CHOICE:
      for (int i = 0; i <= row->max; i++)
        if (g_str_equal (row->nicks[i], g_variant_get_string (value, NULL)))
          number = i;
      take_number (self, setting, number);
      break;
    }
}

/* Kept when it can be; else it holds until the app is closed. */
static void
store (SparkleSettings *self,
       SparkleSetting   setting,
       GVariant        *value)
{
  g_autoptr(GVariant) held = g_variant_ref_sink (value);
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettingsSchemaKey) key = NULL;

  if (!self->kept[setting])
    return;
  g_object_get (self->settings, "settings-schema", &schema, NULL);
  key = g_settings_schema_get_key (schema, rows[setting].key);
  if (g_settings_schema_key_range_check (key, held) && g_settings_is_writable (self->settings, rows[setting].key))
    g_settings_set_value (self->settings, rows[setting].key, held);
}

static void
changed_cb (SparkleSettings *self,
            const char      *key)
{
  for (SparkleSetting i = 1; i < SPARKLE_N_SETTINGS; i++)
    if (self->kept[i] && g_str_equal (rows[i].key, key))
      load (self, i);
}

/* ---- object ------------------------------------------------------------------- */

static void
sparkle_settings_get_property (GObject    *object,
                               guint       id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SparkleSettings *self = SPARKLE_SETTINGS (object);

  switch (rows[id].kind)
    {
    case KIND_BOOLEAN:
      g_value_set_boolean (value, self->numbers[id]);
      break;
    case KIND_INT:
      g_value_set_int (value, self->numbers[id]);
      break;
    case KIND_TEXT:
      g_value_set_string (value, self->texts[id]);
      break;
    case KIND_CHOICE:
      g_value_set_uint (value, (unsigned) self->numbers[id]);
      break;
    }
}

static void
sparkle_settings_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  SparkleSettings *self = SPARKLE_SETTINGS (object);

  switch (rows[id].kind)
    {
    case KIND_BOOLEAN:
      sparkle_settings_set_boolean (self, id, g_value_get_boolean (value));
      break;
    case KIND_INT:
      sparkle_settings_set_int (self, id, g_value_get_int (value));
      break;
    case KIND_TEXT:
      sparkle_settings_set_text (self, id, g_value_get_string (value));
      break;
    case KIND_CHOICE:
      sparkle_settings_set_choice (self, id, g_value_get_uint (value));
      break;
    }
}

static void
sparkle_settings_dispose (GObject *object)
{
  g_clear_object (&SPARKLE_SETTINGS (object)->settings);

  G_OBJECT_CLASS (sparkle_settings_parent_class)->dispose (object);
}

static void
sparkle_settings_finalize (GObject *object)
{
  for (SparkleSetting i = 1; i < SPARKLE_N_SETTINGS; i++)
    g_free (SPARKLE_SETTINGS (object)->texts[i]);

  G_OBJECT_CLASS (sparkle_settings_parent_class)->finalize (object);
}

static void
sparkle_settings_class_init (SparkleSettingsClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_settings_dispose;
  object_class->finalize = sparkle_settings_finalize;
  object_class->get_property = sparkle_settings_get_property;
  object_class->set_property = sparkle_settings_set_property;

  for (SparkleSetting i = 1; i < SPARKLE_N_SETTINGS; i++)
    {
      const Row *row = &rows[i];

      switch (row->kind)
        {
        case KIND_BOOLEAN:
          properties[i] = g_param_spec_boolean (row->key, NULL, NULL, row->fallback, flags);
          break;
        case KIND_INT:
          properties[i] = g_param_spec_int (row->key, NULL, NULL, row->min, row->max, row->fallback, flags);
          break;
        case KIND_TEXT:
          properties[i] = g_param_spec_string (row->key, NULL, NULL, "", flags);
          break;
        case KIND_CHOICE:
          properties[i] = g_param_spec_uint (row->key, NULL, NULL, 0, (unsigned) row->max, (unsigned) row->fallback, flags);
          break;
        }
    }
  g_object_class_install_properties (object_class, SPARKLE_N_SETTINGS, properties);
}

static void
sparkle_settings_init (SparkleSettings *self)
{
  for (SparkleSetting i = 1; i < SPARKLE_N_SETTINGS; i++)
    {
      self->numbers[i] = rows[i].fallback;
      self->texts[i] = g_strdup ("");
    }
}

/**
 * sparkle_settings_new:
 * @schema: (nullable): what is installed; may be older or newer than the app
 * @backend: (nullable): where the values lie; %NULL: where the system keeps them
 *
 * What @schema does not have, or has as something else, begins with what is built in and holds until the app is closed.
 *
 * Returns: (transfer full): the settings
 */
SparkleSettings *
sparkle_settings_new (GSettingsSchema  *schema,
                      GSettingsBackend *backend)
{
  SparkleSettings *self = g_object_new (SPARKLE_TYPE_SETTINGS, NULL);

  /* A schema without a path is of another kind; GSettings would end the process over it. */
  if (schema == NULL || g_settings_schema_get_path (schema) == NULL)
    return self;

  self->settings = g_settings_new_full (schema, backend, NULL);
  for (SparkleSetting i = 1; i < SPARKLE_N_SETTINGS; i++)
    {
      g_autoptr(GSettingsSchemaKey) key = NULL;

      if (!g_settings_schema_has_key (schema, rows[i].key))
        continue;
      key = g_settings_schema_get_key (schema, rows[i].key);
      self->kept[i] = g_variant_type_equal (g_settings_schema_key_get_value_type (key), variant_types[rows[i].kind]);
      if (self->kept[i])
        load (self, i);
    }
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * sparkle_settings_new_installed:
 * @schema_id: name of the schema
 * @data_dir: (nullable): keep the values in this folder, apart from those of the person
 *
 * Returns: (transfer full): the settings; without an installed schema those that are built in
 */
SparkleSettings *
sparkle_settings_new_installed (const char *schema_id,
                                const char *data_dir)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettingsBackend) backend = NULL;

  g_return_val_if_fail (schema_id != NULL, NULL);

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, schema_id, TRUE);
  if (schema == NULL)
    g_message ("The settings schema %s is not installed; preferences are not remembered.", schema_id);
  if (data_dir != NULL)
    {
      g_autofree char *path = g_build_filename (data_dir, "settings.ini", NULL);

      backend = g_keyfile_settings_backend_new (path, "/", NULL);
    }
  return sparkle_settings_new (schema, backend);
}

/**
 * sparkle_settings_get_boolean:
 * @self: (nullable): the settings
 *
 * Returns: what was chosen, or what is built in
 */
gboolean
sparkle_settings_get_boolean (SparkleSettings *self,
                              SparkleSetting   setting)
{
  g_return_val_if_fail (is_kind (setting, KIND_BOOLEAN), FALSE);

  return self != NULL ? self->numbers[setting] : rows[setting].fallback;
}

/**
 * sparkle_settings_get_int:
 * @self: (nullable): the settings
 *
 * Returns: what was chosen, within the range of the setting, or what is built in
 */
int
sparkle_settings_get_int (SparkleSettings *self,
                          SparkleSetting   setting)
{
  g_return_val_if_fail (is_kind (setting, KIND_INT), 0);

  return self != NULL ? self->numbers[setting] : rows[setting].fallback;
}

/**
 * sparkle_settings_get_choice:
 * @self: (nullable): the settings
 *
 * Returns: a value of the enum that the setting names; one that this version does not know counts as the default
 */
unsigned
sparkle_settings_get_choice (SparkleSettings *self,
                             SparkleSetting   setting)
{
  g_return_val_if_fail (is_kind (setting, KIND_CHOICE), 0);

  return (unsigned) (self != NULL ? self->numbers[setting] : rows[setting].fallback);
}

/**
 * sparkle_settings_get_text:
 * @self: (nullable): the settings
 *
 * Returns: (transfer none): what was entered, valid UTF-8; "" when nothing was
 */
const char *
sparkle_settings_get_text (SparkleSettings *self,
                           SparkleSetting   setting)
{
  g_return_val_if_fail (is_kind (setting, KIND_TEXT), "");

  return self != NULL ? self->texts[setting] : "";
}

/**
 * sparkle_settings_set_boolean:
 * @value: kept where the schema and the system allow it, else until the app is closed
 */
void
sparkle_settings_set_boolean (SparkleSettings *self,
                              SparkleSetting   setting,
                              gboolean         value)
{
  g_return_if_fail (SPARKLE_IS_SETTINGS (self));
  g_return_if_fail (is_kind (setting, KIND_BOOLEAN));

  value = !!value;
  if (self->numbers[setting] == value)
    return;
  store (self, setting, g_variant_new_boolean (value));
  take_number (self, setting, value);
}

/**
 * sparkle_settings_set_int:
 * @value: brought into the range of the setting
 */
void
sparkle_settings_set_int (SparkleSettings *self,
                          SparkleSetting   setting,
                          int              value)
{
  g_return_if_fail (SPARKLE_IS_SETTINGS (self));
  g_return_if_fail (is_kind (setting, KIND_INT));

  value = CLAMP (value, rows[setting].min, rows[setting].max);
  if (self->numbers[setting] == value)
    return;
  store (self, setting, g_variant_new_int32 (value));
  take_number (self, setting, value);
}

/**
 * sparkle_settings_set_choice:
 * @value: of the enum that the setting names; another one changes nothing
 */
void
sparkle_settings_set_choice (SparkleSettings *self,
                             SparkleSetting   setting,
                             unsigned         value)
{
  g_return_if_fail (SPARKLE_IS_SETTINGS (self));
  g_return_if_fail (is_kind (setting, KIND_CHOICE));

  if (value > (unsigned) rows[setting].max || self->numbers[setting] == (int) value)
    return;
  store (self, setting, g_variant_new_string (rows[setting].nicks[value]));
  take_number (self, setting, (int) value);
}

/**
 * sparkle_settings_set_text:
 * @value: (nullable): one that is too long or no UTF-8 changes nothing; %NULL empties it
 */
void
sparkle_settings_set_text (SparkleSettings *self,
                           SparkleSetting   setting,
                           const char      *value)
{
  g_return_if_fail (SPARKLE_IS_SETTINGS (self));
  g_return_if_fail (is_kind (setting, KIND_TEXT));

  value = value != NULL ? value : "";
  if (!is_fine_text (&rows[setting], value) || g_str_equal (self->texts[setting], value))
    return;
  store (self, setting, g_variant_new_string (value));
  take_text (self, setting, value);
}

/**
 * sparkle_setting_get_key:
 *
 * Returns: (transfer none): its name in the schema and as a property
 */
const char *
sparkle_setting_get_key (SparkleSetting setting)
{
  g_return_val_if_fail (setting > 0 && setting < SPARKLE_N_SETTINGS, NULL);

  return rows[setting].key;
}

/**
 * sparkle_settings_is_kept:
 *
 * Returns: whether a change outlives the app; not so when the installed schema does not have the setting
 */
gboolean
sparkle_settings_is_kept (SparkleSettings *self,
                          SparkleSetting   setting)
{
  g_return_val_if_fail (SPARKLE_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (setting > 0 && setting < SPARKLE_N_SETTINGS, FALSE);

  return self->kept[setting];
}

/**
 * sparkle_settings_is_writable:
 *
 * Returns: whether a person may change it; an administrator can lock a setting
 */
gboolean
sparkle_settings_is_writable (SparkleSettings *self,
                              SparkleSetting   setting)
{
  g_return_val_if_fail (SPARKLE_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (setting > 0 && setting < SPARKLE_N_SETTINGS, FALSE);

  return !self->kept[setting] || g_settings_is_writable (self->settings, rows[setting].key);
}

/* ---- for menus ---------------------------------------------------------------- */

static gboolean
choice_to_state (GBinding     *binding,
                 const GValue *from,
                 GValue       *to,
                 gpointer      data)
{
  const Row *row = data;

  g_value_take_variant (to, g_variant_ref_sink (g_variant_new_string (row->nicks[g_value_get_uint (from)])));
  return TRUE;
}

static gboolean
state_to_choice (GBinding     *binding,
                 const GValue *from,
                 GValue       *to,
                 gpointer      data)
{
  const Row *row = data;
  const char *nick = g_variant_get_string (g_value_get_variant (from), NULL);

  for (int i = 0; i <= row->max; i++)
    if (g_str_equal (row->nicks[i], nick))
      {
        g_value_set_uint (to, (unsigned) i);
        return TRUE;
      }
  return FALSE;
}

/* A word that is none of the choices changes nothing, wherever it comes from. */
static void
change_state_cb (GSimpleAction *action,
                 GVariant      *state,
                 gpointer       data)
{
  const Row *row = data;

  for (int i = 0; i <= row->max; i++)
    if (g_str_equal (row->nicks[i], g_variant_get_string (state, NULL)))
      g_simple_action_set_state (action, state);
}

/**
 * sparkle_settings_create_action:
 * @setting: a choice
 *
 * Returns: (transfer full): an action named like the key, its state the nick of the choice
 */
GAction *
sparkle_settings_create_action (SparkleSettings *self,
                                SparkleSetting   setting)
{
  const Row *row = &rows[setting];
  GSimpleAction *action;

  g_return_val_if_fail (SPARKLE_IS_SETTINGS (self), NULL);
  g_return_val_if_fail (is_kind (setting, KIND_CHOICE), NULL);

  action = g_simple_action_new_stateful (row->key, G_VARIANT_TYPE_STRING, g_variant_new_string (row->nicks[self->numbers[setting]]));
  g_signal_connect (action, "change-state", G_CALLBACK (change_state_cb), (gpointer) row);
  g_object_bind_property_full (self, row->key, action, "state", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL,
                               choice_to_state, state_to_choice, (gpointer) row, NULL);
  return G_ACTION (action);
}
