/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-profile-page.h"

#include <glib/gi18n.h>

#include "sparkle-profile.h"
#include "sparkle-profile-editor.h"
#include "sparkle-profile-head.h"
#include "sparkle-profile-tab.h"

/* What was typed into the own profile and neither saved nor given up, kept on this machine. */
#define TYPED_NAME    "profile-name"
#define TYPED_BIO     "profile-bio"
#define KEEP_AFTER_MS 700
/* Scrolled further than this a list gets the room of the head. */
#define FOLD_AT       60

struct _SparkleProfilePage
{
  AdwNavigationPage parent_instance;

  SparkleSession *session; /* (owned) */
  SparkleProfile *profile; /* (owned) */
  gulong          user_handler;
  SparkleUser    *user;    /* (owned) (nullable) */
  unsigned        keep_id; /* keeps what is typed; 0: nothing new */
  gboolean        folded;

  GtkStack             *stack;
  GtkStack             *top;
  SparkleProfileHead   *head;
  SparkleProfileEditor *editor;
  AdwViewStack         *tabs;
};

G_DEFINE_FINAL_TYPE (SparkleProfilePage, sparkle_profile_page, ADW_TYPE_NAVIGATION_PAGE)

static gboolean
is_own (SparkleProfilePage *self)
{
  return self->user != NULL && g_strcmp0 (sparkle_session_get_account_id (self->session), sparkle_user_get_id (self->user)) == 0;
}

static gboolean
is_editing (SparkleProfilePage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->top), "editor") == 0;
}

/* ---- changing oneself ------------------------------------------------------- */

static void
keep_typed (SparkleProfilePage *self)
{
  g_autofree char *name = NULL;
  g_autofree char *bio = NULL;

  if (self->keep_id == 0)
    return;
  g_clear_handle_id (&self->keep_id, g_source_remove);
  name = sparkle_profile_editor_get_name (self->editor);
  bio = sparkle_profile_editor_get_bio (self->editor);
  sparkle_session_set_setting (self->session, TYPED_NAME, name);
  sparkle_session_set_setting (self->session, TYPED_BIO, bio);
}

static void
keep_typed_once_cb (gpointer data)
{
  keep_typed (SPARKLE_PROFILE_PAGE (data));
}

static void
typed_cb (SparkleProfilePage *self)
{
  g_clear_handle_id (&self->keep_id, g_source_remove);
  self->keep_id = g_timeout_add_once (KEEP_AFTER_MS, keep_typed_once_cb, self);
}

static void
leave_editor (SparkleProfilePage *self)
{
  g_clear_handle_id (&self->keep_id, g_source_remove);
  sparkle_session_set_setting (self->session, TYPED_NAME, NULL);
  sparkle_session_set_setting (self->session, TYPED_BIO, NULL);
  gtk_stack_set_visible_child_name (self->top, "head");
  sparkle_profile_head_focus_edit (self->head);
}

static const char *
text_or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static void
edit_cb (SparkleProfilePage *self)
{
  g_autofree char *name = sparkle_session_get_setting (self->session, TYPED_NAME);
  g_autofree char *bio = sparkle_session_get_setting (self->session, TYPED_BIO);

  if (!is_own (self) || is_editing (self))
    return;
  sparkle_session_begin_edit (self->session, sparkle_user_get_id (self->user));
  sparkle_profile_editor_set_text (self->editor,
                                   name != NULL ? name : text_or_empty (sparkle_user_get_display_name (self->user)),
                                   bio != NULL ? bio : text_or_empty (sparkle_user_get_bio (self->user)));
  gtk_stack_set_visible_child_name (self->top, "editor");
  sparkle_profile_editor_focus (self->editor);
}

static void
cancel_cb (SparkleProfilePage *self)
{
  leave_editor (self);
}

/* Only what is different is sent: the other field may be changed elsewhere at the same time. */
static void
save_cb (SparkleProfilePage *self)
{
  g_autofree char *name = sparkle_profile_editor_get_name (self->editor);
  g_autofree char *bio = sparkle_profile_editor_get_bio (self->editor);
  gboolean new_name, new_bio;
  g_autoptr(GError) error = NULL;

  if (!is_own (self) || !is_editing (self))
    return;
  new_name = !g_str_equal (name, text_or_empty (sparkle_user_get_display_name (self->user)));
  new_bio = !g_str_equal (bio, text_or_empty (sparkle_user_get_bio (self->user)));
  if ((new_name || new_bio) &&
      !sparkle_session_edit_profile (self->session, new_name ? name : NULL, new_bio ? bio : NULL, &error))
    {
      sparkle_profile_editor_set_error (self->editor, error);
      return;
    }
  leave_editor (self);
  if (new_name || new_bio)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                                sparkle_session_get_online (self->session) ? _("Profile saved") : _("Profile saved here; it is sent when there is a connection"));
}

/* ---- showing ---------------------------------------------------------------- */

static void
update_person (SparkleProfilePage *self)
{
  gboolean gone = self->user != NULL && sparkle_user_get_known (self->user) && sparkle_user_get_deleted (self->user);

  gtk_stack_set_visible_child_name (self->stack, gone ? "gone" : "person");
  sparkle_profile_head_set_own (self->head, is_own (self));
  if (self->user != NULL && sparkle_user_get_known (self->user))
    adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), sparkle_user_get_name (self->user));
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
      sparkle_profile_head_set_user (self->head, user);
      if (user != NULL)
        self->user_handler = g_signal_connect_swapped (user, "notify", G_CALLBACK (update_person), self);
    }
  update_person (self);
}

static void
fold (SparkleProfilePage *self,
      gboolean            folded)
{
  if (self->folded == folded)
    return;
  self->folded = folded;
  sparkle_profile_head_set_compact (self->head, folded);
}

/* A list that is read gets the room of the head; only a list long enough to stay scrolled without it. */
static void
scrolled_cb (SparkleProfilePage *self,
             double              value,
             double              range)
{
  if (value <= 0)
    fold (self, FALSE);
  else if (value > FOLD_AT && range > sparkle_profile_head_get_fold (self->head) + 2 * FOLD_AT)
    fold (self, TRUE);
}

static void
tab_cb (SparkleProfilePage *self)
{
  fold (self, FALSE);
}

static void
add_tabs (SparkleProfilePage *self)
{
  static const struct
  {
    SparkleProfileTabKind kind;
    const char *name;
    const char *title;
  } tabs[] = {
    { SPARKLE_PROFILE_TAB_POSTS, "posts", N_("Posts") },
    { SPARKLE_PROFILE_TAB_COMMENTS, "comments", N_("Comments") },
    { SPARKLE_PROFILE_TAB_FOLLOWERS, "followers", N_("Followers") },
    { SPARKLE_PROFILE_TAB_FOLLOWING, "following", N_("Following") },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (tabs); i++)
    {
      GtkWidget *tab = sparkle_profile_tab_new (self->session, self->profile, tabs[i].kind);

      g_signal_connect_object (tab, "scrolled", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
      adw_view_stack_add_titled (self->tabs, tab, tabs[i].name, _(tabs[i].title));
    }
  g_signal_connect_object (self->tabs, "notify::visible-child", G_CALLBACK (tab_cb), self, G_CONNECT_SWAPPED);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_profile_page_dispose (GObject *object)
{
  SparkleProfilePage *self = SPARKLE_PROFILE_PAGE (object);

  if (self->session != NULL && self->editor != NULL)
    keep_typed (self);
  g_clear_handle_id (&self->keep_id, g_source_remove);
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
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_profile_page_dispose;

  g_type_ensure (SPARKLE_TYPE_PROFILE_EDITOR);
  g_type_ensure (SPARKLE_TYPE_PROFILE_HEAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/profile/sparkle-profile-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, stack);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, top);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, head);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, editor);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfilePage, tabs);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
}

static void
sparkle_profile_page_init (SparkleProfilePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_stack_set_visible_child_name (self->top, "head");
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
  add_tabs (self);
  g_signal_connect_object (self->profile, "notify::user", G_CALLBACK (user_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (update_person), self, G_CONNECT_SWAPPED);
  user_cb (self);
  return ADW_NAVIGATION_PAGE (self);
}
