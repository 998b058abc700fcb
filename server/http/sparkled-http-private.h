/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-http.h"

#include "sparkled-answer.h"
#include "sparkled-auth-gate.h"
#include "sparkled-cache.h"
#include "sparkled-acceptor.h"
#include "sparkled-metrics.h"
#include "sparkled-rate.h"
#include "sparkled-router.h"

G_BEGIN_DECLS

#define SPARKLED_API_BASE "/api/v1"
#define SPARKLED_LIVE_PATH SPARKLED_API_BASE "/live"

typedef struct _SparkledRequest SparkledRequest;

struct _SparkledHttp
{
  GObject              parent_instance;

  SparkledServices    *services;          /* (weak) outlives us */
  SparkledHttpOptions  options;           /* its strings are ours */
  char                *address;
  char               **cors_origins;      /* (nullable) */
  char               **trusted_proxies;   /* (nullable) */

  SoupServer          *server;
  GSocket             *anchor[2];         /* what SoupServer believes to be listening on */
  SparkledAcceptor    *acceptor;
  SparkledRouter      *router;
  SparkledRate        *rate;              /* (weak) unless own_rate */
  SparkledRate        *own_rate;          /* (owned) (nullable) */
  SparkledAuthGate    *gate;
  SparkledCache       *cache;
  SparkledMetrics     *metrics;
  GArray              *more_metrics;      /* functions of other rooms */
  GHashTable          *requests;          /* SoupServerMessage -> SparkledRequest */

  SparkledSocketFunc   socket_func;       /* (nullable) */
  gpointer             socket_data;
  gboolean             draining;
  guint64              request_prefix;
  guint64              request_count;
};

/* One request from its first byte until libsoup is done with it, and while a fiber works on it. */
struct _SparkledRequest
{
  grefcount            refs;
  SparkledHttp        *http;              /* (owned) */
  SoupServerMessage   *msg;               /* (weak) (nullable): NULL once the client or libsoup is done */
  const SparkledRoute *route;             /* (nullable) */
  GHashTable          *params;            /* (nullable) */
  SparkledAccount     *account;           /* (nullable) */
  char                *address;           /* of the client, behind our proxies */
  char                *user_agent;        /* (nullable) */
  char                *if_match;          /* (nullable) */
  char                *origin;            /* (nullable) one that may come */
  char                 id[65];
  guint8               token_hash[SPARKLED_TOKEN_HASH_BYTES];
  gboolean             has_token;
  gboolean             has_head;
  gboolean             answered;
  unsigned             status;            /* of the answer, 0 before */
  gboolean             paused;
  gsize                received;          /* bytes of the body */
  gint64               started;           /* monotonic µs */
};

SparkledRequest *sparkled_request_new     (SparkledHttp *http, SoupServerMessage *msg);
SparkledRequest *sparkled_request_ref     (SparkledRequest *self);
void             sparkled_request_unref   (SparkledRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledRequest, sparkled_request_unref)
/* libsoup is done with it: whatever is still being worked out is for nobody. */
void             sparkled_request_detach  (SparkledRequest *self);
SparkledPeer    *sparkled_request_get_peer (SparkledRequest *self);
void             sparkled_request_pause   (SparkledRequest *self);
/* Once for each request; without effect when the client has gone. */
void             sparkled_request_answer  (SparkledRequest *self, SparkledAnswer *answer);
void             sparkled_request_fail    (SparkledRequest *self, const GError *error);
/* Answers while the body is still to come, which is then thrown away. */
void             sparkled_request_refuse  (SparkledRequest *self, const GError *error);

/* The head is there. */
void             sparkled_admit_head      (SparkledRequest *request);
void             sparkled_admit_chunk     (SparkledRequest *request, gsize size);
/* What only handlers need of the head; while the message is there. */
void             sparkled_admit_details   (SparkledRequest *request);
/* The body is there. */
void             sparkled_dispatch        (SparkledRequest *request);
/* The gates that need no database, in one place for requests and upgrades. */
gboolean         sparkled_dispatch_limit  (SparkledRequest *request, SparkledLimit limit, GError **error);
/* (fiber) Finds out who asks when the token is not remembered. */
gboolean         sparkled_dispatch_identify (SparkledRequest *request, GError **error);

/* /health/live, /health/ready, /metrics: (transfer full) (nullable) */
SparkledAnswer  *sparkled_system_answer   (SparkledHttp *self, SparkledPeer *peer, const char *method, const char *path);
/* GET /api/v1/live */
void             sparkled_upgrade         (SparkledRequest *request);
gboolean         sparkled_cors_check      (SparkledRequest *request, GError **error);
void             sparkled_cors_add_headers (SparkledRequest *request, SoupMessageHeaders *headers);
SparkledAnswer  *sparkled_cors_preflight  (SparkledRequest *request, const char *allow);

G_END_DECLS
