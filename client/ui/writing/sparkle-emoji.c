/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emoji that GTK's own chooser offers: it carries their names in the languages of its users as GVariants. */
#include "sparkle-emoji.h"

#include <gio/gio.h>
#include <string.h>

/* code points (0 stands for the skin), name, English name, keywords, English keywords, group */
#define EMOJI_TYPE G_VARIANT_TYPE ("a(aussasasu)")

void
sparkle_emoji_free (SparkleEmoji *self)
{
  g_free (self->text);
  g_free (self->name);
  g_free (self);
}

static GVariant *
load (const char *language)
{
  g_autofree char *path = g_strconcat ("/org/gtk/libgtk/emoji/", language, ".data", NULL);
  g_autoptr(GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr(GVariant) data = NULL;

  if (bytes == NULL)
    return NULL;
  data = g_variant_ref_sink (g_variant_new_from_bytes (EMOJI_TYPE, bytes, FALSE));
  /* another version of GTK may write it otherwise; there is no completion then */
  return g_variant_is_normal_form (data) && g_variant_n_children (data) > 0 ? g_steal_pointer (&data) : NULL;
}

/* In the language of the person where GTK has it loaded, else in English; NULL: GTK has none. Lives as long as the program. */
static GVariant *
get_data (void)
{
  static GVariant *data;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      const char * const *languages = g_get_language_names ();

      for (unsigned i = 0; languages[i] != NULL && data == NULL; i++)
        data = load (languages[i]);
      if (data == NULL)
        data = load ("en");
      g_once_init_leave (&once, 1);
    }
  return data;
}

static char *
make_name (const char *words)
{
  g_autofree char *lower = g_utf8_strdown (words, -1);
  GString *name = g_string_new (NULL);

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || g_unichar_ismark (c))
        g_string_append_unichar (name, c);
      else if (name->len > 0 && name->str[name->len - 1] != '_')
        g_string_append_c (name, '_');
    }
  if (name->len > 0 && name->str[name->len - 1] == '_')
    g_string_truncate (name, name->len - 1);
  return g_string_free_and_steal (name);
}

static char *
make_text (GVariant *codes)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < g_variant_n_children (codes); i++)
    {
      guint32 code;

      g_variant_get_child (codes, i, "u", &code);
      if (code == 0)
        continue; /* the place of a skin tone: none */
      if (code >= 0x1f3fb && code <= 0x1f3ff)
        continue;
      g_string_append_unichar (text, code);
    }
  /* drawn as a picture also where the character has a plain form */
  if (g_utf8_strlen (text->str, -1) == 1 && g_utf8_get_char (text->str) < 0x1f000)
    g_string_append_unichar (text, 0xfe0f);
  return g_string_free_and_steal (text);
}

/* 0: no; 1: a keyword begins so; 2: a word of the name; 3: the name */
static int
rank (const char *name,
      GVariant   *keywords,
      const char *prefix)
{
  const char *at;
  GVariantIter iter;
  const char *keyword;

  if (g_str_has_prefix (name, prefix))
    return 3;
  for (at = strchr (name, '_'); at != NULL; at = strchr (at + 1, '_'))
    if (g_str_has_prefix (at + 1, prefix))
      return 2;
  g_variant_iter_init (&iter, keywords);
  while (g_variant_iter_next (&iter, "&s", &keyword))
    if (g_str_has_prefix (keyword, prefix))
      return 1;
  return 0;
}

/**
 * sparkle_emoji_find:
 * @prefix: what is typed behind the colon
 * @limit: of the answer
 *
 * Looks at all 1,900 of them, which takes about a millisecond.
 *
 * Returns: (transfer full) (element-type SparkleEmoji): those whose name begins so, then those with such a word in the name,
 *   then those with such a keyword
 */
GPtrArray *
sparkle_emoji_find (const char *prefix,
                    unsigned    limit)
{
  GVariant *data = get_data ();
  g_autofree char *folded = NULL;
  GPtrArray *best = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_emoji_free);
  GPtrArray *found[3];

  g_return_val_if_fail (prefix != NULL, best);

  folded = make_name (prefix);
  if (data == NULL || *folded == '\0')
    return best;
  for (unsigned i = 0; i < G_N_ELEMENTS (found); i++)
    found[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_emoji_free);
  for (gsize i = 0; i < g_variant_n_children (data); i++)
    {
      g_autoptr(GVariant) row = g_variant_get_child_value (data, i);
      g_autoptr(GVariant) codes = g_variant_get_child_value (row, 0);
      g_autoptr(GVariant) keywords = g_variant_get_child_value (row, 3);
      g_autofree char *name = NULL;
      const char *words;
      int score;

      g_variant_get_child (row, 1, "&s", &words);
      name = make_name (words);
      score = rank (name, keywords, folded);
      if (score > 0 && found[3 - score]->len < limit)
        {
          SparkleEmoji *emoji = g_new0 (SparkleEmoji, 1);

          emoji->text = make_text (codes);
          emoji->name = g_steal_pointer (&name);
          g_ptr_array_add (found[3 - score], emoji);
        }
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (found); i++)
    {
      while (found[i]->len > 0 && best->len < limit)
        g_ptr_array_add (best, g_ptr_array_steal_index (found[i], 0));
      g_ptr_array_unref (found[i]);
    }
  return best;
}
