/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post-buttons.h"

#include <glib/gi18n.h>

#include "sparkle-burst.h"
#include "sparkle-relative-time.h"

struct _SparklePostButtons
{
  GtkBox parent_instance;

  SparklePost *post; /* (owned) (nullable) */
  gulong       handler;
  SparkleBurst *burst; /* (owned) (nullable) */

  GtkWidget *react;
  GtkWidget *react_icon;
  GtkWidget *react_count;
  GtkWidget *comments;
  GtkWidget *comments_count;
  GtkWidget *bookmark;
};

enum
{
  CHOOSE_REACTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparklePostButtons, sparkle_post_buttons, GTK_TYPE_BOX)

static void
set_count (GtkWidget *label,
           gint64     count)
{
  g_autofree char *text = count > 0 ? sparkle_short_number (count) : g_strdup ("");

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, count > 0);
}

static void
set_mine (GtkWidget *button,
          gboolean   mine)
{
  if (mine)
    gtk_widget_add_css_class (button, "mine");
  else
    gtk_widget_remove_css_class (button, "mine");
}

static void
set_accessible_label (GtkWidget  *widget,
                      const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_reactions (SparklePostButtons *self)
{
  gint64 count = sparkle_post_get_n_reactions (self->post, NULL);
  gboolean mine = sparkle_post_get_my_reactions (self->post) != 0;
  g_autofree char *label = g_strdup_printf (ngettext ("React, %d reaction", "React, %d reactions", (gulong) count), (int) count);

  set_count (self->react_count, count);
  set_mine (self->react, mine);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->react_icon), mine ? "sparkle-spark-symbolic" : "sparkle-spark-outline-symbolic");
  set_accessible_label (self->react, label);
}

static void
update_comments (SparklePostButtons *self)
{
  gint64 count = sparkle_post_get_n_comments (self->post);
  g_autofree char *label = g_strdup_printf (ngettext ("%d comment", "%d comments", (gulong) count), (int) count);

  set_count (self->comments_count, count);
  set_accessible_label (self->comments, label);
}

static void
update_bookmark (SparklePostButtons *self)
{
  gboolean on = sparkle_post_get_bookmarked (self->post);
  const char *label = on ? _("Remove the bookmark") : _("Bookmark");

  gtk_button_set_icon_name (GTK_BUTTON (self->bookmark), on ? "sparkle-bookmark-filled-symbolic" : "sparkle-bookmark-symbolic");
  set_mine (self->bookmark, on);
  gtk_widget_set_tooltip_text (self->bookmark, label);
  set_accessible_label (self->bookmark, label);
}

static void
post_notify_cb (SparklePostButtons *self,
                GParamSpec         *pspec)
{
  if (g_str_equal (pspec->name, "reactions") || g_str_equal (pspec->name, "my-reactions"))
    {
      gboolean was_mine = gtk_widget_has_css_class (self->react, "mine");

      update_reactions (self);
      if (!was_mine && gtk_widget_has_css_class (self->react, "mine"))
        sparkle_burst_play (&self->burst, GTK_WIDGET (self), self->react_icon);
    }
  else if (g_str_equal (pspec->name, "n-comments"))
    update_comments (self);
  else if (g_str_equal (pspec->name, "bookmarked"))
    update_bookmark (self);
}

static void
react_clicked_cb (SparklePostButtons *self)
{
  g_signal_emit (self, signals[CHOOSE_REACTION], 0, self->react);
}

static void
comments_clicked_cb (SparklePostButtons *self)
{
  if (self->post != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-post", "s", sparkle_post_get_id (self->post));
}

static void
bookmark_clicked_cb (SparklePostButtons *self)
{
  if (self->post != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.bookmark", "(sb)", sparkle_post_get_id (self->post),
                                !sparkle_post_get_bookmarked (self->post));
}

static GtkWidget *
add_count_button (SparklePostButtons  *self,
                  const char          *icon_name,
                  const char          *tooltip,
                  GCallback            clicked,
                  GtkWidget          **ret_icon,
                  GtkWidget          **ret_count)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

  *ret_count = gtk_label_new (NULL);
  gtk_widget_add_css_class (*ret_count, "tabular");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), *ret_count);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (self), button);
  if (ret_icon != NULL)
    *ret_icon = icon;
  return button;
}

static void
sparkle_post_buttons_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  GTK_WIDGET_CLASS (sparkle_post_buttons_parent_class)->snapshot (widget, snapshot);
  sparkle_burst_snapshot (SPARKLE_POST_BUTTONS (widget)->burst, snapshot);
}

static void
sparkle_post_buttons_dispose (GObject *object)
{
  SparklePostButtons *self = SPARKLE_POST_BUTTONS (object);

  sparkle_post_buttons_set_post (self, NULL);
  g_clear_pointer (&self->burst, sparkle_burst_free);

  G_OBJECT_CLASS (sparkle_post_buttons_parent_class)->dispose (object);
}

static void
sparkle_post_buttons_class_init (SparklePostButtonsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_post_buttons_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = sparkle_post_buttons_snapshot;

  signals[CHOOSE_REACTION] = g_signal_new ("choose-reaction", SPARKLE_TYPE_POST_BUTTONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
}

static void
sparkle_post_buttons_init (SparklePostButtons *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 2);
  gtk_widget_add_css_class (GTK_WIDGET (self), "post-buttons");
  self->react = add_count_button (self, "sparkle-spark-outline-symbolic", _("React"), G_CALLBACK (react_clicked_cb),
                                  &self->react_icon, &self->react_count);
  self->comments = add_count_button (self, "sparkle-comment-symbolic", _("Comments"), G_CALLBACK (comments_clicked_cb),
                                     NULL, &self->comments_count);
  self->bookmark = gtk_button_new_from_icon_name ("sparkle-bookmark-symbolic");
  gtk_widget_add_css_class (self->bookmark, "flat");
  gtk_widget_set_hexpand (self->bookmark, TRUE);
  gtk_widget_set_halign (self->bookmark, GTK_ALIGN_END);
  g_signal_connect_swapped (self->bookmark, "clicked", G_CALLBACK (bookmark_clicked_cb), self);
  gtk_box_append (GTK_BOX (self), self->bookmark);
}

/**
 * sparkle_post_buttons_new:
 *
 * Returns: (transfer floating): buttons without a post
 */
GtkWidget *
sparkle_post_buttons_new (void)
{
  return g_object_new (SPARKLE_TYPE_POST_BUTTONS, NULL);
}

/**
 * sparkle_post_buttons_set_post:
 * @post: (nullable): what they act on
 */
void
sparkle_post_buttons_set_post (SparklePostButtons *self,
                               SparklePost        *post)
{
  g_return_if_fail (SPARKLE_IS_POST_BUTTONS (self));

  if (self->post == post)
    return;
  if (self->post != NULL)
    g_clear_signal_handler (&self->handler, self->post);
  g_set_object (&self->post, post);
  if (post == NULL)
    return;
  self->handler = g_signal_connect_swapped (post, "notify", G_CALLBACK (post_notify_cb), self);
  update_reactions (self);
  update_comments (self);
  update_bookmark (self);
}
