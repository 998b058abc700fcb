/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searching with the real client core over a real server: what is cached comes first, what only the server knows comes behind it. */
#include <string.h>

#include "device.h"

#include "sparkle-highlight.h"
#include "sparkle-session-search.h"

static const char *program;

static gboolean
is_settled (SparkleSearch *search)
{
  return !sparkle_search_get_busy (search) && sparkle_search_get_state (search) != SPARKLE_SEARCH_ASKING;
}

/* "posts here | from the server", in their order, without marks. */
static char *
describe (SparkleSearch *search)
{
  GString *out = g_string_new (NULL);

  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    {
      GListModel *section = sparkle_search_get_section (search, i);

      if (i == SPARKLE_SEARCH_SERVER)
        g_string_append (out, out->len > 0 ? " | " : "| ");
      for (unsigned j = 0; j < g_list_model_get_n_items (section); j++)
        {
          g_autoptr (SparkleSearchHit) hit = g_list_model_get_item (section, j);
          g_autofree char *title = sparkle_highlight_strip (sparkle_search_hit_get_title (hit), NULL);

          g_string_append_printf (out, "%s%s", j > 0 || (i > 0 && i < SPARKLE_SEARCH_SERVER && out->len > 0) ? ", " : "", title);
        }
    }
  return g_string_free_and_steal (out);
}

#define ASSERT_FOUND(search, expected)                \
  G_STMT_START                                        \
  {                                                   \
    g_autofree char *found_ = NULL;                   \
    wait_until (is_settled (search));                 \
    found_ = describe (search);                       \
    g_assert_cmpstr (found_, ==, expected);           \
  }                                                   \
  G_STMT_END

static void
look (Device        *device,
      SparkleSearch *search,
      const char    *text)
{
  /* what has just come in is indexed a moment later; here it is waited for */
  g_assert_true (dex_await (sparkle_session_prepare_search (device->session), NULL));
  sparkle_search_look_for (search, text, SPARKLE_SEARCH_FOR_ALL);
}

/* A device that keeps only the newest posts finds the older ones on the server, behind its own. */
static void
test_merge (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (Device) ben = NULL;
  g_autoptr (SparkleSearch) search = NULL;

  device_register (ana, "ana");
  for (int i = 0; i < 6; i++)
    {
      g_autofree char *title = g_strdup_printf ("Phoenix %d", i);

      g_free (device_post (ana, title, i == 0 ? "Only the oldest speaks of **ashes**. ||It rises||" : "A bird"));
      device_sync (ana);
    }
  ben = device_new_windowed (server, 2);
  device_sync (ben);
  wait_until (sparkle_session_get_online (ben->session));
  g_assert_cmpuint (device_count_feed (ben), <, 6);

  search = sparkle_session_open_search (ben->session);
  look (ben, search, "ashes");
  wait_until (is_settled (search));
  g_assert_cmpint (sparkle_search_get_state (search), ==, SPARKLE_SEARCH_ANSWERED);
  {
    g_autoptr (SparkleSearchHit) hit = g_list_model_get_item (sparkle_search_get_section (search, SPARKLE_SEARCH_SERVER), 0);

    g_assert_nonnull (hit);
    g_assert_cmpstr (sparkle_search_hit_get_fragment (hit), ==, "Only the oldest speaks of " SPARKLE_MARK_BEGIN "ashes" SPARKLE_MARK_END ". [spoiler]");
    g_assert_cmpstr (sparkle_search_hit_get_username (hit), ==, "ana");
  }

  look (ben, search, "phoenix");
  wait_until (is_settled (search));
  g_assert_cmpuint (sparkle_search_get_n_found (search), ==, 6); /* each once, wherever it is */
  g_assert_cmpuint (g_list_model_get_n_items (sparkle_search_get_section (search, SPARKLE_SEARCH_POSTS)), ==, device_count_feed (ben));

  look (ben, search, "author:ana ashes");
  ASSERT_FOUND (search, "| Phoenix 0");
  look (ben, search, "\"\" - :");
  ASSERT_FOUND (search, "| ");
  g_assert_true (sparkle_search_get_empty (search));
}

static void
changed_cb (GListModel *model,
            unsigned    position,
            unsigned    removed,
            unsigned    added,
            gpointer    user_data)
{
  (*(unsigned *) user_data)++;
}

/* What is shown does not move when the server's answer comes. */
static void
test_still (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (SparkleSearch) search = NULL;
  unsigned n_changes = 0;

  device_register (ana, "ana");
  g_free (device_post (ana, "Phoenix", "A bird"));
  device_sync (ana);
  wait_until (sparkle_session_get_online (ana->session));
  search = sparkle_session_open_search (ana->session);
  look (ana, search, "phoenix");
  wait_until (!sparkle_search_get_busy (search));
  g_assert_cmpint (sparkle_search_get_state (search), ==, SPARKLE_SEARCH_ASKING);
  for (unsigned i = 0; i < SPARKLE_SEARCH_SERVER; i++)
    g_signal_connect (sparkle_search_get_section (search, i), "items-changed", G_CALLBACK (changed_cb), &n_changes);
  ASSERT_FOUND (search, "Phoenix | ");
  g_assert_cmpuint (n_changes, ==, 0);
  for (unsigned i = 0; i < SPARKLE_SEARCH_SERVER; i++)
    g_signal_handlers_disconnect_by_data (sparkle_search_get_section (search, i), &n_changes);
}

static void
test_offline (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (SparkleSearch) search = NULL;

  device_register (ana, "ana");
  g_free (device_post (ana, "Phoenix", "A bird"));
  device_sync (ana);
  sparkle_session_set_network_enabled (ana->session, FALSE);
  g_free (device_post (ana, "Written on a train", "A griffin"));
  search = sparkle_session_open_search (ana->session);
  look (ana, search, "griffin");
  ASSERT_FOUND (search, "Written on a train | ");
  g_assert_cmpint (sparkle_search_get_state (search), ==, SPARKLE_SEARCH_OFFLINE);
  /* back: the server is asked by itself */
  sparkle_session_set_network_enabled (ana->session, TRUE);
  wait_until (sparkle_search_get_state (search) == SPARKLE_SEARCH_ANSWERED);
}

/* Typed fast: only the last counts. A filter without sense leaves what is shown, and says why. */
static void
test_typing (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (SparkleSearch) search = NULL;
  static const char typed[] = "phoenix rises";

  device_register (ana, "ana");
  g_free (device_post (ana, "Phoenix rises", "A bird"));
  g_free (device_post (ana, "Phoenix", "Another"));
  device_sync (ana);
  search = sparkle_session_open_search (ana->session);
  g_assert_true (dex_await (sparkle_session_prepare_search (ana->session), NULL));
  for (gsize i = 1; i <= strlen (typed); i++)
    {
      g_autofree char *text = g_strndup (typed, i);

      sparkle_search_look_for (search, text, SPARKLE_SEARCH_FOR_ALL);
    }
  ASSERT_FOUND (search, "Phoenix rises | ");
  sparkle_search_look_for (search, "phoenix rises before:yesterday", SPARKLE_SEARCH_FOR_ALL);
  g_assert_nonnull (strstr (sparkle_search_get_problem (search), "yesterday"));
  ASSERT_FOUND (search, "Phoenix rises | ");
  sparkle_search_look_for (search, "", SPARKLE_SEARCH_FOR_ALL);
  g_assert_null (sparkle_search_get_problem (search));
  ASSERT_FOUND (search, "| ");
}

/* What one account looked for is not told to the next. */
static void
test_recent (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_auto (GStrv) first = NULL;
  g_auto (GStrv) other = NULL;
  g_auto (GStrv) none = NULL;

  device_register (ana, "ana");
  for (int i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf (" search\n%d ", i % 12);

      sparkle_session_remember_search (ana->session, text);
      device_flush (ana);
    }
  first = sparkle_session_get_recent_searches (ana->session);
  g_assert_cmpuint (g_strv_length (first), ==, 8);
  g_assert_cmpstr (first[0], ==, "search 7");
  g_assert_cmpstr (first[7], ==, "search 0");
  g_assert_true (dex_await (sparkle_session_logout (ana->session), NULL));
  other = sparkle_session_get_recent_searches (ana->session);
  g_assert_cmpuint (g_strv_length (other), ==, 0);
  device_login (ana, "ana");
  sparkle_session_forget_recent_searches (ana->session);
  device_flush (ana);
  none = sparkle_session_get_recent_searches (ana->session);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  dex_test_add_func ("/contract/search/merge", test_merge);
  dex_test_add_func ("/contract/search/still", test_still);
  dex_test_add_func ("/contract/search/offline", test_offline);
  dex_test_add_func ("/contract/search/typing", test_typing);
  dex_test_add_func ("/contract/search/recent", test_recent);
  return g_test_run ();
}
