/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-server-address.h"

/* Beside the databases: which server was used last. */
#define SERVER_FILE "server"

G_DEFINE_FINAL_TYPE (SparkleSession, sparkle_session, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (SparkleSessionState, sparkle_session_state,
                    G_DEFINE_ENUM_VALUE (SPARKLE_SESSION_STATE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SESSION_STATE_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SESSION_STATE_FIRST_SYNC, "first-sync"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SESSION_STATE_SYNCING, "syncing"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SESSION_STATE_IDLE, "idle"))

typedef enum
{
  PROP_ACCOUNT = 1,
  PROP_ONLINE,
  PROP_LIVE,
  PROP_NETWORK_ENABLED,
  PROP_NEEDS_SIGN_IN,
  PROP_STATE,
  PROP_PROGRESS,
  PROP_OUTBOX_COUNT,
  PROP_FAILED_COUNT,
  PROP_NOTICE,
  PROP_SERVER,
} SparkleSessionProperty;

static GParamSpec *properties[PROP_SERVER + 1];
static unsigned presence_signal;

void
sparkle_edit_base_free (SparkleEditBase *base)
{
  g_clear_pointer (&base->values, json_object_unref);
  g_free (base);
}

/* ---- what it shows ----------------------------------------------------------------------------------------------- */

static SparkleSessionState
compute_state (SparkleSession *self)
{
  if (self->sync == NULL || self->ready == NULL)
    return SPARKLE_SESSION_STATE_STARTING;
  if (dex_future_is_pending (self->ready) && self->network_enabled &&
      sparkle_sync_get_state (self->sync) == SPARKLE_SYNC_STATE_STOPPED)
    return SPARKLE_SESSION_STATE_STARTING;
  switch (sparkle_sync_get_state (self->sync))
    {
    case SPARKLE_SYNC_STATE_STOPPED:
    case SPARKLE_SYNC_STATE_OFFLINE:
      return SPARKLE_SESSION_STATE_OFFLINE;
    case SPARKLE_SYNC_STATE_FIRST_SYNC:
      return SPARKLE_SESSION_STATE_FIRST_SYNC;
    case SPARKLE_SYNC_STATE_SYNCING:
      return SPARKLE_SESSION_STATE_SYNCING;
    case SPARKLE_SYNC_STATE_IDLE:
      return SPARKLE_SESSION_STATE_IDLE;
    }
  g_return_val_if_reached (SPARKLE_SESSION_STATE_OFFLINE);
}

void
sparkle_session_update (SparkleSession *self)
{
  SparkleSessionState state = compute_state (self);
  unsigned count = self->outbox != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->outbox)) : 0;
  unsigned failed = self->outbox != NULL ? sparkle_outbox_get_n_failed (self->outbox) : 0;

  if (self->state != state)
    {
      self->state = state;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
    }
  if (self->outbox_count != count)
    {
      self->outbox_count = count;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OUTBOX_COUNT]);
    }
  if (self->failed_count != failed)
    {
      self->failed_count = failed;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILED_COUNT]);
    }
  sparkle_session_check_drains (self, NULL);
}

void
sparkle_session_set_notice (SparkleSession *self, const char *notice)
{
  if (g_set_str (&self->notice, notice))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
}

void
sparkle_session_set_needs_sign_in (SparkleSession *self, gboolean needs)
{
  if (self->needs_sign_in == needs)
    return;
  self->needs_sign_in = needs;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS_SIGN_IN]);
}

void
sparkle_session_update_account (SparkleSession *self)
{
  const char *id = self->store != NULL ? sparkle_store_get_account (self->store) : NULL;
  g_autoptr (SparkleUser) account = id != NULL ? sparkle_entities_get_user (self->entities, id) : NULL;

  if (g_set_object (&self->account, account))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
}

static DexFuture *
watch_cb (DexFuture *future, gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  if (error != NULL && !self->closed)
    sparkle_session_set_notice (self, error->message);
  return NULL;
}

void
sparkle_session_watch (SparkleSession *self, DexFuture *future)
{
  dex_future_disown (dex_future_catch (future, watch_cb, g_object_ref (self), g_object_unref));
}

static DexFuture *
written_cb (DexFuture *future, gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);

  if (!self->closed)
    sparkle_sync_push_soon (self->sync);
  return NULL;
}

/* The same for what puts something into the outbox: sends it. Not any change of the outbox does, for a push that failed changes
 * it as well, and must wait. */
void
sparkle_session_watch_write (SparkleSession *self, DexFuture *future)
{
  sparkle_session_watch (self, dex_future_then (future, written_cb, g_object_ref (self), g_object_unref));
}

/* ---- sync -------------------------------------------------------------------------------------------------------- */

static void
sync_state_cb (SparkleSync *sync, GParamSpec *pspec, gpointer user_data)
{
  sparkle_session_update (SPARKLE_SESSION (user_data));
}

static void
sync_online_cb (SparkleSync *sync, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify_by_pspec (user_data, properties[PROP_ONLINE]);
}

static void
sync_live_cb (SparkleSync *sync, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify_by_pspec (user_data, properties[PROP_LIVE]);
}

static void
sync_progress_cb (SparkleSync *sync, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify_by_pspec (user_data, properties[PROP_PROGRESS]);
}

static void
auth_lost_cb (SparkleSync *sync, const GError *error, gpointer user_data)
{
  sparkle_session_lose_token (SPARKLE_SESSION (user_data), error);
}

static void
problem_cb (SparkleSync *sync, const GError *error, gpointer user_data)
{
  sparkle_session_set_notice (SPARKLE_SESSION (user_data), error->message);
}

static void
presence_cb (SparkleSync *sync, const char *scope, char **users, char **typers, gpointer user_data)
{
  if (g_str_has_prefix (scope, "post/"))
    g_signal_emit (user_data, presence_signal, 0, scope + strlen ("post/"), users, typers);
}

static void
outbox_changed_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  sparkle_session_update (SPARKLE_SESSION (user_data));
}

static void
outbox_items_cb (GListModel *model, unsigned position, unsigned removed, unsigned added, gpointer user_data)
{
  sparkle_session_update (SPARKLE_SESSION (user_data));
}

static void
store_changed_cb (SparkleStore *store, SparkleStoreChanges *changes, gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);

  if (sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_BOOKMARK))
    sparkle_session_keep_soon (self);
  if (sparkle_store_changes_touches (changes, SPARKLE_COLLECTION_OUTBOX))
    sparkle_session_check_drains (self, NULL);
}

void
sparkle_session_start_sync (SparkleSession *self)
{
  if (self->network_enabled && !self->closed)
    sparkle_sync_start (self->sync);
}

static void
make_sync (SparkleSession *self)
{
  self->http = sparkle_http_new (self->server, self->allow_insecure, self->sync_options.timing.request_timeout);
  self->sync = sparkle_sync_new (self->store, self->http, &self->sync_options);
  g_signal_connect_object (self->sync, "notify::state", G_CALLBACK (sync_state_cb), self, 0);
  g_signal_connect_object (self->sync, "notify::online", G_CALLBACK (sync_online_cb), self, 0);
  g_signal_connect_object (self->sync, "notify::live", G_CALLBACK (sync_live_cb), self, 0);
  g_signal_connect_object (self->sync, "notify::progress", G_CALLBACK (sync_progress_cb), self, 0);
  g_signal_connect_object (self->sync, "auth-lost", G_CALLBACK (auth_lost_cb), self, 0);
  g_signal_connect_object (self->sync, "problem", G_CALLBACK (problem_cb), self, 0);
  g_signal_connect_object (self->sync, "presence", G_CALLBACK (presence_cb), self, 0);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (store_changed_cb), self, 0);
  g_signal_connect_object (self->outbox, "notify", G_CALLBACK (outbox_changed_cb), self, 0);
  g_signal_connect_object (self->outbox, "items-changed", G_CALLBACK (outbox_items_cb), self, 0);
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

/* Each server has databases of its own: nothing of one community can reach another. */
static char *
get_store_folder (SparkleSession *self)
{
  g_autofree char *name = g_strdup (self->server);

  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ".-", '_');
  return g_build_filename (self->data_dir, name, NULL);
}

static gboolean
settle_server (SparkleSession *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, SERVER_FILE, NULL);

  if (g_mkdir_with_parents (self->data_dir, 0700) != 0)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, "Cannot use %s: %s", self->data_dir, g_strerror (errno));
      return FALSE;
    }
  if (self->server_error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->server_error));
      return FALSE;
    }
  if (self->server == NULL)
    {
      g_autofree char *text = NULL;

      g_file_get_contents (path, &text, NULL, NULL);
      self->server = sparkle_server_address_normalize (text, error);
      if (self->server == NULL)
        return FALSE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SERVER]);
    }
  /* Two data folders are two people, or one person's test: neither signs in as the other. */
  g_free (self->vault_key);
  self->vault_key = self->own_data_dir ? g_strconcat (self->server, "#", self->data_dir, NULL) : g_strdup (self->server);
  /* Only a convenience for the next start. */
  if (!g_file_set_contents (path, self->server, -1, NULL))
    g_debug ("Cannot remember the server in %s", path);
  return TRUE;
}

static DexFuture *
open_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  g_autoptr (SparkleStore) store = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;

  if (!settle_server (self, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  folder = get_store_folder (self);
  store = sparkle_store_new (folder);
  if (!dex_await (sparkle_store_open (store), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (self->closed)
    {
      dex_await (sparkle_store_close (store), NULL);
      return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");
    }

  self->store = g_steal_pointer (&store);
  if (sparkle_store_get_notice (self->store) != NULL)
    sparkle_session_set_notice (self, sparkle_store_get_notice (self->store));
  sparkle_session_make_lists (self);
  make_sync (self);
  sparkle_session_update_account (self);
  sparkle_session_update (self);
  sparkle_session_keep_soon (self);

  /* The cache is there to be read; the keyring may take its time. */
  self->ready = sparkle_session_load_token (self);
  return dex_future_new_true ();
}

/**
 * sparkle_session_open:
 * @self: a new session
 *
 * Opens the databases, so that what is cached can be read, and begins to sync. Needs no network.
 *
 * Returns: (transfer full): a future boolean; rejects when the data cannot be opened at all
 */
DexFuture *
sparkle_session_open (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store == NULL, NULL);

  return dex_scheduler_spawn (NULL, 0, open_fiber, g_object_ref (self), g_object_unref);
}

static DexFuture *
close_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  g_autoptr (GError) error = NULL;

  if (self->sync != NULL)
    dex_await (sparkle_sync_stop (self->sync), NULL);
  if (self->store == NULL)
    return dex_future_new_true ();
  if (!dex_await (sparkle_store_close (self->store), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

/**
 * sparkle_session_close:
 * @self: a session
 *
 * Ends the sync and closes the databases; all writes made before are durable when it resolves. The session is of no use after.
 *
 * Returns: (transfer full): a future boolean
 */
DexFuture *
sparkle_session_close (SparkleSession *self)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  self->closed = TRUE;
  g_clear_handle_id (&self->keep_source, g_source_remove);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");
  sparkle_session_check_drains (self, error);
  return dex_scheduler_spawn (NULL, 0, close_fiber, g_object_ref (self), g_object_unref);
}

/**
 * sparkle_session_set_network_enabled:
 * @self: a session
 * @enabled: whether it may talk to the server
 *
 * Switches the network on or off, as a person or a test wants it.
 */
void
sparkle_session_set_network_enabled (SparkleSession *self, gboolean enabled)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self));

  if (self->network_enabled == enabled)
    return;
  self->network_enabled = enabled;
  if (self->sync != NULL && enabled && !self->signing && self->ready != NULL &&
      !dex_future_is_pending (self->ready))
    sparkle_session_start_sync (self);
  else if (self->sync != NULL && !enabled)
    dex_future_disown (sparkle_sync_stop (self->sync));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NETWORK_ENABLED]);
}

gboolean
sparkle_session_get_network_enabled (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);

  return self->network_enabled;
}

static DexFuture *
sync_now_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);

  if (self->ready == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, "The session is not open");
  dex_await (dex_ref (self->ready), NULL);
  if (self->closed || !self->network_enabled)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, "The network is switched off");
  return sparkle_sync_now (self->sync);
}

/**
 * sparkle_session_sync_now:
 * @self: an open session
 *
 * Fetches all that changed, at once; what is in the outbox is sent beside it.
 *
 * Returns: (transfer full): a future that resolves when all of it is here
 */
DexFuture *
sparkle_session_sync_now (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return dex_scheduler_spawn (NULL, 0, sync_now_fiber, g_object_ref (self), g_object_unref);
}

/* ---- drain ------------------------------------------------------------------------------------------------------- */

static GError *
get_drain_obstacle (SparkleSession *self)
{
  if (self->closed || !self->network_enabled)
    return g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, "The network is switched off");
  if (!sparkle_http_has_token (self->http))
    return g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, "Sign in to send what waits");
  if (sparkle_sync_get_state (self->sync) == SPARKLE_SYNC_STATE_OFFLINE)
    return g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE,
                                "The server cannot be reached; what waits is sent later");
  return NULL;
}

/* Resolves those who wait for an empty outbox when it is, and rejects them with error, or with what stands in the way. */
void
sparkle_session_check_drains (SparkleSession *self, const GError *error)
{
  g_autoptr (GPtrArray) drains = NULL;
  g_autoptr (GError) obstacle = error != NULL ? g_error_copy (error) : NULL;
  unsigned count, failed = 0;

  if (self->drains->len == 0)
    return;
  if (obstacle == NULL)
    {
      count = sparkle_store_read_outbox_count (self->store, &failed);
      if (count > failed)
        {
          if (self->signing)
            return;
          obstacle = get_drain_obstacle (self);
          if (obstacle == NULL)
            return;
        }
    }

  drains = g_steal_pointer (&self->drains);
  self->drains = g_ptr_array_new_with_free_func (dex_unref);
  for (unsigned i = 0; i < drains->len; i++)
    {
      DexPromise *promise = g_ptr_array_index (drains, i);

      if (obstacle != NULL)
        dex_promise_reject (promise, g_error_copy (obstacle));
      else
        dex_promise_resolve_boolean (promise, TRUE);
    }
}

static DexFuture *
drain_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  DexPromise *promise;
  g_autoptr (GError) error = NULL;

  if (self->ready == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, "The session is not open");
  dex_await (dex_ref (self->ready), NULL);
  if (!self->closed && !dex_await (sparkle_store_flush (self->store), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (self->closed)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");

  promise = dex_promise_new ();
  g_ptr_array_add (self->drains, dex_ref (promise));
  sparkle_sync_push_soon (self->sync);
  sparkle_session_check_drains (self, NULL);
  return DEX_FUTURE (promise);
}

/**
 * sparkle_session_drain:
 * @self: an open session
 *
 * Waits until the server has answered to every write.
 *
 * Returns: (transfer full): a future that resolves when nothing waits any more (failed ones stay), and rejects when nobody is
 *   signed in or the server cannot be reached
 */
DexFuture *
sparkle_session_drain (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return dex_scheduler_spawn (NULL, 0, drain_fiber, g_object_ref (self), g_object_unref);
}

/**
 * sparkle_session_flush:
 * @self: an open session
 *
 * Returns: (transfer full): a future that resolves when every write made before is durable on this machine
 */
DexFuture *
sparkle_session_flush (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store != NULL, NULL);

  return sparkle_store_flush (self->store);
}

/* ---- object ------------------------------------------------------------------------------------------------------ */

/**
 * sparkle_session_get_account:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): who is signed in, also while the token has to be renewed
 */
SparkleUser *
sparkle_session_get_account (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->account;
}

/**
 * sparkle_session_get_account_id:
 * @self: a session
 *
 * Returns: (nullable): the id of who is signed in
 */
const char *
sparkle_session_get_account_id (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->store != NULL ? sparkle_store_get_account (self->store) : NULL;
}

/**
 * sparkle_session_get_needs_sign_in:
 * @self: a session
 *
 * Returns: whether the account is known but its token is lost or no longer taken
 */
gboolean
sparkle_session_get_needs_sign_in (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);

  return self->needs_sign_in;
}

gboolean
sparkle_session_get_online (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);

  return self->sync != NULL && sparkle_sync_get_online (self->sync);
}

SparkleSessionState
sparkle_session_get_state (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), SPARKLE_SESSION_STATE_STARTING);

  return self->state;
}

double
sparkle_session_get_progress (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), 0);

  return self->sync != NULL ? sparkle_sync_get_progress (self->sync) : 0;
}

unsigned
sparkle_session_get_outbox_count (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), 0);

  return self->outbox_count;
}

unsigned
sparkle_session_get_failed_count (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), 0);

  return self->failed_count;
}

const char *
sparkle_session_get_server (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->server;
}

const char *
sparkle_session_get_notice (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->notice;
}

/**
 * sparkle_session_dismiss_notice:
 * @self: a session
 *
 * The notice has been read.
 */
void
sparkle_session_dismiss_notice (SparkleSession *self)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self));

  sparkle_session_set_notice (self, NULL);
}

static void
sparkle_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SparkleSession *self = SPARKLE_SESSION (object);

  switch ((SparkleSessionProperty) prop_id)
    {
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_ONLINE:
      g_value_set_boolean (value, sparkle_session_get_online (self));
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, self->sync != NULL && sparkle_sync_get_live (self->sync));
      break;
    case PROP_NETWORK_ENABLED:
      g_value_set_boolean (value, self->network_enabled);
      break;
    case PROP_NEEDS_SIGN_IN:
      g_value_set_boolean (value, self->needs_sign_in);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, sparkle_session_get_progress (self));
      break;
    case PROP_OUTBOX_COUNT:
      g_value_set_uint (value, self->outbox_count);
      break;
    case PROP_FAILED_COUNT:
      g_value_set_uint (value, self->failed_count);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    case PROP_SERVER:
      g_value_set_string (value, self->server);
      break;
    }
}

static void
sparkle_session_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_NETWORK_ENABLED)
    sparkle_session_set_network_enabled (SPARKLE_SESSION (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sparkle_session_dispose (GObject *object)
{
  SparkleSession *self = SPARKLE_SESSION (object);

  self->closed = TRUE;
  g_clear_handle_id (&self->keep_source, g_source_remove);
  if (self->sync != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->sync, self);
      dex_future_disown (sparkle_sync_stop (self->sync));
    }
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  if (self->outbox != NULL)
    g_signal_handlers_disconnect_by_data (self->outbox, self);
  if (self->feed != NULL)
    sparkle_feed_set_older_func (self->feed, NULL, NULL, NULL);
  g_clear_object (&self->account);
  g_clear_object (&self->feed);
  g_clear_object (&self->bookmarks);
  g_clear_object (&self->drafts);
  g_clear_object (&self->outbox);
  g_clear_object (&self->categories);
  g_clear_object (&self->entities);
  g_clear_object (&self->sync);
  g_clear_object (&self->http);
  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  dex_clear (&self->ready);
  dex_clear (&self->keeping);

  G_OBJECT_CLASS (sparkle_session_parent_class)->dispose (object);
}

static void
sparkle_session_finalize (GObject *object)
{
  SparkleSession *self = SPARKLE_SESSION (object);

  g_clear_pointer (&self->drains, g_ptr_array_unref);
  g_clear_pointer (&self->bases, g_hash_table_unref);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->vault_key, g_free);
  g_clear_pointer (&self->notice, g_free);
  g_clear_error (&self->server_error);

  G_OBJECT_CLASS (sparkle_session_parent_class)->finalize (object);
}

static void
sparkle_session_class_init (SparkleSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sparkle_session_get_property;
  object_class->set_property = sparkle_session_set_property;
  object_class->dispose = sparkle_session_dispose;
  object_class->finalize = sparkle_session_finalize;

  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, SPARKLE_TYPE_USER, flags);
  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);
  properties[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, flags);
  properties[PROP_NETWORK_ENABLED] = g_param_spec_boolean ("network-enabled", NULL, NULL, TRUE,
                                                           flags | G_PARAM_WRITABLE);
  properties[PROP_NEEDS_SIGN_IN] = g_param_spec_boolean ("needs-sign-in", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SPARKLE_TYPE_SESSION_STATE,
                                              SPARKLE_SESSION_STATE_STARTING, flags);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_OUTBOX_COUNT] = g_param_spec_uint ("outbox-count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_FAILED_COUNT] = g_param_spec_uint ("failed-count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, flags);
  properties[PROP_SERVER] = g_param_spec_string ("server", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  presence_signal = g_signal_new ("presence", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRV, G_TYPE_STRV);
}

static void
sparkle_session_init (SparkleSession *self)
{
  self->network_enabled = TRUE;
  self->drains = g_ptr_array_new_with_free_func (dex_unref);
  self->bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sparkle_edit_base_free);
}

/**
 * sparkle_session_new:
 * @options: how it shall be
 *
 * Makes a session that belongs to the thread that made it. Nothing is read or sent before [method@Session.open].
 *
 * Returns: (transfer full): a new session
 */
SparkleSession *
sparkle_session_new (const SparkleSessionOptions *options)
{
  SparkleSession *self;

  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (SPARKLE_TYPE_SESSION, NULL);
  self->own_data_dir = options->data_dir != NULL;
  self->data_dir = options->data_dir != NULL ? g_canonicalize_filename (options->data_dir, NULL)
                                             : g_build_filename (g_get_user_data_dir (), "sparkle-universe", NULL);
  if (options->server != NULL)
    self->server = sparkle_server_address_normalize (options->server, &self->server_error);
  self->vault = options->vault != NULL ? g_object_ref (options->vault) : sparkle_vault_new ();
  self->sync_options.timing = options->timing != NULL ? *options->timing : SPARKLE_SYNC_TIMING_DEFAULT;
  self->sync_options.window = options->window;
  self->sync_options.budget = options->storage_budget;
  self->allow_insecure = options->allow_insecure;
  self->network_enabled = !options->offline;
  return self;
}
