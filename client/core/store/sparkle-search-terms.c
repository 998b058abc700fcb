/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-run.h"

#include "sparkle-search-facet.h"

/* Folded words hold only letters, digits and symbols: in quotes they are nothing but words to FTS5. */
static void
append_words (GString                *out,
              const SparkleQueryTerm *term,
              const char             *columns)
{
  g_string_append_printf (out, "%s(", columns);
  for (unsigned i = 0; term->words[i] != NULL; i++)
    {
      gboolean open = term->prefix && term->words[i + 1] == NULL;
      /* a single letter begins too many words to be of use */
      gboolean long_enough = i > 0 || (guchar) term->words[i][0] >= 0x80 || term->words[i][1] != '\0';

      g_string_append_printf (out, "%s\"%s\"%s", i > 0 ? " + " : "", term->words[i], open && long_enough ? " *" : "");
    }
  g_string_append_c (out, ')');
}

static void
append_guesses (GString    *out,
                GPtrArray  *words,
                const char *columns)
{
  if (words == NULL || words->len == 0)
    return;
  g_string_append_printf (out, " OR %s(", columns);
  for (unsigned i = 0; i < words->len; i++)
    g_string_append_printf (out, "%s\"%s\"", i > 0 ? " OR " : "", (char *) words->pdata[i]);
  g_string_append_c (out, ')');
}

/* The words that must be there, joined by AND. */
static void
append_terms (GString            *out,
              const SparkleQuery *query,
              GPtrArray          *guesses,
              const char         *columns,
              const char         *guess_columns)
{
  for (unsigned i = 0; i < query->terms->len; i++)
    {
      const SparkleQueryTerm *term = query->terms->pdata[i];

      if (term->exclude)
        continue;
      g_string_append (out, out->len > 0 ? " AND (" : "(");
      append_words (out, term, columns);
      append_guesses (out, guesses != NULL ? guesses->pdata[i] : NULL, guess_columns);
      g_string_append_c (out, ')');
    }
}

static void
append_facets (GString    *out,
               char        kind,
               GPtrArray  *values,
               const char *join)
{
  for (unsigned i = 0; i < values->len; i++)
    {
      char facet[SPARKLE_FACET_LENGTH];

      sparkle_search_facet (kind, values->pdata[i], facet);
      g_string_append_printf (out, "%s\"%s\"", i > 0 ? join : "", facet);
    }
}

static void
require_facets (GString    *out,
                char        kind,
                GPtrArray  *values,
                const char *join)
{
  if (values->len == 0)
    return;
  g_string_append (out, out->len > 0 ? " AND facets : (" : "facets : (");
  append_facets (out, kind, values, join);
  g_string_append_c (out, ')');
}

static void
refuse (GString *out,
        GString *what)
{
  if (what->len > 0)
    g_string_append_printf (out, "%s%s", out->len > 0 ? " OR " : "", what->str);
}

/* What must not be there, joined by OR. */
static GString *
exclusions_of (const SparkleQuery *query,
               const char         *columns,
               GPtrArray          *unwanted_authors)
{
  GString *out = g_string_new (NULL);
  struct { char kind; GPtrArray *values; } facets[] = {
    { SPARKLE_FACET_AUTHOR, unwanted_authors },
    { SPARKLE_FACET_TAG, query->unwanted[SPARKLE_FILTER_TAG] },
    { SPARKLE_FACET_CATEGORY, query->unwanted[SPARKLE_FILTER_CATEGORY] },
  };

  for (unsigned i = 0; i < query->terms->len; i++)
    {
      const SparkleQueryTerm *term = query->terms->pdata[i];

      if (!term->exclude)
        continue;
      if (out->len > 0)
        g_string_append (out, " OR ");
      append_words (out, term, columns);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (facets); i++)
    if (facets[i].values->len > 0)
      {
        g_autoptr (GString) some = g_string_new ("facets : (");

        append_facets (some, facets[i].kind, facets[i].values, " OR ");
        g_string_append_c (some, ')');
        refuse (out, some);
      }
  return out;
}

char *
sparkle_search_match (const SparkleQuery *query,
                      GPtrArray          *guesses,
                      const char         *columns,
                      const char         *guess_columns,
                      GPtrArray          *wanted_authors,
                      GPtrArray          *unwanted_authors)
{
  GString *out = g_string_new (NULL);
  g_autoptr (GString) refused = exclusions_of (query, columns, unwanted_authors);

  append_terms (out, query, guesses, columns, guess_columns);
  require_facets (out, SPARKLE_FACET_AUTHOR, wanted_authors, " OR ");
  require_facets (out, SPARKLE_FACET_CATEGORY, query->wanted[SPARKLE_FILTER_CATEGORY], " OR ");
  require_facets (out, SPARKLE_FACET_TAG, query->wanted[SPARKLE_FILTER_TAG], " AND ");
  if (query->has_video)
    g_string_append (out, out->len > 0 ? " AND facets : \"" SPARKLE_FACET_VIDEO "\"" : "facets : \"" SPARKLE_FACET_VIDEO "\"");
  if (out->len == 0)
    g_string_append (out, "facets : \"" SPARKLE_FACET_ALL "\"");
  if (refused->len > 0)
    {
      g_string_prepend_c (out, '(');
      g_string_append_printf (out, ") NOT (%s)", refused->str);
    }
  return g_string_free_and_steal (out);
}

char *
sparkle_search_match_name (const SparkleQuery *query,
                           GPtrArray          *guesses)
{
  GString *out = g_string_new (NULL);

  append_terms (out, query, guesses, "", "");
  return g_string_free_and_steal (out);
}
