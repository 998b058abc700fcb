/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One GET to one of a few hosts, with bounds on everything: the only way from the server to the outside. */
typedef struct _SparkledFetcher SparkledFetcher;

typedef struct
{
  unsigned status; /* of HTTP */
  GBytes  *body;   /* (owned) */
} SparkledFetched;

/* hosts: NULL-terminated; the only ones that are asked, also by a redirect. */
SparkledFetcher *sparkled_fetcher_new   (const char * const *hosts);
void             sparkled_fetcher_free  (SparkledFetcher *self);
/* What is under way, and all that comes later, fails at once. */
void             sparkled_fetcher_stop  (SparkledFetcher *self);
/* (fiber) header, value: (nullable) one more header. UNAVAILABLE when there is no answer in time, FORBIDDEN when it may not be asked. */
gboolean         sparkled_fetcher_get   (SparkledFetcher *self, const char *uri, const char *header, const char *value,
                                         SparkledFetched *ret_fetched, GError **error);
void             sparkled_fetched_clear (SparkledFetched *fetched);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkledFetched, sparkled_fetched_clear)

/* Whether an address is of the public internet. */
gboolean         sparkled_address_is_public   (GInetAddress *address);
/* Whether a host is this machine by its very name: then it is a stand-in. */
gboolean         sparkled_host_is_loopback    (const char *host);

G_END_DECLS
