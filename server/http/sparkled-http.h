/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include <libdex.h>

#include "sparkled-call.h"
#include "sparkled-rate.h"

G_BEGIN_DECLS

/* The listener and everything between a socket and a handler: limits, router, auth gate,
 * rate limits, cache. One per process, on the thread's default main context. */

#define SPARKLED_TYPE_HTTP (sparkled_http_get_type ())
G_DECLARE_FINAL_TYPE (SparkledHttp, sparkled_http, SPARKLED, HTTP, GObject)

typedef struct
{
  const char         *address;          /* to listen on, "127.0.0.1" */
  unsigned            port;             /* 0: any free one */
  int                 activated_fd;     /* (transfer full) a socket that listens already, instead of these two; 0: none */
  const char * const *cors_origins;     /* (nullable) exact origins that browsers may come from */
  const char * const *trusted_proxies;  /* (nullable) addresses whose X-Forwarded-For is believed */
  unsigned            max_connections;  /* of this process */
  unsigned            max_per_address;
  unsigned            head_seconds;     /* from the first byte to the end of the head */
  unsigned            body_seconds;     /* from the end of the head to the end of the body */
  unsigned            idle_seconds;     /* between two requests of one connection */
  unsigned            write_seconds;    /* for the client to take the answer */
  gboolean            metrics_public;   /* /metrics also for others than loopback */
  gboolean            log_requests;     /* each one, at the level info */
} SparkledHttpOptions;

#define SPARKLED_HTTP_OPTIONS_DEFAULT \
  { .address = "127.0.0.1", .max_connections = 4096, .max_per_address = 256, \
    .head_seconds = 10, .body_seconds = 30, .idle_seconds = 75, .write_seconds = 60 }

/* A connection after the handshake of a WebSocket, without extensions: the stream is the callee's to ref,
 * account is NULL for a guest. */
typedef void (*SparkledSocketFunc)  (GIOStream               *stream,
                                     const SparkledAccount   *account,
                                     const char              *address,
                                     gpointer                 user_data);
/* Appends lines in the Prometheus text format. */
typedef void (*SparkledMetricsFunc) (GString *text, gpointer user_data);

/* rate: (transfer none) (nullable): made before the workers were forked; NULL is a table of this process. */
SparkledHttp *sparkled_http_new                (SparkledServices *services, SparkledRate *rate, const SparkledHttpOptions *options);
void          sparkled_http_set_socket_handler (SparkledHttp *self, SparkledSocketFunc func, gpointer user_data);
void          sparkled_http_add_metrics        (SparkledHttp *self, SparkledMetricsFunc func, gpointer user_data);
gboolean      sparkled_http_listen             (SparkledHttp *self, GError **error);
unsigned      sparkled_http_get_port           (SparkledHttp *self);
DexFuture    *sparkled_http_drain              (SparkledHttp *self, unsigned seconds);

/* What the bus tells: shared answers of these scopes are stale; what is known of this account or session is. */
void          sparkled_http_invalidate         (SparkledHttp *self, const char * const *scopes);
void          sparkled_http_forget_account     (SparkledHttp *self, const char *account_id, const char *session_id);

G_END_DECLS
