/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-json.h"

#include <string.h>

/**
 * sparkle_json_print:
 * @node: a node
 *
 * Returns: (transfer full): its compact text
 */
char *
sparkle_json_print (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return json_to_string (node, FALSE);
}

/**
 * sparkle_json_append_string:
 * @out: where to append
 * @text: valid UTF-8
 *
 * Appends a string of JSON with its quotes. "<", ">" and "&" stay: nothing of ours is put into HTML.
 */
void
sparkle_json_append_string (GString    *out,
                            const char *text)
{
  const char *run = text;

  g_return_if_fail (out != NULL && text != NULL);

  g_string_append_c (out, '"');
  for (const char *p = text;; p++)
    {
      guchar c = *p;

      if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
        continue;
      g_string_append_len (out, run, p - run);
      run = p + 1;
      if (c == '\0')
        break;
      if (c == '"' || c == '\\')
        {
          g_string_append_c (out, '\\');
          g_string_append_c (out, c);
        }
      else if (c == '\n')
        g_string_append (out, "\\n");
      else
        g_string_append_printf (out, "\\u%04x", c);
    }
  g_string_append_c (out, '"');
}

static int
compare_names_cb (gconstpointer a,
                  gconstpointer b)
{
  return strcmp (a, b);
}

/* Depth is bounded by the parser. */
static void
append_canonical (GString  *out,
                  JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr(GList) names = g_list_sort (json_object_get_members (object), compare_names_cb);

      g_string_append_c (out, '{');
      for (GList *l = names; l != NULL; l = l->next)
        {
          if (l != names)
            g_string_append_c (out, ',');
          sparkle_json_append_string (out, l->data);
          g_string_append_c (out, ':');
          append_canonical (out, json_object_get_member (object, l->data));
        }
      g_string_append_c (out, '}');
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      g_string_append_c (out, '[');
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          if (i > 0)
            g_string_append_c (out, ',');
          append_canonical (out, json_array_get_element (array, i));
        }
      g_string_append_c (out, ']');
    }
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      sparkle_json_append_string (out, json_node_get_string (node));
    }
  else
    {
      g_autofree char *text = json_to_string (node, FALSE);
      g_string_append (out, text);
    }
}

/**
 * sparkle_json_print_canonical:
 * @node: a node that sparkle_json_parse() made, or one no deeper
 *
 * Prints it so that equal values give equal text: names sorted, no spaces.
 *
 * Returns: (transfer full): the text
 */
char *
sparkle_json_print_canonical (JsonNode *node)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (node != NULL, g_string_free (out, FALSE));

  append_canonical (out, node);
  return g_string_free (out, FALSE);
}

static JsonNode *
get_value (JsonObject *object,
           const char *name,
           GType       type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

/**
 * sparkle_json_get_string:
 * @object: (nullable): an object
 * @name: of a member
 *
 * Looks a member up. One that is absent, null or of another type is no error.
 *
 * Returns: (transfer none) (nullable): the text
 */
const char *
sparkle_json_get_string (JsonObject *object,
                         const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

/**
 * sparkle_json_get_int:
 * @object: (nullable): an object
 * @name: of a member
 * @fallback: what to answer otherwise
 *
 * Looks a member up. One that is absent, null or of another type is no error.
 *
 * Returns: the number
 */
gint64
sparkle_json_get_int (JsonObject *object,
                      const char *name,
                      gint64      fallback)
{
  JsonNode *node = get_value (object, name, G_TYPE_INT64);

  return node != NULL ? json_node_get_int (node) : fallback;
}

/**
 * sparkle_json_get_bool:
 * @object: (nullable): an object
 * @name: of a member
 * @fallback: what to answer otherwise
 *
 * Looks a member up. One that is absent, null or of another type is no error.
 *
 * Returns: the truth value
 */
gboolean
sparkle_json_get_bool (JsonObject *object,
                       const char *name,
                       gboolean    fallback)
{
  JsonNode *node = get_value (object, name, G_TYPE_BOOLEAN);

  return node != NULL ? json_node_get_boolean (node) : fallback;
}

/**
 * sparkle_json_get_object:
 * @object: (nullable): an object
 * @name: of a member
 *
 * Looks a member up. One that is absent, null or of another type is no error.
 *
 * Returns: (transfer none) (nullable): the object
 */
JsonObject *
sparkle_json_get_object (JsonObject *object,
                         const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * sparkle_json_get_array:
 * @object: (nullable): an object
 * @name: of a member
 *
 * Looks a member up. One that is absent, null or of another type is no error.
 *
 * Returns: (transfer none) (nullable): the array
 */
JsonArray *
sparkle_json_get_array (JsonObject *object,
                        const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* NULL also when one of the elements is no string. */
char **
sparkle_json_get_strv (JsonObject *object,
                       const char *name)
{
  JsonArray *array = sparkle_json_get_array (object, name);
  g_autoptr(GStrvBuilder) builder = NULL;

  if (array == NULL)
    return NULL;

  builder = g_strv_builder_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return NULL;
      g_strv_builder_add (builder, json_node_get_string (node));
    }
  return g_strv_builder_end (builder);
}
