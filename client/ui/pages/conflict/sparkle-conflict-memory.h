/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"

G_BEGIN_DECLS

/* What was decided or typed about a write that is not sent yet: kept on this machine until it is, or is given up. */
void  sparkle_conflict_memory_keep      (SparkleSession    *session,
                                         SparkleOutboxItem *item,
                                         GPtrArray         *views);
void  sparkle_conflict_memory_restore   (SparkleSession    *session,
                                         SparkleOutboxItem *item,
                                         GPtrArray         *views);
void  sparkle_conflict_memory_forget    (SparkleSession    *session,
                                         SparkleOutboxItem *item);
/* All that was typed here, as one text to be taken elsewhere. */
char *sparkle_conflict_memory_copy_mine (SparkleOutboxItem *item); /* transfer full */

G_END_DECLS
