/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-services.h"

G_BEGIN_DECLS

/* What a process does by the clock. Every process runs all of it: PostgreSQL's locks see to it that each
 * piece of work is done once. */
#define SPARKLED_TYPE_JOBS (sparkled_jobs_get_type ())
G_DECLARE_FINAL_TYPE (SparkledJobs, sparkled_jobs, SPARKLED, JOBS, GObject)

typedef struct
{
  guint64 runs;
  guint64 failures;
  guint64 rows;     /* flushed or taken away */
} SparkledJobsStats;

/* Made before the database starts: it registers its statements. services: outlives the jobs. */
SparkledJobs *sparkled_jobs_new       (SparkledServices *services);
void          sparkled_jobs_start     (SparkledJobs *self);
/* Has to be awaited before the database stops. */
DexFuture    *sparkled_jobs_stop      (SparkledJobs *self);
void          sparkled_jobs_get_stats (SparkledJobs *self, SparkledJobsStats *ret_stats);

G_END_DECLS
