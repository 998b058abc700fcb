/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-json.h"
#include "sparkle-pull.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = sparkle_json_parse ((const char *) data, size, 1 << 20, NULL);
  if (node == NULL)
    return 0;
  g_autoptr(SparklePullRequest) pull = sparkle_pull_request_decode (node, &error);
  if (pull == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_autofree char *text = sparkle_pull_request_format (pull);
  g_assert_true (sparkle_json_check (text, -1, 8 << 20, &error));
  g_assert_no_error (error);
  return 0;
}
