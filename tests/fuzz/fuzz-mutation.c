/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-mutation.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* A mutation that is taken has the same digest after a trip over the wire. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = sparkle_json_parse ((const char *) data, size, 1 << 20, NULL);
  if (node == NULL)
    return 0;
  g_autoptr(SparkleMutation) mutation = sparkle_mutation_from_node (node, &error);
  if (mutation == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  if (!sparkle_mutation_validate (mutation, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_autoptr(JsonNode) wire = sparkle_mutation_to_node (mutation);
  g_autoptr(SparkleMutation) again = sparkle_mutation_from_node (wire, &error);
  g_assert_no_error (error);
  g_autofree char *first = sparkle_mutation_digest (mutation);
  g_autofree char *second = sparkle_mutation_digest (again);
  g_assert_cmpstr (first, ==, second);
  return 0;
}
