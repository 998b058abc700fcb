/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-call.h"

#include "sparkle-error.h"

/**
 * sparkled_call_new:
 * @services: what handlers may need
 * @route: the row that was matched
 *
 * Returns: (transfer full): a call without parameters, body or answer
 */
SparkledCall *
sparkled_call_new (SparkledServices    *services,
                   const SparkledRoute *route)
{
  SparkledCall *self = g_new0 (SparkledCall, 1);

  self->services = services;
  self->route = route;

  return self;
}

/**
 * sparkled_call_free:
 * @call: (transfer full): a call
 *
 * Frees the parameters, the body and the answer; the texts of the request belong to who made it.
 */
void
sparkled_call_free (SparkledCall *call)
{
  g_clear_pointer (&call->params, g_hash_table_unref);
  g_clear_pointer (&call->query, g_hash_table_unref);
  g_clear_pointer (&call->body, json_node_unref);
  g_clear_pointer (&call->answer, g_bytes_unref);
  g_free (call->content_type);
  g_free (call->etag);
  g_free (call->location);
  g_free (call);
}

/**
 * sparkled_call_take_raw:
 * @call: the call
 * @status: the HTTP status
 * @content_type: (nullable): NULL for JSON
 * @body: (transfer full): the whole body
 */
void
sparkled_call_take_raw (SparkledCall *call,
                        unsigned      status,
                        const char   *content_type,
                        GBytes       *body)
{
  call->status = status;
  g_clear_pointer (&call->answer, g_bytes_unref);
  call->answer = body;
  g_set_str (&call->content_type, content_type);
}

/**
 * sparkled_call_take_data:
 * @call: the call
 * @status: the HTTP status
 * @json: (transfer full) (nullable): the value of `data` as JSON text; NULL is null
 *
 * Answers in the form of a success. The text is spliced in as it is.
 */
void
sparkled_call_take_data (SparkledCall *call,
                         unsigned      status,
                         char         *json)
{
  g_autofree char *data = json;
  GString *text = g_string_sized_new ((data != NULL ? strlen (data) : 4) + 32);

  g_string_append (text, "{\"success\":true,\"data\":");
  g_string_append (text, data != NULL ? data : "null");
  g_string_append_c (text, '}');
  sparkled_call_take_raw (call, status, NULL, g_string_free_to_bytes (text));
}

/**
 * sparkled_call_take_list:
 * @call: the call
 * @json: (transfer full): a JSON array as text
 * @next: (nullable): the cursor of the next page; opaque and base64url, so nothing in it needs escaping
 */
void
sparkled_call_take_list (SparkledCall *call,
                         char         *json,
                         const char   *next)
{
  g_autofree char *data = json;
  GString *text = g_string_sized_new (strlen (data) + 96);

  g_string_append (text, "{\"success\":true,\"data\":");
  g_string_append (text, data);
  g_string_append (text, ",\"next\":");
  if (next != NULL)
    g_string_append_printf (text, "\"%s\"", next);
  else
    g_string_append (text, "null");
  g_string_append_c (text, '}');
  sparkled_call_take_raw (call, 200, NULL, g_string_free_to_bytes (text));
}

/**
 * sparkled_call_set_version:
 * @call: the call, answered
 * @version: the version of the record that is answered
 *
 * Makes an entity tag of the version, so that it can come back in If-Match, and of the whole
 * body, which also changes with counts and names that are no edit: `"7-2c1d3f00"`.
 */
void
sparkled_call_set_version (SparkledCall *call,
                           gint64        version)
{
  unsigned digest = call->answer != NULL ? g_bytes_hash (call->answer) : 0;

  g_free (call->etag);
  call->etag = g_strdup_printf ("\"%" G_GINT64_FORMAT "-%08x\"", version, digest);
}

/**
 * sparkled_call_if_match:
 * @call: the call
 * @ret_version: (out): the version, 0 when the header is absent or `*`
 * @error: BAD_REQUEST when it is no version
 *
 * Takes a bare version as well as an entity tag as sparkled_call_set_version() makes them.
 *
 * Returns: whether it could be read
 */
gboolean
sparkled_call_if_match (SparkledCall  *call,
                        gint64        *ret_version,
                        GError       **error)
{
  const char *at = call->if_match;
  guint64 version;
  char *end;

  *ret_version = 0;
  if (at == NULL || strcmp (at, "*") == 0)
    return TRUE;

  if (g_str_has_prefix (at, "W/"))
    at += 2;
  if (*at == '"')
    at++;
  version = g_ascii_isdigit (*at) ? g_ascii_strtoull (at, &end, 10) : 0;
  if (version >= 1 && version <= G_MAXINT32)
    {
      if (*end == '-')
        end += 1 + strspn (end + 1, "0123456789abcdef");
      if (*end == '"')
        end++;
      if (*end == '\0')
        {
          *ret_version = (gint64) version;
          return TRUE;
        }
    }

  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST,
                       "If-Match must be the version of the record, a number of at least 1, or its entity tag");
  return FALSE;
}

/**
 * sparkled_call_charge:
 * @call: the call
 * @limit: what is about to be done
 * @error: RATE_LIMITED
 *
 * Returns: whether there is some of the caller's share left
 */
gboolean
sparkled_call_charge (SparkledCall   *call,
                      SparkledLimit   limit,
                      GError        **error)
{
  return call->charge == NULL || call->charge (call, limit, error);
}

/**
 * sparkled_call_param:
 * @call: the call
 * @name: a parameter of the path
 *
 * Returns: (transfer none): its text, unescaped; never NULL for a name that the row's path has
 */
const char *
sparkled_call_param (SparkledCall *call,
                     const char   *name)
{
  return call->params != NULL ? g_hash_table_lookup (call->params, name) : NULL;
}

/**
 * sparkled_call_query:
 * @call: the call
 * @name: a parameter of the query
 *
 * Returns: (transfer none) (nullable): its text, unescaped
 */
const char *
sparkled_call_query (SparkledCall *call,
                     const char   *name)
{
  return call->query != NULL ? g_hash_table_lookup (call->query, name) : NULL;
}

/**
 * sparkled_call_query_int:
 * @call: the call
 * @name: a parameter of the query
 * @fallback: its value when it is absent
 * @least: the least that is allowed
 * @most: the most that is allowed
 * @ret_value: (out): the value
 * @error: VALIDATION_FAILED with a detail that names the parameter
 *
 * Returns: whether it is absent or a number within the bounds
 */
gboolean
sparkled_call_query_int (SparkledCall  *call,
                         const char    *name,
                         int            fallback,
                         int            least,
                         int            most,
                         int           *ret_value,
                         GError       **error)
{
  const char *text = sparkled_call_query (call, name);
  gint64 value;

  if (text == NULL)
    {
      *ret_value = fallback;
      return TRUE;
    }

  if (!g_ascii_string_to_signed (text, 10, least, most, &value, NULL))
    {
      g_autoptr(GError) local = NULL;

      sparkle_error_add_detail (&local, name, "must be a whole number from %d to %d", least, most);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  *ret_value = (int) value;
  return TRUE;
}
