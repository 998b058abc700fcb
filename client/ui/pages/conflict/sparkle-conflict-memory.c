/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-conflict-memory.h"

#include "sparkle-hunk-view.h"

static char *
get_key (SparkleOutboxItem *item)
{
  return g_strconcat ("conflict/", sparkle_outbox_item_get_id (item), NULL);
}

/**
 * sparkle_conflict_memory_keep:
 * @views: (element-type SparkleHunkView): all stretches in order
 *
 * Keeps what was chosen and typed for the next time.
 */
void
sparkle_conflict_memory_keep (SparkleSession    *session,
                              SparkleOutboxItem *item,
                              GPtrArray         *views)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(us)"));
  g_autofree char *key = get_key (item);
  g_autofree char *text = NULL;
  g_autoptr(GVariant) all = NULL;

  for (unsigned i = 0; i < views->len; i++)
    {
      SparkleHunkView *view = g_ptr_array_index (views, i);
      SparkleChoice choice = sparkle_hunk_view_get_choice (view);
      g_autofree char *typed = choice == SPARKLE_CHOICE_EDITED ? sparkle_hunk_view_get_text (view) : g_strdup ("");

      g_variant_builder_add (&builder, "(us)", choice, typed);
    }
  all = g_variant_ref_sink (g_variant_builder_end (&builder));
  text = g_variant_print (all, FALSE);
  sparkle_session_set_setting (session, key, text);
}

/**
 * sparkle_conflict_memory_restore:
 * @views: (element-type SparkleHunkView): all stretches in order
 *
 * Nothing happens when the stretches are others by now.
 */
void
sparkle_conflict_memory_restore (SparkleSession    *session,
                                 SparkleOutboxItem *item,
                                 GPtrArray         *views)
{
  g_autofree char *key = get_key (item);
  g_autofree char *text = sparkle_session_get_setting (session, key);
  g_autoptr(GVariant) all = text != NULL ? g_variant_parse (G_VARIANT_TYPE ("a(us)"), text, NULL, NULL, NULL) : NULL;

  if (all == NULL || g_variant_n_children (all) != views->len)
    return;
  for (unsigned i = 0; i < views->len; i++)
    {
      unsigned choice;
      const char *typed;

      g_variant_get_child (all, i, "(u&s)", &choice, &typed);
      if (choice == SPARKLE_CHOICE_EDITED)
        sparkle_hunk_view_set_text (g_ptr_array_index (views, i), typed);
      else if (choice < SPARKLE_CHOICE_EDITED)
        sparkle_hunk_view_choose (g_ptr_array_index (views, i), choice);
    }
}

/**
 * sparkle_conflict_memory_forget:
 */
void
sparkle_conflict_memory_forget (SparkleSession    *session,
                                SparkleOutboxItem *item)
{
  g_autofree char *key = get_key (item);

  sparkle_session_set_setting (session, key, NULL);
}

/**
 * sparkle_conflict_memory_copy_mine:
 *
 * Returns: (transfer full): title, text and whatever else was typed, with empty lines between
 */
char *
sparkle_conflict_memory_copy_mine (SparkleOutboxItem *item)
{
  static const char * const names[] = { "title", "display_name", "content", "bio", "note" };
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *mine = sparkle_outbox_item_get_mine (item, names[i]);

      if (mine != NULL && *mine != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", mine);
    }
  return g_string_free_and_steal (text);
}
