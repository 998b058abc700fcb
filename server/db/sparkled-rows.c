/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-rows-private.h"

/* The result of one statement. It wraps the PGresult as libpq built it: no cell is copied. */
struct _SparkledRows
{
  grefcount refs;
  PGresult *result; /* (owned) */
};

G_DEFINE_BOXED_TYPE (SparkledRows, sparkled_rows, sparkled_rows_ref, sparkled_rows_unref)

/* Takes the result. */
SparkledRows *
sparkled_rows_new (PGresult *result)
{
  SparkledRows *self = g_new (SparkledRows, 1);

  g_ref_count_init (&self->refs);
  self->result = result;
  return self;
}

SparkledRows *
sparkled_rows_ref (SparkledRows *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
sparkled_rows_unref (SparkledRows *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  PQclear (self->result);
  g_free (self);
}

/**
 * sparkled_rows_get_n:
 * @self: the rows
 *
 * Returns: how many rows there are
 */
unsigned
sparkled_rows_get_n (SparkledRows *self)
{
  return (unsigned) PQntuples (self->result);
}

/**
 * sparkled_rows_get:
 * @self: the rows
 * @row: from 0
 * @column: from 0
 *
 * Returns: (nullable) (transfer none): the text of a cell, %NULL for SQL NULL; it lives as long as @self
 */
const char *
sparkled_rows_get (SparkledRows *self,
                   unsigned      row,
                   unsigned      column)
{
  g_return_val_if_fail (row < sparkled_rows_get_n (self), NULL);
  g_return_val_if_fail (column < (unsigned) PQnfields (self->result), NULL);

  if (PQgetisnull (self->result, (int) row, (int) column))
    return NULL;
  return PQgetvalue (self->result, (int) row, (int) column);
}

/**
 * sparkled_rows_get_size:
 * @self: the rows
 * @row: from 0
 * @column: from 0
 *
 * Returns: the bytes of a cell's text; 0 for SQL NULL
 */
gsize
sparkled_rows_get_size (SparkledRows *self,
                        unsigned      row,
                        unsigned      column)
{
  return (gsize) PQgetlength (self->result, (int) row, (int) column);
}

/**
 * sparkled_rows_get_int:
 * @self: the rows
 * @row: from 0
 * @column: from 0
 *
 * Returns: a cell as an integer; 0 for SQL NULL
 */
gint64
sparkled_rows_get_int (SparkledRows *self,
                       unsigned      row,
                       unsigned      column)
{
  const char *text = sparkled_rows_get (self, row, column);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/**
 * sparkled_rows_get_bool:
 * @self: the rows
 * @row: from 0
 * @column: from 0
 *
 * Returns: a boolean cell; %FALSE for SQL NULL
 */
gboolean
sparkled_rows_get_bool (SparkledRows *self,
                        unsigned      row,
                        unsigned      column)
{
  const char *text = sparkled_rows_get (self, row, column);

  return text != NULL && text[0] == 't';
}

/**
 * sparkled_rows_get_affected:
 * @self: the rows
 *
 * Returns: how many rows an INSERT, UPDATE, DELETE or SELECT concerned
 */
guint64
sparkled_rows_get_affected (SparkledRows *self)
{
  return g_ascii_strtoull (PQcmdTuples (self->result), NULL, 10);
}

/* "COMMIT", "ROLLBACK", "INSERT 0 1" … */
const char *
sparkled_rows_get_command (SparkledRows *self)
{
  return PQcmdStatus (self->result);
}
