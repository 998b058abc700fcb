/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-comment-card.h"

#include <glib/gi18n.h>

#include "sparkle-excerpt.h"
#include "sparkle-relative-time.h"

struct _SparkleCommentCard
{
  GtkBox parent_instance;

  SparkleComment *comment; /* (owned) (nullable) */
  SparklePost    *post;    /* (owned) (nullable) */
  gulong          comment_handler;
  gulong          post_handler;

  GtkWidget *title;
  GtkWidget *text;
  GtkWidget *meta;
};

G_DEFINE_FINAL_TYPE (SparkleCommentCard, sparkle_comment_card, GTK_TYPE_BOX)

static void
update (SparkleCommentCard *self)
{
  gint64 at = sparkle_comment_get_created_at (self->comment);
  gint64 reactions = sparkle_comment_get_n_reactions (self->comment, NULL);
  g_autofree char *excerpt = sparkle_excerpt (sparkle_comment_get_content (self->comment));
  g_autofree char *age = sparkle_relative_time (at, g_get_real_time ());
  g_autofree char *exact = sparkle_exact_time (at);
  g_autofree char *count = sparkle_short_number (reactions);
  g_autofree char *title = NULL;
  g_autofree char *meta = NULL;

  if (sparkle_post_get_known (self->post))
    title = g_strdup_printf (_("On “%s”"), sparkle_post_get_title (self->post));
  else
    title = g_strdup (_("On a post that is not kept on this machine"));
  if (reactions > 0)
    meta = g_strdup_printf (ngettext ("%s · %s reaction", "%s · %s reactions", (gulong) reactions), age, count);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->text), excerpt);
  gtk_label_set_label (GTK_LABEL (self->meta), meta != NULL ? meta : age);
  gtk_widget_set_tooltip_text (self->meta, exact);
}

static void
sparkle_comment_card_dispose (GObject *object)
{
  sparkle_comment_card_set_comment (SPARKLE_COMMENT_CARD (object), NULL, NULL);

  G_OBJECT_CLASS (sparkle_comment_card_parent_class)->dispose (object);
}

static void
sparkle_comment_card_class_init (SparkleCommentCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_comment_card_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "comment-card");
}

static void
sparkle_comment_card_init (SparkleCommentCard *self)
{
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->title, "caption-heading");
  gtk_widget_add_css_class (self->title, "sparkle-dim");
  self->text = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_label_set_wrap (GTK_LABEL (self->text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (self->text), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_ellipsize (GTK_LABEL (self->text), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (self->text), 4);
  gtk_widget_add_css_class (self->text, "excerpt");
  self->meta = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->meta), 0);
  gtk_widget_add_css_class (self->meta, "caption");
  gtk_widget_add_css_class (self->meta, "sparkle-dim");
  gtk_widget_add_css_class (self->meta, "tabular");

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 4);
  gtk_box_append (GTK_BOX (self), self->title);
  gtk_box_append (GTK_BOX (self), self->text);
  gtk_box_append (GTK_BOX (self), self->meta);
}

/**
 * sparkle_comment_card_new:
 *
 * Returns: (transfer floating): a card without a comment
 */
GtkWidget *
sparkle_comment_card_new (void)
{
  return g_object_new (SPARKLE_TYPE_COMMENT_CARD, NULL);
}

/**
 * sparkle_comment_card_set_comment:
 * @comment: (nullable): what is shown
 * @post: (nullable): where it stands; may be one that is not cached
 */
void
sparkle_comment_card_set_comment (SparkleCommentCard *self,
                                  SparkleComment     *comment,
                                  SparklePost        *post)
{
  g_return_if_fail (SPARKLE_IS_COMMENT_CARD (self));
  g_return_if_fail ((comment == NULL) == (post == NULL));

  if (self->comment != NULL)
    g_clear_signal_handler (&self->comment_handler, self->comment);
  if (self->post != NULL)
    g_clear_signal_handler (&self->post_handler, self->post);
  g_set_object (&self->comment, comment);
  g_set_object (&self->post, post);
  if (comment == NULL)
    return;
  self->comment_handler = g_signal_connect_swapped (comment, "notify", G_CALLBACK (update), self);
  self->post_handler = g_signal_connect_swapped (post, "notify", G_CALLBACK (update), self);
  update (self);
}
