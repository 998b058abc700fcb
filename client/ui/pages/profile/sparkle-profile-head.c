/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-profile-head.h"

#include <glib/gi18n.h>

#include "sparkle-level-ring.h"
#include "sparkle-person-row.h"
#include "sparkle-relative-time.h"

struct _SparkleProfileHead
{
  AdwBin parent_instance;

  SparkleUser *user;    /* (owned) (nullable) */
  gulong       handler;
  gboolean     own;

  AdwBin           *ring_place;
  SparkleLevelRing *ring;
  GtkLabel         *name_label;
  GtkLabel         *badge_label;
  GtkLabel         *username_label;
  GtkButton        *follow_button;
  GtkWidget        *edit_button;
  GtkRevealer      *fold;
  GtkLabel         *status_label;
  GtkLabel         *bio_label;
  GtkLabel         *level_label;
  GtkLabel         *counts_label;
};

enum
{
  EDIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleProfileHead, sparkle_profile_head, ADW_TYPE_BIN)

static void
update_buttons (SparkleProfileHead *self)
{
  gboolean known = self->user != NULL && sparkle_user_get_known (self->user) && !sparkle_user_get_deleted (self->user);
  gboolean followed = known && sparkle_user_get_followed (self->user);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->follow_button), known && !self->own);
  gtk_widget_set_visible (self->edit_button, known && self->own);
  if (!known)
    return;
  label = g_strdup_printf (followed ? _("Do not follow %s any more") : _("Follow %s"), sparkle_user_get_name (self->user));
  gtk_button_set_label (self->follow_button, followed ? _("Following") : _("Follow"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->follow_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (followed)
    gtk_widget_remove_css_class (GTK_WIDGET (self->follow_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->follow_button), "suggested-action");
}

static void
set_text (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

static void
update_level (SparkleProfileHead *self)
{
  gint64 xp = sparkle_user_get_xp (self->user);
  int level = MAX (1, (int) sparkle_user_get_level (self->user));
  gint64 at = sparkle_user_get_created_at (self->user);
  g_autoptr(GDateTime) joined = at > 0 ? g_date_time_new_from_unix_local (at / G_USEC_PER_SEC) : NULL;
  /* Translators: a month and a year, as in “July 2026” */
  g_autofree char *month = joined != NULL ? g_date_time_format (joined, _("%B %Y")) : NULL;
  g_autofree char *exact = at > 0 ? sparkle_exact_time (at) : NULL;
  g_autofree char *text = NULL;

  if (month != NULL)
    text = g_strdup_printf (_("Level %d · %d XP · here since %s"), level, (int) xp, month);
  else
    text = g_strdup_printf (_("Level %d · %d XP"), level, (int) xp);
  gtk_label_set_label (self->level_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->level_label), exact);
}

static void
update_counts (SparkleProfileHead *self)
{
  gint64 n_posts = sparkle_user_get_n_posts (self->user);
  gint64 n_followers = sparkle_user_get_n_followers (self->user);
  gint64 n_following = sparkle_user_get_n_following (self->user);
  g_autofree char *posts = g_strdup_printf (ngettext ("%d post", "%d posts", (gulong) n_posts), (int) n_posts);
  g_autofree char *followers = g_strdup_printf (ngettext ("%d follower", "%d followers", (gulong) n_followers), (int) n_followers);
  g_autofree char *following = g_strdup_printf (_("follows %d"), (int) n_following);
  g_autofree char *counts = g_strdup_printf ("%s · %s · %s", posts, followers, following);

  gtk_label_set_label (self->counts_label, counts);
}

static void
update (SparkleProfileHead *self)
{
  gboolean known = self->user != NULL && sparkle_user_get_known (self->user);
  gboolean deleted = known && sparkle_user_get_deleted (self->user);
  const char *status = known ? sparkle_user_get_status (self->user) : NULL;
  g_autofree char *username = NULL;

  /* not the head itself: the stack around it would show something else */
  gtk_widget_set_visible (adw_bin_get_child (ADW_BIN (self)), known);
  update_buttons (self);
  if (!known)
    return;
  username = g_strdup_printf ("@%s", sparkle_user_get_username (self->user));
  sparkle_level_ring_set_name (self->ring, sparkle_user_get_name (self->user));
  sparkle_level_ring_set_xp (self->ring, sparkle_user_get_xp (self->user));
  gtk_label_set_label (self->name_label, sparkle_user_get_name (self->user));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), sparkle_user_get_name (self->user));
  set_text (self->badge_label, sparkle_person_get_badge (self->user));
  gtk_label_set_label (self->username_label, username);
  if (g_strcmp0 (status, "banned") == 0)
    set_text (self->status_label, _("This account is banned. What was written stays readable."));
  else if (g_strcmp0 (status, "suspended") == 0)
    set_text (self->status_label, _("This account is suspended for now."));
  else
    set_text (self->status_label, NULL);
  set_text (self->bio_label, deleted ? NULL : sparkle_user_get_bio (self->user));
  update_level (self);
  update_counts (self);
}

static void
follow_clicked_cb (SparkleProfileHead *self)
{
  if (self->user != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.follow", "(sb)", sparkle_user_get_id (self->user),
                                !sparkle_user_get_followed (self->user));
}

static void
edit_clicked_cb (SparkleProfileHead *self)
{
  g_signal_emit (self, signals[EDIT], 0);
}

static void
sparkle_profile_head_dispose (GObject *object)
{
  SparkleProfileHead *self = SPARKLE_PROFILE_HEAD (object);

  if (self->user != NULL)
    g_clear_signal_handler (&self->handler, self->user);
  g_clear_object (&self->user);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_PROFILE_HEAD);

  G_OBJECT_CLASS (sparkle_profile_head_parent_class)->dispose (object);
}

static void
sparkle_profile_head_class_init (SparkleProfileHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_profile_head_dispose;
  signals[EDIT] = g_signal_new ("edit", SPARKLE_TYPE_PROFILE_HEAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/profile/sparkle-profile-head.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, ring_place);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, name_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, badge_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, username_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, follow_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, edit_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, fold);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, status_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, bio_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, level_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleProfileHead, counts_label);
  gtk_widget_class_bind_template_callback (widget_class, follow_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_clicked_cb);
}

static void
sparkle_profile_head_init (SparkleProfileHead *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->ring = SPARKLE_LEVEL_RING (sparkle_level_ring_new (64));
  adw_bin_set_child (self->ring_place, GTK_WIDGET (self->ring));
  update (self);
}

/**
 * sparkle_profile_head_set_user:
 * @user: (nullable): who is shown; nobody: nothing is
 */
void
sparkle_profile_head_set_user (SparkleProfileHead *self,
                               SparkleUser        *user)
{
  g_return_if_fail (SPARKLE_IS_PROFILE_HEAD (self));

  if (self->user == user)
    return;
  if (self->user != NULL)
    g_clear_signal_handler (&self->handler, self->user);
  g_set_object (&self->user, user);
  if (user != NULL)
    self->handler = g_signal_connect_swapped (user, "notify", G_CALLBACK (update), self);
  update (self);
}

/**
 * sparkle_profile_head_set_own:
 * @own: whether it is who is signed in
 */
void
sparkle_profile_head_set_own (SparkleProfileHead *self,
                              gboolean            own)
{
  g_return_if_fail (SPARKLE_IS_PROFILE_HEAD (self));

  self->own = own;
  update_buttons (self);
}

/**
 * sparkle_profile_head_set_compact:
 * @compact: only the name and the button
 */
void
sparkle_profile_head_set_compact (SparkleProfileHead *self,
                                  gboolean            compact)
{
  g_return_if_fail (SPARKLE_IS_PROFILE_HEAD (self));

  gtk_revealer_set_reveal_child (self->fold, !compact);
}

/**
 * sparkle_profile_head_get_fold:
 *
 * Returns: how many pixels compact takes away
 */
int
sparkle_profile_head_get_fold (SparkleProfileHead *self)
{
  GtkWidget *child;
  int natural;

  g_return_val_if_fail (SPARKLE_IS_PROFILE_HEAD (self), 0);

  child = gtk_revealer_get_child (self->fold);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (GTK_WIDGET (self)), NULL, &natural, NULL, NULL);
  return natural;
}

/**
 * sparkle_profile_head_focus_edit:
 *
 * Puts the focus back where the editing began.
 */
void
sparkle_profile_head_focus_edit (SparkleProfileHead *self)
{
  g_return_if_fail (SPARKLE_IS_PROFILE_HEAD (self));

  gtk_widget_grab_focus (self->edit_button);
}
