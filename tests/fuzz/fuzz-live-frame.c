/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-live-frame.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr(GError) up_error = NULL;
  g_autoptr(GError) down_error = NULL;
  g_autoptr(SparkleLiveFrame) up = sparkle_live_frame_decode_up ((const char *) data, size, &up_error);
  g_autoptr(SparkleLiveFrame) down = sparkle_live_frame_decode_down ((const char *) data, size, &down_error);

  g_assert_true ((up == NULL) == (up_error != NULL));
  g_assert_true ((down == NULL) == (down_error != NULL));
  return 0;
}
