/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Widgets in process, over a real cache; what is asked for is what a person or a screen reader meets. */
#include <adwaita.h>

#include "sparkle-burst.h"
#include "sparkle-level-ring.h"
#include "sparkle-level.h"
#include "sparkle-list-states.h"
#include "sparkle-post-list.h"
#include "sparkle-post-card.h"
#include "sparkle-post-row.h"
#include "sparkle-relative-time.h"
#include "sparkle-reply-box.h"
#include "sparkle-video-card.h"
#include "ui-world.h"

/* ---- finding ---------------------------------------------------------------------- */

static GtkWidget *
find_label (GtkWidget  *root,
            const char *text)
{
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_type (GtkWidget *root,
           GType      type,
           unsigned  *index)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && (*index)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type, index);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
nth (GtkWidget *root,
     GType      type,
     unsigned   index)
{
  return find_type (root, type, &index);
}

static int
height_at (GtkWidget *widget,
           int        width)
{
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  return height;
}

/* ---- words ------------------------------------------------------------------------ */

static void
test_relative_time (void)
{
  static const struct
  {
    gint64      seconds;
    const char *text;
  } cases[] = {
    { -500, "now" }, { 0, "now" }, { 59, "now" }, { 60, "1 min" }, { 3599, "59 min" }, { 3600, "1 h" },
    { 86399, "23 h" }, { 86400, "1 d" }, { 6 * 86400, "6 d" },
  };
  gint64 now = G_GINT64_CONSTANT (1795406400) * G_USEC_PER_SEC;

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sparkle_relative_time (now - cases[i].seconds * G_USEC_PER_SEC, now);

      g_assert_cmpstr (text, ==, cases[i].text);
    }

  g_autofree char *date = sparkle_relative_time (now - G_GINT64_CONSTANT (400) * 86400 * G_USEC_PER_SEC, now);
  g_autofree char *wild = sparkle_relative_time (G_MININT64 / 2, now);

  g_assert_nonnull (strstr (date, "2025"));
  g_assert_nonnull (wild);
}

static void
test_short_number (void)
{
  g_autofree char *small = sparkle_short_number (9999);
  g_autofree char *thousands = sparkle_short_number (12345);
  g_autofree char *millions = sparkle_short_number (3400000);

  g_assert_cmpstr (small, ==, "9999");
  g_assert_cmpstr (thousands, ==, "12 k");
  g_assert_cmpstr (millions, ==, "3 M");
}

static void
test_level_ring (void)
{
  const char *half = "Level 2, 50 % of the way to the next";
  g_autoptr(SparkleLevelRing) ring = SPARKLE_LEVEL_RING (g_object_ref_sink (sparkle_level_ring_new (36)));

  /* Level 2 is from 100 to 400 XP. (The macro below prints its arguments by printf: no % among them.) */
  sparkle_level_ring_set_xp (ring, 250);
  g_assert_cmpfloat_with_epsilon (sparkle_level_ring_get_fraction (ring), 0.5, 0.001);
  gtk_test_accessible_assert_property (ring, GTK_ACCESSIBLE_PROPERTY_LABEL, half);
  sparkle_level_ring_set_xp (ring, 0);
  g_assert_cmpfloat (sparkle_level_ring_get_fraction (ring), ==, 0);

  /* of somebody else nothing is known yet, and the ring does not turn from one person to the next */
  sparkle_level_ring_set_name (ring, "Nova");
  sparkle_level_ring_set_xp (ring, 250);
  sparkle_level_ring_set_name (ring, "Nova");
  g_assert_nonnull (gtk_widget_get_tooltip_text (GTK_WIDGET (ring)));
  sparkle_level_ring_set_name (ring, "Kai");
  g_assert_null (gtk_widget_get_tooltip_text (GTK_WIDGET (ring)));
}

static void
test_list_states (void)
{
  g_autoptr(SparkleListStates) states = SPARKLE_LIST_STATES (g_object_ref_sink (sparkle_list_states_new ()));
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "The <server> is having a rest");

  sparkle_list_states_set_content (states, gtk_label_new ("content"));
  sparkle_list_states_set_empty (states, "go-home-symbolic", "Nothing", NULL, NULL, NULL);
  for (SparkleListState state = SPARKLE_LIST_STATE_LOADING; state <= SPARKLE_LIST_STATE_CONTENT; state++)
    {
      sparkle_list_states_set_state (states, state);
      g_assert_cmpint (sparkle_list_states_get_state (states), ==, state);
    }
  sparkle_list_states_set_failure (states, error);
  g_assert_cmpint (sparkle_list_states_get_state (states), ==, SPARKLE_LIST_STATE_FAILED);
  g_assert_nonnull (find_label (GTK_WIDGET (states), "The <server> is having a rest"));
  g_assert_nonnull (nth (GTK_WIDGET (states), GTK_TYPE_BUTTON, 0));
}

static void
send_cb (SparkleReplyBox *box,
         const char      *text,
         char           **ret_text)
{
  g_free (*ret_text);
  *ret_text = g_strdup (text);
}

static void
test_reply_box (void)
{
  g_autoptr(SparkleReplyBox) box = SPARKLE_REPLY_BOX (g_object_ref_sink (sparkle_reply_box_new ()));
  g_autofree char *sent = NULL;
  g_autofree char *text = NULL;
  g_autofree char *long_text = g_strnfill (5001, 'x');
  GtkWidget *pin = nth (GTK_WIDGET (box), GTK_TYPE_TOGGLE_BUTTON, 0);
  GtkWidget *send = nth (GTK_WIDGET (box), GTK_TYPE_BUTTON, 2);

  g_signal_connect (box, "send", G_CALLBACK (send_cb), &sent);
  gtk_test_accessible_assert_property (send, GTK_ACCESSIBLE_PROPERTY_LABEL, "Send");
  g_assert_false (gtk_widget_get_sensitive (send));
  sparkle_reply_box_set_text (box, "  \n ");
  g_signal_emit_by_name (send, "clicked");
  g_assert_null (sent);
  sparkle_reply_box_set_text (box, " Good odds \n");
  g_signal_emit_by_name (send, "clicked");
  g_assert_cmpstr (sent, ==, "Good odds");
  text = sparkle_reply_box_get_text (box);
  g_assert_cmpstr (text, ==, " Good odds \n");
  sparkle_reply_box_set_text (box, long_text);
  g_assert_false (gtk_widget_get_sensitive (send));

  /* the moment follows what plays until it is pinned, and then stays */
  g_assert_false (gtk_widget_get_visible (pin));
  sparkle_reply_box_offer_second (box, 150);
  sparkle_reply_box_offer_second (box, 151);
  g_assert_true (gtk_widget_get_visible (pin));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (pin)), ==, "At 2:31");
  g_assert_cmpint (sparkle_reply_box_get_second (box), ==, -1);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (pin), TRUE);
  sparkle_reply_box_offer_second (box, 160);
  sparkle_reply_box_offer_second (box, -1);
  g_assert_cmpint (sparkle_reply_box_get_second (box), ==, 151);
  sparkle_reply_box_set_second (box, -1);
  g_assert_cmpint (sparkle_reply_box_get_second (box), ==, -1);
  g_assert_false (gtk_widget_get_visible (pin));
}

/* ---- rows ------------------------------------------------------------------------- */

static void
test_post_row (void)
{
  g_autoptr(UiWorld) world = ui_world_new (8);
  g_autofree char *id = ui_world_post_id (0);
  g_autoptr(SparklePost) post = sparkle_entities_get_post (world->entities, id);
  g_autoptr(SparklePostRow) row = SPARKLE_POST_ROW (g_object_ref_sink (sparkle_post_row_new ()));
  g_autoptr(SparklePostCard) card = NULL;
  int full;

  sparkle_post_row_set_post (row, post, 150);
  g_assert_null (gtk_widget_get_first_child (GTK_WIDGET (row)));
  g_assert_cmpint (height_at (GTK_WIDGET (row), 400), ==, 150);

  sparkle_post_row_furnish (row, g_object_ref_sink (SPARKLE_POST_CARD (sparkle_post_card_new ())));
  g_assert_nonnull (find_label (GTK_WIDGET (row), "Post number 0"));
  g_assert_nonnull (find_label (GTK_WIDGET (row), "Ann Holm"));
  g_assert_nonnull (find_label (GTK_WIDGET (row), "toyota"));
  g_assert_nonnull (nth (GTK_WIDGET (row), SPARKLE_TYPE_VIDEO_CARD, 0));
  /* On top when narrow, beside the text when there is room. */
  g_assert_cmpint (height_at (GTK_WIDGET (row), 336), >, height_at (GTK_WIDGET (row), 420) + 80);

  ui_world_change_post (world, 0, "Another title", 41);
  g_assert_nonnull (find_label (GTK_WIDGET (row), "Another title"));
  g_assert_nonnull (find_label (GTK_WIDGET (row), "41"));

  /* The line and the end add to the height and go again. */
  full = height_at (GTK_WIDGET (row), 400);
  sparkle_post_row_set_line (row, "New since you left");
  sparkle_post_row_set_end (row, "The end", TRUE);
  g_assert_cmpint (height_at (GTK_WIDGET (row), 400), >, full + 20);
  sparkle_post_row_set_line (row, NULL);
  sparkle_post_row_set_end (row, NULL, FALSE);
  g_assert_cmpint (height_at (GTK_WIDGET (row), 400), ==, full);

  card = sparkle_post_row_take_card (row);
  g_assert_null (sparkle_post_card_get_post (card));
  g_assert_null (gtk_widget_get_first_child (GTK_WIDGET (row)));
  sparkle_post_row_set_post (row, NULL, 0);
  ui_world_change_post (world, 0, "Nobody looks", 42);
}

static void
test_row_names (void)
{
  g_autoptr(UiWorld) world = ui_world_new (8);
  g_autofree char *id = ui_world_post_id (3);
  g_autoptr(SparklePost) post = sparkle_entities_get_post (world->entities, id);
  g_autoptr(SparklePostRow) row = SPARKLE_POST_ROW (g_object_ref_sink (sparkle_post_row_new ()));
  static const char * const names[] = { "React, 4 reactions", "3 comments", "Bookmark" };

  sparkle_post_row_set_post (row, post, 150);
  sparkle_post_row_furnish (row, g_object_ref_sink (SPARKLE_POST_CARD (sparkle_post_card_new ())));
  for (unsigned i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_test_accessible_assert_property (nth (GTK_WIDGET (row), GTK_TYPE_BUTTON, 1 + i), GTK_ACCESSIBLE_PROPERTY_LABEL, names[i]);
}

/* ---- the list --------------------------------------------------------------------- */

typedef struct
{
  UiWorld         *world;
  SparkleFeed     *feed;
  GtkWindow       *window;
  SparklePostList *list;
  unsigned         at_first; /* rows furnished when the first frame was laid out */
} ListScene;

static gboolean
has_rows (gpointer data)
{
  unsigned rows;

  sparkle_post_list_count_furnished (((ListScene *) data)->list, &rows);
  return rows > 0;
}

static gboolean
is_furnished (gpointer data)
{
  unsigned rows;
  unsigned furnished = sparkle_post_list_count_furnished (((ListScene *) data)->list, &rows);

  g_test_message ("%u of %u rows have cards", furnished, rows);
  /* What is in sight and a page on each side. */
  return rows > 100 && furnished > 8;
}

static void
scene_open (ListScene *scene,
            unsigned   n_posts)
{
  scene->world = ui_world_new (n_posts);
  scene->feed = sparkle_feed_new (scene->world->entities, SPARKLE_LIST_FEED, NULL);
  scene->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (scene->window, 420, 800);
  scene->list = SPARKLE_POST_LIST (sparkle_post_list_new ());
  sparkle_post_list_set_model (scene->list, G_LIST_MODEL (scene->feed));
  scene->at_first = sparkle_post_list_count_furnished (scene->list, NULL);
  gtk_window_set_child (scene->window, GTK_WIDGET (scene->list));
  gtk_window_present (scene->window);
  g_assert_true (ui_wait_until (has_rows, scene));
}

static void
scene_close (ListScene *scene)
{
  gtk_window_destroy (scene->window);
  g_clear_object (&scene->feed);
  g_clear_pointer (&scene->world, ui_world_free);
}

static void
drawn_cb (GdkFrameClock *clock,
          gboolean      *drawn)
{
  *drawn = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
wait_frame (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean drawn = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (drawn_cb), &drawn);

  gtk_widget_queue_draw (widget);
  g_assert_true (ui_wait_until (is_true, &drawn));
  g_signal_handler_disconnect (clock, handler);
}

/* Of the rows that can be seen. */
static gboolean
all_have_cards (GtkWidget *widget,
                GtkWidget *list)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_child_visible (widget))
    return TRUE;
  if (SPARKLE_IS_POST_ROW (widget))
    return sparkle_post_row_get_post (SPARKLE_POST_ROW (widget)) == NULL || sparkle_post_row_is_furnished (SPARKLE_POST_ROW (widget)) ||
           !gtk_widget_compute_bounds (widget, list, &bounds) || bounds.origin.y >= gtk_widget_get_height (list) ||
           bounds.origin.y + bounds.size.height <= 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!all_have_cards (child, list))
      return FALSE;
  return TRUE;
}

static void
test_list_furnishing (void)
{
  ListScene scene = { 0 };
  unsigned rows;

  scene_open (&scene, 1000);
  g_assert_cmpuint (scene.at_first, <=, 20);
  g_assert_true (ui_wait_until (is_furnished, &scene));
  sparkle_post_list_count_furnished (scene.list, &rows);
  g_assert_cmpuint (rows, <=, 260);
  /* However far it is scrolled, there are no more cards than a few pages need, and every row in sight has one. */
  for (unsigned i = 0; i < 120; i++)
    {
      GtkAdjustment *place = sparkle_post_list_get_vadjustment (scene.list);

      gtk_adjustment_set_value (place, gtk_adjustment_get_value (place) + 700);
      wait_frame (GTK_WIDGET (scene.list));
      g_assert_cmpuint (sparkle_post_list_count_furnished (scene.list, NULL), <=, 48);
      g_assert_true (all_have_cards (GTK_WIDGET (scene.list), GTK_WIDGET (scene.list)));
    }
  scene_close (&scene);
}

static gboolean
is_at_500 (gpointer data)
{
  g_autofree char *wanted = ui_world_post_id (500);
  g_autofree char *id = NULL;
  double offset;

  return sparkle_post_list_get_place (((ListScene *) data)->list, &id, &offset) && g_str_equal (id, wanted) && fabs (offset - 30) < 1.5;
}

static void
test_list_place (void)
{
  g_autofree char *wanted = NULL;
  ListScene scene = { 0 };
  unsigned position;

  scene_open (&scene, 1000);
  wanted = ui_world_post_id (500);
  g_assert_true (sparkle_feed_find (scene.feed, wanted, &position));
  g_assert_cmpuint (position, ==, 500);
  sparkle_post_list_set_place (scene.list, position, 30);
  g_assert_true (ui_wait_until (is_at_500, &scene));
  /* Heights that change around it while the other rows are furnished do not move what is read. */
  g_assert_true (ui_wait_until (is_furnished, &scene));
  g_assert_true (is_at_500 (&scene));
  scene_close (&scene);
}

/* ---- motion ------------------------------------------------------------------------------- */

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

static gboolean
has_rested (gpointer data)
{
  return !sparkle_burst_is_playing (data);
}

static void
test_burst (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name ("sparkle-spark-symbolic");
  GtkSettings *settings = gtk_widget_get_settings (window);
  SparkleBurst *burst = NULL;

  gtk_box_append (GTK_BOX (box), icon);
  gtk_window_set_child (GTK_WINDOW (window), box);
  sparkle_burst_play (&burst, box, icon);
  g_assert_false (sparkle_burst_is_playing (burst)); /* nobody sees it */

  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (ui_wait_until (is_mapped, icon));
  g_object_set (settings, "gtk-interface-reduced-motion", GTK_REDUCED_MOTION_REDUCE, "gtk-enable-animations", TRUE, NULL);
  sparkle_burst_play (&burst, box, icon);
  g_assert_false (sparkle_burst_is_playing (burst));
  g_object_set (settings, "gtk-interface-reduced-motion", GTK_REDUCED_MOTION_NO_PREFERENCE, "gtk-enable-animations", FALSE, NULL);
  sparkle_burst_play (&burst, box, icon);
  g_assert_false (sparkle_burst_is_playing (burst));

  g_object_set (settings, "gtk-enable-animations", TRUE, NULL);
  sparkle_burst_play (&burst, box, icon);
  g_assert_true (sparkle_burst_is_playing (burst));
  g_assert_true (ui_wait_until (has_rested, burst));
  sparkle_burst_play (&burst, box, icon);
  sparkle_burst_free (burst); /* in flight */
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
has_place (gpointer data)
{
  return gtk_widget_get_mapped (data) && gtk_widget_get_width (data) > 0;
}

static GBytes *
draw (GtkWidget *widget)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr(GskRenderNode) node = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (renderer, node, NULL);
  return gdk_texture_save_to_png_bytes (texture);
}

static gboolean
look_alike (gpointer data)
{
  GtkWidget **rings = data;
  g_autoptr(GBytes) one = draw (rings[0]), other = draw (rings[1]);

  return g_bytes_equal (one, other);
}

/* The first ring gains experience; the second one shows from the beginning what it is to come to. */
static void
test_ring_motion (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *rings[] = { sparkle_level_ring_new (36), sparkle_level_ring_new (36) };
  GtkSettings *settings = gtk_widget_get_settings (window);

  gtk_box_append (GTK_BOX (box), rings[0]);
  gtk_box_append (GTK_BOX (box), rings[1]);
  gtk_window_set_child (GTK_WINDOW (window), box);
  for (unsigned i = 0; i < 2; i++)
    sparkle_level_ring_set_name (SPARKLE_LEVEL_RING (rings[i]), "Nova"); /* the colour is of the name */
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[0]), 250);
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[1]), 950); /* two levels on */
  gtk_window_present (GTK_WINDOW (window));
  g_assert_true (ui_wait_until (has_place, rings[1]));

  g_object_set (settings, "gtk-interface-reduced-motion", GTK_REDUCED_MOTION_NO_PREFERENCE, "gtk-enable-animations", TRUE, NULL);
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[0]), 950);
  g_assert_false (look_alike (rings));
  g_assert_true (ui_wait_until (look_alike, rings));

  /* taken back, or somebody else: at once */
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[1]), -1);
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[1]), 120);
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[0]), 120);
  g_assert_true (look_alike (rings));
  g_object_set (settings, "gtk-interface-reduced-motion", GTK_REDUCED_MOTION_REDUCE, NULL);
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[0]), 700);
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[1]), -1);
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[1]), 700);
  g_assert_true (look_alike (rings));

  g_object_set (settings, "gtk-interface-reduced-motion", GTK_REDUCED_MOTION_NO_PREFERENCE, NULL);
  sparkle_level_ring_set_xp (SPARKLE_LEVEL_RING (rings[0]), 1000);
  gtk_window_destroy (GTK_WINDOW (window)); /* while it turns */
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

  g_test_add_func ("/ui/words/relative-time", test_relative_time);
  g_test_add_func ("/ui/words/short-number", test_short_number);
  g_test_add_func ("/ui/widgets/level-ring", test_level_ring);
  g_test_add_func ("/ui/motion/burst", test_burst);
  g_test_add_func ("/ui/motion/ring", test_ring_motion);
  g_test_add_func ("/ui/widgets/list-states", test_list_states);
  g_test_add_func ("/ui/widgets/reply-box", test_reply_box);
  g_test_add_func ("/ui/widgets/post-row", test_post_row);
  g_test_add_func ("/ui/widgets/row-names", test_row_names);
  g_test_add_func ("/ui/list/furnishing", test_list_furnishing);
  g_test_add_func ("/ui/list/place", test_list_place);
  return g_test_run ();
}
