/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real sparkled that asks a stand-in for YouTube what the videos of posts are. */
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

#include "http-world.h"

#define PATIENCE 30

static const char png[] = "\x89PNG\r\n\x1a\n and so on";
static const char jpeg[] = "\xff\xd8\xff a picture that says that there is none";

/* The stand-in runs on a thread of its own, as the test's calls block. */
typedef struct
{
  GThread      *thread;
  GMainContext *context;
  GMainLoop    *loop;
  SoupServer   *server;
  unsigned      port;
  GMutex        mutex;
  GCond         cond;
  GHashTable   *asked;     /* what -> how often */
  gboolean      spent;     /* the Data API says so */
  gboolean      away;      /* nothing but 503 */
  char         *keys;      /* of the last call */
} StandIn;

static unsigned
count_asked (StandIn    *self,
             const char *what)
{
  unsigned n;

  g_mutex_lock (&self->mutex);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->asked, what));
  g_mutex_unlock (&self->mutex);
  return n;
}

static void
set_flag (StandIn  *self,
          gboolean *flag,
          gboolean  value)
{
  g_mutex_lock (&self->mutex);
  *flag = value;
  g_mutex_unlock (&self->mutex);
}

static void
note (StandIn    *self,
      const char *what)
{
  g_hash_table_insert (self->asked, g_strdup (what), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->asked, what)) + 1));
}

static void
answer (SoupServerMessage *message,
        unsigned           status,
        const char        *type,
        const char        *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
oembed_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  StandIn *self = user_data;
  const char *url = query != NULL ? g_hash_table_lookup (query, "url") : NULL;
  const char *id = url != NULL && g_str_has_prefix (url, "https://www.youtube.com/watch?v=") ? strchr (url, '=') + 1 : "";
  g_autofree char *text = g_strdup_printf ("{\"title\":\"About %s\",\"author_name\":\"A channel\",\"author_url\":\"https://www.youtube.com/@a\"}", id);

  g_mutex_lock (&self->mutex);
  note (self, id);
  if (self->away)
    answer (message, 503, "text/plain", "Later");
  else if (g_str_has_prefix (id, "embed"))
    answer (message, 401, "text/plain", "Unauthorized");
  else if (g_str_has_prefix (id, "privat"))
    answer (message, 200, "text/plain", "Forbidden");
  else if (g_str_has_prefix (id, "gone"))
    answer (message, 404, "text/plain", "Not Found");
  else
    answer (message, 200, "application/json", text);
  g_mutex_unlock (&self->mutex);
}

static void
list_cb (SoupServer        *server,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           user_data)
{
  StandIn *self = user_data;
  g_auto(GStrv) ids = g_strsplit (query != NULL ? g_hash_table_lookup (query, "id") : "", ",", -1);
  g_autoptr(GString) text = g_string_new ("{\"items\":[");

  g_mutex_lock (&self->mutex);
  note (self, "list");
  g_set_str (&self->keys, soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-Goog-Api-Key"));
  for (unsigned i = 0; ids[i] != NULL; i++)
    if (!g_str_has_prefix (ids[i], "gone"))
      g_string_append_printf (text, "%s{\"id\":\"%s\",\"snippet\":{\"title\":\"Listed %s\",\"channelTitle\":\"C\"},\"contentDetails\":{\"duration\":\"PT1M1S\"}}",
                              text->str[text->len - 1] == '[' ? "" : ",", ids[i], ids[i]);
  g_string_append (text, "]}");
  if (self->spent)
    answer (message, 403, "application/json", "{\"error\":{\"errors\":[{\"reason\":\"quotaExceeded\"}]}}");
  else
    answer (message, 200, "application/json", text->str);
  g_mutex_unlock (&self->mutex);
}

/* The larger size exists for some only, and a 404 has a picture, too. */
static void
picture_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  StandIn *self = user_data;

  g_mutex_lock (&self->mutex);
  note (self, path);
  if (self->away)
    answer (message, 503, "text/plain", "Later");
  else if (g_str_has_prefix (path, "/vi/nopic") || g_str_has_suffix (path, "sddefault.jpg"))
    {
      soup_server_message_set_status (message, 404, NULL);
      soup_server_message_set_response (message, "image/jpeg", SOUP_MEMORY_STATIC, jpeg, sizeof jpeg - 1);
    }
  else if (g_str_has_prefix (path, "/vi/junk"))
    answer (message, 200, "image/jpeg", "<html>no picture</html>");
  else
    {
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, png, sizeof png - 1);
    }
  g_mutex_unlock (&self->mutex);
}

static gpointer
stand_in_thread (gpointer data)
{
  StandIn *self = data;
  GSList *uris;

  g_main_context_push_thread_default (self->context);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, "/oembed", oembed_cb, self, NULL);
  soup_server_add_handler (self->server, "/v3/videos", list_cb, self, NULL);
  soup_server_add_handler (self->server, "/vi", picture_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL);
  uris = soup_server_get_uris (self->server);
  g_mutex_lock (&self->mutex);
  self->port = (unsigned) g_uri_get_port (uris->data);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  g_main_loop_run (self->loop);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static StandIn *
stand_in_new (void)
{
  StandIn *self = g_new0 (StandIn, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("youtube", stand_in_thread, self);
  g_mutex_lock (&self->mutex);
  while (self->port == 0)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
stand_in_free (StandIn *self)
{
  g_main_context_invoke (self->context, quit_cb, self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_hash_table_unref (self->asked);
  g_free (self->keys);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StandIn, stand_in_free)

static HttpWorld *
world_new (TestDatabase *database,
           StandIn      *stand_in,
           const char   *more,
           const char   *still_more)
{
  g_autofree char *oembed = g_strdup_printf ("SPARKLE_YOUTUBE_OEMBED_URL=http://127.0.0.1:%u/oembed", stand_in->port);
  g_autofree char *api = g_strdup_printf ("SPARKLE_YOUTUBE_API_URL=http://127.0.0.1:%u/v3", stand_in->port);
  g_autofree char *pictures = g_strdup_printf ("SPARKLE_YOUTUBE_THUMBNAIL_URL=http://127.0.0.1:%u/vi", stand_in->port);

  return http_world_new (database, 0, "SPARKLE_UNLIMITED=1", "SPARKLE_VIDEOS=true", oembed, api, pictures, more, still_more, NULL);
}

typedef struct
{
  TestDatabase *database;
  const char   *sql;
  const char   *wanted;
  char         *last;
} Sql;

static gboolean
says_cb (gpointer data)
{
  Sql *sql = data;

  g_free (sql->last);
  sql->last = test_database_psql (sql->database, sql->sql);
  return g_str_equal (sql->last, sql->wanted);
}

static void
wait_sql (TestDatabase *database,
          const char   *wanted,
          const char   *sql)
{
  Sql question = { database, sql, wanted, NULL };

  if (!test_wait_until (says_cb, &question, PATIENCE))
    g_error ("%s\nsays “%s” instead of “%s”", sql, question.last, wanted);
  g_free (question.last);
}

static void
write_about (HttpWorld  *world,
             const char *token,
             const char *video)
{
  g_autofree char *json = g_strdup_printf ("{\"title\":\"T\",\"content\":\"C\",\"youtube_video_id\":\"%s\"}", video);
  g_autoptr(HttpAnswer) posted = http_request (world, "POST", "/api/v1/posts", token, NULL, json);

  g_assert_cmpuint (posted->status, ==, 201);
}

static void
test_oembed (void)
{
  g_autoptr(StandIn) stand_in = stand_in_new ();
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = world_new (database, stand_in, NULL, NULL);
  g_autofree char *token = http_register (world, "nova");
  g_autofree char *etag = NULL, *condition = NULL;

  write_about (world, token, "good0000001");
  write_about (world, token, "embed000001");
  write_about (world, token, "private0001");
  write_about (world, token, "gone0000001");
  wait_sql (database, "embed000001=not_embeddable gone0000001=gone good0000001=ok private0001=private",
            "SELECT string_agg (id || '=' || state, ' ' ORDER BY id) FROM video");
  wait_sql (database, "About good0000001|A channel|https://www.youtube.com/@a|t",
            "SELECT title, channel, channel_url, due_at BETWEEN now() + interval '19 days' AND now() + interval '27 days' FROM video WHERE id LIKE 'good%'");
  /* a “no” holds shorter */
  wait_sql (database, "t", "SELECT bool_and (due_at < now() + interval '25 hours') FROM video WHERE state IN ('gone', 'private')");

  /* the picture: by what it is, not by what was said, and by the status */
  wait_sql (database, "image/png", "SELECT media_type FROM video_thumbnail WHERE video_id = 'good0000001' AND bytes IS NOT NULL");
  {
    g_autoptr(HttpAnswer) picture = http_request (world, "GET", "/api/v1/videos/good0000001/thumbnail", NULL, NULL, NULL);
    g_autofree char *type = http_answer_header (picture, "Content-Type");
    g_autofree char *sniff = http_answer_header (picture, "X-Content-Type-Options");

    g_assert_cmpuint (picture->status, ==, 200);
    g_assert_cmpmem (picture->body, picture->size, png, sizeof png - 1);
    g_assert_cmpstr (type, ==, "image/png");
    g_assert_cmpstr (sniff, ==, "nosniff");
    etag = http_answer_header (picture, "ETag");
    g_assert_nonnull (etag);
  }
  {
    g_autoptr(HttpAnswer) unchanged = NULL, video = NULL, unknown = NULL, odd = NULL, gone = NULL;

    condition = g_strdup_printf ("If-None-Match: %s\r\n", etag);
    unchanged = http_request (world, "GET", "/api/v1/videos/good0000001/thumbnail", NULL, condition, NULL);
    g_assert_cmpuint (unchanged->status, ==, 304);
    video = http_request (world, "GET", "/api/v1/videos/good0000001", NULL, NULL, NULL);
    g_assert_cmpuint (video->status, ==, 200);
    g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (video->json, "data"), "title"), ==, "About good0000001");
    /* nobody can have others fetched */
    unknown = http_request (world, "GET", "/api/v1/videos/other000001/thumbnail", NULL, NULL, NULL);
    g_assert_cmpuint (unknown->status, ==, 404);
    odd = http_request (world, "GET", "/api/v1/videos/..%2F..%2Fetc/thumbnail", NULL, NULL, NULL);
    g_assert_cmpuint (odd->status, ==, 404);
    gone = http_request (world, "GET", "/api/v1/videos/gone0000001/thumbnail", NULL, NULL, NULL);
    g_assert_cmpuint (gone->status, ==, 404);
  }
  g_assert_cmpuint (count_asked (stand_in, "other000001"), ==, 0);
  g_assert_cmpuint (count_asked (stand_in, "good0000001"), ==, 1);
}

static void
test_pictures (void)
{
  g_autoptr(StandIn) stand_in = stand_in_new ();
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = world_new (database, stand_in, NULL, NULL);
  g_autofree char *token = http_register (world, "nova");

  write_about (world, token, "nopic000001");
  write_about (world, token, "junk0000001");
  wait_sql (database, "t|t", "SELECT bytes IS NULL, due_at > now() + interval '20 hours' FROM video_thumbnail WHERE video_id = 'nopic000001' AND fetched_at IS NOT NULL");
  /* junk is no picture and no “no”: it is tried again */
  wait_sql (database, "t|1", "SELECT bytes IS NULL, attempts FROM video_thumbnail WHERE video_id = 'junk0000001' AND attempts > 0");
  wait_sql (database, "ok", "SELECT state FROM video WHERE id = 'junk0000001'");
}

/* Two processes: each video is asked for once. One that is killed in the middle leaves nothing for ever. */
static void
test_once (void)
{
  g_autoptr(StandIn) stand_in = stand_in_new ();
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = world_new (database, stand_in, "SPARKLE_WORKERS=2", NULL);
  g_autofree char *token = http_register (world, "nova");

  for (unsigned i = 0; i < 12; i++)
    {
      g_autofree char *video = g_strdup_printf ("many%07u", i);

      write_about (world, token, video);
    }
  wait_sql (database, "12", "SELECT count(*) FROM video WHERE state = 'ok'");
  for (unsigned i = 0; i < 12; i++)
    {
      g_autofree char *video = g_strdup_printf ("many%07u", i);

      g_assert_cmpuint (count_asked (stand_in, video), ==, 1);
    }

  /* as if its process had died with it: when the lease is over another asks */
  g_free (test_database_psql (database, "UPDATE video SET due_at = now(), leased_until = now() + interval '3 seconds', state = 'unknown', title = NULL WHERE id = 'many0000003'"));
  wait_sql (database, "ok", "SELECT state FROM video WHERE id = 'many0000003'");
  g_assert_cmpuint (count_asked (stand_in, "many0000003"), ==, 2);
}

static void
test_away (void)
{
  g_autoptr(StandIn) stand_in = stand_in_new ();
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = world_new (database, stand_in, NULL, NULL);
  g_autofree char *token = http_register (world, "nova");
  g_autofree char *failed = NULL;

  set_flag (stand_in, &stand_in->away, TRUE);
  write_about (world, token, "good0000001");
  wait_sql (database, "1|unknown|t", "SELECT attempts, state, due_at > now() + interval '50 seconds' FROM video WHERE attempts > 0 AND leased_until IS NULL");
  failed = http_world_metric (world, "sparkled_videos_failed_total");
  g_assert_cmpstr (failed, ==, "1");
  set_flag (stand_in, &stand_in->away, FALSE);
  g_free (test_database_psql (database, "UPDATE video SET due_at = now()"));
  wait_sql (database, "0|ok", "SELECT attempts, state FROM video WHERE state = 'ok'");
}

/* What nobody could ask again is forgotten after 30 days. */
static void
test_expiry (void)
{
  g_autoptr(StandIn) stand_in = stand_in_new ();
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autoptr(HttpWorld) world = world_new (database, stand_in, NULL, NULL);
  g_autofree char *token = http_register (world, "nova");

  write_about (world, token, "good0000001");
  write_about (world, token, "good0000002");
  wait_sql (database, "2", "SELECT count(*) FROM video_thumbnail WHERE bytes IS NOT NULL");
  set_flag (stand_in, &stand_in->away, TRUE);
  g_free (test_database_psql (database, "UPDATE video SET fetched_at = now() - interval '31 days' WHERE id = 'good0000001';"
                                        "UPDATE video_thumbnail SET fetched_at = now() - interval '31 days' WHERE video_id = 'good0000001'"));
  g_free (test_database_psql (database, "SELECT video_expire ()"));
  wait_sql (database, "unknown|||t|ok|About good0000002|f",
            "SELECT a.state, a.title, a.channel, t.bytes IS NULL, b.state, b.title, u.bytes IS NULL FROM video a, video b, video_thumbnail t, video_thumbnail u"
            " WHERE a.id = 'good0000001' AND b.id = 'good0000002' AND t.video_id = a.id AND u.video_id = b.id");
}

static void
test_data_api (void)
{
  g_autoptr(StandIn) stand_in = stand_in_new ();
  g_autoptr(TestDatabase) database = test_database_new ();
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "sparkle-key-XXXXXX", NULL);
  g_autofree char *setting = NULL, *token = NULL, *units = NULL, *limit = NULL;
  g_autoptr(HttpWorld) world = NULL;
  int fd = g_mkstemp (path);

  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, "a-key-of-the-host\n", -1, NULL));
  setting = g_strconcat ("SPARKLE_YOUTUBE_API_KEY_FILE=", path, NULL);
  world = world_new (database, stand_in, setting, "SPARKLE_YOUTUBE_DAILY_UNITS=1");
  token = http_register (world, "nova");

  /* one call for all of them, and one unit */
  write_about (world, token, "good0000001");
  write_about (world, token, "gone0000001");
  wait_sql (database, "0", "SELECT count(*) FROM video WHERE state = 'unknown'");
  wait_sql (database, "1", "SELECT units FROM video_quota");
  units = http_world_metric (world, "sparkled_videos_quota_units");
  limit = http_world_metric (world, "sparkled_videos_quota_limit");
  g_assert_cmpstr (units, ==, "1");
  g_assert_cmpstr (limit, ==, "1");

  /* the units are spent: oEmbed knows the title, and the length is kept */
  g_free (test_database_psql (database, "UPDATE video SET due_at = now() WHERE id = 'good0000001'"));
  write_about (world, token, "good0000002");
  wait_sql (database, "About good0000002", "SELECT title FROM video WHERE id = 'good0000002'");
  wait_sql (database, "1", "SELECT units FROM video_quota");
  g_assert_cmpuint (count_asked (stand_in, "list"), ==, 1);
  g_mutex_lock (&stand_in->mutex);
  g_assert_cmpstr (stand_in->keys, ==, "a-key-of-the-host");
  g_mutex_unlock (&stand_in->mutex);
  g_unlink (path);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/video-service/oembed", test_oembed);
  g_test_add_func ("/video-service/pictures", test_pictures);
  g_test_add_func ("/video-service/once", test_once);
  g_test_add_func ("/video-service/away", test_away);
  g_test_add_func ("/video-service/expiry", test_expiry);
  g_test_add_func ("/video-service/data-api", test_data_api);
  return g_test_run ();
}
