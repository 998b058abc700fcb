/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-tips.h"

#include <glib/gi18n.h>

struct _SparkleSearchTips
{
  AdwBin parent_instance;

  GtkWidget  *recent_group;
  GtkListBox *recent_list;
  GtkListBox *filter_list;
};

G_DEFINE_FINAL_TYPE (SparkleSearchTips, sparkle_search_tips, ADW_TYPE_BIN)

enum { CHOSEN, INSERT, CLEAR, N_SIGNALS };
static unsigned signals[N_SIGNALS];

/* piece: what is put into the entry; shown with an example behind it. */
static const struct
{
  const char *piece;
  const char *example;
  const char *meaning;
} filters[] = {
  { "author:", "author:nova", N_("What one person wrote") },
  { "tag:", "tag:theory", N_("Posts with a tag") },
  { "category:", "category:reviews", N_("Posts of a category") },
  { "has:video", "has:video", N_("Posts about a video") },
  { "after:", "after:2026-03", N_("Written since then; a year, a month or a day") },
  { "before:", "before:2026", N_("Written before then") },
  { "\"", "\"the second lamp\"", N_("Words that follow one another") },
  { "-", "-trailer", N_("Without this word; works with author, tag and category too") },
};

static GtkWidget *
make_row (const char *icon_name,
          const char *title,
          const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (icon_name != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon_name));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static GtkWidget *
make_filter_row (unsigned i)
{
  GtkWidget *row = make_row (NULL, _(filters[i].meaning), NULL);
  GtkWidget *example = gtk_label_new (filters[i].example);

  gtk_widget_add_css_class (example, "search-chip");
  gtk_widget_set_valign (example, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), example);
  return row;
}

static void
filter_activated_cb (SparkleSearchTips *self,
                     GtkListBoxRow     *row)
{
  g_signal_emit (self, signals[INSERT], 0, filters[gtk_list_box_row_get_index (row)].piece);
}

static void
recent_activated_cb (SparkleSearchTips *self,
                     GtkListBoxRow     *row)
{
  g_autofree char *text = g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));

  g_signal_emit (self, signals[CHOSEN], 0, text);
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

  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/search/sparkle-search-tips.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchTips, recent_group);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchTips, recent_list);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchTips, filter_list);
  gtk_widget_class_bind_template_callback (widget_class, recent_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[INSERT] = g_signal_new ("insert", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLEAR] = g_signal_new ("clear", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sparkle_search_tips_init (SparkleSearchTips *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (unsigned i = 0; i < G_N_ELEMENTS (filters); i++)
    gtk_list_box_append (self->filter_list, make_filter_row (i));
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
    gtk_list_box_append (self->recent_list, make_row ("document-open-recent-symbolic", searches[i], NULL));
  gtk_widget_set_visible (self->recent_group, searches[0] != NULL);
}
