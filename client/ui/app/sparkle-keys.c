/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-keys.h"

#include "sparkle-player-bar.h"
#include "sparkle-shortcuts.h"

/* After this the first key of two is forgotten. */
#define SEQUENCE_MS 1500

struct _SparkleKeys
{
  GObject parent_instance;

  AdwApplicationWindow *window;   /* (unowned): owns this */
  SparkleSettings      *settings; /* (owned) */
  gunichar              first;    /* of a sequence; 0: none */
  unsigned              timeout;
};

G_DEFINE_FINAL_TYPE (SparkleKeys, sparkle_keys, G_TYPE_OBJECT)

/* Where letters are letters. A popover has its own keys, and so has what plays. */
static gboolean
is_typing (SparkleKeys *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->window));

  if (adw_application_window_get_visible_dialog (self->window) != NULL)
    return TRUE;
  if (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus))
    return TRUE;
  return focus != NULL && (gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL || gtk_widget_get_ancestor (focus, SPARKLE_TYPE_PLAYER_BAR) != NULL);
}

static void
forget (SparkleKeys *self)
{
  self->first = 0;
  g_clear_handle_id (&self->timeout, g_source_remove);
}

static gboolean
timeout_cb (gpointer data)
{
  SparkleKeys *self = data;

  self->timeout = 0;
  self->first = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
activate (SparkleKeys *self,
          const char  *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr(GVariant) target = NULL;

  return g_action_parse_detailed_name (detailed, &name, &target, NULL) &&
         gtk_widget_activate_action_variant (GTK_WIDGET (self->window), name, target);
}

/* What a row asks for: one key, or two with a space between. */
static void
split (const char *letters,
       gunichar   *ret_one,
       gunichar   *ret_two)
{
  const char *next = g_utf8_next_char (letters);

  *ret_one = g_utf8_get_char (letters);
  *ret_two = *next == ' ' ? g_utf8_get_char (next + 1) : 0;
}

/**
 * sparkle_keys_press:
 * @key: a character that was typed and that no widget took
 *
 * Returns: whether it meant something
 */
gboolean
sparkle_keys_press (SparkleKeys *self,
                    gunichar     key)
{
  const SparkleShortcut *rows;
  gunichar first;
  unsigned n;

  g_return_val_if_fail (SPARKLE_IS_KEYS (self), FALSE);

  first = self->first;
  forget (self);
  if (key == 0 || is_typing (self) || !sparkle_settings_get_boolean (self->settings, SPARKLE_SETTING_LETTER_KEYS))
    return FALSE;

  rows = sparkle_shortcuts_get (&n);
  for (unsigned i = 0; i < n; i++)
    {
      gunichar one, two;

      if (rows[i].letters == NULL || rows[i].action == NULL)
        continue;
      split (rows[i].letters, &one, &two);
      if (first != 0 ? one == first && two == key : one == key && two == 0)
        return activate (self, rows[i].action);
      if (first == 0 && one == key)
        self->first = key;
    }
  if (self->first != 0)
    self->timeout = g_timeout_add (SEQUENCE_MS, timeout_cb, self);
  return self->first != 0 || first != 0;
}

/* The letter on the key: where a keyboard has two alphabets, the Latin one. */
static gunichar
get_letter (GdkEvent *event,
            unsigned  keyval)
{
  gunichar letter = gdk_keyval_to_unicode (keyval);
  g_autofree GdkKeymapKey *keys = NULL;
  g_autofree guint *keyvals = NULL;
  int n = 0;

  if (letter == 0 || letter < 128)
    return letter;
  if (event != NULL && gdk_display_map_keycode (gdk_event_get_display (event), gdk_key_event_get_keycode (event), &keys, &keyvals, &n))
    for (int i = 0; i < n; i++)
      if (keys[i].level == 0 && g_ascii_isalpha ((int) MIN (gdk_keyval_to_unicode (keyvals[i]), 127)))
        return gdk_keyval_to_unicode (keyvals[i]);
  return letter;
}

static gboolean
key_pressed_cb (SparkleKeys           *self,
                unsigned               keyval,
                unsigned               keycode,
                GdkModifierType        state,
                GtkEventControllerKey *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  if (event != NULL && gdk_key_event_is_modifier (event))
    return GDK_EVENT_PROPAGATE; /* Shift on the way to a question mark */
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK | GDK_HYPER_MASK)) != 0)
    {
      forget (self);
      return GDK_EVENT_PROPAGATE;
    }
  return sparkle_keys_press (self, get_letter (event, keyval));
}

/* Does what a widget binds to this key, if it binds anything. */
static gboolean
trigger (GtkWidget *widget,
         GdkEvent  *event)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (unsigned i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (unsigned j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          if (gtk_shortcut_trigger_trigger (gtk_shortcut_get_trigger (shortcut), event, FALSE) == GDK_KEY_MATCH_EXACT &&
              gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), GTK_SHORTCUT_ACTION_EXCLUSIVE, widget,
                                            gtk_shortcut_get_arguments (shortcut)))
            return TRUE;
        }
    }
  return FALSE;
}

/* A text takes every Enter for a new line, Ctrl or not; what is around it and sends with Ctrl+Enter comes first. */
static gboolean
enter_pressed_cb (SparkleKeys           *self,
                  unsigned               keyval,
                  unsigned               keycode,
                  GdkModifierType        state,
                  GtkEventControllerKey *controller)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->window));
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0 || !GTK_IS_TEXT_VIEW (focus) ||
      event == NULL)
    return GDK_EVENT_PROPAGATE;
  for (GtkWidget *widget = gtk_widget_get_parent (focus); widget != NULL; widget = gtk_widget_get_parent (widget))
    if (trigger (widget, event))
      return GDK_EVENT_STOP;
  return GDK_EVENT_PROPAGATE;
}

static void
sparkle_keys_dispose (GObject *object)
{
  SparkleKeys *self = SPARKLE_KEYS (object);

  forget (self);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sparkle_keys_parent_class)->dispose (object);
}

static void
sparkle_keys_class_init (SparkleKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_keys_dispose;
}

static void
sparkle_keys_init (SparkleKeys *self)
{
}

/**
 * sparkle_keys_new:
 * @window: whose keys these are; keeps the returned object for as long as it is a window
 * @settings: whether they work
 *
 * The keys are looked at last: whatever has the focus comes first.
 *
 * Returns: (transfer full): at work
 */
SparkleKeys *
sparkle_keys_new (AdwApplicationWindow *window,
                  SparkleSettings      *settings)
{
  SparkleKeys *self = g_object_new (SPARKLE_TYPE_KEYS, NULL);
  GtkEventController *controller = gtk_event_controller_key_new ();
  GtkEventController *enter = gtk_event_controller_key_new ();

  self->window = window;
  self->settings = g_object_ref (settings);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_BUBBLE);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), controller);
  gtk_event_controller_set_propagation_phase (enter, GTK_PHASE_CAPTURE);
  g_signal_connect_object (enter, "key-pressed", G_CALLBACK (enter_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (window), enter);
  return self;
}
