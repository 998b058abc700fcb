/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-filters.h"

#include <glib/gi18n.h>

struct _SparkleSearchFilters
{
  AdwBin parent_instance;

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (SparkleSearchFilters, sparkle_search_filters, ADW_TYPE_BIN)

static unsigned insert_signal;

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
make_row (unsigned i)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *example = gtk_label_new (filters[i].example);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(filters[i].meaning));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_add_css_class (example, "search-chip");
  gtk_widget_set_valign (example, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), example);
  return row;
}

static void
activated_cb (SparkleSearchFilters *self,
              GtkListBoxRow        *row)
{
  g_signal_emit (self, insert_signal, 0, filters[gtk_list_box_row_get_index (row)].piece);
}

static void
sparkle_search_filters_class_init (SparkleSearchFiltersClass *klass)
{
  insert_signal = g_signal_new ("insert", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sparkle_search_filters_init (SparkleSearchFilters *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Narrow it down"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  for (unsigned i = 0; i < G_N_ELEMENTS (filters); i++)
    gtk_list_box_append (self->list, make_row (i));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->list));
}
