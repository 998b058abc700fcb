/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-schedule-actions.h"

#include <glib/gi18n.h>

#include "sparkle-composer-page.h"
#include "sparkle-history-dialog.h"
#include "sparkle-relative-time.h"
#include "sparkle-schedule-dialog.h"
#include "sparkle-session-history.h"
#include "sparkle-session-scheduled.h"
#include "sparkle-window.h"

/* What a dialog is about. */
typedef struct
{
  SparkleWindow *window; /* (weak) */
  char          *id;     /* (owned): of a post or draft */
} Subject;

static Subject *
subject_new (SparkleWindow *window,
             const char    *id)
{
  Subject *self = g_new0 (Subject, 1);

  g_set_weak_pointer (&self->window, window);
  self->id = g_strdup (id);
  return self;
}

static void
subject_free (gpointer  data,
                   GClosure *closure)
{
  Subject *self = data;

  g_clear_weak_pointer (&self->window);
  g_free (self->id);
  g_free (self);
}

static void
chosen_cb (SparkleScheduleDialog *dialog,
           gint64                 at,
           gpointer               data)
{
  Subject *self = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *when = sparkle_coming_time (at, g_get_real_time ());
  g_autofree char *text = g_strdup_printf (_("Publishes %s"), when);

  if (self->window == NULL)
    return;
  if (sparkle_session_reschedule (sparkle_window_get_session (self->window), self->id, at, &error))
    sparkle_window_toast (self->window, text);
  else
    sparkle_window_present_error (self->window, error);
}

static void
reschedule_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  SparkleWindow *window = SPARKLE_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  g_autoptr(SparklePost) post = sparkle_entities_get_post (sparkle_session_get_entities (sparkle_window_get_session (window)), id);
  AdwDialog *dialog = sparkle_schedule_dialog_new (sparkle_post_get_publish_at (post));

  g_signal_connect_data (dialog, "chosen", G_CALLBACK (chosen_cb), subject_new (window, id), subject_free, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, widget);
}

static void
publish_now_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  SparkleWindow *self = SPARKLE_WINDOW (widget);
  SparkleSession *session = sparkle_window_get_session (self);
  const char *id = g_variant_get_string (parameter, NULL);
  g_autoptr(GError) error = NULL;

  if (sparkle_session_reschedule (session, id, SPARKLE_PUBLISH_NOW, &error))
    sparkle_window_toast_action (self, sparkle_session_get_online (session) ? _("Sent") : _("Waiting for network"), _("_Show"), "win.open-post",
                                 g_variant_new_string (id));
  else
    sparkle_window_present_error (self, error);
}

/* ---- what a draft said before ------------------------------------------------ */

/* A draft goes back to a version. */
typedef struct
{
  GWeakRef        window;
  SparkleSession *session;    /* (owned) */
  char           *draft_id;   /* (owned) */
  gint64          version_id;
} Restoration;

static void
restoration_free (gpointer data)
{
  Restoration *self = data;

  g_weak_ref_clear (&self->window);
  g_object_unref (self->session);
  g_free (self->draft_id);
  g_free (self);
}

/* (nullable) The page where this draft is being written. */
static SparkleComposerPage *
find_composer (SparkleWindow *window,
               const char    *draft_id)
{
  GtkWidget *page = sparkle_window_get_page (window, SPARKLE_PANE_CONTENT);

  return SPARKLE_IS_COMPOSER_PAGE (page) && g_strcmp0 (sparkle_composer_page_get_draft_id (SPARKLE_COMPOSER_PAGE (page)), draft_id) == 0
           ? SPARKLE_COMPOSER_PAGE (page) : NULL;
}

static DexFuture *
restore_fiber (gpointer data)
{
  Restoration *self = data;
  g_autoptr(GError) error = NULL;
  gint64 replaced = dex_await_int64 (sparkle_session_restore_draft (self->session, self->draft_id, self->version_id), &error);
  g_autoptr(SparkleWindow) window = g_weak_ref_get (&self->window);

  if (window == NULL || gtk_widget_in_destruction (GTK_WIDGET (window)))
    return dex_future_new_false ();
  if (error != NULL)
    sparkle_window_present_error (window, error);
  else if (replaced > 0)
    sparkle_window_toast_action (window, _("Version restored"), _("_Undo"), "win.restore-version",
                                 g_variant_new ("(sx)", self->draft_id, replaced));
  else
    sparkle_window_toast (window, _("Version restored"));
  return dex_future_new_true ();
}

/* The page that shows the replaced text would write it over the restored one: it is left, and saved before. */
static void
restore (SparkleWindow *window,
         const char    *draft_id,
         gint64         version_id)
{
  Restoration *self = g_new0 (Restoration, 1);
  SparkleComposerPage *composer = find_composer (window, draft_id);

  if (composer != NULL)
    {
      sparkle_composer_page_save (composer);
      sparkle_window_leave_content (window, ADW_NAVIGATION_PAGE (composer));
    }
  g_weak_ref_init (&self->window, window);
  self->session = g_object_ref (sparkle_window_get_session (window));
  self->draft_id = g_strdup (draft_id);
  self->version_id = version_id;
  dex_future_disown (dex_scheduler_spawn (NULL, 0, restore_fiber, self, restoration_free));
}

static void
restore_chosen_cb (SparkleHistoryDialog *dialog,
                   gint64                version_id,
                   gpointer              data)
{
  Subject *self = data;

  if (self->window != NULL)
    restore (self->window, self->id, version_id);
}

static void
draft_history_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  SparkleWindow *window = SPARKLE_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  SparkleComposerPage *composer = find_composer (window, id);
  AdwDialog *dialog;

  if (composer != NULL)
    sparkle_composer_page_save (composer);
  dialog = sparkle_history_dialog_new (sparkle_window_get_session (window), id);
  g_signal_connect_data (dialog, "restore", G_CALLBACK (restore_chosen_cb), subject_new (window, id), subject_free, G_CONNECT_DEFAULT);
  adw_dialog_present (dialog, widget);
}

static void
restore_version_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  const char *id;
  gint64 version_id;

  g_variant_get (parameter, "(&sx)", &id, &version_id);
  restore (SPARKLE_WINDOW (widget), id, version_id);
}

/**
 * sparkle_schedule_actions_install: (skip)
 * @widget_class: of the window
 *
 * What can be done with a post that waits for its time: `win.reschedule` and `win.publish-now` (post id); with what a draft said before:
 * `win.draft-history` (draft id), `win.restore-version` (draft id, version).
 */
void
sparkle_schedule_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.reschedule", "s", reschedule_action);
  gtk_widget_class_install_action (widget_class, "win.publish-now", "s", publish_now_action);
  gtk_widget_class_install_action (widget_class, "win.draft-history", "s", draft_history_action);
  gtk_widget_class_install_action (widget_class, "win.restore-version", "(sx)", restore_version_action);
}
