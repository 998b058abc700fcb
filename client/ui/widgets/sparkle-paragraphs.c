/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-paragraphs.h"

#include <string.h>

/* More than these share the last label: a text of nothing but empty lines must not become thousands of widgets. */
#define PARAGRAPHS_MAX 200

struct _SparkleParagraphs
{
  GtkWidget parent_instance;

  char *text;
};

G_DEFINE_FINAL_TYPE (SparkleParagraphs, sparkle_paragraphs, GTK_TYPE_WIDGET)

static void
clear (SparkleParagraphs *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
append (SparkleParagraphs *self,
        const char        *start,
        gsize              length)
{
  g_autofree char *text = g_strstrip (g_strndup (start, length));
  GtkWidget *label;

  if (*text == '\0')
    return;

  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  /* Selectable, but not a stop on the way of the Tab key. */
  gtk_widget_set_focusable (label, FALSE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "reading");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
}

static void
sparkle_paragraphs_dispose (GObject *object)
{
  clear (SPARKLE_PARAGRAPHS (object));

  G_OBJECT_CLASS (sparkle_paragraphs_parent_class)->dispose (object);
}

static void
sparkle_paragraphs_finalize (GObject *object)
{
  g_free (SPARKLE_PARAGRAPHS (object)->text);

  G_OBJECT_CLASS (sparkle_paragraphs_parent_class)->finalize (object);
}

static void
sparkle_paragraphs_class_init (SparkleParagraphsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_paragraphs_dispose;
  object_class->finalize = sparkle_paragraphs_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "paragraphs");
}

static void
sparkle_paragraphs_init (SparkleParagraphs *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 12);
}

/**
 * sparkle_paragraphs_new:
 *
 * Returns: (transfer floating): no text yet
 */
GtkWidget *
sparkle_paragraphs_new (void)
{
  return g_object_new (SPARKLE_TYPE_PARAGRAPHS, NULL);
}

/**
 * sparkle_paragraphs_set_text:
 * @text: as typed; empty lines part the paragraphs
 */
void
sparkle_paragraphs_set_text (SparkleParagraphs *self,
                             const char        *text)
{
  unsigned count = 1;

  g_return_if_fail (SPARKLE_IS_PARAGRAPHS (self));

  if (!g_set_str (&self->text, text))
    return;

  clear (self);
  while (*text != '\0')
    {
      const char *end = count < PARAGRAPHS_MAX ? strstr (text, "\n\n") : NULL;

      append (self, text, end != NULL ? (gsize) (end - text) : strlen (text));
      if (end == NULL)
        break;
      text = end + 2;
      count++;
    }
}
