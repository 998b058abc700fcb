/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread on screen, over a real cache: what is being read stays where it is, frame by frame. */
#include <adwaita.h>

#include "sparkle-comment-row.h"
#include "sparkle-fold.h"
#include "sparkle-limits.h"
#include "sparkle-store-reader.h"
#include "sparkle-thread-view.h"
#include "sparkle-time.h"
#include "ui-world.h"

typedef struct
{
  UiWorld           *world;
  SparkleThread     *thread;
  GtkWindow         *window;
  SparkleThreadView *view;
  char              *post_id;
  char              *scope;
  unsigned           cursor;
  /* what is watched over the frames that are painted */
  char              *watched;
  double             first_y, worst;
  unsigned           n_frames, n_lost;
  unsigned           target;
} Scene;

/* ---- records ------------------------------------------------------------------ */

static char *
comment_id (unsigned n)
{
  return g_strdup_printf ("019b0000-0000-7000-a000-%012u", n);
}

static void
append_comment (GString    *out,
                const char *post_id,
                unsigned    n,
                unsigned    parent, /* 0: none */
                unsigned    minute,
                const char *content)
{
  g_autofree char *id = comment_id (n);
  g_autofree char *parent_id = parent > 0 ? comment_id (parent) : NULL;
  g_autofree char *quoted = parent_id != NULL ? g_strdup_printf ("\"%s\"", parent_id) : g_strdup ("null");
  g_autofree char *time = sparkle_time_format (G_GINT64_CONSTANT (1767225600000000) + (gint64) minute * 60 * G_USEC_PER_SEC);

  g_string_append_printf (out,
                          "%s{\"id\":\"%s\",\"rev\":%u,\"version\":1,\"post_id\":\"%s\",\"author_id\":\"019b0000-0000-7000-8000-0000000001%02u\",\"parent_id\":%s,"
                          "\"content\":\"%s\",\"video_seconds\":null,\"created_at\":\"%s\",\"edited_at\":null,\"deleted\":false,"
                          "\"counts\":{\"reactions\":{\"like\":%u,\"love\":0,\"fire\":0,\"sparkle\":0,\"mind_blown\":0}}}",
                          out->len > 0 ? "," : "", id, minute + 1, post_id, n % 5, quoted, content, time, n % 4);
}

static void
scene_pull (Scene      *scene,
            const char *comments)
{
  char *answer = g_strdup_printf ("{\"scopes\":[{\"scope\":\"%s\",\"cursor\":\"c%u\",\"follow\":\"c%u\",\"more\":false,\"reset\":false,"
                                  "\"upserts\":{\"comment\":[%s]},\"deletes\":{}}]}", scene->scope, scene->cursor, scene->cursor, comments);
  g_autoptr(GBytes) bytes = g_bytes_new_take (answer, strlen (answer));
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);
  SparkleScopeRow *row = sparkle_store_read_scope (scene->world->store, scene->scope);

  if (row == NULL)
    {
      row = g_new0 (SparkleScopeRow, 1);
      row->scope = g_strdup (scene->scope);
    }
  g_ptr_array_add (asked, row);
  ui_await (sparkle_store_apply_pull (scene->world->store, asked, bytes, SPARKLE_APPLY_NORMAL));
  scene->cursor++;
}

static const char *
text_of (unsigned n)
{
  static const char * const texts[] = {
    "Short.",
    "A comment of some length, which needs more than one line in a narrow column and so has another height than its neighbours do.",
    "Two\\n\\nparagraphs, the second of which goes on for a while so that it wraps at least once where there is little room.",
  };

  return texts[n % G_N_ELEMENTS (texts)];
}

/* A top-level comment every ten, the others answer it or each other. */
static unsigned
parent_of (unsigned n)
{
  return n % 10 == 1 ? 0 : n % 3 == 0 ? n - 1 : n - n % 10 + 1 == n ? 0 : n - (n - 1) % 10;
}

static void
scene_fill (Scene    *scene,
            unsigned  n,
            unsigned (*parent) (unsigned n))
{
  g_autoptr(GString) all = g_string_new (NULL);

  for (unsigned i = 1; i <= n; i++)
    append_comment (all, scene->post_id, i, parent (i), i, text_of (i));
  scene_pull (scene, all->str);
}

/* ---- the scene ------------------------------------------------------------------ */

static void
scene_init (Scene *scene)
{
  *scene = (Scene) { 0 };
  scene->world = ui_world_new (1);
  scene->post_id = ui_world_post_id (0);
  scene->scope = g_strconcat ("post/", scene->post_id, NULL);
}

static gboolean
has_rows (gpointer data)
{
  Scene *scene = data;
  unsigned rows;

  sparkle_thread_view_count_furnished (scene->view, &rows);
  return rows > 0 && gtk_widget_get_height (GTK_WIDGET (scene->view)) > 0;
}

static gboolean
is_furnished (gpointer data)
{
  unsigned rows;
  unsigned furnished = sparkle_thread_view_count_furnished (((Scene *) data)->view, &rows);

  return rows > 0 && furnished == rows;
}

static void
after_paint_cb (Scene *scene)
{
  double y;

  if (scene->watched == NULL)
    return;
  scene->n_frames++;
  if (!sparkle_thread_view_get_row_y (scene->view, scene->watched, &y))
    {
      scene->n_lost++;
      return;
    }
  scene->worst = MAX (scene->worst, fabs (y - scene->first_y));
}

static void
scene_open (Scene *scene)
{
  scene->thread = sparkle_thread_new (scene->world->entities, scene->post_id);
  sparkle_thread_set_depth_max (scene->thread, SPARKLE_COMMENT_DEPTH_MAX);
  scene->view = SPARKLE_THREAD_VIEW (sparkle_thread_view_new ());
  sparkle_thread_view_set_thread (scene->view, scene->thread, NULL);
  scene->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (scene->window, 700, 800);
  gtk_window_set_child (scene->window, GTK_WIDGET (scene->view));
  gtk_window_present (scene->window);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (GTK_WIDGET (scene->window)), "after-paint", G_CALLBACK (after_paint_cb), scene);
  g_assert_true (ui_wait_until (has_rows, scene));
}

static void
scene_close (Scene *scene)
{
  if (scene->window != NULL)
    {
      g_signal_handlers_disconnect_by_func (gtk_widget_get_frame_clock (GTK_WIDGET (scene->window)), after_paint_cb, scene);
      gtk_window_destroy (scene->window);
    }
  g_clear_object (&scene->thread);
  g_clear_pointer (&scene->world, ui_world_free);
  g_free (scene->post_id);
  g_free (scene->scope);
  g_free (scene->watched);
}

static gboolean
frames_are_over (gpointer data)
{
  Scene *scene = data;

  gtk_widget_queue_draw (GTK_WIDGET (scene->view));
  return scene->n_frames >= scene->target;
}

static void
paint (Scene    *scene,
       unsigned  frames)
{
  scene->target = scene->n_frames + frames;
  g_assert_true (ui_wait_until (frames_are_over, scene));
}

/* The first comment that is seen whole. */
static void
watch_top (Scene *scene)
{
  double best = G_MAXDOUBLE;

  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (scene->thread)); i++)
    {
      g_autoptr(SparkleComment) comment = g_list_model_get_item (G_LIST_MODEL (scene->thread), i);
      double y;

      if (!sparkle_thread_view_get_row_y (scene->view, sparkle_comment_get_id (comment), &y) || y < 0 || y >= best)
        continue;
      best = y;
      g_set_str (&scene->watched, sparkle_comment_get_id (comment));
    }
  g_assert_nonnull (scene->watched);
  scene->first_y = best;
  scene->worst = 0;
  scene->n_lost = 0;
}

static void
go_to (Scene    *scene,
       unsigned  n)
{
  g_autofree char *id = comment_id (n);

  sparkle_thread_view_set_place (scene->view, id, 17);
  g_set_str (&scene->watched, id);
  paint (scene, 20);
  g_assert_true (ui_wait_until (is_furnished, scene));
  paint (scene, 4);
}

/* ---- tests ------------------------------------------------------------------------ */

static void
test_place (void)
{
  Scene scene;
  g_autofree char *id = NULL, *wanted = comment_id (1501);
  double offset = 0;

  scene_init (&scene);
  scene_fill (&scene, 3000, parent_of);
  scene_open (&scene);
  go_to (&scene, 1501);
  g_assert_true (sparkle_thread_view_get_place (scene.view, &id, &offset));
  g_assert_cmpstr (id, ==, wanted);
  g_assert_cmpfloat (fabs (offset - 17), <, 1.5);
  scene_close (&scene);
}

/* Comments come in above, between what is seen, and below: in no frame does the first whole row move. */
static void
test_nothing_moves (void)
{
  Scene scene;
  static const unsigned parents[] = { 1, 401, 402, 405, 411, 0, 591 };

  scene_init (&scene);
  scene_fill (&scene, 600, parent_of);
  scene_open (&scene);
  go_to (&scene, 401);
  watch_top (&scene);
  for (unsigned i = 0; i < 40; i++)
    {
      g_autoptr(GString) one = g_string_new (NULL);

      append_comment (one, scene.post_id, 1000 + i, parents[i % G_N_ELEMENTS (parents)], 1000 + i, text_of (i));
      scene_pull (&scene, one->str);
      paint (&scene, 1);
    }
  paint (&scene, 10);
  g_test_message ("worst: %.1f px over %u frames", scene.worst, scene.n_frames);
  g_assert_cmpuint (scene.n_lost, ==, 0);
  g_assert_cmpfloat (scene.worst, <, 1.5);
  scene_close (&scene);
}

static unsigned
one_big_branch (unsigned n)
{
  return n == 1 || n > 3001 ? 0 : n % 7 == 0 ? n - 1 : 1;
}

static gboolean
settled (gpointer data)
{
  Scene *scene = data;
  double y;

  gtk_widget_queue_draw (GTK_WIDGET (scene->view));
  return scene->n_frames >= scene->target && sparkle_thread_view_get_row_y (scene->view, scene->watched, &y);
}

/* From the middle of three thousand replies: they go, and whose replies they were comes into sight; and stays when they are back. */
static void
test_collapse (void)
{
  Scene scene;
  g_autofree char *top = comment_id (1);
  g_autoptr(SparkleComment) comment = NULL;
  gint64 began;
  double y, again;

  scene_init (&scene);
  scene_fill (&scene, 3500, one_big_branch);
  scene_open (&scene);
  go_to (&scene, 1500);
  comment = sparkle_entities_get_comment (scene.world->entities, top);
  began = g_get_monotonic_time ();
  sparkle_thread_view_set_collapsed (scene.view, comment, TRUE);
  g_test_message ("three thousand replies went in %.1f ms", (g_get_monotonic_time () - began) / 1000.0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (scene.thread)), ==, 500);
  g_set_str (&scene.watched, top);
  scene.target = scene.n_frames + 20;
  g_assert_true (ui_wait_until (settled, &scene));
  g_assert_true (sparkle_thread_view_get_row_y (scene.view, top, &y));
  g_assert_cmpfloat (y, >=, -1);
  g_assert_cmpfloat (y, <, 400);
  scene.first_y = y;
  scene.worst = 0;
  began = g_get_monotonic_time ();
  sparkle_thread_view_set_collapsed (scene.view, comment, FALSE);
  g_test_message ("… and came back in %.1f ms", (g_get_monotonic_time () - began) / 1000.0);
  paint (&scene, 20);
  g_assert_true (sparkle_thread_view_get_row_y (scene.view, top, &again));
  g_assert_cmpfloat (fabs (again - y), <, 1.5);
  g_test_message ("worst: %.1f px", scene.worst);
  scene_close (&scene);
}

static gboolean
glows (gpointer data)
{
  Scene *scene = data;
  GtkWidget *view = GTK_WIDGET (scene->view);
  double y;

  /* it is in sight, and has its widgets */
  return sparkle_thread_view_get_row_y (scene->view, scene->watched, &y) && y >= 0 && y < gtk_widget_get_height (view);
}

static void
test_show_comment (void)
{
  Scene scene;
  g_autofree char *hidden = comment_id (205), *parent = comment_id (201), *later = comment_id (4000);
  g_autoptr(GString) one = g_string_new (NULL);

  scene_init (&scene);
  scene_fill (&scene, 600, parent_of);
  scene_open (&scene);
  sparkle_thread_set_collapsed (scene.thread, parent, TRUE);
  g_set_str (&scene.watched, hidden);
  sparkle_thread_view_show_comment (scene.view, hidden, TRUE);
  g_assert_true (ui_wait_until (glows, &scene));
  /* one that is fetched first */
  g_set_str (&scene.watched, later);
  sparkle_thread_view_show_comment (scene.view, later, FALSE);
  append_comment (one, scene.post_id, 4000, 301, 4000, "Late");
  scene_pull (&scene, one->str);
  g_assert_true (ui_wait_until (glows, &scene));
  scene_close (&scene);
}

static void
test_rows_are_few (void)
{
  Scene scene;
  unsigned rows;

  scene_init (&scene);
  scene_fill (&scene, 5000, parent_of);
  scene_open (&scene);
  g_assert_cmpuint (sparkle_thread_view_count_furnished (scene.view, &rows), <=, 60);
  g_assert_cmpuint (rows, <=, 260);
  g_assert_true (ui_wait_until (is_furnished, &scene));
  scene_close (&scene);
}

/* ---- bad input -------------------------------------------------------------------- */

static GtkWidget *
make_row (Scene      *scene,
          unsigned    n)
{
  g_autofree char *id = comment_id (n);
  g_autoptr(SparkleComment) comment = sparkle_entities_get_comment (scene->world->entities, id);
  GtkWidget *row = g_object_ref_sink (sparkle_comment_row_new ());

  g_assert_true (sparkle_comment_get_known (comment));
  sparkle_comment_row_set_comment (SPARKLE_COMMENT_ROW (row), comment);
  sparkle_comment_row_furnish (SPARKLE_COMMENT_ROW (row));
  return row;
}

static void
test_hostile_text (void)
{
  Scene scene;
  g_autoptr(GString) all = g_string_new (NULL), marks = g_string_new (NULL), nothing = g_string_new (NULL), lines = g_string_new (NULL);
  g_autofree char *no_space = g_strnfill (5000, 'w');

  for (unsigned i = 0; i < 400; i++)
    {
      g_string_append (marks, "a\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87\xcc\x88\xcc\x89\xcc\x8a");
      g_string_append (nothing, "\xe2\x80\x8b\xe2\x80\x8d\xef\xbb\xbf\xe2\x80\xae");
      g_string_append (lines, "x\\n");
    }
  scene_init (&scene);
  append_comment (all, scene.post_id, 1, 0, 1, no_space);
  append_comment (all, scene.post_id, 2, 0, 2, marks->str);
  append_comment (all, scene.post_id, 3, 0, 3, nothing->str);
  append_comment (all, scene.post_id, 4, 0, 4, lines->str);
  append_comment (all, scene.post_id, 5, 0, 5, "<b>&lt;%s%n</b>");
  scene_pull (&scene, all->str);
  for (unsigned n = 1; n <= 4; n++)
    {
      GtkWidget *row = make_row (&scene, n);
      int minimum, height;
      gint64 began = g_get_monotonic_time ();

      gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 336, &height, NULL, NULL, NULL);
      g_test_message ("%u: %d px wide at least, %d px high, %.1f ms", n, minimum, height, (g_get_monotonic_time () - began) / 1000.0);
      g_assert_cmpint (minimum, <=, 336);
      g_assert_cmpint (height, <, 800); /* folded */
      g_object_unref (row);
    }
  scene_close (&scene);
}

static unsigned
one_before (unsigned n)
{
  return n - 1;
}

static void
test_deep_thread (void)
{
  Scene scene;
  unsigned rows;

  scene_init (&scene);
  scene_fill (&scene, 2000, one_before);
  scene_open (&scene);
  sparkle_thread_view_count_furnished (scene.view, &rows);
  g_assert_cmpuint (rows, ==, SPARKLE_COMMENT_DEPTH_MAX + 1);
  g_assert_true (ui_wait_until (is_furnished, &scene));
  scene_close (&scene);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();

  g_test_add_func ("/ui/thread/place", test_place);
  g_test_add_func ("/ui/thread/nothing-moves", test_nothing_moves);
  g_test_add_func ("/ui/thread/collapse", test_collapse);
  g_test_add_func ("/ui/thread/show-comment", test_show_comment);
  g_test_add_func ("/ui/thread/rows-are-few", test_rows_are_few);
  g_test_add_func ("/ui/thread/hostile-text", test_hostile_text);
  g_test_add_func ("/ui/thread/deep", test_deep_thread);
  return g_test_run ();
}
