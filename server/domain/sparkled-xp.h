/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-write.h"

G_BEGIN_DECLS

/* What one person earns by doing something alone. */
typedef enum
{
  SPARKLED_XP_POST,
  SPARKLED_XP_COMMENT,
} SparkledXpDeed;

/* What two people earn by one of them doing something to the other. */
typedef enum
{
  SPARKLED_XP_REACTION,
  SPARKLED_XP_FOLLOW,
} SparkledXpBond;

/* (fiber) The writer did it; whoever did it loses it again. */
gboolean sparkled_xp_give   (SparkledWrite *write, SparkledXpDeed deed, const char *id, GError **error);
gboolean sparkled_xp_take   (SparkledWrite *write, SparkledXpDeed deed, const char *account_id, const char *id, GError **error);

/* (fiber) Between the writer and another; about says what, "<post id>:like". To oneself it earns nothing. */
gboolean sparkled_xp_bond   (SparkledWrite *write, SparkledXpBond bond, const char *other_id, const char *about, GError **error);
gboolean sparkled_xp_unbond (SparkledWrite *write, SparkledXpBond bond, const char *other_id, const char *about, GError **error);

G_END_DECLS
