/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-conflict.h"

/* In the order in which they are shown. */
static const struct
{
  const char       *name;
  SparkleFieldKind  kind;
} known[] = {
  { "title", SPARKLE_FIELD_LINE },
  { "display_name", SPARKLE_FIELD_LINE },
  { "content", SPARKLE_FIELD_TEXT },
  { "bio", SPARKLE_FIELD_TEXT },
  { "note", SPARKLE_FIELD_TEXT },
  { "tags", SPARKLE_FIELD_WORDS },
  { "category", SPARKLE_FIELD_LINE },
  { "youtube_video_id", SPARKLE_FIELD_LINE },
};

void
sparkle_conflict_field_free (SparkleConflictField *field)
{
  g_ptr_array_unref (field->hunks);
  g_free (field);
}

/* (transfer full): a field as text; "" for nothing */
static char *
to_text (JsonObject *object,
         const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
  GString *text;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  text = g_string_new (NULL);
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (unsigned i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *element = json_array_get_element (array, i);

          if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
            g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", json_node_get_string (element));
        }
    }
  return g_string_free_and_steal (text);
}

/* Without knowing what both began with, whatever differs is for a person to decide. */
static GPtrArray *
compare_two (const char *mine,
             const char *theirs)
{
  GPtrArray *hunks = sparkle_merge_hunks (theirs, mine, theirs);

  for (unsigned i = 0; i < hunks->len; i++)
    {
      SparkleMergeHunk *hunk = g_ptr_array_index (hunks, i);

      if (hunk->kind != SPARKLE_HUNK_SAME)
        {
          hunk->kind = SPARKLE_HUNK_CONFLICT;
          g_set_str (&hunk->base, "");
        }
    }
  return hunks;
}

static GPtrArray *
compare_whole (const char *base,
               const char *mine,
               const char *theirs)
{
  GPtrArray *hunks = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_merge_hunk_free);
  SparkleMergeHunk *hunk = g_new (SparkleMergeHunk, 1);

  *hunk = (SparkleMergeHunk) { SPARKLE_HUNK_CONFLICT, g_strdup (base != NULL ? base : ""), g_strdup (mine), g_strdup (theirs) };
  if (g_str_equal (mine, theirs))
    hunk->kind = base != NULL && g_str_equal (base, mine) ? SPARKLE_HUNK_SAME : SPARKLE_HUNK_AGREED;
  else if (base != NULL && g_str_equal (base, mine))
    hunk->kind = SPARKLE_HUNK_THEIRS;
  else if (base != NULL && g_str_equal (base, theirs))
    hunk->kind = SPARKLE_HUNK_MINE;
  g_ptr_array_add (hunks, hunk);
  return hunks;
}

/**
 * sparkle_conflict_read:
 * @item: a write that conflicts
 *
 * Returns: (transfer full) (element-type SparkleConflictField): the fields it changes, with all three sides
 */
GPtrArray *
sparkle_conflict_read (SparkleOutboxItem *item)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_conflict_field_free);
  JsonObject *mine, *theirs, *base;

  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (item), fields);

  sparkle_outbox_item_get_sides (item, &base, &mine, &theirs);
  for (unsigned i = 0; mine != NULL && i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *my_text = to_text (mine, known[i].name);
      g_autofree char *their_text = to_text (theirs, known[i].name);
      g_autofree char *base_text = base != NULL && json_object_has_member (base, known[i].name) ? to_text (base, known[i].name) : NULL;
      SparkleConflictField *field;

      if (!json_object_has_member (mine, known[i].name))
        continue;
      field = g_new (SparkleConflictField, 1);
      field->name = known[i].name;
      field->kind = known[i].kind;
      field->hunks = known[i].kind != SPARKLE_FIELD_TEXT ? compare_whole (base_text, my_text, their_text)
                   : base_text != NULL ? sparkle_merge_hunks (base_text, my_text, their_text) : compare_two (my_text, their_text);
      g_ptr_array_add (fields, field);
    }
  return fields;
}

/**
 * sparkle_conflict_count:
 *
 * Returns: how many stretches of all fields both sides changed differently
 */
unsigned
sparkle_conflict_count (GPtrArray *fields)
{
  unsigned count = 0;

  g_return_val_if_fail (fields != NULL, 0);

  for (unsigned i = 0; i < fields->len; i++)
    {
      const SparkleConflictField *field = g_ptr_array_index (fields, i);

      for (unsigned j = 0; j < field->hunks->len; j++)
        count += ((SparkleMergeHunk *) g_ptr_array_index (field->hunks, j))->kind == SPARKLE_HUNK_CONFLICT;
    }
  return count;
}
