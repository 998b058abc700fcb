/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-searcher.h"

#include "sparkle-search-run.h"

typedef struct
{
  SparkleSearchWish  wish;      /* query (owned) */
  DexPromise        *promise;   /* (owned) */
  gint               cancelled; /* atomic */
  GPtrArray         *found;     /* (owned) (nullable): outcome */
  GError            *error;     /* (owned) (nullable) */
} Request;

struct _SparkleSearcher
{
  char            *path;
  GMainContext    *context;  /* (owned): where promises are settled */
  GThread         *thread;   /* (owned) */
  GMutex           mutex;    /* guards what follows */
  GCond            cond;
  Request         *waiting;  /* (owned) (nullable) */
  Request         *running;  /* (nullable): the thread's */
  SparkleDatabase *db;       /* (nullable): the thread's; others may only interrupt it */
  gboolean         quitting;
};

static void
request_free (gpointer data)
{
  Request *request = data;

  sparkle_query_unref (request->wish.query);
  g_clear_pointer (&request->found, g_ptr_array_unref);
  g_clear_error (&request->error);
  dex_unref (request->promise);
  g_free (request);
}

/* On the thread of who asked. */
static gboolean
settle_cb (gpointer data)
{
  Request *request = data;

  if (request->found != NULL && !g_atomic_int_get (&request->cancelled))
    {
      GValue value = G_VALUE_INIT;

      g_value_init (&value, G_TYPE_PTR_ARRAY);
      g_value_take_boxed (&value, g_steal_pointer (&request->found));
      dex_promise_resolve (request->promise, &value);
      g_value_unset (&value);
    }
  else
    dex_promise_reject (request->promise, request->error != NULL && !g_atomic_int_get (&request->cancelled) ? g_steal_pointer (&request->error)
                                                                 : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another search took its place"));
  return G_SOURCE_REMOVE;
}

static void
give_back (SparkleSearcher *self,
           Request         *request)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, settle_cb, request, request_free);
  g_source_set_static_name (source, "[sparkle] search");
  g_source_attach (source, self->context);
}

/* Opened when first needed, and again after it failed. */
static gboolean
connect_database (SparkleSearcher   *self,
                  SparkleDatabase  **db,
                  GError           **error)
{
  g_autoptr (SparkleDatabase) opened = NULL;

  if (*db != NULL)
    return TRUE;
  opened = sparkle_database_open (self->path, NULL, TRUE, error);
  if (opened == NULL || !sparkle_search_rank_install (opened, error))
    return FALSE;
  *db = g_steal_pointer (&opened);
  g_mutex_lock (&self->mutex);
  self->db = *db;
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static void
disconnect_database (SparkleSearcher  *self,
                     SparkleDatabase **db)
{
  g_mutex_lock (&self->mutex);
  self->db = NULL;
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (db, sparkle_database_close);
}

static Request *
next_request (SparkleSearcher *self)
{
  Request *request;

  g_mutex_lock (&self->mutex);
  while (self->waiting == NULL && !self->quitting)
    g_cond_wait (&self->cond, &self->mutex);
  request = self->running = self->quitting ? NULL : g_steal_pointer (&self->waiting);
  g_mutex_unlock (&self->mutex);
  return request;
}

static gpointer
search_thread (gpointer data)
{
  SparkleSearcher *self = data;
  SparkleVocabulary *vocabulary = sparkle_vocabulary_new ();
  SparkleDatabase *db = NULL;
  Request *request;

  while ((request = next_request (self)) != NULL)
    {
      if (connect_database (self, &db, &request->error))
        request->found = sparkle_search_run (db, vocabulary, &request->wish, &request->cancelled, &request->error);
      if (request->found == NULL && !g_atomic_int_get (&request->cancelled))
        disconnect_database (self, &db);
      g_mutex_lock (&self->mutex);
      self->running = NULL;
      g_mutex_unlock (&self->mutex);
      give_back (self, request);
    }
  disconnect_database (self, &db);
  sparkle_vocabulary_free (vocabulary);
  return NULL;
}

SparkleSearcher *
sparkle_searcher_new (const char *path)
{
  SparkleSearcher *self = g_new0 (SparkleSearcher, 1);

  self->path = g_strdup (path);
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("sparkle-search", search_thread, self);
  return self;
}

/* Whoever waits in front, and the one that runs: interrupted in the middle of a statement. The mutex is held. */
static Request *
supersede (SparkleSearcher *self)
{
  if (self->running != NULL)
    {
      g_atomic_int_set (&self->running->cancelled, TRUE);
      if (self->db != NULL)
        sqlite3_interrupt (sparkle_database_handle (self->db));
    }
  return g_steal_pointer (&self->waiting);
}

static void
replace (SparkleSearcher *self,
         Request         *request)
{
  Request *old;

  g_mutex_lock (&self->mutex);
  old = supersede (self);
  self->waiting = request;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (old != NULL)
    give_back (self, old);
}

void
sparkle_searcher_free (SparkleSearcher *self)
{
  Request *old;

  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  old = supersede (self);
  self->quitting = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  if (old != NULL)
    give_back (self, old);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->path);
  g_free (self);
}

DexFuture *
sparkle_searcher_search (SparkleSearcher         *self,
                         const SparkleSearchWish *wish)
{
  Request *request = g_new0 (Request, 1);
  DexFuture *future;

  request->wish = *wish;
  sparkle_query_ref (request->wish.query);
  request->promise = dex_promise_new ();
  future = dex_ref (DEX_FUTURE (request->promise));
  replace (self, request);
  return future;
}

void
sparkle_searcher_cancel (SparkleSearcher *self)
{
  replace (self, NULL);
}
