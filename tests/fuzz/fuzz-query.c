/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first line is a query, the rest is a text in which it is looked for. */
#include "sparkle-error.h"
#include "sparkle-highlight.h"
#include "sparkle-words.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static void
check_marks (const char *marked)
{
  g_autoptr (GArray) ranges = NULL;
  g_autofree char *plain = sparkle_highlight_strip (marked, &ranges);
  guint at = 0;

  g_assert_true (g_utf8_validate (marked, -1, NULL));
  g_assert_true (g_utf8_validate (plain, -1, NULL));
  for (unsigned i = 0; i < ranges->len; i++)
    {
      g_assert_cmpuint (g_array_index (ranges, guint, i), >=, at);
      at = g_array_index (ranges, guint, i);
    }
  g_assert_cmpuint (at, <=, strlen (plain));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree char *input = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (input, "\n", 2);
  const char *typed = lines[0] != NULL ? lines[0] : "";
  const char *text = lines[0] != NULL && lines[1] != NULL ? lines[1] : typed;
  g_autoptr (GError) error = NULL;
  g_autoptr (SparkleQuery) query = sparkle_query_parse (typed, &error);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *folded = sparkle_words_fold (valid);
  g_autofree char *again = sparkle_words_fold (folded);

  g_assert_true (g_utf8_validate (folded, -1, NULL));
  g_assert_cmpstr (folded, ==, again);
  if (query == NULL)
    {
      g_assert_true (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED));
      g_assert_cmpuint (sparkle_error_n_details (error), ==, 1);
      return 0;
    }
  g_assert_cmpuint (query->terms->len, <=, SPARKLE_QUERY_TERMS);

  g_autofree char *web = sparkle_query_to_websearch (query);
  g_autofree char *plain = sparkle_query_plain (query);
  g_autofree char *whole = sparkle_highlight_whole (text, query, NULL, NULL);
  g_autofree char *fragment = sparkle_highlight_fragment (text, query, NULL, NULL);
  g_autofree char *shown = sparkle_highlight_strip (fragment, NULL);

  g_assert_true (g_utf8_validate (web, -1, NULL));
  g_assert_true (g_utf8_validate (plain, -1, NULL));
  check_marks (whole);
  check_marks (fragment);
  g_assert_cmpint (g_utf8_strlen (shown, -1), <=, SPARKLE_FRAGMENT_MAX + 2);
  g_assert_cmpuint (sparkle_words_distance (folded, plain, 2), <=, 3);
  return 0;
}
