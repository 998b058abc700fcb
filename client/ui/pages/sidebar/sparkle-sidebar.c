/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sidebar.h"

#include <glib/gi18n.h>

#include "sparkle-categories.h"
#include "sparkle-colour-dot.h"
#include "sparkle-level-ring.h"
#include "sparkle-outbox.h"
#include "sparkle-session-notifications.h"
#include "sparkle-user.h"

struct _SparkleSidebar
{
  AdwNavigationPage parent_instance;

  SparkleSession    *session;    /* (owned) (nullable) */
  SparkleCategories *categories; /* (owned) (nullable) */
  SparkleUser       *account;    /* (owned) (nullable): whose changes are followed */
  gulong             account_handler;

  GtkButton         *person_button;
  AdwBin            *ring_place;
  SparkleLevelRing  *ring;
  GtkLabel          *person_name;
  GtkLabel          *person_detail;
  GtkButton         *sign_in_button;
  AdwSidebar        *sidebar;
  GtkLabel          *outbox_count;
  GtkLabel          *unread_count;
  AdwSidebarSection *categories_section;
};

G_DEFINE_FINAL_TYPE (SparkleSidebar, sparkle_sidebar, ADW_TYPE_NAVIGATION_PAGE)

/* In the order of the blueprint. */
static const char * const places[] = { "home", "following", "trending", "bookmarks", "drafts", "notifications", "outbox" };

static gboolean
is_open (SparkleSidebar *self)
{
  return sparkle_session_is_open (self->session);
}

static void
update_person (SparkleSidebar *self)
{
  gboolean here = self->account != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->person_button), here);
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in_button), !here);
  if (!here)
    return;

  const char *name = sparkle_user_get_name (self->account);
  int level = (int) sparkle_user_get_level (self->account);
  g_autofree char *detail = g_strdup_printf (_("@%s · Level %d"), sparkle_user_get_username (self->account), MAX (level, 1));
  g_autofree char *label = g_strdup_printf (_("Your profile, %s"), name);

  sparkle_level_ring_set_name (self->ring, name);
  sparkle_level_ring_set_xp (self->ring, sparkle_user_get_xp (self->account));
  gtk_label_set_label (self->person_name, name);
  gtk_label_set_label (self->person_detail, detail);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->person_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
account_changed_cb (SparkleSidebar *self)
{
  SparkleUser *account = sparkle_session_get_account (self->session);

  if (self->account != account)
    {
      if (self->account != NULL)
        g_clear_signal_handler (&self->account_handler, self->account);
      g_set_object (&self->account, account);
      if (account != NULL)
        self->account_handler = g_signal_connect_swapped (account, "notify", G_CALLBACK (update_person), self);
    }
  update_person (self);
}

/* The outbox leaves out drafts that merely wait: so does the count. */
static void
update_outbox (SparkleSidebar *self)
{
  SparkleOutbox *outbox = is_open (self) ? sparkle_session_get_outbox (self->session) : NULL;
  unsigned failed = outbox != NULL ? sparkle_outbox_get_n_failed (outbox) : 0;
  unsigned count = outbox != NULL ? sparkle_outbox_get_n_waiting (outbox) + failed : 0;
  g_autofree char *text = g_strdup_printf ("%u", count);
  g_autofree char *label = g_strdup_printf (ngettext ("%u waits in the outbox", "%u wait in the outbox", count), count);

  gtk_label_set_label (self->outbox_count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->outbox_count), count > 0);
  if (failed > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->outbox_count), "failed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->outbox_count), "failed");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->outbox_count), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->outbox_count), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_unread (SparkleSidebar *self)
{
  SparkleNotifications *notifications = is_open (self) ? sparkle_session_get_notifications (self->session) : NULL;
  unsigned count = notifications != NULL ? sparkle_notifications_get_n_unread (notifications) : 0;
  g_autofree char *text = g_strdup_printf ("%u", count);
  g_autofree char *label = g_strdup_printf (ngettext ("%u unread notification", "%u unread notifications", count), count);

  gtk_label_set_label (self->unread_count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->unread_count), count > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->unread_count), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->unread_count), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
activated_cb (SparkleSidebar *self,
              unsigned        index)
{
  const char *place = "home";
  const char *arg = "";
  g_autoptr(SparkleCategory) category = NULL;

  if (index < G_N_ELEMENTS (places))
    {
      place = places[index];
    }
  else if (self->categories != NULL)
    {
      category = g_list_model_get_item (G_LIST_MODEL (self->categories), index - G_N_ELEMENTS (places));
      if (category == NULL)
        return;
      place = "category";
      arg = sparkle_category_get_id (category);
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(ss)", place, arg);
}

static void
person_clicked_cb (SparkleSidebar *self)
{
  if (self->account != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-profile", "s", sparkle_user_get_username (self->account));
}

static AdwSidebarItem *
create_category_cb (gpointer object,
                    gpointer user_data)
{
  SparkleCategory *category = object;
  AdwSidebarItem *item = adw_sidebar_item_new (sparkle_category_get_name (category));
  g_autoptr(GdkPaintable) dot = sparkle_colour_dot_new (sparkle_category_get_colour (category));

  adw_sidebar_item_set_icon_paintable (item, dot);
  return item;
}

/* The models can be made as soon as there is a session; they fill when its files are open. */
static void
state_changed_cb (SparkleSidebar *self)
{
  if (self->categories == NULL && is_open (self))
    {
      SparkleOutbox *outbox = sparkle_session_get_outbox (self->session);

      self->categories = g_object_ref (sparkle_session_get_categories (self->session));
      g_signal_connect_object (outbox, "notify::n-waiting", G_CALLBACK (update_outbox), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (outbox, "notify::n-failed", G_CALLBACK (update_outbox), self, G_CONNECT_SWAPPED);
      update_outbox (self);
      g_signal_connect_object (sparkle_session_get_notifications (self->session), "notify::n-unread", G_CALLBACK (update_unread), self,
                               G_CONNECT_SWAPPED);
      update_unread (self);
      adw_sidebar_section_bind_model (self->categories_section, G_LIST_MODEL (self->categories), create_category_cb, NULL, NULL);
    }
}

static void
sparkle_sidebar_dispose (GObject *object)
{
  SparkleSidebar *self = SPARKLE_SIDEBAR (object);

  if (self->account != NULL)
    g_clear_signal_handler (&self->account_handler, self->account);
  g_clear_object (&self->account);
  g_clear_object (&self->categories);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_SIDEBAR);

  G_OBJECT_CLASS (sparkle_sidebar_parent_class)->dispose (object);
}

static void
sparkle_sidebar_class_init (SparkleSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_sidebar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/sidebar/sparkle-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleSidebar, person_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleSidebar, ring_place);
  gtk_widget_class_bind_template_child (widget_class, SparkleSidebar, person_name);
  gtk_widget_class_bind_template_child (widget_class, SparkleSidebar, person_detail);
  gtk_widget_class_bind_template_child (widget_class, SparkleSidebar, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleSidebar, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SparkleSidebar, outbox_count);
  gtk_widget_class_bind_template_child (widget_class, SparkleSidebar, unread_count);
  gtk_widget_class_bind_template_child (widget_class, SparkleSidebar, categories_section);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, person_clicked_cb);
}

static void
sparkle_sidebar_init (SparkleSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->ring = SPARKLE_LEVEL_RING (sparkle_level_ring_new (36));
  adw_bin_set_child (self->ring_place, GTK_WIDGET (self->ring));
  update_person (self);
}

/**
 * sparkle_sidebar_set_session:
 * @session: whose person and places are shown; set once
 */
void
sparkle_sidebar_set_session (SparkleSidebar *self,
                             SparkleSession *session)
{
  g_return_if_fail (SPARKLE_IS_SIDEBAR (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (account_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  account_changed_cb (self);
  update_outbox (self);
  state_changed_cb (self);
}

/**
 * sparkle_sidebar_set_mode:
 * @mode: a sidebar beside others, or a page of its own
 */
void
sparkle_sidebar_set_mode (SparkleSidebar *self,
                          AdwSidebarMode  mode)
{
  g_return_if_fail (SPARKLE_IS_SIDEBAR (self));

  adw_sidebar_set_mode (self->sidebar, mode);
}

/**
 * sparkle_sidebar_select:
 * @place: "home", "bookmarks", "drafts", "outbox" or "category"
 * @arg: of a category its slug
 */
void
sparkle_sidebar_select (SparkleSidebar *self,
                        const char     *place,
                        const char     *arg)
{
  g_return_if_fail (SPARKLE_IS_SIDEBAR (self));

  for (unsigned i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_equal (places[i], place))
      {
        adw_sidebar_set_selected (self->sidebar, i);
        return;
      }

  for (unsigned i = 0; self->categories != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->categories)); i++)
    {
      g_autoptr(SparkleCategory) category = g_list_model_get_item (G_LIST_MODEL (self->categories), i);

      if (g_str_equal (place, "category") && g_str_equal (sparkle_category_get_id (category), arg))
        {
          adw_sidebar_set_selected (self->sidebar, G_N_ELEMENTS (places) + i);
          return;
        }
    }
  adw_sidebar_set_selected (self->sidebar, GTK_INVALID_LIST_POSITION);
}

/**
 * sparkle_sidebar_get_categories:
 *
 * Returns: (transfer none) (nullable): a list of SparkleCategory; %NULL before the session is open
 */
GListModel *
sparkle_sidebar_get_categories (SparkleSidebar *self)
{
  g_return_val_if_fail (SPARKLE_IS_SIDEBAR (self), NULL);

  return self->categories != NULL ? G_LIST_MODEL (self->categories) : NULL;
}
