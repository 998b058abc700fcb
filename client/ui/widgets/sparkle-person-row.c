/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-person-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _SparklePersonRow
{
  GtkBox parent_instance;

  SparkleUser *user;      /* (owned) (nullable) */
  gulong       handler;
  gboolean     own;

  GtkWidget *avatar;
  GtkWidget *name;
  GtkWidget *badge;
  GtkWidget *detail;
  GtkWidget *bio;
  GtkWidget *follow;
};

G_DEFINE_FINAL_TYPE (SparklePersonRow, sparkle_person_row, GTK_TYPE_BOX)

/**
 * sparkle_person_get_badge:
 * @user: somebody
 *
 * Returns: (nullable): what stands beside the name
 */
const char *
sparkle_person_get_badge (SparkleUser *user)
{
  const char *role = sparkle_user_get_role (user);
  const char *status = sparkle_user_get_status (user);

  if (g_strcmp0 (status, "banned") == 0)
    return _("Banned");
  if (g_strcmp0 (status, "suspended") == 0)
    return _("Suspended");
  if (g_strcmp0 (role, "admin") == 0)
    return _("Admin");
  if (g_strcmp0 (role, "moderator") == 0)
    return _("Moderator");
  if (g_strcmp0 (role, "creator") == 0)
    return _("Creator");
  return NULL;
}

static void
update_follow (SparklePersonRow *self)
{
  gboolean followed = sparkle_user_get_followed (self->user);
  g_autofree char *label = g_strdup_printf (followed ? _("Do not follow %s any more") : _("Follow %s"), sparkle_user_get_name (self->user));

  gtk_widget_set_visible (self->follow, !self->own && !sparkle_user_get_deleted (self->user));
  gtk_button_set_label (GTK_BUTTON (self->follow), followed ? _("Following") : _("Follow"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->follow), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (followed)
    gtk_widget_remove_css_class (self->follow, "suggested-action");
  else
    gtk_widget_add_css_class (self->follow, "suggested-action");
}

static void
update (SparklePersonRow *self)
{
  const char *badge = sparkle_person_get_badge (self->user);
  const char *bio = sparkle_user_get_bio (self->user);
  g_autofree char *line = g_strdup (bio != NULL ? bio : "");
  g_autofree char *detail = g_strdup_printf (_("@%s · Level %d"), sparkle_user_get_username (self->user), MAX (1, (int) sparkle_user_get_level (self->user)));

  adw_avatar_set_text (ADW_AVATAR (self->avatar), sparkle_user_get_name (self->user));
  gtk_label_set_label (GTK_LABEL (self->name), sparkle_user_get_name (self->user));
  gtk_label_set_label (GTK_LABEL (self->badge), badge != NULL ? badge : "");
  gtk_widget_set_visible (self->badge, badge != NULL);
  gtk_label_set_label (GTK_LABEL (self->detail), detail);
  gtk_label_set_label (GTK_LABEL (self->bio), g_strdelimit (line, "\n\r\t", ' '));
  gtk_widget_set_visible (self->bio, *line != '\0');
  update_follow (self);
}

static void
follow_clicked_cb (SparklePersonRow *self)
{
  if (self->user != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.follow", "(sb)", sparkle_user_get_id (self->user),
                                !sparkle_user_get_followed (self->user));
}

static void
sparkle_person_row_dispose (GObject *object)
{
  sparkle_person_row_set_user (SPARKLE_PERSON_ROW (object), NULL, NULL);

  G_OBJECT_CLASS (sparkle_person_row_parent_class)->dispose (object);
}

static void
sparkle_person_row_class_init (SparklePersonRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_person_row_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "person-row");
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
sparkle_person_row_init (SparklePersonRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->avatar = adw_avatar_new (40, NULL, TRUE);
  gtk_widget_set_valign (self->avatar, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  self->name = make_label ("heading");
  self->badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->badge, "badge");
  gtk_widget_set_valign (self->badge, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (first), self->name);
  gtk_box_append (GTK_BOX (first), self->badge);
  self->detail = make_label ("caption");
  gtk_widget_add_css_class (self->detail, "sparkle-dim");
  gtk_widget_add_css_class (self->detail, "tabular");
  self->bio = make_label (NULL);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (lines), first);
  gtk_box_append (GTK_BOX (lines), self->detail);
  gtk_box_append (GTK_BOX (lines), self->bio);

  self->follow = gtk_button_new ();
  gtk_widget_set_valign (self->follow, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->follow, "follow");
  g_signal_connect_swapped (self->follow, "clicked", G_CALLBACK (follow_clicked_cb), self);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_box_append (GTK_BOX (self), self->avatar);
  gtk_box_append (GTK_BOX (self), lines);
  gtk_box_append (GTK_BOX (self), self->follow);
}

/**
 * sparkle_person_row_new:
 *
 * Returns: (transfer floating): a row of nobody
 */
GtkWidget *
sparkle_person_row_new (void)
{
  return g_object_new (SPARKLE_TYPE_PERSON_ROW, NULL);
}

/**
 * sparkle_person_row_set_user:
 * @user: (nullable): who is shown
 * @reader_id: (nullable): who is signed in
 */
void
sparkle_person_row_set_user (SparklePersonRow *self,
                             SparkleUser      *user,
                             const char       *reader_id)
{
  g_return_if_fail (SPARKLE_IS_PERSON_ROW (self));

  if (self->user != NULL)
    g_clear_signal_handler (&self->handler, self->user);
  g_set_object (&self->user, user);
  if (user == NULL)
    return;
  self->own = g_strcmp0 (sparkle_user_get_id (user), reader_id) == 0;
  self->handler = g_signal_connect_swapped (user, "notify", G_CALLBACK (update), self);
  update (self);
}
