/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-drafts-page.h"

#include <glib/gi18n.h>

#include "sparkle-draft-row.h"
#include "sparkle-list-states.h"

struct _SparkleDraftsPage
{
  AdwBin parent_instance;

  GListModel        *items; /* (owned) */
  SparkleListStates *states;
  GtkListView       *view;
};

G_DEFINE_FINAL_TYPE (SparkleDraftsPage, sparkle_drafts_page, ADW_TYPE_BIN)

static void
update_state (SparkleDraftsPage *self)
{
  sparkle_list_states_set_state (self->states, g_list_model_get_n_items (self->items) > 0 ? SPARKLE_LIST_STATE_CONTENT
                                                                                           : SPARKLE_LIST_STATE_EMPTY);
}

static void
setup_cb (SparkleDraftsPage *self,
          GtkListItem       *item)
{
  gtk_list_item_set_child (item, sparkle_draft_row_new ());
}

static void
bind_cb (SparkleDraftsPage *self,
         GtkListItem       *item)
{
  sparkle_draft_row_set_draft (SPARKLE_DRAFT_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (SparkleDraftsPage *self,
           GtkListItem       *item)
{
  sparkle_draft_row_set_draft (SPARKLE_DRAFT_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (SparkleDraftsPage *self,
             unsigned           position)
{
  g_autoptr(SparkleDraft) draft = g_list_model_get_item (self->items, position);

  if (draft != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-draft", "s", sparkle_draft_get_id (draft));
}

static void
sparkle_drafts_page_dispose (GObject *object)
{
  g_clear_object (&SPARKLE_DRAFTS_PAGE (object)->items);

  G_OBJECT_CLASS (sparkle_drafts_page_parent_class)->dispose (object);
}

static void
sparkle_drafts_page_class_init (SparkleDraftsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_drafts_page_dispose;

  g_type_ensure (SPARKLE_TYPE_LIST_STATES);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/drafts/sparkle-drafts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleDraftsPage, states);
}

static void
sparkle_drafts_page_init (SparkleDraftsPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "posts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Drafts"), -1);
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  sparkle_list_states_set_empty (self->states, "sparkle-drafts-symbolic", _("No drafts"),
                                 _("What you write is saved here as you type."), _("_Write a post"), "win.compose");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  sparkle_list_states_set_content (self->states, scroller);
}

/**
 * sparkle_drafts_page_new:
 * @session: open
 *
 * Returns: (transfer floating): the drafts of the account
 */
GtkWidget *
sparkle_drafts_page_new (SparkleSession *session)
{
  SparkleDraftsPage *self = g_object_new (SPARKLE_TYPE_DRAFTS_PAGE, NULL);
  g_autoptr(GtkNoSelection) selection = NULL;

  self->items = G_LIST_MODEL (g_object_ref (sparkle_session_get_drafts (session)));
  selection = gtk_no_selection_new (g_object_ref (self->items));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update_state (self);
  return GTK_WIDGET (self);
}
