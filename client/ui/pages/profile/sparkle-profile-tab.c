/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-profile-tab.h"

#include <glib/gi18n.h>

#include "sparkle-comment-card.h"
#include "sparkle-error.h"
#include "sparkle-list-states.h"
#include "sparkle-person-row.h"
#include "sparkle-post-list.h"
#include "sparkle-profile.h"

struct _SparkleProfileTab
{
  AdwBin parent_instance;

  SparkleSession        *session; /* (owned) */
  SparkleProfile        *profile; /* (owned) */
  SparkleProfileTabKind  kind;
  GListModel            *model;   /* (owned) (nullable): before somebody was found */

  SparkleListStates *states;
  GtkAdjustment     *vadjustment; /* of the list in it; (nullable): not built yet */
  GtkWidget         *footer;
};

enum
{
  SCROLLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleProfileTab, sparkle_profile_tab, ADW_TYPE_BIN)

/* ---- states ----------------------------------------------------------------- */

typedef struct
{
  const char *icon;
  const char *empty;
  const char *absent; /* when nothing of it is on this machine */
} TabWords;

static const TabWords words[SPARKLE_N_PROFILE_TABS] = {
  { "sparkle-spark-symbolic", N_("No posts yet"), N_("Posts of this person are not kept on this machine. They come when there is a connection.") },
  { "sparkle-comment-symbolic", N_("No comments yet"), N_("Comments of this person are not kept on this machine. They come when there is a connection.") },
  { "avatar-default-symbolic", N_("No followers yet"), N_("Who follows this person is not kept on this machine. It comes when there is a connection.") },
  { "avatar-default-symbolic", N_("Follows nobody yet"), N_("Whom this person follows is not kept on this machine. It comes when there is a connection.") },
};

/* How many the server counts; -1: nobody says. */
static gint64
get_whole_count (SparkleProfileTab *self)
{
  SparkleUser *user = sparkle_profile_get_user (self->profile);

  if (user == NULL)
    return -1;
  switch (self->kind)
    {
    case SPARKLE_PROFILE_TAB_POSTS:
      return sparkle_user_get_n_posts (user);
    case SPARKLE_PROFILE_TAB_FOLLOWERS:
      return sparkle_user_get_n_followers (user);
    case SPARKLE_PROFILE_TAB_FOLLOWING:
      return sparkle_user_get_n_following (user);
    case SPARKLE_PROFILE_TAB_COMMENTS:
    case SPARKLE_N_PROFILE_TABS:
      break;
    }
  return -1;
}

static void
update_footer (SparkleProfileTab *self, gboolean offline)
{
  unsigned n_items = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  gboolean complete = sparkle_profile_get_complete (self->profile);
  g_autofree char *text = NULL;

  if (n_items == 0)
    text = NULL;
  else if (!complete && offline)
    text = g_strdup (_("More comes when there is a connection."));
  else if (complete && get_whole_count (self) > n_items && self->kind != SPARKLE_PROFILE_TAB_POSTS)
    text = g_strdup_printf (ngettext ("The first %u of them is listed.", "The first %u of them are listed.", n_items), n_items);
  gtk_label_set_label (GTK_LABEL (self->footer), text != NULL ? text : "");
  gtk_widget_set_visible (self->footer, text != NULL);
}

static void
update_state (SparkleProfileTab *self)
{
  unsigned n_items = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  const char *message = sparkle_profile_get_error_message (self->profile);
  gboolean offline = sparkle_session_get_state (self->session) == SPARKLE_SESSION_STATE_OFFLINE;
  SparkleFeed *posts = sparkle_profile_get_posts (self->profile);

  update_footer (self, offline);
  if (n_items > 0)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_CONTENT);
  else if (sparkle_profile_get_loading (self->profile))
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_LOADING);
  else if (message != NULL)
    {
      g_autoptr(GError) error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, message);

      sparkle_list_states_set_failure (self->states, error);
    }
  else if (sparkle_profile_get_complete (self->profile) || get_whole_count (self) == 0)
    {
      sparkle_list_states_set_empty (self->states, words[self->kind].icon, _(words[self->kind].empty), NULL, NULL, NULL);
      sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_EMPTY);
    }
  else if (offline)
    {
      sparkle_list_states_set_empty (self->states, "sparkle-offline-symbolic", _("Not connected"), _(words[self->kind].absent), _("_Try again"), "win.sync");
      sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_EMPTY);
    }
  else
    {
      sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_LOADING);
      /* the newest of all kinds is here, and none of it is of this one */
      if (sparkle_profile_get_fetched (self->profile) && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
          posts != NULL && !sparkle_feed_get_loading_older (posts))
        sparkle_profile_load_older (self->profile);
    }
}

/* ---- the list --------------------------------------------------------------- */

static void
scrolled_cb (SparkleProfileTab *self)
{
  double value = gtk_adjustment_get_value (self->vadjustment);
  double page = gtk_adjustment_get_page_size (self->vadjustment);
  double range = gtk_adjustment_get_upper (self->vadjustment) - page;

  if (range - value < 2 * page && self->model != NULL && g_list_model_get_n_items (self->model) > 0)
    sparkle_profile_load_older (self->profile);
  g_signal_emit (self, signals[SCROLLED], 0, value, range);
}

static void
setup_cb (SparkleProfileTab *self,
          GtkListItem       *item)
{
  gtk_list_item_set_child (item, self->kind == SPARKLE_PROFILE_TAB_COMMENTS ? sparkle_comment_card_new () : sparkle_person_row_new ());
}

static void
bind_cb (SparkleProfileTab *self,
         GtkListItem       *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);
  gpointer object = gtk_list_item_get_item (item);

  if (SPARKLE_IS_COMMENT_CARD (child))
    {
      g_autoptr(SparklePost) post = sparkle_entities_get_post (sparkle_session_get_entities (self->session), sparkle_comment_get_post_id (object));

      sparkle_comment_card_set_comment (SPARKLE_COMMENT_CARD (child), object, post);
      gtk_list_item_set_accessible_label (item, sparkle_comment_get_content (object));
    }
  else
    {
      sparkle_person_row_set_user (SPARKLE_PERSON_ROW (child), object, sparkle_session_get_account_id (self->session));
      gtk_list_item_set_accessible_label (item, sparkle_user_get_name (object));
    }
}

static void
unbind_cb (SparkleProfileTab *self,
           GtkListItem       *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  if (SPARKLE_IS_COMMENT_CARD (child))
    sparkle_comment_card_set_comment (SPARKLE_COMMENT_CARD (child), NULL, NULL);
  else
    sparkle_person_row_set_user (SPARKLE_PERSON_ROW (child), NULL, NULL);
}

static void
activate_cb (SparkleProfileTab *self,
             unsigned           position)
{
  g_autoptr(GObject) object = g_list_model_get_item (self->model, position);

  if (SPARKLE_IS_COMMENT (object))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-comment", "(ss)", sparkle_comment_get_post_id (SPARKLE_COMMENT (object)),
                                sparkle_comment_get_id (SPARKLE_COMMENT (object)));
  else if (SPARKLE_IS_USER (object))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-profile", "s", sparkle_user_get_username (SPARKLE_USER (object)));
}

static GtkWidget *
make_list (SparkleProfileTab *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->model)));
  GtkWidget *view = gtk_list_view_new (selection, factory);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  const char *label = self->kind == SPARKLE_PROFILE_TAB_COMMENTS ? _("Comments")
                      : self->kind == SPARKLE_PROFILE_TAB_FOLLOWERS ? _("Followers") : _("Following");

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (view), TRUE);
  gtk_widget_add_css_class (view, "posts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  self->vadjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  return scroller;
}

static GtkWidget *
make_post_list (SparkleProfileTab *self)
{
  GtkWidget *list = sparkle_post_list_new ();

  sparkle_post_list_set_model (SPARKLE_POST_LIST (list), self->model);
  self->vadjustment = sparkle_post_list_get_vadjustment (SPARKLE_POST_LIST (list));
  return list;
}

/* Rows cost time: a list is made when somebody looks at it. */
static void
build (SparkleProfileTab *self)
{
  SparkleFeed *posts = sparkle_profile_get_posts (self->profile);

  if (self->model != NULL || posts == NULL)
    return;
  switch (self->kind)
    {
    case SPARKLE_PROFILE_TAB_POSTS:
      g_set_object (&self->model, G_LIST_MODEL (posts));
      break;
    case SPARKLE_PROFILE_TAB_COMMENTS:
      g_set_object (&self->model, sparkle_profile_get_list (self->profile, SPARKLE_IDS_COMMENTS_OF));
      break;
    case SPARKLE_PROFILE_TAB_FOLLOWERS:
      g_set_object (&self->model, sparkle_profile_get_list (self->profile, SPARKLE_IDS_FOLLOWERS_OF));
      break;
    case SPARKLE_PROFILE_TAB_FOLLOWING:
      g_set_object (&self->model, sparkle_profile_get_list (self->profile, SPARKLE_IDS_FOLLOWED_BY));
      break;
    case SPARKLE_N_PROFILE_TABS:
      return;
    }
  sparkle_list_states_set_content (self->states, self->kind == SPARKLE_PROFILE_TAB_POSTS ? make_post_list (self) : make_list (self));
  g_signal_connect_object (self->vadjustment, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (posts, "notify::loading-older", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
}

static void
refresh (SparkleProfileTab *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    build (self);
  update_state (self);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_profile_tab_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sparkle_profile_tab_parent_class)->map (widget);

  refresh (SPARKLE_PROFILE_TAB (widget));
}

static void
sparkle_profile_tab_dispose (GObject *object)
{
  SparkleProfileTab *self = SPARKLE_PROFILE_TAB (object);

  self->vadjustment = NULL;
  g_clear_object (&self->model);
  g_clear_object (&self->profile);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_profile_tab_parent_class)->dispose (object);
}

static void
sparkle_profile_tab_class_init (SparkleProfileTabClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_profile_tab_dispose;
  GTK_WIDGET_CLASS (klass)->map = sparkle_profile_tab_map;

  signals[SCROLLED] = g_signal_new ("scrolled", SPARKLE_TYPE_PROFILE_TAB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
sparkle_profile_tab_init (SparkleProfileTab *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *clamp = adw_clamp_new ();

  self->states = SPARKLE_LIST_STATES (sparkle_list_states_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->states), TRUE);
  self->footer = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->footer), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->footer), GTK_JUSTIFY_CENTER);
  gtk_widget_set_margin_top (self->footer, 8);
  gtk_widget_set_margin_bottom (self->footer, 8);
  gtk_widget_set_margin_start (self->footer, 12);
  gtk_widget_set_margin_end (self->footer, 12);
  gtk_widget_add_css_class (self->footer, "caption");
  gtk_widget_add_css_class (self->footer, "sparkle-dim");
  gtk_widget_set_visible (self->footer, FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->states));
  gtk_box_append (GTK_BOX (box), self->footer);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 640);
  adw_clamp_set_unit (ADW_CLAMP (clamp), ADW_LENGTH_UNIT_SP);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  adw_bin_set_child (ADW_BIN (self), clamp);
}

/**
 * sparkle_profile_tab_new:
 * @session: open
 * @profile: whose
 * @kind: which list
 *
 * Returns: (transfer floating): the list, built when it is first shown
 */
GtkWidget *
sparkle_profile_tab_new (SparkleSession        *session,
                         SparkleProfile        *profile,
                         SparkleProfileTabKind  kind)
{
  SparkleProfileTab *self = g_object_new (SPARKLE_TYPE_PROFILE_TAB, NULL);

  self->session = g_object_ref (session);
  self->profile = g_object_ref (profile);
  self->kind = kind;
  g_signal_connect_object (profile, "notify", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update_state (self);
  return GTK_WIDGET (self);
}
