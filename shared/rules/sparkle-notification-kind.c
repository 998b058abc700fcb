/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notification-kind.h"

#include <string.h>

static const char * const names[SPARKLE_N_NOTIFICATION_KINDS] = {
  [SPARKLE_NOTIFICATION_POST_LIKED]      = "post_liked",
  [SPARKLE_NOTIFICATION_POST_COMMENTED]  = "post_commented",
  [SPARKLE_NOTIFICATION_COMMENT_LIKED]   = "comment_liked",
  [SPARKLE_NOTIFICATION_REPLIED]         = "replied",
  [SPARKLE_NOTIFICATION_FOLLOWED]        = "followed",
  [SPARKLE_NOTIFICATION_FOLLOWED_POSTED] = "followed_posted",
  [SPARKLE_NOTIFICATION_MENTIONED]       = "mentioned",
  [SPARKLE_NOTIFICATION_ACHIEVEMENT]     = "achievement",
  [SPARKLE_NOTIFICATION_LEVEL_UP]        = "level_up",
  [SPARKLE_NOTIFICATION_MODERATION]      = "moderation",
  [SPARKLE_NOTIFICATION_SYSTEM]          = "system",
};

/**
 * sparkle_notification_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none) (nullable): its name on the wire, "post_liked"
 */
const char *
sparkle_notification_kind_to_string (SparkleNotificationKind kind)
{
  return (unsigned) kind < SPARKLE_N_NOTIFICATION_KINDS ? names[kind] : NULL;
}

/**
 * sparkle_notification_kind_from_string:
 * @name: (nullable): a name on the wire
 *
 * Returns: the kind, or %SPARKLE_N_NOTIFICATION_KINDS when it is not known
 */
SparkleNotificationKind
sparkle_notification_kind_from_string (const char *name)
{
  for (guint i = 0; name != NULL && i < SPARKLE_N_NOTIFICATION_KINDS; i++)
    if (strcmp (names[i], name) == 0)
      return i;

  return SPARKLE_N_NOTIFICATION_KINDS;
}
