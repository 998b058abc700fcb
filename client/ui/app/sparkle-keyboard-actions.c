/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only makes sense from a keyboard: acting on what has the focus, and walking between the columns. */
#include "sparkle-keyboard-actions.h"

#include "sparkle-comment-row.h"
#include "sparkle-post-row.h"
#include "sparkle-reaction.h"
#include "sparkle-reply-box.h"
#include "sparkle-window.h"

/* ---- this one ----------------------------------------------------------------- */

/* A row of a list has the focus itself, and what it shows is its child; or something within has it. (nullable) */
static GtkWidget *
find_around (SparkleWindow *self,
             GType          type)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *child = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  if (child != NULL && g_type_is_a (G_OBJECT_TYPE (child), type))
    return child;
  return focus != NULL ? gtk_widget_get_ancestor (focus, type) : NULL;
}

/* (nullable) */
static GtkWidget *
find_within (GtkWidget *root,
             GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_child_visible (child) ? find_within (child, type) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* (nullable) */
static SparkleComment *
find_comment (SparkleWindow *self)
{
  GtkWidget *row = find_around (self, SPARKLE_TYPE_COMMENT_ROW);

  return row != NULL ? sparkle_comment_row_get_comment (SPARKLE_COMMENT_ROW (row)) : NULL;
}

/* The post of the row that has the focus, else the one that is being read. (transfer full) (nullable) */
static SparklePost *
find_post (SparkleWindow *self)
{
  GtkWidget *row = find_around (self, SPARKLE_TYPE_POST_ROW);
  GtkWidget *page = sparkle_window_get_page (self, SPARKLE_PANE_CONTENT);

  if (row != NULL && sparkle_post_row_get_post (SPARKLE_POST_ROW (row)) != NULL)
    return g_object_ref (sparkle_post_row_get_post (SPARKLE_POST_ROW (row)));
  if (!SPARKLE_IS_THREAD_PAGE (page))
    return NULL;
  return sparkle_entities_get_post (sparkle_session_get_entities (sparkle_window_get_session (self)),
                                    sparkle_thread_page_get_post_id (SPARKLE_THREAD_PAGE (page)));
}

static gboolean
is_mine (SparkleWindow *self,
         const char    *author_id)
{
  return author_id != NULL && g_strcmp0 (author_id, sparkle_session_get_account_id (sparkle_window_get_session (self))) == 0;
}

static void
reply_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  GtkWidget *row = find_around (self, SPARKLE_TYPE_COMMENT_ROW);
  g_autoptr(SparklePost) post = row == NULL ? find_post (self) : NULL;
  GtkWidget *box;

  if (row != NULL)
    {
      g_signal_emit_by_name (row, "reply");
      return;
    }
  if (post == NULL)
    {
      gtk_widget_error_bell (widget);
      return;
    }
  gtk_widget_activate_action (widget, "win.open-post", "s", sparkle_post_get_id (post));
  box = find_within (sparkle_window_get_page (self, SPARKLE_PANE_CONTENT), SPARKLE_TYPE_REPLY_BOX);
  if (box != NULL)
    gtk_widget_child_focus (box, GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_activate_action (widget, "win.sign-in", NULL);
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  SparkleComment *comment = find_comment (self);
  g_autoptr(SparklePost) post = comment == NULL ? find_post (self) : NULL;

  if (comment != NULL && is_mine (self, sparkle_comment_get_author_id (comment)))
    g_signal_emit_by_name (find_around (self, SPARKLE_TYPE_COMMENT_ROW), "edit");
  else if (post != NULL && is_mine (self, sparkle_post_get_author_id (post)))
    gtk_widget_activate_action (widget, "win.edit-post", "s", sparkle_post_get_id (post));
  else
    gtk_widget_error_bell (widget);
}

static void
like_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  const unsigned like = 1u << SPARKLE_REACTION_LIKE;
  SparkleComment *comment = find_comment (SPARKLE_WINDOW (widget));
  g_autoptr(SparklePost) post = comment == NULL ? find_post (SPARKLE_WINDOW (widget)) : NULL;

  if (comment != NULL)
    gtk_widget_activate_action (widget, "win.react", "(sssb)", "comment", sparkle_comment_get_id (comment), "like",
                                (sparkle_comment_get_my_reactions (comment) & like) == 0);
  else if (post != NULL)
    gtk_widget_activate_action (widget, "win.react", "(sssb)", "post", sparkle_post_get_id (post), "like",
                                (sparkle_post_get_my_reactions (post) & like) == 0);
  else
    gtk_widget_error_bell (widget);
}

static void
bookmark_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  g_autoptr(SparklePost) post = find_post (SPARKLE_WINDOW (widget));

  if (post != NULL)
    gtk_widget_activate_action (widget, "win.bookmark", "(sb)", sparkle_post_get_id (post), !sparkle_post_get_bookmarked (post));
  else
    gtk_widget_error_bell (widget);
}

/* ---- columns ------------------------------------------------------------------ */

static int
focused_pane (SparkleWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  for (int pane = 0; pane < SPARKLE_N_PANES; pane++)
    {
      GtkWidget *page = sparkle_window_get_page (self, pane);

      if (focus != NULL && page != NULL && gtk_widget_is_ancestor (focus, page))
        return pane;
    }
  return -1;
}

/* Where there is room for one column only, walking shows the one that is meant. */
static void
move (GtkWidget *widget,
      int        step)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  int pane = focused_pane (self);

  if (pane < 0 && step < 0)
    pane = SPARKLE_N_PANES;
  for (int tries = 0; tries < SPARKLE_N_PANES; tries++)
    {
      pane = (pane + step + SPARKLE_N_PANES) % SPARKLE_N_PANES;
      sparkle_window_show_pane (self, pane);
      if (sparkle_window_get_page (self, pane) != NULL &&
          gtk_widget_child_focus (sparkle_window_get_page (self, pane), GTK_DIR_TAB_FORWARD))
        break;
    }
  gtk_window_set_focus_visible (GTK_WINDOW (self), TRUE);
}

static void
next_pane_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  move (widget, 1);
}

static void
previous_pane_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  move (widget, -1);
}

/**
 * sparkle_keyboard_actions_install: (skip)
 * @widget_class: of the window
 */
void
sparkle_keyboard_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.reply-here", NULL, reply_action);
  gtk_widget_class_install_action (widget_class, "win.edit-here", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "win.like-here", NULL, like_action);
  gtk_widget_class_install_action (widget_class, "win.bookmark-here", NULL, bookmark_action);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, next_pane_action);
  gtk_widget_class_install_action (widget_class, "win.previous-pane", NULL, previous_pane_action);
}
