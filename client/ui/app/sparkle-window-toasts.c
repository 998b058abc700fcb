/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that tells a person what happened. */
#include "sparkle-window-toasts.h"

#include "sparkle-error-words.h"

/**
 * sparkle_window_toast:
 * @title: plain text
 */
void
sparkle_window_toast (SparkleWindow *self,
                      const char    *title)
{
  AdwToast *toast = adw_toast_new ("");

  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, title);
  adw_toast_overlay_add_toast (sparkle_window_get_toasts (self), toast);
}

/**
 * sparkle_window_toast_action:
 * @title: plain text
 * @label: of the button
 * @action_name: what it activates
 * @target: (nullable): its parameter; a floating reference is taken
 */
void
sparkle_window_toast_action (SparkleWindow *self,
                             const char    *title,
                             const char    *label,
                             const char    *action_name,
                             GVariant      *target)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, title);
  adw_toast_set_button_label (toast, label);
  adw_toast_set_action_name (toast, action_name);
  adw_toast_set_action_target_value (toast, target);
  adw_toast_overlay_add_toast (sparkle_window_get_toasts (self), toast);
}

/**
 * sparkle_window_present_error:
 * @error: what went wrong; its details name fields
 */
void
sparkle_window_present_error (SparkleWindow *self,
                              const GError  *error)
{
  g_autofree char *text = NULL;

  g_return_if_fail (SPARKLE_IS_WINDOW (self));
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = sparkle_error_in_words (error);
  sparkle_window_toast (self, text);
}

/**
 * sparkle_window_defer:
 * @title: what has been done, as the person sees it
 * @id: given to @func
 * @func: does it
 *
 * Instead of a question: says that it is done, offers Undo, and does it when the offer ends.
 */
void
sparkle_window_defer (SparkleWindow         *self,
                      const char            *title,
                      const char            *id,
                      SparkleWindowDeferred  func)
{
  sparkle_window_defer_full (self, title, id, func, NULL);
}

/**
 * sparkle_window_defer_full:
 * @title: what has been done, as the person sees it
 * @id: given to the functions
 * @func: makes it final
 * @undo: (nullable): reverses what is seen of it already
 *
 * As [method@Window.defer], for what is seen at once.
 */
void
sparkle_window_defer_full (SparkleWindow         *self,
                           const char            *title,
                           const char            *id,
                           SparkleWindowDeferred  func,
                           SparkleWindowDeferred  undo)
{
  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  sparkle_undo_add (sparkle_window_get_undo (self), title, id, (SparkleUndoFunc) func, (SparkleUndoFunc) undo, self);
}
