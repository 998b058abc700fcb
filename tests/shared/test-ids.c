/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sparkle-scope.h"
#include "sparkle-uuid.h"
#include "sparkle-youtube-id.h"

static void
test_uuid_order (void)
{
  g_autofree char *last = sparkle_uuid_new ();

  for (guint i = 0; i < 20000; i++)
    {
      char *next = sparkle_uuid_new ();

      g_assert_true (sparkle_uuid_is_valid (next));
      g_assert_cmpint (next[14], ==, '7');
      g_assert_cmpstr (last, <, next);
      g_free (last);
      last = next;
    }
}

static gpointer
make_many_cb (gpointer data)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (ids, sparkle_uuid_new ());
  return ids;
}

static void
test_uuid_threads (void)
{
  g_autoptr(GHashTable) all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ids", make_many_cb, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr(GPtrArray) ids = g_thread_join (threads[i]);

      for (guint j = 0; j < ids->len; j++)
        g_assert_true (g_hash_table_add (all, g_strdup (g_ptr_array_index (ids, j))));
    }
}

static void
test_uuid_for_name (void)
{
  g_autofree char *a = sparkle_uuid_for_name (1700000000000000, "x");
  g_autofree char *b = sparkle_uuid_for_name (1700000000000000, "x");
  g_autofree char *c = sparkle_uuid_for_name (1700000000000000, "y");
  g_autofree char *old = sparkle_uuid_for_name (-5, "x");

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_true (g_str_has_prefix (a, "018bcfe5-6800-7"));
  g_assert_true (sparkle_uuid_is_valid (a));
  g_assert_true (g_str_has_prefix (old, "00000000-0000-7"));
}

static void
test_uuid_bad (void)
{
  static const char * const bad[] = {
    "", "x", "018bcfe5-6800-7000-8000-00000000000", "018bcfe5-6800-7000-8000-0000000000000", "018BCFE5-6800-7000-8000-000000000000",
    "018bcfe5-6800-0000-8000-000000000000", "018bcfe5-6800-7000-c000-000000000000", "018bcfe5_6800-7000-8000-000000000000",
    "{18bcfe5-6800-7000-8000-000000000000", "00000000-0000-0000-0000-000000000000", "018bcfe5-6800-7000-8000-00000000000g",
  };

  g_assert_false (sparkle_uuid_is_valid (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sparkle_uuid_is_valid (bad[i]));
}

static void
test_youtube_urls (void)
{
  static const char * const good[] = {
    "https://www.youtube.com/watch?v=9bZkp7q19f0", "http://youtube.com/watch?feature=share&v=9bZkp7q19f0&t=10",
    "youtu.be/9bZkp7q19f0", "https://youtu.be/9bZkp7q19f0?t=5", "https://m.youtube.com/watch?v=9bZkp7q19f0#x",
    "https://music.youtube.com/watch?v=9bZkp7q19f0&list=PL", "https://www.youtube-nocookie.com/embed/9bZkp7q19f0?rel=0",
    "https://www.youtube.com/shorts/9bZkp7q19f0", "https://www.youtube.com/live/9bZkp7q19f0?si=abc",
    "https://www.youtube.com/v/9bZkp7q19f0", "//www.youtube.com/embed/9bZkp7q19f0", "  9bZkp7q19f0  ",
    "https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3D9bZkp7q19f0%26feature%3Dshare",
    "http://www.youtube.com/watch?x=1&amp;v=9bZkp7q19f0", "HTTPS://WWW.YOUTUBE.COM/watch?v=9bZkp7q19f0",
    "https://www.youtube.com:443/watch?v=9bZkp7q19f0",
  };
  static const char * const bad[] = {
    "", "https://example.org/watch?v=9bZkp7q19f0", "https://www.youtube.com/watch?v=short", "https://notyoutube.com/watch?v=9bZkp7q19f0",
    "https://www.youtube.com/watch?v=9bZkp7q19f0x", "https://www.youtube.com/", "https://youtu.be/", "ftp://youtu.be/9bZkp7q19f0",
    "https://www.youtube.com/channel/UC12345678901", "9bZkp7q19f", "9bZkp7q19f0!", "javascript://youtu.be/9bZkp7q19f0",
    "https://www.youtube.com@evil.org/watch?v=9bZkp7q19f0", "https://youtube.com.evil.org/watch?v=9bZkp7q19f0",
    "https://youtu.be.evil.org/9bZkp7q19f0", "https://evilyoutu.be/9bZkp7q19f0", "https://www.y\xd0\xbeutube.com/watch?v=9bZkp7q19f0", "https://evil.org/https://youtu.be/9bZkp7q19f0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *id = sparkle_youtube_id_from_url (good[i]);
      g_assert_cmpstr (id, ==, "9bZkp7q19f0");
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *id = sparkle_youtube_id_from_url (bad[i]);
      g_assert_null (id);
    }
  g_assert_null (sparkle_youtube_id_from_url (NULL));
}

static void
test_youtube_starts (void)
{
  static const struct { const char *url; int seconds; } cases[] = {
    { "https://youtu.be/9bZkp7q19f0?t=139", 139 }, { "https://youtu.be/9bZkp7q19f0?si=abc_DEF&t=2m19s", 139 },
    { "https://www.youtube.com/watch?v=9bZkp7q19f0&t=1h2m3s", 3723 }, { "https://www.youtube.com/watch?t=90s&v=9bZkp7q19f0&list=PLx", 90 },
    { "https://www.youtube.com/watch?v=9bZkp7q19f0#t=1m", 60 }, { "https://www.youtube.com/embed/9bZkp7q19f0?start=30&end=60", 30 },
    { "https://www.youtube.com/watch?v=9bZkp7q19f0&amp;t=7", 7 }, { "https://www.youtube.com/watch?time_continue=4&v=9bZkp7q19f0", 4 },
    { "https://m.youtube.com/watch?v=9bZkp7q19f0&t=1H1S", 3601 }, { "https://music.youtube.com/watch?v=9bZkp7q19f0&t=0", 0 },
    { "https://www.youtube.com/shorts/9bZkp7q19f0?t=86399", 86399 },
    { "https://youtu.be/9bZkp7q19f0", -1 }, { "9bZkp7q19f0", -1 }, { "https://youtu.be/9bZkp7q19f0?t=", -1 },
    { "https://youtu.be/9bZkp7q19f0?t=-5", -1 }, { "https://youtu.be/9bZkp7q19f0?t=1s2m", -1 }, { "https://youtu.be/9bZkp7q19f0?t=1m1m", -1 },
    { "https://youtu.be/9bZkp7q19f0?t=86400", -1 }, { "https://youtu.be/9bZkp7q19f0?t=99999999999999999999999", -1 },
    { "https://youtu.be/9bZkp7q19f0?t=23h59m99999s", -1 }, { "https://youtu.be/9bZkp7q19f0?at=5", -1 }, { "https://youtu.be/9bZkp7q19f0?t=5x", -1 },
    { "https://youtube.com.evil.org/watch?v=9bZkp7q19f0&t=5", -1 }, { "https://example.org/?t=5", -1 },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      unsigned seconds = 0;
      gboolean found = sparkle_youtube_start_from_url (cases[i].url, &seconds);

      g_test_message ("%s", cases[i].url);
      g_assert_cmpint (found ? (int) seconds : -1, ==, cases[i].seconds);
    }
  g_assert_false (sparkle_youtube_start_from_url (NULL, NULL));
}

static void
test_youtube_nested (void)
{
  g_autoptr(GString) url = g_string_new ("https://youtube.com/x?");

  for (guint i = 0; i < 500; i++)
    g_string_append (url, "u=?");
  g_assert_null (sparkle_youtube_id_from_url (url->str));
}

static void
test_scopes (void)
{
  static const char * const bad[] = {
    "", "Feed", "feed/", "me/x", "post", "post/", "post/x", "user/018bcfe5-6800-7000-8000-00000000000G", "posts/1", "feed ",
  };
  g_autofree char *uuid = sparkle_uuid_new ();
  g_autofree char *scope = sparkle_scope_format (SPARKLE_SCOPE_POST, uuid);
  g_autofree char *id = NULL;
  g_autofree char *none = g_strdup ("x");
  SparkleScopeKind kind;

  g_assert_true (sparkle_scope_parse (scope, &kind, &id));
  g_assert_cmpint (kind, ==, SPARKLE_SCOPE_POST);
  g_assert_cmpstr (id, ==, uuid);
  g_clear_pointer (&none, g_free);
  g_assert_true (sparkle_scope_parse ("me", &kind, &none));
  g_assert_cmpint (kind, ==, SPARKLE_SCOPE_ME);
  g_assert_null (none);
  g_assert_true (sparkle_scope_parse ("feed", NULL, NULL));
  g_assert_true (sparkle_scope_parse ("moderation", NULL, NULL));
  g_assert_false (sparkle_scope_parse (NULL, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (sparkle_scope_parse (bad[i], NULL, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/ids/uuid-order", test_uuid_order);
  g_test_add_func ("/shared/ids/uuid-threads", test_uuid_threads);
  g_test_add_func ("/shared/ids/uuid-for-name", test_uuid_for_name);
  g_test_add_func ("/shared/ids/uuid-bad", test_uuid_bad);
  g_test_add_func ("/shared/ids/youtube-urls", test_youtube_urls);
  g_test_add_func ("/shared/ids/youtube-starts", test_youtube_starts);
  g_test_add_func ("/shared/ids/youtube-nested", test_youtube_nested);
  g_test_add_func ("/shared/ids/scopes", test_scopes);
  return g_test_run ();
}
