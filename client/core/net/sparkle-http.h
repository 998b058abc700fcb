/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

typedef struct _SoupMessage SoupMessage;
typedef struct _SoupSession SoupSession;

#define SPARKLE_HTTP_ANSWER_MAX (16 * 1024 * 1024)

/* One server over HTTP: JSON in, JSON out, every failure a SPARKLE_ERROR (or G_IO_ERROR_CANCELLED). */
#define SPARKLE_TYPE_HTTP (sparkle_http_get_type ())
G_DECLARE_FINAL_TYPE (SparkleHttp, sparkle_http, SPARKLE, HTTP, GObject)

SparkleHttp *sparkle_http_new          (const char   *address,
                                        gboolean      allow_insecure,
                                        unsigned      timeout_ms);
const char  *sparkle_http_get_address  (SparkleHttp  *self);
void         sparkle_http_set_token    (SparkleHttp  *self,
                                        const char   *token);
gboolean     sparkle_http_has_token    (SparkleHttp  *self);

DexFuture   *sparkle_http_call         (SparkleHttp  *self,
                                        const char   *method,
                                        const char   *path,
                                        JsonNode     *body,
                                        GCancellable *cancellable);
DexFuture   *sparkle_http_call_raw     (SparkleHttp  *self,
                                        const char   *method,
                                        const char   *path,
                                        GBytes       *body,
                                        GCancellable *cancellable);

/* For the live socket, which shares address, token and connection rules. */
SoupSession *sparkle_http_get_soup     (SparkleHttp  *self);
SoupMessage *sparkle_http_new_message  (SparkleHttp  *self,
                                        const char   *method,
                                        const char   *path,
                                        GError      **error);
GError      *sparkle_http_translate    (const GError *error);

G_END_DECLS
