/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-presence.h"
#include "sparkled-reader.h"

G_BEGIN_DECLS

/* Answers subscribe frames: checks the right to each scope, reads what the client missed, and lets the
 * subscription follow from there. A storm of reconnects waits in line, few at a time. */
#define SPARKLED_TYPE_CATCH_UP (sparkled_catch_up_get_type ())
G_DECLARE_FINAL_TYPE (SparkledCatchUp, sparkled_catch_up, SPARKLED, CATCH_UP, GObject)

SparkledCatchUp *sparkled_catch_up_new       (SparkledDb *db, SparkledTopics *topics, SparkledReader *reader, SparkledPresence *presence, unsigned max_scopes);
/* requests: of SparkleScopeRequest */
void             sparkled_catch_up_subscribe (SparkledCatchUp *self, SparkledLiveSocket *socket, GPtrArray *requests);
/* The subscription leaves the presence of its scope, if it is there, and ends. */
void             sparkled_catch_up_end       (SparkledCatchUp *self, SparkledSubscription *subscription);
/* Begins no more. Resolves true when nothing is in flight. */
DexFuture       *sparkled_catch_up_stop      (SparkledCatchUp *self);

G_END_DECLS
