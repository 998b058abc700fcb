/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleting: seen at once, without a question, and taken back with Undo.
 *
 * What the server has is deleted in the outbox at once and sent when nobody took it back: who was told "deleted" finds it deleted
 * after a crash, too. What exists only here, a draft or a text that was never sent, is hidden and thrown away in the end: a crash
 * before gives it back, because nothing typed may be lost. */
#include "sparkle-delete-actions.h"

#include <glib/gi18n.h>

#include "sparkle-session-undo.h"
#include "sparkle-undo.h"
#include "sparkle-window.h"

/* Longer than any toast is there: the end of the toast, not this, sends it. After a crash it is sent when this is over. */
#define HOLD_SECONDS 60

static void
send_now (SparkleWindow *self,
          const char    *mutation_id)
{
  sparkle_session_outbox_retry (sparkle_window_get_session (self), mutation_id);
}

static void
take_back (SparkleWindow *self,
           const char    *mutation_id)
{
  sparkle_session_outbox_discard (sparkle_window_get_session (self), mutation_id);
}

static void
delete_post (SparkleWindow *self,
             const char    *id)
{
  g_autoptr(GError) error = NULL;

  if (!sparkle_session_delete_post (sparkle_window_get_session (self), id, &error))
    sparkle_window_present_error (self, error);
}

static void
delete_comment (SparkleWindow *self,
                const char    *id)
{
  g_autoptr(GError) error = NULL;

  if (!sparkle_session_delete_comment (sparkle_window_get_session (self), id, &error))
    sparkle_window_present_error (self, error);
}

static void
delete_draft (SparkleWindow *self,
              const char    *id)
{
  g_autoptr(GError) error = NULL;

  if (!sparkle_session_delete_draft (sparkle_window_get_session (self), id, &error))
    sparkle_window_present_error (self, error);
}

static void
show_draft (SparkleWindow *self,
            const char    *id)
{
  sparkle_drafts_set_hidden (sparkle_session_get_drafts (sparkle_window_get_session (self)), id, FALSE);
}

static void
delete_later (SparkleWindow         *self,
              SparkleTarget          target,
              const char            *id,
              const char            *title,
              SparkleWindowDeferred  plain)
{
  SparkleSession *session = sparkle_window_get_session (self);
  g_autoptr(GError) error = NULL;
  g_autofree char *mutation_id = NULL;

  if (sparkle_session_has_unsent (session, id))
    {
      sparkle_window_defer (self, title, id, plain);
      return;
    }
  mutation_id = sparkle_session_delete_later (session, target, id, HOLD_SECONDS, &error);
  if (mutation_id == NULL)
    sparkle_window_present_error (self, error);
  else
    sparkle_window_defer_full (self, title, mutation_id, send_now, take_back);
}

static void
delete_post_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  if (sparkle_window_get_thread (self, id) != NULL)
    sparkle_window_close_content (self);
  delete_later (self, SPARKLE_TARGET_POST, id, _("Post deleted"), delete_post);
}

static void
delete_comment_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  delete_later (SPARKLE_WINDOW (widget), SPARKLE_TARGET_COMMENT, g_variant_get_string (parameter, NULL), _("Comment deleted"), delete_comment);
}

static void
delete_draft_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  sparkle_drafts_set_hidden (sparkle_session_get_drafts (sparkle_window_get_session (self)), id, TRUE);
  sparkle_window_defer_full (self, _("Draft deleted"), id, delete_draft, show_draft);
}

/**
 * sparkle_delete_actions_install: (skip)
 * @widget_class: of the window
 */
void
sparkle_delete_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.delete-post", "s", delete_post_action);
  gtk_widget_class_install_action (widget_class, "win.delete-comment", "s", delete_comment_action);
  gtk_widget_class_install_action (widget_class, "win.delete-draft", "s", delete_draft_action);
}
