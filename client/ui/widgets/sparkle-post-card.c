/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-post-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sparkle-post-buttons.h"
#include "sparkle-relative-time.h"
#include "sparkle-video-card.h"

/* From this width on the video stands beside the text, below it on top. */
#define WIDE_FROM 380
#define VIDEO_WIDTH 128
#define VIDEO_HEIGHT 72
#define SPACING 8
#define TAGS_SHOWN 3

struct _SparklePostCard
{
  GtkWidget parent_instance;

  SparklePost *post;      /* (owned) (nullable) */
  SparkleUser *author;    /* (owned) (nullable): whose name is followed */
  gulong       post_handler;
  gulong       author_handler;

  /* (owned by the widget tree) */
  GtkWidget *avatar;
  GtkWidget *meta;        /* name, age, marks */
  GtkWidget *name;
  GtkWidget *age;
  GtkWidget *mark;        /* clock or warning */
  GtkWidget *unread;
  GtkWidget *title;
  GtkWidget *excerpt;
  GtkWidget *video;       /* made when a post has one */
  GtkWidget *tags;        /* made when a post has some */
  GtkWidget *tag_labels[TAGS_SHOWN];
  GtkWidget *buttons;
};

G_DEFINE_FINAL_TYPE (SparklePostCard, sparkle_post_card, GTK_TYPE_WIDGET)

enum
{
  CHOOSE_REACTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- layout ----------------------------------------------------------------- */

static int
height_of (GtkWidget *child,
           int        width)
{
  int natural = 0;

  if (child != NULL && gtk_widget_should_layout (child))
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

static gboolean
shows_video (SparklePostCard *self)
{
  return self->video != NULL && gtk_widget_should_layout (self->video);
}

/* Lays out from top to bottom; only measures when allocate is FALSE. Returns the height. */
static int
lay_out (SparklePostCard *self,
         int             width,
         gboolean        allocate)
{
  gboolean beside = shows_video (self) && width >= WIDE_FROM;
  int text_width = beside ? width - VIDEO_WIDTH - 12 : width;
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int text_x = beside && mirrored ? VIDEO_WIDTH + 12 : 0;
  int y = 0, top, height;

  height = height_of (self->meta, width);
  if (allocate)
    gtk_widget_size_allocate (self->meta, &(GtkAllocation) { 0, y, width, height }, -1);
  y += height + SPACING;

  if (shows_video (self) && !beside)
    {
      height = width * 9 / 16;
      if (allocate)
        gtk_widget_size_allocate (self->video, &(GtkAllocation) { 0, y, width, height }, -1);
      y += height + SPACING;
    }

  top = y;
  height = height_of (self->title, text_width);
  if (allocate)
    gtk_widget_size_allocate (self->title, &(GtkAllocation) { text_x, y, text_width, height }, -1);
  y += height;
  if (gtk_widget_should_layout (self->excerpt))
    {
      y += 4;
      height = height_of (self->excerpt, text_width);
      if (allocate)
        gtk_widget_size_allocate (self->excerpt, &(GtkAllocation) { text_x, y, text_width, height }, -1);
      y += height;
    }
  if (beside)
    {
      if (allocate)
        gtk_widget_size_allocate (self->video, &(GtkAllocation) { mirrored ? 0 : width - VIDEO_WIDTH, top + 2, VIDEO_WIDTH, VIDEO_HEIGHT }, -1);
      y = MAX (y, top + 2 + VIDEO_HEIGHT);
    }

  if (self->tags != NULL && gtk_widget_should_layout (self->tags))
    {
      y += SPACING;
      height = height_of (self->tags, width);
      if (allocate)
        gtk_widget_size_allocate (self->tags, &(GtkAllocation) { 0, y, width, height }, -1);
      y += height;
    }

  y += 6;
  height = height_of (self->buttons, width);
  if (allocate)
    gtk_widget_size_allocate (self->buttons, &(GtkAllocation) { -6, y, width + 12, height }, -1);
  return y + height;
}

static void
sparkle_post_card_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  SparklePostCard *self = SPARKLE_POST_CARD (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = 400;
    }
  else
    {
      *minimum = *natural = lay_out (self, for_size > 0 ? for_size : 400, FALSE);
    }
}

static void
sparkle_post_card_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  lay_out (SPARKLE_POST_CARD (widget), width, TRUE);
}

static GtkSizeRequestMode
sparkle_post_card_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* ---- content ---------------------------------------------------------------- */

static void
set_accessible_label (GtkWidget  *widget,
                      const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_author (SparklePostCard *self)
{
  const char *name = self->author != NULL ? sparkle_user_get_name (self->author) : _("Somebody");

  adw_avatar_set_text (ADW_AVATAR (self->avatar), name);
  gtk_label_set_label (GTK_LABEL (self->name), name);
}

static void
update_text (SparklePostCard *self)
{
  const char *excerpt = sparkle_post_get_excerpt (self->post);

  gtk_label_set_label (GTK_LABEL (self->title), sparkle_post_get_title (self->post));
  gtk_label_set_label (GTK_LABEL (self->excerpt), excerpt);
  gtk_widget_set_visible (self->excerpt, *excerpt != '\0');
}

static void
update_video (SparklePostCard *self)
{
  SparkleVideo *video = sparkle_post_get_video (self->post);

  if (video != NULL && self->video == NULL)
    {
      self->video = sparkle_video_card_new ();
      gtk_widget_insert_after (self->video, GTK_WIDGET (self), self->excerpt);
    }
  if (self->video != NULL)
    {
      gtk_widget_set_visible (self->video, video != NULL);
      sparkle_video_card_set_video (SPARKLE_VIDEO_CARD (self->video), video);
    }
}

static void
update_tags (SparklePostCard *self)
{
  const char * const *tags = sparkle_post_get_tags (self->post);

  if (tags[0] != NULL && self->tags == NULL)
    {
      self->tags = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_widget_insert_before (self->tags, GTK_WIDGET (self), self->buttons);
    }
  if (self->tags == NULL)
    return;

  gtk_widget_set_visible (self->tags, tags[0] != NULL);
  for (unsigned i = 0, end = FALSE; i < TAGS_SHOWN; i++)
    {
      end |= tags[i] == NULL;
      if (!end && self->tag_labels[i] == NULL)
        {
          self->tag_labels[i] = gtk_label_new (NULL);
          gtk_label_set_ellipsize (GTK_LABEL (self->tag_labels[i]), PANGO_ELLIPSIZE_END);
          gtk_widget_add_css_class (self->tag_labels[i], "tag-pill");
          gtk_box_append (GTK_BOX (self->tags), self->tag_labels[i]);
        }
      if (!end)
        gtk_label_set_label (GTK_LABEL (self->tag_labels[i]), tags[i]);
      if (self->tag_labels[i] != NULL)
        gtk_widget_set_visible (self->tag_labels[i], !end);
    }
}

static void
update_marks (SparklePostCard *self)
{
  SparklePending pending = sparkle_post_get_pending (self->post);

  gtk_widget_set_visible (self->unread, sparkle_post_get_unread (self->post));
  gtk_widget_set_visible (self->mark, pending != SPARKLE_PENDING_NONE);
  if (pending == SPARKLE_PENDING_WAITING)
    {
      gtk_button_set_icon_name (GTK_BUTTON (self->mark), "document-open-recent-symbolic");
      gtk_widget_set_tooltip_text (self->mark, _("Waiting to be sent"));
      set_accessible_label (self->mark, _("Waiting to be sent"));
    }
  else if (pending == SPARKLE_PENDING_FAILED)
    {
      gtk_button_set_icon_name (GTK_BUTTON (self->mark), "dialog-warning-symbolic");
      gtk_widget_set_tooltip_text (self->mark, _("Could not be sent: open the outbox"));
      set_accessible_label (self->mark, _("Could not be sent: open the outbox"));
    }
}

static void
update_all (SparklePostCard *self)
{
  update_author (self);
  sparkle_post_card_update_time (self, g_get_real_time ());
  update_text (self);
  update_video (self);
  update_tags (self);
  sparkle_post_buttons_set_post (SPARKLE_POST_BUTTONS (self->buttons), self->post);
  update_marks (self);
}

static void
follow_author (SparklePostCard *self)
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
post_notify_cb (SparklePostCard *self,
                GParamSpec     *pspec)
{
  static const struct
  {
    const char *property;
    void (*update) (SparklePostCard *self);
  } parts[] = {
    { "title", update_text },
    { "excerpt", update_text },
    { "youtube-video-id", update_video },
    { "tags", update_tags },
    { "unread", update_marks },
    { "pending", update_marks },
  };

  follow_author (self);
  for (unsigned i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (parts[i].property, pspec->name))
      {
        parts[i].update (self);
        return;
      }
  if (g_str_equal (pspec->name, "author"))
    update_author (self);
  else if (g_str_equal (pspec->name, "published-at"))
    sparkle_post_card_update_time (self, g_get_real_time ());
}

/* ---- buttons ---------------------------------------------------------------- */

static void
choose_reaction_cb (SparklePostCard *self,
                    GtkWidget      *button)
{
  g_signal_emit (self, signals[CHOOSE_REACTION], 0, button);
}

static void
mark_clicked_cb (SparklePostCard *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(ss)", "outbox", "");
}

/* ---- widgets ---------------------------------------------------------------- */

static GtkWidget *
make_label (const char *css_class,
            gboolean    wraps,
            int         lines)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (wraps)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_lines (GTK_LABEL (label), lines);
    }
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
make_meta (SparklePostCard *self)
{
  self->meta = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (self->meta, "meta");

  self->avatar = adw_avatar_new (36, NULL, TRUE);
  self->name = make_label (NULL, FALSE, 1);
  gtk_widget_add_css_class (self->name, "sparkle-dim");
  self->age = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->age, "sparkle-dim");
  gtk_widget_add_css_class (self->age, "tabular");
  gtk_widget_set_hexpand (self->age, TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->age), 0);
  self->mark = gtk_button_new_from_icon_name ("document-open-recent-symbolic");
  gtk_widget_add_css_class (self->mark, "flat");
  gtk_widget_add_css_class (self->mark, "circular");
  gtk_widget_set_valign (self->mark, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->mark, "clicked", G_CALLBACK (mark_clicked_cb), self);
  self->unread = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_widget_add_css_class (self->unread, "unread");
  gtk_widget_set_valign (self->unread, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->unread, _("Not read yet"));
  set_accessible_label (self->unread, _("Not read yet"));

  gtk_box_append (GTK_BOX (self->meta), self->avatar);
  gtk_box_append (GTK_BOX (self->meta), self->name);
  gtk_box_append (GTK_BOX (self->meta), self->age);
  gtk_box_append (GTK_BOX (self->meta), self->mark);
  gtk_box_append (GTK_BOX (self->meta), self->unread);
  gtk_widget_set_parent (self->meta, GTK_WIDGET (self));
}

static void
make_widgets (SparklePostCard *self)
{
  make_meta (self);
  self->title = make_label ("title", TRUE, 2);
  gtk_widget_set_parent (self->title, GTK_WIDGET (self));
  self->excerpt = make_label ("excerpt", TRUE, 3);
  gtk_widget_set_parent (self->excerpt, GTK_WIDGET (self));
  self->buttons = sparkle_post_buttons_new ();
  g_signal_connect_swapped (self->buttons, "choose-reaction", G_CALLBACK (choose_reaction_cb), self);
  gtk_widget_set_parent (self->buttons, GTK_WIDGET (self));
}

/**
 * sparkle_post_card_update_time:
 * @now: µs since 1970 UTC
 *
 * Says the age of the post as of now.
 */
void
sparkle_post_card_update_time (SparklePostCard *self,
                              gint64          now)
{
  g_autofree char *age = NULL;
  g_autofree char *exact = NULL;

  g_return_if_fail (SPARKLE_IS_POST_CARD (self));

  if (self->post == NULL)
    return;

  age = sparkle_relative_time (sparkle_post_get_published_at (self->post), now);
  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (self->age)), age) == 0)
    return;
  exact = sparkle_exact_time (sparkle_post_get_published_at (self->post));
  gtk_label_set_label (GTK_LABEL (self->age), age);
  gtk_widget_set_tooltip_text (self->age, exact);
}

/**
 * sparkle_post_card_set_post:
 * @post: (nullable): what the card shows; %NULL lets go of it
 */
void
sparkle_post_card_set_post (SparklePostCard *self,
                            SparklePost     *post)
{
  g_return_if_fail (SPARKLE_IS_POST_CARD (self));

  if (self->post == post)
    return;
  if (self->post != NULL)
    g_clear_signal_handler (&self->post_handler, self->post);
  g_set_object (&self->post, post);
  follow_author (self);
  if (post == NULL)
    {
      if (self->buttons != NULL)
        sparkle_post_buttons_set_post (SPARKLE_POST_BUTTONS (self->buttons), NULL);
      return;
    }
  self->post_handler = g_signal_connect_swapped (post, "notify", G_CALLBACK (post_notify_cb), self);
  update_all (self);
}

/**
 * sparkle_post_card_get_post:
 *
 * Returns: (transfer none) (nullable): what the row shows
 */
SparklePost *
sparkle_post_card_get_post (SparklePostCard *self)
{
  g_return_val_if_fail (SPARKLE_IS_POST_CARD (self), NULL);

  return self->post;
}

static void
sparkle_post_card_dispose (GObject *object)
{
  SparklePostCard *self = SPARKLE_POST_CARD (object);
  GtkWidget *child;

  sparkle_post_card_set_post (self, NULL);
  self->buttons = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (sparkle_post_card_parent_class)->dispose (object);
}

static void
sparkle_post_card_class_init (SparklePostCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_post_card_dispose;
  widget_class->measure = sparkle_post_card_measure;
  widget_class->size_allocate = sparkle_post_card_size_allocate;
  widget_class->get_request_mode = sparkle_post_card_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "post-card");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  signals[CHOOSE_REACTION] = g_signal_new ("choose-reaction", SPARKLE_TYPE_POST_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
}

static void
sparkle_post_card_init (SparklePostCard *self)
{
  make_widgets (self);
}

/**
 * sparkle_post_card_new:
 *
 * Returns: (transfer floating): a card without a post
 */
GtkWidget *
sparkle_post_card_new (void)
{
  return g_object_new (SPARKLE_TYPE_POST_CARD, NULL);
}
