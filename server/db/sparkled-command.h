/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>
#include "sparkled-db.h"

G_BEGIN_DECLS

/* Private to a connection: a statement in flight. First its results come, then (if sync) the end of its
 * implicit transaction, and only then it is done: a commit can still fail. */
typedef struct
{
  DexPromise *promise;  /* (owned) (nullable) */
  const char *name;     /* (not owned) of the statement, for the log */
  gint64      deadline; /* monotonic µs */
  PGresult   *result;   /* (owned) (nullable) */
  GError     *error;    /* (owned) (nullable) the first one */
  gboolean    sync;
  gboolean    in_sync;  /* results are complete, waiting for the sync point */
  gboolean    prepares; /* belongs to the preparation of the session */
} SparkledCommand;

SparkledCommand *sparkled_command_new         (const char *name, gboolean sync, DexPromise *promise);
void             sparkled_command_free        (SparkledCommand *self);
/* Takes a result. Returns FALSE when it says that the session is of no use any more. */
gboolean         sparkled_command_take_result (SparkledCommand *self, PGresult *result);
/* Tells who waits, if anybody still does. Returns FALSE when it failed. */
gboolean         sparkled_command_finish      (SparkledCommand *self);
/* For the first command of a preparation: turns a schema that does not fit into an error that says so. */
void             sparkled_command_check_schema (SparkledCommand *self);

G_END_DECLS
