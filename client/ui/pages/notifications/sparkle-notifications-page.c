/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notifications-page.h"

#include <glib/gi18n.h>

#include "sparkle-list-states.h"
#include "sparkle-notification-row.h"
#include "sparkle-notification-text.h"
#include "sparkle-session-notifications.h"

struct _SparkleNotificationsPage
{
  AdwBin parent_instance;

  SparkleNotifications *items;  /* (owned) */
  GListModel           *sorted; /* (owned): the same, with a section a day */
  GtkWidget            *read_all;
  SparkleListStates    *states;
  GtkListView          *view;
};

G_DEFINE_FINAL_TYPE (SparkleNotificationsPage, sparkle_notifications_page, ADW_TYPE_BIN)

static void
update_state (SparkleNotificationsPage *self)
{
  sparkle_list_states_set_state (self->states, g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0 ? SPARKLE_LIST_STATE_CONTENT
                                                                                                           : SPARKLE_LIST_STATE_EMPTY);
  gtk_widget_set_visible (self->read_all, sparkle_notifications_get_n_unread (self->items) > 0);
}

/* ---- rows ---------------------------------------------------------------------- */

static void
setup_cb (SparkleNotificationsPage *self,
          GtkListItem              *item)
{
  gtk_list_item_set_child (item, sparkle_notification_row_new ());
}

static void
bind_cb (SparkleNotificationsPage *self,
         GtkListItem              *item)
{
  SparkleNotification *notification = gtk_list_item_get_item (item);
  g_autofree char *text = sparkle_notification_text (notification);
  g_autofree char *label = g_strjoin (": ", text, *sparkle_notification_get_title (notification) != '\0' ? sparkle_notification_get_title (notification) : NULL, NULL);

  sparkle_notification_row_set_notification (SPARKLE_NOTIFICATION_ROW (gtk_list_item_get_child (item)), notification);
  gtk_list_item_set_accessible_label (item, label);
}

static void
unbind_cb (SparkleNotificationsPage *self,
           GtkListItem              *item)
{
  sparkle_notification_row_set_notification (SPARKLE_NOTIFICATION_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
setup_header_cb (SparkleNotificationsPage *self,
                 GtkListHeader            *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "notification-day");
  gtk_list_header_set_child (header, label);
}

static void
bind_header_cb (SparkleNotificationsPage *self,
                GtkListHeader            *header)
{
  SparkleNotification *first = gtk_list_header_get_item (header);
  g_autofree char *day = sparkle_notification_day (sparkle_notification_get_updated_at (first), g_get_real_time ());

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), day);
}

/* The latest day first. */
static int
compare_days (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  g_autoptr(GDateTime) one = g_date_time_new_from_unix_local_usec (sparkle_notification_get_updated_at ((SparkleNotification *) a));
  g_autoptr(GDateTime) two = g_date_time_new_from_unix_local_usec (sparkle_notification_get_updated_at ((SparkleNotification *) b));
  int first, second;

  if (one == NULL || two == NULL)
    return GTK_ORDERING_EQUAL;
  first = g_date_time_get_year (one) * 1000 + g_date_time_get_day_of_year (one);
  second = g_date_time_get_year (two) * 1000 + g_date_time_get_day_of_year (two);
  return gtk_ordering_from_cmpfunc (second - first);
}

static void
activate_cb (SparkleNotificationsPage *self,
             unsigned                  position)
{
  g_autoptr(SparkleNotification) notification = g_list_model_get_item (self->sorted, position);

  if (notification != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-notification", "s", sparkle_notification_get_id (notification));
}

/* ---- life ---------------------------------------------------------------------- */

static void
sparkle_notifications_page_dispose (GObject *object)
{
  SparkleNotificationsPage *self = SPARKLE_NOTIFICATIONS_PAGE (object);

  g_clear_object (&self->sorted);
  g_clear_object (&self->items);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_NOTIFICATIONS_PAGE);

  G_OBJECT_CLASS (sparkle_notifications_page_parent_class)->dispose (object);
}

static void
sparkle_notifications_page_class_init (SparkleNotificationsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_notifications_page_dispose;

  g_type_ensure (SPARKLE_TYPE_LIST_STATES);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/notifications/sparkle-notifications-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationsPage, read_all);
  gtk_widget_class_bind_template_child (widget_class, SparkleNotificationsPage, states);
}

static GtkListItemFactory *
make_factory (SparkleNotificationsPage *self,
              gboolean                  headers)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", headers ? G_CALLBACK (setup_header_cb) : G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", headers ? G_CALLBACK (bind_header_cb) : G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  if (!headers)
    g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  return factory;
}

static void
sparkle_notifications_page_init (SparkleNotificationsPage *self)
{
  g_autoptr(GtkListItemFactory) headers = make_factory (self, TRUE);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, make_factory (self, FALSE)));
  gtk_list_view_set_header_factory (self->view, headers);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "posts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Notifications"), -1);
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  sparkle_list_states_set_empty (self->states, "sparkle-bell-symbolic", _("Nothing new"),
                                 _("When somebody answers, likes or follows you, it is told here."), NULL, NULL);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  sparkle_list_states_set_content (self->states, scroller);
}

/**
 * sparkle_notifications_page_new:
 * @session: open
 *
 * Returns: (transfer floating): what others did, by day
 */
GtkWidget *
sparkle_notifications_page_new (SparkleSession *session)
{
  SparkleNotificationsPage *self = g_object_new (SPARKLE_TYPE_NOTIFICATIONS_PAGE, NULL);
  g_autoptr(GtkSorter) days = GTK_SORTER (gtk_custom_sorter_new (compare_days, NULL, NULL));
  g_autoptr(GtkNoSelection) selection = NULL;
  GtkSortListModel *sorted;

  self->items = g_object_ref (sparkle_session_get_notifications (session));
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->items)), NULL);
  gtk_sort_list_model_set_section_sorter (sorted, days);
  self->sorted = G_LIST_MODEL (sorted);
  selection = gtk_no_selection_new (g_object_ref (self->sorted));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->items, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->items, "notify::n-unread", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update_state (self);
  return GTK_WIDGET (self);
}
