/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From open() to close(): databases, models, network. */
#include "sparkle-session-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-server-address.h"

/* Beside the databases: which server was used last. */
#define SERVER_FILE "server"

/* ---- sync -------------------------------------------------------------------------------------------------------- */

static void
sync_state_cb (SparkleSync *sync, GParamSpec *pspec, gpointer user_data)
{
  sparkle_session_update (SPARKLE_SESSION (user_data));
}

static void
sync_online_cb (SparkleSync *sync, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify (user_data, "online");
}

static void
sync_live_cb (SparkleSync *sync, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify (user_data, "live");
}

static void
sync_progress_cb (SparkleSync *sync, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify (user_data, "progress");
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
    g_signal_emit_by_name (user_data, "presence", scope + strlen ("post/"), users, typers);
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

/* (transfer full) */
char *
sparkle_session_get_thumbnail_folder (SparkleSession *self)
{
  g_autofree char *folder = get_store_folder (self);

  return g_build_filename (folder, "thumbnails", NULL);
}

static gboolean
settle_server (SparkleSession *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, SERVER_FILE, NULL);
  g_autofree char *before = NULL;

  if (g_mkdir_with_parents (self->data_dir, 0700) != 0)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("Cannot use %s: %s"), self->data_dir, g_strerror (errno));
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
      g_object_notify (G_OBJECT (self), "server");
    }
  /* Two data folders are two people, or one person's test: neither signs in as the other. */
  g_free (self->vault_key);
  self->vault_key = self->own_data_dir ? g_strconcat (self->server, "#", self->data_dir, NULL) : g_strdup (self->server);
  /* Only a convenience for the next start. */
  g_file_get_contents (path, &before, NULL, NULL);
  if (g_strcmp0 (before, self->server) != 0 && !g_file_set_contents (path, self->server, -1, NULL))
    g_debug ("Cannot remember the server in %s", path);
  return TRUE;
}

typedef struct
{
  SparkleSession *self;   /* (owned) */
  SparkleStore   *store;  /* (owned) */
  DexFuture      *opened; /* (owned) */
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->self);
  g_object_unref (opening->store);
  dex_unref (opening->opened);
  g_free (opening);
}

static DexFuture *
open_fiber (gpointer user_data)
{
  Opening *opening = user_data;
  SparkleSession *self = opening->self;
  g_autoptr (SparkleStore) store = g_object_ref (opening->store);
  g_autoptr (GError) error = NULL;

  if (!dex_await (dex_ref (opening->opened), &error))
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
  g_object_notify (G_OBJECT (self), "state");
  sparkle_session_keep_soon (self);

  /* The cache is there to be read; the keyring may take its time. */
  self->ready = sparkle_session_load_token (self);
  return dex_future_new_true ();
}

/**
 * sparkle_session_open:
 * @self: a new session
 *
 * Opens the databases, so that what is cached can be read, and begins to sync. Needs no network. The files are being opened when this
 * returns: whoever starts up can do other things meanwhile.
 *
 * Returns: (transfer full): a future boolean; rejects when the data cannot be opened at all
 */
DexFuture *
sparkle_session_open (SparkleSession *self)
{
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;
  Opening *opening;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store == NULL, NULL);

  if (!settle_server (self, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  folder = get_store_folder (self);
  opening = g_new0 (Opening, 1);
  opening->self = g_object_ref (self);
  opening->store = sparkle_store_new (folder);
  opening->opened = sparkle_store_open (opening->store);
  self->opened = dex_scheduler_spawn (NULL, 0, open_fiber, opening, (GDestroyNotify) opening_free);
  return dex_ref (self->opened);
}

static DexFuture *
close_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  g_autoptr (GError) unkept = NULL;
  g_autoptr (GError) error = NULL;

  if (self->sync != NULL)
    dex_await (sparkle_sync_stop (self->sync), NULL);
  if (self->store == NULL)
    return dex_future_new_true ();
  dex_await (sparkle_session_flush (self), &unkept);
  if (!dex_await (sparkle_store_close (self->store), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (unkept != NULL)
    return dex_future_new_for_error (g_steal_pointer (&unkept));
  return dex_future_new_true ();
}

/**
 * sparkle_session_close:
 * @self: a session
 *
 * Ends the sync and closes the databases; all writes made before are durable when it resolves. The session is of no use after.
 *
 * Returns: (transfer full): a future boolean; rejects when something that was written could not be kept
 */
DexFuture *
sparkle_session_close (SparkleSession *self)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  self->closed = TRUE;
  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_handle_id (&self->unwritten_source, g_source_remove);
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
  g_object_notify (G_OBJECT (self), "network-enabled");
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
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The session is not open"));
  dex_await (dex_ref (self->ready), NULL);
  if (self->closed || !self->network_enabled)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("The network is switched off"));
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
