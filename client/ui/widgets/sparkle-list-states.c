/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-list-states.h"

#include <glib/gi18n.h>

#include "sparkle-skeleton.h"

struct _SparkleListStates
{
  AdwBin parent_instance;

  GtkStack         *stack;
  GtkWidget        *loading;      /* (nullable): made when first shown */
  GtkProgressBar   *progress;
  GtkLabel         *progress_label;
  AdwStatusPage    *empty;        /* (nullable) */
  AdwStatusPage    *offline;      /* (nullable) */
  AdwStatusPage    *failed;       /* (nullable) */
  SparkleListState  state;
  double            fraction;     /* < 0: not counted */

  char *icon_name;
  char *title;
  char *description;
  char *action_label;             /* (nullable) */
  char *action_name;              /* (nullable) */
  char *failure;                  /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SparkleListStates, sparkle_list_states, ADW_TYPE_BIN)

static GtkWidget *
make_button (const char *label,
             const char *action_name)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action_name);
  return button;
}

static void
make_loading (SparkleListStates *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->progress_label = GTK_LABEL (gtk_label_new (_("Getting the newest posts")));
  gtk_widget_add_css_class (GTK_WIDGET (self->progress_label), "sparkle-dim");
  gtk_widget_set_margin_top (GTK_WIDGET (self->progress_label), 12);
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_margin_start (GTK_WIDGET (self->progress), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->progress), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Progress of the first sync"), -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress_label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (box), sparkle_skeleton_new ());
  gtk_stack_add_named (self->stack, box, "loading");
  self->loading = box;
}

static void
show_progress (SparkleListStates *self)
{
  gboolean counted = self->fraction >= 0;

  if (self->loading == NULL)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), counted);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_label), counted);
  if (counted)
    gtk_progress_bar_set_fraction (self->progress, CLAMP (self->fraction, 0, 1));
}

static AdwStatusPage *
make_status (SparkleListStates *self,
             const char        *name)
{
  GtkWidget *page = adw_status_page_new ();

  gtk_widget_add_css_class (page, "compact");
  gtk_stack_add_named (self->stack, page, name);
  return ADW_STATUS_PAGE (page);
}

static void
show_empty (SparkleListStates *self)
{
  if (self->empty == NULL)
    self->empty = make_status (self, "empty");

  adw_status_page_set_icon_name (self->empty, self->icon_name);
  adw_status_page_set_title (self->empty, self->title != NULL ? self->title : _("Nothing here yet"));
  adw_status_page_set_description (self->empty, self->description);
  adw_status_page_set_child (self->empty, self->action_name != NULL ? make_button (self->action_label, self->action_name) : NULL);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_offline (SparkleListStates *self)
{
  if (self->offline == NULL)
    {
      self->offline = make_status (self, "offline");
      adw_status_page_set_icon_name (self->offline, "sparkle-offline-symbolic");
      adw_status_page_set_title (self->offline, _("Not connected"));
      adw_status_page_set_description (self->offline,
                                       _("Nothing of this is stored here yet. You can already write: it is sent as soon as there is a connection."));
      adw_status_page_set_child (self->offline, make_button (_("_Try again"), "win.sync"));
    }
  gtk_stack_set_visible_child_name (self->stack, "offline");
}

static void
show_failed (SparkleListStates *self)
{
  if (self->failed == NULL)
    {
      self->failed = make_status (self, "failed");
      adw_status_page_set_icon_name (self->failed, "dialog-warning-symbolic");
      adw_status_page_set_title (self->failed, _("This could not be loaded"));
      adw_status_page_set_child (self->failed, make_button (_("_Retry"), "win.sync"));
    }
  adw_status_page_set_description (self->failed, self->failure);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
update (SparkleListStates *self)
{
  switch (self->state)
    {
    case SPARKLE_LIST_STATE_LOADING:
      if (self->loading == NULL)
        make_loading (self);
      show_progress (self);
      gtk_stack_set_visible_child_name (self->stack, "loading");
      break;
    case SPARKLE_LIST_STATE_EMPTY:
      show_empty (self);
      break;
    case SPARKLE_LIST_STATE_OFFLINE:
      show_offline (self);
      break;
    case SPARKLE_LIST_STATE_FAILED:
      show_failed (self);
      break;
    case SPARKLE_LIST_STATE_CONTENT:
      if (gtk_stack_get_child_by_name (self->stack, "content") != NULL)
        gtk_stack_set_visible_child_name (self->stack, "content");
      break;
    }
}

static void
sparkle_list_states_finalize (GObject *object)
{
  SparkleListStates *self = SPARKLE_LIST_STATES (object);

  g_free (self->icon_name);
  g_free (self->title);
  g_free (self->description);
  g_free (self->action_label);
  g_free (self->action_name);
  g_free (self->failure);

  G_OBJECT_CLASS (sparkle_list_states_parent_class)->finalize (object);
}

static void
sparkle_list_states_class_init (SparkleListStatesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_list_states_finalize;
}

static void
sparkle_list_states_init (SparkleListStates *self)
{
  self->fraction = -1;
  self->state = SPARKLE_LIST_STATE_CONTENT;
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_transition_type (self->stack, GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_set_transition_duration (self->stack, 150);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

/**
 * sparkle_list_states_new:
 *
 * Returns: (transfer floating): a place for one list
 */
GtkWidget *
sparkle_list_states_new (void)
{
  return g_object_new (SPARKLE_TYPE_LIST_STATES, NULL);
}

/**
 * sparkle_list_states_set_content:
 * @content: the list; set once
 */
void
sparkle_list_states_set_content (SparkleListStates *self,
                                 GtkWidget         *content)
{
  g_return_if_fail (SPARKLE_IS_LIST_STATES (self));
  g_return_if_fail (gtk_stack_get_child_by_name (self->stack, "content") == NULL);

  gtk_stack_add_named (self->stack, content, "content");
  update (self);
}

/**
 * sparkle_list_states_set_state:
 * @state: what to show
 */
void
sparkle_list_states_set_state (SparkleListStates *self,
                               SparkleListState   state)
{
  g_return_if_fail (SPARKLE_IS_LIST_STATES (self));

  if (self->state == state)
    return;
  self->state = state;
  update (self);
}

/**
 * sparkle_list_states_get_state:
 *
 * Returns: what is shown
 */
SparkleListState
sparkle_list_states_get_state (SparkleListStates *self)
{
  g_return_val_if_fail (SPARKLE_IS_LIST_STATES (self), SPARKLE_LIST_STATE_CONTENT);

  return self->state;
}

/**
 * sparkle_list_states_set_empty:
 * @icon_name: a symbolic icon
 * @title: one line
 * @description: (nullable): one sentence
 * @action_label: (nullable): what the button says, with a mnemonic
 * @action_name: (nullable): what the button does, a detailed action name
 *
 * What to say when the list has nothing.
 */
void
sparkle_list_states_set_empty (SparkleListStates *self,
                               const char        *icon_name,
                               const char        *title,
                               const char        *description,
                               const char        *action_label,
                               const char        *action_name)
{
  g_return_if_fail (SPARKLE_IS_LIST_STATES (self));

  g_set_str (&self->icon_name, icon_name);
  g_set_str (&self->title, title);
  g_set_str (&self->description, description);
  g_set_str (&self->action_label, action_label);
  g_set_str (&self->action_name, action_name);
  if (self->state == SPARKLE_LIST_STATE_EMPTY)
    update (self);
}

/**
 * sparkle_list_states_set_failure:
 * @error: why it failed; its message is a sentence for people
 *
 * Remembers the reason and shows %SPARKLE_LIST_STATE_FAILED.
 */
void
sparkle_list_states_set_failure (SparkleListStates *self,
                                 const GError      *error)
{
  g_return_if_fail (SPARKLE_IS_LIST_STATES (self));
  g_return_if_fail (error != NULL);

  g_free (self->failure);
  self->failure = g_markup_escape_text (error->message, -1);
  self->state = SPARKLE_LIST_STATE_FAILED;
  update (self);
}

/**
 * sparkle_list_states_set_progress:
 * @fraction: 0 to 1; negative when nothing is counted
 *
 * How far the loading is.
 */
void
sparkle_list_states_set_progress (SparkleListStates *self,
                                  double             fraction)
{
  g_return_if_fail (SPARKLE_IS_LIST_STATES (self));

  self->fraction = fraction;
  show_progress (self);
}
