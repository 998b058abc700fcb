/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-page.h"

#include <glib/gi18n.h>

#include "sparkle-query.h"
#include "sparkle-search-filters.h"
#include "sparkle-search-row.h"
#include "sparkle-search-tips.h"
#include "sparkle-session-search.h"

#define TO_TOP_FRAMES 3

struct _SparkleSearchPage
{
  AdwBin parent_instance;

  SparkleSession *session; /* (owned) */
  SparkleSearch  *search;  /* (owned) */
  GListModel     *results; /* (owned): the sections, one behind the other */

  GtkSearchEntry    *entry;
  AdwToggleGroup    *what;
  GtkWidget         *status;
  GtkWidget         *spinner;
  GtkLabel          *status_label;
  GtkWidget         *retry;
  GtkPopover        *filter_popover;
  GtkStack          *stack;
  SparkleSearchTips *tips;
  GtkScrolledWindow *scroller;
  AdwStatusPage     *nothing;
  GtkListView       *view;

  unsigned to_top_id; /* of a tick callback */
  unsigned to_top;    /* frames it still takes */
};

G_DEFINE_FINAL_TYPE (SparkleSearchPage, sparkle_search_page, ADW_TYPE_BIN)

/* ---- what is shown ------------------------------------------------------------ */

static void
update_none (SparkleSearchPage *self)
{
  switch (sparkle_search_get_state (self->search))
    {
    case SPARKLE_SEARCH_OFFLINE:
      adw_status_page_set_icon_name (self->nothing, "sparkle-offline-symbolic");
      adw_status_page_set_title (self->nothing, _("Nothing on this machine"));
      adw_status_page_set_description (self->nothing, _("There is no connection, so only what is kept here was searched."));
      break;
    case SPARKLE_SEARCH_FAILED:
      adw_status_page_set_icon_name (self->nothing, "dialog-warning-symbolic");
      adw_status_page_set_title (self->nothing, _("Nothing on this machine"));
      adw_status_page_set_description (self->nothing, _("The community could not be asked. Try again in a moment."));
      break;
    case SPARKLE_SEARCH_ALONE:
    case SPARKLE_SEARCH_ASKING:
    case SPARKLE_SEARCH_ANSWERED:
      adw_status_page_set_icon_name (self->nothing, "edit-find-symbolic");
      adw_status_page_set_title (self->nothing, _("Nothing found"));
      adw_status_page_set_description (self->nothing, _("Fewer or other words may lead further."));
      break;
    }
}

static void
show_page (SparkleSearchPage *self)
{
  gboolean busy = sparkle_search_get_busy (self->search) || sparkle_search_get_state (self->search) == SPARKLE_SEARCH_ASKING;

  if (sparkle_search_get_empty (self->search) && sparkle_search_get_problem (self->search) == NULL)
    gtk_stack_set_visible_child_name (self->stack, "tips");
  else if (sparkle_search_get_n_found (self->search) > 0)
    gtk_stack_set_visible_child_name (self->stack, "results");
  else if (!busy)
    {
      update_none (self);
      gtk_stack_set_visible_child_name (self->stack, sparkle_search_get_empty (self->search) ? "tips" : "none");
    }
}

static char *
describe_state (SparkleSearchPage *self)
{
  unsigned n = sparkle_search_get_n_found (self->search);
  g_autofree char *found = g_strdup_printf (ngettext ("%u found", "%u found", n), n);

  if (sparkle_search_get_problem (self->search) != NULL)
    return g_strdup (sparkle_search_get_problem (self->search));
  if (sparkle_search_get_empty (self->search))
    return g_strdup ("");
  switch (sparkle_search_get_state (self->search))
    {
    case SPARKLE_SEARCH_ASKING:
      /* Translators: %s is “3 found” */
      return g_strdup_printf (_("%s here, asking the community"), found);
    case SPARKLE_SEARCH_OFFLINE:
      return g_strdup_printf (_("%s on this machine. There is no connection."), found);
    case SPARKLE_SEARCH_FAILED:
      /* Translators: the second %s is why, a sentence */
      return g_strdup_printf (_("%s on this machine. %s"), found, sparkle_search_get_error_message (self->search));
    case SPARKLE_SEARCH_ALONE:
    case SPARKLE_SEARCH_ANSWERED:
      break;
    }
  return g_steal_pointer (&found);
}

static void
update (SparkleSearchPage *self)
{
  SparkleSearchState state = sparkle_search_get_state (self->search);
  g_autofree char *status = describe_state (self);

  if (!sparkle_search_get_busy (self->search)) /* a blink: what was said stays */
    {
      gtk_label_set_label (self->status_label, status);
      gtk_widget_set_visible (self->status, *status != '\0');
      show_page (self);
    }
  gtk_widget_set_visible (self->spinner, state == SPARKLE_SEARCH_ASKING);
  gtk_widget_set_visible (self->retry, (state == SPARKLE_SEARCH_OFFLINE || state == SPARKLE_SEARCH_FAILED) && !sparkle_search_get_empty (self->search));
}

static void
update_recent (SparkleSearchPage *self)
{
  g_auto(GStrv) recent = sparkle_session_get_recent_searches (self->session);

  sparkle_search_tips_set_recent (self->tips, (const char * const *) recent);
}

/* What one person found, their unsent writing among it, is nothing for who signs in next. */
static void
account_cb (SparkleSearchPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  update_recent (self);
}

static gboolean
to_top_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       data)
{
  SparkleSearchPage *self = SPARKLE_SEARCH_PAGE (widget);

  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (--self->to_top > 0)
    return G_SOURCE_CONTINUE;
  self->to_top_id = 0;
  return G_SOURCE_REMOVE;
}

/* Another search is read from its top; what the server adds later moves nothing. The list puts its first row, without the heading above
 * it, at the top, or the row that was there before, and only when it is laid out: hence the frames. */
static void
busy_cb (SparkleSearchPage *self)
{
  if (sparkle_search_get_busy (self->search))
    return;
  self->to_top = TO_TOP_FRAMES;
  if (self->to_top_id == 0)
    self->to_top_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), to_top_cb, NULL, NULL);
}

/* ---- typing ------------------------------------------------------------------- */

static void
changed_cb (SparkleSearchPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));

  if (self->search == NULL)
    return;
  sparkle_search_look_for (self->search, text, (SparkleSearchFor) adw_toggle_group_get_active (self->what));
  if (*text == '\0')
    update_recent (self);
  update (self);
}

static void
remember (SparkleSearchPage *self)
{
  sparkle_session_remember_search (self->session, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
set_text (SparkleSearchPage *self,
          const char        *text)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static void
chosen_cb (SparkleSearchPage *self,
           const char        *text)
{
  set_text (self, text);
}

/* Behind what is there: a filter narrows a search down. */
static void
insert_cb (SparkleSearchPage *self,
           const char        *piece)
{
  g_autofree char *before = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_autofree char *text = g_strconcat (before, *before != '\0' && !g_str_has_suffix (before, " ") ? " " : "", piece, NULL);

  gtk_popover_popdown (self->filter_popover);
  set_text (self, text);
}

static void
clear_cb (SparkleSearchPage *self)
{
  sparkle_session_forget_recent_searches (self->session);
  sparkle_search_tips_set_recent (self->tips, (const char * const[]) { NULL });
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
retry_cb (SparkleSearchPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.sync", NULL);
  sparkle_search_again (self->search);
}

/* Escape empties the entry, and leaves when it is empty. */
static void
stopped_cb (SparkleSearchPage *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(ss)", "home", "");
}

/* ---- from the entry to what was found, and back ---------------------------------- */

static gboolean
go_to_results (SparkleSearchPage *self)
{
  if (g_list_model_get_n_items (self->results) == 0 || g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "results") != 0)
    return FALSE;
  gtk_list_view_scroll_to (self->view, 0, GTK_LIST_SCROLL_FOCUS, NULL);
  return gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
entry_activated_cb (SparkleSearchPage *self)
{
  if (sparkle_search_get_n_found (self->search) > 0)
    remember (self);
  go_to_results (self);
}

static gboolean
entry_key_cb (SparkleSearchPage *self,
              guint              keyval)
{
  return (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down) && go_to_results (self);
}

static gboolean
is_first (SparkleSearchPage *self,
          GtkWidget         *focus)
{
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  g_autoptr(SparkleSearchHit) first = g_list_model_get_item (self->results, 0);

  return SPARKLE_IS_SEARCH_ROW (row) && sparkle_search_row_get_hit (SPARKLE_SEARCH_ROW (row)) == first;
}

static gboolean
view_key_cb (SparkleSearchPage *self,
             guint              keyval)
{
  if (keyval == GDK_KEY_Escape ||
      ((keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up) && is_first (self, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))))))
    return gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  return FALSE;
}

/* ---- what was found ------------------------------------------------------------- */

static void
setup_cb (SparkleSearchPage *self,
          GtkListItem       *item)
{
  gtk_list_item_set_child (item, sparkle_search_row_new ());
}

static void
bind_cb (SparkleSearchPage *self,
         GtkListItem       *item)
{
  SparkleSearchHit *hit = gtk_list_item_get_item (item);
  g_autofree char *label = sparkle_search_row_describe (hit);

  sparkle_search_row_set_hit (SPARKLE_SEARCH_ROW (gtk_list_item_get_child (item)), hit);
  gtk_list_item_set_accessible_label (item, label);
}

static void
unbind_cb (SparkleSearchPage *self,
           GtkListItem       *item)
{
  sparkle_search_row_set_hit (SPARKLE_SEARCH_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
header_setup_cb (SparkleSearchPage *self,
                 GtkListHeader     *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "search-heading");
  gtk_list_header_set_child (header, label);
}

static const char *
name_section (SparkleSearchPage *self,
              SparkleSearchHit  *first)
{
  g_autoptr(SparkleSearchHit) server = g_list_model_get_item (sparkle_search_get_section (self->search, SPARKLE_SEARCH_SERVER), 0);

  if (first == server)
    return _("More from the community");
  switch (sparkle_search_hit_get_kind (first))
    {
    case SPARKLE_HIT_POST:
      return _("Posts");
    case SPARKLE_HIT_COMMENT:
      return _("Comments");
    case SPARKLE_HIT_USER:
      return _("People");
    case SPARKLE_HIT_TAG:
      return _("Tags");
    }
  return "";
}

static void
header_bind_cb (SparkleSearchPage *self,
                GtkListHeader     *header)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), name_section (self, gtk_list_header_get_item (header)));
}

static void
activate_cb (SparkleSearchPage *self,
             unsigned           position)
{
  g_autoptr(SparkleSearchHit) hit = g_list_model_get_item (self->results, position);
  const char *id = hit != NULL ? sparkle_search_hit_get_id (hit) : NULL;

  if (hit == NULL)
    return;
  remember (self);
  switch (sparkle_search_hit_get_kind (hit))
    {
    case SPARKLE_HIT_POST:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-post", "s", id);
      break;
    case SPARKLE_HIT_COMMENT:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-comment", "(ss)", sparkle_search_hit_get_post_id (hit), id);
      break;
    case SPARKLE_HIT_USER:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-profile", "s", sparkle_search_hit_get_username (hit));
      break;
    case SPARKLE_HIT_TAG:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(ss)", "tag", id);
      break;
    }
}

static void
scrolled_cb (SparkleSearchPage *self,
             GtkAdjustment     *vadjustment)
{
  double below = gtk_adjustment_get_upper (vadjustment) - gtk_adjustment_get_value (vadjustment) - gtk_adjustment_get_page_size (vadjustment);

  if (below < gtk_adjustment_get_page_size (vadjustment) && gtk_adjustment_get_value (vadjustment) > 0)
    sparkle_search_load_more (self->search);
}

/* ---- life ------------------------------------------------------------------------- */

static void
make_view (SparkleSearchPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkListItemFactory *headers = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (headers, "setup", G_CALLBACK (header_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (headers, "bind", G_CALLBACK (header_bind_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_list_view_set_header_factory (self->view, headers);
  g_object_unref (headers);
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "posts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What was found"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (view_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->view));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
}

static void
sparkle_search_page_dispose (GObject *object)
{
  SparkleSearchPage *self = SPARKLE_SEARCH_PAGE (object);

  g_clear_object (&self->results);
  g_clear_object (&self->search);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_SEARCH_PAGE);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_search_page_parent_class)->dispose (object);
}

static void
sparkle_search_page_class_init (SparkleSearchPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_search_page_dispose;

  g_type_ensure (SPARKLE_TYPE_SEARCH_FILTERS);
  g_type_ensure (SPARKLE_TYPE_SEARCH_TIPS);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/search/sparkle-search-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, entry);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, what);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, status);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, retry);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, filter_popover);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, tips);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, SparkleSearchPage, nothing);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, insert_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
sparkle_search_page_init (SparkleSearchPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_view (self);
}

/**
 * sparkle_search_page_new:
 * @session: open
 *
 * Returns: (transfer floating): the page, with nothing to look for yet
 */
GtkWidget *
sparkle_search_page_new (SparkleSession *session)
{
  SparkleSearchPage *self = g_object_new (SPARKLE_TYPE_SEARCH_PAGE, NULL);
  GListStore *sections = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr(GtkNoSelection) selection = NULL;

  self->session = g_object_ref (session);
  self->search = sparkle_session_open_search (session);
  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    g_list_store_append (sections, sparkle_search_get_section (self->search, i));
  self->results = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (sections)));
  selection = gtk_no_selection_new (g_object_ref (self->results));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->search, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "notify::busy", G_CALLBACK (busy_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (account_cb), self, G_CONNECT_SWAPPED);
  update_recent (self);
  update (self);
  return GTK_WIDGET (self);
}

void
sparkle_search_page_begin (SparkleSearchPage *self)
{
  g_return_if_fail (SPARKLE_IS_SEARCH_PAGE (self));

  update_recent (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

void
sparkle_search_page_look_for (SparkleSearchPage *self,
                              const char        *text)
{
  g_return_if_fail (SPARKLE_IS_SEARCH_PAGE (self) && text != NULL);

  set_text (self, text);
  sparkle_search_page_begin (self);
}
