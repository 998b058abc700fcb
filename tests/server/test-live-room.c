/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-announcer.h"
#include "sparkled-presence.h"
#include "sparkled-room.h"

#include <string.h>

#define NOVA "0197b0a0-0000-7000-8000-000000000001"
#define KAI "0197b0a0-0000-7000-8000-ffffffffffff"
#define SECOND G_USEC_PER_SEC

static gboolean
shows (SparkledRoom *room,
       gint64        now,
       const char   *text)
{
  g_autoptr(GBytes) frame = NULL;
  g_autofree char *copy = NULL;

  sparkled_room_make_frame (room, now, &frame);
  if (frame == NULL)
    return FALSE;
  copy = g_strndup (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
  return strstr (copy, text) != NULL;
}

/* Online until the last device leaves, and ten seconds more. */
static void
test_devices (void)
{
  SparkledRoom *room = sparkled_room_new ("post/1");
  gint64 now = 100 * SECOND;

  for (unsigned i = 0; i < 3; i++)
    sparkled_room_enter (room, NOVA);
  g_assert_true (shows (room, now, NOVA));
  sparkled_room_leave (room, NOVA, now);
  sparkled_room_leave (room, NOVA, now);
  now += 60 * SECOND;
  g_assert_false (sparkled_room_expire (room, now));
  g_assert_true (shows (room, now, NOVA));

  sparkled_room_leave (room, NOVA, now);
  g_assert_false (sparkled_room_expire (room, now + 9 * SECOND));
  g_assert_true (sparkled_room_has_local (room));
  /* Back within the grace: never away. */
  sparkled_room_enter (room, NOVA);
  g_assert_false (sparkled_room_expire (room, now + 30 * SECOND));
  sparkled_room_leave (room, NOVA, now);
  g_assert_true (sparkled_room_expire (room, now + 11 * SECOND));
  g_assert_false (shows (room, now + 11 * SECOND, NOVA));
  g_assert_false (sparkled_room_has_local (room));
  g_assert_false (sparkled_room_is_watched (room));
  sparkled_room_free (room);
}

static void
test_guests (void)
{
  SparkledRoom *room = sparkled_room_new ("post/1");
  g_autoptr(GBytes) frame = NULL;

  sparkled_room_enter (room, NULL);
  g_assert_true (sparkled_room_is_watched (room));
  g_assert_false (sparkled_room_make_frame (room, 0, &frame));
  g_assert_null (frame);
  sparkled_room_leave (room, NULL, 0);
  g_assert_false (sparkled_room_is_watched (room));
  sparkled_room_free (room);
}

static void
test_typing (void)
{
  SparkledRoom *room = sparkled_room_new ("post/1");
  gint64 now = 100 * SECOND;

  sparkled_room_typing (room, NOVA, TRUE, now); /* who is not there cannot type */
  sparkled_room_enter (room, NOVA);
  g_assert_true (shows (room, now, "\"typing\":[]"));
  sparkled_room_typing (room, NOVA, TRUE, now);
  g_assert_true (shows (room, now, "\"typing\":[\"" NOVA "\"]"));
  g_assert_true (sparkled_room_expire (room, now + 7 * SECOND));
  g_assert_true (shows (room, now + 7 * SECOND, "\"typing\":[]"));
  sparkled_room_free (room);
}

/* What a process says replaces what it said, and ends when it says nothing more. */
static void
test_remote (void)
{
  SparkledRoom *room = sparkled_room_new ("post/1");
  gint64 now = 100 * SECOND;

  sparkled_room_enter (room, NULL);
  sparkled_room_take (room, "a", NOVA "," KAI ",nonsense,", KAI, now);
  sparkled_room_take (room, "b", KAI, "", now);
  g_assert_true (shows (room, now, "\"users\":[\"" NOVA "\",\"" KAI "\"]"));
  g_assert_true (shows (room, now, "\"typing\":[\"" KAI "\"]"));
  g_assert_false (sparkled_room_has_local (room));

  sparkled_room_take (room, "a", "", "", now + SECOND);
  g_assert_true (sparkled_room_expire (room, now + SECOND));
  g_assert_true (shows (room, now + SECOND, "\"users\":[\"" KAI "\"]"));
  g_assert_true (sparkled_room_expire (room, now + SPARKLED_PRESENCE_EXPIRY_US + 1));
  g_assert_true (shows (room, now + SPARKLED_PRESENCE_EXPIRY_US + 1, "\"users\":[]"));
  sparkled_room_free (room);
}

static void
test_payloads (void)
{
  static const char * const bad[] = { "", " ", "x", "x y", "- - -", NOVA, NOVA " x", "' " NOVA };
  g_auto(GStrv) scopes = sparkled_announcer_parse_changed ("feed post/1");
  g_autofree char *account = NULL, *session = NULL;

  g_assert_cmpuint (g_strv_length (scopes), ==, 2);
  g_assert_null (sparkled_announcer_parse_changed ("*"));
  g_assert_true (sparkled_announcer_parse_account (NOVA " -", &account, &session));
  g_assert_cmpstr (account, ==, NOVA);
  g_assert_null (session);
  g_clear_pointer (&account, g_free);
  g_assert_true (sparkled_announcer_parse_account ("* *", &account, &session));
  g_assert_null (account);
  g_assert_null (session);
  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sparkled_announcer_parse_account (bad[i], &account, &session));
}

static void
collect_cb (SparkledPresence *presence,
            const char       *payload,
            GPtrArray        *payloads)
{
  g_assert_cmpuint (strlen (payload), <=, SPARKLED_NOTIFY_MAX_BYTES);
  g_ptr_array_add (payloads, g_strdup (payload));
}

static gboolean
enough (gpointer data)
{
  return ((GPtrArray *) data)->len >= 3;
}

/* Many rooms are told of in a few notices, none too long; junk is ignored. */
static void
test_announcements (void)
{
  g_autoptr(SparkledPresence) presence = sparkled_presence_new ("here");
  g_autoptr(GPtrArray) payloads = g_ptr_array_new_with_free_func (g_free);
  gint64 deadline = g_get_monotonic_time () + 10 * SECOND;

  g_signal_connect (presence, "announce", G_CALLBACK (collect_cb), payloads);
  for (unsigned i = 0; i < 200; i++)
    {
      g_autofree char *scope = g_strdup_printf ("post/0197b0a0-0000-7000-8000-%012u", i);

      sparkled_presence_enter (presence, scope, NOVA);
    }
  sparkled_presence_take (presence, "");
  sparkled_presence_take (presence, "there\n\n\t\t\t\nfeed\tx\ty\nz");
  sparkled_presence_take (presence, "here\npost/0197b0a0-0000-7000-8000-000000000001\t" KAI "\t\t");
  while (!enough (payloads) && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (payloads->len, ==, 3);
  g_assert_true (g_str_has_prefix (payloads->pdata[0], "here\npost/"));
  g_assert_null (strstr (payloads->pdata[0], KAI));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/live-room/devices", test_devices);
  g_test_add_func ("/live-room/guests", test_guests);
  g_test_add_func ("/live-room/typing", test_typing);
  g_test_add_func ("/live-room/remote", test_remote);
  g_test_add_func ("/live-room/payloads", test_payloads);
  g_test_add_func ("/live-room/announcements", test_announcements);
  return g_test_run ();
}
