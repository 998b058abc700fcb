/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-jobs.h"

#include "sparkled-change-table.h"
#include "sparkled-housekeeping-table.h"
#include "sparkled-notification-table.h"
#include "sparkled-post-table.h"
#include "sparkled-view-table.h"

#define SECOND_MS 1000
#define HOUR_MS (60 * 60 * SECOND_MS)
/* Batches of one run: the next hour is for what is left. */
#define BATCHES_MOST 100

/* (fiber) Returns how many rows it took, -1 on error. */
typedef int (*JobFunc) (SparkledDb *db, GError **error);
/* (fiber) Returns a row for each scope that changed, and one of NULL when there is more to do. */
typedef SparkledRows *(*ScopesFunc) (SparkledDb *db, GError **error);

typedef struct
{
  const char *name;
  JobFunc     func;
  unsigned    period_ms;
  unsigned    jitter_ms;  /* added at random, so that processes do not meet */
  unsigned    first_ms;   /* the first run after the start, and again jitter */
  gboolean    drain;      /* runs again at once while it finds something */
  const char *changes;    /* (nullable) the scope that changed when it took something */
  ScopesFunc  scopes;     /* (nullable) instead of func: it tells itself which scopes changed */
} JobType;

static const JobType job_types[] = {
  { "feed-flush", sparkled_feed_flush, SECOND_MS, 50, SECOND_MS, FALSE, "feed" },
  { "view-flush", sparkled_view_table_flush, 10 * SECOND_MS, SECOND_MS, 10 * SECOND_MS, TRUE, "feed" },
  { "view-prune", sparkled_view_table_prune, HOUR_MS, HOUR_MS / 4, 150 * SECOND_MS, TRUE, NULL },
  { "change-prune", sparkled_change_prune, HOUR_MS, HOUR_MS / 4, 60 * SECOND_MS, TRUE, NULL },
  { "session-prune", sparkled_housekeeping_table_prune_sessions, HOUR_MS, HOUR_MS / 4, 90 * SECOND_MS, TRUE, NULL },
  { "mutation-prune", sparkled_housekeeping_table_prune_mutations, HOUR_MS, HOUR_MS / 4, 120 * SECOND_MS, TRUE, NULL },
  { "post-publish", NULL, SECOND_MS, 50, SECOND_MS, TRUE, NULL, sparkled_post_table_publish_due },
  { "notification-work", NULL, SECOND_MS, 50, SECOND_MS, TRUE, NULL, sparkled_notification_table_work },
  { "notification-prune", sparkled_notification_table_prune, HOUR_MS, HOUR_MS / 4, 150 * SECOND_MS, TRUE, NULL },
};

struct _SparkledJobs
{
  GObject parent_instance;

  SparkledServices *services;  /* (not owned) */
  SparkledJobsStats stats;
  DexPromise       *stopping;  /* (owned) (nullable) */
  DexFuture        *running;   /* (owned) (nullable): all fibers */
};

G_DEFINE_FINAL_TYPE (SparkledJobs, sparkled_jobs, G_TYPE_OBJECT)

typedef struct
{
  SparkledJobs  *jobs; /* (owned) */
  const JobType *type;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->jobs);
  g_free (job);
}

static gboolean
is_stopping (SparkledJobs *self)
{
  return !dex_future_is_pending (DEX_FUTURE (self->stopping));
}

/* Returns FALSE when it is time to stop. */
static gboolean
pause_for (SparkledJobs *self,
           unsigned      base_ms,
           unsigned      jitter_ms)
{
  int ms = (int) base_ms + g_random_int_range (0, (int) jitter_ms + 1);

  dex_await (dex_future_first (dex_timeout_new_msec (ms), dex_ref (DEX_FUTURE (self->stopping)), NULL), NULL);
  return !is_stopping (self);
}

/* (fiber) Publishes the scopes that the job names; 1 when there is more to do, -1 on error. */
static int
run_scopes (SparkledJobs  *self,
            const JobType *type,
            GError       **error)
{
  g_autoptr(SparkledRows) rows = type->scopes (self->services->db, error);
  g_autoptr(GPtrArray) scopes = g_ptr_array_new ();
  gboolean more = FALSE;

  if (rows == NULL)
    return -1;

  for (unsigned i = 0; i < sparkled_rows_get_n (rows); i++)
    if (sparkled_rows_get (rows, i, 0) != NULL)
      g_ptr_array_add (scopes, (gpointer) sparkled_rows_get (rows, i, 0));
    else
      more = TRUE;
  g_ptr_array_add (scopes, NULL);
  if (scopes->len > 1 && self->services->bus != NULL)
    sparkled_bus_changed (self->services->bus, (const char * const *) scopes->pdata);

  return more ? 1 : 0;
}

/* Returns FALSE when it failed. */
static gboolean
run_once (SparkledJobs  *self,
          const JobType *type,
          GError       **error)
{
  for (unsigned i = 0; i < BATCHES_MOST && !is_stopping (self); i++)
    {
      int n = type->scopes != NULL ? run_scopes (self, type, error) : type->func (self->services->db, error);

      self->stats.runs++;
      if (n < 0)
        {
          self->stats.failures++;
          return FALSE;
        }
      self->stats.rows += (guint64) n;
      if (n > 0 && type->changes != NULL && self->services->bus != NULL)
        sparkled_bus_changed (self->services->bus, (const char * const[]) { type->changes, NULL });
      if (n == 0 || !type->drain)
        break;
    }
  return TRUE;
}

static DexFuture *
job_fiber (gpointer data)
{
  Job *job = data;
  SparkledJobs *self = job->jobs;
  gboolean go = pause_for (self, job->type->first_ms, job->type->jitter_ms);
  gboolean failing = FALSE;

  while (go)
    {
      g_autoptr(GError) error = NULL;

      if (run_once (self, job->type, &error))
        failing = FALSE;
      else if (!failing)
        {
          /* Once, not each second; the database's own troubles are told elsewhere too. */
          g_message ("jobs: %s failed: %s", job->type->name, error->message);
          failing = TRUE;
        }
      go = pause_for (self, failing ? MAX (job->type->period_ms / 60, 5 * SECOND_MS) : job->type->period_ms, job->type->jitter_ms);
    }
  return dex_future_new_true ();
}

/**
 * sparkled_jobs_start:
 *
 * Runs until sparkled_jobs_stop().
 */
void
sparkled_jobs_start (SparkledJobs *self)
{
  DexFuture *fibers[G_N_ELEMENTS (job_types)];

  g_return_if_fail (SPARKLED_IS_JOBS (self));
  g_return_if_fail (self->running == NULL);

  self->stopping = dex_promise_new ();
  for (unsigned i = 0; i < G_N_ELEMENTS (job_types); i++)
    {
      Job *job = g_new (Job, 1);

      job->jobs = g_object_ref (self);
      job->type = &job_types[i];
      fibers[i] = dex_scheduler_spawn (NULL, 0, job_fiber, job, job_free);
    }
  self->running = dex_future_allv (fibers, G_N_ELEMENTS (fibers));
  for (unsigned i = 0; i < G_N_ELEMENTS (fibers); i++)
    dex_unref (fibers[i]);
}

/**
 * sparkled_jobs_stop:
 *
 * Returns: (transfer full): resolves when nothing runs any more
 */
DexFuture *
sparkled_jobs_stop (SparkledJobs *self)
{
  g_return_val_if_fail (SPARKLED_IS_JOBS (self), NULL);

  if (self->running == NULL)
    return dex_future_new_true ();
  if (!is_stopping (self))
    dex_promise_resolve_boolean (self->stopping, TRUE);
  return dex_ref (self->running);
}

void
sparkled_jobs_get_stats (SparkledJobs      *self,
                         SparkledJobsStats *ret_stats)
{
  g_return_if_fail (SPARKLED_IS_JOBS (self));
  *ret_stats = self->stats;
}

static void
sparkled_jobs_finalize (GObject *object)
{
  SparkledJobs *self = SPARKLED_JOBS (object);

  dex_clear (&self->running);
  dex_clear (&self->stopping);
  G_OBJECT_CLASS (sparkled_jobs_parent_class)->finalize (object);
}

static void
sparkled_jobs_class_init (SparkledJobsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_jobs_finalize;
}

static void
sparkled_jobs_init (SparkledJobs *self)
{
}

SparkledJobs *
sparkled_jobs_new (SparkledServices *services)
{
  SparkledJobs *self = g_object_new (SPARKLED_TYPE_JOBS, NULL);

  self->services = services;
  sparkled_db_register (services->db, sparkled_housekeeping_statements);
  return self;
}
