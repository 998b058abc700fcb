/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-bookmarks-page.h"

#include <glib/gi18n.h>

#include "sparkle-bookmark-row.h"
#include "sparkle-folder-dialog.h"
#include "sparkle-list-states.h"
#include "sparkle-session-bookmarks.h"

struct _SparkleBookmarksPage
{
  AdwBin parent_instance;

  SparkleSession    *session; /* (owned) */
  SparkleFolders    *folders; /* (owned) */
  SparkleEntityList *list;    /* (owned) */
  char              *folder;  /* (nullable): which one is shown; "": those in none; NULL: all */
  char              *open_id; /* (nullable): what was opened last */
  gboolean           setting;

  SparkleListStates *states;
  GtkListView       *view;
  GtkWidget         *chips_scroller;
  GtkBox            *chips;
  GtkSearchEntry    *filter_entry;
};

G_DEFINE_FINAL_TYPE (SparkleBookmarksPage, sparkle_bookmarks_page, ADW_TYPE_BIN)

/* ---- states ----------------------------------------------------------------- */

static gboolean
is_own_folder (SparkleBookmarksPage *self)
{
  return self->folder != NULL && *self->folder != '\0';
}

static void
update_state (SparkleBookmarksPage *self)
{
  gboolean filtered = *gtk_editable_get_text (GTK_EDITABLE (self->filter_entry)) != '\0';

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "bookmarks.rename", is_own_folder (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "bookmarks.dissolve", is_own_folder (self));
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    {
      sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_CONTENT);
      return;
    }
  if (sparkle_folders_get_total (self->folders) == 0)
    sparkle_list_states_set_empty (self->states, "sparkle-bookmark-symbolic", _("No bookmarks yet"),
                                   _("Bookmarked posts stay here and can always be read, also without a connection."), NULL, NULL);
  else if (filtered)
    sparkle_list_states_set_empty (self->states, "system-search-symbolic", _("Nothing found"),
                                   _("No title, note, folder or name has this text."), NULL, NULL);
  else
    sparkle_list_states_set_empty (self->states, "sparkle-bookmark-symbolic", _("Nothing here any more"), NULL, NULL, NULL);
  sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_EMPTY);
}

/* ---- folders ---------------------------------------------------------------- */

static void
show_folder (SparkleBookmarksPage *self,
             const char           *folder)
{
  g_set_str (&self->folder, folder);
  sparkle_entity_list_set_arg (self->list, folder);
  update_state (self);
}

static void
chip_toggled_cb (SparkleBookmarksPage *self,
                 GtkToggleButton      *chip)
{
  const char *name = gtk_widget_get_name (GTK_WIDGET (chip));

  /* "all", or "in " and the name */
  if (!self->setting && gtk_toggle_button_get_active (chip))
    show_folder (self, g_str_has_prefix (name, "in ") ? name + 3 : NULL);
}

static GtkWidget *
add_chip (SparkleBookmarksPage *self,
          const char           *label,
          const char           *folder,
          unsigned              count,
          GtkWidget            *group)
{
  GtkWidget *chip = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (label);
  g_autofree char *number = g_strdup_printf ("%u", count);
  GtkWidget *badge = gtk_label_new (number);
  g_autofree char *name = folder != NULL ? g_strconcat ("in ", folder, NULL) : g_strdup ("all");
  g_autofree char *accessible = g_strdup_printf (ngettext ("%s, %u bookmark", "%s, %u bookmarks", count), label, count);

  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (title), 20);
  gtk_widget_add_css_class (badge, "sparkle-dim");
  gtk_widget_add_css_class (badge, "tabular");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), badge);
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_set_name (chip, name);
  gtk_widget_set_tooltip_text (chip, label);
  gtk_widget_add_css_class (chip, "folder-chip");
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible, -1);
  if (group != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (chip), GTK_TOGGLE_BUTTON (group));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), g_strcmp0 (folder, self->folder) == 0);
  g_signal_connect_object (chip, "toggled", G_CALLBACK (chip_toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->chips, chip);
  return chip;
}

static gboolean
is_there (SparkleBookmarksPage *self)
{
  if (self->folder == NULL)
    return TRUE;
  for (unsigned i = 0; i < sparkle_folders_get_n (self->folders); i++)
    if (g_str_equal (sparkle_folders_get_name (self->folders, i), self->folder))
      return TRUE;
  return FALSE;
}

static void
folders_cb (SparkleBookmarksPage *self)
{
  unsigned n = sparkle_folders_get_n (self->folders);
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->chips));
  gboolean had_focus = focus != NULL;
  GtkWidget *all, *child;

  /* the last one has left it */
  if (!is_there (self))
    show_folder (self, NULL);
  self->setting = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    gtk_box_remove (self->chips, child);
  all = add_chip (self, _("All"), NULL, sparkle_folders_get_total (self->folders), NULL);
  for (unsigned i = 0; i < n; i++)
    {
      const char *name = sparkle_folders_get_name (self->folders, i);

      add_chip (self, *name != '\0' ? name : _("Unsorted"), name, sparkle_folders_get_count (self->folders, i), all);
    }
  self->setting = FALSE;
  gtk_widget_set_visible (self->chips_scroller, n > 1 || (n == 1 && *sparkle_folders_get_name (self->folders, 0) != '\0'));
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self->chips)); had_focus && child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (child)))
      gtk_widget_grab_focus (child);
  update_state (self);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  SparkleBookmarksPage *self = SPARKLE_BOOKMARKS_PAGE (widget);

  if (is_own_folder (self))
    adw_dialog_present (sparkle_folder_dialog_new (self->session, self->folder), widget);
}

static void
dissolve_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  SparkleBookmarksPage *self = SPARKLE_BOOKMARKS_PAGE (widget);
  g_autofree char *folder = g_strdup (self->folder);
  g_autoptr(GError) error = NULL;

  if (folder == NULL || *folder == '\0')
    return;
  if (!sparkle_session_rename_folder (self->session, folder, "", NULL, &error))
    gtk_widget_activate_action (widget, "win.toast", "s", error->message);
}

/* ---- the list --------------------------------------------------------------- */

static void
filter_cb (SparkleBookmarksPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->filter_entry));

  sparkle_entity_list_set_filter (self->list, *text != '\0' ? text : NULL);
  update_state (self);
}

static void
setup_cb (SparkleBookmarksPage *self,
          GtkListItem          *item)
{
  gtk_list_item_set_child (item, sparkle_bookmark_row_new ());
}

static void
bind_cb (SparkleBookmarksPage *self,
         GtkListItem          *item)
{
  SparkleBookmarkRow *row = SPARKLE_BOOKMARK_ROW (gtk_list_item_get_child (item));
  SparkleBookmark *bookmark = gtk_list_item_get_item (item);

  sparkle_bookmark_row_show_folder (row, self->folder == NULL);
  sparkle_bookmark_row_set_bookmark (row, bookmark);
  gtk_list_item_set_accessible_label (item, sparkle_post_get_title (sparkle_bookmark_get_post (bookmark)));
}

static void
unbind_cb (SparkleBookmarksPage *self,
           GtkListItem          *item)
{
  sparkle_bookmark_row_set_bookmark (SPARKLE_BOOKMARK_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
activate_cb (SparkleBookmarksPage *self,
             unsigned              position)
{
  g_autoptr(SparkleBookmark) bookmark = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (bookmark == NULL)
    return;
  g_set_str (&self->open_id, sparkle_bookmark_get_id (bookmark));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-post", "s", self->open_id);
}

/* On the row that has the focus: F2 its folder and note, Delete takes it away. */
static SparkleBookmark *
find_focused (SparkleBookmarksPage *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->view));
  GtkWidget *child = row != NULL ? gtk_widget_get_first_child (row) : NULL;

  return SPARKLE_IS_BOOKMARK_ROW (child) ? sparkle_bookmark_row_get_bookmark (SPARKLE_BOOKMARK_ROW (child)) : NULL;
}

static gboolean
row_key_cb (GtkWidget *widget,
            GVariant  *args,
            gpointer   user_data)
{
  SparkleBookmarksPage *self = SPARKLE_BOOKMARKS_PAGE (widget);
  SparkleBookmark *bookmark = find_focused (self);

  if (bookmark == NULL)
    return FALSE;
  gtk_widget_activate_action (widget, g_variant_get_string (args, NULL), "s", sparkle_bookmark_get_id (bookmark));
  return TRUE;
}

static void
make_list (SparkleBookmarksPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_list_view_set_single_click_activate (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "posts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Bookmarks"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  sparkle_list_states_set_content (self->states, scroller);
}

/**
 * sparkle_bookmarks_page_move:
 * @step: 1 or -1
 *
 * Opens the next or the previous post.
 */
void
sparkle_bookmarks_page_move (SparkleBookmarksPage *self,
                             int                   step)
{
  unsigned n, position = 0;

  g_return_if_fail (SPARKLE_IS_BOOKMARKS_PAGE (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  for (unsigned i = 0; self->open_id != NULL && i < n; i++)
    {
      g_autoptr(SparkleBookmark) bookmark = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (g_str_equal (sparkle_bookmark_get_id (bookmark), self->open_id))
        {
          if (step < 0 && i == 0)
            return;
          position = i + step;
          break;
        }
    }
  if (position >= n)
    return;
  gtk_list_view_scroll_to (self->view, position, GTK_LIST_SCROLL_FOCUS, NULL);
  activate_cb (self, position);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_bookmarks_page_dispose (GObject *object)
{
  SparkleBookmarksPage *self = SPARKLE_BOOKMARKS_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_BOOKMARKS_PAGE);
  g_clear_object (&self->list);
  g_clear_object (&self->folders);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_bookmarks_page_parent_class)->dispose (object);
}

static void
sparkle_bookmarks_page_finalize (GObject *object)
{
  SparkleBookmarksPage *self = SPARKLE_BOOKMARKS_PAGE (object);

  g_free (self->folder);
  g_free (self->open_id);

  G_OBJECT_CLASS (sparkle_bookmarks_page_parent_class)->finalize (object);
}

static void
sparkle_bookmarks_page_class_init (SparkleBookmarksPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_bookmarks_page_dispose;
  object_class->finalize = sparkle_bookmarks_page_finalize;

  g_type_ensure (SPARKLE_TYPE_LIST_STATES);
  gtk_widget_class_install_action (widget_class, "bookmarks.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "bookmarks.dissolve", NULL, dissolve_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, row_key_cb, "s", "win.edit-bookmark");
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, row_key_cb, "s", "win.remove-bookmark");
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/bookmarks/sparkle-bookmarks-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleBookmarksPage, states);
  gtk_widget_class_bind_template_child (widget_class, SparkleBookmarksPage, chips_scroller);
  gtk_widget_class_bind_template_child (widget_class, SparkleBookmarksPage, chips);
  gtk_widget_class_bind_template_child (widget_class, SparkleBookmarksPage, filter_entry);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
}

static void
sparkle_bookmarks_page_init (SparkleBookmarksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_list (self);
}

/**
 * sparkle_bookmarks_page_new:
 * @session: open
 *
 * Returns: (transfer floating): all bookmarks
 */
GtkWidget *
sparkle_bookmarks_page_new (SparkleSession *session)
{
  SparkleBookmarksPage *self = g_object_new (SPARKLE_TYPE_BOOKMARKS_PAGE, NULL);
  g_autoptr(GtkSelectionModel) selection = NULL;

  self->session = g_object_ref (session);
  self->list = sparkle_session_open_bookmarks (session, NULL);
  self->folders = sparkle_session_open_folders (session);
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list))));
  gtk_list_view_set_model (self->view, selection);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->folders, "changed", G_CALLBACK (folders_cb), self, G_CONNECT_SWAPPED);
  folders_cb (self);
  return GTK_WIDGET (self);
}
