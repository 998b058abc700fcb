/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread-actions.h"

#include <glib/gi18n.h>

#include "sparkle-link.h"
#include "sparkle-thread-page.h"
#include "sparkle-window.h"

static gboolean
is_open (SparkleWindow *self)
{
  return sparkle_session_is_open (sparkle_window_get_session (self));
}

/* The thread's page in the last column, made when it shows something else. */
static SparkleThreadPage *
show_thread (SparkleWindow *self,
             const char    *post_id)
{
  SparkleThreadPage *page = sparkle_window_get_thread (self, post_id);

  sparkle_window_mark_open (self, post_id);
  if (page != NULL && sparkle_thread_page_get_root_id (page) == NULL)
    {
      sparkle_window_reveal_content (self);
      return page;
    }
  page = SPARKLE_THREAD_PAGE (sparkle_thread_page_new (sparkle_window_get_session (self), post_id));
  sparkle_window_show_content (self, ADW_NAVIGATION_PAGE (page));
  return page;
}

static void
open_comment_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  const char *post_id, *comment_id;

  g_variant_get (parameter, "(&s&s)", &post_id, &comment_id);
  if (is_open (self))
    sparkle_thread_page_find_comment (show_thread (self, post_id), comment_id);
}

static SparkleThreadPage *
push_branch (SparkleWindow *self,
             const char    *post_id,
             const char    *root_id)
{
  AdwNavigationPage *page = sparkle_thread_page_new_branch (sparkle_window_get_session (self), post_id, root_id);

  sparkle_window_push_content (self, page);
  return SPARKLE_THREAD_PAGE (page);
}

static void
open_branch_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  const char *post_id, *root_id;

  g_variant_get (parameter, "(&s&s)", &post_id, &root_id);
  if (is_open (SPARKLE_WINDOW (widget)))
    push_branch (SPARKLE_WINDOW (widget), post_id, root_id);
}

static void
open_comment_in_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  const char *post_id, *root_id, *comment_id;

  g_variant_get (parameter, "(&s&s&s)", &post_id, &root_id, &comment_id);
  if (is_open (SPARKLE_WINDOW (widget)))
    sparkle_thread_page_show_comment (push_branch (SPARKLE_WINDOW (widget), post_id, root_id), comment_id);
}

static void
next_unread_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  SparkleThreadPage *page = sparkle_window_get_thread (SPARKLE_WINDOW (widget), NULL);

  if (page != NULL)
    sparkle_thread_page_next_unread (page);
  else
    gtk_widget_error_bell (widget);
}

static void
open_link_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  g_autoptr(SparkleLink) link = sparkle_link_parse (g_variant_get_string (parameter, NULL), NULL);

  if (!is_open (self))
    return;
  if (link == NULL)
    {
      sparkle_window_toast (self, _("This link is damaged or incomplete: it does not lead to a post"));
      return;
    }
  if (!sparkle_link_is_of (link, sparkle_session_get_server (sparkle_window_get_session (self))))
    {
      /* Translators: the placeholder is the address of another community's server */
      g_autofree char *text = g_strdup_printf (_("This link leads to another community: %s"), link->server);

      sparkle_window_toast (self, text);
      return;
    }
  if (link->comment_id != NULL)
    gtk_widget_activate_action (widget, "win.open-comment", "(ss)", link->post_id, link->comment_id);
  else
    show_thread (self, link->post_id);
}

static void
copy_link_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  const char *server = sparkle_session_get_server (sparkle_window_get_session (self));
  const char *post_id, *comment_id;
  g_autofree char *text = NULL;

  g_variant_get (parameter, "(&s&s)", &post_id, &comment_id);
  if (server == NULL)
    return;
  text = sparkle_link_format (server, post_id, *comment_id != '\0' ? comment_id : NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  sparkle_window_toast (self, _("Link copied"));
}

/**
 * sparkle_thread_actions_install: (skip)
 * @widget_class: of the window
 *
 * What leads into threads: `win.open-comment` (post id, comment id), `win.open-branch` (post id, comment id that it begins with),
 * `win.open-comment-in` (post id, branch, comment id), `win.next-unread`, `win.open-link` (a permanent link as it came from
 * anywhere) and `win.copy-link` (post id, comment id or "").
 */
void
sparkle_thread_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-comment", "(ss)", open_comment_action);
  gtk_widget_class_install_action (widget_class, "win.open-comment-in", "(sss)", open_comment_in_action);
  gtk_widget_class_install_action (widget_class, "win.open-branch", "(ss)", open_branch_action);
  gtk_widget_class_install_action (widget_class, "win.next-unread", NULL, next_unread_action);
  gtk_widget_class_install_action (widget_class, "win.open-link", "s", open_link_action);
  gtk_widget_class_install_action (widget_class, "win.copy-link", "(ss)", copy_link_action);
}
