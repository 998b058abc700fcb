/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-outbox-page.h"

#include <glib/gi18n.h>

#include "sparkle-outbox-card.h"
#include "sparkle-list-states.h"

struct _SparkleOutboxPage
{
  AdwBin parent_instance;

  GListModel        *items; /* (owned) */
  SparkleListStates *states;
  GtkListView       *view;
};

G_DEFINE_FINAL_TYPE (SparkleOutboxPage, sparkle_outbox_page, ADW_TYPE_BIN)

static void
update_state (SparkleOutboxPage *self)
{
  sparkle_list_states_set_state (self->states, g_list_model_get_n_items (self->items) > 0 ? SPARKLE_LIST_STATE_CONTENT
                                                                                           : SPARKLE_LIST_STATE_EMPTY);
}

static void
setup_cb (SparkleOutboxPage *self,
          GtkListItem       *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, sparkle_outbox_card_new ());
}

static void
bind_cb (SparkleOutboxPage *self,
         GtkListItem       *item)
{
  sparkle_outbox_card_set_item (SPARKLE_OUTBOX_CARD (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (SparkleOutboxPage *self,
           GtkListItem       *item)
{
  sparkle_outbox_card_set_item (SPARKLE_OUTBOX_CARD (gtk_list_item_get_child (item)), NULL);
}

static void
sparkle_outbox_page_dispose (GObject *object)
{
  g_clear_object (&SPARKLE_OUTBOX_PAGE (object)->items);

  G_OBJECT_CLASS (sparkle_outbox_page_parent_class)->dispose (object);
}

static void
sparkle_outbox_page_class_init (SparkleOutboxPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_outbox_page_dispose;

  g_type_ensure (SPARKLE_TYPE_LIST_STATES);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/outbox/sparkle-outbox-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleOutboxPage, states);
}

static void
sparkle_outbox_page_init (SparkleOutboxPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "posts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Outbox"), -1);
  gtk_list_view_set_tab_behavior (self->view, GTK_LIST_TAB_ITEM);
  sparkle_list_states_set_empty (self->states, "sparkle-outbox-symbolic", _("Everything is sent"),
                                 _("What you write without a connection waits here."), NULL, NULL);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  sparkle_list_states_set_content (self->states, scroller);
}

/**
 * sparkle_outbox_page_new:
 * @session: open
 *
 * Returns: (transfer floating): the outbox of the account
 */
GtkWidget *
sparkle_outbox_page_new (SparkleSession *session)
{
  SparkleOutboxPage *self = g_object_new (SPARKLE_TYPE_OUTBOX_PAGE, NULL);
  g_autoptr(GtkNoSelection) selection = NULL;

  self->items = G_LIST_MODEL (g_object_ref (sparkle_session_get_outbox (session)));
  selection = gtk_no_selection_new (g_object_ref (self->items));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update_state (self);
  return GTK_WIDGET (self);
}
