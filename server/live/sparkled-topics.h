/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-batch.h"
#include "sparkled-hub.h"
#include "sparkled-live-socket.h"

G_BEGIN_DECLS

/* The scopes that somebody in this process subscribed, and by whom. A subscription stands at a cursor of
 * its own; a batch goes to those that stand before its end. */
typedef struct _SparkledTopics       SparkledTopics;
typedef struct _SparkledSubscription SparkledSubscription;

typedef enum
{
  SPARKLED_SUBSCRIPTION_CATCHING_UP, /* its pull is on the way; batches are held */
  SPARKLED_SUBSCRIPTION_FOLLOWING,
  SPARKLED_SUBSCRIPTION_BEHIND,      /* told to pull; silent until it subscribes again */
} SparkledSubscriptionState;

SparkledTopics *sparkled_topics_new   (SparkledHubStats *stats);
void            sparkled_topics_free  (SparkledTopics *self);
unsigned        sparkled_topics_get_n (SparkledTopics *self);
gboolean        sparkled_topics_has   (SparkledTopics *self, const char *stored_scope);
/* (transfer container): the stored names, NULL-terminated; alive until the next change of the topics. */
const char    **sparkled_topics_get_scopes (SparkledTopics *self, unsigned *ret_n);

/* A subscription of the socket begins or begins anew, CATCHING_UP. stored_scope: as in the change feed, "me/<id>". */
SparkledSubscription *sparkled_topics_subscribe   (SparkledTopics *self, SparkledLiveSocket *socket, const char *scope, const char *stored_scope);
void                  sparkled_topics_unsubscribe (SparkledTopics *self, SparkledSubscription *subscription);
/* Sends a batch to all who follow. */
void                  sparkled_topics_deliver     (SparkledTopics *self, const char *stored_scope, const char *cursor, const SparkledPosition *position, const char *upserts, const char *deletes);
/* The batch is too big to be sent: all who follow shall pull. */
void                  sparkled_topics_interrupt   (SparkledTopics *self, const char *stored_scope);
typedef void        (*SparkledSubscriptionFunc)   (SparkledSubscription *subscription, gpointer user_data);
/* func must not change the topics. */
void                  sparkled_topics_foreach     (SparkledTopics *self, const char *stored_scope, SparkledSubscriptionFunc func, gpointer user_data);

SparkledSubscription *sparkled_subscription_find        (SparkledLiveSocket *socket, const char *scope);
SparkledLiveSocket   *sparkled_subscription_get_socket  (SparkledSubscription *self);
const char           *sparkled_subscription_get_scope   (SparkledSubscription *self);  /* as on the wire */
const char           *sparkled_subscription_get_stored  (SparkledSubscription *self);
SparkledSubscriptionState sparkled_subscription_get_state (SparkledSubscription *self);
/* Changes with every (new) beginning: what a pull answers belongs to the beginning that asked for it. */
guint64               sparkled_subscription_get_serial  (SparkledSubscription *self);
/* In the presence of its scope. */
gboolean              sparkled_subscription_get_present (SparkledSubscription *self);
void                  sparkled_subscription_set_present (SparkledSubscription *self, gboolean present);
/* The pull's answer, as a batch that follows on from; then what was held. */
void                  sparkled_subscription_catch_up    (SparkledSubscription *self, const char *from, SparkledBatch *batch);
/* Tells the client to pull and sends no more. */
void                  sparkled_subscription_fall_behind (SparkledSubscription *self);

G_END_DECLS
