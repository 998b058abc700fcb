/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-connection.h"

G_BEGIN_DECLS

/* Private to the pool: who waits for room on a connection. Bounded, in order of arrival, each with a
 * deadline. Statements and transactions stand in two lines, so that one does not hold up the other. */
typedef struct
{
  grefcount                refs;
  const SparkledStatement *statement;  /* (nullable): a transaction */
  char                   **params;     /* (owned) */
  unsigned                 n_params;
  DexPromise              *promise;    /* (owned) */
  SparkledConnection      *connection; /* (owned) (nullable) granted to a transaction */
  unsigned                 session;    /* of the connection when it was granted */
  gint64                   deadline;
  GList                    link;       /* in a line while link.data is set */
} SparkledWaiter;

SparkledWaiter *sparkled_waiter_new   (const SparkledStatement *statement, const char * const *params, unsigned n_params);
SparkledWaiter *sparkled_waiter_ref   (SparkledWaiter *self);
void            sparkled_waiter_unref (SparkledWaiter *self);

typedef struct
{
  unsigned  limit;
  gint64    patience_us;
  GQueue    statements;   /* of SparkledWaiter, by link */
  GQueue    transactions; /* of SparkledWaiter, by link */
  GSource  *expiry;       /* (owned) (nullable) ready at the first deadline */
} SparkledWaitList;

void            sparkled_wait_list_start      (SparkledWaitList *self, unsigned limit, unsigned patience_ms);
void            sparkled_wait_list_stop       (SparkledWaitList *self, const GError *error);
/* Takes the reference; refuses at once when the list is full. */
void            sparkled_wait_list_add        (SparkledWaitList *self, SparkledWaiter *waiter);
/* Takes a waiter out of its line; the line's reference is the caller's. */
void            sparkled_wait_list_remove     (SparkledWaitList *self, SparkledWaiter *waiter);
void            sparkled_wait_list_refuse_all (SparkledWaitList *self, const GError *error);
SparkledWaiter *sparkled_wait_list_peek       (SparkledWaitList *self, gboolean transaction); /* (nullable) */
unsigned        sparkled_wait_list_get_length (SparkledWaitList *self);

G_END_DECLS
