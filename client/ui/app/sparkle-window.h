/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-application.h"
#include "sparkle-settings-holder.h"
#include "sparkle-thread-page.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_WINDOW (sparkle_window_get_type ())
G_DECLARE_FINAL_TYPE (SparkleWindow, sparkle_window, SPARKLE, WINDOW, AdwApplicationWindow)

SparkleWindow  *sparkle_window_new           (SparkleApplication *application, SparkleSession *session, SparkleSettings *settings);
SparkleSession *sparkle_window_get_session   (SparkleWindow *self); /* transfer none */
GListModel     *sparkle_window_get_categories (SparkleWindow *self); /* (nullable) transfer none */

/* Where things are shown. */
void            sparkle_window_show_list     (SparkleWindow *self, const char *place, const char *arg);
GtkWidget      *sparkle_window_get_list      (SparkleWindow *self); /* (nullable) transfer none */
void            sparkle_window_show_content  (SparkleWindow *self, AdwNavigationPage *page);
void            sparkle_window_push_content  (SparkleWindow *self, AdwNavigationPage *page);
void            sparkle_window_leave_content (SparkleWindow *self, AdwNavigationPage *page);
/* Brings the last column to the front when there is room for one only. */
void            sparkle_window_reveal_content (SparkleWindow *self);
/* Leaves whatever the last column shows. */
void            sparkle_window_close_content (SparkleWindow *self);
/* Marks the post that is being read in the list; (nullable). */
void            sparkle_window_mark_open     (SparkleWindow *self, const char *post_id);
gboolean        sparkle_window_go_back       (SparkleWindow *self);
void            sparkle_window_refresh_list (SparkleWindow *self);
/* The columns, of which a narrow window shows one at a time. */
typedef enum { SPARKLE_PANE_SIDEBAR, SPARKLE_PANE_LIST, SPARKLE_PANE_CONTENT, SPARKLE_N_PANES } SparklePane;
GtkWidget      *sparkle_window_get_page      (SparkleWindow *self, SparklePane pane); /* (nullable) transfer none */
void            sparkle_window_show_pane     (SparkleWindow *self, SparklePane pane);
/* The page of this post's thread, when that is what the content shows. */
SparkleThreadPage *sparkle_window_get_thread (SparkleWindow *self, const char *post_id); /* (nullable) transfer none */
void            sparkle_window_list_failed   (SparkleWindow *self, const GError *error);

/* The one place that presents errors and news to the person. */
void            sparkle_window_toast         (SparkleWindow *self, const char *title);
void            sparkle_window_present_error (SparkleWindow *self, const GError *error);
void            sparkle_window_show_fatal    (SparkleWindow *self, const GError *error);

/* Does something when its toast goes away, unless Undo is pressed before. Leaving the window does it at once. */
typedef void  (*SparkleWindowDeferred)       (SparkleWindow *self, const char *id);
void            sparkle_window_defer         (SparkleWindow *self, const char *title, const char *id, SparkleWindowDeferred func);
void            sparkle_window_defer_full    (SparkleWindow *self, const char *title, const char *id, SparkleWindowDeferred func,
                                              SparkleWindowDeferred undo);
/* A toast whose button activates an action. */
void            sparkle_window_toast_action  (SparkleWindow *self, const char *title, const char *label,
                                              const char *action_name, GVariant *target);

G_END_DECLS
