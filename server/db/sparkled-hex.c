/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-hex.h"

#include <string.h>

/**
 * sparkled_hex_from_bytes:
 * @bytes: anything
 *
 * Returns: (transfer full): two digits a byte
 */
char *
sparkled_hex_from_bytes (GBytes *bytes)
{
  static const char digits[] = "0123456789abcdef";
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  char *hex = g_malloc (2 * size + 1);

  for (gsize i = 0; i < size; i++)
    {
      hex[2 * i] = digits[data[i] >> 4];
      hex[2 * i + 1] = digits[data[i] & 15];
    }
  hex[2 * size] = '\0';
  return hex;
}

/**
 * sparkled_hex_to_bytes:
 * @hex: two digits a byte
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL when it is something else
 */
GBytes *
sparkled_hex_to_bytes (const char *hex)
{
  gsize length = strlen (hex);
  g_autofree guint8 *data = g_malloc (length / 2 + 1);

  if (length % 2 != 0)
    return NULL;
  for (gsize i = 0; i < length / 2; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]), low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      data[i] = (guint8) (high << 4 | low);
    }
  return g_bytes_new_take (g_steal_pointer (&data), length / 2);
}
