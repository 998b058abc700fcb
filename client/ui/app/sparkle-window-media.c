/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-window-media.h"

#include <glib/gi18n.h>

#include "sparkle-mpris.h"
#include "sparkle-session-thumbnails.h"
#include "sparkle-thread-page.h"
#include "sparkle-youtube-id.h"

struct _SparkleWindowMedia
{
  GObject parent_instance;

  GtkWindow              *window;     /* (not owned): owns this, as it does the two that follow */
  AdwNavigationView      *content;    /* (nullable) */
  AdwNavigationSplitView *split;      /* (nullable) */
  SparkleThumbnails      *thumbnails; /* (owned) */
  SparklePlayer          *player;     /* (owned) */
  SparkleMpris           *mpris;      /* (owned) */
  unsigned                inhibited;  /* cookie; 0: the screen may go dark */
};

G_DEFINE_FINAL_TYPE (SparkleWindowMedia, sparkle_window_media, G_TYPE_OBJECT)

static DexFuture *
load_thumbnail (const char *key,
                gpointer    session)
{
  return sparkle_session_load_thumbnail (session, key);
}

static void
let_sleep (SparkleWindowMedia *self)
{
  GApplication *application = g_application_get_default ();

  if (self->inhibited != 0 && application != NULL)
    gtk_application_uninhibit (GTK_APPLICATION (application), self->inhibited);
  self->inhibited = 0;
}

static void
state_cb (SparkleWindowMedia *self)
{
  GtkApplication *application = gtk_window_get_application (self->window);
  gboolean playing = sparkle_player_get_state (self->player) == SPARKLE_PLAYER_PLAYING;

  if (!playing)
    let_sleep (self);
  else if (self->inhibited == 0 && application != NULL)
    self->inhibited = gtk_application_inhibit (application, self->window, GTK_APPLICATION_INHIBIT_IDLE, _("A video is playing"));
}

static void
play_video_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  SparklePlayer *player = sparkle_player_of (widget);
  g_autofree char *page = NULL;
  const char *id;
  guint32 seconds;

  g_variant_get (parameter, "(&su)", &id, &seconds);
  if (player == NULL || !sparkle_youtube_id_is_valid (id))
    return;
  page = g_strconcat ("https://www.youtube.com/watch?v=", id, NULL);
  sparkle_player_open (player, id, page, (gint64) seconds * 1000);
}

/**
 * sparkle_window_media_install_actions: (skip)
 * @widget_class: of the window
 */
void
sparkle_window_media_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.play-video", "(su)", play_video_action);
}

/* (nullable): that the page in sight is about */
static SparkleVideo *
video_in_sight (SparkleWindowMedia *self)
{
  gboolean shown = !adw_navigation_split_view_get_collapsed (self->split) || adw_navigation_split_view_get_show_content (self->split);
  AdwNavigationPage *page = shown ? adw_navigation_view_get_visible_page (self->content) : NULL;

  return SPARKLE_IS_THREAD_PAGE (page) ? sparkle_thread_page_get_video (SPARKLE_THREAD_PAGE (page)) : NULL;
}

static void
page_cb (SparkleWindowMedia *self)
{
  SparkleVideo *video = video_in_sight (self);
  const char *key = sparkle_player_get_key (self->player);

  if (key != NULL && (video == NULL || g_strcmp0 (key, sparkle_video_get_id (video)) != 0))
    sparkle_player_stop (self->player);
}

static void
key_cb (SparkleWindowMedia *self)
{
  SparkleVideo *video = self->content != NULL ? video_in_sight (self) : NULL;

  sparkle_mpris_set_names (self->mpris, video != NULL ? sparkle_video_get_title (video) : NULL, video != NULL ? sparkle_video_get_channel (video) : NULL);
}

/**
 * sparkle_window_media_follow:
 * @content: where threads are read; part of the window
 * @split: what hides it on narrow windows; part of the window
 *
 * Leaving a page ends what plays on it. A branch of the same thread is the same page to this.
 */
void
sparkle_window_media_follow (SparkleWindowMedia     *self,
                             AdwNavigationView      *content,
                             AdwNavigationSplitView *split)
{
  g_return_if_fail (SPARKLE_IS_WINDOW_MEDIA (self) && self->content == NULL);

  self->content = content;
  self->split = split;
  g_signal_connect_object (content, "notify::visible-page", G_CALLBACK (page_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (split, "notify::show-content", G_CALLBACK (page_cb), self, G_CONNECT_SWAPPED);
}

SparkleThumbnails *
sparkle_window_media_get_thumbnails (SparkleWindowMedia *self)
{
  g_return_val_if_fail (SPARKLE_IS_WINDOW_MEDIA (self), NULL);

  return self->thumbnails;
}

SparklePlayer *
sparkle_window_media_get_player (SparkleWindowMedia *self)
{
  g_return_val_if_fail (SPARKLE_IS_WINDOW_MEDIA (self), NULL);

  return self->player;
}

static void
sparkle_window_media_dispose (GObject *object)
{
  SparkleWindowMedia *self = SPARKLE_WINDOW_MEDIA (object);

  if (self->player != NULL)
    sparkle_player_stop (self->player);
  let_sleep (self);
  g_clear_object (&self->mpris);
  g_clear_object (&self->player);
  g_clear_object (&self->thumbnails);

  G_OBJECT_CLASS (sparkle_window_media_parent_class)->dispose (object);
}

static void
sparkle_window_media_class_init (SparkleWindowMediaClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_window_media_dispose;
}

static void
sparkle_window_media_init (SparkleWindowMedia *self)
{
}

/**
 * sparkle_window_media_new:
 * @window: a window that owns this
 * @session: where the pictures of videos come from
 *
 * Returns: (transfer full): pictures and a player for the window
 */
SparkleWindowMedia *
sparkle_window_media_new (GtkWindow      *window,
                          SparkleSession *session)
{
  SparkleWindowMedia *self = g_object_new (SPARKLE_TYPE_WINDOW_MEDIA, NULL);
  g_autoptr(SparkleStreamResolver) resolver = sparkle_stream_resolver_new (NULL);

  self->window = window;
  self->thumbnails = sparkle_thumbnails_new (load_thumbnail, g_object_ref (session), g_object_unref);
  self->player = sparkle_player_new (resolver);
  /* before MPRIS tells of it */
  g_signal_connect_object (self->player, "notify::key", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  self->mpris = sparkle_mpris_new (self->player, window);
  g_signal_connect_object (self->player, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  return self;
}
