/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-worker.h"

#include <glib-unix.h>
#include <libdex.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sparkled-account.h"
#include "sparkled-content-tables.h"
#include "sparkled-hasher.h"
#include "sparkled-http.h"
#include "sparkled-hub.h"
#include "sparkled-jobs.h"
#include "sparkled-log.h"
#include "sparkled-metrics.h"
#include "sparkled-service-manager.h"
#include "sparkled-videos.h"

#define HUB_GRACE_MS 1000
#define DATABASE_SECONDS 10
#define HEARTBEAT_MS 1000

typedef struct
{
  const SparkledWorkerOptions *options;
  GMainLoop        *loop;
  SparkledServices  services;
  SparkledHub      *hub;
  SparkledJobs     *jobs;
  SparkledVideos   *videos;   /* (nullable): nobody is asked */
  SparkledHttp     *http;
  unsigned          signals[2];
  unsigned          heartbeat;
  unsigned          watchdog;
  gboolean          stopping;
  int               status;
} Worker;

static void
socket_cb (GIOStream             *stream,
           const SparkledAccount *account,
           const char            *address,
           gpointer               user_data)
{
  sparkled_hub_accept (user_data, stream, account, address);
}

static void
hub_metrics_cb (GString  *text,
                gpointer  user_data)
{
  SparkledHubStats stats;

  sparkled_hub_get_stats (user_data, &stats);
  sparkled_metrics_append_gauge (text, "sparkled_live_sockets", "Live sockets", stats.sockets);
  sparkled_metrics_append_gauge (text, "sparkled_live_subscriptions", "Subscriptions of all sockets", stats.subscriptions);
  sparkled_metrics_append_gauge (text, "sparkled_live_scopes", "Scopes that somebody subscribed", stats.scopes);
  sparkled_metrics_append_gauge (text, "sparkled_live_tick_milliseconds", "Distance of two ticks", stats.tick_ms);
  sparkled_metrics_append_gauge (text, "sparkled_live_listening", "Whether the LISTEN connection stands", stats.listening);
  sparkled_metrics_append_counter (text, "sparkled_live_ticks_total", "Ticks with news", stats.ticks);
  sparkled_metrics_append_counter (text, "sparkled_live_frames_total", "Frames of changes sent", stats.frames);
  sparkled_metrics_append_counter (text, "sparkled_live_bytes_total", "Bytes of them", stats.bytes);
  sparkled_metrics_append_counter (text, "sparkled_live_behind_total", "Subscriptions that were told to pull", stats.behind);
  sparkled_metrics_append_counter (text, "sparkled_live_refused_frames_total", "Frames from clients that were refused", stats.refused_frames);
  sparkled_metrics_append_counter (text, "sparkled_live_notified_total", "NOTIFYs sent", stats.notified);
  sparkled_metrics_append_counter (text, "sparkled_live_wakeups_total", "NOTIFYs of other processes", stats.wakeups);
  sparkled_metrics_append_gauge (text, "sparkled_horizon_lag_microseconds", "How long the oldest open write holds back the change feed", stats.horizon_lag_us);
}

static void
jobs_metrics_cb (GString  *text,
                 gpointer  user_data)
{
  SparkledJobsStats stats;

  sparkled_jobs_get_stats (user_data, &stats);
  sparkled_metrics_append_counter (text, "sparkled_jobs_runs_total", "Runs of what is done by the clock", stats.runs);
  sparkled_metrics_append_counter (text, "sparkled_jobs_failures_total", "Runs that failed", stats.failures);
  sparkled_metrics_append_counter (text, "sparkled_jobs_rows_total", "Rows flushed or taken away", stats.rows);
}

static void
videos_metrics_cb (GString  *text,
                   gpointer  user_data)
{
  SparkledVideosStats stats;

  sparkled_videos_get_stats (user_data, &stats);
  sparkled_metrics_append_counter (text, "sparkled_videos_asked_total", "Requests for titles and pictures of videos", stats.asked);
  sparkled_metrics_append_counter (text, "sparkled_videos_failed_total", "Requests that had no answer", stats.failed);
  sparkled_metrics_append_counter (text, "sparkled_videos_learned_total", "Videos and pictures that were learned", stats.learned);
  sparkled_metrics_append_gauge (text, "sparkled_videos_quota_units", "Units of the Data API spent today, as far as this process knows", stats.units);
  sparkled_metrics_append_gauge (text, "sparkled_videos_quota_limit", "Units that may be spent a day, 0 without a key", stats.units_most);
}

static void
changed_cb (SparkledHub  *hub,
            char        **scopes,
            gpointer      user_data)
{
  sparkled_http_invalidate (user_data, (const char * const *) scopes);
}

static void
account_changed_cb (SparkledHub *hub,
                    const char  *account_id,
                    const char  *session_id,
                    gpointer     user_data)
{
  sparkled_http_forget_account (user_data, account_id, session_id);
}

static gboolean
say_ready (Worker   *self,
           GError  **error)
{
  unsigned port = sparkled_http_get_port (self->http);

  if (self->options->ready_fd >= 0)
    {
      /* the supervisor says it for all */
      if (write (self->options->ready_fd, &port, sizeof port) != sizeof port)
        g_message ("The supervisor did not hear that this worker is ready");
      return TRUE;
    }
  g_print ("sparkled: ready at http://%s%s%s:%u\n",
           strchr (self->options->config->listen, ':') != NULL ? "[" : "", self->options->config->listen,
           strchr (self->options->config->listen, ':') != NULL ? "]" : "", port);
  fflush (stdout);
  sparkled_service_manager_ready ();

  return TRUE;
}

static gboolean
heartbeat_cb (gpointer user_data)
{
  Worker *self = user_data;

  __atomic_store_n (self->options->heartbeat, g_get_monotonic_time () / 1000, __ATOMIC_RELAXED);

  return G_SOURCE_CONTINUE;
}

static gboolean
watchdog_cb (gpointer user_data)
{
  sparkled_service_manager_alive ();

  return G_SOURCE_CONTINUE;
}

/* Signs that the loop turns: to the supervisor, which ends a worker that hangs, or, without one,
 * to the service manager. */
static void
start_heartbeat (Worker *self)
{
  if (self->options->heartbeat != NULL)
    {
      heartbeat_cb (self);
      self->heartbeat = g_timeout_add (HEARTBEAT_MS, heartbeat_cb, self);
    }
  else if (sparkled_service_manager_get_watchdog () > 0)
    {
      self->watchdog = g_timeout_add (MAX (sparkled_service_manager_get_watchdog () / 3, 1), watchdog_cb, self);
    }
}

static void
make_database (Worker *self)
{
  const SparkledConfig *config = self->options->config;
  SparkledDbOptions options = {
    .size = config->database_connections,
    .wait_limit = config->database_waiting,
    .query_ms = config->database_query_ms,
  };

  self->services.db = sparkled_db_new (config->database, &options);
  sparkled_account_register_statements (self->services.db);
  sparkled_content_tables_register (self->services.db);
}

static void
make_http (Worker *self)
{
  const SparkledConfig *config = self->options->config;
  SparkledHttpOptions options = {
    .address = config->listen,
    .port = self->options->port,
    .activated_fd = self->options->activated_fd,
    .cors_origins = (const char * const *) config->cors_origins,
    .trusted_proxies = (const char * const *) config->trusted_proxies,
    .max_connections = config->max_connections,
    .max_per_address = config->max_per_address,
    .head_seconds = config->head_seconds,
    .body_seconds = config->body_seconds,
    .idle_seconds = config->idle_seconds,
    .write_seconds = config->write_seconds,
    .metrics_public = config->metrics_public,
    .log_requests = sparkled_log_is_enabled (G_LOG_LEVEL_INFO),
  };

  self->http = sparkled_http_new (&self->services, self->options->rate, &options);
  sparkled_http_set_socket_handler (self->http, socket_cb, self->hub);
  sparkled_http_add_metrics (self->http, hub_metrics_cb, self->hub);
  sparkled_http_add_metrics (self->http, jobs_metrics_cb, self->jobs);
  if (self->videos != NULL)
    sparkled_http_add_metrics (self->http, videos_metrics_cb, self->videos);
  g_signal_connect_object (self->hub, "changed", G_CALLBACK (changed_cb), self->http, 0);
  g_signal_connect_object (self->hub, "account-changed", G_CALLBACK (account_changed_cb), self->http, 0);
}

static void
make_hub (Worker *self)
{
  const SparkledConfig *config = self->options->config;
  SparkledHubOptions options = {
    .max_sockets = config->max_sockets,
    .unlimited = config->unlimited,
  };

  self->hub = sparkled_hub_new (&self->services, config->database, &options);
  self->services.bus = SPARKLED_BUS (self->hub);
  self->jobs = sparkled_jobs_new (&self->services);
}

static void
make_videos (Worker *self)
{
  const SparkledConfig *config = self->options->config;
  SparkledVideosOptions options = {
    .oembed_url = config->youtube_oembed_url,
    .api_url = config->youtube_api_url,
    .thumbnail_url = config->youtube_thumbnail_url,
    .api_key = config->youtube_api_key,
    .daily_units = config->youtube_daily_units,
  };

  if (config->videos)
    self->videos = sparkled_videos_new (&self->services, &options);
}

static DexFuture *
stop_fiber (gpointer user_data)
{
  Worker *self = user_data;

  /* live sockets first, so that clients can reconnect to another process meanwhile */
  g_autoptr(DexFuture) http = sparkled_http_drain (self->http, self->options->config->drain_seconds);

  (void) dex_await (sparkled_hub_stop (self->hub, HUB_GRACE_MS), NULL);
  (void) dex_await (g_steal_pointer (&http), NULL);
  (void) dex_await (sparkled_jobs_stop (self->jobs), NULL);
  if (self->videos != NULL)
    (void) dex_await (sparkled_videos_stop (self->videos), NULL);
  (void) dex_await (dex_future_with_timeout_seconds (sparkled_db_stop (self->services.db), 2), NULL);
  g_main_loop_quit (self->loop);

  return NULL;
}

static void
begin_stop (Worker *self)
{
  if (self->stopping)
    return;
  self->stopping = TRUE;
  if (self->options->ready_fd < 0)
    sparkled_service_manager_stopping ();
  dex_future_disown (dex_scheduler_spawn (NULL, 0, stop_fiber, self, NULL));
}

static gboolean
signal_cb (gpointer user_data)
{
  g_message ("Stopping");
  begin_stop (user_data);

  return G_SOURCE_CONTINUE;
}

static DexFuture *
start_fiber (gpointer user_data)
{
  Worker *self = user_data;
  GError *error = NULL;

  /* A database that is away for the moment does not keep a worker from starting again: it
   * answers 503 until the pool has a connection. main() looked whether there is one at all. */
  if (!dex_await (dex_future_with_timeout_seconds (sparkled_db_start (self->services.db), DATABASE_SECONDS), &error))
    {
      g_message ("The database is away: %s", error->message);
      g_clear_error (&error);
    }
  if (!dex_await (sparkled_hub_start (self->hub), &error) ||
      !sparkled_http_listen (self->http, &error) ||
      !say_ready (self, &error))
    {
      g_printerr ("sparkled: %s\n", error->message);
      g_clear_error (&error);
      self->status = 1;
      begin_stop (self);
      return NULL;
    }
  sparkled_jobs_start (self->jobs);
  if (self->videos != NULL)
    sparkled_videos_start (self->videos);

  return NULL;
}

/**
 * sparkled_worker_run:
 * @options: what it needs
 *
 * Starts no thread and no loop before this, so that it may be called after fork().
 *
 * Returns: the exit status of the process
 */
int
sparkled_worker_run (const SparkledWorkerOptions *options)
{
  Worker self = { .options = options, .status = 0 };

  signal (SIGPIPE, SIG_IGN);
  sparkled_log_start (options->config->log_level);
  if (sodium_init () < 0)
    {
      g_printerr ("sparkled: the system has no source of random numbers\n");
      return 1;
    }
  dex_init ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.services.open_registration = options->config->registration;
  self.services.unlimited = options->config->unlimited;
  self.services.hasher = sparkled_hasher_new ();
  make_database (&self);
  make_hub (&self);
  make_videos (&self);
  make_http (&self);
  self.signals[0] = g_unix_signal_add (SIGTERM, signal_cb, &self);
  self.signals[1] = g_unix_signal_add (SIGINT, signal_cb, &self);
  start_heartbeat (&self);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, start_fiber, &self, NULL));

  g_main_loop_run (self.loop);

  g_source_remove (self.signals[0]);
  g_source_remove (self.signals[1]);
  g_clear_handle_id (&self.heartbeat, g_source_remove);
  g_clear_handle_id (&self.watchdog, g_source_remove);
  g_signal_handlers_disconnect_by_data (self.hub, self.http);
  g_clear_object (&self.http);
  g_clear_object (&self.jobs);
  g_clear_object (&self.videos);
  self.services.bus = NULL;
  g_clear_object (&self.hub);
  g_clear_object (&self.services.db);
  g_clear_pointer (&self.services.hasher, sparkled_hasher_free);
  g_main_loop_unref (self.loop);

  return self.status;
}
