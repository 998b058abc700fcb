/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-room.h"

#include <string.h>

#include "sparkle-limits.h"
#include "sparkle-live-frame.h"
#include "sparkle-uuid.h"
#include "sparkled-presence.h"

/* As many processes as may tell of one person; more are not needed to know that the person is there. */
#define NODES_MOST 16

typedef struct
{
  GRefString *node;    /* (nullable): this process */
  gint64      until;   /* not online after; 0: no end */
  gint64      typing;  /* typing until */
  unsigned    devices; /* local subscriptions */
} Presence;

typedef struct
{
  GArray *presences; /* of Presence, one a process */
} Member;

struct _SparkledRoom
{
  char       *scope;
  unsigned    watchers;     /* local subscriptions, guests too */
  GHashTable *members;      /* user -> Member */
  char       *last_frame;   /* (nullable) */
  char       *last_line;    /* (nullable) */
};

static void
presence_clear (gpointer data)
{
  g_clear_pointer (&((Presence *) data)->node, g_ref_string_release);
}

static void
member_free (gpointer data)
{
  Member *member = data;

  g_array_unref (member->presences);
  g_free (member);
}

SparkledRoom *
sparkled_room_new (const char *scope)
{
  SparkledRoom *self = g_new0 (SparkledRoom, 1);

  self->scope = g_strdup (scope);
  self->members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, member_free);
  return self;
}

void
sparkled_room_free (SparkledRoom *self)
{
  g_hash_table_unref (self->members);
  g_free (self->last_frame);
  g_free (self->last_line);
  g_free (self->scope);
  g_free (self);
}

/* What a process (NULL: this one) says of a person; made when absent. (nullable) when there is no room for it. */
static Presence *
find (SparkledRoom *self,
      const char   *user,
      const char   *node,
      gboolean      make)
{
  Member *member = g_hash_table_lookup (self->members, user);
  Presence presence = { 0 };

  if (member != NULL)
    for (guint i = 0; i < member->presences->len; i++)
      {
        Presence *found = &g_array_index (member->presences, Presence, i);

        if (g_strcmp0 (found->node, node) == 0)
          return found;
      }
  if (!make)
    return NULL;
  if (member == NULL)
    {
      member = g_new (Member, 1);
      member->presences = g_array_sized_new (FALSE, TRUE, sizeof (Presence), 1);
      g_array_set_clear_func (member->presences, presence_clear);
      g_hash_table_insert (self->members, g_strdup (user), member);
    }
  if (member->presences->len >= NODES_MOST)
    return NULL;
  presence.node = node != NULL ? g_ref_string_new (node) : NULL;
  g_array_append_val (member->presences, presence);
  return &g_array_index (member->presences, Presence, member->presences->len - 1);
}

void
sparkled_room_enter (SparkledRoom *self,
                     const char   *user)
{
  Presence *presence;

  self->watchers++;
  if (user == NULL || (presence = find (self, user, NULL, TRUE)) == NULL)
    return;
  presence->devices++;
  presence->until = 0;
}

void
sparkled_room_leave (SparkledRoom *self,
                     const char   *user,
                     gint64        now)
{
  Presence *presence;

  g_return_if_fail (self->watchers > 0);

  self->watchers--;
  if (user == NULL || (presence = find (self, user, NULL, FALSE)) == NULL || presence->devices == 0)
    return;
  if (--presence->devices > 0)
    return;
  presence->until = now + SPARKLED_PRESENCE_GRACE_US;
  presence->typing = 0;
}

void
sparkled_room_typing (SparkledRoom *self,
                      const char   *user,
                      gboolean      typing,
                      gint64        now)
{
  Presence *presence = find (self, user, NULL, FALSE);

  if (presence != NULL)
    presence->typing = typing ? now + SPARKLED_PRESENCE_TYPING_US : 0;
}

/* Marks every person of a comma-separated list, as far as they are UUIDs. */
static void
take_list (SparkledRoom *self,
           const char   *node,
           const char   *list,
           gboolean      typing,
           gint64        now)
{
  g_auto(GStrv) users = g_strsplit (list != NULL ? list : "", ",", SPARKLE_PRESENCE_USERS_MAX + 1);

  for (unsigned i = 0; users[i] != NULL && i < SPARKLE_PRESENCE_USERS_MAX; i++)
    {
      Presence *presence = sparkle_uuid_is_valid (users[i]) ? find (self, users[i], node, !typing) : NULL;

      if (presence == NULL)
        continue;
      if (typing)
        presence->typing = now + SPARKLED_PRESENCE_TYPING_US;
      else
        presence->until = now + SPARKLED_PRESENCE_EXPIRY_US;
    }
}

void
sparkled_room_take (SparkledRoom *self,
                    const char   *node,
                    const char   *users,
                    const char   *typers,
                    gint64        now)
{
  GHashTableIter iter;
  gpointer user;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &user, NULL))
    {
      Presence *presence = find (self, user, node, FALSE);

      if (presence == NULL)
        continue;
      presence->until = now;
      presence->typing = 0;
    }
  take_list (self, node, users, FALSE, now);
  take_list (self, node, typers, TRUE, now);
}

/* Returns TRUE when something ended. */
static gboolean
expire_presence (Presence *presence,
                 gint64    now)
{
  if (presence->typing == 0 || presence->typing > now)
    return FALSE;
  presence->typing = 0;
  return TRUE;
}

gboolean
sparkled_room_expire (SparkledRoom *self,
                      gint64        now)
{
  GHashTableIter iter;
  gpointer value;
  gboolean changed = FALSE;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      GArray *presences = ((Member *) value)->presences;

      for (guint i = presences->len; i > 0; i--)
        {
          Presence *presence = &g_array_index (presences, Presence, i - 1);

          changed |= expire_presence (presence, now);
          if (presence->until == 0 || presence->until > now)
            continue;
          g_array_remove_index_fast (presences, i - 1);
          changed = TRUE;
        }
      if (presences->len == 0)
        g_hash_table_iter_remove (&iter);
    }
  return changed;
}

gboolean
sparkled_room_is_watched (SparkledRoom *self)
{
  return self->watchers > 0;
}

gboolean
sparkled_room_has_local (SparkledRoom *self)
{
  GHashTableIter iter;
  gpointer user;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &user, NULL))
    if (find (self, user, NULL, FALSE) != NULL)
      return TRUE;
  return FALSE;
}

GBytes *
sparkled_room_get_frame (SparkledRoom *self)
{
  return self->last_frame != NULL ? g_bytes_new (self->last_frame, strlen (self->last_frame)) : NULL;
}

static int
compare_text (gconstpointer a,
              gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Sorted, so that the same people give the same text; bounded, for it is for a line on a screen. */
static char **
list (SparkledRoom *self,
      gint64        now,
      gboolean      typing,
      gboolean      local)
{
  g_autoptr(GPtrArray) users = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer user, value;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &user, &value))
    {
      GArray *presences = ((Member *) value)->presences;

      for (guint i = 0; i < presences->len; i++)
        {
          Presence *presence = &g_array_index (presences, Presence, i);

          if ((local && presence->node != NULL) || (typing && presence->typing <= now))
            continue;
          g_ptr_array_add (users, user);
          break;
        }
    }
  g_ptr_array_sort (users, compare_text);
  g_ptr_array_set_size (users, (int) MIN (users->len, SPARKLE_PRESENCE_USERS_MAX));
  for (guint i = 0; i < users->len; i++)
    users->pdata[i] = g_strdup (users->pdata[i]);
  g_ptr_array_add (users, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&users), FALSE);
}

static gboolean
replace (char **last,
         char  *text)
{
  if (g_strcmp0 (*last, text) == 0)
    {
      g_free (text);
      return FALSE;
    }
  g_free (*last);
  *last = text;
  return TRUE;
}

gboolean
sparkled_room_make_frame (SparkledRoom  *self,
                          gint64         now,
                          GBytes       **ret_frame)
{
  g_auto(GStrv) users = list (self, now, FALSE, FALSE);
  g_auto(GStrv) typers = list (self, now, TRUE, FALSE);
  gboolean changed;

  /* Silence is the right frame for a room that was always empty. */
  if (self->last_frame == NULL && users[0] == NULL)
    changed = FALSE;
  else
    changed = replace (&self->last_frame, sparkle_live_frame_presence (self->scope, (const char * const *) users, (const char * const *) typers));
  *ret_frame = sparkled_room_get_frame (self);
  return changed;
}

/* scope TAB users TAB typers TAB "?" when others shall tell of theirs. */
gboolean
sparkled_room_make_announcement (SparkledRoom  *self,
                                 gint64         now,
                                 gboolean       ask,
                                 char         **ret_line)
{
  g_auto(GStrv) users = list (self, now, FALSE, TRUE);
  g_auto(GStrv) typers = list (self, now, TRUE, TRUE);
  g_autofree char *joined = g_strjoinv (",", users);
  g_autofree char *joined_typers = g_strjoinv (",", typers);
  gboolean changed;

  if (self->last_line == NULL && users[0] == NULL)
    changed = FALSE;
  else
    changed = replace (&self->last_line, g_strconcat (joined, "\t", joined_typers, NULL));
  *ret_line = g_strconcat (self->scope, "\t", joined, "\t", joined_typers, "\t", ask ? "?" : "", NULL);
  return changed || ask;
}
