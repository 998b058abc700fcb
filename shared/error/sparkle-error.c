/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error-words.h"

/* More wrong fields than anybody reads; keeps an answer small whatever was sent. */
#define MAX_DETAILS 50

typedef struct
{
  GPtrArray *details; /* (owned) (nullable) of SparkleErrorDetail */
  unsigned   retry_after;
  char      *origin;  /* (owned) (nullable) */
} SparkleErrorPrivate;

static const SparkleErrorInfo infos[] = {
  { SPARKLE_ERROR_VALIDATION_FAILED, 400, "validation_failed", N_("Validation failed"), FALSE },
  { SPARKLE_ERROR_BAD_REQUEST, 400, "bad_request", N_("The request is not understood"), FALSE },
  { SPARKLE_ERROR_UNAUTHORIZED, 401, "unauthorized", N_("Sign in first"), FALSE },
  { SPARKLE_ERROR_INVALID_CREDENTIALS, 401, "invalid_credentials", N_("Invalid credentials"), FALSE },
  { SPARKLE_ERROR_FORBIDDEN, 403, "forbidden", N_("This is not allowed"), FALSE },
  { SPARKLE_ERROR_NOT_FOUND, 404, "not_found", N_("Not found"), FALSE },
  { SPARKLE_ERROR_METHOD_NOT_ALLOWED, 405, "method_not_allowed", N_("This method is not allowed here"), FALSE },
  { SPARKLE_ERROR_CONFLICT, 409, "conflict", N_("This is taken already"), FALSE },
  { SPARKLE_ERROR_GONE, 410, "gone", N_("This has been removed"), FALSE },
  { SPARKLE_ERROR_STALE_VERSION, 412, "stale_version", N_("This has been changed in the meantime"), FALSE },
  { SPARKLE_ERROR_TOO_LARGE, 413, "too_large", N_("The request is too large"), FALSE },
  { SPARKLE_ERROR_UNSUPPORTED_MEDIA, 415, "unsupported_media", N_("The body must be application/json"), FALSE },
  { SPARKLE_ERROR_IDEMPOTENCY_MISMATCH, 422, "idempotency_mismatch", N_("This mutation was sent before with another content"), FALSE },
  { SPARKLE_ERROR_RATE_LIMITED, 429, "rate_limited", N_("Too many requests"), TRUE },
  { SPARKLE_ERROR_LOCKED, 429, "locked", N_("Too many failed attempts to sign in"), TRUE },
  { SPARKLE_ERROR_INTERNAL, 500, "internal", N_("Something went wrong on the server"), TRUE },
  { SPARKLE_ERROR_UNAVAILABLE, 503, "unavailable", N_("The server is not available at the moment"), TRUE },
  { SPARKLE_ERROR_TIMED_OUT, 504, "timed_out", N_("The server took too long to answer"), TRUE },
  { SPARKLE_ERROR_OFFLINE, 0, "offline", N_("There is no connection to the server"), TRUE },
  { SPARKLE_ERROR_PROTOCOL, 0, "protocol", N_("The answer of the server is not understood"), FALSE },
  { SPARKLE_ERROR_STORAGE, 0, "storage", N_("The local database failed"), FALSE },
  { SPARKLE_ERROR_STORAGE_FUTURE, 0, "storage_future", N_("The local database was made by a newer version"), FALSE },
  { SPARKLE_ERROR_NO_KEYRING, 0, "no_keyring", N_("There is no keyring"), FALSE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (infos) == SPARKLE_ERROR_LAST_);

static void
detail_free (gpointer data)
{
  SparkleErrorDetail *detail = data;

  g_free (detail->field);
  g_free (detail->message);
  g_free (detail);
}

static void
details_append (SparkleErrorPrivate *priv,
                const char          *field,
                char                *message) /* (transfer full) */
{
  SparkleErrorDetail *detail;

  if (priv->details == NULL)
    priv->details = g_ptr_array_new_with_free_func (detail_free);
  if (priv->details->len >= MAX_DETAILS)
    {
      g_free (message);
      return;
    }

  detail = g_new (SparkleErrorDetail, 1);
  detail->field = g_strdup (field);
  detail->message = message;
  g_ptr_array_add (priv->details, detail);
}

static void
sparkle_error_private_init (SparkleErrorPrivate *priv)
{
}

static void
sparkle_error_private_copy (const SparkleErrorPrivate *src,
                            SparkleErrorPrivate       *dest)
{
  dest->retry_after = src->retry_after;
  dest->origin = g_strdup (src->origin);
  if (src->details == NULL)
    return;
  for (guint i = 0; i < src->details->len; i++)
    {
      const SparkleErrorDetail *detail = g_ptr_array_index (src->details, i);
      details_append (dest, detail->field, g_strdup (detail->message));
    }
}

static void
sparkle_error_private_clear (SparkleErrorPrivate *priv)
{
  g_clear_pointer (&priv->details, g_ptr_array_unref);
  g_clear_pointer (&priv->origin, g_free);
}

G_DEFINE_EXTENDED_ERROR (SparkleError, sparkle_error)

/**
 * sparkle_error_info:
 * @code: a code of the domain
 *
 * Looks up the row of the error table.
 *
 * Returns: (transfer none): the row; that of an internal error for a code out of range
 */
const SparkleErrorInfo *
sparkle_error_info (SparkleErrorCode code)
{
  if ((unsigned) code >= SPARKLE_ERROR_LAST_)
    code = SPARKLE_ERROR_INTERNAL;

  return &infos[code];
}

/**
 * sparkle_error_from_wire:
 * @name: (nullable): the "code" of an answer
 * @http_status: its status, or 0
 *
 * Finds the code of an answer. A name of a newer server falls back to what the status says.
 *
 * Returns: the code
 */
SparkleErrorCode
sparkle_error_from_wire (const char *name,
                         unsigned    http_status)
{
  if (name != NULL)
    for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
      if (infos[i].http_status != 0 && strcmp (infos[i].name, name) == 0)
        return infos[i].code;

  if (http_status == 400)
    return SPARKLE_ERROR_BAD_REQUEST;
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    if (infos[i].http_status != 0 && infos[i].http_status == http_status)
      return infos[i].code;
  if (http_status == 502)
    return SPARKLE_ERROR_UNAVAILABLE;
  if (http_status >= 500)
    return SPARKLE_ERROR_INTERNAL;
  if (http_status >= 400)
    return SPARKLE_ERROR_BAD_REQUEST;

  return SPARKLE_ERROR_PROTOCOL;
}

/**
 * sparkle_error_is_retryable:
 * @error: an error of any domain
 *
 * Tells whether the same request may succeed later.
 *
 * Returns: %TRUE if trying again makes sense
 */
gboolean
sparkle_error_is_retryable (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return error->domain == SPARKLE_ERROR && sparkle_error_info (error->code)->retryable;
}

/**
 * sparkle_error_add_detail:
 * @error: (inout): where to add; a %NULL becomes a validation error
 * @field: the name of the field, as on the wire
 * @format: what is wrong, to be read after the name: "must be a string"
 *
 * Notes one more wrong field. Only the first 50 are kept.
 */
void
sparkle_error_add_detail (GError     **error,
                          const char  *field,
                          const char  *format,
                          ...)
{
  va_list args;

  g_return_if_fail (error != NULL);
  g_return_if_fail (*error == NULL || (*error)->domain == SPARKLE_ERROR);

  if (*error == NULL)
    *error = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED,
                                  _(infos[SPARKLE_ERROR_VALIDATION_FAILED].message));

  va_start (args, format);
  details_append (sparkle_error_get_private (*error), field, g_strdup_vprintf (format, args));
  va_end (args);
}

/**
 * sparkle_error_n_details:
 * @error: an error of any domain
 *
 * Returns: how many details it has
 */
unsigned
sparkle_error_n_details (const GError *error)
{
  const SparkleErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, 0);

  if (error->domain != SPARKLE_ERROR)
    return 0;
  priv = sparkle_error_get_private (error);
  return priv->details != NULL ? priv->details->len : 0;
}

/**
 * sparkle_error_get_detail:
 * @error: an error
 * @index: below sparkle_error_n_details()
 *
 * Returns: (transfer none) (nullable): the detail
 */
const SparkleErrorDetail *
sparkle_error_get_detail (const GError *error,
                          unsigned      index)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (index >= sparkle_error_n_details (error))
    return NULL;
  return g_ptr_array_index (sparkle_error_get_private (error)->details, index);
}

/**
 * sparkle_error_set_retry_after:
 * @error: an error of this domain
 * @seconds: after how long trying again makes sense; 0 takes it back
 */
void
sparkle_error_set_retry_after (GError   *error,
                               unsigned  seconds)
{
  g_return_if_fail (error != NULL && error->domain == SPARKLE_ERROR);

  sparkle_error_get_private (error)->retry_after = seconds;
}

/**
 * sparkle_error_get_retry_after:
 * @error: an error of any domain
 *
 * Returns: seconds, 0 when nothing is known
 */
unsigned
sparkle_error_get_retry_after (const GError *error)
{
  g_return_val_if_fail (error != NULL, 0);

  return error->domain == SPARKLE_ERROR ? sparkle_error_get_private (error)->retry_after : 0;
}

/**
 * sparkle_error_set_origin:
 * @error: an error of this domain
 * @origin: what a lower room calls the error; for programs, never sent or shown
 *
 * Keeps what the error was before it was translated, such as an SQLSTATE.
 */
void
sparkle_error_set_origin (GError     *error,
                          const char *origin)
{
  SparkleErrorPrivate *priv;

  g_return_if_fail (error != NULL && error->domain == SPARKLE_ERROR);

  priv = sparkle_error_get_private (error);
  g_free (priv->origin);
  priv->origin = g_strdup (origin);
}

/**
 * sparkle_error_get_origin:
 * @error: (nullable): any error
 *
 * Returns: (nullable) (transfer none): what was set with sparkle_error_set_origin()
 */
const char *
sparkle_error_get_origin (const GError *error)
{
  return error != NULL && error->domain == SPARKLE_ERROR ? sparkle_error_get_private (error)->origin : NULL;
}

/**
 * sparkle_error_to_node:
 * @error: an error of any domain
 *
 * Makes the object {"error", "code", "details", "retry_after"}; the last two only where there is something to say.
 * What is not of this domain, or is internal, is told without its message: that belongs into the log.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
sparkle_error_to_node (const GError *error)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  const SparkleErrorInfo *info;
  unsigned n_details;

  g_return_val_if_fail (error != NULL, NULL);

  info = sparkle_error_info (error->domain == SPARKLE_ERROR ? error->code : SPARKLE_ERROR_INTERNAL);
  if (info->code == SPARKLE_ERROR_INTERNAL || error->message == NULL || !g_utf8_validate (error->message, -1, NULL))
    json_object_set_string_member (object, "error", info->message);
  else
    json_object_set_string_member (object, "error", error->message);
  json_object_set_string_member (object, "code", info->name);

  n_details = sparkle_error_n_details (error);
  if (n_details > 0 || info->code == SPARKLE_ERROR_VALIDATION_FAILED)
    {
      JsonArray *details = json_array_sized_new (n_details);

      for (unsigned i = 0; i < n_details; i++)
        {
          const SparkleErrorDetail *detail = sparkle_error_get_detail (error, i);
          JsonObject *item = json_object_new ();

          json_object_set_string_member (item, "field", detail->field);
          json_object_set_string_member (item, "message", detail->message);
          json_array_add_object_element (details, item);
        }
      json_object_set_array_member (object, "details", details);
    }
  if (sparkle_error_get_retry_after (error) > 0)
    json_object_set_int_member (object, "retry_after", sparkle_error_get_retry_after (error));

  json_node_take_object (node, object);
  return node;
}

/**
 * sparkle_error_to_json:
 * @error: an error of any domain
 *
 * Makes the body of a failed request.
 *
 * Returns: (transfer full): {"success":false,"error",…}
 */
char *
sparkle_error_to_json (const GError *error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  node = sparkle_error_to_node (error);
  text = json_to_string (node, FALSE);

  return g_strconcat ("{\"success\":false,", text + 1, NULL);
}

static JsonNode *
member_of_kind (JsonObject *object,
                const char *name,
                GType       type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == type ? node : NULL;
}

static void
details_from_node (SparkleErrorPrivate *priv,
                   JsonNode            *node)
{
  JsonArray *array;
  guint n;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return;

  array = json_node_get_array (node);
  n = MIN (json_array_get_length (array), MAX_DETAILS);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      JsonNode *field, *message;

      if (!JSON_NODE_HOLDS_OBJECT (item))
        continue;
      field = member_of_kind (json_node_get_object (item), "field", G_TYPE_STRING);
      message = member_of_kind (json_node_get_object (item), "message", G_TYPE_STRING);
      if (field != NULL && message != NULL)
        details_append (priv, json_node_get_string (field), g_strdup (sparkle_error_translate (json_node_get_string (message))));
    }
}

/**
 * sparkle_error_from_node:
 * @node: (nullable): what a server said, in the error form
 * @http_status: its status, or 0
 *
 * Makes an error of an answer, whatever that looks like. Sentences that the catalogue knows are told in the language of the person.
 *
 * Returns: (transfer full) (not nullable): the error
 */
GError *
sparkle_error_from_node (JsonNode *node,
                         unsigned  http_status)
{
  JsonNode *code = NULL, *message = NULL, *retry = NULL, *details = NULL;
  SparkleErrorCode number;
  SparkleErrorPrivate *priv;
  GError *error;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);

      code = member_of_kind (object, "code", G_TYPE_STRING);
      message = member_of_kind (object, "error", G_TYPE_STRING);
      retry = member_of_kind (object, "retry_after", G_TYPE_INT64);
      details = json_object_get_member (object, "details");
    }

  number = sparkle_error_from_wire (code != NULL ? json_node_get_string (code) : NULL, http_status);
  error = g_error_new_literal (SPARKLE_ERROR, number,
                               sparkle_error_translate (message != NULL ? json_node_get_string (message) : infos[number].message));
  priv = sparkle_error_get_private (error);
  details_from_node (priv, details);
  if (retry != NULL)
    priv->retry_after = CLAMP (json_node_get_int (retry), 0, 24 * 3600);

  return error;
}
