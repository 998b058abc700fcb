/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-hasher.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"

#define MOST_THREADS 4
#define MOST_WAITING 64

struct _SparkledHasher
{
  GThreadPool *threads;
  char        *no_hash; /* of a password that nobody knows: what is verified for people who are not there */
};

typedef struct
{
  DexPromise *promise;  /* (owned) */
  char       *hash;     /* (owned) (nullable): NULL to make one */
  char       *password; /* (owned), wiped */
  gboolean    nobody;   /* the answer is no in any case */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  dex_unref (job->promise);
  sodium_memzero (job->password, strlen (job->password));
  g_free (job->password);
  g_free (job->hash);
  g_free (job);
}

/**
 * sparkled_hasher_hash_now:
 * @password: a password
 *
 * argon2id with the numbers of features.md: 19 MiB, two passes, one lane (RFC 9106; OWASP's least).
 *
 * Returns: (transfer full) (nullable): the hash with its numbers and salt, NULL without memory
 */
char *
sparkled_hasher_hash_now (const char *password)
{
  char text[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str_alg (text, password, strlen (password), SPARKLE_ARGON2_PASSES,
                             SPARKLE_ARGON2_MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return NULL;

  return g_strdup (text);
}

static void
work_cb (gpointer data,
         gpointer user_data)
{
  Job *job = data;

  if (job->hash != NULL)
    {
      int result = crypto_pwhash_str_verify (job->hash, job->password, strlen (job->password));

      dex_promise_resolve_boolean (job->promise, result == 0 && !job->nobody);
    }
  else
    {
      char *hash = sparkled_hasher_hash_now (job->password);

      if (hash != NULL)
        dex_promise_resolve_string (job->promise, hash);
      else
        dex_promise_reject (job->promise, g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE,
                                                               N_("There is no memory to hash the password, try again")));
    }
  job_free (job);
}

/**
 * sparkled_hasher_new:
 *
 * Returns: (transfer full): a hasher without threads yet
 */
SparkledHasher *
sparkled_hasher_new (void)
{
  SparkledHasher *self = g_new0 (SparkledHasher, 1);
  char secret[33] = { 0 };
  guint8 random[16];

  randombytes_buf (random, sizeof random);
  sodium_bin2hex (secret, sizeof secret, random, sizeof random);
  self->no_hash = sparkled_hasher_hash_now (secret);
  self->threads = g_thread_pool_new_full (work_cb, NULL, job_free,
                                          (int) CLAMP (g_get_num_processors (), 1, MOST_THREADS), FALSE, NULL);

  return self;
}

/**
 * sparkled_hasher_free:
 * @self: (transfer full): a hasher
 *
 * Waits for the jobs that have begun; the promises of the others are dropped.
 */
void
sparkled_hasher_free (SparkledHasher *self)
{
  g_thread_pool_free (self->threads, TRUE, TRUE);
  g_free (self->no_hash);
  g_free (self);
}

static DexFuture *
push (SparkledHasher *self,
      const char     *hash,
      const char     *password,
      gboolean        nobody)
{
  g_autoptr(GError) error = NULL;
  DexPromise *promise;
  Job *job;

  if (g_thread_pool_unprocessed (self->threads) >= MOST_WAITING)
    {
      error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, N_("Too many people are signing in, try again shortly"));
      sparkle_error_set_retry_after (error, 5);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  promise = dex_promise_new ();
  job = g_new0 (Job, 1);
  job->promise = dex_ref (promise);
  job->hash = g_strdup (hash);
  job->password = g_strdup (password);
  job->nobody = nobody;
  /* takes the job also when no thread can be started just now */
  g_thread_pool_push (self->threads, job, NULL);

  return DEX_FUTURE (promise);
}

/**
 * sparkled_hasher_hash:
 * @self: the hasher
 * @password: a password
 *
 * Returns: (transfer full): a future of the hash
 */
DexFuture *
sparkled_hasher_hash (SparkledHasher *self,
                      const char     *password)
{
  return push (self, NULL, password, FALSE);
}

/**
 * sparkled_hasher_verify:
 * @self: the hasher
 * @hash: (nullable): what was kept
 * @password: what was typed
 *
 * Returns: (transfer full): a future of whether they fit; never without a hash
 */
DexFuture *
sparkled_hasher_verify (SparkledHasher *self,
                        const char     *hash,
                        const char     *password)
{
  return push (self, hash != NULL ? hash : self->no_hash, password, hash == NULL);
}

/**
 * sparkled_hasher_is_old:
 * @hash: a hash that fitted
 *
 * Returns: whether it should be made anew while the password is at hand
 */
gboolean
sparkled_hasher_is_old (const char *hash)
{
  return crypto_pwhash_str_needs_rehash (hash, SPARKLE_ARGON2_PASSES, SPARKLE_ARGON2_MEMORY_BYTES) != 0;
}
