/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-pull.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-fields.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkle-scope-list.h"

/**
 * sparkle_scope_request_new:
 * @scope: the name of a scope
 * @cursor: (nullable): where to go on; %NULL from the start
 *
 * Makes a request for one scope. One that does not exist gets its error set; the others are answered nevertheless.
 *
 * Returns: (transfer full): the request
 */
SparkleScopeRequest *
sparkle_scope_request_new (const char *scope,
                           const char *cursor)
{
  SparkleScopeRequest *self = g_new0 (SparkleScopeRequest, 1);

  self->scope = g_strdup (scope);
  self->cursor = g_strdup (cursor);
  if (!sparkle_scope_parse (scope, &self->kind, &self->id))
    sparkle_error_add_detail (&self->error, "scope", _("must be feed, me, moderation, post/<id> or user/<id>"));
  return self;
}

/**
 * sparkle_scope_request_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_scope_request_free (SparkleScopeRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->scope);
  g_free (self->id);
  g_free (self->cursor);
  g_clear_error (&self->error);
  g_free (self);
}

typedef struct
{
  char *scope;
  char *cursor;
} Item;

static gboolean
validate_scope_bytes (const char  *field,
                      const char  *value,
                      GError     **error)
{
  if (strnlen (value, SPARKLE_SCOPE_MAX_BYTES + 1) <= SPARKLE_SCOPE_MAX_BYTES)
    return TRUE;
  sparkle_error_add_detail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be at most %d byte", "must be at most %d bytes", SPARKLE_SCOPE_MAX_BYTES), SPARKLE_SCOPE_MAX_BYTES);
  return FALSE;
}

static gboolean
validate_cursor_bytes (const char  *field,
                       const char  *value,
                       GError     **error)
{
  if (*value != '\0' && strnlen (value, SPARKLE_CURSOR_MAX_BYTES + 1) <= SPARKLE_CURSOR_MAX_BYTES)
    return TRUE;
  sparkle_error_add_detail (error, field, _("is not a cursor"));
  return FALSE;
}

static const SparkleField item_fields[] = {
  { "scope", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (Item, scope), validate_scope_bytes },
  { "cursor", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (Item, cursor), validate_cursor_bytes },
  { NULL }
};

/* Adds the details of one item under its place in the list. */
static void
add_details_of (GError       **problems,
                const GError  *error,
                guint          index)
{
  if (sparkle_error_n_details (error) == 0)
    {
      g_autofree char *path = g_strdup_printf ("scopes[%u]", index);
      sparkle_error_add_detail (problems, path, _("must be an object"));
    }
  for (unsigned i = 0; i < sparkle_error_n_details (error); i++)
    {
      const SparkleErrorDetail *detail = sparkle_error_get_detail (error, i);
      g_autofree char *path = g_strdup_printf ("scopes[%u].%s", index, detail->field);

      sparkle_error_add_detail (problems, path, "%s", detail->message);
    }
}

/* Shared with the frames of live: a list of {"scope", "cursor"}, each scope once. */
GPtrArray *
sparkle_scope_list_decode (JsonNode  *node,
                           guint      most,
                           GError   **error)
{
  g_autoptr(GPtrArray) scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_request_free);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GError *problems = NULL;
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      sparkle_error_add_detail (&problems, "scopes", _("must be a list of {\"scope\", \"cursor\"}"));
      g_propagate_error (error, problems);
      return NULL;
    }
  array = json_node_get_array (node);
  if (json_array_get_length (array) < 1 || json_array_get_length (array) > most)
    {
      sparkle_error_add_detail (&problems, "scopes", _("must be 1 to %u"), most);
      g_propagate_error (error, problems);
      return NULL;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr(GError) local_error = NULL;
      Item item = { 0 };

      if (!sparkle_fields_decode (json_array_get_element (array, i), item_fields, &item, &local_error))
        add_details_of (&problems, local_error, i);
      else
        {
          SparkleScopeRequest *request = sparkle_scope_request_new (item.scope, item.cursor);

          g_ptr_array_add (scopes, request);
          if (!g_hash_table_add (seen, request->scope))
            {
              g_autofree char *path = g_strdup_printf ("scopes[%u].scope", i);
              sparkle_error_add_detail (&problems, path, _("is there twice"));
            }
        }
      sparkle_fields_clear (item_fields, &item);
    }

  if (problems != NULL)
    {
      g_propagate_error (error, problems);
      return NULL;
    }
  return g_steal_pointer (&scopes);
}

/**
 * sparkle_scope_list_append:
 * @out: where to append
 * @scopes: (element-type SparkleScopeRequest): scopes with cursors
 *
 * Appends the JSON of a list of scopes.
 */
void
sparkle_scope_list_append (GString   *out,
                           GPtrArray *scopes)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < scopes->len; i++)
    {
      SparkleScopeRequest *request = g_ptr_array_index (scopes, i);

      g_string_append (out, i > 0 ? ",{\"scope\":" : "{\"scope\":");
      sparkle_json_append_string (out, request->scope);
      g_string_append (out, ",\"cursor\":");
      if (request->cursor != NULL)
        sparkle_json_append_string (out, request->cursor);
      else
        g_string_append (out, "null");
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

/**
 * sparkle_pull_request_new:
 * @limit: records wanted at most; 0 for the default
 *
 * Returns: (transfer full): a request without scopes; add to its array
 */
SparklePullRequest *
sparkle_pull_request_new (unsigned limit)
{
  SparklePullRequest *self = g_new0 (SparklePullRequest, 1);

  self->scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_request_free);
  self->limit = limit > 0 ? MIN (limit, SPARKLE_PULL_LIMIT_MAX) : SPARKLE_PULL_LIMIT_DEFAULT;
  return self;
}

/**
 * sparkle_pull_request_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_pull_request_free (SparklePullRequest *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->scopes);
  g_free (self);
}

typedef struct
{
  JsonNode *scopes;
  gint64    limit;
} Pull;

static const SparkleField pull_fields[] = {
  { "scopes", SPARKLE_FIELD_NODE, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (Pull, scopes) },
  { "limit", SPARKLE_FIELD_INT, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (Pull, limit), NULL, 1, SPARKLE_PULL_LIMIT_MAX },
  { NULL }
};

/**
 * sparkle_pull_request_decode:
 * @body: the body of POST /sync/pull
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): what is asked for
 */
SparklePullRequest *
sparkle_pull_request_decode (JsonNode  *body,
                             GError   **error)
{
  SparklePullRequest *self = NULL;
  GPtrArray *scopes;
  Pull pull = { NULL, SPARKLE_PULL_LIMIT_DEFAULT };

  if (!sparkle_fields_decode (body, pull_fields, &pull, error))
    return NULL;

  scopes = sparkle_scope_list_decode (pull.scopes, SPARKLE_PULL_SCOPES_MAX, error);
  if (scopes != NULL)
    {
      self = g_new0 (SparklePullRequest, 1);
      self->scopes = scopes;
      self->limit = pull.limit;
    }
  sparkle_fields_clear (pull_fields, &pull);
  return self;
}

/**
 * sparkle_pull_request_format:
 * @self: what to ask for
 *
 * Returns: (transfer full): the body of POST /sync/pull
 */
char *
sparkle_pull_request_format (SparklePullRequest *self)
{
  GString *out = g_string_new ("{\"scopes\":");

  g_return_val_if_fail (self != NULL, g_string_free (out, FALSE));

  sparkle_scope_list_append (out, self->scopes);
  g_string_append_printf (out, ",\"limit\":%u}", self->limit);
  return g_string_free (out, FALSE);
}
