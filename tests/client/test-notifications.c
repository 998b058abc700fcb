/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notifications on this machine: what is read is so at once, stays so, and what came meanwhile is not. */
#include <string.h>

#include "sparkle-notifications.h"
#include "store-kit.h"

#define POST_ID "01900000-0000-7000-8000-0000000000f1"

static char *
make (unsigned n, gint64 rev, int minute, const char *read_at)
{
  g_autofree char *id = kit_id (9, n);

  return g_strdup_printf ("{\"id\":\"%s\",\"rev\":%" G_GINT64_FORMAT ",\"kind\":\"post_liked\",\"post_id\":\"" POST_ID "\",\"comment_id\":null,"
                          "\"title\":\"A [spoiler] title\",\"actors\":[\"" KIT_OTHER "\"],\"usernames\":[\"bea\"],\"names\":[\"Bea\"],\"count\":1,"
                          "\"level\":null,\"message\":null,\"created_at\":\"2026-01-01T12:00:00.000Z\",\"updated_at\":\"2026-01-01T12:%02d:00.000Z\","
                          "\"read_at\":%s}", id, rev, minute, read_at);
}

static void
feed (Kit *kit, const char *cursor, const char *from, char *records)
{
  if (from == NULL)
    kit_pulled (kit, "me", 0, "\"cursor\":\"%s\",\"more\":false,\"upserts\":{\"notification\":[%s]},\"deletes\":{}", cursor, records);
  else
    kit_framed (kit, "\"scope\":\"me\",\"from\":\"%s\",\"cursor\":\"%s\",\"upserts\":{\"notification\":[%s]},\"deletes\":{}",
                from, cursor, records);
  g_free (records);
}

static unsigned
unread (Kit *kit)
{
  unsigned n;
  g_autoptr (GPtrArray) ids = sparkle_store_read_notifications (kit->store, &n);

  return n;
}

static Kit *
signed_in (void)
{
  Kit *kit = kit_new ();

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  return kit;
}

static void
test_read (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *one = make (1, 1, 1, "null"), *two = make (2, 2, 2, "null");
  g_autofree char *first = kit_id (9, 1);
  g_autoptr (SparkleStoreNotification) row = NULL;
  g_autoptr (GPtrArray) sent = NULL;

  feed (kit, "m1", NULL, g_strconcat (one, ",", two, NULL));
  g_assert_cmpuint (unread (kit), ==, 2);
  row = sparkle_store_read_notification (kit->store, first);
  g_assert_cmpstr (row->kind, ==, "post_liked");
  g_assert_cmpstr (row->title, ==, "A [spoiler] title");
  g_assert_cmpstr (row->names[0], ==, "Bea");
  g_assert_cmpint (row->level, ==, -1);
  g_assert_cmpint (sparkle_store_read_unread_until (kit->store, POST_ID), ==, sparkle_store_read_unread_until (kit->store, NULL));

  /* by id: at once, with nobody asked */
  kit_enqueue (kit, NULL, "notification.read", 0, "{\"until\":\"2026-01-01T12:30:00.000Z\",\"ids\":[\"%s\"]}", first);
  g_assert_cmpuint (unread (kit), ==, 1);

  /* what grows meanwhile was not seen */
  feed (kit, "m2", "m1", make (1, 5, 45, "null"));
  g_assert_cmpuint (unread (kit), ==, 2);
  feed (kit, "m3", "m2", make (1, 6, 20, "null"));
  g_assert_cmpuint (unread (kit), ==, 1);

  /* applied: it stays read although the record that says so is not here yet, and when it comes */
  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, ==, 1);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"applied\",\"collection\":\"notification\",\"record\":null}",
              ((SparkleOutboxRow *) g_ptr_array_index (sent, 0))->id);
  g_assert_cmpuint (unread (kit), ==, 1);
  feed (kit, "m4", "m3", make (1, 7, 20, "\"2026-01-01T12:31:00.000Z\""));
  g_assert_cmpuint (unread (kit), ==, 1);

  /* news in the same group */
  feed (kit, "m5", "m4", make (1, 8, 50, "null"));
  g_assert_cmpuint (unread (kit), ==, 2);
}

static void
test_read_all (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *one = make (1, 1, 1, "null"), *two = make (2, 2, 2, "null");
  const char *id = "01900000-0000-7000-8000-0000000000c1";
  g_autoptr (GPtrArray) sent = NULL;

  feed (kit, "m1", NULL, g_strconcat (one, ",", two, NULL));
  kit_enqueue (kit, id, "notification.read", 0, "{\"until\":\"2026-01-01T12:30:00.000Z\"}");
  g_assert_cmpuint (unread (kit), ==, 0);

  /* for some seconds the server is not told, and it can be undone */
  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, ==, 0);
  kit_close (kit);
  kit_open (kit);
  g_assert_cmpuint (unread (kit), ==, 0);
  kit_ok (sparkle_store_discard_outbox (kit->store, id));
  g_assert_cmpuint (unread (kit), ==, 2);
}

static void
test_switches (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autofree char *changed = NULL, *merged = NULL, *theirs = NULL;
  g_autoptr (GPtrArray) sent = NULL;

  kit_pulled (kit, "me", 0, "\"cursor\":\"m1\",\"more\":false,\"upserts\":{\"account\":[{\"id\":\"" KIT_ME "\",\"rev\":1,\"email\":\"a@b.org\","
              "\"email_verified\":false,\"settings\":{\"notifications\":{\"replied\":false}}}]},\"deletes\":{}");
  kit_enqueue (kit, NULL, "account.edit", 0, "{\"notify_followed\":false}");
  kit_enqueue (kit, NULL, "account.edit", 0, "{\"notify_replied\":true}");
  changed = sparkle_store_read_account (kit->store);
  g_assert_nonnull (strstr (changed, "\"followed\":false"));
  g_assert_nonnull (strstr (changed, "\"replied\":true"));

  /* one write, and another device's switch stays */
  kit_framed (kit, "\"scope\":\"me\",\"from\":\"m1\",\"cursor\":\"m2\",\"upserts\":{\"account\":[{\"id\":\"" KIT_ME "\",\"rev\":2,"
              "\"email\":\"a@b.org\",\"email_verified\":false,\"settings\":{\"notifications\":{\"replied\":false,\"mentioned\":false}}}]},\"deletes\":{}");
  merged = sparkle_store_read_account (kit->store);
  g_assert_nonnull (strstr (merged, "\"mentioned\":false"));
  g_assert_nonnull (strstr (merged, "\"followed\":false"));
  sent = kit_take (kit);
  g_assert_cmpuint (sent->len, ==, 1);
  kit_answer (kit, sent, "{\"id\":\"%s\",\"status\":\"applied\",\"collection\":\"account\",\"record\":{\"id\":\"" KIT_ME "\",\"rev\":3,\"email\":\"a@b.org\","
              "\"email_verified\":false,\"settings\":{\"notifications\":{\"mentioned\":false}}}}", ((SparkleOutboxRow *) g_ptr_array_index (sent, 0))->id);
  theirs = sparkle_store_read_account (kit->store);
  g_assert_null (strstr (theirs, "followed"));
}

static void
count_cb (gpointer data)
{
  (*(unsigned *) data)++;
}

static void
test_model (void)
{
  g_autoptr (Kit) kit = signed_in ();
  g_autoptr (SparkleEntities) entities = sparkle_entities_new (kit->store);
  g_autoptr (SparkleNotifications) list = sparkle_notifications_new (entities);
  g_autofree char *one = make (1, 1, 1, "null"), *two = make (2, 2, 2, "null");
  g_autofree char *second = kit_id (9, 2);
  g_autoptr (SparkleNotification) latest = NULL;
  unsigned n_changes = 0;

  g_signal_connect_swapped (list, "notify::n-unread", G_CALLBACK (count_cb), &n_changes);
  feed (kit, "m1", NULL, g_strconcat (one, ",", two, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_cmpuint (sparkle_notifications_get_n_unread (list), ==, 2);
  latest = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (sparkle_notification_get_id (latest), ==, second);
  g_assert_cmpint (sparkle_notification_get_kind (latest), ==, SPARKLE_NOTIFICATION_POST_LIKED);
  g_assert_cmpstr (sparkle_notification_get_username (latest), ==, "bea");

  kit_enqueue (kit, NULL, "notification.read", 0, "{\"until\":\"2026-01-01T12:30:00.000Z\",\"post_id\":\"" POST_ID "\"}");
  g_assert_true (sparkle_notification_get_read (latest));
  g_assert_cmpuint (sparkle_notifications_get_n_unread (list), ==, 0);
  g_assert_cmpuint (n_changes, ==, 2);

  /* taken back: the object lives on as nothing that would be news */
  kit_framed (kit, "\"scope\":\"me\",\"from\":\"m1\",\"cursor\":\"m2\",\"upserts\":{},\"deletes\":{\"notification\":[\"%s\"]}", second);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);

  kit_ok (sparkle_store_set_account (kit->store, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/notifications/read", test_read);
  g_test_add_func ("/store/notifications/read-all", test_read_all);
  g_test_add_func ("/store/notifications/switches", test_switches);
  g_test_add_func ("/store/notifications/model", test_model);
  return g_test_run ();
}
