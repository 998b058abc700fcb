/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys and buttons do to a text, what is offered while it is typed, and what it counts. */
#include <adwaita.h>

#include "sparkle-editor.h"
#include "sparkle-emoji.h"
#include "sparkle-text-count.h"

/* « and » stand around what is selected, ¦ for a cursor. */
static char *
unmark (const char *marked,
        int        *ret_start,
        int        *ret_end)
{
  GString *text = g_string_new (NULL);
  int n = 0;

  *ret_start = *ret_end = -1;
  for (const char *p = marked; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0xab)
        *ret_start = n;
      else if (c == 0xbb)
        *ret_end = n;
      else if (c == 0xa6)
        *ret_start = *ret_end = n;
      else
        {
          g_string_append_unichar (text, c);
          n++;
        }
    }
  g_assert_cmpint (*ret_start, >=, 0);
  g_assert_cmpint (*ret_end, >=, *ret_start);
  return g_string_free_and_steal (text);
}

static char *
mark (const char        *text,
      const SparkleEdit *edit)
{
  g_autofree char *head = g_utf8_substring (text, 0, edit->start);
  g_autofree char *whole = g_strconcat (head, edit->text, g_utf8_offset_to_pointer (text, edit->end), NULL);
  g_autofree char *before = g_utf8_substring (whole, 0, edit->select_start);
  g_autofree char *within = g_utf8_substring (whole, edit->select_start, edit->select_end);
  const char *after = g_utf8_offset_to_pointer (whole, edit->select_end);

  if (edit->select_start == edit->select_end)
    return g_strconcat (before, "¦", after, NULL);
  return g_strconcat (before, "«", within, "»", after, NULL);
}

static void
test_format (void)
{
  static const struct { SparkleFormat format; const char *before; const char *after; } cases[] = {
    { SPARKLE_FORMAT_BOLD, "a «frog» b", "a **«frog»** b" },
    { SPARKLE_FORMAT_BOLD, "a **«frog»** b", "a «frog» b" },
    { SPARKLE_FORMAT_BOLD, "a «**frog**» b", "a «frog» b" },
    { SPARKLE_FORMAT_BOLD, "a fr¦og b", "a **fr¦og** b" },
    { SPARKLE_FORMAT_BOLD, "a **fr¦og** b", "a fr¦og b" },
    { SPARKLE_FORMAT_BOLD, "¦", "**¦**" },
    { SPARKLE_FORMAT_BOLD, "«frog »b", "**«frog»** b" },
    { SPARKLE_FORMAT_BOLD, "*«frog»*", "***«frog»***" },
    { SPARKLE_FORMAT_ITALIC, "**«frog»**", "***«frog»***" },
    { SPARKLE_FORMAT_ITALIC, "***«frog»***", "**«frog»**" },
    { SPARKLE_FORMAT_ITALIC, "«zwei\ndrei»", "«*zwei*\n*drei*»" },
    { SPARKLE_FORMAT_ITALIC, "«*zwei*\n*drei*»", "«zwei\ndrei»" },
    { SPARKLE_FORMAT_CODE, "«x = 1»", "`«x = 1»`" },
    { SPARKLE_FORMAT_CODE, "«x = 1\ny = 2»", "«```\nx = 1\ny = 2\n```»" },
    { SPARKLE_FORMAT_CODE, "«```\nx = 1\ny = 2\n```»", "«x = 1\ny = 2»" },
    { SPARKLE_FORMAT_SPOILER, "er «stirbt»", "er ||«stirbt»||" },
    { SPARKLE_FORMAT_LINK, "see «this»", "see [this](¦)" },
    { SPARKLE_FORMAT_LINK, "«https://example.org/a»", "[¦](https://example.org/a)" },
    { SPARKLE_FORMAT_LINK, "«[this](https://example.org)»", "«this»" },
    { SPARKLE_FORMAT_HEADING, "fr¦og", "## fr¦og" },
    { SPARKLE_FORMAT_HEADING, "## fr¦og", "### fr¦og" },
    { SPARKLE_FORMAT_HEADING, "### fr¦og", "fr¦og" },
    { SPARKLE_FORMAT_QUOTE, "«a\n\nb»", "«> a\n>\n> b»" },
    { SPARKLE_FORMAT_QUOTE, "«> a\n>\n> b»", "«a\n\nb»" },
    { SPARKLE_FORMAT_LIST, "«a\nb»", "«- a\n- b»" },
    { SPARKLE_FORMAT_LIST, "«- a\n- b»", "«a\nb»" },
    { SPARKLE_FORMAT_NUMBERS, "«- a\n- b»", "«1. a\n2. b»" },
    { SPARKLE_FORMAT_NUMBERS, "¦", "1. ¦" },
    { SPARKLE_FORMAT_STRIKE, "青«蛙»。", "青~~«蛙»~~。" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int start, end;
      g_autofree char *text = unmark (cases[i].before, &start, &end);
      g_auto (SparkleEdit) edit = { 0 };
      g_autofree char *result = NULL;

      g_test_message ("%u: %s", i, cases[i].before);
      sparkle_format_apply (cases[i].format, text, start, end, &edit);
      result = mark (text, &edit);
      g_assert_cmpstr (result, ==, cases[i].after);
    }
}

static void
test_newline (void)
{
  static const struct { const char *before; const char *after; } cases[] = {
    { "- a¦", "- a\n- ¦" },
    { "- a\n- ¦", "- a\n¦" },
    { "9. a¦", "9. a\n10. ¦" },
    { "  * a¦b", "  * a\n  * ¦b" },
    { "> a¦", "> a\n> ¦" },
    { "- [x] done¦", "- [x] done\n- [ ] ¦" },
    { "plain¦", NULL },
    { "¦- a", NULL },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int start, end;
      g_autofree char *text = unmark (cases[i].before, &start, &end);
      g_auto (SparkleEdit) edit = { 0 };
      g_autofree char *result = NULL;

      g_test_message ("%u: %s", i, cases[i].before);
      if (sparkle_format_newline (text, start, &edit))
        result = mark (text, &edit);
      g_assert_cmpstr (result, ==, cases[i].after);
    }
}

static void
test_paste (void)
{
  static const struct { const char *before; const char *pasted; const char *after; } cases[] = {
    { "see «this» now", " https://example.org/x\n", "see [this](https://example.org/x)¦ now" },
    { "see «this» now", "not an address", NULL },
    { "see «this» now", "javascript:alert(1)", NULL },
    { "see ¦now", "https://example.org", NULL },
    { "«two\nlines»", "https://example.org", NULL },
    { "«https://a.example»", "https://b.example", NULL },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int start, end;
      g_autofree char *text = unmark (cases[i].before, &start, &end);
      g_auto (SparkleEdit) edit = { 0 };
      g_autofree char *result = NULL;

      g_test_message ("%u: %s", i, cases[i].before);
      if (sparkle_format_paste (text, start, end, cases[i].pasted, &edit))
        result = mark (text, &edit);
      g_assert_cmpstr (result, ==, cases[i].after);
    }
}

static void
test_count (void)
{
  static const struct { const char *text; unsigned words; } cases[] = {
    { "", 0 },
    { "  \n\n", 0 },
    { "Three frogs, one sign.", 4 },
    { "don't stop at 3.14 well-known", 5 },
    { "**bold** _and_ `code`", 3 },
    { "[a frog](https://example.org/what/ever) here", 3 },
    { "[broken](no end", 1 },
    { "青蛙三只", 4 },
    { "青蛙 and frogs", 4 },
    { "na\xc3\xafve e\xcc\x81tude", 2 },
    { "- a\n- b\n", 2 },
  };
  SparkleTextCount count;
  g_autoptr (GString) chinese = g_string_new (NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      sparkle_text_count (cases[i].text, &count);
      g_assert_cmpuint (count.words, ==, cases[i].words);
    }
  for (unsigned i = 0; i < 520; i++)
    g_string_append (chinese, "蛙");
  sparkle_text_count (chinese->str, &count);
  g_assert_cmpuint (count.seconds, ==, 120);
}

static void
test_emoji (void)
{
  g_autoptr (GPtrArray) found = sparkle_emoji_find ("frog", 12);
  g_autoptr (GPtrArray) grin = sparkle_emoji_find ("GRINNING_f", 12);
  g_autoptr (GPtrArray) none = sparkle_emoji_find ("zzzz", 12);
  g_autoptr (GPtrArray) few = sparkle_emoji_find ("s", 5);
  SparkleEmoji *frog;

  g_assert_cmpuint (found->len, >=, 1);
  frog = g_ptr_array_index (found, 0);
  g_assert_cmpstr (frog->name, ==, "frog");
  g_assert_cmpstr (frog->text, ==, "🐸");
  g_assert_cmpuint (grin->len, >=, 1);
  g_assert_cmpstr (((SparkleEmoji *) g_ptr_array_index (grin, 0))->text, ==, "😀");
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (few->len, ==, 5);
}

static void
test_word (void)
{
  static const struct { const char *text; int start; } cases[] = {
    { "@", -1 }, { "@n", 0 }, { "hi @nova", 3 }, { "hi (@nova", 4 }, { "ann@nova", -1 }, { "#frog-tales", 0 }, { "# ", -1 },
    { "##f", -1 }, { ":)", -1 }, { ":f", -1 }, { ":fr", 0 }, { "at 12:30", -1 }, { "https://x", -1 }, { "hi @no va", -1 }, { "青 @蛙", 2 },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
      GtkTextIter end, start;
      SparkleCompletionKind kind;
      int found;

      g_test_message ("%s", cases[i].text);
      gtk_text_buffer_set_text (buffer, cases[i].text, -1);
      gtk_text_buffer_get_end_iter (buffer, &end);
      found = sparkle_completer_find_word (&end, &start, &kind) ? gtk_text_iter_get_offset (&start) : -1;
      g_assert_cmpint (found, ==, cases[i].start);
    }
}

static void
select_all (GtkWidget *editor)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (editor));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_select_range (buffer, &start, &end);
}

/* A format is one step of Undo, and a text from elsewhere is none. */
static void
test_undo (void)
{
  g_autoptr (GtkWidget) editor = g_object_ref_sink (sparkle_editor_new ());
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (editor));
  g_autofree char *formatted = NULL;
  g_autofree char *undone = NULL;

  sparkle_editor_set_text (SPARKLE_EDITOR (editor), "one\ntwo");
  g_assert_false (gtk_text_buffer_get_can_undo (buffer));
  select_all (editor);
  sparkle_editor_format (SPARKLE_EDITOR (editor), SPARKLE_FORMAT_LIST);
  formatted = sparkle_editor_get_text (SPARKLE_EDITOR (editor));
  g_assert_cmpstr (formatted, ==, "- one\n- two");
  gtk_text_buffer_undo (buffer);
  undone = sparkle_editor_get_text (SPARKLE_EDITOR (editor));
  g_assert_cmpstr (undone, ==, "one\ntwo");
  g_assert_false (gtk_text_buffer_get_can_undo (buffer));
}

static void
test_spelling (void)
{
  g_autoptr (GtkWidget) editor = g_object_ref_sink (sparkle_editor_new ());

  g_assert_null (sparkle_editor_get_spelling (SPARKLE_EDITOR (editor)));
  g_assert_true (sparkle_editor_set_spelling (SPARKLE_EDITOR (editor), "en_US"));
  g_assert_cmpstr (sparkle_editor_get_spelling (SPARKLE_EDITOR (editor)), ==, "en_US");
  g_assert_true (sparkle_editor_set_spelling (SPARKLE_EDITOR (editor), "de_DE"));
  g_assert_cmpstr (sparkle_editor_get_spelling (SPARKLE_EDITOR (editor)), ==, "de_DE");
  g_assert_false (sparkle_editor_set_spelling (SPARKLE_EDITOR (editor), "tlh_KX"));
  g_assert_null (sparkle_editor_get_spelling (SPARKLE_EDITOR (editor)));
  g_assert_true (sparkle_editor_set_spelling (SPARKLE_EDITOR (editor), NULL));
  g_assert_null (sparkle_editor_get_spelling (SPARKLE_EDITOR (editor)));
}

static gboolean
drawn_cb (GtkWidget     *editor,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* On a screen, with its styles, and away again. */
static void
test_window (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *editor = sparkle_editor_new ();
  gboolean drawn = FALSE;

  gtk_window_set_child (GTK_WINDOW (window), editor);
  gtk_window_present (GTK_WINDOW (window));
  sparkle_editor_insert (SPARKLE_EDITOR (editor), "three");
  gtk_widget_add_tick_callback (editor, drawn_cb, &drawn, NULL);
  while (!drawn)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/writing/format", test_format);
  g_test_add_func ("/writing/newline", test_newline);
  g_test_add_func ("/writing/paste", test_paste);
  g_test_add_func ("/writing/count", test_count);
  g_test_add_func ("/writing/emoji", test_emoji);
  g_test_add_func ("/writing/word", test_word);
  g_test_add_func ("/writing/undo", test_undo);
  g_test_add_func ("/writing/window", test_window);
  g_test_add_func ("/writing/spelling", test_spelling);

  return g_test_run ();
}
