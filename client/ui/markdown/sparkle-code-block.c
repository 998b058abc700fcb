/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-code-block.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "sparkle-code-colours.h"
#include "sparkle-sideways.h"

/* A label lays out all its text at once. */
#define LABEL_BYTES 3000
/* A longer line is broken rather than scrolled. */
#define LINE_BYTES  1000
/* Where lines are broken: at least so many characters. */
#define NARROWEST   10

struct _SparkleCodeBlock
{
  GtkWidget parent_instance;

  SparkleMarkdown *markdown; /* (owned) (nullable) */
  guint32          node;
  char            *text;     /* (owned) (nullable): without the last line's end */
  GArray          *starts;   /* gsize: where each label's text begins */
  unsigned         colours_id;

  GtkWidget *overlay;
  GtkWidget *lines;
  GtkWidget *copy;
};

G_DEFINE_FINAL_TYPE (SparkleCodeBlock, sparkle_code_block, GTK_TYPE_WIDGET)

/* ---- colours -------------------------------------------------------------------------------------------------------- */

static void
show_colours (SparkleCodeBlock *self)
{
  unsigned n_nodes, i = 0;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (self->markdown, &n_nodes);
  const char *info = sparkle_markdown_get_title (self->markdown, &nodes[self->node]);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))));
  g_autoptr(GPtrArray) colours = sparkle_code_colours_find (self->text, info, dark, (const gsize *) (gpointer) self->starts->data, self->starts->len);

  for (GtkWidget *label = gtk_widget_get_first_child (self->lines); label != NULL; label = gtk_widget_get_next_sibling (label))
    gtk_label_set_attributes (GTK_LABEL (label), colours != NULL ? g_ptr_array_index (colours, i++) : NULL);
}

static gboolean
show_colours_cb (gpointer user_data)
{
  SparkleCodeBlock *self = user_data;

  self->colours_id = 0;
  show_colours (self);
  return G_SOURCE_REMOVE;
}

/* The text is there at once; its colours come when there is time. */
static void
queue_colours (SparkleCodeBlock *self)
{
  if (self->colours_id == 0 && self->text != NULL)
    self->colours_id = g_idle_add_full (G_PRIORITY_LOW, show_colours_cb, self, NULL);
}

/* ---- text ----------------------------------------------------------------------------------------------------------- */

static void
add_label (SparkleCodeBlock *self,
           gsize             start,
           gsize             end,
           gboolean          wrap)
{
  g_autofree char *text = g_strndup (self->text + start, end - start);
  GtkWidget *label;

  g_strdelimit (text, "\r\f\v", ' ');
  /* Labels stand one below the other: the line's end is between them. */
  if (end > start && text[end - start - 1] == '\n')
    text[end - start - 1] = '\0';
  label = gtk_label_new (text);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), wrap);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  if (wrap)
    gtk_label_set_width_chars (GTK_LABEL (label), NARROWEST);
  gtk_box_append (GTK_BOX (self->lines), label);
  g_array_append_val (self->starts, start);
}

/* The end of the text of one label: of a line, where there is one. */
static gsize
label_end (const char *text,
           gsize       start,
           gsize       length)
{
  gsize end = MIN (start + LABEL_BYTES, length), line = end;

  if (end == length)
    return length;
  while (line > start && text[line - 1] != '\n')
    line--;
  if (line > start)
    return line;
  while ((text[end] & 0xc0) == 0x80)
    end--;
  return end;
}

static gboolean
has_long_line (const char *text)
{
  gsize length;

  for (; (length = strcspn (text, "\n")) <= LINE_BYTES; text += length + 1)
    if (text[length] == '\0')
      return FALSE;
  return TRUE;
}

static void
show_text (SparkleCodeBlock *self)
{
  gsize length = strlen (self->text);
  gboolean wrap = has_long_line (self->text);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->lines)) != NULL)
    gtk_box_remove (GTK_BOX (self->lines), child);
  g_array_set_size (self->starts, 0);
  for (gsize start = 0, end; start < length; start = end)
    {
      end = label_end (self->text, start, length);
      add_label (self, start, end, wrap);
    }
}

static void
copy_clicked_cb (SparkleCodeBlock *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Copied"));
}

/* ---- object --------------------------------------------------------------------------------------------------------- */

static void
sparkle_code_block_dispose (GObject *object)
{
  SparkleCodeBlock *self = SPARKLE_CODE_BLOCK (object);

  g_clear_handle_id (&self->colours_id, g_source_remove);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_code_block_parent_class)->dispose (object);
}

static void
sparkle_code_block_finalize (GObject *object)
{
  SparkleCodeBlock *self = SPARKLE_CODE_BLOCK (object);

  g_clear_pointer (&self->markdown, sparkle_markdown_unref);
  g_clear_pointer (&self->starts, g_array_unref);
  g_free (self->text);

  G_OBJECT_CLASS (sparkle_code_block_parent_class)->finalize (object);
}

static void
sparkle_code_block_class_init (SparkleCodeBlockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_code_block_dispose;
  object_class->finalize = sparkle_code_block_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "code-block");
}

static void
sparkle_code_block_init (SparkleCodeBlock *self)
{
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->lines, "lines");
  /* Code reads from left to right in every language. */
  gtk_widget_set_direction (self->lines, GTK_TEXT_DIR_LTR);
  self->copy = gtk_button_new_from_icon_name ("edit-copy-symbolic");
  gtk_widget_add_css_class (self->copy, "flat");
  gtk_widget_set_halign (self->copy, GTK_ALIGN_END);
  gtk_widget_set_valign (self->copy, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (self->copy, _("Copy"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy code"), -1);
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (copy_clicked_cb), self);

  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), sparkle_sideways_new (self->lines, _("Code"), TRUE));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->copy);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (queue_colours), self, G_CONNECT_SWAPPED);
}

/**
 * sparkle_code_block_new:
 *
 * Returns: (transfer floating): without code
 */
GtkWidget *
sparkle_code_block_new (void)
{
  return g_object_new (SPARKLE_TYPE_CODE_BLOCK, NULL);
}

/**
 * sparkle_code_block_set_node:
 * @markdown: the tree
 * @node: a code block of it
 */
void
sparkle_code_block_set_node (SparkleCodeBlock *self,
                             SparkleMarkdown  *markdown,
                             guint32           node)
{
  unsigned n_nodes;
  const SparkleMarkdownNode *nodes = sparkle_markdown_get_nodes (markdown, &n_nodes);

  g_return_if_fail (SPARKLE_IS_CODE_BLOCK (self));

  sparkle_markdown_ref (markdown);
  g_clear_pointer (&self->markdown, sparkle_markdown_unref);
  self->markdown = markdown;
  self->node = node;
  g_free (self->text);
  self->text = g_strdup (sparkle_markdown_get_text (markdown, &nodes[node]));
  if (g_str_has_suffix (self->text, "\n"))
    self->text[strlen (self->text) - 1] = '\0';
  show_text (self);
  if (*sparkle_markdown_get_title (markdown, &nodes[node]) != '\0')
    queue_colours (self);
}
