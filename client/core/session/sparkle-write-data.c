/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-write-data.h"

#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkle-session-types.h"
#include "sparkle-time.h"
#include "sparkle-validate.h"

/* Text as it is stored: lines end in \n. */
static char *
normalize_lines (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "\r\n", -1);

  return g_strjoinv ("\n", parts);
}

void
sparkle_write_data_set_text (JsonObject *data, const char *name, const char *text, gboolean strip)
{
  g_autofree char *value = NULL;

  if (text == NULL)
    return;
  value = normalize_lines (text);
  json_object_set_string_member (data, name, strip ? g_strstrip (value) : value);
}

/* Empty text removes what is there. */
void
sparkle_write_data_set_nullable (JsonObject *data, const char *name, const char *text)
{
  if (text == NULL)
    return;
  if (*text == '\0')
    json_object_set_null_member (data, name);
  else
    json_object_set_string_member (data, name, text);
}

void
sparkle_write_data_set_tags (JsonObject *data, const char * const *tags)
{
  JsonArray *array;

  if (tags == NULL)
    return;
  array = json_array_new ();
  for (unsigned i = 0; tags[i] != NULL; i++)
    json_array_add_string_element (array, tags[i]);
  json_object_set_array_member (data, "tags", array);
}

/* A time to come, SPARKLE_PUBLISH_NOW, or 0: nothing is said. */
void
sparkle_write_data_set_publish_at (JsonObject *data, gint64 publish_at)
{
  if (publish_at > 0)
    {
      g_autofree char *at = sparkle_time_format (publish_at);

      json_object_set_string_member (data, "publish_at", at);
    }
  else if (publish_at == SPARKLE_PUBLISH_NOW)
    json_object_set_null_member (data, "publish_at");
}

/* As the server will, by the clock of this machine. */
gboolean
sparkle_write_data_check_publish_at (gint64 publish_at, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (sparkle_validate_publish_at ("publish_at", publish_at, g_get_real_time (), &local))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What a mutation says, with some members replaced. */
JsonObject *
sparkle_write_data_merge (const char *text, JsonObject *changes)
{
  g_autoptr (JsonNode) node = sparkle_json_parse (text, -1, SPARKLE_JSON_BODY_MAX_BYTES, NULL);
  JsonObjectIter iter;
  JsonObject *merged;
  const char *name;
  JsonNode *value;

  merged = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : json_object_new ();
  json_object_iter_init (&iter, changes);
  while (json_object_iter_next (&iter, &name, &value))
    json_object_set_member (merged, name, json_node_copy (value));
  return merged;
}
