/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-services.h"

G_BEGIN_DECLS

/* What other places have, taken in: one transaction for each file, so all of it or nothing. Taking in the
 * same file again changes nothing. For tools: files are read at once and on the calling thread. */

typedef void (*SparkledImportProgress) (guint64 done, guint64 total, gpointer user_data);

typedef struct
{
  const char            *file;
  const char            *category;      /* (nullable) slug, of the posts that are made */
  SparkledImportProgress progress;      /* (nullable) */
  gpointer               progress_data;
} SparkledImportOptions;

/* How many are new, and how many rows the file has. */
typedef struct
{
  unsigned n_rows;
  unsigned n_posts;
  unsigned n_people;
  unsigned n_comments;
} SparkledImportCounts;

void     sparkled_import_register_statements (SparkledDb *db);

/* (fiber) Comments on one YouTube video, with the columns comment_id, author, date, content: they become
 * the thread of a post about the video. */
gboolean sparkled_import_youtube_comments (SparkledServices *services, const char *video_id, const char *title,
                                           const SparkledImportOptions *options, SparkledImportCounts *ret_counts, GError **error);

/* (fiber) A list of advertising videos, with the columns year, brand, youtube_url and any number of yes/no
 * traits: each becomes a post. */
gboolean sparkled_import_video_list       (SparkledServices *services,
                                           const SparkledImportOptions *options, SparkledImportCounts *ret_counts, GError **error);

G_END_DECLS
