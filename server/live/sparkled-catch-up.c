/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-catch-up.h"

#include "sparkle-error.h"
#include "sparkle-limits.h"

/* Subscribe frames answered at one time: each takes a connection of the pool for a while. */
#define RUNNING_MOST 4
/* Records that a subscription may have missed; who missed more pulls. */
#define RECORDS_MOST 100

/* One subscribe frame that waits for its answer. */
typedef struct
{
  SparkledLiveSocket *socket; /* (owned) */
  GPtrArray          *wanted; /* of Wanted */
} Job;

typedef struct
{
  char   *scope;
  char   *stored;
  char   *cursor;
  guint64 serial;
} Wanted;

struct _SparkledCatchUp
{
  GObject parent_instance;

  SparkledDb       *db;        /* (owned) */
  SparkledTopics   *topics;    /* (not owned) */
  SparkledReader   *reader;    /* (owned) */
  SparkledPresence *presence;  /* (owned) */
  unsigned          max_scopes;
  GQueue            waiting;   /* of Job; bounded by the rate of frames of the sockets */
  unsigned          running;
  DexPromise       *stopping;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SparkledCatchUp, sparkled_catch_up, G_TYPE_OBJECT)

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->scope);
  g_free (wanted->stored);
  g_free (wanted->cursor);
  g_free (wanted);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  sparkled_live_socket_unref (job->socket);
  g_ptr_array_unref (job->wanted);
  g_free (job);
}

static gboolean
is_thread (const char *scope)
{
  return g_str_has_prefix (scope, "post/");
}

static const char *
user_of (SparkledLiveSocket *socket)
{
  const SparkledAccount *account = sparkled_live_socket_get_account (socket);

  return account != NULL ? account->id : NULL;
}

void
sparkled_catch_up_end (SparkledCatchUp      *self,
                       SparkledSubscription *subscription)
{
  if (sparkled_subscription_get_present (subscription))
    sparkled_presence_leave (self->presence, sparkled_subscription_get_stored (subscription),
                             user_of (sparkled_subscription_get_socket (subscription)));
  sparkled_topics_unsubscribe (self->topics, subscription);
}

/* The subscription that this answer is for, unless the client changed its mind meanwhile. */
static SparkledSubscription *
still_wanted (Job    *job,
              Wanted *wanted)
{
  SparkledSubscription *subscription;

  if (sparkled_live_socket_get_state (job->socket) != SPARKLED_LIVE_SOCKET_OPEN)
    return NULL;
  subscription = sparkled_subscription_find (job->socket, wanted->scope);
  if (subscription == NULL || sparkled_subscription_get_serial (subscription) != wanted->serial ||
      sparkled_subscription_get_state (subscription) != SPARKLED_SUBSCRIPTION_CATCHING_UP)
    return NULL;
  return subscription;
}

static void
be_present (SparkledCatchUp      *self,
            SparkledSubscription *subscription)
{
  SparkledLiveSocket *socket = sparkled_subscription_get_socket (subscription);
  const char *scope = sparkled_subscription_get_stored (subscription);
  g_autoptr(GBytes) frame = NULL;

  if (!is_thread (scope) || sparkled_subscription_get_present (subscription))
    return;
  frame = sparkled_presence_get_frame (self->presence, scope);
  sparkled_subscription_set_present (subscription, TRUE);
  sparkled_presence_enter (self->presence, scope, user_of (socket));
  if (frame != NULL)
    sparkled_live_socket_send_ephemeral (socket, frame);
}

static void
answer (SparkledCatchUp      *self,
        Job                  *job,
        Wanted               *wanted,
        SparkledScopeChanges *changes)
{
  SparkledSubscription *subscription = still_wanted (job, wanted);

  if (subscription == NULL)
    return;
  if (changes->error != NULL)
    {
      sparkled_catch_up_end (self, subscription);
      sparkled_live_socket_send_error (job->socket, changes->error, wanted->scope);
      return;
    }
  if (changes->reset || changes->more || changes->too_many || changes->follow != NULL)
    sparkled_subscription_fall_behind (subscription);
  else
    {
      g_autoptr(SparkledBatch) batch = sparkled_batch_new (wanted->scope, changes->cursor, &changes->position, changes->upserts, changes->deletes);

      sparkled_subscription_catch_up (subscription, wanted->cursor, batch);
    }
  be_present (self, subscription);
}

/* The database does not answer: the client's own pull will wait, back off and come again. */
static void
give_up (Job *job)
{
  for (guint i = 0; i < job->wanted->len; i++)
    {
      SparkledSubscription *subscription = still_wanted (job, job->wanted->pdata[i]);

      if (subscription != NULL)
        sparkled_subscription_fall_behind (subscription);
    }
}

static void
run (SparkledCatchUp *self,
     Job             *job)
{
  g_autofree SparkledChangeRequest *requests = g_new (SparkledChangeRequest, job->wanted->len);
  g_autoptr(GPtrArray) answers = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < job->wanted->len; i++)
    {
      Wanted *wanted = job->wanted->pdata[i];

      requests[i].scope = wanted->stored;
      requests[i].cursor = wanted->cursor;
    }
  if (sparkled_reader_settle (self->reader, &error))
    answers = sparkled_change_pull (self->db, requests, job->wanted->len, RECORDS_MOST, &error);
  if (answers == NULL)
    {
      g_debug ("live: a subscription cannot catch up: %s", error->message);
      give_up (job);
      return;
    }
  for (guint i = 0; i < answers->len; i++)
    answer (self, job, job->wanted->pdata[i], answers->pdata[i]);
}

static DexFuture *
run_fiber (gpointer data)
{
  SparkledCatchUp *self = data;
  Job *job;

  while (self->stopping == NULL && (job = g_queue_pop_head (&self->waiting)) != NULL)
    {
      if (sparkled_live_socket_get_state (job->socket) == SPARKLED_LIVE_SOCKET_OPEN)
        run (self, job);
      job_free (job);
    }
  self->running--;
  if (self->running == 0 && self->stopping != NULL)
    dex_promise_resolve_boolean (self->stopping, TRUE);
  return dex_future_new_true ();
}

/* Who may: everyone reads threads, people and the feed (the pull says if there is none); me and moderation are checked here. */
static char *
store_scope (SparkledLiveSocket  *socket,
             SparkleScopeRequest *request,
             GError             **error)
{
  const SparkledAccount *account = sparkled_live_socket_get_account (socket);

  if (request->error != NULL)
    {
      g_propagate_error (error, g_error_copy (request->error));
      return NULL;
    }
  switch (request->kind)
    {
    case SPARKLE_SCOPE_ME:
      if (account != NULL)
        return g_strconcat ("me/", account->id, NULL);
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, "Sign in to follow what is yours");
      return NULL;
    case SPARKLE_SCOPE_MODERATION:
      if (account != NULL && account->role >= SPARKLED_ROLE_MODERATOR)
        return g_strdup (request->scope);
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN, "Only moderators may follow this");
      return NULL;
    case SPARKLE_SCOPE_FEED:
    case SPARKLE_SCOPE_POST:
    case SPARKLE_SCOPE_USER:
      break;
    }
  return g_strdup (request->scope);
}

static Wanted *
begin (SparkledCatchUp     *self,
       SparkledLiveSocket  *socket,
       SparkleScopeRequest *request,
       GError             **error)
{
  GHashTable *subscriptions = sparkled_live_socket_get_subscriptions (socket);
  g_autofree char *stored = store_scope (socket, request, error);
  SparkledSubscription *subscription;
  Wanted *wanted;

  if (stored == NULL)
    return NULL;
  if (g_hash_table_size (subscriptions) >= self->max_scopes && !g_hash_table_contains (subscriptions, request->scope))
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE, "At most %u scopes at a time", self->max_scopes);
      return NULL;
    }

  subscription = sparkled_topics_subscribe (self->topics, socket, request->scope, stored);
  wanted = g_new (Wanted, 1);
  wanted->scope = g_strdup (request->scope);
  wanted->stored = g_steal_pointer (&stored);
  wanted->cursor = g_strdup (request->cursor);
  wanted->serial = sparkled_subscription_get_serial (subscription);
  /* Without a cursor there is nothing to follow on: the client pulls first. */
  if (request->cursor == NULL)
    sparkled_subscription_fall_behind (subscription);
  return wanted;
}

/**
 * sparkled_catch_up_subscribe:
 *
 * Each scope is answered by itself: by changes, by a pull, or by an error.
 */
void
sparkled_catch_up_subscribe (SparkledCatchUp    *self,
                             SparkledLiveSocket *socket,
                             GPtrArray          *requests)
{
  Job *job = g_new (Job, 1);

  job->socket = sparkled_live_socket_ref (socket);
  job->wanted = g_ptr_array_new_with_free_func (wanted_free);
  for (guint i = 0; i < requests->len && sparkled_live_socket_get_state (socket) == SPARKLED_LIVE_SOCKET_OPEN; i++)
    {
      SparkleScopeRequest *request = requests->pdata[i];
      g_autoptr(GError) error = NULL;
      Wanted *wanted = begin (self, socket, request, &error);

      if (wanted == NULL)
        sparkled_live_socket_send_error (socket, error, request->scope);
      else if (wanted->cursor == NULL)
        wanted_free (wanted);
      else
        g_ptr_array_add (job->wanted, wanted);
    }

  if (job->wanted->len == 0 || self->stopping != NULL)
    {
      job_free (job);
      return;
    }
  g_queue_push_tail (&self->waiting, job);
  if (self->running < RUNNING_MOST)
    {
      self->running++;
      dex_future_disown (dex_scheduler_spawn (NULL, 0, run_fiber, g_object_ref (self), g_object_unref));
    }
}

/**
 * sparkled_catch_up_stop:
 *
 * Returns: (transfer full): resolves when no query is in flight
 */
DexFuture *
sparkled_catch_up_stop (SparkledCatchUp *self)
{
  g_return_val_if_fail (SPARKLED_IS_CATCH_UP (self), NULL);

  if (self->stopping == NULL)
    {
      self->stopping = dex_promise_new ();
      g_queue_clear_full (&self->waiting, job_free);
      if (self->running == 0)
        dex_promise_resolve_boolean (self->stopping, TRUE);
    }
  return dex_ref (DEX_FUTURE (self->stopping));
}

static void
sparkled_catch_up_finalize (GObject *object)
{
  SparkledCatchUp *self = SPARKLED_CATCH_UP (object);

  g_queue_clear_full (&self->waiting, job_free);
  dex_clear (&self->stopping);
  g_clear_object (&self->presence);
  g_clear_object (&self->reader);
  g_clear_object (&self->db);
  G_OBJECT_CLASS (sparkled_catch_up_parent_class)->finalize (object);
}

static void
sparkled_catch_up_class_init (SparkledCatchUpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_catch_up_finalize;
}

static void
sparkled_catch_up_init (SparkledCatchUp *self)
{
  g_queue_init (&self->waiting);
}

SparkledCatchUp *
sparkled_catch_up_new (SparkledDb       *db,
                       SparkledTopics   *topics,
                       SparkledReader   *reader,
                       SparkledPresence *presence,
                       unsigned          max_scopes)
{
  SparkledCatchUp *self = g_object_new (SPARKLED_TYPE_CATCH_UP, NULL);

  self->db = g_object_ref (db);
  self->topics = topics;
  self->reader = g_object_ref (reader);
  self->presence = g_object_ref (presence);
  self->max_scopes = max_scopes;
  return self;
}
