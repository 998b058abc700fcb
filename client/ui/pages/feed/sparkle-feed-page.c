/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-feed-page.h"

#include <glib/gi18n.h>

#include "sparkle-feed-pill.h"
#include "sparkle-list-states.h"
#include "sparkle-post-list.h"

#define SAVE_AFTER_MS 1000
/* An order that stands is made anew when somebody comes back to it after so long. */
#define FRESH_FOR_US (60 * G_TIME_SPAN_SECOND)

struct _SparkleFeedPage
{
  AdwBin parent_instance;

  SparkleSession  *session;    /* (owned) (nullable): NULL while nothing is open yet */
  SparkleFeed     *feed;       /* (owned) (nullable) */
  char            *key;        /* under which the place is remembered */
  char            *wanted_id;  /* (nullable): place of last time; found again when its post is here */
  double           wanted_offset;
  char            *back_id;    /* (nullable): where the reader was before the last jump */
  double           back_offset;
  char            *open_id;    /* (nullable) */
  unsigned         save_id;
  gint64           saved_mark; /* of the posts that were shown, as the session has it */
  gint64           ordered_at; /* monotonic µs */

  AdwWindowTitle    *title;
  GtkWidget         *busy;
  AdwBanner         *banner;
  AdwBanner         *sign_in_banner;
  SparkleListStates *states;
  SparkleFeedPill   *pill;
  SparklePostList   *list;
};

G_DEFINE_FINAL_TYPE (SparkleFeedPage, sparkle_feed_page, ADW_TYPE_BIN)

/* ---- states ----------------------------------------------------------------- */

static void
update_state (SparkleFeedPage *self)
{
  SparkleSessionState state = self->session != NULL ? sparkle_session_get_state (self->session) : SPARKLE_SESSION_STATE_STARTING;
  unsigned n_items = self->feed != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->feed)) : 0;
  gboolean first = state == SPARKLE_SESSION_STATE_FIRST_SYNC;

  sparkle_list_states_set_progress (self->states, first && n_items == 0 ? sparkle_session_get_progress (self->session) : -1);
  gtk_widget_set_visible (self->busy, first || state == SPARKLE_SESSION_STATE_SYNCING);
  adw_banner_set_revealed (self->banner, state == SPARKLE_SESSION_STATE_OFFLINE && n_items > 0);
  adw_banner_set_revealed (self->sign_in_banner, self->session != NULL && sparkle_session_get_needs_sign_in (self->session));

  if (n_items > 0)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_CONTENT);
  else if (state == SPARKLE_SESSION_STATE_STARTING || first || state == SPARKLE_SESSION_STATE_SYNCING)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_LOADING);
  else if (state == SPARKLE_SESSION_STATE_OFFLINE)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_OFFLINE);
  else if (sparkle_list_states_get_state (self->states) != SPARKLE_LIST_STATE_FAILED)
    sparkle_list_states_set_state (self->states, SPARKLE_LIST_STATE_EMPTY);
}

/* What is said below the last post. */
static void
update_end (SparkleFeedPage *self)
{
  gboolean offline = sparkle_session_get_state (self->session) == SPARKLE_SESSION_STATE_OFFLINE;
  SparkleListKind kind = sparkle_feed_get_kind (self->feed);
  gboolean loading = sparkle_feed_get_loading_older (self->feed);
  const char *text = NULL;

  if (sparkle_feed_get_more (self->feed))
    text = NULL;
  else if (kind == SPARKLE_LIST_TRENDING)
    text = _("These are the posts of the last seven days");
  else if (loading)
    text = _("Getting older posts");
  else if (sparkle_feed_get_complete (self->feed))
    text = kind == SPARKLE_LIST_BOOKMARKS ? NULL : _("That is all there is");
  else if (offline)
    text = _("Older posts come when there is a connection");
  sparkle_post_list_set_end (self->list, text, loading);
}

/* The line between what is new and what was there when the reader left. */
static void
update_line (SparkleFeedPage *self)
{
  g_autoptr(SparklePost) post = NULL;
  unsigned position;

  if (sparkle_feed_find_line (self->feed, &position))
    post = g_list_model_get_item (G_LIST_MODEL (self->feed), position);
  sparkle_post_list_set_line (self->list, post != NULL ? sparkle_post_get_id (post) : NULL);
}

static void
update_pill (SparkleFeedPage *self)
{
  sparkle_feed_pill_set_count (self->pill, sparkle_feed_get_new_count (self->feed));
}

/* ---- jumps ------------------------------------------------------------------ */

/* Before a jump: where the reader is. */
static void
remember_way_back (SparkleFeedPage *self)
{
  g_clear_pointer (&self->back_id, g_free);
  sparkle_post_list_get_place (self->list, &self->back_id, &self->back_offset);
}

/* To the oldest of the new ones: from there one reads upwards, and nothing is left out. */
static void
show_new_cb (SparkleFeedPage *self)
{
  unsigned position;

  remember_way_back (self);
  sparkle_feed_show_new (self->feed);
  update_line (self);
  if (!sparkle_feed_find_line (self->feed, &position))
    position = 1;
  sparkle_post_list_set_place (self->list, position - 1, 0);
  sparkle_feed_pill_offer (self->pill, position > 1, self->back_id != NULL);
}

static void
to_top_cb (SparkleFeedPage *self)
{
  sparkle_post_list_scroll_to_top (self->list);
  sparkle_feed_pill_offer (self->pill, FALSE, self->back_id != NULL);
}

static void
go_back_cb (SparkleFeedPage *self)
{
  unsigned position;

  if (self->back_id != NULL && sparkle_feed_find (self->feed, self->back_id, &position))
    sparkle_post_list_set_place (self->list, position, self->back_offset);
  g_clear_pointer (&self->back_id, g_free);
  sparkle_feed_pill_offer (self->pill, FALSE, FALSE);
}

/* ---- the place -------------------------------------------------------------- */

static char *
mark_key (SparkleFeedPage *self)
{
  return g_strconcat ("shown/", self->key, NULL);
}

static void
save_mark (SparkleFeedPage *self)
{
  gint64 mark = sparkle_feed_get_mark (self->feed);
  g_autofree char *name = mark_key (self);
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, mark);

  if (mark == self->saved_mark || mark == G_MININT64)
    return;
  self->saved_mark = mark;
  sparkle_session_set_setting (self->session, name, value);
}

/* What came since the reader left waits above: the list begins where it was left. */
static void
load_mark (SparkleFeedPage *self)
{
  g_autofree char *name = mark_key (self);
  g_autofree char *value = sparkle_session_get_setting (self->session, name);

  if (value == NULL)
    return;
  self->saved_mark = g_ascii_strtoll (value, NULL, 10);
  sparkle_feed_set_mark (self->feed, self->saved_mark);
}

/**
 * sparkle_feed_page_save_position:
 *
 * Remembers now where the reader is.
 */
void
sparkle_feed_page_save_position (SparkleFeedPage *self)
{
  g_autofree char *id = NULL;
  double offset;

  g_return_if_fail (SPARKLE_IS_FEED_PAGE (self));

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->feed == NULL)
    return;
  if (sparkle_post_list_get_place (self->list, &id, &offset))
    sparkle_session_set_reading_position (self->session, self->key, id, offset);
  save_mark (self);
}

static gboolean
save_cb (gpointer data)
{
  SparkleFeedPage *self = data;

  self->save_id = 0;
  sparkle_feed_page_save_position (self);
  return G_SOURCE_REMOVE;
}

static void
try_place (SparkleFeedPage *self)
{
  unsigned position;

  if (self->wanted_id == NULL || !sparkle_feed_find (self->feed, self->wanted_id, &position))
    return;

  g_clear_pointer (&self->wanted_id, g_free);
  sparkle_post_list_set_place (self->list, position, self->wanted_offset);
}

/* Told before the model is set, so that the rows of that place are furnished first. */
static void
load_place (SparkleFeedPage *self)
{
  unsigned position;

  if (sparkle_session_find_reading_position (self->session, self->key, &self->wanted_id, &self->wanted_offset) &&
      sparkle_feed_find (self->feed, self->wanted_id, &position))
    sparkle_post_list_set_place (self->list, position, self->wanted_offset);
}

static void
scrolled_cb (SparkleFeedPage *self,
             GtkAdjustment   *vadjustment)
{
  double below = gtk_adjustment_get_upper (vadjustment) - gtk_adjustment_get_value (vadjustment) - gtk_adjustment_get_page_size (vadjustment);

  if (self->feed == NULL)
    return;
  if (below < 2 * gtk_adjustment_get_page_size (vadjustment) && g_list_model_get_n_items (G_LIST_MODEL (self->feed)) > 0)
    sparkle_feed_load_older (self->feed);
  if (self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_AFTER_MS, save_cb, self);
}

static void
items_changed_cb (SparkleFeedPage *self)
{
  update_state (self);
  update_line (self);
  update_end (self);
  try_place (self);
}

static void
session_state_cb (SparkleFeedPage *self)
{
  update_state (self);
  update_end (self);
}

/* Puts an order that stands right again, without losing the post that is being read. */
static void
order_anew (SparkleFeedPage *self)
{
  g_autofree char *id = NULL;
  unsigned position = 0;
  double offset = 0;
  gboolean read = gtk_adjustment_get_value (sparkle_post_list_get_vadjustment (self->list)) > 1 &&
                  sparkle_post_list_get_place (self->list, &id, &offset);

  self->ordered_at = g_get_monotonic_time ();
  sparkle_feed_refresh (self->feed);
  if (read && sparkle_feed_find (self->feed, id, &position))
    sparkle_post_list_set_place (self->list, position, offset);
}

static void
sparkle_feed_page_map (GtkWidget *widget)
{
  SparkleFeedPage *self = SPARKLE_FEED_PAGE (widget);

  GTK_WIDGET_CLASS (sparkle_feed_page_parent_class)->map (widget);

  if (self->feed != NULL && sparkle_feed_get_kind (self->feed) == SPARKLE_LIST_TRENDING &&
      g_get_monotonic_time () - self->ordered_at > FRESH_FOR_US)
    order_anew (self);
}

/**
 * sparkle_feed_page_refresh:
 *
 * The person asked for what is newest.
 */
void
sparkle_feed_page_refresh (SparkleFeedPage *self)
{
  g_return_if_fail (SPARKLE_IS_FEED_PAGE (self));

  if (self->feed != NULL && sparkle_feed_get_kind (self->feed) == SPARKLE_LIST_TRENDING)
    order_anew (self);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_feed_page_dispose (GObject *object)
{
  SparkleFeedPage *self = SPARKLE_FEED_PAGE (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_FEED_PAGE);
  g_clear_object (&self->feed);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_feed_page_parent_class)->dispose (object);
}

static void
sparkle_feed_page_finalize (GObject *object)
{
  SparkleFeedPage *self = SPARKLE_FEED_PAGE (object);

  g_free (self->key);
  g_free (self->wanted_id);
  g_free (self->back_id);
  g_free (self->open_id);

  G_OBJECT_CLASS (sparkle_feed_page_parent_class)->finalize (object);
}

static void
sparkle_feed_page_class_init (SparkleFeedPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_feed_page_dispose;
  object_class->finalize = sparkle_feed_page_finalize;

  g_type_ensure (SPARKLE_TYPE_FEED_PILL);
  g_type_ensure (SPARKLE_TYPE_LIST_STATES);
  widget_class->map = sparkle_feed_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/feed/sparkle-feed-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleFeedPage, title);
  gtk_widget_class_bind_template_child (widget_class, SparkleFeedPage, busy);
  gtk_widget_class_bind_template_child (widget_class, SparkleFeedPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SparkleFeedPage, sign_in_banner);
  gtk_widget_class_bind_template_child (widget_class, SparkleFeedPage, states);
  gtk_widget_class_bind_template_child (widget_class, SparkleFeedPage, pill);
  gtk_widget_class_bind_template_callback (widget_class, go_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_new_cb);
  gtk_widget_class_bind_template_callback (widget_class, to_top_cb);
}

static void
sparkle_feed_page_init (SparkleFeedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->list = SPARKLE_POST_LIST (sparkle_post_list_new ());
  sparkle_list_states_set_content (self->states, GTK_WIDGET (self->list));
  g_signal_connect_object (sparkle_post_list_get_vadjustment (self->list), "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  update_state (self);
}

/**
 * sparkle_feed_page_new_waiting:
 *
 * Returns: (transfer floating): what is seen until the session is open
 */
GtkWidget *
sparkle_feed_page_new_waiting (void)
{
  SparkleFeedPage *self = g_object_new (SPARKLE_TYPE_FEED_PAGE, NULL);

  adw_window_title_set_title (self->title, _("Home"));
  return GTK_WIDGET (self);
}

/**
 * sparkle_feed_page_new:
 * @session: open
 * @feed: the posts
 * @key: under which the place of the reader is remembered
 * @title: of the list
 *
 * Returns: (transfer floating): the list
 */
SparkleFeedPage *
sparkle_feed_page_new (SparkleSession *session,
                       SparkleFeed    *feed,
                       const char     *key,
                       const char     *title)
{
  SparkleFeedPage *self = g_object_new (SPARKLE_TYPE_FEED_PAGE, NULL);

  self->session = g_object_ref (session);
  self->feed = g_object_ref (feed);
  self->key = g_strdup (key);
  adw_window_title_set_title (self->title, title);

  self->ordered_at = g_get_monotonic_time ();
  load_mark (self);
  load_place (self);
  sparkle_post_list_set_model (self->list, G_LIST_MODEL (feed));
  try_place (self);
  g_signal_connect_object (feed, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (feed, "notify::new-count", G_CALLBACK (update_pill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (feed, "notify::loading-older", G_CALLBACK (update_end), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (feed, "notify::complete", G_CALLBACK (update_end), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (session_state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::progress", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::needs-sign-in", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update_state (self);
  update_line (self);
  update_end (self);
  update_pill (self);
  return self;
}

/**
 * sparkle_feed_page_get_title:
 *
 * Returns: (transfer none): the title of the list
 */
const char *
sparkle_feed_page_get_title (SparkleFeedPage *self)
{
  g_return_val_if_fail (SPARKLE_IS_FEED_PAGE (self), NULL);

  return adw_window_title_get_title (self->title);
}

/**
 * sparkle_feed_page_set_empty:
 * @icon_name: a symbolic icon
 * @title: one line
 * @description: (nullable): one sentence
 * @action_label: (nullable): what the button says
 * @action_name: (nullable): what it activates
 */
void
sparkle_feed_page_set_empty (SparkleFeedPage *self,
                             const char      *icon_name,
                             const char      *title,
                             const char      *description,
                             const char      *action_label,
                             const char      *action_name)
{
  g_return_if_fail (SPARKLE_IS_FEED_PAGE (self));

  sparkle_list_states_set_empty (self->states, icon_name, title, description, action_label, action_name);
}

/**
 * sparkle_feed_page_show_failure:
 * @error: why there is no news
 *
 * Returns: %FALSE when there are posts to show; the failure belongs elsewhere then
 */
gboolean
sparkle_feed_page_show_failure (SparkleFeedPage *self,
                                const GError    *error)
{
  g_return_val_if_fail (SPARKLE_IS_FEED_PAGE (self), FALSE);

  if (self->feed == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->feed)) > 0)
    return FALSE;
  sparkle_list_states_set_failure (self->states, error);
  return TRUE;
}

/**
 * sparkle_feed_page_set_open:
 * @post_id: (nullable): the post that is being read
 */
void
sparkle_feed_page_set_open (SparkleFeedPage *self,
                            const char      *post_id)
{
  g_return_if_fail (SPARKLE_IS_FEED_PAGE (self));

  g_set_str (&self->open_id, post_id);
  sparkle_post_list_set_open (self->list, post_id);
}

/**
 * sparkle_feed_page_move:
 * @step: 1 or -1
 *
 * Opens the next or the previous post.
 */
void
sparkle_feed_page_move (SparkleFeedPage *self,
                        int              step)
{
  g_autoptr(SparklePost) post = NULL;
  unsigned position = 0;

  g_return_if_fail (SPARKLE_IS_FEED_PAGE (self));

  if (self->feed == NULL)
    return;
  if (self->open_id != NULL && sparkle_feed_find (self->feed, self->open_id, &position))
    {
      if (step < 0 && position == 0)
        return;
      position += step;
    }
  post = g_list_model_get_item (G_LIST_MODEL (self->feed), position);
  if (post == NULL)
    return;
  sparkle_post_list_reveal (self->list, position);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-post", "s", sparkle_post_get_id (post));
}
