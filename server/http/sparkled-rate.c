/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-rate.h"

#include <gio/gio.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/random.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"

/* A token bucket is one number, the theoretical arrival time of the generic cell rate algorithm
 * (ITU-T I.371): when the share would be whole again. So a bucket fits an atomic word, and one whose
 * time has passed is as good as no bucket and may be given to somebody else. */

#define WAYS 8
#define SETS 8192

typedef struct
{
  _Atomic guint64 key; /* keyed hash of subject and limit; 0 is free */
  _Atomic gint64  whole_at; /* monotonic µs */
} Bucket;

typedef struct
{
  guint8 hash_key[16];
  Bucket buckets[SETS][WAYS];
} Table;

struct _SparkledRate
{
  Table *table; /* shared memory */
};

typedef struct
{
  unsigned share;
  unsigned seconds;
} Rule;

/* Two rules where both must hold; a share of 0 is no rule. */
static const Rule rules[SPARKLED_N_LIMITS][2] = {
  [SPARKLED_LIMIT_GENERAL]  = { { SPARKLE_RATE_GENERAL, SPARKLE_RATE_GENERAL_SECONDS } },
  [SPARKLED_LIMIT_SIGN_IN]  = { { SPARKLE_RATE_SIGN_IN, SPARKLE_RATE_SIGN_IN_SECONDS } },
  [SPARKLED_LIMIT_REGISTER] = { { SPARKLE_RATE_REGISTER, SPARKLE_RATE_REGISTER_SECONDS } },
  [SPARKLED_LIMIT_POST]     = { { SPARKLE_RATE_POST, SPARKLE_RATE_POST_SECONDS } },
  [SPARKLED_LIMIT_COMMENT]  = { { SPARKLE_RATE_COMMENT, SPARKLE_RATE_COMMENT_SECONDS },
                                { SPARKLE_RATE_COMMENT_LONG, SPARKLE_RATE_COMMENT_LONG_SECONDS } },
  [SPARKLED_LIMIT_REACTION] = { { SPARKLE_RATE_REACTION, SPARKLE_RATE_REACTION_SECONDS } },
  [SPARKLED_LIMIT_FOLLOW]   = { { SPARKLE_RATE_FOLLOW, SPARKLE_RATE_FOLLOW_SECONDS } },
  [SPARKLED_LIMIT_SEARCH]   = { { SPARKLE_RATE_SEARCH, SPARKLE_RATE_SEARCH_SECONDS } },
  /* Catching up is many small requests by nature; each page and batch counts as one. */
  [SPARKLED_LIMIT_SYNC]     = { { 5 * SPARKLE_RATE_GENERAL, SPARKLE_RATE_GENERAL_SECONDS } },
  /* Whoever scrolls through a feed for the first time sees many. */
  [SPARKLED_LIMIT_PICTURE]  = { { 6 * SPARKLE_RATE_GENERAL, SPARKLE_RATE_GENERAL_SECONDS } },
};

/**
 * sparkled_rate_new:
 *
 * Returns: (transfer full) (nullable): the table, NULL when there is no memory for it
 */
SparkledRate *
sparkled_rate_new (void)
{
  SparkledRate *self;
  Table *table = mmap (NULL, sizeof (Table), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  if (table == MAP_FAILED)
    return NULL;
  /* Without a secret, subjects could be chosen to fall into one set. */
  if (getrandom (table->hash_key, sizeof table->hash_key, 0) != sizeof table->hash_key)
    {
      munmap (table, sizeof (Table));
      return NULL;
    }
  self = g_new0 (SparkledRate, 1);
  self->table = table;

  return self;
}

/**
 * sparkled_rate_free:
 * @self: (transfer full): the table of this process; others keep theirs
 */
void
sparkled_rate_free (SparkledRate *self)
{
  munmap (self->table, sizeof (Table));
  g_free (self);
}

/**
 * sparkled_rate_subject_of_address:
 * @address: an address as text
 *
 * A person with IPv6 has a whole /64 network to come from, so that counts as one.
 *
 * Returns: (transfer full): whom to count it for
 */
char *
sparkled_rate_subject_of_address (const char *address)
{
  g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string (address);

  if (parsed != NULL && g_inet_address_get_family (parsed) == G_SOCKET_FAMILY_IPV6)
    {
      guint8 bytes[16] = { 0 };
      g_autoptr(GInetAddress) network = NULL;

      memcpy (bytes, g_inet_address_to_bytes (parsed), 8);
      network = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
      return g_inet_address_to_string (network);
    }

  return g_strdup (address);
}

static inline guint64
rotate (guint64 x,
        int     by)
{
  return (x << by) | (x >> (64 - by));
}

#define SIP_ROUND \
  do { \
    v0 += v1; v1 = rotate (v1, 13); v1 ^= v0; v0 = rotate (v0, 32); \
    v2 += v3; v3 = rotate (v3, 16); v3 ^= v2; \
    v0 += v3; v3 = rotate (v3, 21); v3 ^= v0; \
    v2 += v1; v1 = rotate (v1, 17); v1 ^= v2; v2 = rotate (v2, 32); \
  } while (0)

/* SipHash-2-4 of the text with the limit and rule as its last block (https://www.aumasson.jp/siphash/). */
static guint64
hash (const guint8 *key,
      const char   *text,
      unsigned      rule)
{
  gsize length = strlen (text);
  guint64 k0, k1, v0, v1, v2, v3, block;

  memcpy (&k0, key, 8);
  memcpy (&k1, key + 8, 8);
  v0 = k0 ^ G_GUINT64_CONSTANT (0x736f6d6570736575);
  v1 = k1 ^ G_GUINT64_CONSTANT (0x646f72616e646f6d);
  v2 = k0 ^ G_GUINT64_CONSTANT (0x6c7967656e657261);
  v3 = k1 ^ G_GUINT64_CONSTANT (0x7465646279746573);
  for (gsize at = 0; at <= length; at += 8)
    {
      block = 0;
      memcpy (&block, text + at, MIN (8, length - at));
      v3 ^= block; SIP_ROUND; SIP_ROUND; v0 ^= block;
    }
  block = ((guint64) length << 32) | rule;
  v3 ^= block; SIP_ROUND; SIP_ROUND; v0 ^= block;
  v2 ^= 0xff;
  SIP_ROUND; SIP_ROUND; SIP_ROUND; SIP_ROUND;
  v0 ^= v1 ^ v2 ^ v3;

  return v0 != 0 ? v0 : 1;
}

/* The bucket of this key, else the one of its set whose share is whole soonest: with eight to choose
 * from and 65,536 in all, that is one that has run out unless thousands are at their limit at once. */
static Bucket *
find_bucket (Table   *table,
             guint64  key)
{
  Bucket *set = table->buckets[key % SETS];

  for (unsigned attempt = 0; attempt < 4; attempt++)
    {
      Bucket *oldest = &set[0];
      guint64 old_key;

      for (unsigned i = 0; i < WAYS; i++)
        {
          if (atomic_load_explicit (&set[i].key, memory_order_acquire) == key)
            return &set[i];
          if (atomic_load_explicit (&set[i].whole_at, memory_order_relaxed) <
              atomic_load_explicit (&oldest->whole_at, memory_order_relaxed))
            oldest = &set[i];
        }
      old_key = atomic_load (&oldest->key);
      if (atomic_compare_exchange_strong (&oldest->key, &old_key, key))
        {
          atomic_store_explicit (&oldest->whole_at, 0, memory_order_release);
          return oldest;
        }
    }

  return &set[0];
}

static gboolean
take_rule (Table      *table,
           const char *subject,
           unsigned    limit,
           unsigned    which,
           gint64      now,
           gint64     *ret_wait)
{
  const Rule *rule = &rules[limit][which];
  gint64 period = (gint64) rule->seconds * G_USEC_PER_SEC;
  gint64 step = period / rule->share;
  Bucket *bucket = find_bucket (table, hash (table->hash_key, subject, limit * 2 + which));
  gint64 whole_at = atomic_load (&bucket->whole_at);

  for (;;)
    {
      gint64 next = MAX (whole_at, now) + step;

      if (next - now > period)
        {
          *ret_wait = next - now - period;
          return FALSE;
        }
      if (atomic_compare_exchange_weak (&bucket->whole_at, &whole_at, next))
        return TRUE;
    }
}

/**
 * sparkled_rate_take_at:
 * @self: the table
 * @subject: an account id or what sparkled_rate_subject_of_address() gave
 * @limit: what is being done
 * @now: the monotonic time, µs
 * @error: RATE_LIMITED with how long to wait
 *
 * Returns: whether there was some of the share left
 */
gboolean
sparkled_rate_take_at (SparkledRate   *self,
                       const char     *subject,
                       SparkledLimit   limit,
                       gint64          now,
                       GError        **error)
{
  g_return_val_if_fail ((unsigned) limit < SPARKLED_N_LIMITS, TRUE);

  for (unsigned which = 0; which < 2; which++)
    {
      gint64 wait = 0;

      if (rules[limit][which].share == 0 ||
          take_rule (self->table, subject, limit, which, now, &wait))
        continue;
      if (error != NULL)
        {
          unsigned seconds = (unsigned) ((wait + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);

          g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_RATE_LIMITED,
                       "Too many requests, try again in %u s", MAX (seconds, 1));
          sparkle_error_set_retry_after (*error, MAX (seconds, 1));
        }
      return FALSE;
    }

  return TRUE;
}

/**
 * sparkled_rate_take:
 * @self: the table
 * @subject: an account id or what sparkled_rate_subject_of_address() gave
 * @limit: what is being done
 * @error: RATE_LIMITED with how long to wait
 *
 * Returns: whether there was some of the share left
 */
gboolean
sparkled_rate_take (SparkledRate   *self,
                    const char     *subject,
                    SparkledLimit   limit,
                    GError        **error)
{
  return sparkled_rate_take_at (self, subject, limit, g_get_monotonic_time (), error);
}
