/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"

G_BEGIN_DECLS

typedef struct
{
  char  *id; /* "<follower_id>:<followed_id>" */
  gint64 rev;
  char  *follower_id;
  char  *followed_id;
  gint64 created_at;
} SparkleFollowRecord;

SparkleFollowRecord *sparkle_follow_record_decode (JsonNode *object, GError **error);
void                 sparkle_follow_record_free   (SparkleFollowRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleFollowRecord, sparkle_follow_record_free)

G_END_DECLS
