/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-presence.h"

#include <string.h>

#include "sparkled-alarm.h"
#include "sparkled-listener.h"
#include "sparkled-room.h"

/* How often rooms that wait for something are looked at. */
#define DIRTY_US (G_USEC_PER_SEC / 4)
#define IDLE_US G_USEC_PER_SEC

typedef struct
{
  SparkledRoom *room;
  gboolean      unframed;   /* people came, went or typed: local sockets do not know yet … */
  gboolean      untold;     /* … nor do the other processes */
  gboolean      ask;        /* tell the other processes that we want to know */
  gboolean      answer;     /* another process asked */
  gint64        framed_at;
  gint64        announced_at;
} Place;

struct _SparkledPresence
{
  GObject parent_instance;

  char       *node;
  GHashTable *places;   /* scope -> Place */
  GSource    *alarm;    /* (owned): set while there are places */
};

G_DEFINE_FINAL_TYPE (SparkledPresence, sparkled_presence, G_TYPE_OBJECT)

enum { SIGNAL_UPDATED, SIGNAL_ANNOUNCE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
place_free (gpointer data)
{
  Place *place = data;

  sparkled_room_free (place->room);
  g_free (place);
}

/* Payloads of several lines, the first of which names this process. */
static void
announce_line (SparkledPresence *self,
               GString          *payload,
               const char       *line)
{
  if (line != NULL && payload->len + 1 + strlen (line) <= SPARKLED_NOTIFY_MAX_BYTES)
    {
      g_string_append_c (payload, '\n');
      g_string_append (payload, line);
      return;
    }
  if (payload->len > strlen (self->node))
    g_signal_emit (self, signals[SIGNAL_ANNOUNCE], 0, payload->str);
  g_string_assign (payload, self->node);
  if (line != NULL)
    g_string_append_printf (payload, "\n%s", line);
}

static void
send_frame (SparkledPresence *self,
            const char       *scope,
            Place            *place,
            gint64            now)
{
  g_autoptr(GBytes) frame = NULL;

  if (!place->unframed || now - place->framed_at < SPARKLED_PRESENCE_DEBOUNCE_US)
    return;
  place->unframed = FALSE;
  if (!sparkled_room_is_watched (place->room) || !sparkled_room_make_frame (place->room, now, &frame))
    return;
  place->framed_at = now;
  g_signal_emit (self, signals[SIGNAL_UPDATED], 0, scope, frame);
}

static void
announce (SparkledPresence *self,
          Place            *place,
          GString          *payload,
          gint64            now)
{
  g_autofree char *line = NULL;
  gint64 age = now - place->announced_at;
  gboolean repeat;

  if (age < SPARKLED_PRESENCE_DEBOUNCE_US)
    return;
  repeat = (place->answer || age >= SPARKLED_PRESENCE_HEARTBEAT_US) && sparkled_room_has_local (place->room);
  if (!place->untold && !place->ask && !repeat)
    return;
  if (sparkled_room_make_announcement (place->room, now, place->ask, &line) || repeat)
    {
      place->announced_at = now;
      announce_line (self, payload, line);
    }
  place->untold = place->ask = place->answer = FALSE;
}

/* One alarm for all: slow while people only sit there, faster while something waits to be told. */
static void
alarm_cb (gpointer data)
{
  g_autoptr(SparkledPresence) self = g_object_ref (data);
  g_autoptr(GString) payload = g_string_new (self->node);
  g_autofree gpointer *scopes = NULL;
  gint64 now = g_get_monotonic_time ();
  gboolean soon = FALSE;
  guint n;

  scopes = g_hash_table_get_keys_as_array (self->places, &n);
  for (guint i = 0; i < n; i++)
    {
      Place *place = g_hash_table_lookup (self->places, scopes[i]);

      if (sparkled_room_expire (place->room, now))
        place->unframed = place->untold = TRUE;
      send_frame (self, scopes[i], place, now);
      announce (self, place, payload, now);
      if (place->unframed || place->untold || place->ask)
        soon = TRUE;
      else if (!sparkled_room_is_watched (place->room) && !sparkled_room_has_local (place->room))
        g_hash_table_remove (self->places, scopes[i]);
    }
  announce_line (self, payload, NULL);
  if (g_hash_table_size (self->places) > 0)
    sparkled_alarm_set (self->alarm, now + (soon ? DIRTY_US : IDLE_US));
}

static void
touch (SparkledPresence *self,
       Place            *place)
{
  place->unframed = place->untold = TRUE;
  sparkled_alarm_set (self->alarm, g_get_monotonic_time () + DIRTY_US);
}

/**
 * sparkled_presence_enter:
 *
 * A person with several devices enters several times.
 */
void
sparkled_presence_enter (SparkledPresence *self,
                         const char       *scope,
                         const char       *user)
{
  Place *place = g_hash_table_lookup (self->places, scope);

  if (place == NULL)
    {
      place = g_new0 (Place, 1);
      place->room = sparkled_room_new (scope);
      g_hash_table_insert (self->places, g_strdup (scope), place);
    }
  if (!sparkled_room_is_watched (place->room))
    place->ask = TRUE;
  sparkled_room_enter (place->room, user);
  touch (self, place);
}

void
sparkled_presence_leave (SparkledPresence *self,
                         const char       *scope,
                         const char       *user)
{
  Place *place = g_hash_table_lookup (self->places, scope);

  g_return_if_fail (place != NULL);
  sparkled_room_leave (place->room, user, g_get_monotonic_time ());
  touch (self, place);
}

void
sparkled_presence_typing (SparkledPresence *self,
                          const char       *scope,
                          const char       *user,
                          gboolean          typing)
{
  Place *place = g_hash_table_lookup (self->places, scope);

  g_return_if_fail (place != NULL);
  sparkled_room_typing (place->room, user, typing, g_get_monotonic_time ());
  touch (self, place);
}

/**
 * sparkled_presence_take:
 *
 * Takes in an announcement of another process. Only scopes that somebody here watches are kept.
 */
void
sparkled_presence_take (SparkledPresence *self,
                        const char       *payload)
{
  g_auto(GStrv) lines = g_strsplit (payload, "\n", -1);
  gint64 now = g_get_monotonic_time ();

  if (lines[0] == NULL || *lines[0] == '\0' || g_str_equal (lines[0], self->node))
    return;
  for (unsigned i = 1; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (lines[i], "\t", 5);
      Place *place;

      if (g_strv_length (fields) != 4)
        continue;
      place = g_hash_table_lookup (self->places, fields[0]);
      if (place == NULL)
        continue;
      sparkled_room_take (place->room, lines[0], fields[1], fields[2], now);
      place->answer |= g_str_equal (fields[3], "?");
      place->unframed = TRUE;
      sparkled_alarm_set (self->alarm, now + DIRTY_US);
    }
}

/**
 * sparkled_presence_get_frame:
 *
 * Returns: (transfer full) (nullable): the last frame sent to the scope
 */
GBytes *
sparkled_presence_get_frame (SparkledPresence *self,
                             const char       *scope)
{
  Place *place = g_hash_table_lookup (self->places, scope);

  return place != NULL ? sparkled_room_get_frame (place->room) : NULL;
}

void
sparkled_presence_announce (SparkledPresence *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ((Place *) value)->ask = TRUE;
      ((Place *) value)->answer = TRUE;
    }
  sparkled_alarm_set (self->alarm, g_get_monotonic_time () + DIRTY_US);
}

static void
sparkled_presence_finalize (GObject *object)
{
  SparkledPresence *self = SPARKLED_PRESENCE (object);

  sparkled_alarm_clear (&self->alarm);
  g_hash_table_unref (self->places);
  g_free (self->node);
  G_OBJECT_CLASS (sparkled_presence_parent_class)->finalize (object);
}

static void
sparkled_presence_class_init (SparkledPresenceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_presence_finalize;

  signals[SIGNAL_UPDATED] = g_signal_new ("updated", SPARKLED_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_BYTES);
  signals[SIGNAL_ANNOUNCE] = g_signal_new ("announce", SPARKLED_TYPE_PRESENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sparkled_presence_init (SparkledPresence *self)
{
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);
  self->alarm = sparkled_alarm_new (alarm_cb, self, "[sparkled] presence");
}

SparkledPresence *
sparkled_presence_new (const char *node)
{
  SparkledPresence *self;

  g_return_val_if_fail (node != NULL, NULL);
  self = g_object_new (SPARKLED_TYPE_PRESENCE, NULL);
  self->node = g_strdup (node);
  return self;
}
