/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-announcer.h"

#include <string.h>

#include "sparkle-uuid.h"
#include "sparkled-alarm.h"

#define DEBOUNCE_US (20 * 1000)
#define ACCOUNTS_MOST 256
#define ANY "*"
#define NONE "-"

struct _SparkledAnnouncer
{
  GObject parent_instance;

  SparkledListener *listener;  /* (owned) */
  GSource          *alarm;     /* (owned) */
  GHashTable       *scopes;    /* to be told */
  gsize             size;      /* of their names */
  gboolean          any;       /* there are too many to name */
  gint64            told_at;
  GQueue            accounts;  /* of payloads */
};

G_DEFINE_FINAL_TYPE (SparkledAnnouncer, sparkled_announcer, G_TYPE_OBJECT)

static char *
take_payload (SparkledAnnouncer *self)
{
  g_autofree char **scopes = (char **) g_hash_table_get_keys_as_array (self->scopes, NULL);
  char *payload = self->any ? g_strdup (ANY) : g_strjoinv (" ", scopes);

  g_hash_table_remove_all (self->scopes);
  self->size = 0;
  self->any = FALSE;
  return payload;
}

static void
alarm_cb (gpointer data)
{
  SparkledAnnouncer *self = data;

  if (sparkled_listener_get_state (self->listener) != SPARKLED_LISTENER_READY)
    return;
  while (!g_queue_is_empty (&self->accounts) &&
         sparkled_listener_send (self->listener, SPARKLED_CHANNEL_ACCOUNT, g_queue_peek_head (&self->accounts)))
    g_free (g_queue_pop_head (&self->accounts));

  if (self->any || g_hash_table_size (self->scopes) > 0)
    {
      g_autofree char *payload = take_payload (self);

      self->told_at = g_get_monotonic_time ();
      self->any = !sparkled_listener_send (self->listener, SPARKLED_CHANNEL_CHANGE, payload);
    }
  if (self->any || !g_queue_is_empty (&self->accounts))
    sparkled_alarm_set (self->alarm, g_get_monotonic_time () + DEBOUNCE_US);
}

void
sparkled_announcer_changed (SparkledAnnouncer  *self,
                            const char * const *scopes)
{
  g_return_if_fail (SPARKLED_IS_ANNOUNCER (self));

  for (unsigned i = 0; scopes[i] != NULL && !self->any; i++)
    {
      if (!g_hash_table_add (self->scopes, g_strdup (scopes[i])))
        continue;
      self->size += strlen (scopes[i]) + 1;
      self->any = self->size > SPARKLED_NOTIFY_MAX_BYTES;
    }
  if (self->any)
    g_hash_table_remove_all (self->scopes);
  sparkled_alarm_set (self->alarm, self->told_at + DEBOUNCE_US);
}

void
sparkled_announcer_account (SparkledAnnouncer *self,
                            const char        *account_id,
                            const char        *session_id)
{
  g_return_if_fail (SPARKLED_IS_ANNOUNCER (self));

  if (self->accounts.length >= ACCOUNTS_MOST)
    {
      g_queue_clear_full (&self->accounts, g_free);
      account_id = session_id = ANY;
    }
  g_queue_push_tail (&self->accounts, g_strconcat (account_id != NULL ? account_id : NONE, " ",
                                                   session_id != NULL ? session_id : NONE, NULL));
  sparkled_alarm_set (self->alarm, 0);
}

void
sparkled_announcer_resume (SparkledAnnouncer *self)
{
  g_return_if_fail (SPARKLED_IS_ANNOUNCER (self));
  sparkled_alarm_set (self->alarm, 0);
}

char **
sparkled_announcer_parse_changed (const char *payload)
{
  return g_str_equal (payload, ANY) ? NULL : g_strsplit (payload, " ", -1);
}

/* A UUID, or nothing. */
static gboolean
parse_id (const char *word,
          char      **ret_id)
{
  if (!g_str_equal (word, NONE) && !g_str_equal (word, ANY) && !sparkle_uuid_is_valid (word))
    return FALSE;
  *ret_id = sparkle_uuid_is_valid (word) ? g_strdup (word) : NULL;
  return TRUE;
}

/**
 * sparkled_announcer_parse_account:
 *
 * Returns: FALSE for what no sparkled sent
 */
gboolean
sparkled_announcer_parse_account (const char *payload,
                                  char      **ret_account_id,
                                  char      **ret_session_id)
{
  g_auto(GStrv) words = g_strsplit (payload, " ", 3);
  g_autofree char *account_id = NULL, *session_id = NULL;

  if (g_strv_length (words) != 2 || !parse_id (words[0], &account_id) || !parse_id (words[1], &session_id))
    return FALSE;
  *ret_account_id = g_steal_pointer (&account_id);
  *ret_session_id = g_steal_pointer (&session_id);
  return TRUE;
}

static void
sparkled_announcer_finalize (GObject *object)
{
  SparkledAnnouncer *self = SPARKLED_ANNOUNCER (object);

  sparkled_alarm_clear (&self->alarm);
  g_hash_table_unref (self->scopes);
  g_queue_clear_full (&self->accounts, g_free);
  g_clear_object (&self->listener);
  G_OBJECT_CLASS (sparkled_announcer_parent_class)->finalize (object);
}

static void
sparkled_announcer_class_init (SparkledAnnouncerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_announcer_finalize;
}

static void
sparkled_announcer_init (SparkledAnnouncer *self)
{
  self->scopes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->accounts);
  self->alarm = sparkled_alarm_new (alarm_cb, self, "[sparkled] announcer");
}

SparkledAnnouncer *
sparkled_announcer_new (SparkledListener *listener)
{
  SparkledAnnouncer *self = g_object_new (SPARKLED_TYPE_ANNOUNCER, NULL);

  self->listener = g_object_ref (listener);
  return self;
}
