/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-comment-head.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sparkle-relative-time.h"
#include "sparkle-video-time.h"

struct _SparkleCommentHead
{
  GtkBox parent_instance;

  SparkleComment *comment;        /* (owned) (nullable) */
  SparkleUser    *author;         /* (owned) (nullable) */
  gulong          author_handler;
  char           *post_author_id; /* (nullable) */
  char           *video_id;       /* (nullable): of the post */

  GtkWidget *avatar;
  GtkWidget *name;
  GtkWidget *badge;
  GtkWidget *age;
  GtkWidget *dot;
  GtkWidget *mark;
  GtkWidget *second; /* (nullable): made when a comment belongs to a second of the video */
};

G_DEFINE_FINAL_TYPE (SparkleCommentHead, sparkle_comment_head, GTK_TYPE_BOX)

static void
set_accessible_label (GtkWidget  *widget,
                      const char *label)
{
  /* the text in a button names it, unless it is let go */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_author (SparkleCommentHead *self)
{
  const char *known = self->author != NULL ? sparkle_user_get_name (self->author) : "";
  const char *name = *known != '\0' ? known : _("Somebody");
  const char *role = self->author != NULL ? sparkle_user_get_role (self->author) : NULL;
  const char *author_id = self->comment != NULL ? sparkle_comment_get_author_id (self->comment) : NULL;
  const char *badge = NULL;
  g_autofree char *label = g_strdup_printf (_("Profile of %s"), name);

  if (g_strcmp0 (role, "admin") == 0)
    badge = _("Admin");
  else if (g_strcmp0 (role, "moderator") == 0)
    badge = _("Moderator");
  else if (author_id != NULL && g_strcmp0 (author_id, self->post_author_id) == 0)
    badge = _("Author");

  adw_avatar_set_text (ADW_AVATAR (self->avatar), name);
  gtk_button_set_label (GTK_BUTTON (self->name), name);
  set_accessible_label (self->name, label);
  gtk_label_set_label (GTK_LABEL (self->badge), badge != NULL ? badge : "");
  gtk_widget_set_visible (self->badge, badge != NULL);
}

static void
follow_author (SparkleCommentHead *self)
{
  SparkleUser *author = self->comment != NULL ? sparkle_comment_get_author (self->comment) : NULL;

  if (self->author == author)
    return;
  if (self->author != NULL)
    g_clear_signal_handler (&self->author_handler, self->author);
  g_set_object (&self->author, author);
  if (author != NULL)
    self->author_handler = g_signal_connect_swapped (author, "notify", G_CALLBACK (update_author), self);
}

static void
name_clicked_cb (SparkleCommentHead *self)
{
  if (self->author != NULL && sparkle_user_get_known (self->author))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-profile", "s", sparkle_user_get_username (self->author));
}

static void
mark_clicked_cb (SparkleCommentHead *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(ss)", "outbox", "");
}

static void
second_clicked_cb (SparkleCommentHead *self)
{
  if (self->comment != NULL && self->video_id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.play-video", "(su)", self->video_id,
                                (guint32) MAX (sparkle_comment_get_video_seconds (self->comment), 0));
}

static void
update_second (SparkleCommentHead *self)
{
  gint64 seconds = sparkle_comment_get_video_seconds (self->comment);
  g_autofree char *time = NULL;
  g_autofree char *label = NULL;

  if (self->second != NULL)
    gtk_widget_set_visible (self->second, seconds >= 0);
  if (seconds < 0)
    return;
  if (self->second == NULL)
    {
      self->second = gtk_button_new_with_label ("");
      gtk_widget_add_css_class (self->second, "flat");
      gtk_widget_add_css_class (self->second, "tag-pill");
      gtk_widget_add_css_class (self->second, "tabular");
      gtk_widget_set_valign (self->second, GTK_ALIGN_CENTER);
      g_signal_connect_swapped (self->second, "clicked", G_CALLBACK (second_clicked_cb), self);
      gtk_box_insert_child_after (GTK_BOX (self), self->second, self->age);
    }
  time = sparkle_video_time_format ((unsigned) seconds);
  label = g_strdup_printf (_("Watch from %s"), time);
  gtk_button_set_label (GTK_BUTTON (self->second), time);
  gtk_widget_set_tooltip_text (self->second, label);
  set_accessible_label (self->second, label);
  gtk_widget_set_sensitive (self->second, self->video_id != NULL);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_comment_head_dispose (GObject *object)
{
  sparkle_comment_head_set_comment (SPARKLE_COMMENT_HEAD (object), NULL, NULL);

  G_OBJECT_CLASS (sparkle_comment_head_parent_class)->dispose (object);
}

static void
sparkle_comment_head_finalize (GObject *object)
{
  g_free (SPARKLE_COMMENT_HEAD (object)->post_author_id);
  g_free (SPARKLE_COMMENT_HEAD (object)->video_id);

  G_OBJECT_CLASS (sparkle_comment_head_parent_class)->finalize (object);
}

static void
sparkle_comment_head_class_init (SparkleCommentHeadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_comment_head_dispose;
  object_class->finalize = sparkle_comment_head_finalize;
}

static GtkWidget *
make_label (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, style);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

static void
sparkle_comment_head_init (SparkleCommentHead *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->avatar = adw_avatar_new (24, NULL, TRUE);

  self->name = gtk_button_new_with_label ("");
  gtk_button_set_can_shrink (GTK_BUTTON (self->name), TRUE);
  gtk_widget_add_css_class (self->name, "flat");
  gtk_widget_add_css_class (self->name, "author");
  g_signal_connect_swapped (self->name, "clicked", G_CALLBACK (name_clicked_cb), self);

  self->badge = make_label ("badge");
  self->age = make_label ("caption");
  gtk_widget_add_css_class (self->age, "sparkle-dim");
  gtk_widget_add_css_class (self->age, "tabular");
  gtk_label_set_ellipsize (GTK_LABEL (self->age), PANGO_ELLIPSIZE_END);

  self->dot = gtk_image_new ();
  gtk_widget_add_css_class (self->dot, "unread");
  gtk_widget_set_valign (self->dot, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->dot, _("New since your last visit"));
  set_accessible_label (self->dot, _("New since your last visit"));

  self->mark = gtk_button_new_from_icon_name ("document-open-recent-symbolic");
  gtk_widget_add_css_class (self->mark, "flat");
  gtk_widget_add_css_class (self->mark, "circular");
  gtk_widget_set_tooltip_text (self->mark, _("Waiting to be sent"));
  set_accessible_label (self->mark, _("Waiting to be sent"));
  g_signal_connect_swapped (self->mark, "clicked", G_CALLBACK (mark_clicked_cb), self);

  gtk_box_append (GTK_BOX (self), self->avatar);
  gtk_box_append (GTK_BOX (self), self->name);
  gtk_box_append (GTK_BOX (self), self->badge);
  gtk_box_append (GTK_BOX (self), self->age);
  gtk_box_append (GTK_BOX (self), self->dot);
  gtk_box_append (GTK_BOX (self), self->mark);
}

/**
 * sparkle_comment_head_new:
 *
 * Returns: (transfer floating): of no comment yet
 */
GtkWidget *
sparkle_comment_head_new (void)
{
  return g_object_new (SPARKLE_TYPE_COMMENT_HEAD, NULL);
}

/**
 * sparkle_comment_head_set_comment:
 * @comment: (nullable): what is below
 * @post_author_id: (nullable): who gets a badge
 */
void
sparkle_comment_head_set_comment (SparkleCommentHead *self,
                                  SparkleComment     *comment,
                                  const char         *post_author_id)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_HEAD (self));

  g_set_str (&self->post_author_id, post_author_id);
  g_set_object (&self->comment, comment);
  follow_author (self);
  if (comment == NULL)
    return;
  update_author (self);
  sparkle_comment_head_update (self);
}

/**
 * sparkle_comment_head_set_video_id:
 * @video_id: (nullable): of the post's video, of which a comment may name a second
 *
 * Before the comment.
 */
void
sparkle_comment_head_set_video_id (SparkleCommentHead *self,
                                   const char         *video_id)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_HEAD (self));

  g_set_str (&self->video_id, video_id);
}

void
sparkle_comment_head_update (SparkleCommentHead *self)
{
  g_autofree char *age = NULL;
  g_autofree char *exact = NULL;
  g_autofree char *edited = NULL;
  SparklePending pending;

  g_return_if_fail (SPARKLE_IS_COMMENT_HEAD (self));

  if (self->comment == NULL)
    return;
  age = sparkle_relative_time (sparkle_comment_get_created_at (self->comment), g_get_real_time ());
  exact = sparkle_exact_time (sparkle_comment_get_created_at (self->comment));
  edited = g_strdup_printf ("%s · %s", age, _("edited"));
  pending = sparkle_comment_get_pending (self->comment);
  gtk_label_set_label (GTK_LABEL (self->age), sparkle_comment_get_edited (self->comment) ? edited : age);
  gtk_widget_set_tooltip_text (self->age, exact);
  update_second (self);
  gtk_widget_set_visible (self->dot, sparkle_comment_get_unread (self->comment));
  gtk_widget_set_visible (self->mark, pending != SPARKLE_PENDING_NONE && pending != SPARKLE_PENDING_FAILED);
}
