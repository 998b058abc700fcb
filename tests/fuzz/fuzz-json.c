/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-error.h"
#include "sparkle-json.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* What is accepted prints to something that is accepted again and prints the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = sparkle_json_parse ((const char *) data, size, 1 << 20, &error);

  if (node == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == SPARKLE_ERROR);
      g_autofree char *form = sparkle_error_to_json (error);
      g_assert_true (g_utf8_validate (form, -1, NULL));
      return 0;
    }
  g_autofree char *canonical = sparkle_json_print_canonical (node);
  g_autoptr(JsonNode) again = sparkle_json_parse (canonical, -1, 8 << 20, &error);
  g_assert_no_error (error);
  g_autofree char *second = sparkle_json_print_canonical (again);
  g_assert_cmpstr (canonical, ==, second);
  return 0;
}
