/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a write that is not on the server yet. */
#include "sparkle-outbox-actions.h"

#include <glib/gi18n.h>

#include "sparkle-conflict-page.h"
#include "sparkle-refused-page.h"
#include "sparkle-session-outbox.h"
#include "sparkle-window.h"

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  sparkle_session_outbox_retry (sparkle_window_get_session (SPARKLE_WINDOW (widget)), g_variant_get_string (parameter, NULL));
}

static void
retry_all_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  SparkleSession *session = sparkle_window_get_session (SPARKLE_WINDOW (widget));

  if (sparkle_session_get_state (session) == SPARKLE_SESSION_STATE_STARTING)
    return;
  sparkle_session_outbox_retry_all (session);
  gtk_widget_activate_action (widget, "win.sync", NULL);
}

static void
discard (SparkleWindow *self,
         const char    *id)
{
  sparkle_session_outbox_discard (sparkle_window_get_session (self), id);
}

static void
show_again (SparkleWindow *self,
            const char    *id)
{
  sparkle_outbox_set_hidden (sparkle_session_get_outbox (sparkle_window_get_session (self)), id, FALSE);
}

/* Out of sight at once. What was written is thrown away only when nobody undid it: until then the outbox keeps it, whatever happens. */
static void
discard_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  sparkle_outbox_set_hidden (sparkle_session_get_outbox (sparkle_window_get_session (self)), id, TRUE);
  sparkle_window_defer_full (self, _("Discarded"), id, discard, show_again);
}

static void
done_cb (SparkleWindow     *self,
         const char        *what_happened,
         AdwNavigationPage *page)
{
  if (what_happened != NULL)
    sparkle_window_toast (self, what_happened);
  sparkle_window_leave_content (self, page);
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  SparkleSession *session = sparkle_window_get_session (self);
  g_autoptr(SparkleOutboxItem) item = sparkle_entities_get_outbox_item (sparkle_session_get_entities (session),
                                                                       g_variant_get_string (parameter, NULL));
  AdwNavigationPage *page = sparkle_outbox_item_get_state (item) == SPARKLE_OUTBOX_CONFLICT ? sparkle_conflict_page_new (session, item)
                                                                                           : sparkle_refused_page_new (session, item);

  g_signal_connect_object (page, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  sparkle_window_push_content (self, page);
}

/**
 * sparkle_outbox_actions_install: (skip)
 * @widget_class: of the window
 */
void
sparkle_outbox_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.retry-mutation", "s", retry_action);
  gtk_widget_class_install_action (widget_class, "win.retry-all", NULL, retry_all_action);
  gtk_widget_class_install_action (widget_class, "win.discard-mutation", "s", discard_action);
  gtk_widget_class_install_action (widget_class, "win.edit-mutation", "s", edit_action);
}
