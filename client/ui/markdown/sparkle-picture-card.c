/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-picture-card.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sparkle-picture-frame.h"
#include "sparkle-picture-loader.h"
#include "sparkle-settings-holder.h"

struct _SparklePictureCard
{
  GtkWidget parent_instance;

  char      *address;     /* (owned) (nullable): where it is, if that may be opened */
  char      *host;        /* (owned) (nullable) */
  char      *description; /* (owned) */
  DexFuture *loading;     /* (owned) (nullable) */
  gboolean   failed;

  GtkWidget *stack;
  GtkWidget *title;
  GtkWidget *place;
  GtkWidget *spinner;
  GtkWidget *show;
  GtkWidget *open;
  GtkWidget *picture;     /* button around the frame */
  GtkWidget *frame;
};

G_DEFINE_FINAL_TYPE (SparklePictureCard, sparkle_picture_card, GTK_TYPE_WIDGET)

/* The pictures that are shown anywhere in the app come through one loader: it bounds how many are under way. */
static SparklePictureLoader *loader;

/* ---- words ----------------------------------------------------------------------------------------------------------- */

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

static const char *
reason (const GError *error)
{
  if (error->domain == DEX_ERROR)
    return _("The picture did not come in time.");
  if (error->domain != G_IO_ERROR)
    return _("The picture could not be shown.");
  switch (error->code)
    {
    case G_IO_ERROR_PERMISSION_DENIED:
      return _("The picture lies in a private network and is not loaded by itself.");
    case G_IO_ERROR_MESSAGE_TOO_LARGE:
      return _("The picture is too large to be shown here.");
    case G_IO_ERROR_NOT_SUPPORTED:
      return _("What lies there is no picture.");
    case G_IO_ERROR_NOT_FOUND:
      return _("The picture is not there any more.");
    case G_IO_ERROR_BUSY:
      return _("Other pictures are loading.");
    case G_IO_ERROR_TIMED_OUT:
      return _("The picture did not come in time.");
    default:
      return _("The picture could not be loaded.");
    }
}

/* ---- states ---------------------------------------------------------------------------------------------------------- */

static unsigned
choice (SparklePictureCard *self)
{
  return sparkle_settings_get_choice (sparkle_settings_of (GTK_WIDGET (self)), SPARKLE_SETTING_IMAGES);
}

static void
update (SparklePictureCard *self)
{
  gboolean web = self->address != NULL && !g_str_has_prefix (self->address, "sparkle:");

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "card");
  gtk_widget_set_visible (self->spinner, self->loading != NULL);
  gtk_widget_set_visible (self->show, web && self->loading == NULL && choice (self) != SPARKLE_IMAGES_NEVER);
  gtk_widget_set_visible (self->open, self->address != NULL && (self->failed || !gtk_widget_get_visible (self->show)) && self->loading == NULL);
  gtk_button_set_label (GTK_BUTTON (self->show), self->failed ? _("Try again") : _("Show"));
}

static DexFuture *
loaded_cb (DexFuture *future,
           gpointer   user_data)
{
  g_autoptr(SparklePictureCard) self = g_weak_ref_get (user_data);
  g_autoptr(GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (self == NULL || self->loading == NULL)
    return NULL;
  dex_clear (&self->loading);
  if (value == NULL)
    {
      self->failed = TRUE;
      gtk_label_set_label (GTK_LABEL (self->place), reason (error));
      update (self);
      return NULL;
    }
  sparkle_picture_frame_set_texture (SPARKLE_PICTURE_FRAME (self->frame), g_value_get_object (value));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "picture");
  return NULL;
}

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
load (SparklePictureCard *self,
      gboolean            by_hand)
{
  GWeakRef *weak;

  if (self->address == NULL || self->loading != NULL)
    return;
  if (loader == NULL)
    loader = sparkle_picture_loader_new ();
  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  gtk_label_set_label (GTK_LABEL (self->place), self->host);
  self->loading = sparkle_picture_loader_load (loader, self->address, by_hand);
  update (self);
  dex_future_disown (dex_future_finally (dex_ref (self->loading), loaded_cb, weak, weak_free));
}

static void
show_clicked_cb (SparklePictureCard *self)
{
  load (self, TRUE);
}

static void
open_clicked_cb (SparklePictureCard *self)
{
  if (self->address != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", self->address);
}

/* Only what is about to be seen is loaded without being asked for. */
static void
sparkle_picture_card_map (GtkWidget *widget)
{
  SparklePictureCard *self = SPARKLE_PICTURE_CARD (widget);

  GTK_WIDGET_CLASS (sparkle_picture_card_parent_class)->map (widget);
  if (!g_str_equal (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "card"))
    return;
  update (self);
  if (choice (self) == SPARKLE_IMAGES_ALWAYS && !self->failed)
    load (self, FALSE);
}

/* ---- object ---------------------------------------------------------------------------------------------------------- */

static void
sparkle_picture_card_dispose (GObject *object)
{
  SparklePictureCard *self = SPARKLE_PICTURE_CARD (object);

  dex_clear (&self->loading);
  g_clear_pointer (&self->stack, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_picture_card_parent_class)->dispose (object);
}

static void
sparkle_picture_card_finalize (GObject *object)
{
  SparklePictureCard *self = SPARKLE_PICTURE_CARD (object);

  g_free (self->address);
  g_free (self->host);
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
  widget_class->map = sparkle_picture_card_map;
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

static GtkWidget *
add_button (SparklePictureCard *self,
            GtkWidget          *box,
            const char         *text,
            GCallback           clicked)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_button_set_can_shrink (GTK_BUTTON (button), TRUE);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_card (SparklePictureCard *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("image-x-generic-symbolic");
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (box, "face");
  gtk_image_set_pixel_size (GTK_IMAGE (icon), 24);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_add_css_class (icon, "sparkle-dim");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  self->title = add_line (lines, "description");
  self->place = add_line (lines, "sparkle-dim");
  gtk_widget_add_css_class (self->place, "caption");
  gtk_box_append (GTK_BOX (box), lines);
  self->spinner = adw_spinner_new ();
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->spinner, 24, 24);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Loading the picture"), -1);
  gtk_box_append (GTK_BOX (box), self->spinner);
  self->open = add_button (self, box, _("Open"), G_CALLBACK (open_clicked_cb));
  self->show = add_button (self, box, _("Show"), G_CALLBACK (show_clicked_cb));
  return box;
}

static GtkWidget *
make_picture (SparklePictureCard *self)
{
  self->frame = sparkle_picture_frame_new ();
  self->picture = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->picture), self->frame);
  gtk_widget_add_css_class (self->picture, "flat");
  gtk_widget_add_css_class (self->picture, "video-button");
  gtk_widget_set_halign (self->picture, GTK_ALIGN_START);
  g_signal_connect_swapped (self->picture, "clicked", G_CALLBACK (open_clicked_cb), self);
  return self->picture;
}

static void
sparkle_picture_card_init (SparklePictureCard *self)
{
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_add_named (GTK_STACK (self->stack), make_card (self), "card");
  gtk_stack_add_named (GTK_STACK (self->stack), make_picture (self), "picture");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
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

static void
set_label (GtkWidget  *widget,
           const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
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
  g_autofree char *show = NULL;
  g_autofree char *open = NULL;

  g_return_if_fail (SPARKLE_IS_PICTURE_CARD (self));

  dex_clear (&self->loading);
  self->failed = FALSE;
  g_free (self->description);
  g_free (self->host);
  self->description = describe (markdown, node);
  self->host = opens ? host_of (address) : NULL;
  g_set_str (&self->address, opens ? address : NULL);

  sparkle_picture_frame_set_texture (SPARKLE_PICTURE_FRAME (self->frame), NULL);
  gtk_label_set_label (GTK_LABEL (self->title), self->description);
  gtk_label_set_label (GTK_LABEL (self->place), opens ? self->host : _("The address of this picture cannot be opened."));
  gtk_widget_set_tooltip_text (self->picture, self->host);
  show = g_strdup_printf (_("Show picture: %s"), self->description);
  open = g_strdup_printf (_("Open picture: %s"), self->description);
  set_label (self->show, show);
  set_label (self->open, open);
  set_label (self->picture, open);
  set_label (GTK_WIDGET (self), self->description);
  update (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && choice (self) == SPARKLE_IMAGES_ALWAYS)
    load (self, FALSE);
}
