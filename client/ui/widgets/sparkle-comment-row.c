/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-comment-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sparkle-limits.h"
#include "sparkle-relative-time.h"

#define INDENT 16

struct _SparkleCommentRow
{
  GtkWidget parent_instance;

  SparkleComment *comment;   /* (owned) (nullable) */
  SparkleUser    *author;    /* (owned) (nullable) */
  gulong          comment_handler;
  gulong          author_handler;
  char           *reader_id;      /* (nullable) */
  char           *post_author_id; /* (nullable) */

  GtkWidget *box;
  GtkWidget *avatar;
  GtkWidget *name;
  GtkWidget *badge;
  GtkWidget *age;
  GtkWidget *mark;
  GtkWidget *text;
  GtkWidget *actions;
  GtkWidget *react;
  GtkWidget *react_count;
  GtkWidget *reply;
  GtkWidget *edit;
  GtkWidget *delete;
  GtkWidget *collapse;
};

enum
{
  CHOOSE_REACTION,
  REPLY,
  EDIT,
  COLLAPSE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleCommentRow, sparkle_comment_row, GTK_TYPE_WIDGET)

static unsigned
shown_depth (SparkleCommentRow *self)
{
  return self->comment != NULL ? MIN (sparkle_comment_get_depth (self->comment), SPARKLE_COMMENT_DEPTH_MAX) : 0;
}

/* ---- layout and hair lines ---------------------------------------------------- */

static void
sparkle_comment_row_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  SparkleCommentRow *self = SPARKLE_COMMENT_ROW (widget);
  int indent = shown_depth (self) * INDENT;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      gtk_widget_measure (self->box, orientation, for_size > 0 ? MAX (for_size - indent, 1) : -1, minimum, natural, NULL, NULL);
      return;
    }
  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);
  *minimum += indent;
  *natural += indent;
}

static void
sparkle_comment_row_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  SparkleCommentRow *self = SPARKLE_COMMENT_ROW (widget);
  int indent = shown_depth (self) * INDENT;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  gtk_widget_size_allocate (self->box, &(GtkAllocation) { mirrored ? 0 : indent, 0, MAX (width - indent, 1), height }, -1);
}

static GtkSizeRequestMode
sparkle_comment_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sparkle_comment_row_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  SparkleCommentRow *self = SPARKLE_COMMENT_ROW (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget);
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  color.alpha *= 0.18f;
  for (unsigned level = 0; level < shown_depth (self); level++)
    {
      float x = level * INDENT + 4;

      /* Over the padding too, so that the line runs on from row to row. */
      gtk_snapshot_append_color (snapshot, &color,
                                 &GRAPHENE_RECT_INIT (mirrored ? width - x - 1 : x, -12, 1, gtk_widget_get_height (widget) + 24));
    }
  gtk_widget_snapshot_child (widget, self->box, snapshot);
}

static void
pressed_cb (GtkGestureClick   *gesture,
            int                n_press,
            double             x,
            double             y,
            SparkleCommentRow *self)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  double from_edge = mirrored ? gtk_widget_get_width (GTK_WIDGET (self)) - x : x;

  if (from_edge < 0 || from_edge >= shown_depth (self) * INDENT)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, signals[COLLAPSE], 0, (unsigned) (from_edge / INDENT));
}

/* ---- content ---------------------------------------------------------------- */

static void
set_accessible_label (GtkWidget  *widget,
                      const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_author (SparkleCommentRow *self)
{
  const char *name = self->author != NULL ? sparkle_user_get_name (self->author) : _("Somebody");
  const char *role = self->author != NULL ? sparkle_user_get_role (self->author) : NULL;
  const char *author_id = self->comment != NULL ? sparkle_comment_get_author_id (self->comment) : NULL;
  const char *badge = NULL;
  g_autofree char *label = g_strdup_printf (_("Profile of %s"), name);

  if (g_strcmp0 (role, "admin") == 0)
    badge = _("Admin");
  else if (g_strcmp0 (role, "moderator") == 0)
    badge = _("Moderator");
  else if (author_id != NULL && g_strcmp0 (author_id, self->post_author_id) == 0)
    badge = _("Author");

  adw_avatar_set_text (ADW_AVATAR (self->avatar), name);
  gtk_button_set_label (GTK_BUTTON (self->name), name);
  set_accessible_label (self->name, label);
  gtk_label_set_label (GTK_LABEL (self->badge), badge != NULL ? badge : "");
  gtk_widget_set_visible (self->badge, badge != NULL);
}

static void
update_age (SparkleCommentRow *self)
{
  g_autofree char *age = sparkle_relative_time (sparkle_comment_get_created_at (self->comment), g_get_real_time ());
  g_autofree char *exact = sparkle_exact_time (sparkle_comment_get_created_at (self->comment));
  g_autofree char *edited = g_strdup_printf ("%s · %s", age, _("edited"));

  gtk_label_set_label (GTK_LABEL (self->age), sparkle_comment_get_edited (self->comment) ? edited : age);
  gtk_widget_set_tooltip_text (self->age, exact);
}

static void
update_text (SparkleCommentRow *self)
{
  gboolean deleted = sparkle_comment_get_deleted (self->comment);
  gint64 seconds = sparkle_comment_get_video_seconds (self->comment);
  g_autofree char *timed = NULL;

  if (!deleted && seconds >= 0)
    timed = g_strdup_printf ("%d:%02d  %s", (int) (seconds / 60), (int) (seconds % 60), sparkle_comment_get_content (self->comment));
  gtk_label_set_label (GTK_LABEL (self->text), deleted ? _("This comment was deleted.")
                                               : timed != NULL ? timed : sparkle_comment_get_content (self->comment));
  if (deleted)
    gtk_widget_add_css_class (self->text, "sparkle-dim");
  else
    gtk_widget_remove_css_class (self->text, "sparkle-dim");
  gtk_widget_set_visible (self->actions, !deleted);
}

static void
update_reactions (SparkleCommentRow *self)
{
  gint64 count = sparkle_comment_get_n_reactions (self->comment, NULL);
  g_autofree char *text = count > 0 ? sparkle_short_number (count) : g_strdup ("");
  g_autofree char *label = g_strdup_printf (ngettext ("React, %d reaction", "React, %d reactions", (gulong) count), (int) count);
  gboolean mine = sparkle_comment_get_my_reactions (self->comment) != 0;

  gtk_label_set_label (GTK_LABEL (self->react_count), text);
  gtk_widget_set_visible (self->react_count, count > 0);
  gtk_image_set_from_icon_name (GTK_IMAGE (gtk_widget_get_prev_sibling (self->react_count)),
                                mine ? "sparkle-spark-symbolic" : "sparkle-spark-outline-symbolic");
  if (mine)
    gtk_widget_add_css_class (self->react, "mine");
  else
    gtk_widget_remove_css_class (self->react, "mine");
  set_accessible_label (self->react, label);
}

static void
update_marks (SparkleCommentRow *self)
{
  SparklePending pending = sparkle_comment_get_pending (self->comment);
  gboolean failed = pending == SPARKLE_PENDING_FAILED;

  gtk_widget_set_visible (self->mark, pending != SPARKLE_PENDING_NONE);
  gtk_button_set_icon_name (GTK_BUTTON (self->mark), failed ? "dialog-warning-symbolic" : "document-open-recent-symbolic");
  gtk_widget_set_tooltip_text (self->mark, failed ? _("Could not be sent: open the outbox") : _("Waiting to be sent"));
  set_accessible_label (self->mark, failed ? _("Could not be sent: open the outbox") : _("Waiting to be sent"));
}

static void
update_replies (SparkleCommentRow *self)
{
  unsigned n_replies = sparkle_comment_get_n_replies (self->comment);
  gboolean collapsed = sparkle_comment_get_collapsed (self->comment);
  g_autofree char *label = collapsed ? g_strdup_printf (ngettext ("Show %u reply", "Show %u replies", n_replies), n_replies)
                                     : g_strdup_printf (ngettext ("Hide %u reply", "Hide %u replies", n_replies), n_replies);

  gtk_widget_set_visible (self->collapse, n_replies > 0);
  gtk_button_set_label (GTK_BUTTON (self->collapse), label);
}

static void
update_rights (SparkleCommentRow *self)
{
  const char *author_id = self->comment != NULL ? sparkle_comment_get_author_id (self->comment) : NULL;
  gboolean own = author_id != NULL && g_strcmp0 (author_id, self->reader_id) == 0;

  gtk_widget_set_visible (self->edit, own);
  gtk_widget_set_visible (self->delete, own);
}

static void
follow_author (SparkleCommentRow *self)
{
  SparkleUser *author = self->comment != NULL ? sparkle_comment_get_author (self->comment) : NULL;

  if (self->author == author)
    return;
  if (self->author != NULL)
    g_clear_signal_handler (&self->author_handler, self->author);
  g_set_object (&self->author, author);
  if (author != NULL)
    self->author_handler = g_signal_connect_swapped (author, "notify", G_CALLBACK (update_author), self);
}

static void
update_all (SparkleCommentRow *self)
{
  follow_author (self);
  update_author (self);
  update_age (self);
  update_text (self);
  update_reactions (self);
  update_marks (self);
  update_replies (self);
  update_rights (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
comment_notify_cb (SparkleCommentRow *self,
                   GParamSpec        *pspec)
{
  if (g_str_equal (pspec->name, "reactions") || g_str_equal (pspec->name, "my-reactions"))
    update_reactions (self);
  else if (g_str_equal (pspec->name, "n-replies") || g_str_equal (pspec->name, "collapsed"))
    update_replies (self);
  else if (g_str_equal (pspec->name, "pending"))
    update_marks (self);
  else
    update_all (self);
}

/* ---- buttons ---------------------------------------------------------------- */

static void
react_clicked_cb (SparkleCommentRow *self)
{
  g_signal_emit (self, signals[CHOOSE_REACTION], 0, self->react);
}

static void
reply_clicked_cb (SparkleCommentRow *self)
{
  g_signal_emit (self, signals[REPLY], 0);
}

static void
edit_clicked_cb (SparkleCommentRow *self)
{
  g_signal_emit (self, signals[EDIT], 0);
}

static void
delete_clicked_cb (SparkleCommentRow *self)
{
  if (self->comment != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.delete-comment", "s", sparkle_comment_get_id (self->comment));
}

static void
collapse_clicked_cb (SparkleCommentRow *self)
{
  if (self->comment != NULL)
    g_signal_emit (self, signals[COLLAPSE], 0, sparkle_comment_get_depth (self->comment));
}

static void
mark_clicked_cb (SparkleCommentRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(ss)", "outbox", "");
}

static void
name_clicked_cb (SparkleCommentRow *self)
{
  if (self->author != NULL && sparkle_user_get_known (self->author))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-profile", "s", sparkle_user_get_username (self->author));
}

/* ---- furniture -------------------------------------------------------------- */

static GtkWidget *
add_action (SparkleCommentRow *self,
            const char        *label,
            GCallback          clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (self->actions), button);
  return button;
}

static void
make_head (SparkleCommentRow *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->avatar = adw_avatar_new (24, NULL, TRUE);
  self->name = gtk_button_new_with_label ("");
  gtk_button_set_can_shrink (GTK_BUTTON (self->name), TRUE);
  gtk_widget_add_css_class (self->name, "flat");
  gtk_widget_add_css_class (self->name, "author");
  self->badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->badge, "badge");
  gtk_widget_set_valign (self->badge, GTK_ALIGN_CENTER);
  self->age = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->age, "caption");
  gtk_widget_add_css_class (self->age, "sparkle-dim");
  gtk_widget_add_css_class (self->age, "tabular");
  self->mark = gtk_button_new_from_icon_name ("document-open-recent-symbolic");
  gtk_widget_add_css_class (self->mark, "flat");
  gtk_widget_add_css_class (self->mark, "circular");
  g_signal_connect_swapped (self->name, "clicked", G_CALLBACK (name_clicked_cb), self);
  g_signal_connect_swapped (self->mark, "clicked", G_CALLBACK (mark_clicked_cb), self);
  gtk_box_append (GTK_BOX (head), self->avatar);
  gtk_box_append (GTK_BOX (head), self->name);
  gtk_box_append (GTK_BOX (head), self->badge);
  gtk_box_append (GTK_BOX (head), self->age);
  gtk_box_append (GTK_BOX (head), self->mark);
  gtk_box_append (GTK_BOX (self->box), head);
}

static void
make_actions (SparkleCommentRow *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);

  self->actions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->actions, "comment-actions");

  self->react = gtk_button_new ();
  gtk_box_append (GTK_BOX (row), gtk_image_new_from_icon_name ("sparkle-spark-outline-symbolic"));
  self->react_count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->react_count, "tabular");
  gtk_box_append (GTK_BOX (row), self->react_count);
  gtk_button_set_child (GTK_BUTTON (self->react), row);
  gtk_widget_add_css_class (self->react, "flat");
  gtk_widget_set_tooltip_text (self->react, _("React"));
  g_signal_connect_swapped (self->react, "clicked", G_CALLBACK (react_clicked_cb), self);
  gtk_box_append (GTK_BOX (self->actions), self->react);

  self->reply = add_action (self, _("Reply"), G_CALLBACK (reply_clicked_cb));
  self->edit = add_action (self, _("Edit"), G_CALLBACK (edit_clicked_cb));
  self->delete = add_action (self, _("Delete"), G_CALLBACK (delete_clicked_cb));
  self->collapse = add_action (self, "", G_CALLBACK (collapse_clicked_cb));
  gtk_box_append (GTK_BOX (self->box), self->actions);
}

static void
sparkle_comment_row_dispose (GObject *object)
{
  SparkleCommentRow *self = SPARKLE_COMMENT_ROW (object);

  sparkle_comment_row_set_comment (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_comment_row_parent_class)->dispose (object);
}

static void
sparkle_comment_row_finalize (GObject *object)
{
  SparkleCommentRow *self = SPARKLE_COMMENT_ROW (object);

  g_free (self->reader_id);
  g_free (self->post_author_id);

  G_OBJECT_CLASS (sparkle_comment_row_parent_class)->finalize (object);
}

static void
sparkle_comment_row_class_init (SparkleCommentRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_comment_row_dispose;
  object_class->finalize = sparkle_comment_row_finalize;
  widget_class->measure = sparkle_comment_row_measure;
  widget_class->size_allocate = sparkle_comment_row_size_allocate;
  widget_class->get_request_mode = sparkle_comment_row_get_request_mode;
  widget_class->snapshot = sparkle_comment_row_snapshot;
  gtk_widget_class_set_css_name (widget_class, "comment-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_COMMENT);

  signals[CHOOSE_REACTION] = g_signal_new ("choose-reaction", SPARKLE_TYPE_COMMENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
  signals[REPLY] = g_signal_new ("reply", SPARKLE_TYPE_COMMENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDIT] = g_signal_new ("edit", SPARKLE_TYPE_COMMENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COLLAPSE] = g_signal_new ("collapse", SPARKLE_TYPE_COMMENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
sparkle_comment_row_init (SparkleCommentRow *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  make_head (self);
  self->text = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_selectable (GTK_LABEL (self->text), TRUE);
  gtk_widget_set_focusable (self->text, FALSE);
  gtk_widget_add_css_class (self->text, "reading");
  gtk_box_append (GTK_BOX (self->box), self->text);
  make_actions (self);
  g_signal_connect (gesture, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

/**
 * sparkle_comment_row_new:
 *
 * Returns: (transfer floating): an empty place for a comment
 */
GtkWidget *
sparkle_comment_row_new (void)
{
  return g_object_new (SPARKLE_TYPE_COMMENT_ROW, NULL);
}

/**
 * sparkle_comment_row_set_comment:
 * @comment: (nullable): what is shown
 */
void
sparkle_comment_row_set_comment (SparkleCommentRow *self,
                                 SparkleComment    *comment)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_ROW (self));

  if (self->comment == comment)
    return;
  if (self->comment != NULL)
    g_clear_signal_handler (&self->comment_handler, self->comment);
  g_set_object (&self->comment, comment);
  if (comment == NULL)
    {
      follow_author (self);
      return;
    }
  self->comment_handler = g_signal_connect_swapped (comment, "notify", G_CALLBACK (comment_notify_cb), self);
  update_all (self);
}

/**
 * sparkle_comment_row_get_comment:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
SparkleComment *
sparkle_comment_row_get_comment (SparkleCommentRow *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT_ROW (self), NULL);

  return self->comment;
}

/**
 * sparkle_comment_row_set_people:
 * @reader_id: (nullable): who reads; may change own comments
 * @post_author_id: (nullable): who wrote the post; gets a badge
 */
void
sparkle_comment_row_set_people (SparkleCommentRow *self,
                                const char        *reader_id,
                                const char        *post_author_id)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_ROW (self));

  g_set_str (&self->reader_id, reader_id);
  g_set_str (&self->post_author_id, post_author_id);
  if (self->comment == NULL)
    return;
  update_rights (self);
  update_author (self);
}

/**
 * sparkle_comment_row_glow:
 * @on: whether this is the one looked for
 *
 * Glows once, to be found.
 */
void
sparkle_comment_row_glow (SparkleCommentRow *self,
                          gboolean           on)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_ROW (self));

  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self), "glow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "glow");
}
