/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-composer-fields.h"

#include <glib/gi18n.h>

#include "sparkle-category.h"
#include "sparkle-session.h"

/**
 * sparkle_composer_parse_tags:
 * @text: as it is typed, separated by commas
 *
 * Returns: (transfer full): the tags, without "#" and blanks, each once
 */
GStrv
sparkle_composer_parse_tags (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; parts[i] != NULL; i++)
    {
      const char *tag = g_strstrip (parts[i]);

      while (*tag == '#')
        tag++;
      if (*tag != '\0' && g_hash_table_add (seen, (gpointer) tag))
        g_strv_builder_add (builder, tag);
    }
  return g_strv_builder_end (builder);
}

/**
 * sparkle_composer_category_fill:
 * @row: the row
 * @categories: (nullable): a list of SparkleCategory
 *
 * Fills the row; one that has nothing to offer is not seen.
 */
void
sparkle_composer_category_fill (AdwComboRow *row,
                                GListModel  *categories)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _("None"));
  for (unsigned i = 0; categories != NULL && i < g_list_model_get_n_items (categories); i++)
    {
      g_autoptr(SparkleCategory) category = g_list_model_get_item (categories, i);

      gtk_string_list_append (names, sparkle_category_get_name (category));
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (row), g_list_model_get_n_items (G_LIST_MODEL (names)) > 1);
}

/**
 * sparkle_composer_category_select:
 * @row: the row
 * @categories: (nullable): what it was filled with
 * @slug: (nullable): of the category
 */
void
sparkle_composer_category_select (AdwComboRow *row,
                                  GListModel  *categories,
                                  const char  *slug)
{
  for (unsigned i = 0; slug != NULL && categories != NULL && i < g_list_model_get_n_items (categories); i++)
    {
      g_autoptr(SparkleCategory) category = g_list_model_get_item (categories, i);

      if (g_str_equal (sparkle_category_get_id (category), slug))
        adw_combo_row_set_selected (row, i + 1);
    }
}

/**
 * sparkle_composer_category_get:
 * @row: the row
 * @categories: (nullable): what it was filled with
 *
 * Returns: (transfer none) (nullable): the slug of the category, as long as @categories holds it
 */
const char *
sparkle_composer_category_get (AdwComboRow *row,
                               GListModel  *categories)
{
  unsigned selected = adw_combo_row_get_selected (row);
  g_autoptr(SparkleCategory) category = NULL;

  /* The first line of the list says: none. */
  if (categories == NULL || selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  category = g_list_model_get_item (categories, selected - 1);
  return category != NULL ? sparkle_category_get_id (category) : NULL;
}
