/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sparkle-burst.h"
#include "sparkle-markdown-view.h"
#include "sparkle-reactions.h"
#include "sparkle-relative-time.h"
#include "sparkle-video-panel.h"

struct _SparklePostView
{
  GtkBox parent_instance;

  SparklePost *post;    /* (owned) (nullable) */
  SparkleUser *author;  /* (owned) (nullable) */
  gulong       post_handler;
  gulong       author_handler;
  gboolean     filling; /* the toggles follow the post, not the person */

  GtkWidget *person;
  GtkWidget *avatar;
  GtkWidget *name;
  GtkWidget *badge;
  GtkWidget *meta;
  GtkWidget *title;
  GtkWidget *video;
  GtkWidget *text;
  GtkWidget *tags;
  GtkWidget *pending;
  GtkWidget *reactions[SPARKLE_N_REACTIONS];
  GtkWidget *counts[SPARKLE_N_REACTIONS];
  GtkWidget *n_comments;

  unsigned      mine;  /* flags of one's own reactions, as they are shown */
  SparkleBurst *burst; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SparklePostView, sparkle_post_view, GTK_TYPE_BOX)

/* ---- content ---------------------------------------------------------------- */

static void
update_author (SparklePostView *self)
{
  const char *name = self->author != NULL ? sparkle_user_get_name (self->author) : _("Somebody");
  const char *role = self->author != NULL ? sparkle_user_get_role (self->author) : NULL;
  gboolean moderates = g_strcmp0 (role, "moderator") == 0 || g_strcmp0 (role, "admin") == 0;
  g_autofree char *label = g_strdup_printf (_("Profile of %s"), name);

  adw_avatar_set_text (ADW_AVATAR (self->avatar), name);
  gtk_label_set_label (GTK_LABEL (self->name), name);
  gtk_label_set_label (GTK_LABEL (self->badge), g_strcmp0 (role, "admin") == 0 ? _("Admin") : _("Moderator"));
  gtk_widget_set_visible (self->badge, moderates);
  gtk_widget_set_sensitive (self->person, self->author != NULL && sparkle_user_get_known (self->author));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->person), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_meta (SparklePostView *self)
{
  g_autofree char *age = sparkle_relative_time (sparkle_post_get_published_at (self->post), g_get_real_time ());
  g_autofree char *exact = sparkle_exact_time (sparkle_post_get_published_at (self->post));
  g_autoptr(GString) text = g_string_new (age);
  unsigned minutes = sparkle_post_get_reading_minutes (self->post);

  if (minutes > 1)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, ngettext ("%u min to read", "%u min to read", minutes), minutes);
    }
  if (sparkle_post_get_edited (self->post))
    g_string_append_printf (text, " · %s", _("edited"));
  gtk_label_set_label (GTK_LABEL (self->meta), text->str);
  gtk_widget_set_tooltip_text (self->meta, exact);
}

static void
update_text (SparklePostView *self)
{
  gtk_label_set_label (GTK_LABEL (self->title), sparkle_post_get_title (self->post));
  sparkle_markdown_view_set_video_id (SPARKLE_MARKDOWN_VIEW (self->text), sparkle_post_get_youtube_video_id (self->post));
  sparkle_markdown_view_set_text (SPARKLE_MARKDOWN_VIEW (self->text), sparkle_post_get_content (self->post));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sparkle_post_get_title (self->post), -1);
  update_meta (self);
}

static void
update_video (SparklePostView *self)
{
  SparkleVideo *video = sparkle_post_get_video (self->post);

  gtk_widget_set_visible (self->video, video != NULL);
  sparkle_video_panel_set_video (SPARKLE_VIDEO_PANEL (self->video), video);
}

static void
tag_clicked_cb (SparklePostView *self,
                GtkButton       *button)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(ss)", "tag", gtk_button_get_label (button));
}

static void
update_tags (SparklePostView *self)
{
  const char * const *tags = sparkle_post_get_tags (self->post);

  adw_wrap_box_remove_all (ADW_WRAP_BOX (self->tags));
  for (unsigned i = 0; tags[i] != NULL; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (tags[i]);
      g_autofree char *label = g_strdup_printf (_("Posts about %s"), tags[i]);

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "tag-pill");
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (tag_clicked_cb), self);
      adw_wrap_box_append (ADW_WRAP_BOX (self->tags), button);
    }
  gtk_widget_set_visible (self->tags, tags[0] != NULL);
}

static void
update_reactions (SparklePostView *self)
{
  self->filling = TRUE;
  for (unsigned i = 0; i < SPARKLE_N_REACTIONS; i++)
    {
      const char *type = sparkle_reaction_to_name (i);
      gint64 count = sparkle_post_get_n_reactions (self->post, type);
      g_autofree char *text = count > 0 ? sparkle_short_number (count) : g_strdup ("");
      g_autofree char *label = g_strdup_printf ("%s, %" G_GINT64_FORMAT, sparkle_reaction_title (i), count);

      gtk_label_set_label (GTK_LABEL (self->counts[i]), text);
      gtk_widget_set_visible (self->counts[i], count > 0);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->reactions[i]), sparkle_post_has_my_reaction (self->post, type));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->reactions[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    }
  self->filling = FALSE;
}

/* One's own new reaction sparkles, wherever it was given. */
static void
celebrate (SparklePostView *self)
{
  unsigned mine = sparkle_post_get_my_reactions (self->post);
  unsigned added = mine & ~self->mine;

  self->mine = mine;
  if (added != 0)
    sparkle_burst_play (&self->burst, GTK_WIDGET (self), self->reactions[g_bit_nth_lsf (added, -1)]);
}

static void
update_comments (SparklePostView *self)
{
  gint64 count = sparkle_post_get_n_comments (self->post);
  g_autofree char *text = g_strdup_printf (ngettext ("%d comment", "%d comments", (gulong) count), (int) count);

  gtk_label_set_label (GTK_LABEL (self->n_comments), count > 0 ? text : _("No comments yet"));
}

static void
update_pending (SparklePostView *self)
{
  SparklePending pending = sparkle_post_get_pending (self->post);

  gtk_widget_set_visible (self->pending, pending != SPARKLE_PENDING_NONE);
  gtk_button_set_label (GTK_BUTTON (self->pending), pending == SPARKLE_PENDING_FAILED ? _("Could not be sent: open the outbox")
                                                                                     : _("Waiting to be sent"));
}

static void
follow_author (SparklePostView *self)
{
  SparkleUser *author = self->post != NULL ? sparkle_post_get_author (self->post) : NULL;

  if (self->author == author)
    return;
  if (self->author != NULL)
    g_clear_signal_handler (&self->author_handler, self->author);
  g_set_object (&self->author, author);
  if (author != NULL)
    self->author_handler = g_signal_connect_swapped (author, "notify", G_CALLBACK (update_author), self);
}

static void
update_all (SparklePostView *self)
{
  follow_author (self);
  update_author (self);
  update_text (self);
  update_video (self);
  update_tags (self);
  update_reactions (self);
  update_comments (self);
  update_pending (self);
}

static void
post_notify_cb (SparklePostView *self,
                GParamSpec      *pspec)
{
  if (g_str_equal (pspec->name, "reactions") || g_str_equal (pspec->name, "my-reactions"))
    {
      update_reactions (self);
      celebrate (self);
    }
  else if (g_str_equal (pspec->name, "n-comments"))
    update_comments (self);
  else if (g_str_equal (pspec->name, "pending"))
    update_pending (self);
  else if (!g_str_equal (pspec->name, "unread") && !g_str_equal (pspec->name, "bookmarked") && !g_str_equal (pspec->name, "kept"))
    update_all (self);
}

/* ---- buttons ---------------------------------------------------------------- */

static void
reaction_toggled_cb (SparklePostView *self,
                     GtkToggleButton *button)
{
  if (self->filling || self->post == NULL)
    return;

  for (unsigned i = 0; i < SPARKLE_N_REACTIONS; i++)
    if (self->reactions[i] == GTK_WIDGET (button))
      gtk_widget_activate_action (GTK_WIDGET (self), "win.react", "(sssb)", "post", sparkle_post_get_id (self->post),
                                  sparkle_reaction_to_name (i), gtk_toggle_button_get_active (button));
  /* What counts is the post: it changes at once when the reaction was taken. */
  update_reactions (self);
}

static void
person_clicked_cb (SparklePostView *self)
{
  if (self->author != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-profile", "s", sparkle_user_get_username (self->author));
}

/* ---- furniture -------------------------------------------------------------- */

static void
make_person (SparklePostView *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->avatar = adw_avatar_new (40, NULL, TRUE);
  self->name = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->name, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_END);
  self->badge = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->badge, "badge");
  gtk_widget_set_valign (self->badge, GTK_ALIGN_CENTER);
  self->meta = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->meta, "caption");
  gtk_widget_add_css_class (self->meta, "sparkle-dim");
  gtk_label_set_xalign (GTK_LABEL (self->meta), 0);
  gtk_box_append (GTK_BOX (first), self->name);
  gtk_box_append (GTK_BOX (first), self->badge);
  gtk_box_append (GTK_BOX (lines), first);
  gtk_box_append (GTK_BOX (lines), self->meta);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), self->avatar);
  gtk_box_append (GTK_BOX (row), lines);

  self->person = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->person), row);
  gtk_widget_add_css_class (self->person, "flat");
  gtk_widget_set_halign (self->person, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->person, "person-link");
  g_signal_connect_swapped (self->person, "clicked", G_CALLBACK (person_clicked_cb), self);
  gtk_box_append (GTK_BOX (self), self->person);
}

static void
make_reactions (SparklePostView *self)
{
  GtkWidget *bar = adw_wrap_box_new ();

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (bar), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (bar), 6);
  for (unsigned i = 0; i < SPARKLE_N_REACTIONS; i++)
    {
      GtkWidget *button = gtk_toggle_button_new ();
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);

      self->counts[i] = gtk_label_new (NULL);
      gtk_widget_add_css_class (self->counts[i], "tabular");
      gtk_box_append (GTK_BOX (row), gtk_label_new (sparkle_reaction_emoji (i)));
      gtk_box_append (GTK_BOX (row), self->counts[i]);
      gtk_button_set_child (GTK_BUTTON (button), row);
      gtk_widget_add_css_class (button, "reaction");
      gtk_widget_set_tooltip_text (button, sparkle_reaction_title (i));
      g_signal_connect_swapped (button, "toggled", G_CALLBACK (reaction_toggled_cb), self);
      self->reactions[i] = button;
      adw_wrap_box_append (ADW_WRAP_BOX (bar), button);
    }
  gtk_box_append (GTK_BOX (self), bar);
}

static void
sparkle_post_view_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  GTK_WIDGET_CLASS (sparkle_post_view_parent_class)->snapshot (widget, snapshot);
  sparkle_burst_snapshot (SPARKLE_POST_VIEW (widget)->burst, snapshot);
}

static void
sparkle_post_view_dispose (GObject *object)
{
  SparklePostView *self = SPARKLE_POST_VIEW (object);

  sparkle_post_view_set_post (self, NULL);
  g_clear_pointer (&self->burst, sparkle_burst_free);

  G_OBJECT_CLASS (sparkle_post_view_parent_class)->dispose (object);
}

static void
sparkle_post_view_class_init (SparklePostViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_post_view_dispose;
  widget_class->snapshot = sparkle_post_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "post-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ARTICLE);
}

static void
sparkle_post_view_init (SparklePostView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);

  make_person (self);
  self->title = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->title), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->title), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_add_css_class (self->title, "thread-title");
  gtk_box_append (GTK_BOX (self), self->title);
  self->pending = gtk_button_new_with_label ("");
  gtk_widget_set_halign (self->pending, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->pending, "pending-pill");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->pending), "win.show-list(('outbox', ''))");
  gtk_box_append (GTK_BOX (self), self->pending);
  self->video = sparkle_video_panel_new ();
  gtk_box_append (GTK_BOX (self), self->video);
  self->text = sparkle_markdown_view_new (FALSE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->text, NULL, -1);
  gtk_box_append (GTK_BOX (self), self->text);
  self->tags = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->tags), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (self->tags), 6);
  gtk_box_append (GTK_BOX (self), self->tags);
  make_reactions (self);
  self->n_comments = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->n_comments), 0);
  gtk_widget_add_css_class (self->n_comments, "heading");
  gtk_widget_set_margin_top (self->n_comments, 12);
  gtk_box_append (GTK_BOX (self), self->n_comments);
}

/**
 * sparkle_post_view_new:
 *
 * Returns: (transfer floating): a view without a post
 */
GtkWidget *
sparkle_post_view_new (void)
{
  return g_object_new (SPARKLE_TYPE_POST_VIEW, NULL);
}

/**
 * sparkle_post_view_set_post:
 * @post: (nullable): what is shown
 */
void
sparkle_post_view_set_post (SparklePostView *self,
                            SparklePost     *post)
{
  g_return_if_fail (SPARKLE_IS_POST_VIEW (self));

  if (self->post == post)
    return;
  if (self->post != NULL)
    g_clear_signal_handler (&self->post_handler, self->post);
  g_set_object (&self->post, post);
  if (post == NULL)
    {
      follow_author (self);
      return;
    }
  self->post_handler = g_signal_connect_swapped (post, "notify", G_CALLBACK (post_notify_cb), self);
  self->mine = sparkle_post_get_my_reactions (post);
  update_all (self);
}

/**
 * sparkle_post_view_set_thread:
 * @thread: (nullable): the comments below it
 */
void
sparkle_post_view_set_thread (SparklePostView *self,
                              SparkleThread   *thread)
{
  g_return_if_fail (SPARKLE_IS_POST_VIEW (self));

  sparkle_video_panel_set_thread (SPARKLE_VIDEO_PANEL (self->video), thread);
}
