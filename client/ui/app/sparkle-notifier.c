/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notifier.h"

#include <glib/gi18n.h>

#include "sparkle-notification-text.h"
#include "sparkle-session-notifications.h"
#include "sparkle-window.h"

/* Only so many of the latest are looked at, and only so many told at once: a flood is no news. */
#define LATEST 50
#define AT_ONCE 5
/* Sentences of one notification. */
#define LINES 3

/* What the desktop shows of one thread, or of one thing that is in no thread. */
typedef struct
{
  GPtrArray *items; /* (owned) of SparkleNotification */
} Shown;

struct _SparkleNotifier
{
  GObject parent_instance;

  GtkApplication       *application; /* (unowned): it owns us */
  SparkleSession       *session;     /* (owned) */
  SparkleSettings      *settings;    /* (owned) */
  SparkleNotifications *items;       /* (owned) (nullable): before the session is open */
  GHashTable           *shown;       /* (owned) id of the GNotification -> Shown */
  gint64                since;       /* µs, of the server's clock: what changed later is news; -1: all of it is backlog */
  unsigned              idle;        /* 0: nothing changed */
  char                 *account;     /* (owned) (nullable): whose news */
};

G_DEFINE_FINAL_TYPE (SparkleNotifier, sparkle_notifier, G_TYPE_OBJECT)

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_ptr_array_unref (shown->items);
  g_free (shown);
}

/* ---- whether ------------------------------------------------------------------- */

/**
 * sparkle_notifier_is_quiet:
 * @settings: what the person chose for this machine
 * @minute: of the day, in the person's time zone
 *
 * Returns: whether the desktop is to be left alone
 */
gboolean
sparkle_notifier_is_quiet (SparkleSettings *settings, int minute)
{
  int from = sparkle_settings_get_int (settings, SPARKLE_SETTING_QUIET_FROM);
  int until = sparkle_settings_get_int (settings, SPARKLE_SETTING_QUIET_UNTIL);

  if (!sparkle_settings_get_boolean (settings, SPARKLE_SETTING_DESKTOP_NOTIFICATIONS))
    return TRUE;
  if (!sparkle_settings_get_boolean (settings, SPARKLE_SETTING_QUIET_HOURS) || from == until)
    return FALSE;
  return from < until ? minute >= from && minute < until : minute >= from || minute < until;
}

static gboolean
is_quiet_now (SparkleNotifier *self)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();

  return sparkle_notifier_is_quiet (self->settings, g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now));
}

/* The thread is what the person looks at. */
static gboolean
is_on_screen (SparkleNotifier *self,
              const char      *post_id)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);
  SparkleThreadPage *page;

  if (post_id == NULL || !SPARKLE_IS_WINDOW (window) || !gtk_window_is_active (window))
    return FALSE;
  page = sparkle_window_get_thread (SPARKLE_WINDOW (window), post_id);
  return page != NULL && gtk_widget_get_mapped (GTK_WIDGET (page));
}

/* ---- telling ------------------------------------------------------------------- */

static char *
make_key (SparkleNotification *item)
{
  const char *post_id = sparkle_notification_get_post_id (item);

  return post_id != NULL ? g_strconcat ("post-", post_id, NULL) : g_strconcat ("notification-", sparkle_notification_get_id (item), NULL);
}

static gboolean
is_unread (SparkleNotification *item)
{
  return sparkle_notification_get_known (item) && !sparkle_notification_get_read (item);
}

static gboolean
has_unread (Shown *shown)
{
  for (unsigned i = 0; i < shown->items->len; i++)
    if (is_unread (g_ptr_array_index (shown->items, i)))
      return TRUE;
  return FALSE;
}

static int
compare_latest (gconstpointer a,
                gconstpointer b)
{
  gint64 one = sparkle_notification_get_updated_at ((SparkleNotification *) a);
  gint64 two = sparkle_notification_get_updated_at ((SparkleNotification *) b);

  return one < two ? 1 : one > two ? -1 : 0;
}

static void
tell (SparkleNotifier *self,
      const char      *key,
      Shown           *shown)
{
  g_autoptr(GNotification) notification = g_notification_new ("");
  g_autoptr(GString) body = g_string_new (NULL);
  g_autofree char *first = NULL;
  unsigned n = 0;

  g_ptr_array_sort_values (shown->items, compare_latest);
  for (unsigned i = 0; i < shown->items->len; i++)
    {
      SparkleNotification *item = g_ptr_array_index (shown->items, i);
      g_autofree char *text = NULL;

      if (!is_unread (item) || n++ >= LINES)
        continue;
      text = sparkle_notification_text (item);
      if (first == NULL)
        {
          g_notification_set_default_action_and_target (notification, "app.open-notification", "s", sparkle_notification_get_id (item));
          first = g_steal_pointer (&text);
          g_string_append (body, sparkle_notification_get_title (item));
          continue;
        }
      g_string_append_printf (body, "%s%s", body->len > 0 ? "\n" : "", text);
    }
  if (first == NULL)
    return;
  g_notification_set_title (notification, first);
  g_notification_set_body (notification, body->str);
  g_application_send_notification (G_APPLICATION (self->application), key, notification);
}

/* What is read, or gone, is no news any more. */
static void
withdraw_read (SparkleNotifier *self)
{
  GHashTableIter iter;
  gpointer key, shown;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &key, &shown))
    if (!has_unread (shown))
      {
        g_application_withdraw_notification (G_APPLICATION (self->application), key);
        g_hash_table_iter_remove (&iter);
      }
}

static Shown *
take_in (GHashTable          *shown,
         SparkleNotification *item)
{
  g_autofree char *key = make_key (item);
  Shown *entry = g_hash_table_lookup (shown, key);

  if (entry == NULL)
    {
      entry = g_new0 (Shown, 1);
      entry->items = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (shown, g_steal_pointer (&key), entry);
    }
  if (!g_ptr_array_find (entry->items, item, NULL))
    g_ptr_array_add (entry->items, g_object_ref (item));
  return entry;
}

/* Of what changed since: by thread. What the person has before their eyes is read by that. */
static GHashTable *
gather_news (SparkleNotifier *self)
{
  GHashTable *news = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, shown_free);
  unsigned n = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->items)), LATEST);
  gint64 newest = self->since;

  for (unsigned i = 0; i < n; i++)
    {
      g_autoptr(SparkleNotification) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      gint64 at = sparkle_notification_get_updated_at (item);

      if (sparkle_notification_get_read (item) || at <= self->since)
        continue;
      newest = MAX (newest, at);
      if (is_on_screen (self, sparkle_notification_get_post_id (item)))
        sparkle_session_read_thread (self->session, sparkle_notification_get_post_id (item), NULL);
      else if (sparkle_session_get_notify (self->session, sparkle_notification_get_kind (item)))
        take_in (news, item);
    }
  self->since = newest;
  return news;
}

static void
tell_news (SparkleNotifier *self)
{
  g_autoptr(GHashTable) news = gather_news (self);
  GHashTableIter iter;
  gpointer key, value;
  unsigned n = 0;

  if (is_quiet_now (self))
    return;
  g_hash_table_iter_init (&iter, news);
  while (g_hash_table_iter_next (&iter, &key, &value) && n++ < AT_ONCE)
    {
      Shown *fresh = value;
      Shown *entry = NULL;

      for (unsigned i = 0; i < fresh->items->len; i++)
        entry = take_in (self->shown, g_ptr_array_index (fresh->items, i));
      tell (self, key, entry);
    }
}

/* Until everything is here for the first time, what comes is backlog. */
static void
settle (SparkleNotifier *self)
{
  g_autoptr(SparkleNotification) latest = g_list_model_get_item (G_LIST_MODEL (self->items), 0);

  if (self->since >= 0 || sparkle_session_get_state (self->session) != SPARKLE_SESSION_STATE_IDLE)
    return;
  self->since = latest != NULL ? sparkle_notification_get_updated_at (latest) : 0;
}

static gboolean
idle_cb (gpointer data)
{
  SparkleNotifier *self = SPARKLE_NOTIFIER (data);

  self->idle = 0;
  withdraw_read (self);
  if (self->since < 0)
    settle (self);
  else if (self->account != NULL)
    tell_news (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (SparkleNotifier *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (idle_cb, self);
}

/* ---- following the session ------------------------------------------------------ */

static void
account_cb (SparkleNotifier *self)
{
  /* another person: nothing of the one before is left on the desktop */
  if (!g_set_str (&self->account, sparkle_session_get_account_id (self->session)))
    return;
  self->since = -1;
  if (self->items != NULL)
    changed_cb (self);
}

static void
state_cb (SparkleNotifier *self)
{
  if (self->items == NULL && sparkle_session_get_notifications (self->session) != NULL)
    {
      self->items = g_object_ref (sparkle_session_get_notifications (self->session));
      g_signal_connect_object (self->items, "items-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->items, "notify::n-unread", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
    }
  account_cb (self);
  if (self->items != NULL)
    changed_cb (self);
}

static void
sparkle_notifier_dispose (GObject *object)
{
  SparkleNotifier *self = SPARKLE_NOTIFIER (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->items);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->shown, g_hash_table_unref);

  G_OBJECT_CLASS (sparkle_notifier_parent_class)->dispose (object);
}

static void
sparkle_notifier_class_init (SparkleNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_notifier_dispose;
}

static void
sparkle_notifier_init (SparkleNotifier *self)
{
  self->since = -1;
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, shown_free);
}

/**
 * sparkle_notifier_new:
 * @application: sends what is told; outlives the notifier
 * @session: whose notifications
 * @settings: whether, and when not
 *
 * Returns: (transfer full): at work until it is released; what the desktop shows stays
 */
SparkleNotifier *
sparkle_notifier_new (GtkApplication  *application,
                      SparkleSession  *session,
                      SparkleSettings *settings)
{
  SparkleNotifier *self = g_object_new (SPARKLE_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (account_cb), self, G_CONNECT_SWAPPED);
  state_cb (self);
  return self;
}
