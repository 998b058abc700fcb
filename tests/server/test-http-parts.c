/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sparkle-error.h"
#include "sparkled-cache.h"
#include "sparkled-rate.h"
#include "sparkled-router.h"

/* The parts of http/ that need no socket. */

static const SparkledRoute routes[] = {
  { .method = "GET", .path = "/posts", .query = "limit cursor author-id" },
  { .method = "POST", .path = "/posts" },
  { .method = "GET", .path = "/posts/{post}" },
  { .method = "GET", .path = "/posts/{post}/comments" },
  { .method = "PUT", .path = "/posts/{post}/reactions/{type}" },
  { .method = "GET", .path = "/posts/new/drafts" },
  { NULL }
};

static void
test_router (void)
{
  g_autoptr(SparkledRouter) router = sparkled_router_new (routes);
  static const struct { const char *method, *path; int row; int code; const char *post; } cases[] = {
    { "GET", "/posts", 0, -1, NULL },
    { "HEAD", "/posts", 0, -1, NULL },
    { "POST", "/posts", 1, -1, NULL },
    { "GET", "/posts/a%2Fb%20c", 2, -1, "a/b c" },
    { "GET", "/posts/new", 2, -1, "new" },
    { "GET", "/posts/new/drafts", 5, -1, NULL },
    { "GET", "/posts/new/comments", 3, -1, "new" },
    { "PUT", "/posts/x/reactions/like", 4, -1, "x" },
    { "DELETE", "/posts", -1, SPARKLE_ERROR_METHOD_NOT_ALLOWED, NULL },
    { "HEAD", "/posts/x/reactions/like", -1, SPARKLE_ERROR_METHOD_NOT_ALLOWED, NULL },
    { "GET", "/posts/", -1, SPARKLE_ERROR_NOT_FOUND, NULL },
    { "GET", "/posts//comments", -1, SPARKLE_ERROR_NOT_FOUND, NULL },
    { "GET", "/", -1, SPARKLE_ERROR_NOT_FOUND, NULL },
    { "GET", "", -1, SPARKLE_ERROR_NOT_FOUND, NULL },
    { "GET", "/posts/%zz", -1, SPARKLE_ERROR_BAD_REQUEST, NULL },
    { "GET", "/posts/%c3%28", -1, SPARKLE_ERROR_BAD_REQUEST, NULL },
    { "GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p", -1, SPARKLE_ERROR_NOT_FOUND, NULL },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GHashTable) params = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *allow = NULL;
      const SparkledRoute *route = sparkled_router_match (router, cases[i].method, cases[i].path, &params, &allow, &error);

      g_test_message ("%s %s", cases[i].method, cases[i].path);
      if (cases[i].row >= 0)
        {
          g_assert_no_error (error);
          g_assert_true (route == &routes[cases[i].row]);
          g_assert_cmpstr (params != NULL ? g_hash_table_lookup (params, "post") : NULL, ==, cases[i].post);
        }
      else
        {
          g_assert_error (error, SPARKLE_ERROR, cases[i].code);
          g_assert_null (route);
          g_assert_true ((allow != NULL) == (cases[i].code == SPARKLE_ERROR_METHOD_NOT_ALLOWED));
        }
    }
}

static void
test_query (void)
{
  g_autoptr(GHashTable) query = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) many = g_string_new (NULL);

  g_assert_true (sparkled_router_parse_query (&routes[0], NULL, &query, &error));
  g_assert_null (query);
  g_assert_true (sparkled_router_parse_query (&routes[0], "limit=5&cursor=a+b%26c&&", &query, &error));
  g_assert_cmpstr (g_hash_table_lookup (query, "limit"), ==, "5");
  g_assert_cmpstr (g_hash_table_lookup (query, "cursor"), ==, "a b&c");

  /* part of a name is not the name */
  g_clear_pointer (&query, g_hash_table_unref);
  g_assert_false (sparkled_router_parse_query (&routes[0], "author=x&lim=1&limit=2&limit=3", &query, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_assert_cmpuint (sparkle_error_n_details (error), ==, 3);
  g_clear_error (&error);
  for (unsigned i = 0; i < 100; i++)
    g_string_append (many, "limit=1&");
  g_assert_false (sparkled_router_parse_query (&routes[0], many->str, &query, &error));
  g_clear_error (&error);
  g_assert_false (sparkled_router_parse_query (&routes[0], "limit=%ff", &query, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
}

static void
test_rate (void)
{
  g_autoptr(SparkledRate) rate = sparkled_rate_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *v4 = sparkled_rate_subject_of_address ("192.0.2.7");
  g_autofree char *one = sparkled_rate_subject_of_address ("2001:db8:1:2:3:4:5:6");
  g_autofree char *same = sparkled_rate_subject_of_address ("2001:db8:1:2:ffff::1");
  gint64 now = G_USEC_PER_SEC;

  for (unsigned i = 0; i < 100; i++)
    g_assert_true (sparkled_rate_take_at (rate, "a", SPARKLED_LIMIT_GENERAL, now, NULL));
  g_assert_false (sparkled_rate_take_at (rate, "a", SPARKLED_LIMIT_GENERAL, now, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_RATE_LIMITED);
  g_assert_cmpuint (sparkle_error_get_retry_after (error), ==, 1);
  g_clear_error (&error);
  /* others and other things are not touched; 0.6 s later there is one more */
  g_assert_true (sparkled_rate_take_at (rate, "b", SPARKLED_LIMIT_GENERAL, now, NULL));
  g_assert_true (sparkled_rate_take_at (rate, "a", SPARKLED_LIMIT_SEARCH, now, NULL));
  g_assert_true (sparkled_rate_take_at (rate, "a", SPARKLED_LIMIT_GENERAL, now + 600 * 1000, NULL));
  g_assert_false (sparkled_rate_take_at (rate, "a", SPARKLED_LIMIT_GENERAL, now + 600 * 1000, NULL));

  /* comments: 5 a minute and 60 an hour */
  for (unsigned minute = 0; minute < 12; minute++)
    for (unsigned i = 0; i < 5; i++)
      g_assert_true (sparkled_rate_take_at (rate, "c", SPARKLED_LIMIT_COMMENT, now + (gint64) minute * 60 * G_USEC_PER_SEC, NULL));
  g_assert_true (sparkled_rate_take_at (rate, "d", SPARKLED_LIMIT_COMMENT, now, NULL));
  for (unsigned i = 0; i < 4; i++)
    g_assert_true (sparkled_rate_take_at (rate, "d", SPARKLED_LIMIT_COMMENT, now, NULL));
  g_assert_false (sparkled_rate_take_at (rate, "d", SPARKLED_LIMIT_COMMENT, now, &error));
  g_assert_cmpuint (sparkle_error_get_retry_after (error), ==, 12);

  g_assert_cmpstr (v4, ==, "192.0.2.7");
  g_assert_cmpstr (one, ==, same);
}

/* Far more subjects than there are buckets: bounded, and nobody is refused for another's sake. */
static void
test_rate_crowd (void)
{
  g_autoptr(SparkledRate) rate = sparkled_rate_new ();

  for (unsigned i = 0; i < 300000; i++)
    {
      char subject[16];

      g_snprintf (subject, sizeof subject, "s%u", i);
      g_assert_true (sparkled_rate_take_at (rate, subject, SPARKLED_LIMIT_GENERAL, 1 + i, NULL));
    }
}

/* Processes that are forked afterwards count in the same table. */
static void
test_rate_processes (void)
{
  g_autoptr(SparkledRate) rate = sparkled_rate_new ();
  unsigned passed = 0;
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      for (unsigned i = 0; i < 60; i++)
        if (!sparkled_rate_take_at (rate, "x", SPARKLED_LIMIT_GENERAL, 1, NULL))
          _exit (1);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  while (sparkled_rate_take_at (rate, "x", SPARKLED_LIMIT_GENERAL, 1, NULL))
    passed++;
  g_assert_cmpuint (passed, ==, 40);
}

static void
landed_cb (SparkledAnswer *answer,
           gpointer        waiter)
{
  *(unsigned *) waiter += answer->status;
}

static SparkledAnswer *
answer_of (unsigned status,
           gsize    size)
{
  return sparkled_answer_new_text (status, "text/plain", g_strnfill (size, 'x'));
}

static void
test_cache (void)
{
  SparkledCache *cache = sparkled_cache_new (64 * 1024, 4, 60000);
  static const char * const feed[] = { "feed", NULL };
  SparkledFlight *flight, *second;
  unsigned a = 0, b = 0, c = 0;
  SparkledCacheStats stats;

  /* one flight for all who ask meanwhile */
  sparkled_cache_board (cache, "/posts", "feed", landed_cb, &a, &flight);
  g_assert_nonnull (flight);
  sparkled_cache_board (cache, "/posts", "feed", landed_cb, &b, &second);
  g_assert_null (second);
  {
    g_autoptr(SparkledAnswer) answer = answer_of (200, 100);

    sparkled_cache_land (cache, flight, answer);
  }
  g_assert_cmpuint (a, ==, 200);
  g_assert_cmpuint (b, ==, 200);
  g_assert_nonnull (sparkled_cache_lookup (cache, "/posts"));
  sparkled_cache_invalidate (cache, feed);
  g_assert_null (sparkled_cache_lookup (cache, "/posts"));

  /* a change while it flies: those who waited get it, nobody else does */
  a = b = 0;
  sparkled_cache_board (cache, "/posts", "feed", landed_cb, &a, &flight);
  sparkled_cache_invalidate (cache, feed);
  sparkled_cache_board (cache, "/posts", "feed", landed_cb, &b, &second);
  g_assert_nonnull (second);
  {
    g_autoptr(SparkledAnswer) stale = answer_of (200, 100), fresh = answer_of (200, 101);

    sparkled_cache_land (cache, flight, stale);
    g_assert_cmpuint (a, ==, 200);
    g_assert_cmpuint (b, ==, 0);
    g_assert_null (sparkled_cache_lookup (cache, "/posts"));
    sparkled_cache_land (cache, second, fresh);
    g_assert_true (sparkled_cache_lookup (cache, "/posts") == fresh);
  }

  /* failures are shared and not kept */
  sparkled_cache_board (cache, "/wrong", "feed", landed_cb, &c, &flight);
  {
    g_autoptr(SparkledAnswer) failure = answer_of (503, 10);

    sparkled_cache_land (cache, flight, failure);
  }
  g_assert_cmpuint (c, ==, 503);
  g_assert_null (sparkled_cache_lookup (cache, "/wrong"));

  /* bounded in number; the least recently used goes */
  for (unsigned i = 0; i < 10; i++)
    {
      g_autofree char *key = g_strdup_printf ("/posts/%u", i);
      g_autoptr(SparkledAnswer) answer = answer_of (200, 100);

      sparkled_cache_board (cache, key, "post", landed_cb, &c, &flight);
      sparkled_cache_land (cache, flight, answer);
    }
  sparkled_cache_get_stats (cache, &stats);
  g_assert_cmpuint (stats.entries, ==, 4);
  g_assert_cmpuint (stats.bytes, <=, 64 * 1024);
  g_assert_null (sparkled_cache_lookup (cache, "/posts/3"));
  g_assert_nonnull (sparkled_cache_lookup (cache, "/posts/9"));
  sparkled_cache_invalidate (cache, NULL);
  g_assert_null (sparkled_cache_lookup (cache, "/posts/9"));
  sparkled_cache_free (cache);
}

/* Nothing of what went wrong inside is told to strangers. */
static void
test_answer_of_error (void)
{
  g_autoptr(GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "/etc/secret");
  g_autoptr(GError) client_only = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, "x");
  g_autoptr(SparkledAnswer) a = sparkled_answer_new_for_error (foreign), b = sparkled_answer_new_for_error (client_only);

  g_assert_cmpuint (a->status, ==, 500);
  g_assert_null (strstr (g_bytes_get_data (a->body, NULL), "secret"));
  g_assert_cmpuint (b->status, ==, 500);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-parts/router", test_router);
  g_test_add_func ("/http-parts/query", test_query);
  g_test_add_func ("/http-parts/rate", test_rate);
  g_test_add_func ("/http-parts/rate-crowd", test_rate_crowd);
  g_test_add_func ("/http-parts/rate-processes", test_rate_processes);
  g_test_add_func ("/http-parts/cache", test_cache);
  g_test_add_func ("/http-parts/answer-of-error", test_answer_of_error);

  return g_test_run ();
}
