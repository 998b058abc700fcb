/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-topics.h"

#include "sparkle-limits.h"

typedef struct
{
  char       *stored;        /* "me/<id>" */
  GRefString *scope;         /* "me" */
  GPtrArray  *subscriptions; /* of SparkledSubscription, not owned */
} Topic;

struct _SparkledTopics
{
  GHashTable       *topics;  /* stored -> Topic */
  SparkledHubStats *stats;   /* (not owned) */
  guint64           serial;
};

struct _SparkledSubscription
{
  SparkledTopics           *topics;   /* (not owned) */
  SparkledLiveSocket       *socket;   /* (not owned): it owns this */
  Topic                    *topic;    /* (not owned): lives while it has subscriptions */
  guint                     index;    /* in the topic's array */
  SparkledSubscriptionState state;
  SparkledPosition          position; /* FOLLOWING: what the client has, or has been sent */
  GRefString               *cursor;   /* (nullable): the same as text */
  GQueue                    held;     /* of SparkledBatch: CATCHING_UP */
  gsize                     held_bytes;
  gboolean                  held_too_much;
  guint64                   serial;
  gboolean                  present;
};

static void
topic_free (gpointer data)
{
  Topic *topic = data;

  g_ptr_array_unref (topic->subscriptions);
  g_ref_string_release (topic->scope);
  g_free (topic->stored);
  g_free (topic);
}

SparkledTopics *
sparkled_topics_new (SparkledHubStats *stats)
{
  SparkledTopics *self = g_new0 (SparkledTopics, 1);

  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, topic_free);
  self->stats = stats;
  return self;
}

void
sparkled_topics_free (SparkledTopics *self)
{
  g_hash_table_unref (self->topics);
  g_free (self);
}

unsigned
sparkled_topics_get_n (SparkledTopics *self)
{
  return g_hash_table_size (self->topics);
}

gboolean
sparkled_topics_has (SparkledTopics *self,
                     const char     *stored_scope)
{
  return g_hash_table_contains (self->topics, stored_scope);
}

const char **
sparkled_topics_get_scopes (SparkledTopics *self,
                            unsigned       *ret_n)
{
  return (const char **) g_hash_table_get_keys_as_array (self->topics, ret_n);
}

static void
drop_held (SparkledSubscription *self)
{
  g_queue_clear_full (&self->held, (GDestroyNotify) sparkled_batch_unref);
  self->held_bytes = 0;
  self->held_too_much = FALSE;
}

SparkledSubscription *
sparkled_subscription_find (SparkledLiveSocket *socket,
                            const char         *scope)
{
  return g_hash_table_lookup (sparkled_live_socket_get_subscriptions (socket), scope);
}

static Topic *
ensure_topic (SparkledTopics *self,
              const char     *scope,
              const char     *stored_scope)
{
  Topic *topic = g_hash_table_lookup (self->topics, stored_scope);

  if (topic == NULL)
    {
      topic = g_new (Topic, 1);
      topic->stored = g_strdup (stored_scope);
      topic->scope = g_ref_string_new (scope);
      topic->subscriptions = g_ptr_array_new ();
      g_hash_table_insert (self->topics, topic->stored, topic);
    }
  return topic;
}

/**
 * sparkled_topics_subscribe:
 *
 * Returns: (transfer none): owned by the socket
 */
SparkledSubscription *
sparkled_topics_subscribe (SparkledTopics        *self,
                           SparkledLiveSocket    *socket,
                           const char            *scope,
                           const char            *stored_scope)
{
  SparkledSubscription *subscription = sparkled_subscription_find (socket, scope);

  if (subscription == NULL)
    {
      subscription = g_new0 (SparkledSubscription, 1);
      subscription->topics = self;
      subscription->socket = socket;
      subscription->topic = ensure_topic (self, scope, stored_scope);
      subscription->index = subscription->topic->subscriptions->len;
      g_queue_init (&subscription->held);
      g_ptr_array_add (subscription->topic->subscriptions, subscription);
      g_hash_table_insert (sparkled_live_socket_get_subscriptions (socket), subscription->topic->scope, subscription);
      self->stats->subscriptions++;
    }
  drop_held (subscription);
  sparkled_live_socket_forgive (socket, scope);
  subscription->state = SPARKLED_SUBSCRIPTION_CATCHING_UP;
  subscription->serial = ++self->serial;
  return subscription;
}

void
sparkled_topics_unsubscribe (SparkledTopics       *self,
                             SparkledSubscription *subscription)
{
  Topic *topic = subscription->topic;
  GPtrArray *others = topic->subscriptions;

  g_hash_table_remove (sparkled_live_socket_get_subscriptions (subscription->socket), topic->scope);
  sparkled_live_socket_forgive (subscription->socket, topic->scope);
  drop_held (subscription);
  g_ptr_array_remove_index_fast (others, subscription->index);
  if (subscription->index < others->len)
    ((SparkledSubscription *) others->pdata[subscription->index])->index = subscription->index;
  if (others->len == 0)
    g_hash_table_remove (self->topics, topic->stored);
  g_clear_pointer (&subscription->cursor, g_ref_string_release);
  g_free (subscription);
  self->stats->subscriptions--;
}

void
sparkled_subscription_fall_behind (SparkledSubscription *self)
{
  if (self->state == SPARKLED_SUBSCRIPTION_BEHIND)
    return;
  drop_held (self);
  self->state = SPARKLED_SUBSCRIPTION_BEHIND;
  self->topics->stats->behind++;
  sparkled_live_socket_send_pull (self->socket, self->topic->scope);
}

static void
hold (SparkledSubscription *self,
      SparkledBatch        *batch)
{
  self->held_bytes += sparkled_batch_get_size (batch);
  if (self->held_bytes > SPARKLE_LIVE_WINDOW_BYTES)
    {
      drop_held (self);
      self->held_too_much = TRUE;
      return;
    }
  g_queue_push_tail (&self->held, sparkled_batch_ref (batch));
}

static void
stand_at (SparkledSubscription *self,
          SparkledBatch        *batch)
{
  self->position = *sparkled_batch_get_position (batch);
  g_clear_pointer (&self->cursor, g_ref_string_release);
  self->cursor = g_ref_string_acquire (sparkled_batch_get_cursor (batch));
}

static void
follow (SparkledSubscription *self,
        SparkledBatch        *batch)
{
  GBytes *frame = sparkled_batch_get_frame (batch, self->cursor);

  if (!sparkled_live_socket_send_changes (self->socket, self->topic->scope, sparkled_batch_get_position (batch), frame))
    {
      sparkled_subscription_fall_behind (self);
      return;
    }
  stand_at (self, batch);
  self->topics->stats->frames++;
  self->topics->stats->bytes += g_bytes_get_size (frame);
}

static void
receive (SparkledSubscription *self,
         SparkledBatch        *batch)
{
  switch (self->state)
    {
    case SPARKLED_SUBSCRIPTION_CATCHING_UP:
      if (!self->held_too_much)
        hold (self, batch);
      break;
    case SPARKLED_SUBSCRIPTION_FOLLOWING:
      /* Its pull may have been ahead of the reader: then it has these changes. */
      if (sparkled_position_compare (sparkled_batch_get_position (batch), &self->position) > 0)
        follow (self, batch);
      break;
    case SPARKLED_SUBSCRIPTION_BEHIND:
      break;
    }
}

/**
 * sparkled_topics_deliver:
 *
 * The text of the frame is made once for all that stand at the same cursor.
 */
void
sparkled_topics_deliver (SparkledTopics         *self,
                         const char             *stored_scope,
                         const char             *cursor,
                         const SparkledPosition *position,
                         const char             *upserts,
                         const char             *deletes)
{
  Topic *topic = g_hash_table_lookup (self->topics, stored_scope);
  g_autoptr(SparkledBatch) batch = NULL;

  if (topic == NULL)
    return;
  batch = sparkled_batch_new (topic->scope, cursor, position, upserts, deletes);
  for (guint i = 0; i < topic->subscriptions->len; i++)
    receive (topic->subscriptions->pdata[i], batch);
}

void
sparkled_topics_interrupt (SparkledTopics *self,
                           const char     *stored_scope)
{
  Topic *topic = g_hash_table_lookup (self->topics, stored_scope);

  if (topic == NULL)
    return;
  for (guint i = 0; i < topic->subscriptions->len; i++)
    {
      SparkledSubscription *subscription = topic->subscriptions->pdata[i];

      if (subscription->state == SPARKLED_SUBSCRIPTION_CATCHING_UP)
        subscription->held_too_much = TRUE;
      else
        sparkled_subscription_fall_behind (subscription);
    }
}

void
sparkled_topics_foreach (SparkledTopics          *self,
                         const char              *stored_scope,
                         SparkledSubscriptionFunc func,
                         gpointer                 user_data)
{
  Topic *topic = g_hash_table_lookup (self->topics, stored_scope);

  if (topic == NULL)
    return;
  for (guint i = 0; i < topic->subscriptions->len; i++)
    func (topic->subscriptions->pdata[i], user_data);
}

/**
 * sparkled_subscription_catch_up:
 * @from: the cursor that the client came with
 *
 * Answers the subscribe frame, and goes on with what happened since.
 */
void
sparkled_subscription_catch_up (SparkledSubscription *self,
                                const char           *from,
                                SparkledBatch        *batch)
{
  g_return_if_fail (self->state == SPARKLED_SUBSCRIPTION_CATCHING_UP);

  if (self->held_too_much)
    {
      sparkled_subscription_fall_behind (self);
      return;
    }
  g_clear_pointer (&self->cursor, g_ref_string_release);
  self->cursor = g_ref_string_new (from);
  self->state = SPARKLED_SUBSCRIPTION_FOLLOWING;
  follow (self, batch);

  for (GList *link = self->held.head; link != NULL && self->state == SPARKLED_SUBSCRIPTION_FOLLOWING; link = self->held.head)
    {
      g_autoptr(SparkledBatch) held = g_queue_pop_head (&self->held);

      receive (self, held);
    }
  drop_held (self);
}

SparkledLiveSocket *
sparkled_subscription_get_socket (SparkledSubscription *self)
{
  return self->socket;
}

const char *
sparkled_subscription_get_scope (SparkledSubscription *self)
{
  return self->topic->scope;
}

const char *
sparkled_subscription_get_stored (SparkledSubscription *self)
{
  return self->topic->stored;
}

SparkledSubscriptionState
sparkled_subscription_get_state (SparkledSubscription *self)
{
  return self->state;
}

guint64
sparkled_subscription_get_serial (SparkledSubscription *self)
{
  return self->serial;
}

gboolean
sparkled_subscription_get_present (SparkledSubscription *self)
{
  return self->present;
}

void
sparkled_subscription_set_present (SparkledSubscription *self,
                                   gboolean              present)
{
  self->present = present;
}
