/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-router.h"

#include <string.h>

#include "sparkle-error.h"

#define MAX_SEGMENTS 12
#define MAX_PARAMETERS 32

typedef struct _Node Node;
struct _Node
{
  GHashTable *children;  /* literal segment -> Node */
  Node       *parameter; /* (owned) (nullable) */
  GPtrArray  *routes;    /* (nullable) SparkledRoute that end here */
};

struct _SparkledRouter
{
  Node *root;
};

static Node *
node_new (void)
{
  return g_new0 (Node, 1);
}

static void
node_free (gpointer data)
{
  Node *self = data;

  if (self == NULL)
    return;
  node_free (self->parameter);
  g_clear_pointer (&self->children, g_hash_table_unref);
  g_clear_pointer (&self->routes, g_ptr_array_unref);
  g_free (self);
}

static Node *
node_descend (Node       *self,
              const char *segment)
{
  Node *child;

  if (segment[0] == '{')
    {
      if (self->parameter == NULL)
        self->parameter = node_new ();
      return self->parameter;
    }
  if (self->children == NULL)
    self->children = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, node_free);
  child = g_hash_table_lookup (self->children, segment);
  if (child == NULL)
    {
      child = node_new ();
      g_hash_table_insert (self->children, g_strdup (segment), child);
    }

  return child;
}

/**
 * sparkled_router_new:
 * @routes: the table, ended by a row without method
 *
 * Returns: (transfer full): the router
 */
SparkledRouter *
sparkled_router_new (const SparkledRoute *routes)
{
  SparkledRouter *self = g_new0 (SparkledRouter, 1);

  self->root = node_new ();
  for (const SparkledRoute *route = routes; route->method != NULL; route++)
    {
      g_auto(GStrv) segments = g_strsplit (route->path + 1, "/", -1);
      Node *node = self->root;

      for (unsigned i = 0; segments[i] != NULL; i++)
        node = node_descend (node, segments[i]);
      if (node->routes == NULL)
        node->routes = g_ptr_array_new ();
      g_ptr_array_add (node->routes, (gpointer) route);
    }

  return self;
}

/**
 * sparkled_router_free:
 * @self: (transfer full): a router
 */
void
sparkled_router_free (SparkledRouter *self)
{
  node_free (self->root);
  g_free (self);
}

/* Literals before parameters; depth is bounded by MAX_SEGMENTS. */
static Node *
find (Node   *node,
      char  **segments,
      unsigned at)
{
  Node *found = NULL;

  if (segments[at] == NULL)
    return node->routes != NULL ? node : NULL;
  if (node->children != NULL)
    {
      Node *child = g_hash_table_lookup (node->children, segments[at]);

      if (child != NULL)
        found = find (child, segments, at + 1);
    }
  if (found == NULL && node->parameter != NULL && segments[at][0] != '\0')
    found = find (node->parameter, segments, at + 1);

  return found;
}

static char *
allow_of (Node *node)
{
  GString *allow = g_string_new (NULL);

  for (unsigned i = 0; i < node->routes->len; i++)
    {
      const SparkledRoute *route = g_ptr_array_index (node->routes, i);

      g_string_append_printf (allow, "%s%s", allow->len > 0 ? ", " : "", route->method);
      if (strcmp (route->method, "GET") == 0)
        g_string_append (allow, ", HEAD");
    }
  g_string_append (allow, ", OPTIONS");

  return g_string_free (allow, FALSE);
}

static GHashTable *
take_params (const SparkledRoute *route,
             char               **segments)
{
  GHashTable *params = NULL;
  const char *at = route->path;

  for (unsigned i = 0; segments[i] != NULL; i++)
    {
      const char *end;

      at++;
      end = strchrnul (at, '/');
      if (at[0] == '{')
        {
          if (params == NULL)
            params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
          g_hash_table_insert (params, g_strndup (at + 1, end - at - 2), g_strdup (segments[i]));
        }
      at = end;
    }

  return params;
}

static gboolean
unescape_segments (char   **segments,
                   GError **error)
{
  for (unsigned i = 0; segments[i] != NULL; i++)
    {
      char *plain;

      if (i >= MAX_SEGMENTS)
        {
          g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "There is nothing at this address");
          return FALSE;
        }
      if (strchr (segments[i], '%') == NULL)
        plain = g_strdup (segments[i]);
      else
        plain = g_uri_unescape_string (segments[i], NULL);
      if (plain == NULL || !g_utf8_validate (plain, -1, NULL))
        {
          g_free (plain);
          g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "The address is not escaped UTF-8");
          return FALSE;
        }
      g_free (segments[i]);
      segments[i] = plain;
    }

  return TRUE;
}

/**
 * sparkled_router_match:
 * @self: a router
 * @method: the method, upper case
 * @path: the path below the base, as it was sent
 * @ret_params: (out) (transfer full) (nullable): the parameters in the path, unescaped
 * @ret_allow: (out) (transfer full) (nullable): what the path allows, when there is such a path
 * @error: NOT_FOUND, METHOD_NOT_ALLOWED or BAD_REQUEST
 *
 * Returns: (transfer none) (nullable): the row
 */
const SparkledRoute *
sparkled_router_match (SparkledRouter  *self,
                       const char      *method,
                       const char      *path,
                       GHashTable     **ret_params,
                       char           **ret_allow,
                       GError         **error)
{
  g_auto(GStrv) segments = NULL;
  const char *wanted = strcmp (method, "HEAD") == 0 ? "GET" : method;
  Node *node;

  *ret_params = NULL;
  *ret_allow = NULL;
  if (path[0] == '/')
    {
      segments = g_strsplit (path + 1, "/", MAX_SEGMENTS + 2);
      if (!unescape_segments (segments, error))
        return NULL;
      node = find (self->root, segments, 0);
    }
  else
    node = NULL;
  if (node == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "There is nothing at this address");
      return NULL;
    }

  for (unsigned i = 0; i < node->routes->len; i++)
    {
      const SparkledRoute *route = g_ptr_array_index (node->routes, i);

      if (strcmp (route->method, wanted) == 0)
        {
          *ret_params = take_params (route, segments);
          return route;
        }
    }
  *ret_allow = allow_of (node);
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_METHOD_NOT_ALLOWED,
               "This address does not know that method, only %s", *ret_allow);

  return NULL;
}

static gboolean
knows_parameter (const SparkledRoute *route,
                 const char          *name)
{
  const char *at = route->query;
  gsize length = strlen (name);

  while (at != NULL && length > 0)
    {
      at = strstr (at, name);
      if (at == NULL)
        return FALSE;
      if ((at == route->query || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
        return TRUE;
      at += length;
    }

  return FALSE;
}

static char *
unescape_form (const char *text,
               gsize       length)
{
  g_autofree char *spaced = g_strndup (text, length);
  char *plain;

  for (char *c = spaced; *c != '\0'; c++)
    if (*c == '+')
      *c = ' ';
  plain = g_uri_unescape_string (spaced, NULL);
  if (plain != NULL && !g_utf8_validate (plain, -1, NULL))
    g_clear_pointer (&plain, g_free);

  return plain;
}

/**
 * sparkled_router_parse_query:
 * @route: the row that was matched
 * @query: (nullable): what came after the question mark
 * @ret_query: (out) (transfer full) (nullable): name -> value, unescaped
 * @error: VALIDATION_FAILED with every parameter that is wrong, or BAD_REQUEST
 *
 * Returns: whether all of it was understood
 */
gboolean
sparkled_router_parse_query (const SparkledRoute  *route,
                             const char           *query,
                             GHashTable          **ret_query,
                             GError              **error)
{
  g_autoptr(GHashTable) parsed = NULL;
  g_autoptr(GError) wrong = NULL;
  g_auto(GStrv) pairs = NULL;

  *ret_query = NULL;
  if (query == NULL || query[0] == '\0')
    return TRUE;
  pairs = g_strsplit (query, "&", MAX_PARAMETERS + 1);
  parsed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (unsigned i = 0; pairs[i] != NULL; i++)
    {
      const char *equals = strchrnul (pairs[i], '=');
      g_autofree char *name = unescape_form (pairs[i], equals - pairs[i]);
      g_autofree char *value = unescape_form (*equals ? equals + 1 : equals, strlen (*equals ? equals + 1 : equals));

      if (i >= MAX_PARAMETERS || name == NULL || value == NULL)
        {
          g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "The query is not escaped UTF-8 of at most 32 parameters");
          return FALSE;
        }
      if (name[0] == '\0' && value[0] == '\0')
        continue;
      if (!knows_parameter (route, name))
        sparkle_error_add_detail (&wrong, name, "is not a parameter of this address");
      else if (g_hash_table_contains (parsed, name))
        sparkle_error_add_detail (&wrong, name, "is given twice");
      else
        g_hash_table_insert (parsed, g_steal_pointer (&name), g_steal_pointer (&value));
    }
  if (wrong != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&wrong));
      return FALSE;
    }
  *ret_query = g_steal_pointer (&parsed);

  return TRUE;
}
