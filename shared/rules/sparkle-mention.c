/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-mention.h"

#include <string.h>

#include "sparkle-limits.h"

/* Longer runs of backticks are text. */
#define TICKS_MAX 80

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* The character before p, 0 at the start. */
static gunichar
char_before (const char *start,
             const char *p)
{
  return p > start ? g_utf8_get_char (g_utf8_prev_char (p)) : 0;
}

/**
 * sparkle_mention_joins:
 * @c: a character beside a name, 0 at the start or end of a text
 *
 * Whether a character and a name, tag or number beside it are read as one word: "é" in "@adaé" does, the comma in "@ada,"
 * does not. Scripts that put no blanks between words join nothing, nor does Hangul, whose particles stand right behind a
 * name: "谢谢@ada你" names ada.
 *
 * Returns: %TRUE if both are one word
 */
gboolean
sparkle_mention_joins (gunichar c)
{
  if (c < 0x80)
    return c == '_' || g_ascii_isalnum ((char) c);
  if (g_unichar_ismark (c))
    return TRUE;
  if (!g_unichar_isalnum (c))
    return FALSE;

  switch (g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return FALSE;
    default:
      return TRUE;
    }
}

/**
 * sparkle_mention_at:
 * @start: where the text begins, valid UTF-8
 * @p: a place in it
 *
 * Whether a person is named here: "@" and a user name of its full length. Not inside a word (see
 * sparkle_mention_joins()), an e-mail address or a path ("ada@example.org", "/@ada"), not before another "@" ("@ada@example.org") and not behind a backslash. Says
 * nothing about code: see sparkle_mentions().
 *
 * Returns: the length of the name behind the "@" in bytes, 0 when there is none
 */
gsize
sparkle_mention_at (const char *start,
                    const char *p)
{
  const char *word = p;
  gunichar before;
  gsize n = 0;

  g_return_val_if_fail (start != NULL && p >= start, 0);

  if (*p != '@')
    return 0;
  /* underlines around it are emphasis */
  while (word > start && p - word < 3 && word[-1] == '_')
    word--;
  before = char_before (start, word);
  if (before == '@' || before == '/' || before == '\\' || before == '.' || sparkle_mention_joins (before))
    return 0;
  while (n <= SPARKLE_USERNAME_MAX && is_name_char (p[1 + n]))
    n++;
  for (gssize marks = p - word; marks > 0 && n > 0 && p[n] == '_'; marks--)
    n--;
  if (n < SPARKLE_USERNAME_MIN || n > SPARKLE_USERNAME_MAX || p[1 + n] == '@')
    return 0;
  if (p[1 + n] != '_' && sparkle_mention_joins (g_utf8_get_char (p + 1 + n)))
    return 0;
  /* "@example.org" is a place; "Ask @ada." is none. */
  if (p[1 + n] == '.' && is_name_char (p[2 + n]))
    return 0;

  return n;
}

/* One reading of a text, paragraph by paragraph. */
typedef struct
{
  const char *start;
  GPtrArray  *names;
  GHashTable *seen;                    /* in lower case */
  gboolean    unclosed[TICKS_MAX + 1]; /* no run of so many backticks is left in this paragraph */
} Scan;

/* The end of the code span that begins with the backticks at p, or the end of these when it has none. */
static const char *
skip_code_span (Scan       *self,
                const char *p,
                const char *end)
{
  gsize n = strspn (p, "`");
  const char *q = p + n;

  if (n > TICKS_MAX || self->unclosed[n])
    return MIN (q, end);
  while (q < end)
    {
      gsize run;

      q = memchr (q, '`', end - q);
      if (q == NULL)
        break;
      run = strspn (q, "`");
      if (run == n)
        return q + n;
      q += run;
    }
  self->unclosed[n] = TRUE;
  return p + n;
}

static void
take_name (Scan       *self,
           const char *name,
           gsize       length)
{
  if (self->names->len < SPARKLE_MENTIONS_MAX && g_hash_table_add (self->seen, g_ascii_strdown (name, (gssize) length)))
    g_ptr_array_add (self->names, g_strndup (name, length));
}

static void
scan_paragraph (Scan       *self,
                const char *p,
                const char *end)
{
  memset (self->unclosed, 0, sizeof self->unclosed);
  while (p < end)
    {
      gsize length;

      p += strcspn (p, "@`\\");
      if (p >= end)
        break;
      if (*p == '`')
        {
          p = skip_code_span (self, p, end);
          continue;
        }
      if (*p == '\\')
        {
          p += p[1] == '`' || p[1] == '\\' ? 2 : 1;
          continue;
        }
      length = sparkle_mention_at (self->start, p);
      if (length > 0)
        take_name (self, p + 1, length);
      p += 1 + length;
    }
}

/* What a line means for the lines around it. */
typedef struct
{
  gsize      indent;  /* in columns, a tab to the next of four */
  const char *text;   /* behind it and behind the marks of quotes */
  gboolean   blank;
} Line;

static Line
look_at_line (const char *p)
{
  Line line = { 0, p, FALSE };

  for (;; p++)
    {
      if (*p == ' ')
        line.indent++;
      else if (*p == '\t')
        line.indent += 4 - line.indent % 4;
      else if (*p == '>' && line.indent < 4)
        {
          line.indent = 0;
          p += p[1] == ' '; /* one blank belongs to the mark */
        }
      else
        break;
    }
  line.text = p;
  line.blank = *p == '\n' || *p == '\0' || *p == '\r';
  return line;
}

static gsize
fence_length (const char *p)
{
  gsize n = *p == '`' || *p == '~' ? strspn (p, *p == '`' ? "`" : "~") : 0;

  /* "```a`" is a code span */
  return n >= 3 && !(*p == '`' && memchr (p + n, '`', strcspn (p + n, "\n")) != NULL) ? n : 0;
}

static gboolean
begins_list_item (const char *p)
{
  gsize digits = strspn (p, "0123456789");

  return (strchr ("-*+", *p) != NULL && *p != '\0' && (p[1] == ' ' || p[1] == '\t')) ||
         (digits > 0 && digits < 10 && (p[digits] == '.' || p[digits] == ')') && p[digits + 1] == ' ');
}

/**
 * sparkle_mentions:
 * @markdown: CommonMark, valid UTF-8
 *
 * Who is named in a text by "@name". What is in code spans and code blocks is no mention, nor is an e-mail address. Both
 * sides use it, so that who is told is who was shown. Takes linear time.
 *
 * Returns: (transfer full): the names as they are written, each once whatever its case, the first
 *   %SPARKLE_MENTIONS_MAX of them
 */
char **
sparkle_mentions (const char *markdown)
{
  Scan scan = { .start = markdown };
  const char *paragraph = markdown; /* (nullable) where the one that is being read begins */
  char fence = '\0';
  gsize fence_n = 0;
  gboolean in_list = FALSE, code_may_begin = TRUE;

  g_return_val_if_fail (markdown != NULL, g_new0 (char *, 1));

  scan.names = g_ptr_array_new_null_terminated (4, g_free, TRUE);
  scan.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (const char *p = markdown; *p != '\0';)
    {
      Line line = look_at_line (p);
      const char *next = p + strcspn (p, "\n");
      gsize n = line.indent < 4 || in_list ? fence_length (line.text) : 0;
      gboolean code = FALSE;

      if (fence != '\0')
        {
          code = TRUE;
          if (n >= fence_n && *line.text == fence && line.text[n + strspn (line.text + n, " \t\r")] == '\n')
            fence = '\0';
        }
      else if (n > 0)
        {
          code = TRUE;
          fence = *line.text;
          fence_n = n;
        }
      else if (!line.blank && line.indent >= 4 && code_may_begin && !in_list)
        code = TRUE;
      else if (!line.blank && line.indent < 4)
        in_list = begins_list_item (line.text) || (in_list && (!code_may_begin || line.indent >= 2));

      if ((code || line.blank) && paragraph != NULL)
        {
          scan_paragraph (&scan, paragraph, p);
          paragraph = NULL;
        }
      else if (!code && !line.blank && paragraph == NULL)
        paragraph = p;
      code_may_begin = line.blank || code;
      p = *next == '\n' ? next + 1 : next;
    }
  if (paragraph != NULL)
    scan_paragraph (&scan, paragraph, paragraph + strlen (paragraph));

  g_hash_table_unref (scan.seen);
  return (char **) g_ptr_array_free (scan.names, FALSE);
}
