/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-profile-page.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-level-ring.h"
#include "sparkle-list-states.h"
#include "sparkle-post-list.h"
#include "sparkle-profile.h"

struct _SparkleProfilePage
{
  AdwNavigationPage parent_instance;

  SparkleSession   *session; /* (owned) */
  SparkleProfile   *profile; /* (owned) */
  SparkleUser      *user;    /* (owned) (nullable) */
  gulong            user_handler;

  GtkWidget         *head;
  AdwBin            *ring_place;
  SparkleLevelRing  *ring;
  GtkLabel          *name_label;
  GtkLabel          *detail_label;
  GtkButton         *follow_button;
  GtkLabel          *bio_label;
  GtkLabel          *counts_label;
  SparkleListStates *states;
  SparklePostList   *list;
};

G_DEFINE_FINAL_TYPE (SparkleProfilePage, sparkle_profile_page, ADW_TYPE_NAVIGATION_PAGE)

static void
update_follow (SparkleProfilePage *self)
{
  const char *reader = sparkle_session_get_account_id (self->session);
  gboolean followed = self->user != NULL && sparkle_user_get_followed (self->user);
  gboolean own = self->user != NULL && g_strcmp0 (reader, sparkle_user_get_id (self->user)) == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->follow_button), self->user != NULL && !own && !sparkle_user_get_deleted (self->user));
  gtk_button_set_label (self->follow_button, followed ? _("Following") : _("Follow"));
  if (followed)
    gtk_widget_remove_css_class (GTK_WIDGET (self->follow_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->follow_button), "suggested-action");
}

static void
update_user (SparkleProfilePage *self)
{
  gboolean known = self->user != NULL && sparkle_user_get_known (self->user);
  const char *bio = known ? sparkle_user_get_bio (self->user) : NULL;
  g_autofree char *detail = NULL;
  g_autofree char *posts = NULL;
  g_autofree char *followers = NULL;
  g_autofree char *following = NULL;
  g_autofree char *counts = NULL;

  gtk_widget_set_visible (self->head, known);
  if (!known)
    return;

  detail = g_strdup_printf (_("@%s · Level %d"), sparkle_user_get_username (self->user), MAX (1, (int) sparkle_user_get_level (self->user)));
  posts = g_strdup_printf (ngettext ("%d post", "%d posts", (gulong) sparkle_user_get_n_posts (self->user)), (int) sparkle_user_get_n_posts (self->user));
  followers = g_strdup_printf (ngettext ("%d follower", "%d followers", (gulong) sparkle_user_get_n_followers (self->user)), (int) sparkle_user_get_n_followers (self->user));
  following = g_strdup_printf (_("follows %d"), (int) sparkle_user_get_n_following (self->user));
  counts = g_strdup_printf ("%s · %s · %s", posts, followers, following);

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), sparkle_user_get_name (self->user));
  sparkle_level_ring_set_name (self->ring, sparkle_user_get_name (self->user));
  sparkle_level_ring_set_xp (self->ring, sparkle_user_get_xp (self->user));
  gtk_label_set_label (self->name_label, sparkle_user_get_name (self->user));
  gtk_label_set_label (self->detail_label, detail);
  gtk_label_set_label (self->bio_label, bio != NULL ? bio : "");
  gtk_widget_set_visible (GTK_WIDGET (self->bio_label), bio != NULL && *bio != '\0');
  gtk_label_set_label (self->counts_label, counts);
  update_follow (self);
}

static void
update_state (SparkleProfilePage *self)
{
  SparkleFeed *posts = sparkle_profile_get_posts (self->profile);
  const char *message = sparkle_profile_get_error_message (self->profile);

  if (posts != NULL && g_list_model_get_n_items (G_LIST_MODEL (posts)) > 0)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_CONTENT);
  else if (sparkle_profile_get_loading (self->profile))
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_LOADING);
  else if (sparkle_session_get_state (self->session) == SPARKLE_SESSION_STATE_OFFLINE)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_OFFLINE);
  else if (message != NULL)
    {
      g_autoptr(GError) error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, message);

      sparkle_list_states_set_failure (self->states, error);
    }
  else
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_EMPTY);
}

static void
user_cb (SparkleProfilePage *self)
{
  SparkleUser *user = sparkle_profile_get_user (self->profile);

  if (self->user != user)
    {
      if (self->user != NULL)
        g_clear_signal_handler (&self->user_handler, self->user);
      g_set_object (&self->user, user);
      if (user != NULL)
        self->user_handler = g_signal_connect_swapped (user, "notify", G_CALLBACK (update_user), self);
    }
  update_user (self);
}

static void
posts_cb (SparkleProfilePage *self)
{
  SparkleFeed *posts = sparkle_profile_get_posts (self->profile);

  if (posts != NULL)
    {
      sparkle_post_list_set_model (self->list, G_LIST_MODEL (posts));
      g_signal_connect_object (posts, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
    }
  update_state (self);
}

static void
follow_clicked_cb (SparkleProfilePage *self)
{
  if (self->user != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.follow", "(sb)", sparkle_user_get_id (self->user),
                                !sparkle_user_get_followed (self->user));
}

static void
sparkle_profile_page_dispose (GObject *object)
{
  SparkleProfilePage *self = SPARKLE_PROFILE_PAGE (object);

  if (self->user != NULL)
    g_clear_signal_handler (&self->user_handler, self->user);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_PROFILE_PAGE);
  g_clear_object (&self->user);
  g_clear_object (&self->profile);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_profile_page_parent_class)->dispose (object);
}

static void
sparkle_profile_page_class_init (SparkleProfilePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_profile_page_dispose;

  g_type_ensure (SPARKLE_TYPE_LIST_STATES);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/profile/sparkle-profile-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, head);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, ring_place);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, name_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, detail_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, follow_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, bio_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, counts_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, states);
  gtk_widget_class_bind_template_callback (widget_class, follow_clicked_cb);
}

static void
sparkle_profile_page_init (SparkleProfilePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ring = SPARKLE_LEVEL_RING (sparkle_level_ring_new (64));
  adw_bin_set_child (self->ring_place, GTK_WIDGET (self->ring));
  self->list = SPARKLE_POST_LIST (sparkle_post_list_new ());
  sparkle_list_states_set_content (self->states, GTK_WIDGET (self->list));
  sparkle_list_states_set_empty (self->states, "sparkle-spark-symbolic", _("No posts yet"), NULL, NULL, NULL);
}

/**
 * sparkle_profile_page_new:
 * @session: open
 * @username: whose profile
 *
 * Returns: (transfer floating): the profile as cached, kept fresh while it is open
 */
AdwNavigationPage *
sparkle_profile_page_new (SparkleSession *session,
                          const char     *username)
{
  SparkleProfilePage *self = g_object_new (SPARKLE_TYPE_PROFILE_PAGE, NULL);

  self->session = g_object_ref (session);
  self->profile = sparkle_session_open_profile (session, username);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), username);
  g_signal_connect_object (self->profile, "notify::user", G_CALLBACK (user_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->profile, "notify::posts", G_CALLBACK (posts_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->profile, "notify::loading", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->profile, "notify::error-message", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (update_follow), self, G_CONNECT_SWAPPED);
  user_cb (self);
  posts_cb (self);
  return ADW_NAVIGATION_PAGE (self);
}
