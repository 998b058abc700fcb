/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-keyring-vault.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-memory-vault.h"

/* A locked keyring asks its owner for a password; a broken one never answers. */
#define ANSWER_SECONDS 60

struct _SparkleKeyringVault
{
  SparkleVault  parent_instance;

  SparkleVault *memory; /* (owned) what the keyring would not take */
  gboolean      failed; /* it did not answer the last time */
};

G_DEFINE_FINAL_TYPE (SparkleKeyringVault, sparkle_keyring_vault, SPARKLE_TYPE_VAULT)

typedef struct
{
  SparkleKeyringVault *self; /* (owned) */
  char                *server;
  char                *account_id;
  char                *token;
} Request;

static const SecretSchema schema = {
  SPARKLE_APP_ID,
  SECRET_SCHEMA_NONE,
  { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static void
request_free (Request *request)
{
  g_clear_object (&request->self);
  g_free (request->server);
  g_free (request->account_id);
  if (request->token != NULL)
    explicit_bzero (request->token, strlen (request->token));
  g_free (request->token);
  g_free (request);
}

static DexFuture *
spawn (SparkleVault *vault, DexFiberFunc func, const char *server, const char *account_id, const char *token)
{
  Request *request = g_new0 (Request, 1);

  request->self = g_object_ref (SPARKLE_KEYRING_VAULT (vault));
  request->server = g_strdup (server);
  request->account_id = g_strdup (account_id);
  request->token = g_strdup (token);
  return dex_scheduler_spawn (NULL, 0, func, request, (GDestroyNotify) request_free);
}

static void
lookup_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    dex_promise_reject (promise, g_steal_pointer (&error));
  else
    dex_promise_resolve_string (promise, secret);
}

static void
store_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

static void
clear_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  gboolean removed = secret_password_clear_finish (result, &error);

  if (error != NULL)
    dex_promise_reject (promise, g_steal_pointer (&error));
  else
    dex_promise_resolve_boolean (promise, removed);
}

static DexFuture *
limited (DexPromise *promise)
{
  return dex_future_first (DEX_FUTURE (promise), dex_timeout_new_seconds (ANSWER_SECONDS), NULL);
}

/* "<account id>:<token>", because attributes are not secret and a lookup gives the secret alone. */
static SparkleVaultEntry *
parse_secret (const char *secret)
{
  const char *colon = secret != NULL ? strchr (secret, ':') : NULL;
  g_autofree char *account_id = NULL;

  if (colon == NULL || colon == secret || colon[1] == '\0')
    return NULL;
  account_id = g_strndup (secret, colon - secret);
  return sparkle_vault_entry_new (account_id, colon + 1);
}

static DexFuture *
load_fiber (gpointer user_data)
{
  Request *request = user_data;
  DexPromise *promise = dex_promise_new_cancellable ();
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;
  SparkleVaultEntry *entry;

  secret_password_lookup (&schema, dex_promise_get_cancellable (promise), lookup_cb, dex_ref (promise),
                          "server", request->server, NULL);
  secret = dex_await_string (limited (promise), &error);
  request->self->failed = error != NULL;
  if (error != NULL)
    g_debug ("No keyring: %s", error->message);

  entry = parse_secret (secret);
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  if (entry == NULL)
    return sparkle_vault_load (request->self->memory, request->server);
  return dex_future_new_take_boxed (SPARKLE_TYPE_VAULT_ENTRY, entry);
}

static DexFuture *
save_fiber (gpointer user_data)
{
  Request *request = user_data;
  DexPromise *promise = dex_promise_new_cancellable ();
  g_autofree char *secret = g_strconcat (request->account_id, ":", request->token, NULL);
  g_autofree char *label = g_strdup_printf ("Sparkle Universe (%s)", request->server);
  g_autoptr (GError) error = NULL;

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, dex_promise_get_cancellable (promise),
                         store_cb, dex_ref (promise), "server", request->server, NULL);
  explicit_bzero (secret, strlen (secret));
  request->self->failed = !dex_await (limited (promise), &error);
  if (!request->self->failed)
    return sparkle_vault_forget (request->self->memory, request->server);

  g_debug ("No keyring: %s", error->message);
  return sparkle_vault_save (request->self->memory, request->server, request->account_id, request->token);
}

static DexFuture *
forget_fiber (gpointer user_data)
{
  Request *request = user_data;
  DexPromise *promise = dex_promise_new_cancellable ();
  g_autoptr (GError) error = NULL;

  dex_await (sparkle_vault_forget (request->self->memory, request->server), NULL);
  secret_password_clear (&schema, dex_promise_get_cancellable (promise), clear_cb, dex_ref (promise),
                         "server", request->server, NULL);
  if (dex_await (limited (promise), &error) || request->self->failed)
    return dex_future_new_true ();
  return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_NO_KEYRING,
                                _("The keyring still holds the token: %s"), error->message);
}

static DexFuture *
sparkle_keyring_vault_load (SparkleVault *vault, const char *server)
{
  return spawn (vault, load_fiber, server, NULL, NULL);
}

static DexFuture *
sparkle_keyring_vault_save (SparkleVault *vault, const char *server, const char *account_id, const char *token)
{
  return spawn (vault, save_fiber, server, account_id, token);
}

static DexFuture *
sparkle_keyring_vault_forget (SparkleVault *vault, const char *server)
{
  return spawn (vault, forget_fiber, server, NULL, NULL);
}

static gboolean
sparkle_keyring_vault_is_persistent (SparkleVault *vault)
{
  return !SPARKLE_KEYRING_VAULT (vault)->failed;
}

static void
sparkle_keyring_vault_finalize (GObject *object)
{
  SparkleKeyringVault *self = SPARKLE_KEYRING_VAULT (object);

  g_clear_object (&self->memory);

  G_OBJECT_CLASS (sparkle_keyring_vault_parent_class)->finalize (object);
}

static void
sparkle_keyring_vault_class_init (SparkleKeyringVaultClass *klass)
{
  SparkleVaultClass *vault_class = SPARKLE_VAULT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sparkle_keyring_vault_finalize;
  vault_class->load = sparkle_keyring_vault_load;
  vault_class->save = sparkle_keyring_vault_save;
  vault_class->forget = sparkle_keyring_vault_forget;
  vault_class->is_persistent = sparkle_keyring_vault_is_persistent;
}

static void
sparkle_keyring_vault_init (SparkleKeyringVault *self)
{
  self->memory = sparkle_vault_new_in_memory ();
}
