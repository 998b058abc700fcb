/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-drafts-page.h"

#include <glib/gi18n.h>

#include "sparkle-draft-row.h"
#include "sparkle-list-states.h"
#include "sparkle-session-scheduled.h"
#include "sparkle-waiting-row.h"

struct _SparkleDraftsPage
{
  AdwBin parent_instance;

  GListModel         *waiting; /* (owned): posts that wait for their time */
  GListModel         *items;   /* (owned): those, then the drafts */
  GtkListItemFactory *headers; /* (owned) */
  SparkleListStates *states;
  GtkListView       *view;
};

G_DEFINE_FINAL_TYPE (SparkleDraftsPage, sparkle_drafts_page, ADW_TYPE_BIN)

static void
update_state (SparkleDraftsPage *self)
{
  sparkle_list_states_set_state (self->states, g_list_model_get_n_items (self->items) > 0 ? SPARKLE_LIST_STATE_CONTENT
                                                                                           : SPARKLE_LIST_STATE_EMPTY);
  /* one kind alone needs no heading: the page has it */
  gtk_list_view_set_header_factory (self->view, g_list_model_get_n_items (self->waiting) > 0 ? self->headers : NULL);
}

static void
header_setup_cb (SparkleDraftsPage *self,
                 GtkListHeader     *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "drafts-heading");
  gtk_list_header_set_child (header, label);
}

static void
header_bind_cb (SparkleDraftsPage *self,
                GtkListHeader     *header)
{
  gboolean waiting = SPARKLE_IS_POST (gtk_list_header_get_item (header));

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), waiting ? _("Scheduled") : _("Drafts"));
}

static void
setup_cb (SparkleDraftsPage *self,
          GtkListItem       *item)
{
  gtk_list_item_set_child (item, adw_bin_new ());
}

static void
bind_cb (SparkleDraftsPage *self,
         GtkListItem       *item)
{
  AdwBin *bin = ADW_BIN (gtk_list_item_get_child (item));
  gpointer object = gtk_list_item_get_item (item);

  if (SPARKLE_IS_POST (object))
    {
      if (!SPARKLE_IS_WAITING_ROW (adw_bin_get_child (bin)))
        adw_bin_set_child (bin, sparkle_waiting_row_new ());
      sparkle_waiting_row_set_post (SPARKLE_WAITING_ROW (adw_bin_get_child (bin)), object);
      return;
    }
  if (!SPARKLE_IS_DRAFT_ROW (adw_bin_get_child (bin)))
    adw_bin_set_child (bin, sparkle_draft_row_new ());
  sparkle_draft_row_set_draft (SPARKLE_DRAFT_ROW (adw_bin_get_child (bin)), object);
}

static void
unbind_cb (SparkleDraftsPage *self,
           GtkListItem       *item)
{
  GtkWidget *row = adw_bin_get_child (ADW_BIN (gtk_list_item_get_child (item)));

  if (SPARKLE_IS_WAITING_ROW (row))
    sparkle_waiting_row_set_post (SPARKLE_WAITING_ROW (row), NULL);
  else
    sparkle_draft_row_set_draft (SPARKLE_DRAFT_ROW (row), NULL);
}

static void
activate_cb (SparkleDraftsPage *self,
             unsigned           position)
{
  g_autoptr(GObject) item = g_list_model_get_item (self->items, position);

  if (SPARKLE_IS_POST (item))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-post", "s", sparkle_post_get_id (SPARKLE_POST (item)));
  else if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-draft", "s", sparkle_draft_get_id (SPARKLE_DRAFT (item)));
}

static void
sparkle_drafts_page_dispose (GObject *object)
{
  SparkleDraftsPage *self = SPARKLE_DRAFTS_PAGE (object);

  g_clear_object (&self->waiting);
  g_clear_object (&self->items);
  g_clear_object (&self->headers);

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
  self->headers = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (self->headers, "setup", G_CALLBACK (header_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->headers, "bind", G_CALLBACK (header_bind_cb), self, G_CONNECT_SWAPPED);
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
 * Returns: (transfer floating): the drafts of the account, below its posts that wait for their time
 */
GtkWidget *
sparkle_drafts_page_new (SparkleSession *session)
{
  SparkleDraftsPage *self = g_object_new (SPARKLE_TYPE_DRAFTS_PAGE, NULL);
  g_autoptr(GtkNoSelection) selection = NULL;
  GListStore *parts = g_list_store_new (G_TYPE_LIST_MODEL);

  self->waiting = G_LIST_MODEL (sparkle_session_open_waiting (session));
  g_list_store_append (parts, self->waiting);
  g_list_store_append (parts, sparkle_session_get_drafts (session));
  self->items = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (parts)));
  selection = gtk_no_selection_new (g_object_ref (self->items));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update_state (self);
  return GTK_WIDGET (self);
}
