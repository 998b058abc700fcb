/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-session.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-uuid.h"
#include "sparkled-session-table.h"

#define TOKEN_BYTES 32
#define TOKEN_VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

/**
 * sparkled_session_hash_token:
 * @token: what the client sent
 * @ret_hash: (out caller-allocates): BLAKE2b of its bytes
 *
 * A plain hash is enough: a token has 256 random bits, there is nothing to guess.
 *
 * Returns: FALSE for what is not 32 bytes in base64url
 */
gboolean
sparkled_session_hash_token (const char *token,
                             guint8      ret_hash[SPARKLED_TOKEN_HASH_BYTES])
{
  guint8 bytes[TOKEN_BYTES];
  size_t length = 0;
  const char *end = NULL;
  gboolean valid;

  valid = sodium_base642bin (bytes, sizeof bytes, token, strlen (token), NULL, &length, &end, TOKEN_VARIANT) == 0 &&
          length == sizeof bytes && *end == '\0';
  if (valid)
    crypto_generichash (ret_hash, SPARKLED_TOKEN_HASH_BYTES, bytes, sizeof bytes, NULL, 0);
  sodium_memzero (bytes, sizeof bytes);

  return valid;
}

static void
hash_to_literal (const guint8 hash[SPARKLED_TOKEN_HASH_BYTES],
                 char         ret_literal[SPARKLED_TOKEN_HASH_BYTES * 2 + 3])
{
  ret_literal[0] = '\\';
  ret_literal[1] = 'x';
  sodium_bin2hex (ret_literal + 2, SPARKLED_TOKEN_HASH_BYTES * 2 + 1, hash, SPARKLED_TOKEN_HASH_BYTES);
}

/**
 * sparkled_session_authenticate:
 * @services: the services
 * @hash: of a token
 * @ret_expires_at: (out): until when it is good, µs since 1970
 * @error: UNAUTHORIZED, or why the database could not say
 *
 * (fiber) Notes about once an hour that the session is in use.
 *
 * Returns: (transfer full) (nullable): who holds it
 */
SparkledAccount *
sparkled_session_authenticate (SparkledServices  *services,
                               const guint8       hash[SPARKLED_TOKEN_HASH_BYTES],
                               gint64            *ret_expires_at,
                               GError           **error)
{
  char literal[SPARKLED_TOKEN_HASH_BYTES * 2 + 3];
  g_autoptr(SparkledRows) rows = NULL;

  hash_to_literal (hash, literal);
  rows = sparkled_session_table_find (services->db, literal, error);
  if (rows == NULL)
    return NULL;
  if (sparkled_rows_get_n (rows) == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, N_("The session has ended; sign in again"));
      return NULL;
    }
  if (sparkled_rows_get_bool (rows, 0, SPARKLED_SESSION_UNSEEN))
    {
      g_autoptr(GError) ignored = NULL;
      /* only for the list of devices: not worth failing a request */
      g_autoptr(SparkledRows) none = sparkled_session_table_seen (services->db, sparkled_rows_get (rows, 0, SPARKLED_SESSION_ID), &ignored);

      if (none == NULL)
        g_debug ("A session could not be marked as seen: %s", ignored->message);
    }
  *ret_expires_at = sparkled_rows_get_int (rows, 0, SPARKLED_SESSION_EXPIRES_AT);

  return sparkled_account_new (sparkled_rows_get (rows, 0, SPARKLED_SESSION_ACCOUNT_ID),
                               sparkled_rows_get (rows, 0, SPARKLED_SESSION_USERNAME),
                               sparkled_role_from_string (sparkled_rows_get (rows, 0, SPARKLED_SESSION_ROLE)),
                               sparkled_rows_get (rows, 0, SPARKLED_SESSION_ID),
                               sparkled_rows_get_bool (rows, 0, SPARKLED_SESSION_SUSPENDED));
}

/**
 * sparkled_session_create:
 * @tx: a write transaction
 * @account_id: who signed in
 * @user_agent: (nullable): with what
 * @address: (nullable): from where
 * @ret_session: (out): the session, with the token that is never seen again
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether it is made, once the transaction is committed
 */
gboolean
sparkled_session_create (SparkledTransaction  *tx,
                         const char           *account_id,
                         const char           *user_agent,
                         const char           *address,
                         SparkledNewSession   *ret_session,
                         GError              **error)
{
  guint8 bytes[TOKEN_BYTES], hash[SPARKLED_TOKEN_HASH_BYTES];
  char literal[sizeof hash * 2 + 3];
  char token[sodium_base64_ENCODED_LEN (TOKEN_BYTES, TOKEN_VARIANT)];
  g_autofree char *id = sparkle_uuid_new ();
  g_autoptr(SparkledRows) rows = NULL, pruned = NULL;

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2base64 (token, sizeof token, bytes, sizeof bytes, TOKEN_VARIANT);
  crypto_generichash (hash, sizeof hash, bytes, sizeof bytes, NULL, 0);
  sodium_memzero (bytes, sizeof bytes);
  hash_to_literal (hash, literal);

  rows = sparkled_session_table_insert (tx, id, account_id, literal, user_agent, address, error);
  if (rows == NULL)
    return FALSE;
  pruned = sparkled_session_table_prune (tx, account_id, error);
  if (pruned == NULL)
    return FALSE;
  ret_session->id = g_steal_pointer (&id);
  ret_session->token = g_strdup (token);
  ret_session->expires_at = sparkled_rows_get_int (rows, 0, 0);
  sodium_memzero (token, sizeof token);

  return TRUE;
}

/**
 * sparkled_session_clear:
 * @session: a new session
 */
void
sparkled_session_clear (SparkledNewSession *session)
{
  if (session->token != NULL)
    sodium_memzero (session->token, strlen (session->token));
  g_clear_pointer (&session->token, g_free);
  g_clear_pointer (&session->id, g_free);
}

/**
 * sparkled_session_end:
 * @services: the services
 * @account: who came by it
 * @error: why it failed
 *
 * (fiber) Every process forgets it and closes its sockets.
 *
 * Returns: whether it has ended, also when it had before
 */
gboolean
sparkled_session_end (SparkledServices       *services,
                      const SparkledAccount  *account,
                      GError                **error)
{
  g_autoptr(SparkledRows) rows = NULL;

  if (account->session_id == NULL)
    return TRUE;
  rows = sparkled_session_table_end (services->db, account->session_id, error);
  if (rows == NULL)
    return FALSE;
  sparkled_bus_account_changed (services->bus, NULL, account->session_id);

  return TRUE;
}
