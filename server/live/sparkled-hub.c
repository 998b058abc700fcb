/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-hub-private.h"

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-uuid.h"
#include "sparkled-alarm.h"
#include "sparkled-live-table.h"

#define SOCKETS_MOST 2000
#define POLL_MS 5000

static void sparkled_hub_bus_init (SparkledBusInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SparkledHub, sparkled_hub, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SPARKLED_TYPE_BUS, sparkled_hub_bus_init))

enum { SIGNAL_CHANGED, SIGNAL_ACCOUNT_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Frames of clients */

static void
take_unsubscribe (SparkledHub        *self,
                  SparkledLiveSocket *socket,
                  GPtrArray          *requests)
{
  for (guint i = 0; i < requests->len; i++)
    {
      SparkleScopeRequest *request = requests->pdata[i];
      SparkledSubscription *subscription = sparkled_subscription_find (socket, request->scope);

      if (subscription != NULL)
        sparkled_catch_up_end (self->catch_up, subscription);
    }
}

static void
take_typing (SparkledHub        *self,
             SparkledLiveSocket *socket,
             SparkleLiveFrame   *frame)
{
  const SparkledAccount *account = sparkled_live_socket_get_account (socket);
  SparkledSubscription *subscription = sparkled_subscription_find (socket, frame->scope);
  g_autoptr(GError) error = NULL;

  if (account == NULL)
    error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, "Sign in to write");
  else if (account->suspended)
    error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN, "This account may not write");
  else if (subscription == NULL || !sparkled_subscription_get_present (subscription))
    error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "Typing is for a thread that is subscribed");

  if (error != NULL)
    sparkled_live_socket_send_error (socket, error, frame->scope);
  else
    sparkled_presence_typing (self->presence, sparkled_subscription_get_stored (subscription), account->id, frame->typing);
}

static void
frame_cb (SparkledLiveSocket *socket,
          SparkleLiveFrame   *frame,
          gpointer            data)
{
  SparkledHub *self = data;
  g_autoptr(GError) error = NULL;

  switch (frame->type)
    {
    case SPARKLE_LIVE_SUBSCRIBE:
      sparkled_catch_up_subscribe (self->catch_up, socket, frame->scopes);
      break;
    case SPARKLE_LIVE_UNSUBSCRIBE:
      take_unsubscribe (self, socket, frame->scopes);
      break;
    case SPARKLE_LIVE_TYPING:
      take_typing (self, socket, frame);
      break;
    case SPARKLE_LIVE_ACK: /* the socket's own business */
    case SPARKLE_LIVE_CHANGES:
    case SPARKLE_LIVE_PULL:
    case SPARKLE_LIVE_PRESENCE:
    case SPARKLE_LIVE_ERROR:
      error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "Only the server sends frames of this type");
      sparkled_live_socket_refuse (socket, error, NULL);
      break;
    }
}

static void
refused_cb (SparkledLiveSocket *socket,
            gpointer            data)
{
  ((SparkledHub *) data)->stats.refused_frames++;
}

static void
closed_cb (SparkledLiveSocket *socket,
           gpointer            data)
{
  SparkledHub *self = data;

  sparkled_hub_end_subscriptions (self, socket);
  g_hash_table_remove (self->sockets, socket);
  if (self->emptied != NULL && g_hash_table_size (self->sockets) == 0 && dex_future_is_pending (DEX_FUTURE (self->emptied)))
    dex_promise_resolve_boolean (self->emptied, TRUE);
}

/* Presence */

static void
send_presence_cb (SparkledSubscription *subscription,
                  gpointer              frame)
{
  if (sparkled_subscription_get_present (subscription))
    sparkled_live_socket_send_ephemeral (sparkled_subscription_get_socket (subscription), frame);
}

static void
presence_updated_cb (SparkledPresence *presence,
                     const char       *scope,
                     GBytes           *frame,
                     SparkledHub      *self)
{
  sparkled_topics_foreach (self->topics, scope, send_presence_cb, frame);
}

static void
presence_announce_cb (SparkledPresence *presence,
                      const char       *payload,
                      SparkledHub      *self)
{
  sparkled_listener_send (self->listener, SPARKLED_CHANNEL_PRESENCE, payload);
}

/* What changed, here and elsewhere */

/* scopes: (nullable): any */
static void
scopes_changed (SparkledHub        *self,
                const char * const *scopes)
{
  gboolean wanted = scopes == NULL;

  for (unsigned i = 0; !wanted && scopes[i] != NULL; i++)
    wanted = sparkled_topics_has (self->topics, scopes[i]);
  if (wanted)
    sparkled_reader_wake (self->reader);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, scopes);
}

static void
notified_cb (SparkledListener *listener,
             guint             channel,
             const char       *payload,
             SparkledHub      *self)
{
  switch ((SparkledChannel) channel)
    {
    case SPARKLED_CHANNEL_CHANGE:
      {
        g_auto(GStrv) scopes = sparkled_announcer_parse_changed (payload);

        self->stats.wakeups++;
        scopes_changed (self, (const char * const *) scopes);
        break;
      }
    case SPARKLED_CHANNEL_ACCOUNT:
      {
        g_autofree char *account_id = NULL, *session_id = NULL;

        if (sparkled_announcer_parse_account (payload, &account_id, &session_id))
          sparkled_hub_take_account_change (self, account_id, session_id);
        break;
      }
    case SPARKLED_CHANNEL_PRESENCE:
      sparkled_presence_take (self->presence, payload);
      break;
    case SPARKLED_N_CHANNELS:
      break;
    }
}

/* While the connection was away others may have told us anything. Sockets are not closed on suspicion:
 * their sessions are looked up instead. */
static void
listening_cb (SparkledListener *listener,
              SparkledHub      *self)
{
  scopes_changed (self, NULL);
  g_signal_emit (self, signals[SIGNAL_ACCOUNT_CHANGED], 0, NULL, NULL);
  sparkled_alarm_set (self->sessions_alarm, g_get_monotonic_time ());
  sparkled_announcer_resume (self->announcer);
  sparkled_presence_announce (self->presence);
}

static void
sparkled_hub_bus_changed (SparkledBus        *bus,
                          const char * const *scopes)
{
  SparkledHub *self = SPARKLED_HUB (bus);

  if (scopes == NULL || scopes[0] == NULL)
    return;
  sparkled_announcer_changed (self->announcer, scopes);
  scopes_changed (self, scopes);
}

static void
sparkled_hub_bus_account_changed (SparkledBus *bus,
                                  const char  *account_id,
                                  const char  *session_id)
{
  SparkledHub *self = SPARKLED_HUB (bus);

  if (account_id == NULL && session_id == NULL)
    return;
  sparkled_announcer_account (self->announcer, account_id, session_id);
  sparkled_hub_take_account_change (self, account_id, session_id);
}

static void
sparkled_hub_bus_init (SparkledBusInterface *iface)
{
  iface->changed = sparkled_hub_bus_changed;
  iface->account_changed = sparkled_hub_bus_account_changed;
}

/* Public */

/**
 * sparkled_hub_accept:
 *
 * Returns: whether the hub took the connection
 */
gboolean
sparkled_hub_accept (SparkledHub           *self,
                     GIOStream             *stream,
                     const SparkledAccount *account,
                     const char            *address)
{
  SparkledLiveSocket *socket;

  g_return_val_if_fail (SPARKLED_IS_HUB (self), FALSE);
  g_return_val_if_fail (G_IS_IO_STREAM (stream), FALSE);

  socket = sparkled_live_socket_new (&self->shared, self->poller, stream, account, address);
  if (socket == NULL)
    return FALSE;
  g_hash_table_add (self->sockets, socket);
  if (self->state == HUB_RUNNING && g_hash_table_size (self->sockets) <= self->options.max_sockets)
    return TRUE;
  sparkled_live_socket_close (socket, SPARKLED_WEB_SOCKET_TRY_AGAIN_LATER, "No room, try again later");
  return FALSE;
}

/**
 * sparkled_hub_start:
 *
 * Returns: (transfer full): resolves true
 */
DexFuture *
sparkled_hub_start (SparkledHub *self)
{
  g_return_val_if_fail (SPARKLED_IS_HUB (self), NULL);

  if (self->state == HUB_NEW)
    {
      self->state = HUB_RUNNING;
      sparkled_listener_start (self->listener);
      sparkled_alarm_set (self->check_alarm, g_get_monotonic_time () + SPARKLED_HUB_CHECK_US);
      sparkled_alarm_set (self->sessions_alarm, g_get_monotonic_time () + SPARKLED_HUB_SESSIONS_US);
    }
  return dex_future_new_true ();
}

typedef struct
{
  SparkledHub *hub;
  unsigned     grace_ms;
} Stop;

static void
stop_free (gpointer data)
{
  Stop *stop = data;

  g_object_unref (stop->hub);
  g_free (stop);
}

static DexFuture *
stop_fiber (gpointer data)
{
  Stop *stop = data;
  SparkledHub *self = stop->hub;
  g_autoptr(GPtrArray) left = NULL;
  GHashTableIter iter;
  gpointer socket;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    sparkled_live_socket_close (socket, SPARKLED_WEB_SOCKET_GOING_AWAY, "The server stops");
  if (g_hash_table_size (self->sockets) > 0)
    dex_await (dex_future_first (dex_ref (DEX_FUTURE (self->emptied)), dex_timeout_new_msec ((int) stop->grace_ms), NULL), NULL);
  left = sparkled_hub_copy_sockets (self);
  for (guint i = 0; i < left->len; i++)
    sparkled_live_socket_close_now (left->pdata[i]);

  dex_await (dex_future_all (sparkled_reader_stop (self->reader), sparkled_catch_up_stop (self->catch_up),
                             sparkled_listener_stop (self->listener), NULL), NULL);
  return dex_future_new_true ();
}

/**
 * sparkled_hub_stop:
 *
 * Returns: (transfer full): resolves true when all is quiet
 */
DexFuture *
sparkled_hub_stop (SparkledHub *self,
                   unsigned     grace_ms)
{
  Stop *stop;

  g_return_val_if_fail (SPARKLED_IS_HUB (self), NULL);

  self->state = HUB_STOPPING;
  sparkled_alarm_stop (self->sessions_alarm);
  sparkled_alarm_stop (self->check_alarm);
  if (self->emptied == NULL)
    self->emptied = dex_promise_new ();
  stop = g_new (Stop, 1);
  stop->hub = g_object_ref (self);
  stop->grace_ms = grace_ms;
  return dex_scheduler_spawn (NULL, 0, stop_fiber, stop, stop_free);
}

void
sparkled_hub_get_stats (SparkledHub      *self,
                        SparkledHubStats *ret_stats)
{
  g_return_if_fail (SPARKLED_IS_HUB (self));

  *ret_stats = self->stats;
  ret_stats->sockets = g_hash_table_size (self->sockets);
  ret_stats->scopes = sparkled_topics_get_n (self->topics);
  ret_stats->listening = sparkled_listener_get_state (self->listener) == SPARKLED_LISTENER_READY;
  ret_stats->notified = sparkled_listener_get_sent (self->listener);
}

static void
sparkled_hub_finalize (GObject *object)
{
  SparkledHub *self = SPARKLED_HUB (object);
  GHashTableIter iter;
  gpointer socket;

  sparkled_alarm_clear (&self->sessions_alarm);
  sparkled_alarm_clear (&self->check_alarm);
  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    sparkled_hub_end_subscriptions (self, socket);
  g_hash_table_unref (self->sockets);
  g_clear_object (&self->catch_up);
  g_clear_object (&self->reader);
  g_clear_object (&self->announcer);
  g_clear_object (&self->presence);
  g_clear_object (&self->listener);
  g_clear_pointer (&self->topics, sparkled_topics_free);
  g_clear_pointer (&self->poller, sparkled_poller_free);
  dex_clear (&self->emptied);
  G_OBJECT_CLASS (sparkled_hub_parent_class)->finalize (object);
}

static void
sparkled_hub_class_init (SparkledHubClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_hub_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", SPARKLED_TYPE_HUB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRV | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_ACCOUNT_CHANGED] = g_signal_new ("account-changed", SPARKLED_TYPE_HUB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                  G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sparkled_hub_init (SparkledHub *self)
{
  self->sockets = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) sparkled_live_socket_unref, NULL);
  self->poller = sparkled_poller_new ();
  self->check_alarm = sparkled_alarm_new (sparkled_hub_check_sockets, self, "[sparkled] live check");
  self->sessions_alarm = sparkled_alarm_new (sparkled_hub_look_up_sessions, self, "[sparkled] live sessions");
}

static unsigned
or_default (unsigned value,
            unsigned fallback)
{
  return value != 0 ? value : fallback;
}

/**
 * sparkled_hub_new:
 * @services: outlives the hub; its database is not started yet
 * @conninfo: of the LISTEN connection
 * @options: (nullable): limits
 *
 * A hub that was started has to be stopped before its last reference goes.
 */
SparkledHub *
sparkled_hub_new (SparkledServices         *services,
                  const char               *conninfo,
                  const SparkledHubOptions *options)
{
  SparkledHubOptions none = { 0 };
  SparkledHub *self = g_object_new (SPARKLED_TYPE_HUB, NULL);
  g_autofree char *node = sparkle_uuid_new ();

  if (options == NULL)
    options = &none;
  self->services = services;
  self->options = *options;
  self->options.max_sockets = or_default (options->max_sockets, SOCKETS_MOST);
  self->shared = (SparkledLiveSocketShared) {
    .window = or_default (options->window, SPARKLE_LIVE_WINDOW_BYTES),
    .unlimited = options->unlimited,
    .frame = frame_cb,
    .refused = refused_cb,
    .closed = closed_cb,
    .data = self,
  };

  sparkled_db_register (services->db, sparkled_live_statements);
  self->topics = sparkled_topics_new (&self->stats);
  self->reader = sparkled_reader_new (services->db, self->topics, &self->stats, or_default (options->poll_ms, POLL_MS));
  self->presence = sparkled_presence_new (node);
  self->catch_up = sparkled_catch_up_new (services->db, self->topics, self->reader, self->presence,
                                          or_default (options->max_scopes, SPARKLE_LIVE_SCOPES_MAX));
  self->listener = sparkled_listener_new (conninfo);
  self->announcer = sparkled_announcer_new (self->listener);
  g_signal_connect_object (self->listener, "notified", G_CALLBACK (notified_cb), self, 0);
  g_signal_connect_object (self->listener, "ready", G_CALLBACK (listening_cb), self, 0);
  g_signal_connect_object (self->presence, "updated", G_CALLBACK (presence_updated_cb), self, 0);
  g_signal_connect_object (self->presence, "announce", G_CALLBACK (presence_announce_cb), self, 0);
  return self;
}
