/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-outbox-page.h"

#include <glib/gi18n.h>

#include "sparkle-list-states.h"
#include "sparkle-outbox-card.h"

struct _SparkleOutboxPage
{
  AdwBin parent_instance;

  SparkleSession    *session; /* (owned) */
  SparkleOutbox     *outbox;  /* (owned) */
  GtkSorter         *groups;  /* (owned): by what has to be done */

  AdwWindowTitle    *window_title;
  AdwBanner         *banner;
  SparkleListStates *states;
  GtkListView       *view;
};

G_DEFINE_FINAL_TYPE (SparkleOutboxPage, sparkle_outbox_page, ADW_TYPE_BIN)

/* What waits for a person comes first. */
static const struct
{
  unsigned    rank;
  const char *title;
} groups[] = {
  [SPARKLE_OUTBOX_WAITING] = { 3, N_("Waiting") },
  [SPARKLE_OUTBOX_SENDING] = { 2, N_("Being sent") },
  [SPARKLE_OUTBOX_FAILED] = { 1, N_("Not accepted") },
  [SPARKLE_OUTBOX_CONFLICT] = { 0, N_("To be decided") },
};

static int
compare_groups (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  unsigned one = groups[sparkle_outbox_item_get_state ((SparkleOutboxItem *) a)].rank;
  unsigned other = groups[sparkle_outbox_item_get_state ((SparkleOutboxItem *) b)].rank;

  return (one > other) - (one < other);
}

/* ---- banner ------------------------------------------------------------------- */

typedef enum { NEED_NOTHING, NEED_SIGN_IN, NEED_ONLINE, NEED_NETWORK, NEED_RETRY } Need;

static Need
what_is_needed (SparkleOutboxPage *self)
{
  if (sparkle_outbox_get_n_waiting (self->outbox) > 0)
    {
      if (sparkle_session_get_needs_sign_in (self->session))
        return NEED_SIGN_IN;
      if (!sparkle_session_get_network_enabled (self->session))
        return NEED_ONLINE;
      if (!sparkle_session_get_online (self->session))
        return NEED_NETWORK;
    }
  return sparkle_outbox_get_n_failed (self->outbox) > 1 ? NEED_RETRY : NEED_NOTHING;
}

static void
update_banner (SparkleOutboxPage *self)
{
  static const struct
  {
    const char *title;
    const char *button;
  } banners[] = {
    [NEED_NOTHING] = { NULL, NULL },
    [NEED_SIGN_IN] = { N_("Sign in, and what waits here is sent."), N_("_Sign in") },
    [NEED_ONLINE] = { N_("You work offline. What waits here is sent when you are online again."), N_("_Go online") },
    [NEED_NETWORK] = { N_("There is no connection. What waits here is sent as soon as there is one."), N_("_Try now") },
    [NEED_RETRY] = { N_("Some things were not accepted."), N_("Try _all again") },
  };
  Need need = what_is_needed (self);

  if (banners[need].title != NULL)
    {
      adw_banner_set_title (self->banner, _(banners[need].title));
      adw_banner_set_button_label (self->banner, _(banners[need].button));
    }
  adw_banner_set_revealed (self->banner, banners[need].title != NULL);
}

static void
banner_clicked_cb (SparkleOutboxPage *self)
{
  static const char * const actions[] = {
    [NEED_NOTHING] = NULL,
    [NEED_SIGN_IN] = "win.sign-in",
    [NEED_ONLINE] = "win.work-offline",
    [NEED_NETWORK] = "win.sync",
    [NEED_RETRY] = "win.retry-all",
  };
  const char *action = actions[what_is_needed (self)];

  if (action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

/* ---- rows --------------------------------------------------------------------- */

static void
show_blocker (SparkleOutboxPage *self,
              SparkleOutboxCard *card)
{
  SparkleOutboxItem *item = sparkle_outbox_card_get_item (card);
  g_autoptr(SparkleOutboxItem) blocker = item != NULL ? sparkle_outbox_get_blocker (self->outbox, item) : NULL;

  sparkle_outbox_card_set_blocker (card, blocker);
}

static void
outbox_changed_cb (SparkleOutboxPage *self)
{
  unsigned n = g_list_model_get_n_items (G_LIST_MODEL (self->outbox));
  unsigned failed = sparkle_outbox_get_n_failed (self->outbox);
  unsigned waiting = sparkle_outbox_get_n_waiting (self->outbox);
  g_autofree char *waiting_text = g_strdup_printf (ngettext ("%u waits", "%u wait", waiting), waiting);
  g_autofree char *failed_text = g_strdup_printf (ngettext ("%u needs you", "%u need you", failed), failed);
  g_autofree char *text = waiting > 0 && failed > 0 ? g_strconcat (waiting_text, " · ", failed_text, NULL)
                        : g_strdup (failed > 0 ? failed_text : waiting > 0 ? waiting_text : "");

  gtk_sorter_changed (self->groups, GTK_SORTER_CHANGE_DIFFERENT);
  adw_window_title_set_subtitle (self->window_title, text);
  sparkle_list_states_set_state (self->states, n > 0 ? SPARKLE_LIST_STATE_CONTENT : SPARKLE_LIST_STATE_EMPTY);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (SPARKLE_IS_OUTBOX_CARD (gtk_widget_get_first_child (row)))
      show_blocker (self, SPARKLE_OUTBOX_CARD (gtk_widget_get_first_child (row)));
  update_banner (self);
}

static void
setup_cb (SparkleOutboxPage *self,
          GtkListItem       *item)
{
  gtk_list_item_set_child (item, sparkle_outbox_card_new ());
}

static void
bind_cb (SparkleOutboxPage *self,
         GtkListItem       *item)
{
  SparkleOutboxCard *card = SPARKLE_OUTBOX_CARD (gtk_list_item_get_child (item));
  g_autofree char *name = NULL;

  sparkle_outbox_card_set_item (card, gtk_list_item_get_item (item));
  show_blocker (self, card);
  name = sparkle_outbox_card_get_name (card);
  gtk_list_item_set_accessible_label (item, name);
}

static void
unbind_cb (SparkleOutboxPage *self,
           GtkListItem       *item)
{
  sparkle_outbox_card_set_item (SPARKLE_OUTBOX_CARD (gtk_list_item_get_child (item)), NULL);
}

/* Enter on what needs a person leads to where it is decided. */
static void
activate_cb (SparkleOutboxPage *self,
             unsigned           position)
{
  g_autoptr(SparkleOutboxItem) item = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->view)), position);

  if (item != NULL && sparkle_outbox_card_can_edit (item))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-mutation", "s", sparkle_outbox_item_get_id (item));
}

static void
setup_header_cb (SparkleOutboxPage *self,
                 GtkListHeader     *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_header_set_child (header, label);
}

static void
bind_header_cb (SparkleOutboxPage *self,
                GtkListHeader     *header)
{
  SparkleOutboxItem *item = gtk_list_header_get_item (header);

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), _(groups[sparkle_outbox_item_get_state (item)].title));
}

/* ---- life --------------------------------------------------------------------- */

static void
sparkle_outbox_page_dispose (GObject *object)
{
  SparkleOutboxPage *self = SPARKLE_OUTBOX_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_OUTBOX_PAGE);
  g_clear_object (&self->groups);
  g_clear_object (&self->outbox);
  g_clear_object (&self->session);

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
  gtk_widget_class_bind_template_child (widget_class, SparkleOutboxPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, SparkleOutboxPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SparkleOutboxPage, states);
  gtk_widget_class_bind_template_callback (widget_class, banner_clicked_cb);
}

static void
sparkle_outbox_page_init (SparkleOutboxPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkListItemFactory) headers = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->groups = GTK_SORTER (gtk_custom_sorter_new (compare_groups, NULL, NULL));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (headers, "setup", G_CALLBACK (setup_header_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (headers, "bind", G_CALLBACK (bind_header_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_header_factory (self->view, headers);
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
  GtkSortListModel *sorted;

  self->session = g_object_ref (session);
  self->outbox = g_object_ref (sparkle_session_get_outbox (session));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->outbox)), NULL);
  gtk_sort_list_model_set_section_sorter (sorted, self->groups);
  selection = gtk_no_selection_new (G_LIST_MODEL (sorted));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->outbox, "changed", G_CALLBACK (outbox_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::online", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::network-enabled", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::needs-sign-in", G_CALLBACK (update_banner), self, G_CONNECT_SWAPPED);
  outbox_changed_cb (self);
  return GTK_WIDGET (self);
}
