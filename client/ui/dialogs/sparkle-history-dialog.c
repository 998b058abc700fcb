/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-history-dialog.h"

#include <glib/gi18n.h>

#include "sparkle-relative-time.h"
#include "sparkle-session-history.h"

/* Lines of which a difference is shown; one behind them is told, not shown. */
#define LINES_MAX 400

struct _SparkleHistoryDialog
{
  AdwDialog parent_instance;

  SparkleDraftHistory *history; /* (owned) */
  unsigned             shown;   /* of its versions */

  AdwNavigationView   *navigation;
  AdwNavigationPage   *version_page;
  GtkStack            *stack;
  AdwPreferencesGroup *versions;
  GtkBox              *lines;
};

enum
{
  RESTORE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleHistoryDialog, sparkle_history_dialog, ADW_TYPE_DIALOG)

/* ---- one version ------------------------------------------------------------ */

static void
add_line (SparkleHistoryDialog   *self,
          const SparkleDraftLine *line)
{
  static const char * const signs[] = { [SPARKLE_LINE_BOTH] = " ", [SPARKLE_LINE_THEN] = "−", [SPARKLE_LINE_NOW] = "+" };
  g_autofree char *shown = g_strdup_printf ("%s %s", signs[line->side], line->text);
  g_autofree char *spoken = NULL;
  GtkWidget *label = gtk_label_new (shown);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "history-line");
  if (line->side == SPARKLE_LINE_THEN)
    gtk_widget_add_css_class (label, "history-gone");
  else if (line->side == SPARKLE_LINE_NOW)
    gtk_widget_add_css_class (label, "history-new");
  /* colour and sign are not the only ones to tell it */
  if (line->side == SPARKLE_LINE_THEN)
    spoken = g_strdup_printf (_("Only in this version: %s"), line->text);
  else if (line->side == SPARKLE_LINE_NOW)
    spoken = g_strdup_printf (_("Only in the present text: %s"), line->text);
  else
    spoken = g_strdup (line->text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_box_append (self->lines, label);
}

static void
add_remark (SparkleHistoryDialog *self,
            const char           *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "sparkle-dim");
  gtk_box_append (self->lines, label);
}

static void
show_version (SparkleHistoryDialog *self,
              unsigned              which)
{
  g_autoptr(GPtrArray) lines = sparkle_draft_history_compare (self->history, which);
  g_autofree char *title = sparkle_exact_time (sparkle_draft_history_get_at (self->history, which));
  gboolean same = TRUE;
  GtkWidget *child;

  self->shown = which;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  for (unsigned i = 0; i < lines->len; i++)
    same = same && ((SparkleDraftLine *) g_ptr_array_index (lines, i))->side == SPARKLE_LINE_BOTH;
  add_remark (self, same ? _("This is the present text.") : _("− stands in this version only, + in the present text only"));
  for (unsigned i = 0; i < lines->len && i < LINES_MAX; i++)
    add_line (self, g_ptr_array_index (lines, i));
  if (lines->len > LINES_MAX)
    add_remark (self, _("The rest is not shown."));
  adw_navigation_page_set_title (self->version_page, title);
  adw_navigation_view_push_by_tag (self->navigation, "version");
}

static void
restore_cb (SparkleHistoryDialog *self)
{
  g_signal_emit (self, signals[RESTORE], 0, sparkle_draft_history_get_id (self->history, self->shown));
  adw_dialog_close (ADW_DIALOG (self));
}

/* ---- all of them ------------------------------------------------------------ */

static const char *
reason_of (SparkleDraftWhy why)
{
  switch (why)
    {
    case SPARKLE_DRAFT_WHY_DEVICE:
      return _("Before another device changed it");
    case SPARKLE_DRAFT_WHY_RESTORED:
      return _("Before a version was restored");
    case SPARKLE_DRAFT_WHY_LEFT:
      return _("When it was published or deleted");
    case SPARKLE_DRAFT_WHY_WRITTEN:
      break;
    }
  return NULL;
}

static void
activated_cb (SparkleHistoryDialog *self,
              AdwActionRow         *row)
{
  int which = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  if (which >= 0 && (unsigned) which < sparkle_draft_history_get_n (self->history))
    show_version (self, (unsigned) which);
}

static void
add_version (SparkleHistoryDialog *self,
             unsigned              which)
{
  GtkWidget *row = adw_action_row_new ();
  gint64 at = sparkle_draft_history_get_at (self->history, which);
  unsigned length = sparkle_draft_history_get_length (self->history, which);
  g_autofree char *age = sparkle_relative_time (at, g_get_real_time ());
  g_autofree char *exact = sparkle_exact_time (at);
  const char *reason = reason_of (sparkle_draft_history_get_why (self->history, which));
  /* Translators: how long a text is */
  g_autofree char *size = g_strdup_printf (ngettext ("%u character", "%u characters", length), length);
  g_autofree char *subtitle = reason != NULL ? g_strdup_printf ("%s · %s", size, reason) : g_strdup (size);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), age);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_tooltip_text (row, exact);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->versions, row);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_history_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SPARKLE_TYPE_HISTORY_DIALOG);
  g_clear_object (&SPARKLE_HISTORY_DIALOG (object)->history);

  G_OBJECT_CLASS (sparkle_history_dialog_parent_class)->dispose (object);
}

static void
sparkle_history_dialog_class_init (SparkleHistoryDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_history_dialog_dispose;
  signals[RESTORE] = g_signal_new ("restore", SPARKLE_TYPE_HISTORY_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/sparkle-history-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleHistoryDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, SparkleHistoryDialog, version_page);
  gtk_widget_class_bind_template_child (widget_class, SparkleHistoryDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, SparkleHistoryDialog, versions);
  gtk_widget_class_bind_template_child (widget_class, SparkleHistoryDialog, lines);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
}

static void
sparkle_history_dialog_init (SparkleHistoryDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_history_dialog_new:
 * @session: open
 * @draft_id: a draft
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
sparkle_history_dialog_new (SparkleSession *session,
                            const char     *draft_id)
{
  SparkleHistoryDialog *self = g_object_new (SPARKLE_TYPE_HISTORY_DIALOG, NULL);

  self->history = sparkle_session_open_history (session, draft_id);
  for (unsigned i = 0; i < sparkle_draft_history_get_n (self->history); i++)
    add_version (self, i);
  gtk_stack_set_visible_child_name (self->stack, sparkle_draft_history_get_n (self->history) > 0 ? "list" : "empty");
  return ADW_DIALOG (self);
}
