/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-comment-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "sparkle-comment-buttons.h"
#include "sparkle-comment-failure.h"
#include "sparkle-comment-head.h"
#include "sparkle-fold.h"
#include "sparkle-limits.h"
#include "sparkle-markdown-view.h"

#define INDENT 16
/* Of the style: comment-row. */
#define PADDING_TOP 8
#define PADDING_BOTTOM 4
/* What an unfurnished row is taken for. */
#define GUESS_FRAME 64
#define GUESS_LINE 22
#define GUESS_CHARACTER 7
#define GUESS_LINES 16
/* Text that may be taller than a screen. */
#define LONG_BYTES 900
#define LONG_LINES 14

struct _SparkleCommentRow
{
  GtkWidget parent_instance;

  SparkleComment *comment;   /* (owned) (nullable) */
  gulong          comment_handler;
  char           *post_author_id; /* (nullable) */
  char           *video_id;       /* (nullable): of the post */
  GListModel     *outbox;         /* (owned) (nullable) */
  gboolean        open;           /* long text is shown whole */
  gboolean        glows;
  gboolean        furnished;      /* the widgets are there and show the comment */

  GtkWidget *box;         /* (nullable): until the row is furnished; the others are within */
  GtkWidget *head;
  GtkWidget *fold;
  GtkWidget *text;
  GtkWidget *failure;     /* (nullable): made when something failed */
  GtkWidget *actions;
  GtkWidget *next;        /* (nullable): made when the branch goes on elsewhere */
};

enum
{
  CHOOSE_REACTION,
  REPLY,
  EDIT,
  MENU,
  OPENED,
  COLLAPSE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleCommentRow, sparkle_comment_row, GTK_TYPE_WIDGET)

static void make_next (SparkleCommentRow *self);

static unsigned
shown_depth (SparkleCommentRow *self)
{
  return self->comment != NULL ? MIN (sparkle_comment_get_depth (self->comment), SPARKLE_COMMENT_DEPTH_MAX) : 0;
}

/* ---- layout and hair lines ---------------------------------------------------- */

static int
guess_height (SparkleCommentRow *self,
              int                width)
{
  unsigned length = self->comment != NULL ? (unsigned) strlen (sparkle_comment_get_content (self->comment)) : 0;
  unsigned per_line = (unsigned) MAX (width / GUESS_CHARACTER, 12);

  return GUESS_FRAME + GUESS_LINE * (int) MIN (1 + length / per_line, GUESS_LINES);
}

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

  if (!self->furnished)
    {
      *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? guess_height (self, for_size - indent) : indent;
      return;
    }
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

  if (self->furnished)
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
                                 &GRAPHENE_RECT_INIT (mirrored ? width - x - 1 : x, -PADDING_TOP, 1,
                                                      gtk_widget_get_height (widget) + PADDING_TOP + PADDING_BOTTOM));
    }
  if (self->furnished)
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

static gboolean
is_long (const char *text)
{
  unsigned lines = 0;

  if (strlen (text) > LONG_BYTES || strstr (text, "![") != NULL)
    return TRUE;
  for (const char *p = strchr (text, '\n'); p != NULL; p = strchr (p + 1, '\n'))
    lines++;
  return lines > LONG_LINES;
}

static void
update_text (SparkleCommentRow *self)
{
  gboolean deleted = sparkle_comment_get_deleted (self->comment);

  sparkle_markdown_view_set_video_id (SPARKLE_MARKDOWN_VIEW (self->text), self->video_id);
  sparkle_markdown_view_set_text (SPARKLE_MARKDOWN_VIEW (self->text), deleted ? _("This comment was deleted.")
                                                                              : sparkle_comment_get_content (self->comment));
  if (deleted)
    gtk_widget_add_css_class (self->text, "sparkle-dim");
  else
    gtk_widget_remove_css_class (self->text, "sparkle-dim");
  gtk_widget_set_visible (self->head, !deleted);
  if (is_long (sparkle_comment_get_content (self->comment)))
    sparkle_fold_expect_tall (SPARKLE_FOLD (self->fold));
  sparkle_fold_set_open (SPARKLE_FOLD (self->fold), self->open);
}

static void
update_marks (SparkleCommentRow *self)
{
  gboolean failed = sparkle_comment_get_pending (self->comment) == SPARKLE_PENDING_FAILED;

  if (failed && self->failure == NULL)
    {
      self->failure = sparkle_comment_failure_new ();
      gtk_box_insert_child_after (GTK_BOX (self->box), self->failure, self->fold);
    }
  if (self->failure != NULL)
    sparkle_comment_failure_set (SPARKLE_COMMENT_FAILURE (self->failure), failed ? self->comment : NULL, self->outbox);
}

static void
update_replies (SparkleCommentRow *self)
{
  unsigned n_replies = sparkle_comment_get_n_replies (self->comment);
  gboolean continues = sparkle_comment_get_continues (self->comment);

  if (continues && self->next == NULL)
    make_next (self);
  if (self->next != NULL)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("Continue this thread, %u reply", "Continue this thread, %u replies", n_replies), n_replies);

      gtk_widget_set_visible (self->next, continues);
      gtk_button_set_label (GTK_BUTTON (self->next), text);
    }
}

static void
update_all (SparkleCommentRow *self)
{
  gtk_widget_queue_resize (GTK_WIDGET (self));
  if (!self->furnished)
    return;
  sparkle_comment_head_set_video_id (SPARKLE_COMMENT_HEAD (self->head), self->video_id);
  sparkle_comment_head_set_comment (SPARKLE_COMMENT_HEAD (self->head), self->comment, self->post_author_id);
  update_text (self);
  update_marks (self);
  update_replies (self);
  sparkle_comment_buttons_update (SPARKLE_COMMENT_BUTTONS (self->actions), self->comment);
}

static void
comment_notify_cb (SparkleCommentRow *self,
                   GParamSpec        *pspec)
{
  if (!self->furnished)
    update_all (self);
  else if (g_str_equal (pspec->name, "reactions") || g_str_equal (pspec->name, "my-reactions"))
    sparkle_comment_buttons_update (SPARKLE_COMMENT_BUTTONS (self->actions), self->comment);
  else if (g_str_equal (pspec->name, "n-replies") || g_str_equal (pspec->name, "collapsed") || g_str_equal (pspec->name, "continues"))
    {
      update_replies (self);
      sparkle_comment_buttons_update (SPARKLE_COMMENT_BUTTONS (self->actions), self->comment);
    }
  else if (g_str_equal (pspec->name, "pending") || g_str_equal (pspec->name, "unread"))
    {
      sparkle_comment_head_update (SPARKLE_COMMENT_HEAD (self->head));
      update_marks (self);
    }
  else
    update_all (self);
}

/* ---- buttons ---------------------------------------------------------------- */

static void
choose_reaction_cb (SparkleCommentRow *self,
                    GtkWidget         *button)
{
  g_signal_emit (self, signals[CHOOSE_REACTION], 0, button);
}

static void
menu_cb (SparkleCommentRow *self,
         GtkWidget         *button)
{
  g_signal_emit (self, signals[MENU], 0, button);
}

static void
reply_cb (SparkleCommentRow *self)
{
  g_signal_emit (self, signals[REPLY], 0);
}

static void
collapse_cb (SparkleCommentRow *self)
{
  if (self->comment != NULL)
    g_signal_emit (self, signals[COLLAPSE], 0, sparkle_comment_get_depth (self->comment));
}

static void
opened_cb (SparkleCommentRow *self)
{
  self->open = TRUE;
  g_signal_emit (self, signals[OPENED], 0);
}

static void
next_clicked_cb (SparkleCommentRow *self)
{
  if (self->comment != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-branch", "(ss)", sparkle_comment_get_post_id (self->comment),
                                sparkle_comment_get_id (self->comment));
}

/* ---- furniture -------------------------------------------------------------- */

static void
make_next (SparkleCommentRow *self)
{
  self->next = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (self->next, "flat");
  gtk_widget_add_css_class (self->next, "more");
  gtk_widget_set_halign (self->next, GTK_ALIGN_START);
  gtk_button_set_can_shrink (GTK_BUTTON (self->next), TRUE);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (next_clicked_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->next);
}

static void
sparkle_comment_row_dispose (GObject *object)
{
  SparkleCommentRow *self = SPARKLE_COMMENT_ROW (object);

  sparkle_comment_row_set_comment (self, NULL);
  g_clear_object (&self->outbox);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_comment_row_parent_class)->dispose (object);
}

static void
sparkle_comment_row_finalize (GObject *object)
{
  SparkleCommentRow *self = SPARKLE_COMMENT_ROW (object);

  g_free (self->post_author_id);
  g_free (self->video_id);

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
  signals[MENU] = g_signal_new ("menu", SPARKLE_TYPE_COMMENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
  signals[OPENED] = g_signal_new ("opened", SPARKLE_TYPE_COMMENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COLLAPSE] = g_signal_new ("collapse", SPARKLE_TYPE_COMMENT_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
sparkle_comment_row_init (SparkleCommentRow *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  g_signal_connect (gesture, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

static void
make_box (SparkleCommentRow *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->head = sparkle_comment_head_new ();
  gtk_box_append (GTK_BOX (self->box), self->head);
  self->text = sparkle_markdown_view_new (TRUE);
  self->fold = sparkle_fold_new (self->text);
  g_signal_connect_swapped (self->fold, "opened", G_CALLBACK (opened_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->fold);
  self->actions = sparkle_comment_buttons_new ();
  g_signal_connect_swapped (self->actions, "choose-reaction", G_CALLBACK (choose_reaction_cb), self);
  g_signal_connect_swapped (self->actions, "menu", G_CALLBACK (menu_cb), self);
  g_signal_connect_swapped (self->actions, "reply", G_CALLBACK (reply_cb), self);
  g_signal_connect_swapped (self->actions, "collapse", G_CALLBACK (collapse_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->actions);
}

/**
 * sparkle_comment_row_furnish:
 *
 * Makes its widgets, or lets them show what the row shows now: until then it is an empty place of a likely height.
 */
void
sparkle_comment_row_furnish (SparkleCommentRow *self)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_ROW (self));

  if (self->furnished)
    return;
  if (self->box == NULL)
    make_box (self);
  self->furnished = TRUE;
  if (self->comment != NULL)
    update_all (self);
}


gboolean
sparkle_comment_row_is_furnished (SparkleCommentRow *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT_ROW (self), FALSE);

  return self->furnished;
}

/**
 * sparkle_comment_row_is_ready:
 *
 * Returns: whether its widgets are there, of another comment perhaps: to furnish it costs little
 */
gboolean
sparkle_comment_row_is_ready (SparkleCommentRow *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMMENT_ROW (self), FALSE);

  return self->box != NULL;
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
  /* The widgets stay as they are, neither laid out nor drawn: to hide them would cost as much as to change them. */
  self->furnished = FALSE;
  if (comment == NULL)
    {
      if (self->box != NULL)
        sparkle_comment_head_set_comment (SPARKLE_COMMENT_HEAD (self->head), NULL, NULL);
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
 * sparkle_comment_row_set_post_author:
 * @post_author_id: (nullable): who wrote the post; gets a badge
 */
void
sparkle_comment_row_set_post_author (SparkleCommentRow *self,
                                     const char        *post_author_id)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_ROW (self));

  g_set_str (&self->post_author_id, post_author_id);
  if (self->comment != NULL && self->furnished)
    sparkle_comment_head_set_comment (SPARKLE_COMMENT_HEAD (self->head), self->comment, post_author_id);
}

/**
 * sparkle_comment_row_set_outbox:
 * @outbox: (nullable): of SparkleOutboxItem: where to find why something failed
 */
void
sparkle_comment_row_set_outbox (SparkleCommentRow *self,
                                GListModel        *outbox)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_ROW (self));

  g_set_object (&self->outbox, outbox);
}

/**
 * sparkle_comment_row_set_open:
 * @open: whether a long text is shown whole
 *
 * Before its comment is set.
 */
void
sparkle_comment_row_set_open (SparkleCommentRow *self,
                              gboolean           open)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_ROW (self));

  self->open = open;
}

/**
 * sparkle_comment_row_update_time:
 *
 * Time goes by.
 */
void
sparkle_comment_row_update_time (SparkleCommentRow *self)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_ROW (self));

  if (self->comment != NULL && self->furnished)
    sparkle_comment_head_update (SPARKLE_COMMENT_HEAD (self->head));
}

/**
 * sparkle_comment_row_set_video_id:
 * @video_id: (nullable): of the post's video: the times that are named are its
 *
 * Before its comment is set.
 */
void
sparkle_comment_row_set_video_id (SparkleCommentRow *self,
                                  const char        *video_id)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_ROW (self));

  g_set_str (&self->video_id, video_id);
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

  if (self->glows == on)
    return;
  self->glows = on;
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self), "glow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "glow");
}
