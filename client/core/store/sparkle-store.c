/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-private.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"

/* So many jobs waiting means that the disk does not keep up: say so instead of eating memory. */
#define MAX_QUEUE 20000

typedef enum { JOB_READ, JOB_WRITE, JOB_OPEN, JOB_CLOSE, JOB_DROP_CACHE } JobKind;

typedef struct
{
  JobKind           kind;
  SparkleStoreFunc  func;
  gpointer          data;     /* (owned) */
  GDestroyNotify    destroy;
  DexPromise       *promise;  /* (owned) */
  /* outcome */
  GValue               result;
  GError              *error;   /* (owned) (nullable) */
  SparkleStoreChanges *changes; /* (owned) (nullable) */
  char                *notice;  /* (owned) (nullable) */
  char                *account; /* (owned) (nullable) of JOB_OPEN */
  char                *journal; /* (owned) (nullable) of JOB_OPEN: the path */
  gboolean             replaced; /* the files are others now */
} Job;

/* What thread and owner share. The thread holds a reference, so that the store may go first. */
typedef struct
{
  gatomicrefcount  refs;
  char            *folder;
  GAsyncQueue     *jobs;     /* to the thread */
  GMutex           mutex;
  GQueue           done;     /* Job, back to the owner; guarded by mutex */
  GSource         *source;   /* (owned) (nullable) guarded by mutex: NULL once the store is gone */
} Channel;

struct _SparkleStore
{
  GObject          parent_instance;
  char            *folder;
  GMainContext    *context;    /* (owned): of the thread that made the store */
  Channel         *channel;    /* (owned) */
  GThread         *thread;     /* (owned) (nullable) */
  GSource         *source;     /* (owned) */
  SparkleDatabase *reader;     /* (owned) (nullable) */
  SparkleSearcher *searcher;   /* (owned) (nullable) */
  char            *account;    /* (owned) (nullable) */
  char            *journal;    /* (owned) (nullable): path of the journal in use */
  char            *notice;     /* (owned) (nullable) */
  gboolean         open;
};

typedef enum { PROP_NOTICE = 1, PROP_FOLDER } SparkleStoreProperty;
static GParamSpec *properties[PROP_FOLDER + 1];
enum { CHANGED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleStore, sparkle_store, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  if (job->destroy != NULL && job->data != NULL)
    job->destroy (job->data);
  g_clear_error (&job->error);
  g_clear_pointer (&job->changes, sparkle_store_changes_unref);
  g_free (job->notice);
  g_free (job->account);
  g_free (job->journal);
  if (G_IS_VALUE (&job->result))
    g_value_unset (&job->result);
  g_clear_pointer (&job->promise, dex_unref);
  g_free (job);
}

static Job *
job_new (JobKind           kind,
         SparkleStoreFunc  func,
         gpointer          data,
         GDestroyNotify    destroy)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  job->promise = dex_promise_new ();
  return job;
}

/* ---- the thread ------------------------------------------------------------------------------------------------- */

static void
channel_unref (Channel *channel)
{
  if (!g_atomic_ref_count_dec (&channel->refs))
    return;
  g_queue_clear_full (&channel->done, (GDestroyNotify) job_free);
  g_async_queue_unref (channel->jobs);
  g_mutex_clear (&channel->mutex);
  g_free (channel->folder);
  g_free (channel);
}

static void
give_back (Channel *channel,
           Job     *job)
{
  g_mutex_lock (&channel->mutex);
  g_queue_push_tail (&channel->done, job);
  if (channel->source != NULL)
    g_source_set_ready_time (channel->source, 0);
  g_mutex_unlock (&channel->mutex);
}

static void
collect_changes (SparkleWriter *writer,
                 Job           *job)
{
  if (writer == NULL)
    return;
  if (!sparkle_store_changes_is_empty (writer->changes))
    {
      job->changes = writer->changes;
      writer->changes = sparkle_store_changes_new ();
    }
  job->notice = g_steal_pointer (&writer->notice);
}

static gboolean set_account_job (SparkleWriter *writer, gpointer data, GValue *result, GError **error);

static void
run_job (SparkleWriter *writer,
         Job           *job)
{
  gboolean ok;

  if (job->kind == JOB_WRITE)
    {
      ok = sparkle_writer_begin (writer, &job->error) &&
           job->func (writer, job->data, &job->result, &job->error) &&
           sparkle_writer_commit (writer, &job->error);
      if (!ok)
        sparkle_writer_rollback (writer);
    }
  else if (job->kind == JOB_DROP_CACHE)
    {
      ok = sparkle_writer_drop_cache (writer, &job->error);
      job->replaced = TRUE;
    }
  else
    ok = job->func == NULL || job->func (writer, job->data, &job->result, &job->error);
  if (!ok && sparkle_writer_recover (writer))
    job->replaced = TRUE;
  if (!ok && G_IS_VALUE (&job->result))
    g_value_unset (&job->result);
  if (!ok && job->func == set_account_job)
    job->account = g_strdup (writer->account);
}

/* What somebody asked for; in between, and when nobody asks for anything, what is not in the index yet. */
static Job *
next_job (Channel       *channel,
          SparkleWriter *writer)
{
  gint64 wait = writer != NULL ? sparkle_writer_index_wait (writer) : -1;
  Job *job = NULL;

  if (wait < 0)
    return g_async_queue_pop (channel->jobs);
  if (wait > 0)
    job = g_async_queue_timeout_pop (channel->jobs, wait);
  return job != NULL ? job : job_new (JOB_READ, sparkle_store_index_job, NULL, NULL);
}

static gpointer
store_thread (gpointer data)
{
  Channel *channel = data;
  SparkleWriter *writer = NULL;
  gboolean going = TRUE;

  while (going)
    {
      Job *job = next_job (channel, writer);

      if (job->kind == JOB_CLOSE)
        {
          going = FALSE;
          g_clear_pointer (&writer, sparkle_writer_close);
        }
      else if (job->kind == JOB_OPEN)
        {
          if (writer == NULL)
            writer = sparkle_writer_open (channel->folder, &job->error);
          if (writer != NULL)
            {
              job->account = g_strdup (writer->account);
              job->journal = g_strdup (writer->journal_path);
              job->replaced = TRUE;
              /* lists that were made before can be read now */
              for (unsigned i = 0; i < SPARKLE_N_COLLECTIONS; i++)
                sparkle_store_changes_add_all (writer->changes, i);
            }
        }
      else if (writer == NULL || writer->db == NULL)
        g_set_error_literal (&job->error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The database on this machine is not open"));
      else
        run_job (writer, job);
      collect_changes (writer, job);
      give_back (channel, job);
    }
  channel_unref (channel);
  return NULL;
}

/* ---- back on the owner's thread ---------------------------------------------------------------------------------- */

static void
close_readers (SparkleStore *self)
{
  g_clear_pointer (&self->reader, sparkle_database_close);
  g_clear_pointer (&self->searcher, sparkle_searcher_free);
}

static void
take_outcome (SparkleStore *self,
              Job          *job)
{
  if (job->replaced)
    {
      close_readers (self);
      self->open = TRUE;
    }
  if (job->kind == JOB_OPEN && job->error == NULL)
    {
      g_free (self->account);
      self->account = g_steal_pointer (&job->account);
      g_free (self->journal);
      self->journal = g_steal_pointer (&job->journal);
    }
  /* nobody else asked for another account meanwhile: it is still the one before */
  if (job->func == set_account_job && job->error != NULL && job->account != NULL && g_strcmp0 (self->account, job->data) == 0)
    {
      g_free (self->account);
      self->account = g_steal_pointer (&job->account);
    }
  if (job->kind == JOB_CLOSE)
    {
      self->open = FALSE;
      close_readers (self);
      g_clear_pointer (&self->thread, g_thread_join);
    }
  if (job->notice != NULL)
    {
      g_free (self->notice);
      self->notice = g_steal_pointer (&job->notice);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
    }
}

static void
settle (Job *job)
{
  if (job->error != NULL)
    dex_promise_reject (job->promise, g_steal_pointer (&job->error));
  else if (G_IS_VALUE (&job->result))
    dex_promise_resolve (job->promise, &job->result);
  else
    dex_promise_resolve_boolean (job->promise, TRUE);
}

/* First the news of all that is done, then the answers: who awaited a write finds the models in its state. */
static gboolean
dispatch_done (SparkleStore *self)
{
  g_autoptr (SparkleStoreChanges) changes = sparkle_store_changes_new ();
  GQueue done;
  Job *job;

  g_mutex_lock (&self->channel->mutex);
  done = self->channel->done;
  g_queue_init (&self->channel->done);
  g_source_set_ready_time (self->source, -1);
  g_mutex_unlock (&self->channel->mutex);

  g_object_ref (self);
  for (GList *l = done.head; l != NULL; l = l->next)
    {
      job = l->data;
      take_outcome (self, job);
      if (job->changes != NULL)
        sparkle_store_changes_merge (changes, job->changes);
    }
  if (!sparkle_store_changes_is_empty (changes))
    g_signal_emit (self, signals[CHANGED], 0, changes);
  while ((job = g_queue_pop_head (&done)) != NULL)
    {
      settle (job);
      job_free (job);
    }
  g_object_unref (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
source_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  return callback != NULL ? callback (user_data) : G_SOURCE_REMOVE;
}

static GSourceFuncs source_funcs = { .dispatch = source_dispatch };

/* ---- object ------------------------------------------------------------------------------------------------------ */

static DexFuture *
send_job (SparkleStore *self,
          Job          *job)
{
  DexFuture *future = dex_ref (DEX_FUTURE (job->promise));

  if (self->thread == NULL || g_async_queue_length (self->channel->jobs) > MAX_QUEUE)
    {
      dex_promise_reject (job->promise, g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE,
                                                             self->thread == NULL ? _("The database on this machine is not open")
                                                                                  : _("The disk is too slow for what is to be kept")));
      job_free (job);
      return future;
    }
  g_async_queue_push (self->channel->jobs, job);
  return future;
}

DexFuture *
sparkle_store_do (SparkleStore     *self,
                  gboolean          write,
                  SparkleStoreFunc  func,
                  gpointer          data,
                  GDestroyNotify    destroy)
{
  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  return send_job (self, job_new (write ? JOB_WRITE : JOB_READ, func, data, destroy));
}

static void
start_thread (SparkleStore *self)
{
  if (self->thread != NULL)
    return;
  g_atomic_ref_count_inc (&self->channel->refs);
  self->thread = g_thread_new ("sparkle-store", store_thread, self->channel);
}

/**
 * sparkle_store_open:
 *
 * Opens the files, repairing and migrating them. What a person should know about that is in SparkleStore:notice afterwards.
 *
 * Returns: (transfer full): a future of %TRUE; rejects with %SPARKLE_ERROR_STORAGE when the folder cannot be used
 */
DexFuture *
sparkle_store_open (SparkleStore *self)
{
  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  start_thread (self);
  return send_job (self, job_new (JOB_OPEN, NULL, NULL, NULL));
}

/**
 * sparkle_store_close:
 *
 * Ends the thread after all that was asked for is done. The store may be opened again.
 */
DexFuture *
sparkle_store_close (SparkleStore *self)
{
  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  if (self->thread == NULL)
    return dex_future_new_true ();
  /* a reader that is still open would keep the log from being folded into the file */
  close_readers (self);
  self->open = FALSE;
  return send_job (self, job_new (JOB_CLOSE, NULL, NULL, NULL));
}

DexFuture *
sparkle_store_flush (SparkleStore *self)
{
  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  return send_job (self, job_new (JOB_READ, NULL, NULL, NULL));
}

DexFuture *
sparkle_store_drop_cache (SparkleStore *self)
{
  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  close_readers (self);
  return send_job (self, job_new (JOB_DROP_CACHE, NULL, NULL, NULL));
}

const char *
sparkle_store_get_notice (SparkleStore *self)
{
  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  return self->notice;
}

static gboolean
set_account_job (SparkleWriter  *writer,
                 gpointer        data,
                 GValue         *result,
                 GError        **error)
{
  return sparkle_writer_set_account (writer, data, error);
}

/* The readers turn to the new account at once: what they are asked for is of the person who is signed in now. */
DexFuture *
sparkle_store_set_account (SparkleStore *self,
                           const char   *account_id)
{
  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  if (account_id == NULL)
    account_id = "";
  g_free (self->account);
  self->account = g_strdup (account_id);
  return sparkle_store_do (self, TRUE, set_account_job, g_strdup (account_id), g_free);
}

const char *
sparkle_store_get_account (SparkleStore *self)
{
  g_return_val_if_fail (SPARKLE_IS_STORE (self), NULL);

  return self->account != NULL && *self->account != '\0' ? self->account : NULL;
}

SparkleDatabase *
sparkle_store_get_reader (SparkleStore *self)
{
  g_autofree char *store = NULL;

  if (self->reader != NULL || !self->open || self->journal == NULL)
    return self->reader;
  store = g_build_filename (self->folder, "store.db", NULL);
  self->reader = sparkle_database_open (store, self->journal, TRUE, NULL);
  return self->reader;
}

SparkleSearcher *
sparkle_store_get_searcher (SparkleStore *self,
                            gboolean      make)
{
  g_autofree char *store = g_build_filename (self->folder, "store.db", NULL);

  if (self->searcher == NULL && make && self->open)
    self->searcher = sparkle_searcher_new (store);
  return self->searcher;
}

static void
sparkle_store_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SparkleStore *self = SPARKLE_STORE (object);

  switch ((SparkleStoreProperty) id)
    {
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    case PROP_FOLDER:
      g_value_set_string (value, self->folder);
      break;
    }
}

static void
sparkle_store_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  SparkleStore *self = SPARKLE_STORE (object);

  if (id == PROP_FOLDER)
    self->folder = g_value_dup_string (value);
}

static void
sparkle_store_constructed (GObject *object)
{
  SparkleStore *self = SPARKLE_STORE (object);

  G_OBJECT_CLASS (sparkle_store_parent_class)->constructed (object);
  self->channel = g_new0 (Channel, 1);
  g_atomic_ref_count_init (&self->channel->refs);
  self->channel->folder = g_strdup (self->folder);
  self->channel->jobs = g_async_queue_new_full ((GDestroyNotify) job_free);
  g_mutex_init (&self->channel->mutex);
  g_queue_init (&self->channel->done);
  self->context = g_main_context_ref_thread_default ();
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "[sparkle] store");
  g_source_set_callback (self->source, (GSourceFunc) dispatch_done, self, NULL);
  g_source_attach (self->source, self->context);
  self->channel->source = g_source_ref (self->source);
}

static void
sparkle_store_dispose (GObject *object)
{
  SparkleStore *self = SPARKLE_STORE (object);

  close_readers (self);
  if (self->thread != NULL)
    {
      g_async_queue_push (self->channel->jobs, job_new (JOB_CLOSE, NULL, NULL, NULL));
      g_clear_pointer (&self->thread, g_thread_join); /* writes what was asked for; bounded by the queue */
    }
  if (self->channel != NULL)
    {
      g_mutex_lock (&self->channel->mutex);
      g_clear_pointer (&self->channel->source, g_source_unref);
      g_mutex_unlock (&self->channel->mutex);
      for (Job *job; (job = g_queue_pop_head (&self->channel->done)) != NULL; job_free (job))
        settle (job);
    }
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  g_clear_pointer (&self->channel, channel_unref);
  G_OBJECT_CLASS (sparkle_store_parent_class)->dispose (object);
}

static void
sparkle_store_finalize (GObject *object)
{
  SparkleStore *self = SPARKLE_STORE (object);

  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->account);
  g_free (self->journal);
  g_free (self->notice);
  g_free (self->folder);
  G_OBJECT_CLASS (sparkle_store_parent_class)->finalize (object);
}

static void
sparkle_store_class_init (SparkleStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sparkle_store_constructed;
  object_class->dispose = sparkle_store_dispose;
  object_class->finalize = sparkle_store_finalize;
  object_class->get_property = sparkle_store_get_property;
  object_class->set_property = sparkle_store_set_property;
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_FOLDER] = g_param_spec_string ("folder", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, SPARKLE_TYPE_STORE_CHANGES);
}

static void
sparkle_store_init (SparkleStore *self)
{
}

/**
 * sparkle_store_new:
 * @folder: where the files are or will be; made when it is missing
 *
 * Returns: (transfer full): a store that is not open yet
 */
SparkleStore *
sparkle_store_new (const char *folder)
{
  g_return_val_if_fail (folder != NULL, NULL);

  return g_object_new (SPARKLE_TYPE_STORE, "folder", folder, NULL);
}
