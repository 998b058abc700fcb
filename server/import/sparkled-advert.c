/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-advert.h"

#include <string.h>

#include "sparkle-limits.h"
#include "sparkle-slug.h"

/* Words of a page's address that say where the film ran and not what it is. */
static const char * const noise[] = { "hd", "exclusive", "superbowl", "commercial", "commercials", "ad", "ads", "tv", "video", NULL };
static const char * const small_words[] = { "a", "an", "and", "at", "but", "by", "for", "in", "of", "on", "or", "the", "to", "vs", "with", NULL };
/* The list spells this brand its own way; addresses do not. */
static const struct { const char *brand, *word; } aliases[] = { { "hynudai", "hyundai" }, { "etrade", "e-trade" }, { "e-trade", "etrade" } };

static const struct { const char *column, *phrase; } phrases[] = {
  { "funny", "is funny" },
  { "show_product_quickly", "shows the product within ten seconds" },
  { "patriotic", "is patriotic" },
  { "celebrity", "has a celebrity" },
  { "danger", "has danger" },
  { "animals", "has animals" },
  { "use_sex", "uses sexuality" },
};

static char **
get_words (const char *page_url)
{
  g_autofree char *path = g_strndup (page_url, strcspn (page_url, "?#"));
  g_autofree char *name = NULL;

  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  name = g_ascii_strdown (strrchr (path, '/') != NULL ? strrchr (path, '/') + 1 : path, -1);
  return g_strsplit_set (name, "-_", 0);
}

/* How many words at i are the name of the brand. */
static guint
match_name (char       **words,
            const char  *name)
{
  g_autofree char *slug = sparkle_slug (name);
  g_auto(GStrv) parts = g_strsplit (slug, "-", 0);
  guint n = 0;

  for (; parts[n] != NULL; n++)
    if (words[n] == NULL || strcmp (words[n], parts[n]) != 0)
      return 0;
  return n;
}

static guint
match_brand (char       **words,
             const char  *brand)
{
  guint n = match_name (words, brand);

  for (guint i = 0; n == 0 && i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (aliases[i].brand, brand) == 0)
      n = match_name (words, aliases[i].word);
  return n;
}

static gboolean
is_roman (const char *word)
{
  return strlen (word) >= 2 && strspn (word, "xlvi") == strlen (word);
}

/* How many words at i say only that this is the final: "super bowl", its number. */
static guint
match_final (char **words)
{
  guint n = 0;

  if (g_strcmp0 (words[0], "super") == 0 && g_strcmp0 (words[1], "bowl") == 0)
    n = 2;
  else if (g_strcmp0 (words[0], "superbowl") == 0)
    n = 1;
  else
    return 0;
  while (words[n] != NULL && (is_roman (words[n]) || (strlen (words[n]) == 2 && strspn (words[n], "0123456789") == 2)))
    n++;
  return n;
}

static void
append_word (GString    *title,
             const char *word,
             gboolean    first)
{
  if (!first)
    g_string_append_c (title, ' ');
  if (first || !g_strv_contains (small_words, word))
    {
      g_string_append_c (title, g_ascii_toupper (*word));
      g_string_append (title, word + 1);
    }
  else
    g_string_append (title, word);
}

/**
 * sparkled_advert_title:
 * @brand: who advertises
 * @year: of the final
 * @page_url: (nullable): the address of a page about it, whose last part names it
 *
 * Returns: (transfer full): "Bud Light 2020: Seltzer Inside Posts Brain"
 */
char *
sparkled_advert_title (const char *brand,
                       int         year,
                       const char *page_url)
{
  g_autofree char *year_text = g_strdup_printf ("%d", year);
  g_auto(GStrv) words = page_url != NULL ? get_words (page_url) : NULL;
  g_autoptr(GString) rest = g_string_new (NULL);
  g_autofree char *title = NULL;

  for (guint i = 0; words != NULL && words[i] != NULL;)
    {
      guint n = match_final (words + i);

      if (n == 0)
        n = match_brand (words + i, brand);
      if (n == 0 && (words[i][0] == '\0' || strcmp (words[i], year_text) == 0 || g_strv_contains (noise, words[i])))
        n = 1;
      if (n == 0)
        append_word (rest, words[i++], rest->len == 0);
      else
        i += n;
    }

  title = rest->len > 0 ? g_strdup_printf ("%s %d: %s", brand, year, rest->str) : g_strdup_printf ("%s %d", brand, year);
  return g_utf8_substring (title, 0, MIN (g_utf8_strlen (title, -1), SPARKLE_TITLE_MAX));
}

static char *
get_phrase (const char *trait)
{
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (strcmp (phrases[i].column, trait) == 0)
      return g_strdup (phrases[i].phrase);
  return g_strdelimit (g_strdup_printf ("is marked “%s”", trait), "_", ' ');
}

/**
 * sparkled_advert_content:
 * @brand: who advertises
 * @year: of the final
 * @traits: (array zero-terminated=1): names of what holds for it
 * @video_id: (nullable): on YouTube
 * @page_url: (nullable): a page about it
 *
 * Returns: (transfer full): a few sentences
 */
char *
sparkled_advert_content (const char         *brand,
                         int                 year,
                         const char * const *traits,
                         const char         *video_id,
                         const char         *page_url)
{
  GString *text = g_string_new (NULL);
  guint n = g_strv_length ((char **) traits);

  g_string_append_printf (text, "%s advertised with this film at the Super Bowl of %d.", brand, year);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *phrase = get_phrase (traits[i]);

      g_string_append (text, i == 0 ? " It " : i < n - 1 ? ", " : " and ");
      g_string_append (text, phrase);
    }
  if (n > 0)
    g_string_append_c (text, '.');
  if (video_id != NULL)
    g_string_append_printf (text, "\n\nhttps://www.youtube.com/watch?v=%s", video_id);
  if (page_url != NULL)
    g_string_append_printf (text, "\n\nMore: %s", page_url);
  return g_string_free (text, FALSE);
}

/**
 * sparkled_advert_tags:
 * @brand: who advertises
 * @year: of the final
 * @traits: (array zero-terminated=1): names of what holds for it
 *
 * Returns: (transfer full): at most 5 tags: brand, year and the first traits
 */
char **
sparkled_advert_tags (const char         *brand,
                      int                 year,
                      const char * const *traits)
{
  g_autoptr(GStrvBuilder) tags = g_strv_builder_new ();
  g_autofree char *slug = sparkle_slug (brand);

  g_strv_builder_take (tags, g_strndup (slug, SPARKLE_TAG_MAX));
  g_strv_builder_take (tags, g_strdup_printf ("%d", year));
  for (guint i = 0; traits[i] != NULL && i < SPARKLE_TAGS_MAX - 2; i++)
    {
      g_autofree char *trait = sparkle_slug (traits[i]);
      g_strv_builder_take (tags, g_strndup (trait, SPARKLE_TAG_MAX));
    }
  return g_strv_builder_end (tags);
}

/* The finals of these years were played on the first Sunday of February or a few days off; the list has no dates. */
gint64
sparkled_advert_date (int year)
{
  g_autoptr(GDateTime) first = g_date_time_new_utc (year, 2, 1, 23, 30, 0);
  g_autoptr(GDateTime) sunday = g_date_time_add_days (first, 7 - g_date_time_get_day_of_week (first));

  return g_date_time_to_unix_usec (sunday);
}
