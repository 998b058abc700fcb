/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-hub-private.h"

#include "sparkled-alarm.h"
#include "sparkled-live-table.h"

void
sparkled_hub_end_subscriptions (SparkledHub        *self,
                                SparkledLiveSocket *socket)
{
  GHashTable *subscriptions = sparkled_live_socket_get_subscriptions (socket);
  GHashTableIter iter;
  gpointer subscription;

  for (g_hash_table_iter_init (&iter, subscriptions);
       g_hash_table_iter_next (&iter, NULL, &subscription);
       g_hash_table_iter_init (&iter, subscriptions))
    sparkled_catch_up_end (self->catch_up, subscription);
}

static gboolean
concerns (SparkledLiveSocket *socket,
          const char         *account_id,
          const char         *session_id)
{
  const SparkledAccount *account = sparkled_live_socket_get_account (socket);

  if (account == NULL)
    return FALSE;
  if (account_id == NULL && session_id == NULL)
    return TRUE;
  /* A session alone, or all of an account. */
  return session_id != NULL ? g_strcmp0 (account->session_id, session_id) == 0 : g_strcmp0 (account->id, account_id) == 0;
}

void
sparkled_hub_take_account_change (SparkledHub *self,
                                  const char  *account_id,
                                  const char  *session_id)
{
  GHashTableIter iter;
  gpointer socket;

  g_signal_emit_by_name (self, "account-changed", account_id, session_id);
  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    if (concerns (socket, account_id, session_id))
      {
        /* Nothing more of what it may no longer see; the closing handshake may take a while. */
        sparkled_hub_end_subscriptions (self, socket);
        sparkled_live_socket_close (socket, SPARKLED_WEB_SOCKET_POLICY_VIOLATION, "The session changed");
      }
}

static DexFuture *
sessions_fiber (gpointer data)
{
  SparkledHub *self = data;
  g_autoptr(GHashTable) sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree const char **ids = NULL;
  g_autoptr(SparkledRows) rows = NULL;
  g_autoptr(GError) error = NULL;
  GHashTableIter iter;
  gpointer socket;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    {
      const SparkledAccount *account = sparkled_live_socket_get_account (socket);

      if (account != NULL && account->session_id != NULL)
        g_hash_table_add (sessions, g_strdup (account->session_id));
    }
  if (g_hash_table_size (sessions) > 0)
    {
      ids = (const char **) g_hash_table_get_keys_as_array (sessions, NULL);
      rows = sparkled_live_table_ended_sessions (self->services->db, (const char * const *) ids, &error);
      if (rows == NULL)
        g_debug ("live: cannot look up sessions: %s", error->message);
      for (unsigned i = 0; rows != NULL && i < sparkled_rows_get_n (rows); i++)
        sparkled_hub_take_account_change (self, NULL, sparkled_rows_get (rows, i, 0));
    }
  if (self->state == HUB_RUNNING)
    sparkled_alarm_set (self->sessions_alarm, g_get_monotonic_time () + SPARKLED_HUB_SESSIONS_US);
  return dex_future_new_true ();
}

void
sparkled_hub_look_up_sessions (gpointer data)
{
  SparkledHub *self = data;

  if (self->state == HUB_RUNNING)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, sessions_fiber, g_object_ref (self), g_object_unref));
}

GPtrArray *
sparkled_hub_copy_sockets (SparkledHub *self)
{
  GPtrArray *sockets = g_ptr_array_new_full (g_hash_table_size (self->sockets), (GDestroyNotify) sparkled_live_socket_unref);
  GHashTableIter iter;
  gpointer socket;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    g_ptr_array_add (sockets, sparkled_live_socket_ref (socket));
  return sockets;
}

void
sparkled_hub_check_sockets (gpointer data)
{
  SparkledHub *self = data;
  gint64 now = g_get_monotonic_time ();
  g_autoptr(GPtrArray) sockets = sparkled_hub_copy_sockets (self);

  for (guint i = 0; i < sockets->len; i++)
    sparkled_live_socket_check (sockets->pdata[i], now);
  if (self->state == HUB_RUNNING)
    sparkled_alarm_set (self->check_alarm, now + SPARKLED_HUB_CHECK_US);
}

