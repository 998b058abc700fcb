/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-http-private.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sparkle-error.h"

typedef struct
{
  SparkledMetricsFunc func;
  gpointer            user_data;
} More;

static gint64
resident_bytes (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) || sscanf (text, "%*s %ld", &pages) != 1)
    return 0;

  return (gint64) pages * sysconf (_SC_PAGESIZE);
}

static void
append_acceptor (SparkledHttp *self,
                 GString      *text)
{
  SparkledAcceptorStats stats;

  sparkled_acceptor_get_stats (self->acceptor, &stats);
  sparkled_metrics_append_counter (text, "sparkled_connections_accepted_total", "Connections taken", stats.accepted);
  sparkled_metrics_append_counter (text, "sparkled_connections_timed_out_total", "Connections ended for being too slow", stats.timed_out);
  g_string_append (text, "# HELP sparkled_connections_refused_total Connections turned away\n"
                         "# TYPE sparkled_connections_refused_total counter\n");
  g_string_append_printf (text,
                          "sparkled_connections_refused_total{reason=\"process\"} %" G_GUINT64_FORMAT "\n"
                          "sparkled_connections_refused_total{reason=\"address\"} %" G_GUINT64_FORMAT "\n"
                          "sparkled_connections_refused_total{reason=\"descriptors\"} %" G_GUINT64_FORMAT "\n",
                          stats.refused_total, stats.refused_address, stats.refused_descriptors);
  g_string_append (text, "# HELP sparkled_connections Connections by what they do\n# TYPE sparkled_connections gauge\n");
  for (unsigned i = 0; i < SPARKLED_N_PEER_STATES; i++)
    g_string_append_printf (text, "sparkled_connections{state=\"%s\"} %u\n", sparkled_peer_state_to_string (i), stats.states[i]);
}

static void
append_cache (SparkledHttp *self,
              GString      *text)
{
  SparkledCacheStats stats;

  sparkled_cache_get_stats (self->cache, &stats);
  sparkled_metrics_append_counter (text, "sparkled_cache_hits_total", "Answers from the cache", stats.hits);
  sparkled_metrics_append_counter (text, "sparkled_cache_joined_total", "Answers shared with an equal request in flight", stats.joined);
  sparkled_metrics_append_counter (text, "sparkled_cache_misses_total", "Answers that had to be worked out", stats.misses);
  sparkled_metrics_append_counter (text, "sparkled_cache_invalidated_total", "Answers forgotten because their scope changed", stats.invalidated);
  sparkled_metrics_append_gauge (text, "sparkled_cache_entries", "Answers held", stats.entries);
  sparkled_metrics_append_gauge (text, "sparkled_cache_bytes", "Memory of the answers held", (gint64) stats.bytes);
}

static void
append_database (SparkledHttp *self,
                 GString      *text)
{
  SparkledDbStats stats = { 0 };

  if (self->services->db == NULL)
    return;
  sparkled_db_get_stats (self->services->db, &stats);
  sparkled_metrics_append_gauge (text, "sparkled_db_connections", "Connections to the database", stats.size);
  sparkled_metrics_append_gauge (text, "sparkled_db_busy", "Connections at work", stats.busy);
  sparkled_metrics_append_gauge (text, "sparkled_db_waiting", "Statements that wait for a connection", stats.waiting);
  sparkled_metrics_append_counter (text, "sparkled_db_queries_total", "Statements", stats.queries);
  sparkled_metrics_append_counter (text, "sparkled_db_errors_total", "Statements that failed", stats.errors);
  sparkled_metrics_append_counter (text, "sparkled_db_reconnects_total", "Times a lost connection was made again", stats.reconnects);
}

static SparkledAnswer *
metrics_answer (SparkledHttp *self)
{
  GString *text = g_string_sized_new (8192);

  sparkled_metrics_append (self->metrics, text);
  append_acceptor (self, text);
  append_cache (self, text);
  append_database (self, text);
  sparkled_metrics_append_gauge (text, "sparkled_requests_open", "Requests begun and not done", g_hash_table_size (self->requests));
  sparkled_metrics_append_gauge (text, "process_resident_memory_bytes", "Memory of this process", resident_bytes ());
  for (unsigned i = 0; i < self->more_metrics->len; i++)
    {
      More *more = &g_array_index (self->more_metrics, More, i);

      more->func (text, more->user_data);
    }

  return sparkled_answer_new_text (200, "text/plain; version=0.0.4; charset=utf-8", g_string_free (text, FALSE));
}

static SparkledAnswer *
ready_answer (SparkledHttp *self)
{
  g_autoptr(GError) error = NULL;

  if (self->draining)
    error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "The server is going down");
  else if (self->services->db == NULL || !sparkled_db_is_ready (self->services->db))
    error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "The database is away");
  if (error != NULL)
    return sparkled_answer_new_for_error (error);

  return sparkled_answer_new_text (200, "application/json", g_strdup ("{\"success\":true,\"data\":{\"status\":\"ready\"}}"));
}

/**
 * sparkled_system_answer:
 * @self: the server
 * @peer: (nullable): who asks
 * @method: how
 * @path: for what
 *
 * The addresses for machines that watch over this one. They are outside the API: without
 * limits, as a watcher that is refused raises a false alarm, and without a word about members.
 *
 * Returns: (transfer full) (nullable): the answer, NULL for other addresses
 */
SparkledAnswer *
sparkled_system_answer (SparkledHttp *self,
                        SparkledPeer *peer,
                        const char   *method,
                        const char   *path)
{
  if (strcmp (method, "GET") != 0 && strcmp (method, "HEAD") != 0)
    return NULL;
  if (strcmp (path, "/health/live") == 0)
    return sparkled_answer_new_text (200, "application/json", g_strdup ("{\"success\":true,\"data\":{\"status\":\"live\"}}"));
  if (strcmp (path, "/health/ready") == 0)
    return ready_answer (self);
  /* Behind a proxy of ours everybody comes from a private address, so those do not count. */
  if (strcmp (path, "/metrics") == 0 &&
      (self->options.metrics_public || (peer != NULL && peer->loopback && !peer->trusted)))
    return metrics_answer (self);

  return NULL;
}

/**
 * sparkled_http_add_metrics:
 * @self: the server
 * @func: appends to the metrics page
 * @user_data: for @func; outlives the server
 */
void
sparkled_http_add_metrics (SparkledHttp        *self,
                           SparkledMetricsFunc  func,
                           gpointer             user_data)
{
  More more = { func, user_data };

  g_array_append_val (self->more_metrics, more);
}
