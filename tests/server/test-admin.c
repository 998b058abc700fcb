/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "admin-world.h"

#include <string.h>

#include "sparkle-text.h"
#include "sparkle-time.h"
#include "sparkled-csv.h"

#define HEADER "comment_id,author,date,content,spam\n"
#define GANGNAM DEMO_DIR "/youtube-comments-psy-9bZkp7q19f0.csv"
#define ROAR DEMO_DIR "/youtube-comments-katyperry-CevxZvSJLk8.csv"
#define PARTY DEMO_DIR "/youtube-comments-lmfao-KQ6zr6kCPj8.csv"
#define ADVERTS DEMO_DIR "/superbowl-ads.csv"

static int
import_comments (AdminWorld *w,
                 const char *file)
{
  return admin_world_run (w, NULL, "import", "youtube-comments", file, "--video", "KQ6zr6kCPj8", "--title", "Party Rock Anthem",
                          "--category", "music", NULL);
}

/* The thread as the database has it against the file, row by row. */
static void
check_thread (AdminWorld *w,
              const char *file,
              gboolean    newest_first)
{
  g_autofree char *listing = admin_world_ask (w, newest_first
    ? "SELECT display_name || ' ' || utc_text (c.created_at) FROM comment c JOIN account a ON a.id = c.author_id ORDER BY c.created_at DESC"
    : "SELECT display_name || ' ' || utc_text (c.created_at) FROM comment c JOIN account a ON a.id = c.author_id ORDER BY c.created_at");
  g_auto(GStrv) lines = g_strsplit (listing, "\n", -1);
  g_autoptr(SparkledCsv) csv = sparkled_csv_open (file, NULL);
  guint i = 0;

  while (sparkled_csv_next (csv, NULL))
    {
      g_autofree char *date = g_strconcat (sparkled_csv_get (csv, "date"), "Z", NULL);
      g_autofree char *text = NULL;
      g_autofree char *line = NULL;
      gint64 us;

      g_assert_true (sparkle_time_parse (date, &us));
      text = sparkle_time_format (us);
      line = g_strconcat (sparkled_csv_get (csv, "author"), " ", text, NULL);
      g_assert_cmpstr (lines[i++], ==, line);
    }
  g_assert_null (lines[i]);
}

static void
test_real_comments (AdminWorld    *w,
                    gconstpointer  data)
{
  static const struct { const char *file; guint n; gboolean newest_first; } files[] = {
    { PARTY, 438, TRUE }, { GANGNAM, 350, FALSE }, { ROAR, 350, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *gone = NULL;

      g_assert_cmpint (import_comments (w, files[i].file), ==, 0);
      g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM comment"), ==, files[i].n);
      g_assert_cmpint (admin_world_count (w, "SELECT n_comments FROM post"), ==, files[i].n);
      check_thread (w, files[i].file, files[i].newest_first);
      g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM comment WHERE content ~* '<(br|a|/a|b|i|script|span)[ >/]|&(amp|lt|gt|quot|#39);'"
                                             " OR content ~ '[\\x01-\\x08\\x0b-\\x1f\\x7f]' OR content LIKE '%' || chr (65279) || '%'"
                                             " OR content <> btrim (content, E' \\n\\t')"), ==, 0);
      gone = admin_world_ask (w, "DELETE FROM comment; DELETE FROM post_tag; DELETE FROM post; DELETE FROM change; DELETE FROM account");
    }
}

static void
test_clean_text (AdminWorld    *w,
                 gconstpointer  data)
{
  g_autofree char *row = NULL, *post = NULL;

  g_assert_cmpint (import_comments (w, PARTY), ==, 0);
  row = admin_world_ask (w, "SELECT content, video_seconds FROM comment ORDER BY created_at DESC LIMIT 1");
  g_assert_cmpstr (row, ==, "2:19 best part|139");
  post = admin_world_ask (w, "SELECT title, youtube_video_id, category, slug FROM post");
  g_assert_cmpstr (post, ==, "Party Rock Anthem|KQ6zr6kCPj8|music|party-rock-anthem");
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM account WHERE password_hash IS NOT NULL OR email IS NOT NULL"), ==, 0);
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM comment WHERE content LIKE '%<3%' OR content LIKE '%''%'"), >, 10);
}

static void
test_again_changes_nothing (AdminWorld    *w,
                            gconstpointer  data)
{
  g_autofree char *before = NULL, *after = NULL, *edited = NULL, *kept = NULL;

  g_assert_cmpint (import_comments (w, PARTY), ==, 0);
  g_assert_cmpint (admin_world_run (w, NULL, "import", "video-list", ADVERTS, NULL), ==, 0);
  edited = admin_world_ask (w, "UPDATE comment SET deleted = true, content = '' WHERE content = '2:19 best part'");
  before = admin_world_fingerprint (w);

  g_assert_cmpint (import_comments (w, PARTY), ==, 0);
  g_assert_cmpstr (w->out, ==, "438 rows, nothing new.\n");
  g_assert_cmpint (admin_world_run (w, NULL, "import", "video-list", ADVERTS, NULL), ==, 0);
  g_assert_cmpstr (w->out, ==, "244 rows, nothing new.\n");
  after = admin_world_fingerprint (w);
  g_assert_cmpstr (before, ==, after);
}

static void
test_undated (AdminWorld    *w,
              gconstpointer  data)
{
  g_autofree char *file = admin_world_write (w, "undated.csv", HEADER
    "a1,Ann,,first,0\na2,Bob,2014-01-01T00:00:00,second,0\na3,Cid,,third,1\na4,Dan,,fourth,0\na5,Eve,2014-01-01T00:03:00.5Z,fifth,0\n"
    "a6,Fay,2014-01-01T00:03:00.5,sixth,0\na7,Gil,,seventh,0\n");
  g_autofree char *before = NULL, *after = NULL, *order = NULL, *times = NULL;

  g_assert_cmpint (import_comments (w, file), ==, 0);
  order = admin_world_ask (w, "SELECT string_agg (content, ' ' ORDER BY created_at) FROM comment");
  g_assert_cmpstr (order, ==, "first second third fourth fifth sixth seventh");
  times = admin_world_ask (w, "SELECT string_agg (to_char (created_at AT TIME ZONE 'UTC', 'MI:SS.MS'), ' ' ORDER BY created_at) FROM comment");
  g_assert_cmpstr (times, ==, "59:59.000 00:00.000 01:00.166 02:00.333 03:00.500 03:00.501 03:01.500");

  before = admin_world_fingerprint (w);
  g_assert_cmpint (import_comments (w, file), ==, 0);
  after = admin_world_fingerprint (w);
  g_assert_cmpstr (before, ==, after);
}

static void
test_bad_rows (AdminWorld    *w,
               gconstpointer  data)
{
  static const struct { const char *text, *message; } cases[] = {
    { "", ":1: the file is empty" },
    { HEADER, ":1: there are no comments" },
    { "comment_id,author,content\n", ":1: there is no column \"date\"" },
    { HEADER "a,Ann,2014-01-01T00:00:00,good,0\nb,Ann,yesterday,x,0\n", ":3: the date “yesterday” is not like" },
    { HEADER "a,Ann,2014-02-30T00:00:00,x,0\n", ":2: the date “2014-02-30T00:00:00” is not like" },
    { HEADER "a,Ann,2999-01-01T00:00:00,x,0\n", ":2: the date 2999-01-01T00:00:00 is before 1970 or in the future" },
    { HEADER "a,Ann,,\"\xef\xbb\xbf\",0\n", ":2: the content must not be empty" },
    { HEADER "a,Ann,,&#8203;,0\n", ":2: the content must not be blank" },
    { HEADER ",Ann,,x,0\n", ":2: the comment_id is empty" },
    { HEADER "a,,,x,0\n", ":2: the author is empty" },
    { HEADER "a,Ann,,x,2\n", ":2: spam is “2”, it must be 0 or 1" },
    { HEADER "a,Ann,,\"two\nlines\",0\na,Bob,,x,0\n", ":4: the comment_id “a” is also in line 2" },
    { HEADER "a,Ann,,x\n", ":2: 4 fields where the header has 5" },
    { HEADER "a,Ann,,\"x,0\n", ":2: a quoted field does not end" },
    { HEADER "a,Ann,,\xff,0\n", ":2: not valid UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *file = admin_world_write (w, "bad.csv", cases[i].text);
      g_autofree char *expected = g_strconcat (file, cases[i].message, NULL);

      g_assert_cmpint (import_comments (w, file), ==, 1);
      if (strstr (w->err, expected) == NULL)
        g_test_fail_printf ("expected “%s”, got “%s”", expected, w->err);
      g_assert_cmpint (admin_world_count (w, "SELECT (SELECT count(*) FROM comment) + (SELECT count(*) FROM post) + (SELECT count(*) FROM account)"), ==, 0);
    }
}

static void
test_too_long (AdminWorld    *w,
               gconstpointer  data)
{
  g_autofree char *fits = g_strnfill (5000, 'x');
  g_autofree char *long_text = g_strnfill (5001, 'x');
  g_autofree char *good = g_strconcat (HEADER "a,Ann,,", fits, ",0\n", NULL);
  g_autofree char *bad = g_strconcat (HEADER "a,Ann,,", long_text, ",0\n", NULL);
  g_autofree char *file = admin_world_write (w, "long.csv", bad);

  g_assert_cmpint (import_comments (w, file), ==, 1);
  g_assert_nonnull (strstr (w->err, "long.csv:2: the content must be at most 5000 characters"));
  g_free (file);
  file = admin_world_write (w, "long.csv", good);
  g_assert_cmpint (import_comments (w, file), ==, 0);
}

/* What is written under somebody's name elsewhere is not theirs here. */
static void
test_names (AdminWorld    *w,
            gconstpointer  data)
{
  g_autofree char *file = admin_world_write (w, "names.csv", HEADER
    "a,nova,2014-01-01T00:00:00,1,0\nb,Bob,2014-01-01T00:00:01,2,0\nc,bob,2014-01-01T00:00:02,3,0\nd,Jürgen Groß ✨,2014-01-01T00:00:03,4,0\n"
    "e,日本,2014-01-01T00:00:04,5,0\nf,Bob,2014-01-01T00:00:05,6,0\ng,Anna-Katharina von und zu Hohenstein-Langenburg der Dritte,2014-01-01T00:00:06,7,0\n");
  g_autofree char *of_nova = NULL, *display = NULL;

  g_assert_cmpint (admin_world_run (w, "a long password", "user", "create", "Nova", "nova@example.org", NULL), ==, 0);
  g_assert_cmpint (import_comments (w, file), ==, 0);
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM comment c JOIN account a ON a.id = c.author_id WHERE a.username = 'Nova'"), ==, 0);
  g_assert_cmpint (admin_world_count (w, "SELECT count(DISTINCT author_id) FROM comment"), ==, 6);
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM account WHERE username ~ '^[A-Za-z0-9_]{3,30}$'"), ==, 8);
  display = admin_world_ask (w, "SELECT display_name FROM account a JOIN comment c ON c.author_id = a.id WHERE c.content = '4'");
  g_assert_cmpstr (display, ==, "Jürgen Groß ✨");
  g_assert_cmpint (import_comments (w, file), ==, 0);
  g_assert_nonnull (strstr (w->out, "nothing new"));
}

static void
test_real_videos (AdminWorld    *w,
                  gconstpointer  data)
{
  g_autofree char *first = NULL, *order = NULL;

  g_assert_cmpint (admin_world_run (w, NULL, "import", "video-list", ADVERTS, "--category", "advertising", NULL), ==, 0);
  g_assert_cmpstr (w->out, ==, "244 rows; new: 244 posts, 0 people, 0 comments.\n");
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM post WHERE category = 'advertising'"), ==, 244);
  /* eleven rows have no address of a video */
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM post WHERE youtube_video_id IS NULL"), ==, 11);
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM post WHERE title ~ '[0-9]{4}' AND cardinality (tags) >= 2"), ==, 244);
  g_assert_cmpint (admin_world_count (w, "SELECT count(DISTINCT slug) FROM post"), ==, 244);
  first = admin_world_ask (w, "SELECT title, tags, extract (year FROM published_at) FROM post WHERE youtube_video_id = 'yk0MQD5YgV8'");
  g_assert_cmpstr (first, ==, "Bud Light 2006: Bear Attack|{bud-light,2006,funny,danger,animals}|2006");
  g_assert_cmpint (admin_world_count (w, "SELECT n_posts FROM tag WHERE name = 'bud-light'"), ==, 60);
}

/* A video of the list and comments on it are one thread. */
static void
test_same_video (AdminWorld    *w,
                 gconstpointer  data)
{
  g_autofree char *list = admin_world_write (w, "list.csv", "year,brand,youtube_url,funny\n2011,LMFAO,https://youtu.be/KQ6zr6kCPj8,TRUE\n");

  g_assert_cmpint (admin_world_run (w, NULL, "import", "video-list", list, NULL), ==, 0);
  g_assert_cmpint (import_comments (w, PARTY), ==, 0);
  g_assert_cmpint (admin_world_count (w, "SELECT n_comments FROM post WHERE title = 'LMFAO 2011'"), ==, 438);
}

static void
test_bad_videos (AdminWorld    *w,
                 gconstpointer  data)
{
  static const char header[] = "year,brand,superbowl_ads_dot_com_url,youtube_url,funny\n";
  static const struct { const char *rows, *message; } cases[] = {
    { "", ":1: there are no videos" },
    { "2000,Pepsi,,https://youtu.be/9bZkp7q19f0,True\n20x0,Pepsi,,https://youtu.be/9bZkp7q19f1,True\n", ":3: the year is “20x0”" },
    { "1900,Pepsi,,https://youtu.be/9bZkp7q19f0,True\n", ":2: the year is “1900”" },
    { "2000,Pepsi,,https://example.org/watch,True\n", ":2: the youtube_url “https://example.org/watch” is no address of a video" },
    { "2000,Pepsi,,,True\n", ":2: there is neither a youtube_url nor a" },
    { "2000,Pepsi,ftp://x,,True\n", ":2: the superbowl_ads_dot_com_url “ftp://x” is no address" },
    { "2000, ,,https://youtu.be/9bZkp7q19f0,True\n", ":2: the brand is empty" },
    { "2000,Pepsi,,https://youtu.be/9bZkp7q19f0,maybe\n", ":2: funny is “maybe”, it must be True or False" },
    { "2000,Pepsi,,https://youtu.be/9bZkp7q19f0,True\n2001,Kia,,https://youtu.be/9bZkp7q19f0,False\n", ":3: the video 9bZkp7q19f0 is also in line 2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (header, cases[i].rows, NULL);
      g_autofree char *file = admin_world_write (w, "bad.csv", text);
      g_autofree char *expected = g_strconcat (file, cases[i].message, NULL);

      g_assert_cmpint (admin_world_run (w, NULL, "import", "video-list", file, NULL), ==, 1);
      if (strstr (w->err, expected) == NULL)
        g_test_fail_printf ("expected “%s”, got “%s”", expected, w->err);
      g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM post"), ==, 0);
    }
  g_assert_cmpint (admin_world_run (w, NULL, "import", "video-list", ADVERTS, "--category", "no-such", NULL), ==, 1);
  g_assert_nonnull (strstr (w->err, "There is no category “no-such”"));
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM post"), ==, 0);
}

static void
test_demo (AdminWorld    *w,
           gconstpointer  data)
{
  g_autofree char *before = NULL, *after = NULL;

  g_assert_cmpint (admin_world_run (w, NULL, "demo", "--data", DEMO_DIR, NULL), ==, 0);
  g_assert_nonnull (strstr (w->out, "sparkle-demo-2026"));
  g_assert_nonnull (strstr (w->out, "nova    creator"));
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM comment"), >, 1138);
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM comment WHERE parent_id IS NOT NULL"), >, 10);
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM reaction"), >, 40);
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM account WHERE password_hash LIKE '$argon2id$%'"), ==, 5);
  /* written over days, each answer after what it answers */
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM post WHERE slug LIKE 'welcome-%' AND published_at BETWEEN now() - interval '217 hours' AND now() - interval '215 hours'"), ==, 1);
  g_assert_cmpint (admin_world_count (w, "SELECT count(DISTINCT date_trunc ('minute', c.created_at)) FROM comment c JOIN account a ON a.id = c.author_id WHERE a.password_hash IS NOT NULL"), >, 20);
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM comment c JOIN post p ON p.id = c.post_id LEFT JOIN comment x ON x.id = c.parent_id"
                                         " WHERE c.created_at < p.published_at OR c.created_at < x.created_at"), ==, 0);
  before = admin_world_fingerprint (w);

  g_assert_cmpint (admin_world_run (w, NULL, "demo", "--data", DEMO_DIR, NULL), ==, 0);
  g_assert_nonnull (strstr (w->out, "sparkle-demo-2026"));
  after = admin_world_fingerprint (w);
  g_assert_cmpstr (before, ==, after);
}

static void
test_members (AdminWorld    *w,
              gconstpointer  data)
{
  g_autofree char *row = NULL, *session = NULL;

  g_assert_cmpint (admin_world_run (w, "a long password\n", "user", "create", "bob", "bob@example.org", "--role", "moderator", "--display-name", "Bob B.", NULL), ==, 0);
  g_assert_null (strstr (w->out, "a long password"));
  row = admin_world_ask (w, "SELECT username, email, role, display_name, password_hash LIKE '$argon2id$%' FROM account");
  g_assert_cmpstr (row, ==, "bob|bob@example.org|moderator|Bob B.|t");
  g_assert_cmpint (admin_world_run (w, "a long password\n", "user", "create", "BOB", "b@example.org", NULL), ==, 1);
  g_assert_nonnull (strstr (w->err, "the user name “BOB”"));
  g_assert_cmpint (admin_world_run (w, "a long password\n", "user", "create", "bobby", "BOB@example.org", NULL), ==, 1);
  g_assert_nonnull (strstr (w->err, "the e-mail address"));
  g_assert_cmpint (admin_world_run (w, "password\n", "user", "create", "x", "y", NULL), ==, 1);
  g_assert_nonnull (strstr (w->err, "user name"));
  g_assert_nonnull (strstr (w->err, "e-mail address"));
  g_assert_nonnull (strstr (w->err, "most common passwords"));
  g_assert_cmpint (admin_world_run (w, "", "user", "create", "carl", "carl@example.org", NULL), ==, 1);
  g_assert_cmpint (admin_world_run (w, "a long password\n", "user", "create", "carl", "carl@example.org", "--role", "king", NULL), ==, 1);

  g_assert_cmpint (admin_world_run (w, NULL, "user", "role", "Bob", "admin", NULL), ==, 0);
  g_assert_cmpint (admin_world_count (w, "SELECT count(*) FROM account WHERE role = 'admin' AND version > 1"), ==, 1);
  g_assert_cmpint (admin_world_run (w, NULL, "user", "role", "bob", "king", NULL), ==, 1);
  g_assert_cmpint (admin_world_run (w, NULL, "user", "role", "nobody", "admin", NULL), ==, 1);

  session = admin_world_ask (w, "INSERT INTO session (id, account_id, token_hash, expires_at) SELECT gen_random_uuid (), id, sha256 (g::text::bytea),"
                                " now() + interval '1 day' FROM account, generate_series (1, 3) g RETURNING id");
  session[36] = '\0';
  g_assert_cmpint (admin_world_run (w, NULL, "token", "revoke", session, NULL), ==, 0);
  g_assert_cmpstr (w->out, ==, "1 session has ended.\n");
  g_assert_cmpint (admin_world_run (w, NULL, "token", "revoke", "bob", NULL), ==, 0);
  g_assert_cmpstr (w->out, ==, "2 sessions have ended.\n");
  g_assert_cmpint (admin_world_run (w, NULL, "token", "revoke", "nobody", NULL), ==, 1);
}

static void
test_usage (AdminWorld    *w,
            gconstpointer  data)
{
  g_autofree char *epoch = admin_world_ask (w, "SELECT epoch FROM epoch");
  g_autofree char *same = NULL, *other = NULL, *forgotten = NULL;

  g_assert_cmpint (admin_world_run (w, NULL, "migrate", NULL), ==, 0);
  same = admin_world_ask (w, "SELECT epoch FROM epoch");
  g_assert_cmpstr (same, ==, epoch);
  g_assert_cmpint (admin_world_run (w, NULL, "epoch", "new", NULL), ==, 0);
  other = admin_world_ask (w, "SELECT epoch FROM epoch");
  g_assert_cmpstr (other, !=, epoch);
  g_assert_cmpint (admin_world_run (w, NULL, "status", NULL), ==, 0);
  g_assert_nonnull (strstr (w->out, "PostgreSQL"));

  g_assert_cmpint (admin_world_run (w, NULL, NULL), ==, 2);
  g_assert_cmpint (admin_world_run (w, NULL, "fly", NULL), ==, 2);
  g_assert_cmpint (admin_world_run (w, NULL, "user", NULL), ==, 2);
  g_assert_cmpint (admin_world_run (w, NULL, "user", "role", "bob", NULL), ==, 2);
  g_assert_cmpint (admin_world_run (w, NULL, "status", "--video", "x", NULL), ==, 2);
  g_assert_cmpint (admin_world_run (w, NULL, "--no-such-option", NULL), ==, 2);
  g_assert_cmpint (admin_world_run (w, NULL, "import", "youtube-comments", PARTY, "--title", "T", NULL), ==, 2);
  g_assert_cmpint (admin_world_run (w, NULL, "import", "youtube-comments", PARTY, "--title", "T", "--video", "short", NULL), ==, 1);
  g_assert_cmpint (admin_world_run (w, NULL, "import", "video-list", "/nonexistent.csv", NULL), ==, 1);
  g_assert_cmpint (admin_world_run (w, NULL, "import", "video-list", DEMO_DIR, NULL), ==, 1);
  g_assert_cmpint (admin_world_run (w, NULL, "demo", "--data", w->folder, NULL), ==, 1);
  g_assert_cmpint (admin_world_run (w, NULL, "status", "--config", "/nonexistent.conf", NULL), ==, 2);
  g_assert_cmpint (admin_world_run (w, NULL, "--help", NULL), ==, 0);
  g_assert_nonnull (strstr (w->out, "import youtube-comments"));
  g_assert_cmpint (admin_world_run (w, NULL, "--version", NULL), ==, 0);

  forgotten = admin_world_ask (w, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  g_assert_cmpint (admin_world_run (w, NULL, "status", NULL), ==, 3);
  g_assert_nonnull (strstr (w->err, "sparkle-admin migrate"));
}

#define ADD(path, func) g_test_add ("/server/admin/" path, AdminWorld, NULL, admin_world_set_up, func, admin_world_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("real-comments", test_real_comments);
  ADD ("clean-text", test_clean_text);
  ADD ("again-changes-nothing", test_again_changes_nothing);
  ADD ("undated", test_undated);
  ADD ("bad-rows", test_bad_rows);
  ADD ("too-long", test_too_long);
  ADD ("names", test_names);
  ADD ("real-videos", test_real_videos);
  ADD ("same-video", test_same_video);
  ADD ("bad-videos", test_bad_videos);
  ADD ("demo", test_demo);
  ADD ("members", test_members);
  ADD ("usage", test_usage);
  return g_test_run ();
}
