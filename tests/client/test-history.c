/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What drafts said before: kept at sensible moments, whoever replaces a text, few and bounded. */
#include "store-kit.h"

#include <string.h>

#include "sparkle-database.h"
#include "sparkle-store-history.h"

#define MINUTE G_TIME_SPAN_MINUTE

static Kit *
kit_new_here (void)
{
  Kit *kit = kit_new ();

  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  return kit;
}

static void
save (Kit        *kit,
      const char *id,
      const char *content)
{
  kit_enqueue (kit, NULL, "draft.save", 0, "{\"id\":\"%s\",\"title\":\"T\",\"content\":\"%s\"}", id, content);
}

/* As if a draft had been left alone for some time: its file says so, and so do its versions. */
static void
let_pass (Kit        *kit,
          gint64      us)
{
  g_autofree char *path = kit_file (kit, "journal.db");
  g_autoptr (SparkleDatabase) db = NULL;

  kit_close (kit);
  db = sparkle_database_open (path, NULL, FALSE, NULL);
  g_assert_true (sparkle_database_run (db, NULL, "UPDATE outbox SET created_at = created_at - ?", "i", us));
  g_assert_true (sparkle_database_run (db, NULL, "UPDATE draft SET updated_at = updated_at - ?", "i", us));
  g_assert_true (sparkle_database_run (db, NULL, "UPDATE draft_version SET at = at - ?", "i", us));
  g_clear_pointer (&db, sparkle_database_close);
  kit_open (kit);
}

static char *
versions (Kit        *kit,
          const char *id)
{
  g_autoptr (GPtrArray) all = sparkle_store_read_draft_versions (kit->store, id);
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < all->len; i++)
    {
      const SparkleDraftVersion *version = g_ptr_array_index (all, i);

      g_string_append_printf (text, "%s%s:%u", i > 0 ? " " : "", strlen (version->content) > 20 ? "long" : version->content, version->why);
    }
  return g_string_free_and_steal (text);
}

#define assert_versions(kit, id, expected) \
  G_STMT_START { g_autofree char *is_ = versions (kit, id); g_assert_cmpstr (is_, ==, expected); } G_STMT_END

/* Typing keeps nothing; a pause, a deletion and much new text do. */
static void
test_moments (void)
{
  g_autoptr (Kit) kit = kit_new_here ();
  g_autofree char *id = kit_id (3, 1);
  g_autofree char *much = g_strnfill (1500, 'x');

  for (int i = 1; i <= 10; i++)
    {
      g_autofree char *typed = g_strnfill (i, 'a');

      save (kit, id, typed);
    }
  assert_versions (kit, id, "");
  let_pass (kit, 3 * MINUTE);
  save (kit, id, "next morning");
  assert_versions (kit, id, "aaaaaaaaaa:0");
  save (kit, id, much);
  assert_versions (kit, id, "next morning:0 aaaaaaaaaa:0");
  save (kit, id, "x");
  assert_versions (kit, id, "long:0 next morning:0 aaaaaaaaaa:0");
  /* the same text again is not kept twice */
  save (kit, id, much);
  save (kit, id, "x");
  {
    g_autoptr (GPtrArray) all = sparkle_store_read_draft_versions (kit->store, id);
    g_assert_cmpuint (all->len, <=, 5);
  }
}

/* Another device's text takes the place of mine: mine is kept. So is that of a draft that goes. */
static void
test_devices (void)
{
  g_autoptr (Kit) kit = kit_new_here ();
  g_autofree char *id = kit_id (2, 1);
  g_autofree char *mine = kit_draft (1, 1, 1, "Mine", "written here");
  g_autofree char *theirs = kit_draft (1, 2, 2, "Mine", "written there");
  g_autoptr (GPtrArray) ids = NULL;
  const char *draft_id;

  kit_pulled (kit, "me", 0, "\"cursor\":\"m1\",\"upserts\":{\"draft\":[%s]},\"deletes\":{},\"more\":false", mine);
  ids = sparkle_store_read_drafts (kit->store);
  g_assert_cmpuint (ids->len, ==, 1);
  draft_id = g_ptr_array_index (ids, 0);
  kit_framed (kit, "\"scope\":\"me\",\"from\":\"m1\",\"cursor\":\"m2\",\"upserts\":{\"draft\":[%s]},\"deletes\":{}", theirs);
  assert_versions (kit, draft_id, "written here:1");
  kit_framed (kit, "\"scope\":\"me\",\"from\":\"m2\",\"cursor\":\"m3\",\"upserts\":{},\"deletes\":{\"draft\":[\"%s\"]}", draft_id);
  assert_versions (kit, draft_id, "written there:3 written here:1");
}

/* Published, or deleted: what it said stays for a while, also when publishing fails. Restoring keeps what is replaced. */
static void
test_kept (void)
{
  g_autoptr (Kit) kit = kit_new_here ();
  g_autofree char *id = kit_id (3, 1);
  g_autoptr (GPtrArray) all = NULL;

  save (kit, id, "one");
  kit_ok (sparkle_store_keep_draft (kit->store, id));
  kit_ok (sparkle_store_keep_draft (kit->store, id));
  assert_versions (kit, id, "one:2");
  save (kit, id, "two");
  kit_enqueue (kit, NULL, "draft.delete", 0, "{\"id\":\"%s\"}", id);
  assert_versions (kit, id, "two:3 one:2");
  /* of another account nothing is told */
  kit_ok (sparkle_store_set_account (kit->store, KIT_OTHER));
  assert_versions (kit, id, "");
  kit_ok (sparkle_store_set_account (kit->store, KIT_ME));
  all = sparkle_store_read_draft_versions (kit->store, id);
  {
    const SparkleDraftVersion *last = g_ptr_array_index (all, 1);
    g_autoptr (SparkleDraftVersion) alone = sparkle_store_read_draft_version (kit->store, id, last->id);

    g_assert_cmpstr (alone->content, ==, "one");
    g_assert_null (sparkle_store_read_draft_version (kit->store, "somebody else's", last->id));
  }
}

/* Fewer the older they are, never more than fifty. */
static void
test_bounded (void)
{
  g_autoptr (Kit) kit = kit_new_here ();
  g_autofree char *id = kit_id (3, 1);

  for (int i = 0; i < 60; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", i);

      save (kit, id, text);
      kit_ok (sparkle_store_keep_draft (kit->store, id));
    }
  {
    g_autoptr (GPtrArray) all = sparkle_store_read_draft_versions (kit->store, id);
    const SparkleDraftVersion *newest = g_ptr_array_index (all, 0);

    g_assert_cmpuint (all->len, ==, 50);
    g_assert_cmpstr (newest->content, ==, "59");
  }
  let_pass (kit, 3 * 24 * 60 * MINUTE);
  save (kit, id, "days later");
  {
    g_autoptr (GPtrArray) all = sparkle_store_read_draft_versions (kit->store, id);

    kit_ok (sparkle_store_keep_draft (kit->store, id));
    g_clear_pointer (&all, g_ptr_array_unref);
    all = sparkle_store_read_draft_versions (kit->store, id);
    /* one an hour of those days, and what was kept just now */
    g_assert_cmpuint (all->len, <=, 4);
    g_assert_cmpuint (all->len, >=, 2);
  }
}

int
main (int   argc,
      char *argv[])
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/moments", test_moments);
  g_test_add_func ("/history/devices", test_devices);
  g_test_add_func ("/history/kept", test_kept);
  g_test_add_func ("/history/bounded", test_bounded);
  return g_test_run ();
}
