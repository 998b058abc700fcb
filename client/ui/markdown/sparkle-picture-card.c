/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-picture-card.h"

#include <glib/gi18n.h>

struct _SparklePictureCard
{
  GtkWidget parent_instance;

  char *address;     /* (owned) (nullable): where it is, if that may be opened */
  char *description; /* (owned) */

  GtkWidget *box;
  GtkWidget *title;
  GtkWidget *place;
  GtkWidget *open;
};

G_DEFINE_FINAL_TYPE (SparklePictureCard, sparkle_picture_card, GTK_TYPE_WIDGET)

/* What was written for those who do not see it. */
static char *
describe (SparkleMarkdown *markdown,
          guint32          node)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (markdown, &n_nodes);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint32 i = node + 1; i < nodes[node].end && text->len < 500; i++)
    if (nodes[i].type == SPARKLE_MARKDOWN_TEXT || nodes[i].type == SPARKLE_MARKDOWN_CODE)
      g_string_append (text, sparkle_markdown_get_text (markdown, &nodes[i]));
  if (text->len == 0)
    g_string_append (text, sparkle_markdown_get_title (markdown, &nodes[node]));
  g_strstrip (text->str);
  return g_strdup (*text->str != '\0' ? text->str : _("Picture"));
}

static char *
host_of (const char *address)
{
  g_autoptr(GUri) uri = g_uri_parse (address, G_URI_FLAGS_PARSE_RELAXED, NULL);

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : address);
}

static void
open_clicked_cb (SparklePictureCard *self)
{
  if (self->address != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", self->address);
}

static void
sparkle_picture_card_dispose (GObject *object)
{
  g_clear_pointer (&SPARKLE_PICTURE_CARD (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_picture_card_parent_class)->dispose (object);
}

static void
sparkle_picture_card_finalize (GObject *object)
{
  SparklePictureCard *self = SPARKLE_PICTURE_CARD (object);

  g_free (self->address);
  g_free (self->description);

  G_OBJECT_CLASS (sparkle_picture_card_parent_class)->finalize (object);
}

static void
sparkle_picture_card_class_init (SparklePictureCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_picture_card_dispose;
  object_class->finalize = sparkle_picture_card_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "picture-card");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
add_line (GtkWidget  *box,
          const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (label), 3);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
sparkle_picture_card_init (SparklePictureCard *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("image-x-generic-symbolic");
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->box, "face");
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 24);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_add_css_class (icon, "sparkle-dim");
  gtk_box_append (GTK_BOX (self->box), icon);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  self->title = add_line (lines, "description");
  self->place = add_line (lines, "sparkle-dim");
  gtk_widget_add_css_class (self->place, "caption");
  gtk_box_append (GTK_BOX (self->box), lines);
  self->open = gtk_button_new_with_label (_("Open"));
  gtk_widget_set_valign (self->open, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->open, "clicked", G_CALLBACK (open_clicked_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->open);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * sparkle_picture_card_new:
 *
 * Returns: (transfer floating): a card of no picture yet
 */
GtkWidget *
sparkle_picture_card_new (void)
{
  return g_object_new (SPARKLE_TYPE_PICTURE_CARD, NULL);
}

/**
 * sparkle_picture_card_set_node:
 * @markdown: the tree
 * @node: a picture of it
 */
void
sparkle_picture_card_set_node (SparklePictureCard *self,
                               SparkleMarkdown    *markdown,
                               guint32             node)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *picture = &sparkle_markdown_get_nodes (markdown, &n_nodes)[node];
  const char *address = sparkle_markdown_get_text (markdown, picture);
  gboolean opens = (picture->flags & SPARKLE_MARKDOWN_OPENS) != 0;
  g_autofree char *host = opens ? host_of (address) : NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (SPARKLE_IS_PICTURE_CARD (self));

  g_free (self->description);
  self->description = describe (markdown, node);
  g_set_str (&self->address, opens ? address : NULL);
  label = g_strdup_printf (_("Open picture: %s"), self->description);
  gtk_label_set_label (GTK_LABEL (self->title), self->description);
  gtk_label_set_label (GTK_LABEL (self->place), opens ? host : _("The address of this picture cannot be opened."));
  gtk_widget_set_visible (self->open, opens);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->open), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->description, -1);
}
