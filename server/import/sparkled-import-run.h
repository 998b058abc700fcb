/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-import-table.h"
#include "sparkled-import.h"

G_BEGIN_DECLS

/* Inside import/: what both kinds of file need while they are written. */
typedef struct
{
  SparkledServices            *services;
  const SparkledImportOptions *options;
  SparkledTransaction         *tx;      /* (owned) (nullable) */
  guint64                      done;
  guint64                      total;
  SparkledImportCounts         counts;
} SparkledImportRun;

/* (fiber) */
gboolean sparkled_import_run_begin  (SparkledImportRun *self, GError **error);
gboolean sparkled_import_run_commit (SparkledImportRun *self, GError **error);
void     sparkled_import_run_step   (SparkledImportRun *self, guint64 n);
void     sparkled_import_run_clear  (SparkledImportRun *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkledImportRun, sparkled_import_run_clear)

/* The account that the posts of an import are by. */
#define SPARKLED_ARCHIVE_USERNAME "sparkle_archive"
#define SPARKLED_ARCHIVE_DISPLAY_NAME "Sparkle Archive"
gboolean sparkled_import_run_archive (SparkledImportRun *self, char **ret_id, GError **error);
/* Fills in slug, excerpt and reading time. Does nothing when the id is there. */
gboolean sparkled_import_run_post    (SparkledImportRun *self, SparkledImportedPost *post, GError **error);

G_END_DECLS
