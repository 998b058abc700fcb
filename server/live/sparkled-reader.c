/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-reader.h"

#include "sparkled-alarm.h"

/* The first wait after a query failed, and while rows wait for an old transaction; each doubles. */
#define RETRY_LEAST_MS 250
#define RETRY_MOST_MS 5000
#define PENDING_MOST_MS 250
/* So many frames in one tick stretch it to the most: at 13 µs a frame that is 13 % of a processor. */
#define FRAMES_OF_LONGEST_TICK 1000

typedef enum
{
  READER_IDLE,
  READER_READING, /* a tick's query is on its way */
  READER_STOPPED,
} ReaderState;

struct _SparkledReader
{
  GObject parent_instance;

  SparkledDb       *db;          /* (owned) */
  SparkledTopics   *topics;      /* (not owned) */
  SparkledHubStats *stats;       /* (not owned) */
  unsigned          poll_ms;
  ReaderState       state;
  GSource          *alarm;       /* (owned) */
  DexFuture        *tick;        /* (owned) (nullable): the last */
  SparkledPosition  horizon;
  gint64            epoch;       /* of the horizon */
  gboolean          has_horizon;
  gboolean          woken;       /* while reading */
  gint64            started_at;  /* the last tick */
  double            frames;      /* of the last ticks, remembered for a while */
  unsigned          wait_ms;     /* of a retry, or for rows above the horizon */
  gboolean          failing;
};

G_DEFINE_FINAL_TYPE (SparkledReader, sparkled_reader, G_TYPE_OBJECT)

static void
set_alarm (SparkledReader *self,
           gint64          at)
{
  if (self->state != READER_STOPPED && sparkled_topics_get_n (self->topics) > 0)
    sparkled_alarm_set (self->alarm, at);
}

/* Ticks are further apart the more frames they make. */
static void
adapt (SparkledReader *self,
       guint64         frames)
{
  double share;

  self->frames = MAX ((double) frames, self->frames * 0.9);
  share = MIN (1.0, self->frames / FRAMES_OF_LONGEST_TICK);
  self->stats->tick_ms = SPARKLED_TICK_LEAST_MS + (unsigned) (share * (SPARKLED_TICK_MOST_MS - SPARKLED_TICK_LEAST_MS));
}

static void
begin_at (SparkledReader  *self,
          SparkledChanges *changes)
{
  self->horizon = changes->horizon;
  self->epoch = changes->epoch;
  self->has_horizon = TRUE;
}

/* The database lives another life (restored, failed over): positions of the one before mean nothing in it. Everybody
 * has to pull, which tells them to start anew. */
static void
change_epoch (SparkledReader  *self,
              SparkledChanges *changes)
{
  g_autofree const char **scopes = sparkled_topics_get_scopes (self->topics, NULL);

  g_message ("live: the database began a new epoch, all sockets pull");
  begin_at (self, changes);
  for (unsigned i = 0; scopes[i] != NULL; i++)
    sparkled_topics_interrupt (self->topics, scopes[i]);
}

static void
deliver (SparkledReader  *self,
         SparkledChanges *changes)
{
  guint64 frames = self->stats->frames;

  if (self->has_horizon && changes->epoch != self->epoch)
    {
      change_epoch (self, changes);
      return;
    }
  for (guint i = 0; i < changes->scopes->len; i++)
    {
      SparkledScopeChanges *scope = changes->scopes->pdata[i];

      if (scope->error != NULL)
        continue; /* who asks again is told */
      if (scope->too_many || scope->more || scope->reset)
        sparkled_topics_interrupt (self->topics, scope->scope);
      else
        sparkled_topics_deliver (self->topics, scope->scope, scope->cursor, &scope->position, scope->upserts, scope->deletes);
    }
  adapt (self, self->stats->frames - frames);

  if (!self->has_horizon || sparkled_position_compare (&changes->horizon, &self->horizon) > 0)
    begin_at (self, changes);
  self->stats->horizon_lag_us = changes->pending ? changes->lag_us : 0;
}

/* When the next tick is due, after one that went well. */
static gint64
next_tick (SparkledReader *self,
           gboolean        pending,
           gboolean        any)
{
  gint64 now = g_get_monotonic_time ();
  gint64 soonest = MAX (self->started_at + self->stats->tick_ms * 1000, now + self->stats->tick_ms * 250);

  if (self->woken || (pending && any))
    {
      self->wait_ms = self->stats->tick_ms;
      return soonest;
    }
  if (pending)
    {
      /* Rows wait for an older transaction: look each tick, and less often when it goes on. */
      self->wait_ms = CLAMP (self->wait_ms * 3 / 2, self->stats->tick_ms, PENDING_MOST_MS);
      return now + self->wait_ms * 1000;
    }
  self->wait_ms = self->stats->tick_ms;
  return now + self->poll_ms * 1000;
}

static gint64
retry (SparkledReader *self,
       const GError   *error)
{
  if (!self->failing)
    g_message ("live: cannot read changes: %s", error->message);
  self->wait_ms = self->failing ? MIN (self->wait_ms * 2, RETRY_MOST_MS) : RETRY_LEAST_MS;
  self->failing = TRUE;
  return g_get_monotonic_time () + self->wait_ms * 1000;
}

static DexFuture *
tick_fiber (gpointer data)
{
  SparkledReader *self = data;
  g_autofree const char **scopes = sparkled_topics_get_scopes (self->topics, NULL);
  g_auto(GStrv) copies = g_strdupv ((char **) scopes);
  g_autoptr(SparkledChanges) changes = NULL;
  g_autoptr(GError) error = NULL;
  gint64 due;

  changes = sparkled_changes_since (self->db, self->has_horizon ? &self->horizon : NULL, (const char * const *) copies, &error);
  if (self->state == READER_STOPPED)
    return dex_future_new_true ();

  self->state = READER_IDLE;
  self->stats->ticks++;
  if (changes == NULL)
    due = retry (self, error);
  else
    {
      if (self->failing)
        g_message ("live: reading changes again");
      self->failing = FALSE;
      deliver (self, changes);
      due = next_tick (self, changes->pending, changes->scopes->len > 0);
    }
  set_alarm (self, due);
  return dex_future_new_true ();
}

static void
alarm_cb (gpointer data)
{
  SparkledReader *self = data;

  if (self->state != READER_IDLE)
    return;
  if (sparkled_topics_get_n (self->topics) == 0)
    {
      /* Nobody listens. Whoever comes next begins at the horizon of that time. */
      self->has_horizon = FALSE;
      return;
    }
  self->state = READER_READING;
  self->woken = FALSE;
  self->started_at = g_get_monotonic_time ();
  dex_clear (&self->tick);
  self->tick = dex_scheduler_spawn (NULL, 0, tick_fiber, g_object_ref (self), g_object_unref);
}

/**
 * sparkled_reader_wake:
 *
 * The first wake after a quiet time is served at once; under load ticks keep their distance.
 */
void
sparkled_reader_wake (SparkledReader *self)
{
  g_return_if_fail (SPARKLED_IS_READER (self));

  self->woken = TRUE;
  if (self->state == READER_IDLE && !self->failing)
    set_alarm (self, self->started_at + self->stats->tick_ms * 1000);
}

/**
 * sparkled_reader_settle:
 *
 * A tick in flight may not know the newest topics, yet move the horizon past their changes: it is waited for.
 *
 * (fiber)
 */
gboolean
sparkled_reader_settle (SparkledReader *self,
                        GError        **error)
{
  g_return_val_if_fail (SPARKLED_IS_READER (self), FALSE);

  if (self->state == READER_READING && self->tick != NULL)
    dex_await (dex_ref (self->tick), NULL);

  if (!self->has_horizon)
    {
      static const char * const none[] = { NULL };
      g_autoptr(SparkledChanges) changes = sparkled_changes_since (self->db, NULL, none, error);

      if (changes == NULL)
        return FALSE;
      if (!self->has_horizon)
        begin_at (self, changes);
    }
  set_alarm (self, g_get_monotonic_time () + self->poll_ms * 1000);
  return TRUE;
}

/**
 * sparkled_reader_stop:
 *
 * Returns: (transfer full): resolves when no query is in flight
 */
DexFuture *
sparkled_reader_stop (SparkledReader *self)
{
  g_return_val_if_fail (SPARKLED_IS_READER (self), NULL);

  self->state = READER_STOPPED;
  sparkled_alarm_stop (self->alarm);
  return self->tick != NULL ? dex_ref (self->tick) : dex_future_new_true ();
}

static void
sparkled_reader_finalize (GObject *object)
{
  SparkledReader *self = SPARKLED_READER (object);

  sparkled_alarm_clear (&self->alarm);
  dex_clear (&self->tick);
  g_clear_object (&self->db);
  G_OBJECT_CLASS (sparkled_reader_parent_class)->finalize (object);
}

static void
sparkled_reader_class_init (SparkledReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_reader_finalize;
}

static void
sparkled_reader_init (SparkledReader *self)
{
  self->alarm = sparkled_alarm_new (alarm_cb, self, "[sparkled] live tick");
}

SparkledReader *
sparkled_reader_new (SparkledDb       *db,
                     SparkledTopics   *topics,
                     SparkledHubStats *stats,
                     unsigned          poll_ms)
{
  SparkledReader *self = g_object_new (SPARKLED_TYPE_READER, NULL);

  self->db = g_object_ref (db);
  self->topics = topics;
  self->stats = stats;
  self->poll_ms = poll_ms;
  self->stats->tick_ms = SPARKLED_TICK_LEAST_MS;
  return self;
}
