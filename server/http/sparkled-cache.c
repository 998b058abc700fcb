/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-cache.h"

typedef struct
{
  char           *key;    /* (owned) */
  char           *scope;  /* (owned) */
  SparkledAnswer *answer; /* (owned) */
  gsize           size;
  gint64          until;  /* monotonic µs */
  GList           link;   /* in lru */
} Entry;

typedef struct
{
  SparkledLandedFunc func;
  gpointer           waiter;
} Waiter;

struct _SparkledFlight
{
  char    *key;
  char    *scope;
  GArray  *waiters;
  gboolean stale;  /* the scope changed under way: fine for those who wait, not for later ones */
};

struct _SparkledCache
{
  GHashTable *entries; /* key -> Entry */
  GHashTable *scopes;  /* scope -> set of Entry */
  GHashTable *flights; /* key -> SparkledFlight that may be joined */
  GHashTable *under_way; /* set of all SparkledFlight that have not landed */
  GQueue      lru;     /* the head was used last */
  gsize       bytes;
  gsize       max_bytes;
  unsigned    max_entries;
  gint64      keep_us;
  SparkledCacheStats stats;
};

/**
 * sparkled_cache_new:
 * @max_bytes: how much memory the answers may hold
 * @max_entries: how many there may be
 * @keep_ms: how long one is good without a word of change
 *
 * Returns: (transfer full): an empty cache
 */
SparkledCache *
sparkled_cache_new (gsize    max_bytes,
                    unsigned max_entries,
                    unsigned keep_ms)
{
  SparkledCache *self = g_new0 (SparkledCache, 1);

  self->entries = g_hash_table_new (g_str_hash, g_str_equal);
  self->scopes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
  self->flights = g_hash_table_new (g_str_hash, g_str_equal);
  self->under_way = g_hash_table_new (NULL, NULL);
  self->max_bytes = max_bytes;
  self->max_entries = max_entries;
  self->keep_us = (gint64) keep_ms * 1000;

  return self;
}

static void
entry_remove (SparkledCache *self,
              Entry         *entry)
{
  GHashTable *of_scope = g_hash_table_lookup (self->scopes, entry->scope);

  g_hash_table_remove (self->entries, entry->key);
  g_hash_table_remove (of_scope, entry);
  if (g_hash_table_size (of_scope) == 0)
    g_hash_table_remove (self->scopes, entry->scope);
  g_queue_unlink (&self->lru, &entry->link);
  self->bytes -= entry->size;
  sparkled_answer_unref (entry->answer);
  g_free (entry->key);
  g_free (entry->scope);
  g_free (entry);
}

/**
 * sparkled_cache_free:
 * @self: (transfer full): a cache without flights under way
 */
void
sparkled_cache_free (SparkledCache *self)
{
  while (self->lru.head != NULL)
    entry_remove (self, self->lru.head->data);
  g_hash_table_unref (self->entries);
  g_hash_table_unref (self->scopes);
  g_hash_table_unref (self->flights);
  g_hash_table_unref (self->under_way);
  g_free (self);
}

/**
 * sparkled_cache_lookup:
 * @self: the cache
 * @key: what is asked
 *
 * Returns: (transfer none) (nullable): the answer
 */
SparkledAnswer *
sparkled_cache_lookup (SparkledCache *self,
                       const char    *key)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    return NULL;
  if (entry->until <= g_get_monotonic_time ())
    {
      entry_remove (self, entry);
      return NULL;
    }
  g_queue_unlink (&self->lru, &entry->link);
  g_queue_push_head_link (&self->lru, &entry->link);
  self->stats.hits++;

  return entry->answer;
}

/**
 * sparkled_cache_board:
 * @self: the cache
 * @key: what is asked
 * @scope: what it depends on
 * @func: called when the answer is there
 * @waiter: for @func
 * @ret_flight: (out) (transfer full) (nullable): the flight when it is a new one, to be landed
 */
void
sparkled_cache_board (SparkledCache       *self,
                      const char          *key,
                      const char          *scope,
                      SparkledLandedFunc   func,
                      gpointer             waiter,
                      SparkledFlight     **ret_flight)
{
  SparkledFlight *flight = g_hash_table_lookup (self->flights, key);
  Waiter entry = { func, waiter };

  *ret_flight = NULL;
  if (flight == NULL)
    {
      flight = g_new0 (SparkledFlight, 1);
      flight->key = g_strdup (key);
      flight->scope = g_strdup (scope);
      flight->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
      g_hash_table_insert (self->flights, flight->key, flight);
      g_hash_table_add (self->under_way, flight);
      self->stats.misses++;
      *ret_flight = flight;
    }
  else
    self->stats.joined++;
  g_array_append_val (flight->waiters, entry);
}

static void
store (SparkledCache  *self,
       SparkledFlight *flight,
       SparkledAnswer *answer)
{
  Entry *entry = g_hash_table_lookup (self->entries, flight->key);
  GHashTable *of_scope;

  if (entry != NULL)
    entry_remove (self, entry);
  entry = g_new0 (Entry, 1);
  entry->key = g_strdup (flight->key);
  entry->scope = g_strdup (flight->scope);
  entry->answer = sparkled_answer_ref (answer);
  entry->size = sparkled_answer_get_size (answer);
  entry->until = g_get_monotonic_time () + self->keep_us;
  entry->link.data = entry;
  g_hash_table_insert (self->entries, entry->key, entry);
  of_scope = g_hash_table_lookup (self->scopes, entry->scope);
  if (of_scope == NULL)
    {
      of_scope = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (self->scopes, g_strdup (entry->scope), of_scope);
    }
  g_hash_table_add (of_scope, entry);
  g_queue_push_head_link (&self->lru, &entry->link);
  self->bytes += entry->size;
  while (self->lru.length > 1 && (self->bytes > self->max_bytes || self->lru.length > self->max_entries))
    entry_remove (self, self->lru.tail->data);
}

/**
 * sparkled_cache_land:
 * @self: the cache
 * @flight: (transfer full): a flight
 * @answer: what it brings, to everybody who waits and to those who come later if it is a good one
 */
void
sparkled_cache_land (SparkledCache  *self,
                     SparkledFlight *flight,
                     SparkledAnswer *answer)
{
  g_hash_table_remove (self->under_way, flight);
  if (g_hash_table_lookup (self->flights, flight->key) == flight)
    g_hash_table_remove (self->flights, flight->key);
  if (!flight->stale && answer->status == 200 &&
      sparkled_answer_get_size (answer) <= self->max_bytes / 8)
    store (self, flight, answer);
  for (unsigned i = 0; i < flight->waiters->len; i++)
    {
      Waiter *entry = &g_array_index (flight->waiters, Waiter, i);

      entry->func (answer, entry->waiter);
    }
  g_array_unref (flight->waiters);
  g_free (flight->key);
  g_free (flight->scope);
  g_free (flight);
}

static void
ground_flights (SparkledCache *self,
                const char    *scope)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->under_way);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      SparkledFlight *flight = key;

      if (scope != NULL && g_strcmp0 (flight->scope, scope) != 0)
        continue;
      flight->stale = TRUE;
      if (g_hash_table_lookup (self->flights, flight->key) == flight)
        g_hash_table_remove (self->flights, flight->key);
    }
}

static void
invalidate_scope (SparkledCache *self,
                  const char    *scope)
{
  GHashTable *of_scope = g_hash_table_lookup (self->scopes, scope);
  g_autoptr(GPtrArray) entries = NULL;

  ground_flights (self, scope);
  if (of_scope == NULL)
    return;
  entries = g_hash_table_get_keys_as_ptr_array (of_scope);
  for (unsigned i = 0; i < entries->len; i++)
    entry_remove (self, g_ptr_array_index (entries, i));
  self->stats.invalidated += entries->len;
}

/**
 * sparkled_cache_invalidate:
 * @self: the cache
 * @scopes: (nullable) (array zero-terminated=1): what changed; NULL: anything may have
 *
 * Forgets the answers that depend on them. Flights under way still land for those who wait, but
 * whoever asks from now on gets a new one: it would not be a read of what was just written.
 */
void
sparkled_cache_invalidate (SparkledCache      *self,
                           const char * const *scopes)
{
  if (scopes == NULL)
    {
      ground_flights (self, NULL);
      self->stats.invalidated += self->lru.length;
      while (self->lru.head != NULL)
        entry_remove (self, self->lru.head->data);
      return;
    }
  for (unsigned i = 0; scopes[i] != NULL; i++)
    invalidate_scope (self, scopes[i]);
}

/**
 * sparkled_cache_get_stats:
 * @self: the cache
 * @ret_stats: (out): counters since the start, and what is held now
 */
void
sparkled_cache_get_stats (SparkledCache      *self,
                          SparkledCacheStats *ret_stats)
{
  *ret_stats = self->stats;
  ret_stats->entries = self->lru.length;
  ret_stats->bytes = self->bytes;
}
