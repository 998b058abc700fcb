/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-excerpt.h"

#include <string.h>

/* CommonMark in, running text out, in one pass over the bytes and without recursion. It does not need to be a
 * parser: what it takes for markup and is none costs a star in an excerpt. */

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\0';
}

static const char *
skip_blanks (const char *p)
{
  while (*p == ' ' || *p == '\t')
    p++;
  return p;
}

/* A line of three or more of one of -_*= and nothing else: a rule, or the line under a heading. */
static gboolean
is_rule_line (const char *p)
{
  char mark = *p;
  guint n = 0;

  if (mark == '\0' || strchr ("-_*=", mark) == NULL)
    return FALSE;
  for (; !is_line_end (*p); p++)
    {
      if (*p == mark)
        n++;
      else if (*p != ' ' && *p != '\t')
        return FALSE;
    }
  return n >= 3 || (n > 0 && mark == '=');
}

/* Skips what introduces a line: quotes, list marks, check boxes, heading marks. Returns the end of the line
 * when nothing of it is text. */
static const char *
skip_line_marks (const char *p)
{
  for (;;)
    {
      const char *q = p = skip_blanks (p);

      if (is_rule_line (p))
        return p + strcspn (p, "\n");
      if (*p == '>')
        {
          p++;
          continue;
        }
      if (*p == '#')
        {
          while (*q == '#')
            q++;
          return q - p <= 6 && (*q == ' ' || *q == '\t' || is_line_end (*q)) ? skip_blanks (q) : p;
        }
      if ((*p == '-' || *p == '*' || *p == '+') && (p[1] == ' ' || p[1] == '\t'))
        {
          p += 2;
          if (p[0] == '[' && (p[1] == ' ' || p[1] == 'x' || p[1] == 'X') && p[2] == ']' && p[3] == ' ')
            p += 4;
          continue;
        }
      while (g_ascii_isdigit (*q) && q - p < 9)
        q++;
      if (q > p && (*q == '.' || *q == ')') && (q[1] == ' ' || q[1] == '\t'))
        {
          p = q + 2;
          continue;
        }
      return p;
    }
}

/* The end of "<tag …>", "</tag>" or "<!-- -->" at p, or NULL. Quoted values may hold ">". */
static const char *
html_tag_end (const char *p)
{
  const char *q = p + 1;
  char quote = '\0';

  if (g_str_has_prefix (p, "<!--"))
    {
      const char *end = strstr (p + 4, "-->");
      return end != NULL ? end + 3 : NULL;
    }
  if (*q == '/')
    q++;
  if (!g_ascii_isalpha (*q))
    return NULL;
  while (g_ascii_isalnum (*q) || *q == '-')
    q++;
  if (*q != '>' && *q != '/' && !g_ascii_isspace (*q))
    return NULL;
  /* Bounded, so that a text of "<a <a <a" does not take quadratic time. */
  for (const char *limit = q + strnlen (q, 1000); q < limit; q++)
    {
      if (quote != '\0')
        quote = *q == quote ? '\0' : quote;
      else if (*q == '"' || *q == '\'')
        quote = *q;
      else if (*q == '>')
        return q + 1;
      else if (*q == '<')
        return NULL;
    }
  return NULL;
}

/* The end of the "(address "title")" or "[label]" of a link at p, or NULL. */
static const char *
link_target_end (const char *p)
{
  char close = *p == '(' ? ')' : *p == '[' ? ']' : '\0';
  guint depth = 0;

  if (close == '\0')
    return NULL;
  for (const char *limit = p + strnlen (p, 2100); p < limit && !(p[0] == '\n' && p[1] == '\n'); p++)
    {
      if (*p == '\\' && p[1] != '\0')
        p++;
      else if (close == ')' && *p == '(')
        depth++;
      else if (close == ')' ? *p == ')' && --depth == 0 : *p == ']')
        return p + 1;
    }
  return NULL;
}

static void
append_char (GString  *out,
             gunichar  c)
{
  if (g_unichar_isspace (c))
    {
      if (out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  else if (c >= 0x20 && c != 0x7f && c != 0xfeff)
    g_string_append_unichar (out, c);
}

/* Emphasis marks go, but not the underscores inside snake_case or a lone star between spaces. */
static gboolean
is_emphasis (const char *start,
             const char *p)
{
  char before = p > start ? p[-1] : ' ';
  const char *after = p;

  while (*after == *p)
    after++;
  if (*p == '_')
    return !(g_ascii_isalnum (before) && g_ascii_isalnum (*after)) && !(g_ascii_isspace (before) && g_ascii_isspace (*after));
  while (p > start && p[-1] == *p)
    p--;
  before = p > start ? p[-1] : ' ';
  if (*p == '~' && after - p < 2)
    return FALSE;
  return !(g_ascii_isspace (before) && (*after == '\0' || g_ascii_isspace (*after)));
}

/* Handles one piece of markup at p. Returns where to go on, or p itself when there is none. */
static const char *
skip_inline (const char *start,
             const char *p,
             GString    *out)
{
  const char *end;

  switch (*p)
    {
    case '\\':
      if (g_ascii_ispunct (p[1]))
        {
          g_string_append_c (out, p[1]);
          return p + 2;
        }
      return p;
    case '*':
    case '_':
    case '~':
      return is_emphasis (start, p) ? p + 1 : p;
    case '`':
      return p + 1;
    case '|':
      /* What somebody hides is not told in a list. */
      if (p[1] == '|' && p[2] != '|' && (end = strstr (p + 2, "||")) != NULL)
        {
          g_string_append (out, "[spoiler]");
          return end + 2;
        }
      return p;
    case '!':
      return p[1] == '[' ? p + 1 : p;
    case ']':
      end = link_target_end (p + 1);
      return end != NULL ? end : p;
    case '[':
      /* Only when a link follows; "[1]" stays. */
      for (end = p + 1; *end != '\0' && *end != '\n' && *end != ']' && end - p < 1000;)
        end += *end == '\\' && end[1] != '\0' && end[1] != '\n' ? 2 : 1;
      return *end == ']' && link_target_end (end + 1) != NULL ? p + 1 : p;
    case '<':
      if (g_str_has_prefix (p, "<http://") || g_str_has_prefix (p, "<https://"))
        {
          end = p + strcspn (p, "> \n");
          if (*end == '>')
            {
              g_string_append_len (out, p + 1, end - p - 1);
              return end + 1;
            }
        }
      end = html_tag_end (p);
      return end != NULL ? end : p;
    default:
      return p;
    }
}

/**
 * sparkle_plain_text:
 * @markdown: CommonMark, valid UTF-8
 *
 * Strips the markup of a text: marks of headings, quotes, lists, emphasis, code and links go, their text stays; HTML tags
 * go; a spoiler becomes "[spoiler]"; any white space becomes one blank.
 *
 * Returns: (transfer full): one line of text
 */
char *
sparkle_plain_text (const char *markdown)
{
  GString *out = g_string_new (NULL);
  const char *p = markdown;
  gboolean line_start = TRUE;
  gboolean in_fence = FALSE;

  g_return_val_if_fail (markdown != NULL, g_string_free (out, FALSE));

  while (*p != '\0')
    {
      if (line_start)
        {
          const char *q = skip_blanks (p);

          line_start = FALSE;
          if (g_str_has_prefix (q, "```") || g_str_has_prefix (q, "~~~"))
            {
              in_fence = !in_fence;
              p = q + strcspn (q, "\n");
              continue;
            }
          if (!in_fence)
            p = skip_line_marks (p);
        }
      if (*p == '\n')
        {
          append_char (out, ' ');
          line_start = TRUE;
          p++;
          continue;
        }
      if (!in_fence && *p != '\0')
        {
          const char *next = skip_inline (markdown, p, out);

          if (next != p)
            {
              p = next;
              continue;
            }
        }
      if (*p != '\0')
        {
          append_char (out, g_utf8_get_char (p));
          p = g_utf8_next_char (p);
        }
    }

  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}
