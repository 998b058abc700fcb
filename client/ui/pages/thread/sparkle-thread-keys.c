/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread-keys.h"

#include "sparkle-player-bar.h"
#include "sparkle-reaction.h"
#include "sparkle-settings-holder.h"

/* What the keys act on: owned by the controller, whose page owns the rest. */
typedef struct
{
  SparkleThreadView *view;
  SparklePost       *post; /* (owned) */
} Keys;

static void
keys_free (gpointer  data,
           GClosure *closure)
{
  Keys *keys = data;

  g_clear_object (&keys->post);
  g_free (keys);
}

/* Where letters are letters, or keys of what plays. */
static gboolean
is_typing (GtkWidget *page)
{
  GtkRoot *root = gtk_widget_get_root (page);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus == NULL || GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus) || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL ||
         gtk_widget_get_ancestor (focus, SPARKLE_TYPE_PLAYER_BAR) != NULL;
}

static void
collapse (Keys           *keys,
          SparkleComment *comment,
          gboolean        collapsed)
{
  if (sparkle_comment_get_n_replies (comment) == 0 || sparkle_comment_get_continues (comment) ||
      sparkle_comment_get_collapsed (comment) == collapsed)
    gtk_widget_error_bell (GTK_WIDGET (keys->view));
  else
    sparkle_thread_view_set_collapsed (keys->view, comment, collapsed);
}

static void
react (Keys           *keys,
       SparkleComment *comment, /* (nullable) */
       unsigned        reaction)
{
  unsigned mine = comment != NULL ? sparkle_comment_get_my_reactions (comment) : sparkle_post_get_my_reactions (keys->post);

  gtk_widget_activate_action (GTK_WIDGET (keys->view), "win.react", "(sssb)", comment != NULL ? "comment" : "post",
                              comment != NULL ? sparkle_comment_get_id (comment) : sparkle_post_get_id (keys->post),
                              sparkle_reaction_to_name (reaction), (mine & (1u << reaction)) == 0);
}

static gboolean
press (Keys     *keys,
       unsigned  keyval)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (keys->view)) == GTK_TEXT_DIR_RTL;
  gboolean in_row;
  g_autoptr(SparkleComment) comment = sparkle_thread_view_get_current (keys->view, &in_row);

  if (keyval >= GDK_KEY_1 && keyval < GDK_KEY_1 + SPARKLE_N_REACTIONS)
    react (keys, comment, keyval - GDK_KEY_1);
  else if (keyval == GDK_KEY_j || keyval == GDK_KEY_k)
    sparkle_thread_view_step (keys->view, keyval == GDK_KEY_j ? 1 : -1);
  else if ((keyval == GDK_KEY_Left || keyval == GDK_KEY_Right) && comment != NULL && !in_row)
    collapse (keys, comment, (keyval == GDK_KEY_Left) != mirrored);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                unsigned               keyval,
                unsigned               keycode,
                GdkModifierType        state,
                gpointer               user_data)
{
  Keys *keys = user_data;
  GtkWidget *page = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  gboolean arrow = keyval == GDK_KEY_Left || keyval == GDK_KEY_Right;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK | GDK_SUPER_MASK | GDK_META_MASK)) != 0 || is_typing (page))
    return GDK_EVENT_PROPAGATE;
  if (!arrow && !sparkle_settings_get_boolean (sparkle_settings_of (page), SPARKLE_SETTING_LETTER_KEYS))
    return GDK_EVENT_PROPAGATE;
  return press (keys, keyval);
}

/**
 * sparkle_thread_keys_install: (skip)
 * @page: which has the keys
 * @view: of the page
 * @post: what the page is about
 *
 * Keys that mean something else in a thread than in the window: they come before those, and before the list's own arrows. Those
 * that mean the same everywhere are in the window's table.
 */
void
sparkle_thread_keys_install (GtkWidget         *page,
                             SparkleThreadView *view,
                             SparklePost       *post)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  Keys *keys = g_new0 (Keys, 1);

  keys->view = view;
  keys->post = g_object_ref (post);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_data (controller, "key-pressed", G_CALLBACK (key_pressed_cb), keys, keys_free, 0);
  gtk_widget_add_controller (page, controller);
}
