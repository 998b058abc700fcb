/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-error.h"
#include "sparkled-csv.h"
#include "sparkled-html-text.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* Files either are rows of text or an error with a line; fields become text without marks and controls. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledCsv) csv = sparkled_csv_new_text ("fuzz.csv", (const char *) data, size, &error);

  while (csv != NULL && sparkled_csv_next (csv, &error))
    for (const char * const *column = sparkled_csv_get_columns (csv); *column != NULL; column++)
      {
        g_autofree char *text = sparkled_html_text (sparkled_csv_get (csv, *column), NULL, NULL);

        g_assert_true (g_utf8_validate (text, -1, NULL));
        g_assert_null (strstr (text, "\xef\xbb\xbf"));
        g_assert_null (strchr (text, '\r'));
      }
  if (error != NULL)
    {
      g_assert_true (error->domain == SPARKLE_ERROR);
      g_assert_true (g_str_has_prefix (error->message, "fuzz.csv:"));
    }
  return 0;
}
