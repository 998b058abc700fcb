/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-openapi.h"

#include <string.h>

#include "sparkled-schemas.h"

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_reference (JsonBuilder *builder,
               const char  *name,
               const char  *schema)
{
  g_autofree char *reference = g_strconcat ("#/components/schemas/", schema, NULL);

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  add_string (builder, "$ref", reference);
  json_builder_end_object (builder);
}

static void
add_parameter (JsonBuilder *builder,
               const char  *name,
               const char  *where)
{
  gboolean number = strcmp (name, "limit") == 0;
  gboolean boolean = strcmp (name, "featured") == 0 || strcmp (name, "unread") == 0;

  json_builder_begin_object (builder);
  add_string (builder, "name", name);
  add_string (builder, "in", where);
  json_builder_set_member_name (builder, "required");
  json_builder_add_boolean_value (builder, strcmp (where, "path") == 0);
  json_builder_set_member_name (builder, "schema");
  json_builder_begin_object (builder);
  add_string (builder, "type", number ? "integer" : boolean ? "boolean" : "string");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_parameters (JsonBuilder         *builder,
                const SparkledRoute *route)
{
  json_builder_set_member_name (builder, "parameters");
  json_builder_begin_array (builder);
  for (const char *at = strchr (route->path, '{'); at != NULL; at = strchr (at, '{'))
    {
      const char *end = strchr (at, '}');
      g_autofree char *name = g_strndup (at + 1, end - at - 1);

      add_parameter (builder, name, "path");
      at = end;
    }
  if (route->query != NULL)
    {
      g_auto(GStrv) names = g_strsplit (route->query, " ", -1);

      for (unsigned i = 0; names[i] != NULL; i++)
        if (names[i][0] != '\0')
          add_parameter (builder, names[i], "query");
    }
  json_builder_end_array (builder);
}

static void
add_media (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "content");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "application/json");
  json_builder_begin_object (builder);
}

static void
end_media (JsonBuilder *builder)
{
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_request (JsonBuilder         *builder,
             const SparkledRoute *route)
{
  if (route->request == NULL)
    return;

  json_builder_set_member_name (builder, "requestBody");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "required");
  json_builder_add_boolean_value (builder, TRUE);
  add_media (builder);
  add_reference (builder, "schema", route->request);
  end_media (builder);
  json_builder_end_object (builder);
}

/* A response that starts with [] is a list and has a cursor beside it. */
static void
add_success (JsonBuilder         *builder,
             const SparkledRoute *route)
{
  const char *response = route->response;
  gboolean list = response != NULL && g_str_has_prefix (response, "[]");

  add_media (builder);
  json_builder_set_member_name (builder, "schema");
  json_builder_begin_object (builder);
  add_string (builder, "type", "object");
  json_builder_set_member_name (builder, "properties");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "success");
  json_builder_begin_object (builder);
  add_string (builder, "type", "boolean");
  json_builder_end_object (builder);
  if (response != NULL && sparkled_schemas_has (list ? response + 2 : response))
    {
      if (list)
        {
          json_builder_set_member_name (builder, "data");
          json_builder_begin_object (builder);
          add_string (builder, "type", "array");
          add_reference (builder, "items", response + 2);
          json_builder_end_object (builder);
          json_builder_set_member_name (builder, "next");
          json_builder_begin_object (builder);
          json_builder_set_member_name (builder, "type");
          json_builder_begin_array (builder);
          json_builder_add_string_value (builder, "string");
          json_builder_add_string_value (builder, "null");
          json_builder_end_array (builder);
          json_builder_end_object (builder);
        }
      else
        add_reference (builder, "data", response);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  end_media (builder);
}

static void
add_responses (JsonBuilder         *builder,
               const SparkledRoute *route)
{
  gboolean creates = strcmp (route->method, "POST") == 0 && route->request != NULL &&
                     (g_str_has_suffix (route->request, "Draft") || strcmp (route->request, "Register") == 0);

  json_builder_set_member_name (builder, "responses");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, creates ? "201" : "200");
  json_builder_begin_object (builder);
  add_string (builder, "description", "Done");
  add_success (builder, route);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "default");
  json_builder_begin_object (builder);
  add_string (builder, "description", "Why it could not be done");
  add_media (builder);
  add_reference (builder, "schema", "Failure");
  end_media (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_operation (JsonBuilder         *builder,
               const SparkledRoute *route)
{
  g_autofree char *method = g_ascii_strdown (route->method, -1);

  json_builder_set_member_name (builder, method);
  json_builder_begin_object (builder);
  add_string (builder, "operationId", route->operation);
  add_string (builder, "summary", route->summary);
  add_parameters (builder, route);
  add_request (builder, route);
  add_responses (builder, route);
  json_builder_set_member_name (builder, "security");
  json_builder_begin_array (builder);
  if (route->who == SPARKLED_WHO_ANYONE)
    {
      json_builder_begin_object (builder);
      json_builder_end_object (builder);
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "bearer");
  json_builder_begin_array (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_paths (JsonBuilder         *builder,
           const SparkledRoute *routes)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  json_builder_set_member_name (builder, "paths");
  json_builder_begin_object (builder);
  for (const SparkledRoute *route = routes; route->method != NULL; route++)
    {
      if (!g_hash_table_add (seen, (gpointer) route->path))
        continue;
      json_builder_set_member_name (builder, route->path);
      json_builder_begin_object (builder);
      for (const SparkledRoute *other = route; other->method != NULL; other++)
        if (strcmp (other->path, route->path) == 0)
          add_operation (builder, other);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_components (JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "components");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "schemas");
  json_builder_begin_object (builder);
  sparkled_schemas_build (builder);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "securitySchemes");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "bearer");
  json_builder_begin_object (builder);
  add_string (builder, "type", "http");
  add_string (builder, "scheme", "bearer");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

/**
 * sparkled_openapi_build:
 * @routes: the table, ended by a row without method
 *
 * Returns: (transfer full): the OpenAPI 3.1 document of the table, as JSON text
 */
char *
sparkled_openapi_build (const SparkledRoute *routes)
{
  g_autoptr(JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr(JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "openapi", "3.1.0");
  json_builder_set_member_name (builder, "info");
  json_builder_begin_object (builder);
  add_string (builder, "title", "Sparkle Universe");
  add_string (builder, "version", SPARKLE_VERSION);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "servers");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  add_string (builder, "url", "/api/v1");
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  add_paths (builder, routes);
  add_components (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/* The document alone, without the form of a success: that is what tools that read it expect. It
 * is made once; the table does not change while the process runs. */
gboolean
sparkled_openapi_get (SparkledCall  *call,
                      GError       **error)
{
  static GBytes *document;

  if (g_once_init_enter_pointer (&document))
    {
      char *text = sparkled_openapi_build (sparkled_routes ());

      g_once_init_leave_pointer (&document, g_bytes_new_take (text, strlen (text)));
    }
  sparkled_call_take_raw (call, 200, "application/json", g_bytes_ref (document));

  return TRUE;
}
