/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>

#include "sparkle-feed-page.h"
#include "sparkle-post-list.h"
#include "sparkle-post-row.h"
#include "sparkle-vault.h"
#include "ui-world.h"

#define POSTS 400
#define HERE  60 /* the post that is read */

/* A page over a session without a network, in a window. */
typedef struct
{
  char            *folder;
  SparkleSession  *session;
  UiWorld         *world;
  GtkWindow       *window;
  SparkleFeedPage *page;
  GtkWidget       *list;
  gboolean         filled; /* by an earlier start */
} Scene;

static GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_type (child, type);
  return found;
}

/* A button that can be seen, by what it says. */
static GtkWidget *
find_button (GtkWidget  *widget,
             const char *words)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget) && (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), words) == 0 ||
                                 g_strcmp0 (gtk_widget_get_tooltip_text (widget), words) == 0))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_button (child, words);
  return found;
}

static SparklePostRow *
find_row (GtkWidget  *widget,
          const char *id)
{
  SparklePostRow *found = NULL;

  if (SPARKLE_IS_POST_ROW (widget))
    {
      SparklePost *post = sparkle_post_row_get_post (SPARKLE_POST_ROW (widget));

      return post != NULL && gtk_widget_get_child_visible (gtk_widget_get_parent (widget)) && g_str_equal (sparkle_post_get_id (post), id)
             ? SPARKLE_POST_ROW (widget) : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_row (child, id);
  return found;
}

/* Pixels from the top of the list to the row; NAN: it cannot be seen. */
static double
y_of (Scene      *scene,
      const char *id)
{
  SparklePostRow *row = find_row (scene->list, id);
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (row), scene->list, &bounds))
    return NAN;
  return bounds.origin.y;
}

static void
drawn_cb (GdkFrameClock *clock,
          unsigned      *left)
{
  if (*left > 0)
    (*left)--;
}

static gboolean
is_zero (gpointer data)
{
  return *(unsigned *) data == 0;
}

static void
draw (Scene    *scene,
      unsigned  frames)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (scene->window));
  unsigned left = frames;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (drawn_cb), &left);

  gdk_frame_clock_begin_updating (clock);
  g_assert_true (ui_wait_until (is_zero, &left));
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, handler);
}

typedef struct
{
  Scene      *scene;
  const char *id;
} Top;

static gboolean
is_on_top (gpointer data)
{
  Top *top = data;
  g_autofree char *id = NULL;
  double offset;

  return sparkle_post_list_get_place (SPARKLE_POST_LIST (top->scene->list), &id, &offset) && g_str_equal (id, top->id);
}

/* The list comes to rest with this post on top. */
static void
expect_top (Scene      *scene,
            const char *id)
{
  Top top = { scene, id };

  g_assert_true (ui_wait_until (is_on_top, &top));
  draw (scene, 20);
  g_assert_true (is_on_top (&top));
}

static void
scene_open (Scene *scene)
{
  g_autoptr(SparkleVault) vault = sparkle_vault_new_in_memory ();
  SparkleSessionOptions options = { .data_dir = scene->folder, .server = "http://127.0.0.1:9", .vault = vault, .offline = TRUE };

  scene->session = sparkle_session_new (&options);
  ui_await (sparkle_session_open (scene->session));
  if (!scene->filled)
    scene->world = ui_world_new_in (sparkle_session_get_store (scene->session), sparkle_session_get_entities (scene->session), POSTS);
  scene->page = sparkle_feed_page_new (scene->session, sparkle_session_get_feed (scene->session), "home", "Home");
  scene->list = find_type (GTK_WIDGET (scene->page), SPARKLE_TYPE_POST_LIST);
  scene->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (scene->window, 420, 800);
  gtk_window_set_child (scene->window, GTK_WIDGET (scene->page));
  gtk_window_present (scene->window);
  draw (scene, 3);
}

static void
scene_close (Scene *scene)
{
  sparkle_feed_page_save_position (scene->page);
  g_clear_pointer (&scene->world, ui_world_free);
  gtk_window_destroy (scene->window);
  ui_await (sparkle_session_close (scene->session));
  g_clear_object (&scene->session);
}

static void
read_here (Scene *scene)
{
  g_autofree char *here = ui_world_post_id (HERE);
  unsigned position;

  g_assert_true (sparkle_feed_find (sparkle_session_get_feed (scene->session), here, &position));
  sparkle_post_list_set_place (SPARKLE_POST_LIST (scene->list), position, 20);
  expect_top (scene, here);
}

static void
press (Scene      *scene,
       const char *words)
{
  GtkWidget *button = find_button (GTK_WIDGET (scene->page), words);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
remove_folder (Scene *scene)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", scene->folder);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (scene->folder);
}

/* Fifty posts that arrive move nothing; the pill leads to the oldest of them, then to the top, and back. */
static void
test_fifty_arrive (void)
{
  g_autofree char *here = ui_world_post_id (HERE), *oldest = ui_world_newer_id (0), *newest = ui_world_newer_id (49), *first = ui_world_post_id (0);
  Scene scene = { .folder = g_dir_make_tmp ("sparkle-feed-XXXXXX", NULL) };
  SparklePostRow *row;
  double before;

  scene_open (&scene);
  read_here (&scene);
  before = y_of (&scene, here);
  g_assert_false (isnan (before));
  for (unsigned i = 0; i < 50; i += 10)
    {
      ui_world_add_newer (scene.world, i, 10);
      draw (&scene, 5);
      g_assert_cmpfloat (y_of (&scene, here), ==, before);
    }

  press (&scene, "50 new posts");
  expect_top (&scene, oldest);
  /* The line stands between it and what was there. */
  row = find_row (scene.list, first);
  g_assert_nonnull (row);
  g_assert_true (gtk_widget_has_css_class (gtk_widget_get_first_child (GTK_WIDGET (row)), "new-line"));

  press (&scene, "To the top");
  expect_top (&scene, newest);
  press (&scene, "Back to where you were");
  expect_top (&scene, here);
  g_assert_cmpfloat_with_epsilon (y_of (&scene, here), before, 1.5);
  scene_close (&scene);
  remove_folder (&scene);
}

/* The next start is where the last one ended, and what came meanwhile waits. */
static void
test_next_start (void)
{
  g_autofree char *here = ui_world_post_id (HERE), *oldest = ui_world_newer_id (0);
  Scene scene = { .folder = g_dir_make_tmp ("sparkle-feed-XXXXXX", NULL) };

  scene_open (&scene);
  read_here (&scene);
  ui_world_add_newer (scene.world, 0, 7);
  scene_close (&scene);

  scene.filled = TRUE;
  scene_open (&scene);
  expect_top (&scene, here);
  press (&scene, "7 new posts");
  expect_top (&scene, oldest);
  scene_close (&scene);
  remove_folder (&scene);
}

/* Another width and larger text change every height, not what is read. */
static void
test_other_sizes (void)
{
  Scene scene = { .folder = g_dir_make_tmp ("sparkle-feed-XXXXXX", NULL) };
  SparkleFeed *feed;
  GtkSettings *settings = gtk_settings_get_default ();
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  scene_open (&scene);
  feed = sparkle_session_get_feed (scene.session);
  read_here (&scene);
  for (unsigned i = 0; i < 4; i++)
    {
      g_autofree char *id = NULL;
      unsigned position;
      double offset;

      if (i == 1 || i == 3)
        g_object_set (settings, "gtk-xft-dpi", i == 1 ? 2 * dpi : dpi, NULL);
      else
        gtk_window_set_default_size (scene.window, i == 0 ? 700 : 380, 800);
      draw (&scene, 20);
      g_assert_true (sparkle_post_list_get_place (SPARKLE_POST_LIST (scene.list), &id, &offset));
      g_assert_true (sparkle_feed_find (feed, id, &position));
      g_assert_cmpint (ABS ((int) position - HERE), <=, 1);
    }
  scene_close (&scene);
  remove_folder (&scene);
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

  g_test_add_func ("/ui/feed/fifty-arrive", test_fifty_arrive);
  g_test_add_func ("/ui/feed/next-start", test_next_start);
  g_test_add_func ("/ui/feed/other-sizes", test_other_sizes);
  return g_test_run ();
}
