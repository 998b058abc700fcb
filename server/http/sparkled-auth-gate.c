/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-auth-gate.h"

#include <string.h>

#include "sparkle-error.h"

#define REMEMBER_US (3 * G_USEC_PER_SEC)
#define MAX_REMEMBERED 8192

typedef struct
{
  guint8           hash[SPARKLED_TOKEN_HASH_BYTES];
  SparkledAccount *account;  /* (owned) */
  gint64           until;    /* monotonic µs */
} Known;

struct _SparkledAuthGate
{
  SparkledServices *services;
  GHashTable       *known;      /* Known, by its hash */
  guint64           generation; /* +1 at each forgetting: what was asked before is not remembered after it */
};

static guint
known_hash (gconstpointer data)
{
  guint value;

  /* a cryptographic hash is spread already */
  memcpy (&value, data, sizeof value);

  return value;
}

static gboolean
known_equal (gconstpointer a,
             gconstpointer b)
{
  return memcmp (a, b, SPARKLED_TOKEN_HASH_BYTES) == 0;
}

static void
known_free (gpointer data)
{
  Known *known = data;

  sparkled_account_unref (known->account);
  g_free (known);
}

/**
 * sparkled_auth_gate_new:
 * @services: outlives the gate
 *
 * Returns: (transfer full): a gate that knows nobody
 */
SparkledAuthGate *
sparkled_auth_gate_new (SparkledServices *services)
{
  SparkledAuthGate *self = g_new0 (SparkledAuthGate, 1);

  self->services = services;
  self->known = g_hash_table_new_full (known_hash, known_equal, NULL, known_free);

  return self;
}

/**
 * sparkled_auth_gate_free:
 * @self: (transfer full): a gate
 */
void
sparkled_auth_gate_free (SparkledAuthGate *self)
{
  g_hash_table_unref (self->known);
  g_free (self);
}

/**
 * sparkled_auth_gate_parse:
 * @header: (nullable): the Authorization header
 * @ret_hash: (out caller-allocates): the hash of its token
 * @ret_present: (out): whether there is one
 * @error: UNAUTHORIZED
 *
 * Returns: FALSE when there is a header without a token in it
 */
gboolean
sparkled_auth_gate_parse (const char  *header,
                          guint8       ret_hash[SPARKLED_TOKEN_HASH_BYTES],
                          gboolean    *ret_present,
                          GError     **error)
{
  *ret_present = header != NULL;
  if (header == NULL)
    return TRUE;

  if (g_ascii_strncasecmp (header, "Bearer ", strlen ("Bearer ")) == 0)
    {
      header += strlen ("Bearer ");
      while (*header == ' ')
        header++;
      if (sparkled_session_hash_token (header, ret_hash))
        return TRUE;
    }
  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED,
                       "The Authorization header holds no token of this server; sign in again");

  return FALSE;
}

/**
 * sparkled_auth_gate_recall:
 * @self: the gate
 * @hash: the hash of a token
 *
 * Returns: (transfer full) (nullable): whose it is, as far as is remembered
 */
SparkledAccount *
sparkled_auth_gate_recall (SparkledAuthGate *self,
                           const guint8      hash[SPARKLED_TOKEN_HASH_BYTES])
{
  Known *known = g_hash_table_lookup (self->known, hash);

  if (known == NULL)
    return NULL;
  if (known->until <= g_get_monotonic_time ())
    {
      g_hash_table_remove (self->known, hash);
      return NULL;
    }

  return sparkled_account_ref (known->account);
}

static void
remember (SparkledAuthGate *self,
          const guint8      hash[SPARKLED_TOKEN_HASH_BYTES],
          SparkledAccount  *account,
          gint64            expires_at)
{
  gint64 left = expires_at - g_get_real_time ();
  Known *known;

  if (left <= 0)
    return;
  /* Everything here can be asked again, so starting over is bound enough. */
  if (g_hash_table_size (self->known) >= MAX_REMEMBERED)
    g_hash_table_remove_all (self->known);
  known = g_new0 (Known, 1);
  memcpy (known->hash, hash, sizeof known->hash);
  known->account = sparkled_account_ref (account);
  known->until = g_get_monotonic_time () + MIN (left, REMEMBER_US);
  g_hash_table_replace (self->known, known->hash, known);
}

/**
 * sparkled_auth_gate_ask:
 * @self: the gate
 * @hash: the hash of a token
 * @error: UNAUTHORIZED, or why the database could not say
 *
 * (fiber)
 *
 * Returns: (transfer full) (nullable): whose it is
 */
SparkledAccount *
sparkled_auth_gate_ask (SparkledAuthGate  *self,
                        const guint8       hash[SPARKLED_TOKEN_HASH_BYTES],
                        GError           **error)
{
  guint64 generation = self->generation;
  gint64 expires_at = 0;
  SparkledAccount *account = sparkled_session_authenticate (self->services, hash, &expires_at, error);

  if (account != NULL && generation == self->generation)
    remember (self, hash, account, expires_at);

  return account;
}

/**
 * sparkled_auth_gate_forget:
 * @self: the gate
 * @account_id: (nullable): an account that changed
 * @session_id: (nullable): a session that ended
 *
 * With neither, everybody is forgotten.
 */
void
sparkled_auth_gate_forget (SparkledAuthGate *self,
                           const char       *account_id,
                           const char       *session_id)
{
  GHashTableIter iter;
  gpointer value;

  self->generation++;
  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Known *known = value;

      if ((account_id == NULL && session_id == NULL) ||
          (account_id != NULL && strcmp (known->account->id, account_id) == 0) ||
          (session_id != NULL && g_strcmp0 (known->account->session_id, session_id) == 0))
        g_hash_table_iter_remove (&iter);
    }
}

/**
 * sparkled_auth_gate_allows:
 * @route: what is asked
 * @account: (nullable): who asks
 * @error: UNAUTHORIZED or FORBIDDEN
 *
 * Returns: whether the row lets them in
 */
gboolean
sparkled_auth_gate_allows (const SparkledRoute    *route,
                           const SparkledAccount  *account,
                           GError                **error)
{
  SparkledRole least = SPARKLED_ROLE_USER;

  switch (route->who)
    {
    case SPARKLED_WHO_ANYONE:
      return TRUE;
    case SPARKLED_WHO_ACCOUNT:
      break;
    case SPARKLED_WHO_MODERATOR:
      least = SPARKLED_ROLE_MODERATOR;
      break;
    case SPARKLED_WHO_ADMIN:
      least = SPARKLED_ROLE_ADMIN;
      break;
    }
  if (account == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, "Sign in to do this");
      return FALSE;
    }
  if (account->role < least)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN,
                   "This is for people who are %s", sparkled_role_to_string (least));
      return FALSE;
    }

  return TRUE;
}
