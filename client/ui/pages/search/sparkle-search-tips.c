/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-tips.h"

#include "sparkle-search-filters.h"

struct _SparkleSearchTips
{
  AdwBin parent_instance;

  GtkWidget  *recent_group;
  GtkListBox *recent_list;
};

G_DEFINE_FINAL_TYPE (SparkleSearchTips, sparkle_search_tips, ADW_TYPE_BIN)

enum { CHOSEN, INSERT, CLEAR, N_SIGNALS };
static unsigned signals[N_SIGNALS];

static GtkWidget *
make_row (const char *title)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("document-open-recent-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static void
recent_activated_cb (SparkleSearchTips *self,
                     GtkListBoxRow     *row)
{
  g_autofree char *text = g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));

  g_signal_emit (self, signals[CHOSEN], 0, text);
}

static void
insert_cb (SparkleSearchTips *self,
           const char        *piece)
{
  g_signal_emit (self, signals[INSERT], 0, piece);
}

static void
clear_cb (SparkleSearchTips *self)
{
  g_signal_emit (self, signals[CLEAR], 0);
}

static void
sparkle_search_tips_class_init (SparkleSearchTipsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SPARKLE_TYPE_SEARCH_FILTERS);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/search/sparkle-search-tips.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchTips, recent_group);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchTips, recent_list);
  gtk_widget_class_bind_template_callback (widget_class, recent_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, insert_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[INSERT] = g_signal_new ("insert", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLEAR] = g_signal_new ("clear", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sparkle_search_tips_init (SparkleSearchTips *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_search_tips_set_recent:
 * @searches: newest first
 */
void
sparkle_search_tips_set_recent (SparkleSearchTips  *self,
                                const char * const *searches)
{
  g_return_if_fail (SPARKLE_IS_SEARCH_TIPS (self));

  gtk_list_box_remove_all (self->recent_list);
  for (unsigned i = 0; searches[i] != NULL; i++)
    gtk_list_box_append (self->recent_list, make_row (searches[i]));
  gtk_widget_set_visible (self->recent_group, searches[0] != NULL);
}
