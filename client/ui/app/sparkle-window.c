/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-window.h"

#include <glib/gi18n.h>

#include "sparkle-fatal.h"
#include "sparkle-feed-page.h"
#include "sparkle-heap.h"
#include "sparkle-keys.h"
#include "sparkle-level-news.h"
#include "sparkle-places.h"
#include "sparkle-sidebar.h"
#include "sparkle-window-actions.h"
#include "sparkle-window-media.h"
#include "sparkle-window-size.h"
#include "sparkle-window-toasts.h"

struct _SparkleWindow
{
  AdwApplicationWindow parent_instance;

  SparkleSession   *session;  /* (owned) */
  SparkleSettings  *settings; /* (owned) */
  SparkleUndo      *undo;     /* (owned): what Undo can still stop */
  SparkleKeys      *keys;     /* (owned): letters that are shortcuts */
  SparkleLevelNews *news;     /* (owned) */
  SparkleWindowMedia *media;  /* (owned) */
  char             *passing;  /* (nullable): name of the list that goes when another one is chosen */
  char             *wanted;   /* (nullable): list to show once the session is open */
  char             *wanted_arg;

  AdwToastOverlay        *toasts;
  AdwNavigationSplitView *outer;
  AdwNavigationSplitView *inner;
  SparkleSidebar         *sidebar;
  AdwNavigationPage      *list_page;
  GtkStack               *list_stack;
  AdwNavigationView      *content_view;
};

static SparkleSettings *
sparkle_window_get_settings (SparkleSettingsHolder *holder)
{
  return SPARKLE_WINDOW (holder)->settings;
}

static void
settings_holder_iface_init (SparkleSettingsHolderInterface *iface)
{
  iface->get_settings = sparkle_window_get_settings;
}

static SparkleThumbnails *
sparkle_window_get_thumbnails (SparkleMediaSource *source)
{
  return sparkle_window_media_get_thumbnails (SPARKLE_WINDOW (source)->media);
}

static SparklePlayer *
sparkle_window_get_player (SparkleMediaSource *source)
{
  return sparkle_window_media_get_player (SPARKLE_WINDOW (source)->media);
}

static void
media_source_iface_init (SparkleMediaSourceInterface *iface)
{
  iface->get_thumbnails = sparkle_window_get_thumbnails;
  iface->get_player = sparkle_window_get_player;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleWindow, sparkle_window, ADW_TYPE_APPLICATION_WINDOW,
                               G_IMPLEMENT_INTERFACE (SPARKLE_TYPE_SETTINGS_HOLDER, settings_holder_iface_init)
                               G_IMPLEMENT_INTERFACE (SPARKLE_TYPE_MEDIA_SOURCE, media_source_iface_init))

/* ---- lists ------------------------------------------------------------------ */

static void
drop_passing_list (SparkleWindow *self,
                   const char    *name)
{
  GtkWidget *old = NULL;

  if (self->passing != NULL && !g_str_equal (self->passing, name))
    old = gtk_stack_get_child_by_name (self->list_stack, self->passing);
  if (old != NULL)
    {
      gtk_stack_remove (self->list_stack, old);
      g_clear_pointer (&self->passing, g_free);
    }
}

/**
 * sparkle_window_show_list:
 * @place: "home", "bookmarks", "drafts", "outbox", "search", "category" or "tag"
 * @arg: slug of the category, name of the tag, else ""
 *
 * Shows a list in the middle column. The fixed ones stay alive, of the others the last.
 */
void
sparkle_window_show_list (SparkleWindow *self,
                          const char    *place,
                          const char    *arg)
{
  g_autofree char *name = *arg != '\0' ? g_strconcat (place, "/", arg, NULL) : g_strdup (place);
  g_autofree char *title = NULL;
  GtkWidget *page;

  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  if (!sparkle_session_is_open (self->session))
    {
      g_set_str (&self->wanted, place);
      g_set_str (&self->wanted_arg, arg);
      return;
    }

  title = sparkle_place_get_title (place, arg, sparkle_sidebar_get_categories (self->sidebar));
  page = gtk_stack_get_child_by_name (self->list_stack, name);
  if (page == NULL)
    {
      page = sparkle_place_new_page (self->session, place, arg, name, title);
      gtk_stack_add_named (self->list_stack, page, name);
    }

  gtk_stack_set_visible_child (self->list_stack, page);
  drop_passing_list (self, name);
  if (*arg != '\0')
    g_set_str (&self->passing, name);
  adw_navigation_page_set_title (self->list_page, title);
  sparkle_sidebar_select (self->sidebar, place, arg);
  adw_navigation_split_view_set_show_content (self->outer, TRUE);
  adw_navigation_split_view_set_show_content (self->inner, FALSE);
}

/**
 * sparkle_window_get_list:
 *
 * Returns: (transfer none) (nullable): the page in the middle column
 */
GtkWidget *
sparkle_window_get_list (SparkleWindow *self)
{
  g_return_val_if_fail (SPARKLE_IS_WINDOW (self), NULL);

  return gtk_stack_get_visible_child (self->list_stack);
}

/**
 * sparkle_window_list_failed:
 * @error: why the news could not be fetched
 *
 * Tells it where the list would be when there is nothing to show, else in a toast.
 */
void
sparkle_window_list_failed (SparkleWindow *self,
                            const GError  *error)
{
  GtkWidget *page;

  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  page = gtk_stack_get_visible_child (self->list_stack);
  if (!SPARKLE_IS_FEED_PAGE (page) || !sparkle_feed_page_show_failure (SPARKLE_FEED_PAGE (page), error))
    sparkle_window_present_error (self, error);
}

/* ---- content ---------------------------------------------------------------- */

/**
 * sparkle_window_show_content:
 * @page: (transfer floating): what to read
 *
 * Replaces whatever the last column shows.
 */
void
sparkle_window_show_content (SparkleWindow     *self,
                             AdwNavigationPage *page)
{
  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  adw_navigation_view_replace (self->content_view, &page, 1);
  adw_navigation_split_view_set_show_content (self->outer, TRUE);
  adw_navigation_split_view_set_show_content (self->inner, TRUE);
}

/**
 * sparkle_window_push_content:
 * @page: (transfer floating): what to show on top; Back leads to what is there now
 */
void
sparkle_window_push_content (SparkleWindow     *self,
                             AdwNavigationPage *page)
{
  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  /* Narrow, and the list is what is seen: what lies under it would be a surprise on the way back. */
  if (adw_navigation_split_view_get_collapsed (self->inner) && !adw_navigation_split_view_get_show_content (self->inner))
    {
      sparkle_window_show_content (self, page);
      return;
    }
  adw_navigation_view_push (self->content_view, page);
  adw_navigation_split_view_set_show_content (self->outer, TRUE);
  adw_navigation_split_view_set_show_content (self->inner, TRUE);
}

/**
 * sparkle_window_leave_content:
 * @page: a page of the last column that is done
 */
void
sparkle_window_leave_content (SparkleWindow     *self,
                              AdwNavigationPage *page)
{
  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  if (adw_navigation_view_get_visible_page (self->content_view) != page)
    return;
  if (adw_navigation_view_get_previous_page (self->content_view, page) != NULL)
    {
      adw_navigation_view_pop (self->content_view);
      return;
    }
  adw_navigation_view_replace_with_tags (self->content_view, (const char *[]) { "placeholder" }, 1);
  adw_navigation_split_view_set_show_content (self->inner, FALSE);
}

/**
 * sparkle_window_reveal_content:
 *
 * Brings the last column to the front when there is room for one only.
 */
void
sparkle_window_reveal_content (SparkleWindow *self)
{
  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  adw_navigation_split_view_set_show_content (self->outer, TRUE);
  adw_navigation_split_view_set_show_content (self->inner, TRUE);
}

/**
 * sparkle_window_close_content:
 *
 * Leaves whatever the last column shows.
 */
void
sparkle_window_close_content (SparkleWindow *self)
{
  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  sparkle_window_leave_content (self, adw_navigation_view_get_visible_page (self->content_view));
}

/**
 * sparkle_window_mark_open:
 * @post_id: (nullable): the post that is being read
 */
void
sparkle_window_mark_open (SparkleWindow *self,
                          const char    *post_id)
{
  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->list_stack)); page != NULL; page = gtk_widget_get_next_sibling (page))
    if (SPARKLE_IS_FEED_PAGE (page))
      sparkle_feed_page_set_open (SPARKLE_FEED_PAGE (page), post_id);
}

/**
 * sparkle_window_go_back:
 *
 * One step back, from the content towards the sidebar.
 *
 * Returns: %FALSE when there was nowhere to go
 */
gboolean
sparkle_window_go_back (SparkleWindow *self)
{
  g_return_val_if_fail (SPARKLE_IS_WINDOW (self), FALSE);

  if (adw_navigation_view_pop (self->content_view))
    return TRUE;
  if (adw_navigation_split_view_get_collapsed (self->inner) && adw_navigation_split_view_get_show_content (self->inner))
    {
      adw_navigation_split_view_set_show_content (self->inner, FALSE);
      return TRUE;
    }
  if (adw_navigation_split_view_get_collapsed (self->outer) && adw_navigation_split_view_get_show_content (self->outer))
    {
      adw_navigation_split_view_set_show_content (self->outer, FALSE);
      return TRUE;
    }
  return FALSE;
}

/**
 * sparkle_window_get_thread:
 * @post_id: (nullable): of a post; %NULL: of any
 *
 * Returns: (transfer none) (nullable): the page of its thread, when that is what is being read
 */
SparkleThreadPage *
sparkle_window_get_thread (SparkleWindow *self,
                           const char    *post_id)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->content_view);

  if (!SPARKLE_IS_THREAD_PAGE (page))
    return NULL;
  return post_id == NULL || g_str_equal (sparkle_thread_page_get_post_id (SPARKLE_THREAD_PAGE (page)), post_id) ? SPARKLE_THREAD_PAGE (page) : NULL;
}

/**
 * sparkle_window_show_fatal:
 * @error: why the session could not be opened
 *
 * Puts the reason in the place of everything else: nothing works without the files.
 */
void
sparkle_window_show_fatal (SparkleWindow *self,
                           const GError  *error)
{
  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  adw_toast_overlay_set_child (self->toasts, sparkle_fatal_new (error));
}

/**
 * sparkle_window_refresh_list:
 *
 * The list that is shown takes what is newest.
 */
void
sparkle_window_refresh_list (SparkleWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->list_stack);

  if (SPARKLE_IS_FEED_PAGE (page))
    sparkle_feed_page_refresh (SPARKLE_FEED_PAGE (page));
}

/* ---- following the session -------------------------------------------------- */

static void
notice_cb (SparkleWindow *self)
{
  const char *notice = sparkle_session_get_notice (self->session);

  if (notice == NULL || *notice == '\0')
    return;

  sparkle_window_toast (self, notice);
  sparkle_session_dismiss_notice (self->session);
}

static void
state_cb (SparkleWindow *self)
{
  if (self->wanted != NULL && sparkle_session_is_open (self->session))
    {
      g_autofree char *place = g_steal_pointer (&self->wanted);
      g_autofree char *arg = g_steal_pointer (&self->wanted_arg);
      GtkWidget *waiting = gtk_stack_get_child_by_name (self->list_stack, "waiting");

      sparkle_window_show_list (self, place, arg);
      if (waiting != NULL)
        gtk_stack_remove (self->list_stack, waiting);
    }
  sparkle_window_update_actions (self);
}

static AdwHeaderBar *
find_header (GtkWidget *widget)
{
  AdwHeaderBar *found = ADW_IS_HEADER_BAR (widget) ? ADW_HEADER_BAR (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_header (child);
  return found;
}

/* With list and content side by side the list's own button leads to the sidebar; a second one would do the same. */
static void
update_back_button (SparkleWindow *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->content_view);
  AdwHeaderBar *header = page != NULL ? find_header (GTK_WIDGET (page)) : NULL;

  if (header != NULL)
    adw_header_bar_set_show_back_button (header, adw_navigation_split_view_get_collapsed (self->inner) ||
                                                 adw_navigation_view_get_previous_page (self->content_view, page) != NULL);
}

static void
collapsed_cb (SparkleWindow *self)
{
  update_back_button (self);
  sparkle_sidebar_set_mode (self->sidebar, adw_navigation_split_view_get_collapsed (self->outer) ? ADW_SIDEBAR_MODE_PAGE
                                                                                                 : ADW_SIDEBAR_MODE_SIDEBAR);
}

/* ---- life ------------------------------------------------------------------- */

static gboolean
sparkle_window_close_request (GtkWindow *window)
{
  SparkleWindow *self = SPARKLE_WINDOW (window);

  sparkle_window_size_save (window, self->settings);
  /* What Undo has not stopped is done now; the pages save what they hold when they are taken apart. */
  sparkle_undo_flush (self->undo);
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->list_stack)); page != NULL; page = gtk_widget_get_next_sibling (page))
    if (SPARKLE_IS_FEED_PAGE (page))
      sparkle_feed_page_save_position (SPARKLE_FEED_PAGE (page));
  adw_navigation_view_replace_with_tags (self->content_view, (const char *[]) { "placeholder" }, 1);

  return GTK_WINDOW_CLASS (sparkle_window_parent_class)->close_request (window);
}

static void
sparkle_window_dispose (GObject *object)
{
  SparkleWindow *self = SPARKLE_WINDOW (object);

  g_clear_object (&self->undo);
  g_clear_object (&self->keys);
  g_clear_object (&self->news);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_WINDOW);
  g_clear_object (&self->media);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sparkle_window_parent_class)->dispose (object);
}

static void
sparkle_window_finalize (GObject *object)
{
  SparkleWindow *self = SPARKLE_WINDOW (object);

  g_free (self->passing);
  g_free (self->wanted);
  g_free (self->wanted_arg);

  G_OBJECT_CLASS (sparkle_window_parent_class)->finalize (object);
}

static void
sparkle_window_class_init (SparkleWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkWindowClass *window_class = GTK_WINDOW_CLASS (klass);

  object_class->dispose = sparkle_window_dispose;
  object_class->finalize = sparkle_window_finalize;
  window_class->close_request = sparkle_window_close_request;

  g_type_ensure (SPARKLE_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/app/sparkle-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SparkleWindow, outer);
  gtk_widget_class_bind_template_child (widget_class, SparkleWindow, inner);
  gtk_widget_class_bind_template_child (widget_class, SparkleWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, SparkleWindow, list_page);
  gtk_widget_class_bind_template_child (widget_class, SparkleWindow, list_stack);
  gtk_widget_class_bind_template_child (widget_class, SparkleWindow, content_view);
  gtk_widget_class_bind_template_callback (widget_class, collapsed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_back_button);
  sparkle_window_install_actions (widget_class);
}

static void
sparkle_window_init (SparkleWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->undo = sparkle_undo_new (self->toasts);
  adw_navigation_split_view_set_show_content (self->outer, TRUE);
}

/**
 * sparkle_window_new:
 * @application: the process
 * @session: what is shown; may still be opening
 * @settings: what the person chose for this machine
 *
 * Returns: (transfer none): the window; GTK holds it
 */
SparkleWindow *
sparkle_window_new (SparkleApplication *application,
                    SparkleSession     *session,
                    SparkleSettings    *settings)
{
  SparkleWindow *self = g_object_new (SPARKLE_TYPE_WINDOW, "application", application, NULL);

  self->session = g_object_ref (session);
  self->media = sparkle_window_media_new (GTK_WINDOW (self), session);
  self->settings = g_object_ref (settings);
  self->keys = sparkle_keys_new (ADW_APPLICATION_WINDOW (self), settings);
  sparkle_window_size_load (GTK_WINDOW (self), settings);
  gtk_stack_add_named (self->list_stack, sparkle_feed_page_new_waiting (), "waiting");

  g_signal_connect_object (session, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::notice", G_CALLBACK (notice_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (sparkle_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect (self->list_stack, "notify::visible-child", G_CALLBACK (sparkle_heap_trim_soon), NULL);
  g_signal_connect (self->content_view, "notify::visible-page", G_CALLBACK (sparkle_heap_trim_soon), NULL);
  sparkle_window_media_follow (self->media, self->content_view, self->inner);
  sparkle_sidebar_set_session (self->sidebar, session);
  self->news = sparkle_level_news_new (self, session);
  sparkle_window_show_list (self, "home", "");
  notice_cb (self);
  sparkle_window_update_actions (self);
  return self;
}

/**
 * sparkle_window_get_page:
 * @pane: one of the columns
 *
 * Returns: (transfer none) (nullable): what it shows
 */
GtkWidget *
sparkle_window_get_page (SparkleWindow *self,
                         SparklePane    pane)
{
  g_return_val_if_fail (SPARKLE_IS_WINDOW (self), NULL);

  if (pane == SPARKLE_PANE_SIDEBAR)
    return GTK_WIDGET (self->sidebar);
  if (pane == SPARKLE_PANE_LIST)
    return gtk_stack_get_visible_child (self->list_stack);
  return GTK_WIDGET (adw_navigation_view_get_visible_page (self->content_view));
}

/**
 * sparkle_window_show_pane:
 * @pane: the column to bring to the front where there is room for one only
 */
void
sparkle_window_show_pane (SparkleWindow *self,
                          SparklePane    pane)
{
  g_return_if_fail (SPARKLE_IS_WINDOW (self));

  adw_navigation_split_view_set_show_content (self->outer, pane != SPARKLE_PANE_SIDEBAR);
  if (pane != SPARKLE_PANE_SIDEBAR)
    adw_navigation_split_view_set_show_content (self->inner, pane == SPARKLE_PANE_CONTENT);
}

/* (transfer none): where the window tells things */
AdwToastOverlay *
sparkle_window_get_toasts (SparkleWindow *self)
{
  return self->toasts;
}

/* (transfer none): what is said to be done and is not yet */
SparkleUndo *
sparkle_window_get_undo (SparkleWindow *self)
{
  return self->undo;
}

/**
 * sparkle_window_get_session:
 *
 * Returns: (transfer none): what is shown
 */
SparkleSession *
sparkle_window_get_session (SparkleWindow *self)
{
  g_return_val_if_fail (SPARKLE_IS_WINDOW (self), NULL);

  return self->session;
}

/**
 * sparkle_window_get_categories:
 *
 * Returns: (transfer none) (nullable): a list of SparkleCategory; %NULL before the session is open
 */
GListModel *
sparkle_window_get_categories (SparkleWindow *self)
{
  g_return_val_if_fail (SPARKLE_IS_WINDOW (self), NULL);

  return sparkle_sidebar_get_categories (self->sidebar);
}
