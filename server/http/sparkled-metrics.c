/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-metrics.h"

/* Upper bounds in µs; the last bucket has none. */
static const gint64 bounds[] = { 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000 };
#define N_BUCKETS (G_N_ELEMENTS (bounds) + 1)
#define N_CLASSES 6 /* of statuses: 0xx is what never got an answer */

struct _SparkledMetrics
{
  const SparkledRoute *routes;
  unsigned             n_routes;
  guint64            (*counts)[N_CLASSES]; /* by route, the last one for what has none */
  guint64              buckets[N_BUCKETS];
  gint64               total_us;
  guint64              total;
};

/**
 * sparkled_metrics_new:
 * @routes: the table, ended by a row without method
 *
 * Returns: (transfer full): counters at nought
 */
SparkledMetrics *
sparkled_metrics_new (const SparkledRoute *routes)
{
  SparkledMetrics *self = g_new0 (SparkledMetrics, 1);

  self->routes = routes;
  while (routes[self->n_routes].method != NULL)
    self->n_routes++;
  self->counts = g_malloc0_n (self->n_routes + 1, sizeof *self->counts);

  return self;
}

/**
 * sparkled_metrics_free:
 * @self: (transfer full): counters
 */
void
sparkled_metrics_free (SparkledMetrics *self)
{
  g_free (self->counts);
  g_free (self);
}

/**
 * sparkled_metrics_count:
 * @self: counters
 * @route: (nullable): the row that was matched
 * @status: the HTTP status, 0 when the client left before
 * @duration_us: from the head to the last byte of the answer
 */
void
sparkled_metrics_count (SparkledMetrics     *self,
                        const SparkledRoute *route,
                        unsigned             status,
                        gint64               duration_us)
{
  unsigned row = route != NULL ? (unsigned) (route - self->routes) : self->n_routes;
  unsigned bucket = 0;

  if (row > self->n_routes)
    row = self->n_routes;
  self->counts[row][MIN (status / 100, N_CLASSES - 1)]++;
  while (bucket < G_N_ELEMENTS (bounds) && duration_us > bounds[bucket])
    bucket++;
  self->buckets[bucket]++;
  self->total_us += duration_us;
  self->total++;
}

static void
append_header (GString    *text,
               const char *name,
               const char *help,
               const char *type)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/**
 * sparkled_metrics_append_counter:
 * @text: the page
 * @name: of the metric
 * @help: one line
 * @value: its value
 */
void
sparkled_metrics_append_counter (GString    *text,
                                 const char *name,
                                 const char *help,
                                 guint64     value)
{
  append_header (text, name, help, "counter");
  g_string_append_printf (text, "%s %" G_GUINT64_FORMAT "\n", name, value);
}

/**
 * sparkled_metrics_append_gauge:
 * @text: the page
 * @name: of the metric
 * @help: one line
 * @value: its value
 */
void
sparkled_metrics_append_gauge (GString    *text,
                               const char *name,
                               const char *help,
                               gint64      value)
{
  append_header (text, name, help, "gauge");
  g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", name, value);
}

/**
 * sparkled_metrics_append:
 * @self: counters
 * @text: the page
 */
void
sparkled_metrics_append (SparkledMetrics *self,
                         GString         *text)
{
  guint64 sum = 0;

  append_header (text, "sparkled_requests_total", "Requests by operation and class of status", "counter");
  for (unsigned row = 0; row <= self->n_routes; row++)
    for (unsigned class = 0; class < N_CLASSES; class++)
      if (self->counts[row][class] > 0)
        g_string_append_printf (text, "sparkled_requests_total{operation=\"%s\",status=\"%uxx\"} %" G_GUINT64_FORMAT "\n",
                                row < self->n_routes ? self->routes[row].operation : "none", class, self->counts[row][class]);

  append_header (text, "sparkled_request_seconds", "Time from the head of a request to the last byte of its answer", "histogram");
  for (unsigned i = 0; i < N_BUCKETS; i++)
    {
      char bound[G_ASCII_DTOSTR_BUF_SIZE] = "+Inf";

      if (i < G_N_ELEMENTS (bounds))
        g_ascii_formatd (bound, sizeof bound, "%g", (double) bounds[i] / G_USEC_PER_SEC);
      sum += self->buckets[i];
      g_string_append_printf (text, "sparkled_request_seconds_bucket{le=\"%s\"} %" G_GUINT64_FORMAT "\n", bound, sum);
    }
  g_string_append_printf (text, "sparkled_request_seconds_sum %.6f\nsparkled_request_seconds_count %" G_GUINT64_FORMAT "\n",
                          (double) self->total_us / G_USEC_PER_SEC, self->total);
}
