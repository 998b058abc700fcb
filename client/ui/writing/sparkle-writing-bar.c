/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-writing-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <libspelling.h>

#include "sparkle-foreign-leaks.h"
#include "sparkle-limits.h"
#include "sparkle-text-count.h"

/* Counting 50,000 characters takes about a millisecond; once for many keys is enough. */
#define COUNT_AFTER_MS 200

struct _SparkleWritingBar
{
  GtkBox parent_instance;

  SparkleEditor *editor; /* (owned) (nullable) */
  GtkWidget     *top;
  GtkLabel      *state;
  GtkLabel      *count;
  GtkWidget     *language_button;
  GSimpleActionGroup *actions; /* (owned) */
  unsigned       count_id;
};

enum
{
  LANGUAGE_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleWritingBar, sparkle_writing_bar, GTK_TYPE_BOX)

static const struct
{
  SparkleFormat  format;
  const char    *icon;
  const char    *name;
  const char    *keys;
} formats[] = {
  { SPARKLE_FORMAT_BOLD, "format-text-bold-symbolic", N_("Bold"), "<Control>b" },
  { SPARKLE_FORMAT_ITALIC, "format-text-italic-symbolic", N_("Italic"), "<Control>i" },
  { SPARKLE_FORMAT_HEADING, "sparkle-heading-symbolic", N_("Heading"), "<Control><Shift>h" },
  { SPARKLE_FORMAT_LINK, "sparkle-link-symbolic", N_("Link"), "<Control>k" },
  { SPARKLE_FORMAT_QUOTE, "sparkle-quote-symbolic", N_("Quote"), "<Control>9" },
  { SPARKLE_FORMAT_LIST, "view-list-bullet-symbolic", N_("List"), "<Control>8" },
  { SPARKLE_FORMAT_NUMBERS, "view-list-ordered-symbolic", N_("Numbered list"), "<Control>7" },
  { SPARKLE_FORMAT_CODE, "sparkle-code-symbolic", N_("Code"), "<Control>e" },
  { SPARKLE_FORMAT_STRIKE, "format-text-strikethrough-symbolic", N_("Strike through"), "<Control><Shift>x" },
  { SPARKLE_FORMAT_SPOILER, "view-conceal-symbolic", N_("Spoiler"), "<Control><Shift>p" },
};

/* ---- counts -------------------------------------------------------------------------------------------------------- */

static gboolean
count_cb (gpointer user_data)
{
  SparkleWritingBar *self = user_data;
  int length = gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor)));
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;
  g_autofree char *time = NULL;
  g_autofree char *label = NULL;
  SparkleTextCount count;

  self->count_id = 0;
  if (length > SPARKLE_CONTENT_MAX * 9 / 10)
    {
      label = g_strdup_printf (_("%d of %d characters"), length, SPARKLE_CONTENT_MAX);
      gtk_label_set_label (self->count, label);
      return G_SOURCE_REMOVE;
    }
  text = sparkle_editor_get_text (self->editor);
  sparkle_text_count (text, &count);
  words = g_strdup_printf (ngettext ("%u word", "%u words", count.words), count.words);
  if (count.seconds < 60)
    time = g_strdup (_("less than a minute"));
  else
    time = g_strdup_printf (ngettext ("%u minute", "%u minutes", (count.seconds + 30) / 60), (count.seconds + 30) / 60);
  /* Translators: how long a text is, and how long it takes to read it: "340 words · 2 minutes" */
  label = g_strdup_printf (_("%s · %s"), words, time);
  gtk_label_set_label (self->count, count.words > 0 ? label : "");
  return G_SOURCE_REMOVE;
}

static void
changed_cb (SparkleWritingBar *self)
{
  if (self->count_id == 0)
    self->count_id = g_timeout_add (COUNT_AFTER_MS, count_cb, self);
}

/* ---- buttons ------------------------------------------------------------------------------------------------------- */

static void
format_cb (GtkWidget *button,
           gpointer   user_data)
{
  SparkleWritingBar *self = SPARKLE_WRITING_BAR (gtk_widget_get_ancestor (button, SPARKLE_TYPE_WRITING_BAR));

  if (self->editor != NULL)
    sparkle_editor_format (self->editor, GPOINTER_TO_UINT (user_data));
}

static void
make_buttons (SparkleWritingBar *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  for (unsigned i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      GtkWidget *button = gtk_button_new_from_icon_name (formats[i].icon);
      g_autofree char *keys = NULL;
      g_autofree char *tip = NULL;
      guint key;
      GdkModifierType state;

      gtk_accelerator_parse (formats[i].keys, &key, &state);
      keys = gtk_accelerator_get_label (key, state);
      /* Translators: what a button does, and its keys: "Bold (Ctrl+B)" */
      tip = g_strdup_printf (_("%s (%s)"), _(formats[i].name), keys);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_tooltip_text (button, tip);
      gtk_widget_set_focus_on_click (button, FALSE); /* the text keeps it */
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(formats[i].name), -1);
      g_signal_connect (button, "clicked", G_CALLBACK (format_cb), GUINT_TO_POINTER (formats[i].format));
      gtk_box_append (GTK_BOX (buttons), button);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), buttons);
  gtk_widget_set_hexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self->top), scroller);
}

static GtkLabel *
add_label (GtkWidget        *row,
           GtkAccessibleRole role)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", role, NULL);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "sparkle-dim");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (row), label);
  return GTK_LABEL (label);
}

static void
make_labels (SparkleWritingBar *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->state = add_label (row, GTK_ACCESSIBLE_ROLE_STATUS);
  gtk_label_set_xalign (self->state, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->state), TRUE);
  self->count = add_label (row, GTK_ACCESSIBLE_ROLE_LABEL);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_widget_add_css_class (row, "states");
  gtk_box_append (GTK_BOX (self), row);
}

/* ---- language ------------------------------------------------------------------------------------------------------ */

static void
language_cb (GSimpleAction *action,
             GVariant      *state,
             gpointer       user_data)
{
  g_simple_action_set_state (action, state);
  g_signal_emit (user_data, signals[LANGUAGE_CHOSEN], 0, g_variant_get_string (state, NULL));
}

static GMenuModel *
make_language_menu (void)
{
  g_autoptr(GListModel) languages = NULL;
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) section = g_menu_new ();

  SPARKLE_FOREIGN_LEAKS_BEGIN
  languages = spelling_provider_list_languages (spelling_provider_get_default ());
  SPARKLE_FOREIGN_LEAKS_END
  for (unsigned i = 0; languages != NULL && i < g_list_model_get_n_items (languages); i++)
    {
      g_autoptr(SpellingLanguage) language = g_list_model_get_item (languages, i);
      g_autoptr(GMenuItem) item = g_menu_item_new (spelling_language_get_name (language), NULL);

      g_menu_item_set_action_and_target (item, "writing.language", "s", spelling_language_get_code (language));
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, _("Check spelling in"), G_MENU_MODEL (section));
  g_menu_append (menu, _("Do not check spelling"), "writing.language::");
  return G_MENU_MODEL (menu);
}

/* Asked only when the menu opens: the list of dictionaries is read from disk. */
static void
language_menu_cb (GtkMenuButton *button,
                  gpointer       user_data)
{
  g_autoptr(GMenuModel) menu = make_language_menu ();

  gtk_menu_button_set_menu_model (button, menu);
}

/* ---- life ---------------------------------------------------------------------------------------------------------- */

static void
sparkle_writing_bar_dispose (GObject *object)
{
  SparkleWritingBar *self = SPARKLE_WRITING_BAR (object);

  g_clear_handle_id (&self->count_id, g_source_remove);
  g_clear_object (&self->editor);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (sparkle_writing_bar_parent_class)->dispose (object);
}

static void
sparkle_writing_bar_class_init (SparkleWritingBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_writing_bar_dispose;

  signals[LANGUAGE_CHOSEN] = g_signal_new ("language-chosen", SPARKLE_TYPE_WRITING_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "writing-bar");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_TOOLBAR);
}

static void
sparkle_writing_bar_init (SparkleWritingBar *self)
{
  g_autoptr(GSimpleAction) language = g_simple_action_new_stateful ("language", G_VARIANT_TYPE_STRING, g_variant_new_string (""));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Format"), -1);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (self), self->top);
  make_buttons (self);
  make_labels (self);

  self->actions = g_simple_action_group_new ();
  g_signal_connect_object (language, "change-state", G_CALLBACK (language_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (language));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "writing", G_ACTION_GROUP (self->actions));
  self->language_button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->language_button), "tools-check-spelling-symbolic");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->language_button), language_menu_cb, NULL, NULL);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->language_button), GTK_ARROW_UP);
  gtk_widget_add_css_class (self->language_button, "flat");
  gtk_widget_set_tooltip_text (self->language_button, _("Spelling"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->language_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Spelling"), -1);
  gtk_box_append (GTK_BOX (self->top), self->language_button);
}

/**
 * sparkle_writing_bar_set_editor:
 * @editor: whose text it is about
 */
void
sparkle_writing_bar_set_editor (SparkleWritingBar *self,
                                SparkleEditor     *editor)
{
  g_return_if_fail (SPARKLE_IS_WRITING_BAR (self) && SPARKLE_IS_EDITOR (editor) && self->editor == NULL);

  self->editor = g_object_ref (editor);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (editor)), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_CONTROLS, editor, NULL, -1);
  changed_cb (self);
}

/**
 * sparkle_writing_bar_add_button:
 * @button: (transfer floating): what else can be done with the text
 *
 * Puts it behind the formats.
 */
void
sparkle_writing_bar_add_button (SparkleWritingBar *self,
                                GtkWidget         *button)
{
  g_return_if_fail (SPARKLE_IS_WRITING_BAR (self) && GTK_IS_WIDGET (button));

  gtk_box_append (GTK_BOX (self->top), button);
}

/**
 * sparkle_writing_bar_set_state:
 * @state: a few words, such as "Saved"; "" for nothing
 *
 * A screen reader says it when it changes.
 */
void
sparkle_writing_bar_set_state (SparkleWritingBar *self,
                               const char        *state)
{
  g_return_if_fail (SPARKLE_IS_WRITING_BAR (self) && state != NULL);

  gtk_label_set_label (self->state, state);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), *state != '\0' ? state : NULL);
}

/**
 * sparkle_writing_bar_set_language:
 * @language: (nullable): the one that is checked
 *
 * Marks it in the menu.
 */
void
sparkle_writing_bar_set_language (SparkleWritingBar *self,
                                  const char        *language)
{
  GAction *action;

  g_return_if_fail (SPARKLE_IS_WRITING_BAR (self));

  action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "language");
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (language != NULL ? language : ""));
}
