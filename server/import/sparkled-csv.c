/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-csv.h"

#include <glib/gstdio.h>
#include <string.h>

#include "sparkle-error.h"

#define FILE_MAX_BYTES (256 * 1024 * 1024)
#define FIELD_MAX_BYTES (1024 * 1024)
#define COLUMNS_MAX 200

struct _SparkledCsv
{
  char       *name;    /* (owned) for errors */
  char       *text;    /* (owned) */
  const char *p;
  const char *end;
  unsigned    line;    /* of p */
  unsigned    row_line;
  char      **columns; /* (owned) */
  GPtrArray  *fields;  /* (owned) of the row */
  GString    *field;   /* (owned) the one being read */
};

/**
 * sparkled_csv_fail:
 * @self: a file
 * @error: where to put the error
 * @format: what is wrong with the row
 *
 * Makes the error of a bad row: "FILE:LINE: what".
 *
 * Returns: %FALSE
 */
gboolean
sparkled_csv_fail (SparkledCsv  *self,
                   GError      **error,
                   const char   *format,
                   ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "%s:%u: %s", self->name, self->row_line, message);
  return FALSE;
}

static void
clear_row (SparkledCsv *self)
{
  g_ptr_array_set_size (self->fields, 0);
}

/* After the opening quote, up to and with the closing one. */
static gboolean
read_quoted (SparkledCsv  *self,
             GError      **error)
{
  for (;;)
    {
      const char *run = self->p;

      while (self->p < self->end && *self->p != '"')
        if (*self->p++ == '\n')
          self->line++;
      g_string_append_len (self->field, run, self->p - run);
      if (self->field->len > FIELD_MAX_BYTES)
        return sparkled_csv_fail (self, error, "a field is longer than %d bytes; is a quote missing?", FIELD_MAX_BYTES);
      if (self->p >= self->end)
        return sparkled_csv_fail (self, error, "a quoted field does not end");
      self->p++;
      if (self->p >= self->end || *self->p != '"')
        break;
      g_string_append_c (self->field, '"');
      self->p++;
    }

  if (self->p < self->end && *self->p != ',' && *self->p != '\n' && *self->p != '\r')
    return sparkled_csv_fail (self, error, "text after the closing quote of field %u", self->fields->len + 1);
  return TRUE;
}

static gboolean
read_plain (SparkledCsv  *self,
            GError      **error)
{
  const char *run = self->p;

  while (self->p < self->end && *self->p != ',' && *self->p != '\n' && *self->p != '\r')
    if (*self->p++ == '"')
      return sparkled_csv_fail (self, error, "a quote within field %u, which does not begin with one", self->fields->len + 1);
  if (self->p - run > FIELD_MAX_BYTES)
    return sparkled_csv_fail (self, error, "a field is longer than %d bytes", FIELD_MAX_BYTES);
  g_string_append_len (self->field, run, self->p - run);
  return TRUE;
}

/* One row into self->fields. FALSE without an error at the end of the file. */
static gboolean
read_row (SparkledCsv  *self,
          GError      **error)
{
  clear_row (self);
  self->row_line = self->line;
  if (self->p >= self->end)
    return FALSE;

  for (;;)
    {
      gboolean good;

      g_string_truncate (self->field, 0);
      if (self->p < self->end && *self->p == '"')
        {
          self->p++;
          good = read_quoted (self, error);
        }
      else
        good = read_plain (self, error);
      if (!good)
        return FALSE;
      if (self->fields->len >= COLUMNS_MAX)
        return sparkled_csv_fail (self, error, "more than %d fields", COLUMNS_MAX);
      g_ptr_array_add (self->fields, g_strndup (self->field->str, self->field->len));

      if (self->p >= self->end)
        return TRUE;
      if (*self->p == ',')
        {
          self->p++;
          continue;
        }
      if (*self->p == '\r')
        {
          if (self->p + 1 >= self->end || self->p[1] != '\n')
            return sparkled_csv_fail (self, error, "a carriage return that does not end the line");
          self->p++;
        }
      self->p++;
      self->line++;
      return TRUE;
    }
}

static gboolean
is_blank_row (SparkledCsv *self)
{
  return self->fields->len == 1 && *(const char *) g_ptr_array_index (self->fields, 0) == '\0';
}

/* A text must be whole before any of it is believed. */
static gboolean
check_text (SparkledCsv  *self,
            GError      **error)
{
  const char *bad;

  if (g_utf8_validate_len (self->p, self->end - self->p, &bad))
    return TRUE;
  self->row_line = 1;
  for (const char *p = self->text; p < bad; p++)
    self->row_line += *p == '\n';
  return sparkled_csv_fail (self, error, *bad == '\0' ? "a NUL character" : "not valid UTF-8 (byte 0x%02x)", (guint) (guchar) *bad);
}

static gboolean
read_header (SparkledCsv  *self,
             GError      **error)
{
  g_autoptr(GStrvBuilder) columns = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!read_row (self, error))
    {
      if (error != NULL && *error == NULL)
        sparkled_csv_fail (self, error, "the file is empty; its first line names the columns");
      return FALSE;
    }
  for (guint i = 0; i < self->fields->len; i++)
    {
      g_autofree char *name = g_ascii_strdown (g_strstrip (g_ptr_array_index (self->fields, i)), -1);

      if (*name == '\0')
        return sparkled_csv_fail (self, error, "column %u has no name", i + 1);
      g_strv_builder_add (columns, name);
    }
  self->columns = g_strv_builder_end (columns);
  for (guint i = 0; self->columns[i] != NULL; i++)
    if (!g_hash_table_add (seen, self->columns[i]))
      return sparkled_csv_fail (self, error, "two columns are named \"%s\"", self->columns[i]);
  return TRUE;
}

static SparkledCsv *
take_text (const char  *name,
           char        *text, /* (transfer full) */
           gsize        length,
           GError     **error)
{
  g_autoptr(SparkledCsv) self = g_new0 (SparkledCsv, 1);

  self->name = g_strdup (name);
  self->text = text;
  self->p = text;
  self->end = text + length;
  self->line = 1;
  self->fields = g_ptr_array_new_with_free_func (g_free);
  self->field = g_string_new (NULL);

  if (length >= 3 && memcmp (self->p, "\xef\xbb\xbf", 3) == 0)
    self->p += 3;
  if (!check_text (self, error) || !read_header (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * sparkled_csv_new_text:
 * @name: how errors call it
 * @text: (array length=length): its bytes
 * @length: how many
 * @error: why it cannot be read
 *
 * Reads a text as if it were a file.
 *
 * Returns: (transfer full) (nullable): before the first row
 */
SparkledCsv *
sparkled_csv_new_text (const char  *name,
                       const char  *text,
                       gsize        length,
                       GError     **error)
{
  char *copy = g_malloc (length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  return take_text (name, copy, length, error);
}

/**
 * sparkled_csv_open:
 * @file: a path
 * @error: why it cannot be read
 *
 * Opens a file and reads its header. UTF-8, with or without a byte-order mark, lines ended by LF or CRLF.
 *
 * Returns: (transfer full) (nullable): before the first row
 */
SparkledCsv *
sparkled_csv_open (const char  *file,
                   GError     **error)
{
  g_autoptr(GError) local_error = NULL;
  GStatBuf status;
  char *text;
  gsize length;

  if (g_stat (file, &status) == 0 && (S_ISDIR (status.st_mode) || status.st_size > FILE_MAX_BYTES))
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE,
                   S_ISDIR (status.st_mode) ? "%s: is a folder" : "%s: more than 256 MiB", file);
      return NULL;
    }
  if (!g_file_get_contents (file, &text, &length, &local_error))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, local_error->message);
      return NULL;
    }
  return take_text (file, text, length, error);
}

/**
 * sparkled_csv_free:
 * @self: (nullable) (transfer full): a file
 *
 * Closes it.
 */
void
sparkled_csv_free (SparkledCsv *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->text);
  g_strfreev (self->columns);
  g_ptr_array_unref (self->fields);
  g_string_free (self->field, TRUE);
  g_free (self);
}

static int
find_column (SparkledCsv *self,
             const char  *column)
{
  for (guint i = 0; self->columns[i] != NULL; i++)
    if (strcmp (self->columns[i], column) == 0)
      return i;
  return -1;
}

/**
 * sparkled_csv_require:
 * @self: a file
 * @columns: (array zero-terminated=1): lower-case names
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: whether it has all of them
 */
gboolean
sparkled_csv_require (SparkledCsv         *self,
                      const char * const  *columns,
                      GError             **error)
{
  for (; *columns != NULL; columns++)
    if (find_column (self, *columns) < 0)
      {
        self->row_line = 1;
        return sparkled_csv_fail (self, error, "there is no column \"%s\"", *columns);
      }
  return TRUE;
}

/**
 * sparkled_csv_next:
 * @self: a file
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Goes to the next row; empty lines are passed over.
 *
 * Returns: whether there is one; %FALSE without an error at the end
 */
gboolean
sparkled_csv_next (SparkledCsv  *self,
                   GError      **error)
{
  guint n_columns = g_strv_length (self->columns);

  do
    {
      if (!read_row (self, error))
        {
          clear_row (self);
          return FALSE;
        }
    }
  while (is_blank_row (self) && n_columns > 1);

  if (self->fields->len != n_columns)
    return sparkled_csv_fail (self, error, "%u fields where the header has %u", self->fields->len, n_columns);
  return TRUE;
}

/**
 * sparkled_csv_get:
 * @self: a file, at a row
 * @column: a lower-case name
 *
 * Returns: (transfer none) (nullable): the field, until the next row
 */
const char *
sparkled_csv_get (SparkledCsv *self,
                  const char  *column)
{
  int i = find_column (self, column);

  return i >= 0 && (guint) i < self->fields->len ? g_ptr_array_index (self->fields, i) : NULL;
}

/**
 * sparkled_csv_get_columns:
 * @self: a file
 *
 * Returns: (transfer none) (array zero-terminated=1): the names of the columns, in lower case
 */
const char * const *
sparkled_csv_get_columns (SparkledCsv *self)
{
  return (const char * const *) self->columns;
}

/**
 * sparkled_csv_get_line:
 * @self: a file
 *
 * Returns: the line in which the row begins, from 1
 */
unsigned
sparkled_csv_get_line (SparkledCsv *self)
{
  return self->row_line;
}

/**
 * sparkled_csv_get_progress:
 * @self: a file
 * @ret_done: (out): bytes read
 * @ret_total: (out): bytes in all
 *
 * Tells how far it is.
 */
void
sparkled_csv_get_progress (SparkledCsv *self,
                           gsize       *ret_done,
                           gsize       *ret_total)
{
  *ret_done = self->p - self->text;
  *ret_total = self->end - self->text;
}
