/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"

G_BEGIN_DECLS

/* The account's outbox in the order of sending: a GListModel of SparkleOutboxItem. Drafts that merely wait are not shown here.
 * Properties: n-waiting, n-failed (unsigned; failed ones and conflicts). */
#define SPARKLE_TYPE_OUTBOX (sparkle_outbox_get_type ())
G_DECLARE_FINAL_TYPE (SparkleOutbox, sparkle_outbox, SPARKLE, OUTBOX, GObject)

SparkleOutbox *sparkle_outbox_new           (SparkleEntities *entities);
unsigned       sparkle_outbox_get_n_waiting (SparkleOutbox *self);
unsigned       sparkle_outbox_get_n_failed  (SparkleOutbox *self);

G_END_DECLS
