/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"

G_BEGIN_DECLS

/* The account's outbox in the order of sending: a GListModel of SparkleOutboxItem. Drafts that merely wait are not shown here.
 * Properties: n-waiting, n-failed (unsigned; failed ones and conflicts).
 * Signal ::changed: anything about any write did, its state too. */
#define SPARKLE_TYPE_OUTBOX (sparkle_outbox_get_type ())
G_DECLARE_FINAL_TYPE (SparkleOutbox, sparkle_outbox, SPARKLE, OUTBOX, GObject)

SparkleOutbox *sparkle_outbox_new           (SparkleEntities *entities);
unsigned       sparkle_outbox_get_n_waiting (SparkleOutbox *self);
unsigned       sparkle_outbox_get_n_failed  (SparkleOutbox *self);

/* Out of sight, because it is about to be discarded. */
void           sparkle_outbox_set_hidden    (SparkleOutbox *self, const char *id, gboolean hidden);
/* What must be sent before it; (nullable) transfer full. */
SparkleOutboxItem *sparkle_outbox_get_blocker (SparkleOutbox *self, SparkleOutboxItem *item);

G_END_DECLS
