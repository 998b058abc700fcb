/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-level-news.h"

#include <glib/gi18n.h>

#include "sparkle-window-toasts.h"

/* Says that the person has reached a level, once. */
struct _SparkleLevelNews
{
  GObject parent_instance;

  SparkleWindow  *window;  /* (unowned): owns this */
  SparkleSession *session; /* (owned) */
  SparkleUser    *account; /* (owned) (nullable) */
  gint64          level;   /* the last one known; 0: none yet */
};

G_DEFINE_FINAL_TYPE (SparkleLevelNews, sparkle_level_news, G_TYPE_OBJECT)

static void
level_cb (SparkleLevelNews *self)
{
  gint64 level = sparkle_user_get_level (self->account);
  gint64 before = self->level;

  /* What comes first after signing in is not news, nor what the first sync fills in. */
  if (sparkle_user_get_known (self->account))
    self->level = level;
  if (before == 0 || level <= before || sparkle_session_get_state (self->session) == SPARKLE_SESSION_STATE_FIRST_SYNC)
    return;

  g_autofree char *title = g_strdup_printf (_("You reached level %d"), (int) level);
  sparkle_window_toast_action (self->window, title, _("_Profile"), "win.open-profile",
                               g_variant_new_string (sparkle_user_get_username (self->account)));
}

static void
account_cb (SparkleLevelNews *self)
{
  SparkleUser *account = sparkle_session_get_account (self->session);

  if (self->account == account)
    return;
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_set_object (&self->account, account);
  self->level = 0;
  if (account == NULL)
    return;
  g_signal_connect_object (account, "notify", G_CALLBACK (level_cb), self, G_CONNECT_SWAPPED);
  level_cb (self);
}

static void
sparkle_level_news_dispose (GObject *object)
{
  SparkleLevelNews *self = SPARKLE_LEVEL_NEWS (object);

  g_clear_object (&self->account);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_level_news_parent_class)->dispose (object);
}

static void
sparkle_level_news_class_init (SparkleLevelNewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_level_news_dispose;
}

static void
sparkle_level_news_init (SparkleLevelNews *self)
{
}

/**
 * sparkle_level_news_new:
 * @window: says it; owns the object
 * @session: whose person it is about
 *
 * Returns: (transfer full): what follows the level of whoever is signed in
 */
SparkleLevelNews *
sparkle_level_news_new (SparkleWindow  *window,
                        SparkleSession *session)
{
  SparkleLevelNews *self = g_object_new (SPARKLE_TYPE_LEVEL_NEWS, NULL);

  self->window = window;
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (account_cb), self, G_CONNECT_SWAPPED);
  account_cb (self);
  return self;
}
