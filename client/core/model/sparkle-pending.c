/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-pending.h"

GType
sparkle_pending_get_type (void)
{
  static const GEnumValue values[] = {
    { SPARKLE_PENDING_NONE, "SPARKLE_PENDING_NONE", "none" },
    { SPARKLE_PENDING_WAITING, "SPARKLE_PENDING_WAITING", "waiting" },
    { SPARKLE_PENDING_FAILED, "SPARKLE_PENDING_FAILED", "failed" },
    { 0, NULL, NULL }
  };
  static GType type;

  if (g_once_init_enter_pointer (&type))
    g_once_init_leave_pointer (&type, g_enum_register_static ("SparklePending", values));
  return type;
}
