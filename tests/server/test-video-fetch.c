/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to the outside, and what comes back: bounds, hosts, addresses; answers good and broken. */
#include <libdex.h>
#include <libsoup/soup.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkled-fetcher.h"
#include "sparkled-video-answer.h"

#define ID "CevxZvSJLk8"

/* ---- answers ------------------------------------------------------------------------------------------------------ */

static SparkledVideoFacts *
read_oembed (unsigned    status,
             const char *text)
{
  g_autoptr(GBytes) body = g_bytes_new_static (text, strlen (text));

  return sparkled_video_answer_oembed (ID, status, body);
}

static void
test_oembed (void)
{
  static const struct { unsigned status; const char *body; int state; } cases[] = {
    { 401, "Unauthorized", SPARKLE_VIDEO_NOT_EMBEDDABLE },
    { 403, "Forbidden", SPARKLE_VIDEO_PRIVATE },
    { 200, "Forbidden", SPARKLE_VIDEO_PRIVATE },
    { 404, "Not Found", SPARKLE_VIDEO_GONE },
    { 400, "Bad Request", SPARKLE_VIDEO_GONE },
    { 200, "", -1 },
    { 200, "<html>Please log in to the Wi-Fi</html>", -1 },
    { 200, "[1]", -1 },
    { 200, "{\"title\":17}", -1 },
    { 200, "{\"title\":\" \\u0007 \"}", -1 },
    { 200, "{\"author_name\":\"A\"}", -1 },
    { 429, "{\"title\":\"T\"}", -1 },
    { 500, "{\"title\":\"T\"}", -1 },
    { 200, "{\"title\":\"T\\ud800\"}", -1 },
  };
  g_autoptr(SparkledVideoFacts) facts = read_oembed (200, "{\"title\":\"Roar\\n(\\\"Official\\\")\",\"author_name\":\"Katy\",\"author_url\":\"https://www.youtube.com/@katy\",\"x\":1}");
  g_autofree char *long_title = g_strnfill (400, 't');
  g_autofree char *long_json = g_strdup_printf ("{\"title\":\"%s\",\"author_url\":\"javascript:alert(1)\"}", long_title);
  g_autoptr(SparkledVideoFacts) cut = read_oembed (200, long_json);

  g_assert_nonnull (facts);
  g_assert_cmpint (facts->state, ==, SPARKLE_VIDEO_OK);
  g_assert_cmpstr (facts->id, ==, ID);
  g_assert_cmpstr (facts->title, ==, "Roar (\"Official\")");
  g_assert_cmpstr (facts->channel, ==, "Katy");
  g_assert_cmpstr (facts->channel_url, ==, "https://www.youtube.com/@katy");
  g_assert_cmpint (facts->duration, ==, -1);
  g_assert_cmpuint (strlen (cut->title), ==, 300);
  g_assert_null (cut->channel_url);

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SparkledVideoFacts) got = read_oembed (cases[i].status, cases[i].body);
      int state = got != NULL ? (int) got->state : -1;

      if (state != cases[i].state)
        g_error ("%u “%s”: %d instead of %d", cases[i].status, cases[i].body, state, cases[i].state);
    }
}

static void
test_list (void)
{
  static const char text[] =
    "{\"items\":[{\"id\":\"" ID "\",\"snippet\":{\"title\":\"Roar\",\"channelTitle\":\"Katy\",\"channelId\":\"UC-x_1\"},"
    "\"contentDetails\":{\"duration\":\"PT4M30S\"},\"status\":{\"embeddable\":true,\"privacyStatus\":\"public\"}},"
    "{\"id\":\"9bZkp7q19f0\",\"snippet\":{\"title\":\"Style\",\"channelId\":\"../evil\"},\"status\":{\"embeddable\":false}},"
    "{\"id\":\"KQ6zr6kCPj8\",\"status\":{\"privacyStatus\":\"private\"},\"snippet\":{\"title\":\"Secret\"}},17]}";
  static const char spent_text[] = "{\"error\":{\"errors\":[{\"reason\":\"quotaExceeded\"}]}}";
  const char *ids[] = { ID, "9bZkp7q19f0", "KQ6zr6kCPj8", "dQw4w9WgXcQ", NULL };
  g_autoptr(GBytes) body = g_bytes_new_static (text, strlen (text));
  g_autoptr(GBytes) spent_body = g_bytes_new_static (spent_text, strlen (spent_text));
  gboolean spent;
  g_autoptr(GPtrArray) all = sparkled_video_answer_list (ids, 200, body, &spent);
  SparkledVideoFacts *facts;

  g_assert_false (spent);
  g_assert_cmpuint (all->len, ==, 4);
  facts = g_ptr_array_index (all, 0);
  g_assert_cmpstr (facts->title, ==, "Roar");
  g_assert_cmpint (facts->duration, ==, 270);
  g_assert_cmpstr (facts->channel_url, ==, "https://www.youtube.com/channel/UC-x_1");
  facts = g_ptr_array_index (all, 1);
  g_assert_cmpint (facts->state, ==, SPARKLE_VIDEO_NOT_EMBEDDABLE);
  g_assert_null (facts->channel_url);
  facts = g_ptr_array_index (all, 2);
  g_assert_cmpint (facts->state, ==, SPARKLE_VIDEO_PRIVATE);
  g_assert_null (facts->title);
  facts = g_ptr_array_index (all, 3);
  g_assert_cmpint (facts->state, ==, SPARKLE_VIDEO_GONE);
  g_assert_cmpstr (facts->id, ==, "dQw4w9WgXcQ");

  g_assert_null (sparkled_video_answer_list (ids, 403, spent_body, &spent));
  g_assert_true (spent);
  g_assert_null (sparkled_video_answer_list (ids, 403, body, &spent));
  g_assert_false (spent);
  g_assert_null (sparkled_video_answer_list (ids, 200, spent_body, &spent));
}

static void
test_durations (void)
{
  static const struct { const char *text; int seconds; } cases[] = {
    { "PT4M13S", 253 }, { "PT1H", 3600 }, { "P1DT2H", 93600 }, { "PT0S", 0 }, { "P1W", 604800 }, { "PT59S", 59 },
    { "", -1 }, { "P", -1 }, { "PT", -1 }, { "4M", -1 }, { "PT4", -1 }, { "PT4S3M", -1 }, { "P4S", -1 }, { "PT-4S", -1 },
    { "PT99999999999999999999S", -1 }, { "P2W", -1 }, { "PT4M13Sx", -1 }, { "PTT4S", -1 },
  };

  g_assert_cmpint (sparkled_video_answer_duration (NULL), ==, -1);
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    if (sparkled_video_answer_duration (cases[i].text) != cases[i].seconds)
      g_error ("“%s”: %d", cases[i].text, sparkled_video_answer_duration (cases[i].text));
}

/* ---- addresses ---------------------------------------------------------------------------------------------------- */

static void
test_addresses (void)
{
  static const char * const public[] = { "8.8.8.8", "142.250.74.78", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "2a00:1450:4001::8e" };
  static const char * const closed[] = {
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.8.9.10", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "100::1", "2001:db8::1", "2002:7f00:1::", "fc00::1",
    "fd12:3456::1", "fe80::1", "ff02::1",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (public); i++)
    {
      g_autoptr(GInetAddress) address = g_inet_address_new_from_string (public[i]);

      if (!sparkled_address_is_public (address))
        g_error ("%s is public", public[i]);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (closed); i++)
    {
      g_autoptr(GInetAddress) address = g_inet_address_new_from_string (closed[i]);

      if (sparkled_address_is_public (address))
        g_error ("%s is not public", closed[i]);
    }
  g_assert_true (sparkled_host_is_loopback ("127.0.0.1"));
  g_assert_true (sparkled_host_is_loopback ("::1"));
  g_assert_true (sparkled_host_is_loopback ("LOCALHOST"));
  g_assert_false (sparkled_host_is_loopback ("localhost.example.org"));
  g_assert_false (sparkled_host_is_loopback ("127.0.0.1.example.org"));
}

/* A resolver that says what the test wants: names that lead into private networks, and ones that change their mind. */
#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
  unsigned  asked;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
test_resolver_lookup (GResolver           *resolver,
                      const char          *hostname,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  const char *address = g_str_has_prefix (hostname, "mixed") ? "8.8.8.8" : "192.168.7.7";
  GList *list = g_list_append (NULL, g_inet_address_new_from_string (address));

  TEST_RESOLVER (resolver)->asked++;
  if (g_str_has_prefix (hostname, "mixed"))
    list = g_list_append (list, g_inet_address_new_from_string ("10.0.0.1"));
  g_task_return_pointer (task, list, (GDestroyNotify) g_resolver_free_addresses);
}

static GList *
test_resolver_lookup_finish (GResolver     *resolver,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_async = test_resolver_lookup;
  resolver_class->lookup_by_name_finish = test_resolver_lookup_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

static void
test_names (void)
{
  static const char * const hosts[] = { "rebind.example.org", "mixed.example.org", NULL };
  g_autoptr(GResolver) before = g_resolver_get_default ();
  g_autoptr(GResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  SparkledFetcher *fetcher = sparkled_fetcher_new (hosts);

  g_resolver_set_default (resolver);
  for (unsigned i = 0; hosts[i] != NULL; i++)
    {
      g_autofree char *uri = g_strdup_printf ("https://%s/", hosts[i]);
      g_auto(SparkledFetched) fetched = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_false (sparkled_fetcher_get (fetcher, uri, NULL, NULL, &fetched, &error));
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN);
    }
  /* one look-up each: nothing to change one's mind for */
  g_assert_cmpuint (TEST_RESOLVER (resolver)->asked, ==, 2);
  g_resolver_set_default (before);
  sparkled_fetcher_free (fetcher);
}

/* ---- fetching ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  SoupServer *server;
  char       *url;    /* without a slash at the end */
  unsigned    n_hops;
  char       *secret; /* (nullable): of the last request */
} StandIn;

static gboolean
drip_cb (gpointer user_data)
{
  SoupServerMessage *message = user_data;

  if (soup_server_message_get_socket (message) == NULL)
    return G_SOURCE_REMOVE;
  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, "x", 1);
  soup_server_message_unpause (message);
  return G_SOURCE_CONTINUE;
}

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  StandIn *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  g_free (self->secret);
  self->secret = g_strdup (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-Goog-Api-Key"));
  soup_server_message_set_status (message, 200, NULL);
  if (g_str_equal (path, "/ok"))
    soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "fine", 4);
  else if (g_str_equal (path, "/hop"))
    soup_server_message_set_redirect (message, 302, "/ok");
  else if (g_str_equal (path, "/loop"))
    {
      self->n_hops++;
      soup_server_message_set_redirect (message, 302, "/loop");
    }
  else if (g_str_equal (path, "/private"))
    soup_server_message_set_redirect (message, 302, "http://10.0.0.1/");
  else if (g_str_equal (path, "/file"))
    soup_server_message_set_redirect (message, 302, "file:///etc/passwd");
  else if (g_str_equal (path, "/elsewhere"))
    soup_server_message_set_redirect (message, 302, "https://evil.example.org/");
  else if (g_str_equal (path, "/huge"))
    {
      g_autofree char *data = g_strnfill (2 * 1024 * 1024, 'x');

      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, data, strlen (data));
    }
  else if (g_str_equal (path, "/endless"))
    {
      /* nobody says how long it will be */
      g_autofree char *data = g_strnfill (2 * 1024 * 1024, 'x');

      soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
      soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, data, strlen (data));
    }
  else if (g_str_equal (path, "/drip"))
    {
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
      g_timeout_add_full (G_PRIORITY_DEFAULT, 500, drip_cb, g_object_ref (message), g_object_unref);
    }
  else
    soup_server_message_set_status (message, 404, NULL);
}

static void
stand_in_start (StandIn *self)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;

  memset (self, 0, sizeof *self);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, answer_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
stand_in_stop (StandIn *self)
{
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_free (self->url);
  g_free (self->secret);
}

static void
test_fetch (void)
{
  static const struct { const char *path; int code; } bad[] = {
    { "/loop", SPARKLE_ERROR_UNAVAILABLE }, { "/private", SPARKLE_ERROR_FORBIDDEN }, { "/file", SPARKLE_ERROR_FORBIDDEN },
    { "/elsewhere", SPARKLE_ERROR_FORBIDDEN }, { "/huge", SPARKLE_ERROR_TOO_LARGE }, { "/endless", SPARKLE_ERROR_TOO_LARGE },
  };
  StandIn stand_in;
  SparkledFetcher *fetcher = sparkled_fetcher_new ((const char *[]) { "127.0.0.1", "www.youtube.com", NULL });

  stand_in_start (&stand_in);
  for (unsigned i = 0; i < 2; i++)
    {
      g_autofree char *uri = g_strconcat (stand_in.url, i == 0 ? "/ok" : "/hop", NULL);
      g_auto(SparkledFetched) fetched = { 0 };
      g_autoptr(GError) error = NULL;

      g_assert_true (sparkled_fetcher_get (fetcher, uri, "X-Goog-Api-Key", "s3cret", &fetched, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (fetched.status, ==, 200);
      g_assert_cmpmem (g_bytes_get_data (fetched.body, NULL), g_bytes_get_size (fetched.body), "fine", 4);
      g_assert_cmpstr (stand_in.secret, ==, "s3cret");
    }
  {
    g_autofree char *uri = g_strconcat (stand_in.url, "/none", NULL);
    g_auto(SparkledFetched) fetched = { 0 };

    g_assert_true (sparkled_fetcher_get (fetcher, uri, NULL, NULL, &fetched, NULL));
    g_assert_cmpuint (fetched.status, ==, 404);
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *uri = g_strconcat (stand_in.url, bad[i].path, NULL);
      g_auto(SparkledFetched) fetched = { 0 };
      g_autoptr(GError) error = NULL;

      if (sparkled_fetcher_get (fetcher, uri, NULL, NULL, &fetched, &error))
        g_error ("%s was fetched", bad[i].path);
      if (!g_error_matches (error, SPARKLE_ERROR, bad[i].code))
        g_error ("%s: %s", bad[i].path, error->message);
    }
  g_assert_cmpuint (stand_in.n_hops, ==, 3);
  stand_in_stop (&stand_in);
  {
    g_auto(SparkledFetched) fetched = { 0 };
    g_autoptr(GError) error = NULL;

    /* plain http is for this machine alone, and so are names that are not asked for */
    g_assert_false (sparkled_fetcher_get (fetcher, "http://www.youtube.com/", NULL, NULL, &fetched, &error));
    g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN);
    g_clear_error (&error);
    g_assert_false (sparkled_fetcher_get (fetcher, "https://youtube.com/", NULL, NULL, &fetched, &error));
    g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN);
    g_clear_error (&error);
    g_assert_false (sparkled_fetcher_get (fetcher, "no address", NULL, NULL, &fetched, &error));
    g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN);
    g_clear_error (&error);
    /* the stand-in is gone */
    g_assert_false (sparkled_fetcher_get (fetcher, "http://127.0.0.1:1/", NULL, NULL, &fetched, &error));
    g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
  }
  sparkled_fetcher_free (fetcher);
}

static DexFuture *
stop_soon_fiber (gpointer data)
{
  dex_await (dex_timeout_new_msec (200), NULL);
  sparkled_fetcher_stop (data);
  return dex_future_new_true ();
}

/* A drop now and then does not hold it for ever; nor does it hold the end of the process. */
static void
test_drip (void)
{
  SparkledFetcher *fetcher = sparkled_fetcher_new ((const char *[]) { "127.0.0.1", NULL });
  StandIn stand_in;
  g_autofree char *uri = NULL;
  g_autoptr(DexFuture) stopping = NULL;

  stand_in_start (&stand_in);
  uri = g_strconcat (stand_in.url, "/drip", NULL);
  for (unsigned i = 0; i < 2; i++)
    {
      g_auto(SparkledFetched) fetched = { 0 };
      g_autoptr(GError) error = NULL;

      if (i == 1)
        stopping = dex_scheduler_spawn (NULL, 0, stop_soon_fiber, fetcher, NULL);
      g_assert_false (sparkled_fetcher_get (fetcher, uri, NULL, NULL, &fetched, &error));
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
    }
  g_assert_true (dex_await (g_steal_pointer (&stopping), NULL));
  stand_in_stop (&stand_in);
  sparkled_fetcher_free (fetcher);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/video-fetch/oembed", test_oembed);
  g_test_add_func ("/video-fetch/list", test_list);
  g_test_add_func ("/video-fetch/durations", test_durations);
  g_test_add_func ("/video-fetch/addresses", test_addresses);
  dex_test_add_func ("/video-fetch/names", test_names);
  dex_test_add_func ("/video-fetch/fetch", test_fetch);
  dex_test_add_func ("/video-fetch/drip", test_drip);
  return g_test_run ();
}
