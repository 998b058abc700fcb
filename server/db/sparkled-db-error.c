/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sparkled-db"

#include "sparkled-db-error.h"

#include "sparkle-error.h"

/* What a failed statement means to whoever asked. The longest prefix wins. */
static const struct
{
  const char      *sqlstate;
  SparkleErrorCode code;
  const char      *message;
  gboolean         log; /* a bug of ours or a matter for the operator */
} meanings[] = {
  { "23505", SPARKLE_ERROR_CONFLICT, "This already exists", FALSE },
  { "23503", SPARKLE_ERROR_NOT_FOUND, "Something this refers to does not exist", FALSE },
  { "23", SPARKLE_ERROR_INTERNAL, "The change was refused by a rule of the database", TRUE },
  { "22", SPARKLE_ERROR_BAD_REQUEST, "A value cannot be stored", TRUE },
  { "40", SPARKLE_ERROR_UNAVAILABLE, "Another change came between; try again", FALSE },
  { "55P03", SPARKLE_ERROR_UNAVAILABLE, "Another change is in the way; try again", FALSE },
  { "57014", SPARKLE_ERROR_TIMED_OUT, "The database took too long", FALSE },
  { "57P", SPARKLE_ERROR_UNAVAILABLE, "The database is restarting", FALSE },
  { "25P02", SPARKLE_ERROR_INTERNAL, "The transaction had failed before", TRUE },
  { "25P03", SPARKLE_ERROR_UNAVAILABLE, "The transaction stood idle for too long", TRUE },
  { "25006", SPARKLE_ERROR_UNAVAILABLE, "The database does not take changes at the moment", TRUE },
  { "0A000", SPARKLE_ERROR_UNAVAILABLE, "The database has just changed; try again", TRUE },
  { "26", SPARKLE_ERROR_UNAVAILABLE, "The database session was replaced; try again", TRUE },
  { "08", SPARKLE_ERROR_UNAVAILABLE, "The connection to the database was lost", FALSE },
  { "53", SPARKLE_ERROR_UNAVAILABLE, "The database is out of room; try again later", TRUE },
  { "58", SPARKLE_ERROR_UNAVAILABLE, "The database has trouble with its disk; try again later", TRUE },
  { "", SPARKLE_ERROR_INTERNAL, "Internal error", TRUE },
};

/* The part of an error that is for programs: "23505 account_username". */
static void
set_origin (GError     *error,
            const char *sqlstate,
            const char *constraint)
{
  g_autofree char *origin = g_strconcat (sqlstate, constraint != NULL ? " " : NULL, constraint, NULL);

  sparkle_error_set_origin (error, origin);
}

/**
 * sparkled_db_error_new:
 * @sqlstate: five characters
 * @constraint: (nullable): the constraint or index that refused
 * @message: (nullable): what PostgreSQL said, for the log only: it may quote what people wrote
 * @statement: (nullable): the name of the statement
 *
 * Returns: (transfer full): an error of SPARKLE_ERROR that can be shown
 */
GError *
sparkled_db_error_new (const char *sqlstate,
                       const char *constraint,
                       const char *message,
                       const char *statement)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      GError *error;

      if (!g_str_has_prefix (sqlstate, meanings[i].sqlstate))
        continue;
      if (meanings[i].log)
        g_warning ("statement %s failed: %s %s%s%s", statement != NULL ? statement : "?", sqlstate,
                   message != NULL ? message : "", constraint != NULL ? ", constraint " : "", constraint != NULL ? constraint : "");
      error = g_error_new_literal (SPARKLE_ERROR, meanings[i].code, meanings[i].message);
      if (sparkle_error_is_retryable (error))
        sparkle_error_set_retry_after (error, 1);
      set_origin (error, sqlstate, constraint);
      return error;
    }
  g_assert_not_reached ();
}

GError *
sparkled_db_error_from_result (const PGresult *result,
                               const char     *statement)
{
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);

  /* libpq's own errors have no SQLSTATE: the connection broke. */
  return sparkled_db_error_new (sqlstate != NULL ? sqlstate : "08006",
                                PQresultErrorField (result, PG_DIAG_CONSTRAINT_NAME),
                                PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY),
                                statement);
}

GError *
sparkled_db_error_lost (const char *why)
{
  GError *error = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "The database cannot be reached%s%s",
                               why != NULL ? ": " : "", why != NULL ? why : "");

  sparkle_error_set_retry_after (error, 1);
  return error;
}

GError *
sparkled_db_error_busy (void)
{
  GError *error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "The server is busy; try again in a moment");

  sparkle_error_set_retry_after (error, 1);
  return error;
}

gboolean
sparkled_db_error_ends_session (const char *sqlstate)
{
  static const char * const prefixes[] = { "57P", "08", "25P03", "0A000", "26", NULL };

  for (unsigned i = 0; prefixes[i] != NULL; i++)
    if (g_str_has_prefix (sqlstate, prefixes[i]))
      return TRUE;
  return FALSE;
}

/**
 * sparkled_db_error_sqlstate:
 * @error: an error of the pool
 *
 * Returns: (nullable) (transfer none): the five characters of the SQLSTATE, when a statement failed
 */
const char *
sparkled_db_error_sqlstate (const GError *error)
{
  const char *origin = sparkle_error_get_origin (error);
  char state[6];

  if (origin == NULL || strlen (origin) < 5)
    return NULL;
  g_strlcpy (state, origin, sizeof state);
  return g_intern_string (state); /* there are some 260 of them */
}

/**
 * sparkled_db_error_constraint:
 * @error: an error of the pool
 *
 * Returns: (nullable) (transfer none): the name of the constraint or unique index that refused
 */
const char *
sparkled_db_error_constraint (const GError *error)
{
  const char *origin = sparkle_error_get_origin (error);
  const char *space = origin != NULL ? strchr (origin, ' ') : NULL;

  return space != NULL ? space + 1 : NULL;
}
