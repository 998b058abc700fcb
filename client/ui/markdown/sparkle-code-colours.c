/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-code-colours.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

/* The colours come from GtkSourceView's engine, the text is laid out by labels: a text view a snippet would be heavy, would
 * change its height while it reads itself, and would keep the Tab key. */

static GtkSourceLanguage *
find_language (const char *info)
{
  static const struct { const char *name; const char *id; } others[] = {
    { "bash", "sh" }, { "c#", "c-sharp" }, { "c++", "cpp" }, { "cs", "c-sharp" }, { "csharp", "c-sharp" }, { "golang", "go" },
    { "javascript", "js" }, { "py", "python3" }, { "python", "python3" }, { "rb", "ruby" }, { "rs", "rust" }, { "shell", "sh" },
    { "ts", "typescript" }, { "yml", "yaml" }, { "zsh", "sh" },
  };
  GtkSourceLanguageManager *manager = gtk_source_language_manager_get_default ();
  g_autofree char *name = g_ascii_strdown (info, strcspn (info, " \t{,:"));
  g_autofree char *file = NULL;
  GtkSourceLanguage *language;

  if (*name == '\0' || strlen (name) > 30)
    return NULL;
  for (unsigned i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (others[i].name, name))
      return gtk_source_language_manager_get_language (manager, others[i].id);
  language = gtk_source_language_manager_get_language (manager, name);
  if (language != NULL)
    return language;
  file = g_strconcat ("x.", name, NULL);
  return gtk_source_language_manager_guess_language (manager, file, NULL);
}

/* Adds what the tags at a place look like, for some bytes of a label's text. */
static void
add_attributes (PangoAttrList     *attributes,
                const GtkTextIter *iter,
                gsize              start,
                gsize              end)
{
  g_autoptr(GSList) tags = gtk_text_iter_get_tags (iter);

  for (GSList *l = tags; l != NULL; l = l->next)
    {
      gboolean foreground_set, weight_set, style_set;
      g_autoptr(GdkRGBA) color = NULL;
      int weight;
      PangoStyle style;

      g_object_get (l->data, "foreground-set", &foreground_set, "foreground-rgba", &color, "weight-set", &weight_set, "weight", &weight,
                    "style-set", &style_set, "style", &style, NULL);
      PangoAttribute *found[] = {
        foreground_set && color != NULL ? pango_attr_foreground_new ((guint16) (color->red * 65535), (guint16) (color->green * 65535), (guint16) (color->blue * 65535)) : NULL,
        weight_set ? pango_attr_weight_new (weight) : NULL,
        style_set ? pango_attr_style_new (style) : NULL,
      };

      for (unsigned i = 0; i < G_N_ELEMENTS (found); i++)
        if (found[i] != NULL)
          {
            found[i]->start_index = start;
            found[i]->end_index = end;
            pango_attr_list_insert (attributes, found[i]);
          }
    }
}

/**
 * sparkle_code_colours_find:
 * @text: code
 * @language: what stands behind the fence
 * @dark: whether it stands on dark
 * @starts: (array length=n_starts): where each label's text begins, in bytes
 * @n_starts: how many labels show the code
 *
 * Returns: (transfer full) (nullable) (element-type PangoAttrList): the colours of each label, or %NULL without a language
 */
GPtrArray *
sparkle_code_colours_find (const char  *text,
                           const char  *language,
                           gboolean     dark,
                           const gsize *starts,
                           unsigned     n_starts)
{
  GtkSourceLanguage *found = strlen (text) <= SPARKLE_CODE_COLOURS_MAX ? find_language (language) : NULL;
  g_autoptr(GtkSourceBuffer) buffer = NULL;
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  GPtrArray *lists;
  GtkTextIter iter, next, end;
  const char *p = text;
  unsigned label = 0;

  if (found == NULL)
    return NULL;
  buffer = gtk_source_buffer_new_with_language (found);
  gtk_source_buffer_set_style_scheme (buffer, gtk_source_style_scheme_manager_get_scheme (schemes, dark ? "Adwaita-dark" : "Adwaita"));
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (buffer), text, -1);
  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (buffer), &iter, &end);
  gtk_source_buffer_ensure_highlight (buffer, &iter, &end);

  lists = g_ptr_array_new_with_free_func ((GDestroyNotify) pango_attr_list_unref);
  for (unsigned i = 0; i < n_starts; i++)
    g_ptr_array_add (lists, pango_attr_list_new ());
  while (!gtk_text_iter_is_end (&iter))
    {
      const char *run_end;

      next = iter;
      if (!gtk_text_iter_forward_to_tag_toggle (&next, NULL))
        next = end;
      run_end = g_utf8_offset_to_pointer (p, gtk_text_iter_get_offset (&next) - gtk_text_iter_get_offset (&iter));
      while (label + 1 < n_starts && (gsize) (p - text) >= starts[label + 1])
        label++;
      for (unsigned i = label; i < n_starts && starts[i] < (gsize) (run_end - text); i++)
        add_attributes (g_ptr_array_index (lists, i), &iter, MAX ((gsize) (p - text), starts[i]) - starts[i],
                        (i + 1 < n_starts ? MIN ((gsize) (run_end - text), starts[i + 1]) : (gsize) (run_end - text)) - starts[i]);
      p = run_end;
      iter = next;
    }
  return lists;
}
