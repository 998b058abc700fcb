/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-services.h"

G_BEGIN_DECLS

/* A session is a random token that a device holds; the database holds its hash only. */

#define SPARKLED_TOKEN_HASH_BYTES 32

typedef struct
{
  char  *token;      /* base64url; shown to its owner once */
  char  *id;         /* UUID of the row */
  gint64 expires_at; /* µs since 1970 */
} SparkledNewSession;

/* FALSE for what cannot be a token, without a look at the database. */
gboolean         sparkled_session_hash_token   (const char *token, guint8 ret_hash[SPARKLED_TOKEN_HASH_BYTES]);

/* (fiber) Who holds the token: UNAUTHORIZED when nobody (any more), or the account may not sign in.
 * ret_expires_at: µs since 1970. */
SparkledAccount *sparkled_session_authenticate (SparkledServices *services, const guint8 hash[SPARKLED_TOKEN_HASH_BYTES],
                                                gint64 *ret_expires_at, GError **error);
/* (fiber) A new one in the transaction of whoever signs in. */
gboolean         sparkled_session_create       (SparkledTransaction *tx, const char *account_id, const char *user_agent, const char *address,
                                                SparkledNewSession *ret_session, GError **error);
void             sparkled_session_clear        (SparkledNewSession *session);
/* (fiber) Ends the session the account came by, everywhere. */
gboolean         sparkled_session_end          (SparkledServices *services, const SparkledAccount *account, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkledNewSession, sparkled_session_clear)

G_END_DECLS
