/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-command.h"

#include <stdlib.h>

#include "sparkled-db-error.h"
#include "sparkled-migrations.h"
#include "sparkled-rows-private.h"
#include "sparkle-error.h"

SparkledCommand *
sparkled_command_new (const char *name,
                      gboolean    sync,
                      DexPromise *promise)
{
  SparkledCommand *self = g_new0 (SparkledCommand, 1);

  self->promise = promise != NULL ? dex_ref (promise) : NULL;
  self->name = name;
  self->sync = sync;
  return self;
}

void
sparkled_command_free (SparkledCommand *self)
{
  dex_clear (&self->promise);
  g_clear_pointer (&self->result, PQclear);
  g_clear_error (&self->error);
  g_free (self);
}

gboolean
sparkled_command_take_result (SparkledCommand *self,
                              PGresult        *result)
{
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  gboolean stands = sqlstate == NULL || !sparkled_db_error_ends_session (sqlstate);

  switch (PQresultStatus (result))
    {
    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
      g_clear_pointer (&self->result, PQclear);
      self->result = result;
      return TRUE;

    case PGRES_PIPELINE_ABORTED:
      /* What it was sent together with (BEGIN) failed. */
      if (self->error == NULL)
        self->error = sparkled_db_error_lost (NULL);
      break;

    default:
      if (self->error == NULL)
        self->error = sparkled_db_error_from_result (result, self->name);
      break;
    }
  PQclear (result);
  return stands;
}

gboolean
sparkled_command_finish (SparkledCommand *self)
{
  g_autoptr(DexPromise) promise = g_steal_pointer (&self->promise);
  gboolean good = self->error == NULL;

  if (promise == NULL)
    return good;
  if (good)
    dex_promise_resolve_boxed (promise, SPARKLED_TYPE_ROWS, sparkled_rows_new (g_steal_pointer (&self->result)));
  else
    dex_promise_reject (promise, g_steal_pointer (&self->error));
  return good;
}

void
sparkled_command_check_schema (SparkledCommand *self)
{
  const char *sqlstate = sparkled_db_error_sqlstate (self->error);
  int version = self->result != NULL ? atoi (PQgetvalue (self->result, 0, 0)) : 0;

  /* Class 42: a table or function is missing. */
  if (self->error != NULL && (sqlstate == NULL || !g_str_has_prefix (sqlstate, "42")))
    return;
  if (self->error == NULL && version >= (int) sparkled_migrations_get_latest ())
    return;
  g_clear_error (&self->error);
  g_set_error (&self->error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE,
               "The database has schema version %d and this program needs %u: run sparkle-admin migrate",
               version, sparkled_migrations_get_latest ());
}
