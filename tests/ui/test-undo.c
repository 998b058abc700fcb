/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be taken back: for how long, several at once, and what happens when nobody waits. */
#include <adwaita.h>

#include "sparkle-undo.h"

typedef struct
{
  GtkWidget       *window;
  AdwToastOverlay *overlay;
  SparkleUndo     *undo;
  GString         *log;
} Scene;

static void
finish (gpointer    object,
        const char *id)
{
  g_string_append_printf (((Scene *) object)->log, "+%s ", id);
}

static void
take_back (gpointer    object,
           const char *id)
{
  g_string_append_printf (((Scene *) object)->log, "-%s ", id);
}

static void
scene_open (Scene *scene)
{
  scene->window = gtk_window_new ();
  scene->overlay = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (scene->overlay, gtk_label_new ("Behind"));
  gtk_window_set_child (GTK_WINDOW (scene->window), GTK_WIDGET (scene->overlay));
  gtk_window_present (GTK_WINDOW (scene->window));
  scene->undo = sparkle_undo_new (scene->overlay);
  scene->log = g_string_new (NULL);
}

static void
scene_close (Scene *scene)
{
  g_object_unref (scene->undo);
  gtk_window_destroy (GTK_WINDOW (scene->window));
  g_string_free (scene->log, TRUE);
}

/* (nullable) */
static GtkWidget *
find (GtkWidget  *root,
      GType       type,
      const char *text)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && gtk_widget_get_mapped (root) &&
      g_strcmp0 (GTK_IS_LABEL (root) ? gtk_label_get_text (GTK_LABEL (root)) : gtk_button_get_label (GTK_BUTTON (root)), text) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
wait_for (Scene      *scene,
          GType       type,
          const char *text)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  GtkWidget *found;

  while ((found = find (GTK_WIDGET (scene->overlay), type, text)) == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_nonnull (found);
  return found;
}

static void
test_take_back (void)
{
  Scene scene;

  scene_open (&scene);
  sparkle_undo_add (scene.undo, "Post deleted", "a", finish, take_back, &scene);
  g_assert_cmpuint (sparkle_undo_n_pending (scene.undo), ==, 1);
  wait_for (&scene, GTK_TYPE_LABEL, "Post deleted");
  g_signal_emit_by_name (wait_for (&scene, GTK_TYPE_BUTTON, "_Undo"), "clicked");
  g_assert_cmpstr (scene.log->str, ==, "-a ");
  g_assert_cmpuint (sparkle_undo_n_pending (scene.undo), ==, 0);
  /* its toast goes later and means nothing then */
  sparkle_undo_flush (scene.undo);
  g_assert_cmpstr (scene.log->str, ==, "-a ");
  scene_close (&scene);
}

/* One toast tells of all, and one Undo takes all of it back, the last thing first. */
static void
test_several (void)
{
  Scene scene;

  scene_open (&scene);
  sparkle_undo_add (scene.undo, "Post deleted", "a", finish, take_back, &scene);
  sparkle_undo_add (scene.undo, "Draft deleted", "b", finish, NULL, &scene);
  sparkle_undo_add (scene.undo, "Comment deleted", "c", finish, take_back, &scene);
  wait_for (&scene, GTK_TYPE_LABEL, "Comment deleted, and 2 more");
  g_assert_cmpstr (scene.log->str, ==, "");
  g_signal_emit_by_name (wait_for (&scene, GTK_TYPE_BUTTON, "_Undo"), "clicked");
  g_assert_cmpstr (scene.log->str, ==, "-c -a ");
  scene_close (&scene);
}

/* A window that closes finishes them, each once, in their order. */
static void
test_flush (void)
{
  Scene scene;

  scene_open (&scene);
  sparkle_undo_add (scene.undo, "Post deleted", "a", finish, take_back, &scene);
  sparkle_undo_add (scene.undo, "Post deleted", "b", finish, take_back, &scene);
  sparkle_undo_flush (scene.undo);
  g_assert_cmpstr (scene.log->str, ==, "+a +b ");
  sparkle_undo_flush (scene.undo);
  g_assert_cmpstr (scene.log->str, ==, "+a +b ");
  scene_close (&scene);
}

/* Who deletes for ever does not keep an endless list of promises. */
static void
test_bound (void)
{
  Scene scene;

  scene_open (&scene);
  for (unsigned i = 0; i < 120; i++)
    sparkle_undo_add (scene.undo, "Post deleted", "x", finish, take_back, &scene);
  g_assert_cmpuint (sparkle_undo_n_pending (scene.undo), <=, 50);
  g_assert_cmpuint (sparkle_undo_n_pending (scene.undo) + scene.log->len / 3, ==, 120);
  scene_close (&scene);
}

/* Eight seconds, not less and not much more. */
static void
test_time (void)
{
  Scene scene;
  gint64 begin, shown;

  scene_open (&scene);
  sparkle_undo_add (scene.undo, "Post deleted", "a", finish, take_back, &scene);
  begin = g_get_monotonic_time ();
  while (scene.log->len == 0 && g_get_monotonic_time () - begin < 40 * G_USEC_PER_SEC)
    g_main_context_iteration (NULL, TRUE);
  shown = g_get_monotonic_time () - begin;
  g_assert_cmpstr (scene.log->str, ==, "+a ");
  g_assert_cmpint (shown, >=, 7900 * G_TIME_SPAN_MILLISECOND);
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

  g_test_add_func ("/ui/undo/take-back", test_take_back);
  g_test_add_func ("/ui/undo/several", test_several);
  g_test_add_func ("/ui/undo/flush", test_flush);
  g_test_add_func ("/ui/undo/bound", test_bound);
  g_test_add_func ("/ui/undo/time", test_time);
  return g_test_run ();
}
