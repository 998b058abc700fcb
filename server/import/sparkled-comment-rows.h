/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file of comments, read, checked and cleaned. */
typedef struct
{
  char    *name;          /* comment_id */
  char    *author;
  char    *content;
  gint64   at;            /* µs; made up between the neighbours when not dated */
  gboolean dated;
  gint64   video_seconds; /* -1: none */
  unsigned line;
} SparkledCommentRowText;

/* Of SparkledCommentRowText, in the order of the file; NULL with an error that names file, line and reason. */
GPtrArray *sparkled_comment_rows_read (const char *file, const char *video_id, GError **error);
/* Gives each row a time: between its neighbours where it has none, and no two the same, so that the order stays. */
void       sparkled_comment_rows_date (GPtrArray *rows);

G_END_DECLS
