/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-array.h"

/**
 * sparkled_array_literal:
 * @values: (nullable): texts, NULL-terminated; NULL is the empty array
 *
 * Writes texts as PostgreSQL reads a `text[]` parameter. Every element is quoted, so that
 * the text NULL, commas and braces stay text.
 *
 * Returns: (transfer full): `{"a","b"}`
 */
char *
sparkled_array_literal (const char * const *values)
{
  GString *text = g_string_new ("{");

  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, '"');
      for (const char *p = values[i]; *p != '\0'; p++)
        {
          if (*p == '"' || *p == '\\')
            g_string_append_c (text, '\\');
          g_string_append_c (text, *p);
        }
      g_string_append_c (text, '"');
    }
  g_string_append_c (text, '}');

  return g_string_free (text, FALSE);
}
