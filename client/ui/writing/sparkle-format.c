/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-format.h"

#include <string.h>

#include "sparkle-format-private.h"

/* All is worked out on code points: a text of 50,000 characters is 200 kB of them, and is looked at once for a key. */
typedef struct
{
  gunichar *chars; /* (owned) */
  int       n;
  int       start; /* of the selection */
  int       end;
} Text;

static void
text_clear (Text *self)
{
  g_free (self->chars);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Text, text_clear)

static void
text_init (Text       *self,
           const char *text,
           int         start,
           int         end)
{
  glong n;

  self->chars = g_utf8_to_ucs4_fast (text, -1, &n);
  self->n = (int) n;
  self->start = CLAMP (MIN (start, end), 0, self->n);
  self->end = CLAMP (MAX (start, end), 0, self->n);
}

static char *
cut (const Text *self,
     int         start,
     int         end)
{
  return g_ucs4_to_utf8 (self->chars + start, end - start, NULL, NULL, NULL);
}

static int
line_start (const Text *self,
            int         at)
{
  while (at > 0 && self->chars[at - 1] != '\n')
    at--;
  return at;
}

static int
line_end (const Text *self,
          int         at)
{
  while (at < self->n && self->chars[at] != '\n')
    at++;
  return at;
}

static gboolean
is_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '_' || c == '\'' || c == 0x2019;
}

void
sparkle_edit_clear (SparkleEdit *self)
{
  g_clear_pointer (&self->text, g_free);
}

/* ---- within a line ----------------------------------------------------------------------------------------- */

/* How many of the mark's character stand before a place, or behind it. */
static int
run_before (const Text *self,
            int         at,
            gunichar    mark)
{
  int n = 0;

  while (at - n > 0 && self->chars[at - n - 1] == mark)
    n++;
  return n;
}

static int
run_behind (const Text *self,
            int         at,
            gunichar    mark)
{
  int n = 0;

  while (at + n < self->n && self->chars[at + n] == mark)
    n++;
  return n;
}

/* Whether so many stars are this emphasis: one is slanted, two are bold, three both. */
static gboolean
means (const char *mark,
       int         run)
{
  int length = (int) strlen (mark);

  if (*mark != '*')
    return run >= length;
  return length == 1 ? run % 2 == 1 : run >= 2;
}

/* The selection without the blanks around it. */
static void
trim (const Text *self,
      int        *start,
      int        *end)
{
  while (*start < *end && g_unichar_isspace (self->chars[*start]))
    (*start)++;
  while (*end > *start && g_unichar_isspace (self->chars[*end - 1]))
    (*end)--;
}

/* Nothing is selected: the word around the cursor is meant. */
static void
widen (const Text *self,
       int        *start,
       int        *end)
{
  while (*start > 0 && is_word (self->chars[*start - 1]))
    (*start)--;
  while (*end < self->n && is_word (self->chars[*end]))
    (*end)++;
}

static gboolean
marked_outside (const Text *self,
                int         start,
                int         end,
                const char *mark)
{
  gunichar c = (guchar) *mark;

  return means (mark, run_before (self, start, c)) && means (mark, run_behind (self, end, c));
}

static gboolean
marked_inside (const Text *self,
               int         start,
               int         end,
               const char *mark)
{
  gunichar c = (guchar) *mark;
  int length = (int) strlen (mark);

  return end - start > 2 * length && means (mark, MIN (run_behind (self, start, c), end - start)) &&
         means (mark, MIN (run_before (self, end, c), end - start));
}

static void
toggle_inline (const Text  *self,
               const char  *mark,
               SparkleEdit *edit)
{
  int start = self->start, end = self->end, length = (int) strlen (mark);
  gboolean nothing = start == end;
  g_autofree char *inner = NULL;

  if (nothing)
    widen (self, &start, &end);
  else
    trim (self, &start, &end);

  if (marked_outside (self, start, end, mark))
    {
      edit->start = start - length;
      edit->end = end + length;
      edit->text = cut (self, start, end);
      edit->select_start = (nothing ? self->start : start) - length;
      edit->select_end = (nothing ? self->end : end) - length;
      return;
    }
  edit->start = start;
  edit->end = end;
  if (marked_inside (self, start, end, mark))
    {
      edit->text = cut (self, start + length, end - length);
      edit->select_start = start;
      edit->select_end = end - 2 * length;
      return;
    }
  inner = cut (self, start, end);
  edit->text = g_strconcat (mark, inner, mark, NULL);
  edit->select_start = (nothing ? self->start : start) + length;
  edit->select_end = (nothing ? self->end : end) + length;
}

/* Emphasis does not reach over the end of a paragraph, so each line gets its own. */
static void
toggle_inline_lines (const Text  *self,
                     const char  *mark,
                     SparkleEdit *edit)
{
  gboolean all = TRUE;
  g_autoptr(GString) out = g_string_new (NULL);
  int length = (int) strlen (mark);

  for (int from = self->start; from <= self->end;)
    {
      int to = MIN (line_end (self, from), self->end), start = from, end = to;

      trim (self, &start, &end);
      if (start < end && !marked_inside (self, start, end, mark))
        all = FALSE;
      from = to + 1;
    }
  for (int from = self->start; from <= self->end;)
    {
      int to = MIN (line_end (self, from), self->end), start = from, end = to;
      g_autofree char *head = NULL;
      g_autofree char *inner = NULL;
      g_autofree char *tail = NULL;
      gboolean has;

      trim (self, &start, &end);
      has = start < end && marked_inside (self, start, end, mark);
      head = cut (self, from, start);
      inner = all && has ? cut (self, start + length, end - length) : cut (self, start, end);
      tail = cut (self, end, to);
      g_string_append (out, head);
      if (start < end && !all && !has)
        g_string_append_printf (out, "%s%s%s", mark, inner, mark);
      else
        g_string_append (out, inner);
      g_string_append (out, tail);
      if (to < self->end)
        g_string_append_c (out, '\n');
      from = to + 1;
    }
  edit->start = self->start;
  edit->end = self->end;
  edit->select_start = self->start;
  edit->select_end = self->start + (int) g_utf8_strlen (out->str, -1);
  edit->text = g_string_free_and_steal (g_steal_pointer (&out));
}

static gboolean
has_many_lines (const Text *self)
{
  for (int i = self->start; i < self->end; i++)
    if (self->chars[i] == '\n')
      return TRUE;
  return FALSE;
}

/* ---- code and links ------------------------------------------------------------------------------------------ */

static gboolean
is_fence (const char *line)
{
  return g_str_has_prefix (line, "```");
}

/* Whole lines between fences, or out of them. */
static void
toggle_fence (const Text  *self,
              SparkleEdit *edit)
{
  int start = line_start (self, self->start), end = self->end > start && self->chars[self->end - 1] == '\n' ? self->end - 1 : line_end (self, self->end);
  g_autofree char *inner = cut (self, start, end);
  g_auto(GStrv) lines = g_strsplit (inner, "\n", -1);
  unsigned n = g_strv_length (lines);

  edit->start = start;
  edit->end = end;
  if (n >= 2 && is_fence (lines[0]) && g_str_equal (lines[n - 1], "```"))
    {
      g_clear_pointer (&lines[n - 1], g_free);
      edit->text = g_strjoinv ("\n", lines + 1);
      edit->select_start = start;
      edit->select_end = start + (int) g_utf8_strlen (edit->text, -1);
      return;
    }
  edit->text = g_strconcat ("```\n", inner, "\n```", NULL);
  edit->select_start = start;
  edit->select_end = start + (int) g_utf8_strlen (edit->text, -1);
}

static gboolean
is_address (const char *text)
{
  g_autoptr(GUri) uri = NULL;

  if (strpbrk (text, " \t\n<>") != NULL)
    return FALSE;
  uri = g_uri_parse (text, G_URI_FLAGS_PARSE_RELAXED, NULL);
  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' &&
         (g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http"));
}

/* What is selected becomes the words of a link, and the cursor goes where the address belongs; an address becomes the address. A link
 * that is selected becomes its words again. */
static void
toggle_link (const Text  *self,
             SparkleEdit *edit)
{
  int start = self->start, end = self->end;
  g_autofree char *inner = NULL;
  const char *close;

  if (start == end)
    widen (self, &start, &end);
  else
    trim (self, &start, &end);
  inner = cut (self, start, end);
  edit->start = start;
  edit->end = end;
  close = strstr (inner, "](");
  if (*inner == '[' && close != NULL && g_str_has_suffix (inner, ")"))
    {
      edit->text = g_strndup (inner + 1, close - inner - 1);
      edit->select_start = start;
      edit->select_end = start + (int) g_utf8_strlen (edit->text, -1);
      return;
    }
  if (is_address (inner))
    {
      edit->text = g_strdup_printf ("[](%s)", inner);
      edit->select_start = edit->select_end = start + 1;
      return;
    }
  edit->text = g_strdup_printf ("[%s]()", inner);
  edit->select_start = edit->select_end = *inner != '\0' ? end + 3 : start + 1;
}

gboolean
sparkle_format_paste (const char  *text,
                      int          start,
                      int          end,
                      const char  *pasted,
                      SparkleEdit *ret_edit)
{
  g_auto(Text) self = { 0 };
  g_autofree char *inner = NULL;
  g_autofree char *address = NULL;

  g_return_val_if_fail (text != NULL && pasted != NULL && ret_edit != NULL, FALSE);

  text_init (&self, text, start, end);
  address = g_strstrip (g_strdup (pasted));
  if (self.start == self.end || has_many_lines (&self) || !is_address (address))
    return FALSE;
  inner = cut (&self, self.start, self.end);
  if (is_address (inner) || strpbrk (inner, "[]") != NULL)
    return FALSE;
  ret_edit->start = self.start;
  ret_edit->end = self.end;
  ret_edit->text = g_strdup_printf ("[%s](%s)", inner, address);
  ret_edit->select_start = ret_edit->select_end = self.start + (int) g_utf8_strlen (ret_edit->text, -1);
  return TRUE;
}

/* ---- formats --------------------------------------------------------------------------------------------------- */

/**
 * sparkle_format_apply:
 * @format: what is wanted
 * @text: valid UTF-8
 * @start: where the selection begins, in characters
 * @end: where it ends; the same as @start: a cursor
 * @ret_edit: (out): what to do
 *
 * Writes the marks of a format, or takes them away where they are already.
 */
void
sparkle_format_apply (SparkleFormat  format,
                      const char    *text,
                      int            start,
                      int            end,
                      SparkleEdit   *ret_edit)
{
  static const char * const marks[SPARKLE_N_FORMATS] = {
    [SPARKLE_FORMAT_BOLD] = "**", [SPARKLE_FORMAT_ITALIC] = "*", [SPARKLE_FORMAT_STRIKE] = "~~", [SPARKLE_FORMAT_CODE] = "`",
    [SPARKLE_FORMAT_SPOILER] = "||",
  };
  g_auto(Text) self = { 0 };

  g_return_if_fail (format < SPARKLE_N_FORMATS && text != NULL && ret_edit != NULL);

  memset (ret_edit, 0, sizeof *ret_edit);
  text_init (&self, text, start, end);
  if (format == SPARKLE_FORMAT_LINK)
    toggle_link (&self, ret_edit);
  else if (marks[format] == NULL)
    sparkle_format_lines (format, text, self.start, self.end, ret_edit);
  else if (!has_many_lines (&self))
    toggle_inline (&self, marks[format], ret_edit);
  else if (format == SPARKLE_FORMAT_CODE)
    toggle_fence (&self, ret_edit);
  else
    toggle_inline_lines (&self, marks[format], ret_edit);
}
