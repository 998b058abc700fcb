/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-fields.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-text.h"
#include "sparkle-time.h"

/* The members that no row names: told by name, but not a thousand of them and not a name of a megabyte. */
#define MAX_NAME_BYTES 64

static char *
join_path (const char *path,
           const char *name)
{
  g_autofree char *clean = g_utf8_make_valid (name, strnlen (name, MAX_NAME_BYTES));

  return path != NULL ? g_strconcat (path, ".", clean, NULL) : g_steal_pointer (&clean);
}

static const SparkleField *
find_field (const SparkleField *table,
            const char         *name)
{
  for (; table->name != NULL; table++)
    if (strcmp (table->name, name) == 0)
      return table;
  return NULL;
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static void
check_string (const SparkleField *field,
              SparkleDecodeFlags  flags,
              const char         *path,
              JsonNode           *node,
              GError            **problems)
{
  g_autofree char *normal = NULL;
  const char *value;

  if (!holds (node, G_TYPE_STRING))
    {
      sparkle_error_add_detail (problems, path, _("must be a string"));
      return;
    }
  if (field->rule == NULL || flags & SPARKLE_DECODE_TOLERANT)
    return;
  value = json_node_get_string (node);
  if (field->flags & SPARKLE_FIELD_LINES)
    value = normal = sparkle_text_normalise (value);
  field->rule (path, value, problems);
}

static void
check_strv (const SparkleField *field,
            SparkleDecodeFlags  flags,
            const char         *path,
            JsonNode           *node,
            GError            **problems)
{
  g_autoptr(GHashTable) seen = NULL;
  JsonArray *array;
  guint n;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      sparkle_error_add_detail (problems, path, _("must be a list of strings"));
      return;
    }
  array = json_node_get_array (node);
  n = json_array_get_length (array);
  if (!(flags & SPARKLE_DECODE_TOLERANT) && field->most > 0 && (n < field->least || n > field->most))
    {
      sparkle_error_add_detail (problems, path, g_dngettext (GETTEXT_PACKAGE, "must be at most %d of them", "must be at most %d of them", (gulong) field->most), (int) field->most);
      return;
    }

  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *item = json_array_get_element (array, i);
      g_autofree char *item_path = g_strdup_printf ("%s[%u]", path, i);

      check_string (field, flags, item_path, item, problems);
      if (field->flags & SPARKLE_FIELD_UNIQUE && !(flags & SPARKLE_DECODE_TOLERANT) && holds (item, G_TYPE_STRING) &&
          !g_hash_table_add (seen, g_utf8_casefold (json_node_get_string (item), -1)))
        sparkle_error_add_detail (problems, item_path, _("is there twice"));
    }
}

static void check_object (JsonNode *object, const SparkleField *table, SparkleDecodeFlags flags, const char *path,
                          guint64 *ret_present, GError **problems);

static void
check_int (const SparkleField *field,
           SparkleDecodeFlags  flags,
           const char         *path,
           JsonNode           *node,
           GError            **problems)
{
  gint64 value;

  if (!holds (node, G_TYPE_INT64))
    {
      sparkle_error_add_detail (problems, path, _("must be a whole number"));
      return;
    }
  value = json_node_get_int (node);
  if (!(flags & SPARKLE_DECODE_TOLERANT) && field->most > 0 && (value < field->least || value > field->most))
    sparkle_error_add_detail (problems, path, _("must be from %lld to %lld"), (long long) field->least, (long long) field->most);
}

static void
check_field (const SparkleField *field,
             SparkleDecodeFlags  flags,
             const char         *path,
             JsonNode           *node,
             GError            **problems)
{
  if (JSON_NODE_HOLDS_NULL (node) && field->type != SPARKLE_FIELD_NODE)
    {
      if (!(field->flags & SPARKLE_FIELD_NULLABLE))
        sparkle_error_add_detail (problems, path, _("must not be null"));
      return;
    }

  switch (field->type)
    {
    case SPARKLE_FIELD_STRING:
      check_string (field, flags, path, node, problems);
      break;
    case SPARKLE_FIELD_INT:
      check_int (field, flags, path, node, problems);
      break;
    case SPARKLE_FIELD_BOOL:
      if (!holds (node, G_TYPE_BOOLEAN))
        sparkle_error_add_detail (problems, path, _("must be true or false"));
      break;
    case SPARKLE_FIELD_STRV:
      check_strv (field, flags, path, node, problems);
      break;
    case SPARKLE_FIELD_TIME:
      if (!holds (node, G_TYPE_STRING) || !sparkle_time_parse (json_node_get_string (node), NULL))
        sparkle_error_add_detail (problems, path, _("must be a time of RFC 3339"));
      break;
    case SPARKLE_FIELD_NODE:
      break;
    case SPARKLE_FIELD_OBJECT:
      if (JSON_NODE_HOLDS_OBJECT (node))
        check_object (node, field->sub, flags, path, NULL, problems);
      else
        sparkle_error_add_detail (problems, path, _("must be an object"));
      break;
    }
}

static void
check_object (JsonNode           *object,
              const SparkleField *table,
              SparkleDecodeFlags  flags,
              const char         *path,
              guint64            *ret_present,
              GError            **problems)
{
  JsonObject *members = json_node_get_object (object);
  guint n_known = 0;

  for (guint i = 0; table[i].name != NULL; i++)
    {
      JsonNode *node = json_object_get_member (members, table[i].name);
      g_autofree char *field_path = join_path (path, table[i].name);

      if (node != NULL)
        {
          n_known++;
          if (ret_present != NULL)
            *ret_present |= G_GUINT64_CONSTANT (1) << i;
          check_field (&table[i], flags, field_path, node, problems);
        }
      else if (table[i].flags & SPARKLE_FIELD_REQUIRED)
        sparkle_error_add_detail (problems, field_path, _("is required"));
    }

  if (!(flags & SPARKLE_DECODE_TOLERANT) && n_known < json_object_get_size (members))
    {
      JsonObjectIter iter;
      const char *name;

      json_object_iter_init_ordered (&iter, members);
      while (json_object_iter_next_ordered (&iter, &name, NULL))
        if (find_field (table, name) == NULL)
          {
            g_autofree char *field_path = join_path (path, name);
            sparkle_error_add_detail (problems, field_path, _("is not a known field"));
          }
    }
}

/* What check_object() has found good. */
static void
store_object (JsonNode           *object,
              const SparkleField *table,
              gpointer            out)
{
  JsonObject *members = json_node_get_object (object);

  for (const SparkleField *field = table; field->name != NULL; field++)
    {
      JsonNode *node = json_object_get_member (members, field->name);
      gpointer where = (char *) out + field->offset;

      if (node == NULL || (JSON_NODE_HOLDS_NULL (node) && field->type != SPARKLE_FIELD_NODE))
        continue;
      switch (field->type)
        {
        case SPARKLE_FIELD_STRING:
          *(char **) where = field->flags & SPARKLE_FIELD_LINES ? sparkle_text_normalise (json_node_get_string (node))
                                                                : json_node_dup_string (node);
          break;
        case SPARKLE_FIELD_INT:
          *(gint64 *) where = json_node_get_int (node);
          break;
        case SPARKLE_FIELD_BOOL:
          *(gboolean *) where = json_node_get_boolean (node);
          break;
        case SPARKLE_FIELD_STRV:
          *(char ***) where = sparkle_json_get_strv (members, field->name);
          break;
        case SPARKLE_FIELD_TIME:
          sparkle_time_parse (json_node_get_string (node), where);
          break;
        case SPARKLE_FIELD_NODE:
          *(JsonNode **) where = json_node_copy (node);
          break;
        case SPARKLE_FIELD_OBJECT:
          store_object (node, field->sub, out);
          break;
        }
    }
}

/* An answer that does not fit is one problem, not a form to correct: the first detail says what. */
static void
propagate (GError             *problems, /* (transfer full) */
           SparkleDecodeFlags  flags,
           GError            **error)
{
  const SparkleErrorDetail *first;

  if (!(flags & SPARKLE_DECODE_TOLERANT))
    {
      g_propagate_error (error, problems);
      return;
    }
  first = sparkle_error_get_detail (problems, 0);
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL, _("The answer of the server is not understood: %s %s"),
               first->field, first->message);
  g_error_free (problems);
}

/**
 * sparkle_fields_decode_full:
 * @object: (nullable): what was sent
 * @table: what it may hold
 * @flags: how strictly
 * @out: (nullable): the struct that the table's offsets are of
 * @ret_present: (out) (optional): which rows were there, null included
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Takes an object apart by a table. All wrong fields are told at once, as details of one error.
 *
 * Returns: whether it is as the table says
 */
gboolean
sparkle_fields_decode_full (JsonNode            *object,
                            const SparkleField  *table,
                            SparkleDecodeFlags   flags,
                            gpointer             out,
                            guint64             *ret_present,
                            GError             **error)
{
  GError *problems = NULL;
  guint64 present = 0;

  g_return_val_if_fail (table != NULL, FALSE);

  if (object == NULL || !JSON_NODE_HOLDS_OBJECT (object))
    {
      g_set_error_literal (error, SPARKLE_ERROR,
                           flags & SPARKLE_DECODE_TOLERANT ? SPARKLE_ERROR_PROTOCOL : SPARKLE_ERROR_BAD_REQUEST,
                           _("A JSON object is expected"));
      return FALSE;
    }

  check_object (object, table, flags, NULL, &present, &problems);
  if (problems != NULL)
    {
      propagate (problems, flags, error);
      return FALSE;
    }

  if (out != NULL)
    store_object (object, table, out);
  if (ret_present != NULL)
    *ret_present = present;
  return TRUE;
}

/**
 * sparkle_fields_decode:
 * @object: (nullable): what was sent
 * @table: what it may hold
 * @out: (nullable): the struct that the table's offsets are of
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Takes a request apart, strictly. See sparkle_fields_decode_full().
 *
 * Returns: whether it is as the table says
 */
gboolean
sparkle_fields_decode (JsonNode            *object,
                       const SparkleField  *table,
                       gpointer             out,
                       GError             **error)
{
  return sparkle_fields_decode_full (object, table, SPARKLE_DECODE_STRICT, out, NULL, error);
}

/**
 * sparkle_fields_decode_new:
 * @object: (nullable): what was sent
 * @table: what it may hold
 * @flags: how strictly
 * @size: of the struct
 * @ret_present: (out) (optional): which rows were there
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Decodes into a new struct of zeroes.
 *
 * Returns: (transfer full) (nullable): the struct, for sparkle_fields_clear() and g_free()
 */
gpointer
sparkle_fields_decode_new (JsonNode            *object,
                           const SparkleField  *table,
                           SparkleDecodeFlags   flags,
                           gsize                size,
                           guint64             *ret_present,
                           GError             **error)
{
  g_autofree gpointer out = g_malloc0 (size);

  if (!sparkle_fields_decode_full (object, table, flags, out, ret_present, error))
    return NULL;
  return g_steal_pointer (&out);
}

/**
 * sparkle_fields_clear:
 * @table: the table that it was decoded by
 * @out: the struct
 *
 * Frees what decoding put there and zeroes it.
 */
void
sparkle_fields_clear (const SparkleField *table,
                      gpointer            out)
{
  g_return_if_fail (table != NULL && out != NULL);

  for (const SparkleField *field = table; field->name != NULL; field++)
    {
      gpointer where = (char *) out + field->offset;

      switch (field->type)
        {
        case SPARKLE_FIELD_STRING:
          g_clear_pointer ((char **) where, g_free);
          break;
        case SPARKLE_FIELD_STRV:
          g_clear_pointer ((char ***) where, g_strfreev);
          break;
        case SPARKLE_FIELD_NODE:
          g_clear_pointer ((JsonNode **) where, json_node_unref);
          break;
        case SPARKLE_FIELD_INT:
        case SPARKLE_FIELD_TIME:
          *(gint64 *) where = 0;
          break;
        case SPARKLE_FIELD_BOOL:
          *(gboolean *) where = FALSE;
          break;
        case SPARKLE_FIELD_OBJECT:
          sparkle_fields_clear (field->sub, out);
          break;
        }
    }
}
