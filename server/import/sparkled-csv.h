/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file of comma separated values with a header (RFC 4180), row by row. Blocking; for tools. */
typedef struct _SparkledCsv SparkledCsv;

SparkledCsv *sparkled_csv_open     (const char *file, GError **error);
SparkledCsv *sparkled_csv_new_text (const char *name, const char *text, gsize length, GError **error);
void         sparkled_csv_free     (SparkledCsv *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledCsv, sparkled_csv_free)

/* All of these columns must be there. */
gboolean     sparkled_csv_require  (SparkledCsv *self, const char * const *columns, GError **error);
/* Goes to the next row. FALSE at the end, and with an error where the file is wrong. */
gboolean     sparkled_csv_next     (SparkledCsv *self, GError **error);
/* A field of the row; NULL when there is no such column. Lives until the next row. */
const char  *sparkled_csv_get      (SparkledCsv *self, const char *column);
const char * const *sparkled_csv_get_columns (SparkledCsv *self);
unsigned     sparkled_csv_get_line (SparkledCsv *self); /* where the row begins */
/* How much of the file has been read, in bytes. */
void         sparkled_csv_get_progress (SparkledCsv *self, gsize *ret_done, gsize *ret_total);
/* An error that names file and line. Always FALSE. */
gboolean     sparkled_csv_fail     (SparkledCsv *self, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
