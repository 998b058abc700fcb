/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A blocking HTTP client on one connection that stays open, cheap enough not to be what is measured. */
typedef struct
{
  int         fd;
  GByteArray *buffer;
} BenchHttp;

BenchHttp *bench_http_new  (unsigned port);
void       bench_http_free (BenchHttp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchHttp, bench_http_free)
/* Returns the status. ret_body: (nullable) (transfer full). An answer without Content-Length is an error. */
unsigned   bench_http_send (BenchHttp *self, const char *method, const char *path, const char *token, const char *body, char **ret_body);
/* A connected TCP socket on 127.0.0.1. */
int        bench_connect   (unsigned port);

G_END_DECLS
