/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which videos a client hears of: those that published posts are about, in the feed and in each thread. */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkle-time.h"
#include "sparkle-video-wire.h"

#define ROAR "CevxZvSJLk8"
#define STYLE "9bZkp7q19f0"
#define NEVER "dQw4w9WgXcQ"

/* "feed post" where a video stands, with a "-" behind those it has left. */
#define SEEN "SELECT coalesce (string_agg (scope || (CASE WHEN deleted THEN '-' ELSE '' END), ' ' ORDER BY scope, deleted), 'none')" \
             " FROM (SELECT CASE WHEN scope LIKE 'post/%%' THEN 'post' ELSE scope END AS scope, deleted" \
             " FROM change WHERE collection = 'video' AND id = '%s') s"

static char *
write_about (World      *w,
             const char *video)
{
  return world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C','youtube_video_id':'%s'}", video);
}

static void
test_membership (World         *w,
                 gconstpointer  data)
{
  g_autofree char *first = write_about (w, ROAR);
  g_autofree char *second = NULL;
  g_autofree char *plain = world_must (w, w->kai, "post.create", 0, "{'title':'T','content':'C'}");

  world_assert_sql (w, "feed post", SEEN, ROAR);
  world_assert_sql (w, "1|unknown", "SELECT n_posts, state FROM video");
  second = write_about (w, ROAR);
  world_assert_sql (w, "feed post post", SEEN, ROAR);
  world_assert_sql (w, "2", "SELECT n_posts FROM video");

  /* it stays until the last one goes */
  g_free (world_must (w, w->nova, "post.delete", 0, "{'id':'%s'}", first));
  world_assert_sql (w, "feed post post-", SEEN, ROAR);
  g_free (world_must (w, w->nova, "post.delete", 0, "{'id':'%s'}", second));
  world_assert_sql (w, "feed- post- post-", SEEN, ROAR);
  world_assert_sql (w, "0", "SELECT n_posts FROM video");

  /* … and comes back with the next */
  g_free (write_about (w, ROAR));
  world_assert_sql (w, "feed post post- post-", SEEN, ROAR);
}

static void
test_edits (World         *w,
            gconstpointer  data)
{
  g_autofree char *post = write_about (w, ROAR);
  g_autofree char *later = NULL;
  g_autofree char *at = sparkle_time_format (g_get_real_time () + 5 * G_TIME_SPAN_HOUR);

  g_free (world_must (w, w->nova, "post.edit", 1, "{'id':'%s','youtube_video_id':'%s'}", post, STYLE));
  world_assert_sql (w, "feed- post-", SEEN, ROAR);
  world_assert_sql (w, "feed post", SEEN, STYLE);
  g_free (world_must (w, w->nova, "post.edit", 2, "{'id':'%s','youtube_video_id':null}", post));
  world_assert_sql (w, "feed- post-", SEEN, STYLE);

  /* what is not published names nothing */
  later = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C','youtube_video_id':'%s','publish_at':'%s'}", NEVER, at);
  world_assert_sql (w, "none", SEEN, NEVER);
  world_assert_sql (w, "", "UPDATE post SET state = 'published', published_at = now() WHERE id = '%s'", later);
  world_assert_sql (w, "feed post", SEEN, NEVER);
  world_assert_sql (w, "", "DELETE FROM post WHERE id = '%s'", later);
  world_assert_sql (w, "feed- post-", SEEN, NEVER);
}

/* What is learned about it is one change of it everywhere; what only the service needs to know is none. */
static void
test_description (World         *w,
                  gconstpointer  data)
{
  g_autofree char *post = write_about (w, ROAR);
  g_autoptr(SparkleVideoRecord) record = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  char *json;

  world_assert_sql (w, "", "UPDATE video SET due_at = now() + interval '1 day', leased_until = now(), attempts = 3");
  world_assert_sql (w, "1", "SELECT rev FROM video");
  world_assert_sql (w, "", "UPDATE video SET state = 'ok', title = 'Roar \"official\"', channel = 'Katy', duration_seconds = 270, fetched_at = now()");
  world_assert_sql (w, "", "INSERT INTO video_thumbnail (video_id, media_type, bytes, etag, fetched_at) VALUES ('" ROAR "', 'image/png', '\\x89', 'e', now())");
  world_assert_sql (w, "3", "SELECT rev FROM video");
  world_assert_sql (w, "2", "SELECT count(*) FROM change WHERE collection = 'video' AND xid = (SELECT max (xid) FROM change)");

  json = test_database_psql (w->database, "SELECT change_record ('feed', 'video', '" ROAR "')");
  node = json_from_string (json, &error);
  g_assert_no_error (error);
  record = sparkle_video_record_decode (node, &error);
  g_assert_no_error (error);
  g_free (json);
  g_assert_cmpstr (record->id, ==, ROAR);
  g_assert_cmpint (record->rev, ==, 3);
  g_assert_cmpint (sparkle_video_state_from_string (record->state), ==, SPARKLE_VIDEO_OK);
  g_assert_cmpstr (record->title, ==, "Roar \"official\"");
  g_assert_cmpstr (record->channel, ==, "Katy");
  g_assert_null (record->channel_url);
  g_assert_cmpint (record->duration_seconds, ==, 270);
  g_assert_true (record->thumbnail);
  g_assert_cmpint (record->fetched_at, >, 0);

  world_assert_sql (w, "", "UPDATE video_thumbnail SET bytes = NULL, media_type = NULL, etag = NULL");
  world_assert_sql (w, "4", "SELECT rev FROM video");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, func) g_test_add ("/videos/" name, World, NULL, world_set_up, func, world_tear_down)
  ADD ("membership", test_membership);
  ADD ("edits", test_edits);
  ADD ("description", test_description);
#undef ADD

  return g_test_run ();
}
