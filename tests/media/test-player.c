/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real pipeline on a clip of our own whose frames say which they are, from a web server on this machine. */
#include <gtk/gtk.h>
#include <string.h>

#include "clip-server.h"
#include "sparkle-player-private.h"

#define FRAME_MS 40
#define PATIENCE (20 * G_TIME_SPAN_SECOND)

static const char *clip_path;

typedef struct
{
  ClipServer             server;
  SparkleStreamResolver *resolver;
  SparklePlayer         *player;
} Stage;

static void
stage_set_up (Stage         *stage,
              gconstpointer  data)
{
  clip_server_start (&stage->server, clip_path);
  stage->resolver = sparkle_stream_resolver_new (NULL);
  stage->player = sparkle_player_new (stage->resolver);
}

static void
stage_tear_down (Stage         *stage,
                 gconstpointer  data)
{
  sparkle_player_stop (stage->player);
  g_assert_finalize_object (stage->player);
  g_object_unref (stage->resolver);
  clip_server_stop (&stage->server);
}

/* Turns the loop until the condition holds. */
#define wait_until(condition)                                                           \
  G_STMT_START {                                                                        \
    gint64 until_ = g_get_monotonic_time () + PATIENCE;                                 \
    unsigned tick_ = g_timeout_add (10, G_SOURCE_FUNC (tick_cb), NULL);                 \
    while (!(condition) && g_get_monotonic_time () < until_)                            \
      g_main_context_iteration (NULL, TRUE);                                            \
    g_source_remove (tick_);                                                            \
    if (!(condition))                                                                   \
      g_error ("waited in vain for %s (state %d, position %" G_GINT64_FORMAT ", %s)", #condition, sparkle_player_get_state (stage->player), \
               sparkle_player_get_position (stage->player), sparkle_player_get_error (stage->player)); \
  } G_STMT_END

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define is(what) (sparkle_player_get_state (stage->player) == SPARKLE_PLAYER_##what)

static void
open_clip (Stage      *stage,
           const char *path,
           gint64      start)
{
  g_autofree char *uri = clip_server_uri (&stage->server, path);

  sparkle_player_open (stage->player, path, uri, start);
}

/* Which frame is painted: eight fields, each a bit. -1: none. */
static int
painted_frame (Stage *stage)
{
  g_autoptr(GdkPaintable) image = NULL;
  g_autoptr(GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GskRenderer) renderer = gsk_cairo_renderer_new ();
  g_autoptr(GdkTexture) texture = NULL;
  g_autofree guchar *pixels = g_malloc (320 * 180 * 4);
  int number = 0;

  if (!sparkle_player_has_picture (stage->player))
    return -1;
  image = gdk_paintable_get_current_image (sparkle_player_get_paintable (stage->player));
  gdk_paintable_snapshot (image, snapshot, 320, 180);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return -1;
  gsk_renderer_realize_for_display (renderer, gdk_display_get_default (), NULL);
  texture = gsk_renderer_render_texture (renderer, node, &GRAPHENE_RECT_INIT (0, 0, 320, 180));
  gsk_renderer_unrealize (renderer);
  gdk_texture_download (texture, pixels, 320 * 4);
  for (int bit = 0; bit < 8; bit++)
    number = number << 1 | (pixels[(90 * 320 + bit * 40 + 20) * 4] > 128);
  return number;
}

static gboolean
paints (Stage *stage,
        int    frame)
{
  int painted = painted_frame (stage);

  return painted >= 0 && ABS (painted - frame) <= 1;
}

/* ---- tests --------------------------------------------------------------------------------------------------------- */

static void
test_play (Stage         *stage,
           gconstpointer  data)
{
  gint64 at;

  g_assert_true (is (IDLE));
  g_assert_null (sparkle_player_get_paintable (stage->player));
  open_clip (stage, "/clip.webm", 0);
  g_assert_true (is (OPENING));
  wait_until (is (PLAYING));
  wait_until (sparkle_player_get_duration (stage->player) > 0);
  g_assert_cmpint (ABS (sparkle_player_get_duration (stage->player) - 10000), <, 300);
  wait_until (painted_frame (stage) > 2);
  wait_until (sparkle_player_get_position (stage->player) > 300);

  sparkle_player_pause (stage->player);
  g_assert_true (is (PAUSED));
  at = sparkle_player_get_position (stage->player);
  sparkle_player_toggle (stage->player);
  wait_until (is (PLAYING));
  wait_until (sparkle_player_get_position (stage->player) > at + 200);

  /* to the end; and from there it begins again */
  sparkle_player_seek (stage->player, 9700);
  wait_until (is (ENDED));
  g_assert_cmpint (sparkle_player_get_position (stage->player), ==, sparkle_player_get_duration (stage->player));
  sparkle_player_play (stage->player);
  wait_until (is (PLAYING) && sparkle_player_get_position (stage->player) < 5000 && painted_frame (stage) < 100);
}

/* To the very frame, forwards and backwards, over key frames and away from them. */
static void
test_seek (Stage         *stage,
           gconstpointer  data)
{
  static const int times[] = { 3240, 6000, 1020, 9800, 40, 5555, 5515 };

  open_clip (stage, "/clip.webm", 2000);
  wait_until (is (PLAYING));
  sparkle_player_pause (stage->player);
  for (unsigned i = 0; i < G_N_ELEMENTS (times); i++)
    {
      sparkle_player_seek (stage->player, times[i]);
      g_assert_cmpint (sparkle_player_get_position (stage->player), ==, times[i]);
      wait_until (paints (stage, times[i] / FRAME_MS));
    }
  g_assert_true (is (PAUSED));
}

/* Nothing before it is seen. */
static void
test_start (Stage         *stage,
            gconstpointer  data)
{
  open_clip (stage, "/clip.webm", 5000);
  g_assert_cmpint (sparkle_player_get_position (stage->player), ==, 5000);
  wait_until (is (PLAYING) && painted_frame (stage) >= 124);
  g_assert_cmpint (sparkle_player_get_position (stage->player), >=, 4900);

  /* the same again goes there without opening anything */
  stage->server.asked = 0;
  open_clip (stage, "/clip.webm", 1000);
  g_assert_true (is (PLAYING));
  wait_until (painted_frame (stage) >= 24 && painted_frame (stage) < 100);
}

/* A volume sounds the same whether it was chosen before there was anything to hear or while it plays. */
static void
test_volume (Stage         *stage,
             gconstpointer  data)
{
  sparkle_player_set_volume (stage->player, 0.5);
  open_clip (stage, "/clip.webm", 0);
  wait_until (is (PLAYING));
  g_assert_cmpfloat_with_epsilon (gst_play_get_volume (stage->player->play), 0.125, 0.001);
  sparkle_player_set_volume (stage->player, 1);
  g_assert_cmpfloat_with_epsilon (gst_play_get_volume (stage->player->play), 1, 0.001);
  sparkle_player_set_volume (stage->player, 0.5);
  g_assert_cmpfloat_with_epsilon (gst_play_get_volume (stage->player->play), 0.125, 0.001);
}

/* What one asks for before there is anything holds. */
static void
test_impatience (Stage         *stage,
                 gconstpointer  data)
{
  open_clip (stage, "/clip.webm", 0);
  sparkle_player_seek (stage->player, 4000);
  sparkle_player_pause (stage->player);
  sparkle_player_set_rate (stage->player, 2);
  sparkle_player_set_volume (stage->player, 0.5);
  sparkle_player_set_muted (stage->player, TRUE);
  wait_until (is (PAUSED));
  wait_until (paints (stage, 100));
  sparkle_player_play (stage->player);
  wait_until (is (PLAYING) && sparkle_player_get_position (stage->player) > 4500);
  g_assert_cmpfloat (sparkle_player_get_rate (stage->player), ==, 2);
  g_assert_true (sparkle_player_get_muted (stage->player));

  /* another thing instead, in the middle */
  open_clip (stage, "/none.webm", 0);
  open_clip (stage, "/clip.webm", 8000);
  wait_until (is (PLAYING) && painted_frame (stage) >= 199);
  g_assert_cmpstr (sparkle_player_get_key (stage->player), ==, "/clip.webm");
}

static unsigned
count_entries (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  unsigned n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Opened and closed again and again: no thread, no descriptor is left. */
static void
test_cycles (Stage         *stage,
             gconstpointer  data)
{
  unsigned threads = 0, files = 0;

  for (unsigned i = 0; i < 30; i++)
    {
      open_clip (stage, "/clip.webm", 0);
      wait_until (is (PLAYING));
      sparkle_player_stop (stage->player);
      g_assert_true (is (IDLE));
      g_assert_null (sparkle_player_get_key (stage->player));
      if (i == 9)
        {
          threads = count_entries ("/proc/self/task");
          files = count_entries ("/proc/self/fd");
        }
    }
  /* the last one may still be on its way out */
  wait_until (count_entries ("/proc/self/task") <= threads + 1 && count_entries ("/proc/self/fd") <= files + 2);
}

static void
test_failures (Stage         *stage,
               gconstpointer  data)
{
  static const char * const bad[] = { "/none.webm", "/junk.webm", "/loop.webm" };

  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      open_clip (stage, bad[i], 0);
      wait_until (is (FAILED));
      g_assert_nonnull (sparkle_player_get_error (stage->player));
    }
  /* what is left of a file is played, and then it is over one way or the other */
  open_clip (stage, "/cut.webm", 0);
  wait_until (is (PLAYING) && painted_frame (stage) > 10);
  sparkle_player_set_rate (stage->player, 2);
  wait_until (is (ENDED) || is (FAILED));
  sparkle_player_set_rate (stage->player, 1);

  /* Retry is to play again */
  open_clip (stage, "/guarded/clip.webm", 0);
  wait_until (is (PLAYING));
  sparkle_player_stop (stage->player);
  stage->server.refuse = TRUE;
  open_clip (stage, "/guarded/clip.webm", 1000);
  wait_until (is (FAILED));
  stage->server.refuse = FALSE;
  sparkle_player_play (stage->player);
  wait_until (is (PLAYING) && painted_frame (stage) >= 24);

  /* nobody there, and no page that anybody could play */
  sparkle_player_open (stage->player, "nobody", "http://127.0.0.1:1/clip.webm", 0);
  wait_until (is (FAILED));
  sparkle_player_open (stage->player, "file", "file:///etc/passwd", 0);
  wait_until (is (FAILED));
  sparkle_player_stop (stage->player);
  g_assert_true (is (IDLE));
  g_assert_null (sparkle_player_get_error (stage->player));
}

/* Let go at any moment of what it is at. */
static void
test_dropped (Stage         *stage,
              gconstpointer  data)
{
  for (unsigned round = 0; round < 12; round++)
    {
      g_object_unref (stage->player);
      stage->player = sparkle_player_new (stage->resolver);
      open_clip (stage, "/clip.webm", 0);
      if (round % 3 == 0)
        wait_until (stage->player->play != NULL);
      else if (round % 3 == 1)
        wait_until (sparkle_player_has_picture (stage->player));
      else
        wait_until (is (PLAYING) && sparkle_player_get_position (stage->player) > 0);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  clip_path = argv[1];
  gtk_init ();
  dex_init ();
  /* as g_application_run() does: the sink asks for the main thread, and takes for it whoever has the main context */
  g_assert_true (g_main_context_acquire (NULL));

#define ADD(name, func) g_test_add ("/player/" name, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("dropped", test_dropped);
  ADD ("play", test_play);
  ADD ("seek", test_seek);
  ADD ("start", test_start);
  ADD ("volume", test_volume);
  ADD ("impatience", test_impatience);
  ADD ("cycles", test_cycles);
  ADD ("failures", test_failures);
#undef ADD

  return g_test_run ();
}
