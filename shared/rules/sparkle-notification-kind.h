/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What somebody can be told of. */
typedef enum
{
  SPARKLE_NOTIFICATION_POST_LIKED,
  SPARKLE_NOTIFICATION_POST_COMMENTED,
  SPARKLE_NOTIFICATION_COMMENT_LIKED,
  SPARKLE_NOTIFICATION_REPLIED,
  SPARKLE_NOTIFICATION_FOLLOWED,
  SPARKLE_NOTIFICATION_FOLLOWED_POSTED,
  SPARKLE_NOTIFICATION_MENTIONED,
  SPARKLE_NOTIFICATION_ACHIEVEMENT,
  SPARKLE_NOTIFICATION_LEVEL_UP,
  SPARKLE_NOTIFICATION_N_SWITCHES, /* those before can be switched off */
  SPARKLE_NOTIFICATION_MODERATION = SPARKLE_NOTIFICATION_N_SWITCHES,
  SPARKLE_NOTIFICATION_SYSTEM,
  SPARKLE_N_NOTIFICATION_KINDS     /* also: one that is not known here */
} SparkleNotificationKind;

const char              *sparkle_notification_kind_to_string   (SparkleNotificationKind kind);
SparkleNotificationKind  sparkle_notification_kind_from_string (const char *name);

G_END_DECLS
