/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands at the beginning of lines: headings, quotes, lists. */
#include "sparkle-format-private.h"

#include <string.h>

static gsize
skip_blanks (const char *line)
{
  return strspn (line, " \t");
}

static gsize
quote_of (const char *line)
{
  if (*line != '>')
    return 0;
  return line[1] == ' ' ? 2 : 1;
}

static gsize
heading_of (const char *line)
{
  gsize n = strspn (line, "#");

  return n >= 1 && n <= 6 && line[n] == ' ' ? n + 1 : 0;
}

static gsize
bullet_of (const char *line)
{
  gsize blanks = skip_blanks (line);

  return strchr ("-*+", line[blanks]) != NULL && line[blanks] != '\0' && line[blanks + 1] == ' ' ? blanks + 2 : 0;
}

static gsize
number_of (const char *line)
{
  gsize blanks = skip_blanks (line), digits = strspn (line + blanks, "0123456789"), at = blanks + digits;

  return digits >= 1 && digits <= 9 && (line[at] == '.' || line[at] == ')') && line[at + 1] == ' ' ? at + 2 : 0;
}

static gsize
mark_of (SparkleFormat  format,
         const char    *line)
{
  switch (format)
    {
    case SPARKLE_FORMAT_HEADING:
      return heading_of (line);
    case SPARKLE_FORMAT_QUOTE:
      return quote_of (line);
    case SPARKLE_FORMAT_LIST:
      return bullet_of (line);
    case SPARKLE_FORMAT_NUMBERS:
      return number_of (line);
    case SPARKLE_FORMAT_BOLD:
    case SPARKLE_FORMAT_ITALIC:
    case SPARKLE_FORMAT_STRIKE:
    case SPARKLE_FORMAT_CODE:
    case SPARKLE_FORMAT_SPOILER:
    case SPARKLE_FORMAT_LINK:
    case SPARKLE_N_FORMATS:
      break;
    }
  return 0;
}

/* What a line gets in the place of what it has. */
static char *
new_mark (SparkleFormat  format,
          const char    *line,
          gboolean       all,
          unsigned       number)
{
  switch (format)
    {
    case SPARKLE_FORMAT_HEADING:
      /* The post's title is the first one; below it two are enough. */
      return g_strdup (!all ? "## " : g_str_has_prefix (line, "## ") ? "### " : "");
    case SPARKLE_FORMAT_QUOTE:
      return g_strdup (all ? "" : quote_of (line) > 0 ? "> > " : "> ");
    case SPARKLE_FORMAT_LIST:
      return g_strdup (all ? "" : "- ");
    case SPARKLE_FORMAT_NUMBERS:
      return all ? g_strdup ("") : g_strdup_printf ("%u. ", number);
    case SPARKLE_FORMAT_BOLD:
    case SPARKLE_FORMAT_ITALIC:
    case SPARKLE_FORMAT_STRIKE:
    case SPARKLE_FORMAT_CODE:
    case SPARKLE_FORMAT_SPOILER:
    case SPARKLE_FORMAT_LINK:
    case SPARKLE_N_FORMATS:
      break;
    }
  return g_strdup ("");
}

/* A list of one kind becomes one of the other, not a list in a list. */
static gsize
replaced_of (SparkleFormat  format,
             const char    *line)
{
  gsize bullet = bullet_of (line);

  if (format == SPARKLE_FORMAT_LIST || format == SPARKLE_FORMAT_NUMBERS)
    return bullet > 0 ? bullet : number_of (line);
  return mark_of (format, line);
}

void
sparkle_format_lines (SparkleFormat  format,
                      const char    *text,
                      int            start,
                      int            end,
                      SparkleEdit   *ret_edit)
{
  const char *from = g_utf8_offset_to_pointer (text, start), *to = g_utf8_offset_to_pointer (text, end);
  g_auto(GStrv) lines = NULL;
  g_autofree char *block = NULL;
  gboolean all = TRUE, cursor = start == end;
  unsigned n_full = 0, number = 1;
  int moved = 0;

  if (to > from && to[-1] == '\n')
    to--; /* the line behind it is not meant */
  while (from > text && from[-1] != '\n')
    from--;
  to += strcspn (to, "\n");
  block = g_strndup (from, to - from);
  lines = g_strsplit (block, "\n", -1);
  if (lines[0] == NULL) /* an empty text has one line, too */
    {
      g_strfreev (lines);
      lines = g_strdupv ((char *[]) { (char *) "", NULL });
    }
  for (unsigned i = 0; lines[i] != NULL; i++)
    {
      gboolean blank = lines[i][skip_blanks (lines[i])] == '\0';

      n_full += !blank;
      all &= blank || mark_of (format, lines[i]) > 0;
    }
  all &= n_full > 0;

  for (unsigned i = 0; lines[i] != NULL; i++)
    {
      gboolean blank = lines[i][skip_blanks (lines[i])] == '\0';
      gsize old = replaced_of (format, lines[i]), indent = 0;
      g_autofree char *mark = NULL;
      char *line;

      /* Empty lines between paragraphs stay empty, but those of a quote hold it together. */
      if (blank && n_full > 0 && (format != SPARKLE_FORMAT_QUOTE || all))
        continue;
      if (old > 0 && (format == SPARKLE_FORMAT_LIST || format == SPARKLE_FORMAT_NUMBERS))
        indent = skip_blanks (lines[i]);
      mark = new_mark (format, lines[i], all, number++);
      if (blank && n_full > 0)
        g_strchomp (mark);
      line = g_strdup_printf ("%.*s%s%s", (int) indent, lines[i], mark, lines[i] + old);
      moved = (int) strlen (line) - (int) strlen (lines[i]);
      g_free (lines[i]);
      lines[i] = line;
    }

  ret_edit->start = (int) g_utf8_pointer_to_offset (text, from);
  ret_edit->end = (int) g_utf8_pointer_to_offset (text, to);
  ret_edit->text = g_strjoinv ("\n", lines);
  ret_edit->select_start = ret_edit->start;
  ret_edit->select_end = ret_edit->start + (int) g_utf8_strlen (ret_edit->text, -1);
  if (cursor)
    ret_edit->select_start = ret_edit->select_end = CLAMP (start + moved, ret_edit->select_start, ret_edit->select_end);
}

/**
 * sparkle_format_newline:
 * @text: valid UTF-8
 * @cursor: where Enter is pressed, in characters
 * @ret_edit: (out): what to do
 *
 * Goes on with the list or quote that a line belongs to; in an entry that is still empty it ends it.
 *
 * Returns: %FALSE where Enter is a new line and nothing else
 */
gboolean
sparkle_format_newline (const char  *text,
                        int          cursor,
                        SparkleEdit *ret_edit)
{
  const char *at, *from;
  g_autofree char *line = NULL;
  g_autofree char *mark = NULL;
  gsize length, number;

  g_return_val_if_fail (text != NULL && ret_edit != NULL, FALSE);

  memset (ret_edit, 0, sizeof *ret_edit);
  at = from = g_utf8_offset_to_pointer (text, cursor);
  while (from > text && from[-1] != '\n')
    from--;
  line = g_strndup (from, at - from);
  number = number_of (line);
  length = MAX (quote_of (line), MAX (bullet_of (line), number));
  if (length == 0)
    return FALSE;

  ret_edit->start = ret_edit->end = cursor;
  if (line[length] == '\0')
    {
      if (*at != '\0' && *at != '\n')
        return FALSE;
      ret_edit->start = cursor - (int) g_utf8_strlen (line, -1);
      ret_edit->text = g_strdup ("");
    }
  else
    {
      gsize blanks = skip_blanks (line);

      if (number > 0)
        mark = g_strdup_printf ("%.*s%" G_GUINT64_FORMAT "%c ", (int) blanks, line, g_ascii_strtoull (line + blanks, NULL, 10) + 1, line[number - 2]);
      else
        mark = g_strndup (line, length);
      ret_edit->text = g_strconcat ("\n", mark, g_str_has_prefix (line + length, "[ ] ") || g_str_has_prefix (line + length, "[x] ") ? "[ ] " : NULL, NULL);
    }
  ret_edit->select_start = ret_edit->select_end = ret_edit->start + (int) g_utf8_strlen (ret_edit->text, -1);
  return TRUE;
}
