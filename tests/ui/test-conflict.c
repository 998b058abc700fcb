/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One stretch of two versions: what is chosen is what comes out, and everything can be edited. */
#include <adwaita.h>

#include "sparkle-hunk-view.h"

static SparkleMergeHunk conflict = { SPARKLE_HUNK_CONFLICT, (char *) "one\n", (char *) "one, mine\n", (char *) "one, theirs\n" };

static void
count_cb (unsigned *count)
{
  (*count)++;
}

/* Takes view. */
static void
check (GtkWidget  *view,
       gboolean    open,
       const char *text)
{
  g_autofree char *got = sparkle_hunk_view_get_text (SPARKLE_HUNK_VIEW (view));

  g_assert_cmpint (sparkle_hunk_view_is_open (SPARKLE_HUNK_VIEW (view)), ==, open);
  g_assert_cmpstr (got, ==, text);
}

static void
test_choices (void)
{
  GtkWidget *view = g_object_ref_sink (sparkle_hunk_view_new (&conflict, SPARKLE_FIELD_TEXT, 1));
  SparkleHunkView *self = SPARKLE_HUNK_VIEW (view);
  unsigned count = 0;

  g_signal_connect_swapped (view, "changed", G_CALLBACK (count_cb), &count);
  check (view, TRUE, "one, mine\n");
  sparkle_hunk_view_choose (self, SPARKLE_CHOICE_THEIRS);
  check (view, FALSE, "one, theirs\n");
  sparkle_hunk_view_choose (self, SPARKLE_CHOICE_BOTH);
  check (view, FALSE, "one, mine\none, theirs\n");
  /* editing begins with what was taken */
  sparkle_hunk_view_choose (self, SPARKLE_CHOICE_EDITED);
  check (view, FALSE, "one, mine\none, theirs\n");
  sparkle_hunk_view_set_text (self, "something else");
  check (view, FALSE, "something else");
  sparkle_hunk_view_choose (self, SPARKLE_CHOICE_MINE);
  check (view, FALSE, "one, mine\n");
  g_assert_cmpuint (count, ==, 5);
  g_object_unref (view);
}

static void
test_kinds (void)
{
  SparkleMergeHunk tags = { SPARKLE_HUNK_CONFLICT, (char *) "a", (char *) "a, b", (char *) "c, a" };
  SparkleMergeHunk theirs = { SPARKLE_HUNK_THEIRS, (char *) "x\n", (char *) "x\n", (char *) "y\n" };
  SparkleMergeHunk same = { SPARKLE_HUNK_SAME, (char *) "z\n", (char *) "z\n", (char *) "z\n" };
  GtkWidget *view = g_object_ref_sink (sparkle_hunk_view_new (&tags, SPARKLE_FIELD_WORDS, 1));

  sparkle_hunk_view_choose (SPARKLE_HUNK_VIEW (view), SPARKLE_CHOICE_BOTH);
  check (view, FALSE, "a, b, c");
  g_object_unref (view);

  /* two titles are no title */
  view = g_object_ref_sink (sparkle_hunk_view_new (&conflict, SPARKLE_FIELD_LINE, 1));
  sparkle_hunk_view_choose (SPARKLE_HUNK_VIEW (view), SPARKLE_CHOICE_BOTH);
  check (view, TRUE, "one, mine\n");
  g_object_unref (view);

  /* what merges is decided, and can be decided otherwise */
  view = g_object_ref_sink (sparkle_hunk_view_new (&theirs, SPARKLE_FIELD_TEXT, 1));
  check (view, FALSE, "y\n");
  sparkle_hunk_view_choose (SPARKLE_HUNK_VIEW (view), SPARKLE_CHOICE_MINE);
  check (view, FALSE, "x\n");
  g_object_unref (view);

  view = g_object_ref_sink (sparkle_hunk_view_new (&same, SPARKLE_FIELD_TEXT, 0));
  g_assert_false (sparkle_hunk_view_differs (SPARKLE_HUNK_VIEW (view)));
  check (view, FALSE, "z\n");
  sparkle_hunk_view_set_text (SPARKLE_HUNK_VIEW (view), "also\n");
  check (view, FALSE, "also\n");
  g_object_unref (view);
}

static void
check_names (GtkWidget *widget)
{
  if (GTK_IS_TOGGLE_BUTTON (widget) && gtk_widget_get_visible (widget))
    gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                         g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (widget)), "Take _m") ? "Take mine, difference 3"
                                         : g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (widget)), "Take _t") ? "Take theirs, difference 3"
                                         : g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (widget)), "Take _b") ? "Take both, difference 3"
                                                                                                                   : "Edit, difference 3");
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_names (void)
{
  GtkWidget *view = g_object_ref_sink (sparkle_hunk_view_new (&conflict, SPARKLE_FIELD_TEXT, 3));

  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Difference 3: Both changed this");
  check_names (view);
  g_object_unref (view);
}

/* A hostile text is shown like any other. */
static void
test_hostile (void)
{
  g_autofree char *line = g_strnfill (50000, 'x');
  g_autofree char *marks = g_strdup_printf ("a%s\xe2\x80\x8f<b>&amp;</b>\n", "\xcc\x81\xcc\x81\xcc\x81");
  SparkleMergeHunk hunk = { SPARKLE_HUNK_CONFLICT, (char *) "", line, marks };
  GtkWidget *view = g_object_ref_sink (sparkle_hunk_view_new (&hunk, SPARKLE_FIELD_TEXT, 1));

  sparkle_hunk_view_set_narrow (SPARKLE_HUNK_VIEW (view), TRUE);
  sparkle_hunk_view_choose (SPARKLE_HUNK_VIEW (view), SPARKLE_CHOICE_THEIRS);
  check (view, FALSE, marks);
  g_object_unref (view);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/conflict/choices", test_choices);
  g_test_add_func ("/ui/conflict/kinds", test_kinds);
  g_test_add_func ("/ui/conflict/names", test_names);
  g_test_add_func ("/ui/conflict/hostile", test_hostile);
  return g_test_run ();
}
