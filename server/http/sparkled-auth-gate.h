/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"
#include "sparkled-session.h"

G_BEGIN_DECLS

/* Who is asking. Remembers for a few seconds what the database said of a token, until the bus
 * says that the account or session changed. Bounded. */
typedef struct _SparkledAuthGate SparkledAuthGate;

SparkledAuthGate *sparkled_auth_gate_new    (SparkledServices *services);
void              sparkled_auth_gate_free   (SparkledAuthGate *self);

/* FALSE with UNAUTHORIZED when the header is there but holds no token; ret_present: whether it is there. */
gboolean          sparkled_auth_gate_parse  (const char *header, guint8 ret_hash[SPARKLED_TOKEN_HASH_BYTES], gboolean *ret_present, GError **error);
/* (transfer full) (nullable) From memory. */
SparkledAccount  *sparkled_auth_gate_recall (SparkledAuthGate *self, const guint8 hash[SPARKLED_TOKEN_HASH_BYTES]);
/* (fiber) From the database. */
SparkledAccount  *sparkled_auth_gate_ask    (SparkledAuthGate *self, const guint8 hash[SPARKLED_TOKEN_HASH_BYTES], GError **error);
/* Both NULL: everybody. */
void              sparkled_auth_gate_forget (SparkledAuthGate *self, const char *account_id, const char *session_id);
gboolean          sparkled_auth_gate_allows (const SparkledRoute *route, const SparkledAccount *account, GError **error);

G_END_DECLS
