/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-private.h"

#include "sparkle-error.h"
#include "sparkle-server-address.h"

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
 * sparkle_session_is_open:
 * @self: a session
 *
 * Whether what is cached can be read. That is so before anybody knows who is signed in, and without network. notify::state tells.
 */
gboolean
sparkle_session_is_open (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);

  return self->entities != NULL;
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
  g_clear_object (&self->notifications);
  g_clear_object (&self->outbox);
  g_clear_object (&self->categories);
  g_clear_object (&self->entities);
  g_clear_object (&self->sync);
  g_clear_object (&self->http);
  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  dex_clear (&self->opened);
  dex_clear (&self->ready);
  dex_clear (&self->keeping);
  dex_clear (&self->writing);
  sparkle_session_forget_unwritten (self);

  G_OBJECT_CLASS (sparkle_session_parent_class)->dispose (object);
}

static void
sparkle_session_finalize (GObject *object)
{
  SparkleSession *self = SPARKLE_SESSION (object);

  g_clear_pointer (&self->drains, g_ptr_array_unref);
  g_clear_pointer (&self->bases, g_hash_table_unref);
  g_clear_pointer (&self->told, g_hash_table_unref);
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
  self->unwritten = g_queue_new ();
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
