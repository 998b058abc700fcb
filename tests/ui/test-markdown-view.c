/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts laid out, in a real window where frames matter: what a reader sees, presses and hears, and what bad input costs. */
#include <adwaita.h>
#include <libdex.h>
#include <string.h>

#include "sparkle-markdown-view.h"

/* ---- a window ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  GtkWidget           *window;
  SparkleMarkdownView *view;
  GString             *done; /* what was asked of the window */
} Stage;

static void
action_cb (GSimpleAction *action,
           GVariant      *parameter,
           Stage         *stage)
{
  g_autofree char *text = g_variant_print (parameter, FALSE);

  g_string_append_printf (stage->done, "%s %s\n", g_action_get_name (G_ACTION (action)), text);
}

static void
stage_open (Stage *stage)
{
  static const struct { const char *name; const char *type; } actions[] = { { "open-profile", "s" }, { "show-list", "(ss)" }, { "open-uri", "s" }, { "play-video", "(su)" }, { "toast", "s" } };
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  stage->done = g_string_new (NULL);
  stage->window = gtk_window_new ();
  stage->view = SPARKLE_MARKDOWN_VIEW (sparkle_markdown_view_new (FALSE));
  for (unsigned i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr(GSimpleAction) action = g_simple_action_new (actions[i].name, G_VARIANT_TYPE (actions[i].type));

      g_signal_connect (action, "activate", G_CALLBACK (action_cb), stage);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (stage->window, "win", G_ACTION_GROUP (group));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (stage->view));
  gtk_window_set_child (GTK_WINDOW (stage->window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (stage->window), 600, 700);
  gtk_window_present (GTK_WINDOW (stage->window));
}

static void
stage_close (Stage *stage)
{
  gtk_window_destroy (GTK_WINDOW (stage->window));
  g_string_free (stage->done, TRUE);
}

static void
complete (Stage *stage)
{
  while (!sparkle_markdown_view_is_complete (stage->view))
    g_main_context_iteration (NULL, TRUE);
}

/* ---- finding ------------------------------------------------------------------------------------------------------- */

static GtkWidget *
next_widget (GtkWidget *root,
             GtkWidget *widget)
{
  GtkWidget *next = gtk_widget_get_first_child (widget);

  while (next == NULL && widget != root)
    {
      next = gtk_widget_get_next_sibling (widget);
      widget = gtk_widget_get_parent (widget);
    }
  return next;
}

static GtkLabel *
find_label (Stage      *stage,
            const char *text)
{
  GtkWidget *root = GTK_WIDGET (stage->view);

  for (GtkWidget *widget = root; widget != NULL; widget = next_widget (root, widget))
    if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
      return GTK_LABEL (widget);
  return NULL;
}

static unsigned
count_children (Stage *stage)
{
  unsigned count = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stage->view)); child != NULL; child = gtk_widget_get_next_sibling (child))
    count++;
  return count;
}

static GtkWidget *
child_at (Stage    *stage,
          unsigned  index)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (stage->view));

  while (index-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
press_link (GtkLabel   *label,
            const char *uri)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (label, "activate-link", uri, &handled);
  g_assert_true (handled);
}

/* ---- what is seen -------------------------------------------------------------------------------------------------- */

static void
test_blocks (void)
{
  Stage stage;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, "# Head\n\nText *soft* <b>raw</b> & more\nnext line\n\n> quoted\n\n1. one\n2. two\n\n- [x] task\n\n```c\nint x;\n```\n\n"
                                              "|a|b|\n|-|-|\n|1|2|\n\n---\n\n![A cat](https://example.org/cat.png)\n\n<div>\n");
  g_assert_cmpuint (count_children (&stage), ==, 11);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (find_label (&stage, "Head")), "title-2"));
  gtk_test_accessible_assert_role (find_label (&stage, "Head"), GTK_ACCESSIBLE_ROLE_HEADING);
  g_assert_cmpstr (gtk_label_get_text (find_label (&stage, "soft")), ==, "Text soft <b>raw</b> & more\nnext line");
  g_assert_nonnull (find_label (&stage, "quoted"));
  g_assert_nonnull (find_label (&stage, "2."));
  gtk_test_accessible_assert_property (find_label (&stage, "☑"), GTK_ACCESSIBLE_PROPERTY_LABEL, "Done");
  g_assert_cmpstr (gtk_label_get_text (find_label (&stage, "int x")), ==, "int x;");
  g_assert_nonnull (find_label (&stage, "A cat"));
  g_assert_nonnull (find_label (&stage, "example.org"));
  g_assert_nonnull (find_label (&stage, "<div>"));
  gtk_test_accessible_assert_property (stage.view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sparkle_markdown_view_get_plain (stage.view));
  g_assert_nonnull (strstr (sparkle_markdown_view_get_plain (stage.view), "Picture: A cat"));
  stage_close (&stage);
}

static void
test_links (void)
{
  Stage stage;
  GtkLabel *label;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, "@ada #kpop [site](https://example.org/?a=1&b=2) 2:31\n\n[evil](javascript:x) word");
  label = find_label (&stage, "@ada");
  press_link (label, "mention:ada");
  press_link (label, "tag:kpop");
  press_link (label, "https://example.org/?a=1&b=2");
  g_assert_cmpstr (stage.done->str, ==, "open-profile 'ada'\nshow-list ('tag', 'kpop')\nopen-uri 'https://example.org/?a=1&b=2'\n");

  /* A link that leads nowhere good is text. */
  g_assert_null (strstr (gtk_label_get_label (find_label (&stage, "evil")), "<a "));

  /* Times lead somewhere where there is a video. */
  g_assert_null (strstr (gtk_label_get_label (label), "time:"));
  sparkle_markdown_view_set_video_id (stage.view, "9bZkp7q19f0");
  g_assert_nonnull (strstr (gtk_label_get_label (label), "time:151"));
  g_string_truncate (stage.done, 0);
  press_link (label, "time:151");
  g_assert_cmpstr (stage.done->str, ==, "play-video ('9bZkp7q19f0', 151)\n");
  stage_close (&stage);
}

static void
test_spoiler (void)
{
  Stage stage;
  GtkLabel *label;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, "It was ||the butler||, ||really||.");
  label = find_label (&stage, "It was");
  g_assert_null (strstr (gtk_label_get_label (label), "butler"));
  g_assert_null (strstr (sparkle_markdown_view_get_plain (stage.view), "butler"));
  press_link (label, "spoiler:0");
  g_assert_nonnull (strstr (gtk_label_get_text (label), "the butler"));
  g_assert_null (strstr (gtk_label_get_text (label), "really"));
  press_link (label, "spoiler:1");
  g_assert_nonnull (strstr (gtk_label_get_text (label), "really"));

  /* The row is used for another text: what that hides is hidden. */
  sparkle_markdown_view_set_text (stage.view, "It was ||somebody else||, ||truly||.");
  g_assert_null (strstr (gtk_label_get_label (find_label (&stage, "It was")), "somebody"));
  stage_close (&stage);
}

/* The Tab key goes from link to link, over text, and out again. */
static void
test_keyboard (void)
{
  static const char * const stops[] = { "mention:ada", "https://example.org/", "spoiler:0", "Copy code", "tag:kpop" };
  Stage stage;
  GtkWidget *focus;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, "text\n\n@ada and [site](https://example.org/) ||hidden||\n\nmore text\n\n```\ncode\n```\n\n|a|b|\n|-|-|\n|x|#kpop|\n\nend");
  gtk_widget_grab_focus (stage.window);
  gtk_window_set_focus (GTK_WINDOW (stage.window), NULL);
  for (unsigned i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_assert_true (gtk_widget_child_focus (GTK_WIDGET (stage.view), GTK_DIR_TAB_FORWARD));
      focus = gtk_window_get_focus (GTK_WINDOW (stage.window));
      g_assert_nonnull (focus);
      if (GTK_IS_LABEL (focus))
        g_assert_cmpstr (gtk_label_get_current_uri (GTK_LABEL (focus)), ==, stops[i]);
      else
        gtk_test_accessible_assert_property (focus, GTK_ACCESSIBLE_PROPERTY_LABEL, stops[i]);
      if (i == 2)
        {
          g_signal_emit_by_name (focus, "activate-current-link");
          g_assert_nonnull (find_label (&stage, "hidden"));
        }
    }
  g_assert_false (gtk_widget_child_focus (GTK_WIDGET (stage.view), GTK_DIR_TAB_FORWARD));
  stage_close (&stage);
}

static void
test_direction (void)
{
  Stage stage;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, "Left\n\n**مرحبا** يا عالم\n\n1:00 שלום\n\n123");
  g_assert_cmpint (gtk_widget_get_direction (child_at (&stage, 0)), ==, GTK_TEXT_DIR_LTR);
  g_assert_cmpint (gtk_widget_get_direction (child_at (&stage, 1)), ==, GTK_TEXT_DIR_RTL);
  g_assert_cmpint (gtk_widget_get_direction (child_at (&stage, 2)), ==, GTK_TEXT_DIR_RTL);
  g_assert_cmpint (gtk_widget_get_direction (child_at (&stage, 3)), ==, GTK_TEXT_DIR_LTR);
  stage_close (&stage);
}

/* ---- text after text ------------------------------------------------------------------------------------------------ */

static void
test_editing (void)
{
  Stage stage;
  GtkWidget *first, *second, *last;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, "one\n\ntwo\n\n> three\n\n```\nfour\n```");
  first = child_at (&stage, 0);
  second = child_at (&stage, 1);
  last = child_at (&stage, 3);

  /* A letter is typed: no row comes or goes. */
  sparkle_markdown_view_set_text (stage.view, "one\n\ntwo!\n\n> three\n\n```\nfour\n```");
  g_assert_true (child_at (&stage, 0) == first && child_at (&stage, 1) == second && child_at (&stage, 3) == last);
  g_assert_nonnull (find_label (&stage, "two!"));

  /* A paragraph is put in, and taken out: the others stay. */
  sparkle_markdown_view_set_text (stage.view, "one\n\ntwo!\n\nnew\n\n> three\n\n```\nfour\n```");
  g_assert_true (child_at (&stage, 0) == first && child_at (&stage, 1) == second && child_at (&stage, 4) == last);
  sparkle_markdown_view_set_text (stage.view, "two!\n\n> three\n\n```\nfour\n```");
  g_assert_true (child_at (&stage, 2) == last);
  g_assert_null (find_label (&stage, "one"));
  sparkle_markdown_view_set_text (stage.view, "");
  g_assert_cmpuint (count_children (&stage), ==, 0);
  stage_close (&stage);
}

/* Every prefix and every deletion: what is left of rows shows what a new view shows. */
static void
test_edits_at_random (void)
{
  static const char * const pieces[] = { "a ", "\n\n", "> ", "- ", "1. ", "```\n", "# ", "|a|b|\n|-|-|\n|1|2|\n", "||x||", "![c](https://d.e/f)", "---\n", "*", "@ada ", "\n" };
  g_autoptr(GRand) rand = g_rand_new_with_seed (7);
  g_autoptr(GString) text = g_string_new (NULL);
  Stage kept, fresh;

  stage_open (&kept);
  for (unsigned i = 0; i < 150; i++)
    {
      gsize at = g_rand_int_range (rand, 0, text->len + 1);

      if (text->len > 0 && g_rand_int_range (rand, 0, 4) == 0)
        g_string_erase (text, MIN (at, text->len - 1), 1);
      else
        g_string_insert (text, at, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      sparkle_markdown_view_set_text (kept.view, text->str);
      if (i % 10 != 0)
        continue;
      complete (&kept);
      stage_open (&fresh);
      sparkle_markdown_view_set_text (fresh.view, text->str);
      complete (&fresh);
      g_assert_cmpuint (count_children (&kept), ==, count_children (&fresh));
      for (GtkWidget *a = GTK_WIDGET (kept.view), *b = GTK_WIDGET (fresh.view); a != NULL || b != NULL;
           a = next_widget (GTK_WIDGET (kept.view), a), b = next_widget (GTK_WIDGET (fresh.view), b))
        {
          /* A mark that is not shown may wait in a row that had one. */
          while (a != NULL && !gtk_widget_get_visible (a))
            a = next_widget (GTK_WIDGET (kept.view), a);
          while (b != NULL && !gtk_widget_get_visible (b))
            b = next_widget (GTK_WIDGET (fresh.view), b);
          g_assert_true ((a == NULL) == (b == NULL));
          if (a == NULL)
            break;
          g_assert_cmpstr (G_OBJECT_TYPE_NAME (a), ==, G_OBJECT_TYPE_NAME (b));
          if (GTK_IS_LABEL (a))
            g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (a)), ==, gtk_label_get_label (GTK_LABEL (b)));
        }
      stage_close (&fresh);
    }
  stage_close (&kept);
}

/* ---- much, and bad -------------------------------------------------------------------------------------------------- */

static char *
repeat (const char *piece,
        gsize       bytes)
{
  GString *text = g_string_new (NULL);

  while (text->len + strlen (piece) <= bytes)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

/* A long post: some rows at once, the others with the frames, all in the end. */
static void
test_long (void)
{
  g_autofree char *text = repeat ("A paragraph of some words that is neither long nor short, with *emphasis* and @ada_love.\n\n", 9000);
  Stage stage;
  unsigned at_once;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, text);
  at_once = count_children (&stage);
  g_assert_cmpuint (at_once, >, 10);
  g_assert_cmpuint (at_once, <, 60);
  complete (&stage);
  g_assert_cmpuint (count_children (&stage), ==, 100);
  stage_close (&stage);
}

static void
test_wild (void)
{
  static const struct { const char *piece; gsize bytes; } cases[] = {
    { ">", 10000 }, { "x", 5000 }, { "- ", 5000 }, { "> a\n", 2000 }, { "|", 3000 }, { "||a", 3000 }, { "a\u0301\u0301\u0301\u0301", 3000 },
    { "\u200d\U0001F469", 3000 }, { "\u202e\u05d0", 3000 }, { "x\n\n", 300 }, { "|a|b|c|d|\n|-|-|-|-|\n|1|2|3|4|\n", 1000 }, { "```\n", 201 },
    { "![a](https://b.c/d)\n", 600 }, { "1. a\n", 300 }, { "<b>\n", 2000 }, { "\x01\x02\x7f", 3000 }, { "# a\n", 300 }, { "**a", 3000 }, { "    code\n", 2000 },
    { "`xxxxxxxx", 5000 }, { "|a|\n|-|\n|bbbb bbb bbbb ", 3000 }, { "[a](https://b.c) ", 3000 },
  };
  Stage stage;

  stage_open (&stage);
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = repeat (cases[i].piece, cases[i].bytes);
      int height;

      g_test_message ("%s", cases[i].piece);
      sparkle_markdown_view_set_text (stage.view, text);
      complete (&stage);
      g_assert_cmpuint (count_children (&stage), >, 0);
      g_assert_cmpuint (count_children (&stage), <=, 1002);
      gtk_widget_measure (GTK_WIDGET (stage.view), GTK_ORIENTATION_VERTICAL, 360, &height, NULL, NULL, NULL);
      g_assert_cmpint (height, >, 0);
    }
  stage_close (&stage);
}

static void
test_more (void)
{
  g_autofree char *text = repeat ("x\n\n", 3 * 1050);
  Stage stage;
  GtkWidget *more;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, text);
  complete (&stage);
  g_assert_cmpuint (count_children (&stage), ==, 1001);
  more = gtk_widget_get_last_child (GTK_WIDGET (stage.view));
  g_assert_true (GTK_IS_BUTTON (more));
  g_signal_emit_by_name (more, "clicked");
  complete (&stage);
  g_assert_cmpuint (count_children (&stage), ==, 1050);
  stage_close (&stage);
}

static void
test_too_much (void)
{
  g_autofree char *text = repeat ("> ", 20000);
  Stage stage;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, text);
  complete (&stage);
  g_assert_nonnull (find_label (&stage, "nested too deep"));
  g_assert_nonnull (find_label (&stage, "> > >"));
  sparkle_markdown_view_set_text (stage.view, "fine");
  g_assert_null (find_label (&stage, "nested too deep"));
  stage_close (&stage);
}

/* What is asked for last is what is shown, whichever thread is done first. */
static void
test_aside (void)
{
  g_autofree char *text = repeat ("word *word* @name ", 200000);
  Stage stage;

  stage_open (&stage);
  sparkle_markdown_view_set_text (stage.view, text);
  sparkle_markdown_view_set_text (stage.view, "short");
  g_assert_nonnull (find_label (&stage, "short"));
  sparkle_markdown_view_set_text (stage.view, text);
  while (find_label (&stage, "word") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (find_label (&stage, "short"));
  stage_close (&stage);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_test_add_func ("/ui/markdown/blocks", test_blocks);
  g_test_add_func ("/ui/markdown/links", test_links);
  g_test_add_func ("/ui/markdown/spoiler", test_spoiler);
  g_test_add_func ("/ui/markdown/keyboard", test_keyboard);
  g_test_add_func ("/ui/markdown/direction", test_direction);
  g_test_add_func ("/ui/markdown/editing", test_editing);
  g_test_add_func ("/ui/markdown/edits-at-random", test_edits_at_random);
  g_test_add_func ("/ui/markdown/long", test_long);
  g_test_add_func ("/ui/markdown/wild", test_wild);
  g_test_add_func ("/ui/markdown/more", test_more);
  g_test_add_func ("/ui/markdown/too-much", test_too_much);
  g_test_add_func ("/ui/markdown/aside", test_aside);
  return g_test_run ();
}
