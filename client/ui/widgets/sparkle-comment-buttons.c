/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-comment-buttons.h"

#include <glib/gi18n.h>

#include "sparkle-burst.h"
#include "sparkle-relative-time.h"

struct _SparkleCommentButtons
{
  AdwBin parent_instance;

  GtkWidget *react;
  GtkWidget *react_icon;
  GtkWidget *react_count;
  GtkWidget *reply;
  GtkWidget *collapse;
  GtkWidget *collapse_icon;
  GtkWidget *collapse_count;
  GtkWidget *menu;

  char         *comment_id; /* whose reactions are shown */
  SparkleBurst *burst;      /* (nullable) */
};

enum
{
  CHOOSE_REACTION,
  REPLY,
  COLLAPSE,
  MENU,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleCommentButtons, sparkle_comment_buttons, ADW_TYPE_BIN)

static void
set_accessible_label (GtkWidget  *widget,
                      const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_reactions (SparkleCommentButtons *self,
                  SparkleComment        *comment)
{
  gint64 count = sparkle_comment_get_n_reactions (comment, NULL);
  g_autofree char *text = count > 0 ? sparkle_short_number (count) : g_strdup ("");
  g_autofree char *label = g_strdup_printf (ngettext ("React, %d reaction", "React, %d reactions", (gulong) count), (int) count);
  gboolean mine = sparkle_comment_get_my_reactions (comment) != 0;
  gboolean was_mine = gtk_widget_has_css_class (self->react, "mine");

  gtk_label_set_label (GTK_LABEL (self->react_count), text);
  gtk_widget_set_visible (self->react_count, count > 0);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->react_icon), mine ? "sparkle-spark-symbolic" : "sparkle-spark-outline-symbolic");
  if (mine)
    gtk_widget_add_css_class (self->react, "mine");
  else
    gtk_widget_remove_css_class (self->react, "mine");
  set_accessible_label (self->react, label);
  /* a row that is handed to another comment has nothing to celebrate */
  if (!g_set_str (&self->comment_id, sparkle_comment_get_id (comment)) && mine && !was_mine)
    sparkle_burst_play (&self->burst, GTK_WIDGET (self), self->react_icon);
}

static void
update_replies (SparkleCommentButtons *self,
                SparkleComment        *comment)
{
  unsigned n_replies = sparkle_comment_get_n_replies (comment);
  gboolean collapsed = sparkle_comment_get_collapsed (comment);
  g_autofree char *count = g_strdup_printf (ngettext ("%u reply", "%u replies", n_replies), n_replies);
  g_autofree char *label = collapsed ? g_strdup_printf (ngettext ("Show %u reply", "Show %u replies", n_replies), n_replies)
                                     : g_strdup_printf (ngettext ("Hide %u reply", "Hide %u replies", n_replies), n_replies);

  gtk_widget_set_visible (self->collapse, n_replies > 0 && !sparkle_comment_get_continues (comment));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->collapse_icon), collapsed ? "pan-end-symbolic" : "pan-down-symbolic");
  gtk_label_set_label (GTK_LABEL (self->collapse_count), count);
  set_accessible_label (self->collapse, label);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->collapse), GTK_ACCESSIBLE_STATE_EXPANDED, !collapsed, -1);
}

/* ---- pressed ---------------------------------------------------------------- */

static void
react_clicked_cb (SparkleCommentButtons *self)
{
  g_signal_emit (self, signals[CHOOSE_REACTION], 0, self->react);
}

static void
reply_clicked_cb (SparkleCommentButtons *self)
{
  g_signal_emit (self, signals[REPLY], 0);
}

static void
collapse_clicked_cb (SparkleCommentButtons *self)
{
  g_signal_emit (self, signals[COLLAPSE], 0);
}

static void
menu_clicked_cb (SparkleCommentButtons *self)
{
  g_signal_emit (self, signals[MENU], 0, self->menu);
}

/* ---- life ------------------------------------------------------------------- */

static void
add (SparkleCommentButtons *self,
     GtkWidget             *button,
     void                 (*clicked) (SparkleCommentButtons *))
{
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked), self);
  adw_wrap_box_append (ADW_WRAP_BOX (adw_bin_get_child (ADW_BIN (self))), button);
}

/* An icon and what is counted. */
static GtkWidget *
make_counter (GtkWidget **icon,
              GtkWidget **count)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);

  *icon = gtk_image_new ();
  *count = gtk_label_new (NULL);
  gtk_widget_add_css_class (*count, "tabular");
  gtk_box_append (GTK_BOX (row), *icon);
  gtk_box_append (GTK_BOX (row), *count);
  gtk_button_set_child (GTK_BUTTON (button), row);
  return button;
}

static void
sparkle_comment_buttons_snapshot (GtkWidget   *widget,
                                  GtkSnapshot *snapshot)
{
  GTK_WIDGET_CLASS (sparkle_comment_buttons_parent_class)->snapshot (widget, snapshot);
  sparkle_burst_snapshot (SPARKLE_COMMENT_BUTTONS (widget)->burst, snapshot);
}

static void
sparkle_comment_buttons_finalize (GObject *object)
{
  SparkleCommentButtons *self = SPARKLE_COMMENT_BUTTONS (object);

  g_clear_pointer (&self->burst, sparkle_burst_free);
  g_free (self->comment_id);

  G_OBJECT_CLASS (sparkle_comment_buttons_parent_class)->finalize (object);
}

static void
sparkle_comment_buttons_class_init (SparkleCommentButtonsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_comment_buttons_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = sparkle_comment_buttons_snapshot;

  signals[CHOOSE_REACTION] = g_signal_new ("choose-reaction", SPARKLE_TYPE_COMMENT_BUTTONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
  signals[REPLY] = g_signal_new ("reply", SPARKLE_TYPE_COMMENT_BUTTONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COLLAPSE] = g_signal_new ("collapse", SPARKLE_TYPE_COMMENT_BUTTONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MENU] = g_signal_new ("menu", SPARKLE_TYPE_COMMENT_BUTTONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
}

static void
sparkle_comment_buttons_init (SparkleCommentButtons *self)
{
  adw_bin_set_child (ADW_BIN (self), adw_wrap_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self), "comment-actions");

  self->react = make_counter (&self->react_icon, &self->react_count);
  gtk_widget_set_tooltip_text (self->react, _("React"));
  add (self, self->react, react_clicked_cb);

  self->reply = gtk_button_new_with_label (_("Reply"));
  add (self, self->reply, reply_clicked_cb);

  self->collapse = make_counter (&self->collapse_icon, &self->collapse_count);
  add (self, self->collapse, collapse_clicked_cb);

  self->menu = gtk_button_new_from_icon_name ("view-more-symbolic");
  gtk_widget_set_tooltip_text (self->menu, _("More"));
  set_accessible_label (self->menu, _("More about this comment"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
  add (self, self->menu, menu_clicked_cb);
}

/**
 * sparkle_comment_buttons_new:
 *
 * Returns: (transfer floating): buttons of no comment yet
 */
GtkWidget *
sparkle_comment_buttons_new (void)
{
  return g_object_new (SPARKLE_TYPE_COMMENT_BUTTONS, NULL);
}

/**
 * sparkle_comment_buttons_update:
 * @comment: what they are about; of a deleted one only its replies are left
 */
void
sparkle_comment_buttons_update (SparkleCommentButtons *self,
                                SparkleComment        *comment)
{
  gboolean deleted = sparkle_comment_get_deleted (comment);

  g_return_if_fail (SPARKLE_IS_COMMENT_BUTTONS (self));

  gtk_widget_set_visible (self->react, !deleted);
  gtk_widget_set_visible (self->reply, !deleted);
  gtk_widget_set_visible (self->menu, !deleted);
  update_reactions (self, comment);
  update_replies (self, comment);
}
