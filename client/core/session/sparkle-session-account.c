/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-server-address.h"
#include "sparkle-uuid.h"
#include "sparkle-validate.h"

/* Signing out must not hang on a server that is away. */
#define LOGOUT_SECONDS 5
#define TOKEN_MAX      512

typedef struct
{
  SparkleSession *self;     /* (owned) */
  char           *path;     /* (owned) (nullable) */
  JsonNode       *body;     /* (owned) (nullable) */
  char           *token;    /* (owned) (nullable) one that is known already */
} SignIn;

static void
sign_in_free (SignIn *sign_in)
{
  g_clear_object (&sign_in->self);
  g_free (sign_in->path);
  g_clear_pointer (&sign_in->body, json_node_unref);
  if (sign_in->token != NULL)
    explicit_bzero (sign_in->token, strlen (sign_in->token));
  g_free (sign_in->token);
  g_free (sign_in);
}

static void
end_signing (SparkleSession *self)
{
  self->signing = FALSE;
  sparkle_session_start_sync (self);
  sparkle_session_update (self);
}

static GBytes *
format_user (JsonObject *user)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), user);
  g_autofree char *text = sparkle_json_print (node);
  char *records = g_strdup_printf ("{\"user\":[%s]}", text);

  return g_bytes_new_take (records, strlen (records));
}

/* (fiber) The server knows this person: everything here becomes theirs. */
static gboolean
adopt (SparkleSession *self, JsonObject *user, const char *token, GError **error)
{
  const char *id = sparkle_json_get_string (user, "id");
  g_autoptr (GBytes) records = NULL;
  g_autoptr (GError) failure = NULL;

  if (id == NULL || !sparkle_uuid_is_valid (id) || token == NULL || *token == '\0' || strlen (token) > TOKEN_MAX)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL, _("The server's answer to the sign-in is not complete"));
      return FALSE;
    }

  /* Nothing of one account may be sent with the token of another. */
  dex_await (sparkle_sync_stop (self->sync), NULL);
  sparkle_http_set_token (self->http, NULL);
  if (!dex_await (sparkle_store_set_account (self->store, id), error))
    return FALSE;
  records = format_user (user);
  if (!dex_await (sparkle_store_apply_records (self->store, "me", records), &failure))
    g_debug ("The record of the account comes with the sync: %s", failure->message);
  sparkle_http_set_token (self->http, token);
  sparkle_session_update_account (self);
  sparkle_session_set_needs_sign_in (self, FALSE);
  sparkle_session_keep_soon (self);
  return TRUE;
}

/* ---- the vault --------------------------------------------------------------------------------------------------- */

/* One thing to do with the vault, after the one before. */
typedef struct
{
  SparkleSession *self;       /* (owned) */
  DexFuture      *previous;   /* (owned) (nullable) */
  char           *account_id; /* (owned) (nullable) */
  char           *token;      /* (owned) (nullable): forget */
} Keep;

static void
keep_free (Keep *keep)
{
  g_clear_object (&keep->self);
  dex_clear (&keep->previous);
  g_free (keep->account_id);
  if (keep->token != NULL)
    explicit_bzero (keep->token, strlen (keep->token));
  g_free (keep->token);
  g_free (keep);
}

static DexFuture *
keep_fiber (gpointer user_data)
{
  Keep *keep = user_data;
  SparkleSession *self = keep->self;
  g_autoptr (GError) error = NULL;

  if (keep->previous != NULL)
    dex_await (g_steal_pointer (&keep->previous), NULL);
  if (keep->token != NULL)
    dex_await (sparkle_vault_save (self->vault, self->vault_key, keep->account_id, keep->token), &error);
  else
    dex_await (sparkle_vault_forget (self->vault, self->vault_key), &error);

  if (error != NULL)
    sparkle_session_set_notice (self, error->message);
  else if (keep->token != NULL && !sparkle_vault_is_persistent (self->vault))
    sparkle_session_set_notice (self, _("No keyring answers: you are signed in until Sparkle is closed"));
  return dex_future_new_true ();
}

/* Keeps the token, or forgets it. Nobody waits for that: a locked keyring asks its owner first. */
static void
keep_token (SparkleSession *self, const char *token)
{
  Keep *keep = g_new0 (Keep, 1);

  keep->self = g_object_ref (self);
  keep->previous = g_steal_pointer (&self->keeping);
  keep->account_id = g_strdup (sparkle_store_get_account (self->store));
  keep->token = g_strdup (token);
  self->keeping = dex_scheduler_spawn (NULL, 0, keep_fiber, keep, (GDestroyNotify) keep_free);
}

/**
 * sparkle_session_await_vault:
 * @self: an open session
 *
 * For programs that end right after a sign-in or sign-out.
 *
 * Returns: (transfer full): a future that resolves when the vault keeps, or has forgotten, the token
 */
DexFuture *
sparkle_session_await_vault (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return self->keeping != NULL ? dex_ref (self->keeping) : dex_future_new_true ();
}

/* ---- signing in -------------------------------------------------------------------------------------------------- */

static DexFuture *
sign_in_fiber (gpointer user_data)
{
  SignIn *sign_in = user_data;
  SparkleSession *self = sign_in->self;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object, *user;
  const char *token;
  gboolean adopted = FALSE;

  dex_await (dex_ref (self->ready), NULL);
  answer = dex_await_boxed (sparkle_http_call (self->http, "POST", sign_in->path, sign_in->body, NULL), &error);
  if (answer == NULL || self->closed)
    {
      end_signing (self);
      return dex_future_new_for_error (error != NULL ? g_steal_pointer (&error)
                                       : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed"));
    }

  object = JSON_NODE_HOLDS_OBJECT (answer) ? json_node_get_object (answer) : NULL;
  user = object != NULL ? sparkle_json_get_object (object, "user") : NULL;
  token = object != NULL ? sparkle_json_get_string (object, "token") : NULL;
  if (user != NULL)
    adopted = adopt (self, user, token, &error);
  else
    error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL,
                                 _("The server's answer to the sign-in is not complete"));
  if (adopted)
    keep_token (self, token);
  end_signing (self);
  return adopted ? dex_future_new_true () : dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
begin (SparkleSession *self, DexFiberFunc func, SignIn *sign_in)
{
  sign_in->self = g_object_ref (self);
  self->signing = TRUE;
  return dex_scheduler_spawn (NULL, 0, func, sign_in, (GDestroyNotify) sign_in_free);
}

static GError *
get_obstacle (SparkleSession *self)
{
  if (self->ready == NULL || self->closed)
    return g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The session is not open"));
  if (self->signing)
    return g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT, _("A sign-in is already under way"));
  return NULL;
}

static GError *
get_network_obstacle (SparkleSession *self)
{
  GError *error = get_obstacle (self);

  if (error == NULL && !self->network_enabled)
    error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("Signing in needs a connection"));
  /* a password is worth more than the token that it buys */
  if (error == NULL && !self->allow_insecure && !sparkle_server_address_is_private (self->server))
    error = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN,
                         _("The connection to %s is not secure: nobody signs in there"), self->server);
  return error;
}

static JsonNode *
make_body (const char *first_name, ...)
{
  JsonObject *object = json_object_new ();
  const char *name = first_name;
  JsonNode *node;
  va_list arguments;

  va_start (arguments, first_name);
  while (name != NULL)
    {
      json_object_set_string_member (object, name, va_arg (arguments, const char *));
      name = va_arg (arguments, const char *);
    }
  va_end (arguments);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

/**
 * sparkle_session_login:
 * @self: an open session
 * @login: e-mail address or username
 * @password: the password
 *
 * Signs in. The writes and drafts that this account left on this machine come back with it.
 *
 * Returns: (transfer full): a future boolean
 */
DexFuture *
sparkle_session_login (SparkleSession *self, const char *login, const char *password)
{
  g_autoptr (GError) error = NULL;
  SignIn *sign_in;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (login != NULL && password != NULL, NULL);

  error = get_network_obstacle (self);
  if (error == NULL)
    {
      sparkle_validate_login ("login", login, &error);
      sparkle_validate_login_password ("password", password, &error);
    }
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  sign_in = g_new0 (SignIn, 1);
  sign_in->path = g_strdup ("/api/v1/auth/login");
  sign_in->body = make_body ("login", login, "password", password, NULL);
  return begin (self, sign_in_fiber, sign_in);
}

/**
 * sparkle_session_register:
 * @self: an open session
 * @username: the name to be known by
 * @email: e-mail address
 * @password: the password
 *
 * Makes an account and signs in with it.
 *
 * Returns: (transfer full): a future boolean; rejects with details that name the fields
 */
DexFuture *
sparkle_session_register (SparkleSession *self, const char *username, const char *email, const char *password)
{
  g_autoptr (GError) error = NULL;
  SignIn *sign_in;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (username != NULL && email != NULL && password != NULL, NULL);

  error = get_network_obstacle (self);
  if (error == NULL)
    {
      sparkle_validate_username ("username", username, &error);
      sparkle_validate_email ("email", email, &error);
      sparkle_validate_password ("password", password, &error);
    }
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  sign_in = g_new0 (SignIn, 1);
  sign_in->path = g_strdup ("/api/v1/auth/register");
  sign_in->body = make_body ("username", username, "email", email, "password", password, NULL);
  return begin (self, sign_in_fiber, sign_in);
}

static DexFuture *
use_token_fiber (gpointer user_data)
{
  SignIn *sign_in = user_data;
  SparkleSession *self = sign_in->self;
  g_autoptr (SparkleHttp) http = NULL;
  g_autoptr (JsonNode) answer = NULL;
  g_autoptr (GError) error = NULL;
  gboolean adopted = FALSE;

  dex_await (dex_ref (self->ready), NULL);
  /* Asked beside, so that nothing else travels with a token that nobody knows yet. */
  http = sparkle_http_new (self->server, self->allow_insecure, self->sync_options.timing.request_timeout);
  sparkle_http_set_token (http, sign_in->token);
  answer = dex_await_boxed (sparkle_http_call (http, "GET", "/api/v1/me", NULL, NULL), &error);
  if (answer != NULL && !self->closed && JSON_NODE_HOLDS_OBJECT (answer))
    {
      JsonObject *object = json_node_get_object (answer);
      JsonObject *user = sparkle_json_get_object (object, "user");

      adopted = adopt (self, user != NULL ? user : object, sign_in->token, &error);
    }
  end_signing (self);
  if (adopted)
    return dex_future_new_true ();
  return dex_future_new_for_error (error != NULL ? g_steal_pointer (&error)
                                   : g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL,
                                                          _("The server does not say whose token this is")));
}

/**
 * sparkle_session_use_token:
 * @self: an open session
 * @token: a token that somebody else keeps
 *
 * Signs in with a token for as long as the session lives; the vault does not see it.
 *
 * Returns: (transfer full): a future boolean
 */
DexFuture *
sparkle_session_use_token (SparkleSession *self, const char *token)
{
  GError *error;
  SignIn *sign_in;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (token != NULL, NULL);

  error = get_network_obstacle (self);
  if (error != NULL)
    return dex_future_new_for_error (error);
  sign_in = g_new0 (SignIn, 1);
  sign_in->token = g_strdup (token);
  return begin (self, use_token_fiber, sign_in);
}

static DexFuture *
logout_fiber (gpointer user_data)
{
  SignIn *sign_in = user_data;
  SparkleSession *self = sign_in->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) ignored = NULL;
  gboolean done;

  dex_await (dex_ref (self->ready), NULL);
  dex_await (sparkle_sync_stop (self->sync), NULL);
  if (sparkle_http_has_token (self->http) && self->network_enabled &&
      !dex_await (dex_future_with_timeout_seconds (sparkle_http_call (self->http, "POST", "/api/v1/auth/logout",
                                                                      NULL, NULL), LOGOUT_SECONDS), &ignored))
    g_debug ("The server does not know of the sign-out: %s", ignored->message);

  sparkle_http_set_token (self->http, NULL);
  keep_token (self, NULL);
  done = dex_await (sparkle_store_set_account (self->store, NULL), &error);
  g_hash_table_remove_all (self->bases);
  sparkle_session_update_account (self);
  sparkle_session_set_needs_sign_in (self, FALSE);
  sparkle_session_keep_soon (self);
  end_signing (self);
  return done ? dex_future_new_true () : dex_future_new_for_error (g_steal_pointer (&error));
}

/**
 * sparkle_session_logout:
 * @self: an open session
 *
 * Signs out. What was cached of this account alone leaves the cache; drafts and unsent writes stay in the journal for when it
 * signs in again, and are never sent as anybody else. Works without a connection.
 *
 * Returns: (transfer full): a future boolean
 */
DexFuture *
sparkle_session_logout (SparkleSession *self)
{
  GError *error;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  error = get_obstacle (self);
  if (error != NULL)
    return dex_future_new_for_error (error);
  return begin (self, logout_fiber, g_new0 (SignIn, 1));
}

/* ---- the token at start and when it is lost ---------------------------------------------------------------------- */

static gboolean
idle_cb (gpointer promise)
{
  dex_promise_resolve_boolean (promise, TRUE);
  return G_SOURCE_REMOVE;
}

/* Resolves when the main loop has nothing better to do: what is cached is on the screen by then. */
static DexFuture *
wait_for_quiet (void)
{
  DexPromise *promise = dex_promise_new ();

  g_idle_add_full (G_PRIORITY_LOW, idle_cb, dex_ref (promise), dex_unref);
  return DEX_FUTURE (promise);
}

static DexFuture *
load_token_fiber (gpointer user_data)
{
  SparkleSession *self = SPARKLE_SESSION (user_data);
  g_autoptr (SparkleVaultEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  /* The keyring brings a bus, a cipher and the time of the main thread with it. */
  dex_await (wait_for_quiet (), NULL);
  if (self->closed)
    return dex_future_new_false ();
  entry = dex_await_boxed (sparkle_vault_load (self->vault, self->vault_key), &error);
  if (self->closed)
    return dex_future_new_false ();
  if (error != NULL)
    sparkle_session_set_notice (self, error->message);

  if (entry != NULL && sparkle_uuid_is_valid (entry->account_id))
    {
      if (g_strcmp0 (sparkle_store_get_account (self->store), entry->account_id) == 0 ||
          dex_await (sparkle_store_set_account (self->store, entry->account_id), NULL))
        sparkle_http_set_token (self->http, entry->token);
      sparkle_session_update_account (self);
    }
  sparkle_session_set_needs_sign_in (self, !sparkle_http_has_token (self->http) &&
                                           sparkle_store_get_account (self->store) != NULL);
  sparkle_session_start_sync (self);
  sparkle_session_update (self);
  return dex_future_new_true ();
}

/* Asks the vault who is signed in, then begins to sync. */
DexFuture *
sparkle_session_load_token (SparkleSession *self)
{
  return dex_scheduler_spawn (NULL, 0, load_token_fiber, g_object_ref (self), g_object_unref);
}

/* The token is no good any more: reading goes on as anybody, writes wait for a new sign-in. */
void
sparkle_session_lose_token (SparkleSession *self, const GError *error)
{
  sparkle_http_set_token (self->http, NULL);
  keep_token (self, NULL);
  sparkle_session_set_needs_sign_in (self, sparkle_store_get_account (self->store) != NULL);
  sparkle_session_set_notice (self, _("Your sign-in has ended. Sign in again to send what waits"));
  dex_future_disown (sparkle_sync_stop (self->sync));
  if (!self->signing)
    sparkle_session_start_sync (self);
  sparkle_session_check_drains (self, NULL);
}
