/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-json-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"

void
sparkle_json_reader_init (SparkleJsonReader *self,
                          const char        *text,
                          gsize              length)
{
  self->p = self->start = text;
  self->end = text + length;
  self->depth = 0;
}

/**
 * sparkle_json_reader_check:
 *
 * What the reader relies on: UTF-8 and no NUL byte. Fails with %SPARKLE_ERROR_PROTOCOL.
 */
gboolean
sparkle_json_reader_check (const char  *text,
                           gsize        length,
                           GError     **error)
{
  const char *bad;

  if (!g_utf8_validate_len (text, length, &bad))
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL,
                   _("The server's answer is not valid text at byte %zu"), (gsize) (bad - text));
      return FALSE;
    }
  return TRUE;
}

gsize
sparkle_json_reader_offset (SparkleJsonReader *self)
{
  return self->p - self->start;
}

static inline void
skip_space (SparkleJsonReader *self)
{
  while (self->p < self->end && (*self->p == ' ' || *self->p == '\n' || *self->p == '\t' || *self->p == '\r'))
    self->p++;
}

static gboolean
expect (SparkleJsonReader *self,
        char               c)
{
  skip_space (self);
  if (self->p >= self->end || *self->p != c)
    return FALSE;
  self->p++;
  return TRUE;
}

SparkleJsonKind
sparkle_json_reader_peek (SparkleJsonReader *self)
{
  skip_space (self);
  if (self->p >= self->end)
    return SPARKLE_JSON_INVALID;
  switch (*self->p)
    {
    case 'n': return SPARKLE_JSON_NULL;
    case 'f': return SPARKLE_JSON_FALSE;
    case 't': return SPARKLE_JSON_TRUE;
    case '"': return SPARKLE_JSON_STRING;
    case '[': return SPARKLE_JSON_ARRAY;
    case '{': return SPARKLE_JSON_OBJECT;
    default:  return *self->p == '-' || g_ascii_isdigit (*self->p) ? SPARKLE_JSON_NUMBER : SPARKLE_JSON_INVALID;
    }
}

static gboolean
read_word (SparkleJsonReader *self,
           const char        *word,
           gsize              length)
{
  if ((gsize) (self->end - self->p) < length || memcmp (self->p, word, length) != 0)
    return FALSE;
  self->p += length;
  return TRUE;
}

#define EVERY_BYTE(b) (G_GUINT64_CONSTANT (0x0101010101010101) * (b))
#define HAS_ZERO(v)   (((v) - EVERY_BYTE (0x01)) & ~(v) & EVERY_BYTE (0x80))

/* Passes over the bytes that mean nothing in a string, eight at a time: most of a page is the text of posts.
 * See "Bit Twiddling Hacks", determine if a word has a zero byte, or a byte less than n. */
static inline const char *
skip_plain (const char *p,
            const char *end)
{
  while (end - p >= 8)
    {
      guint64 v;

      memcpy (&v, p, sizeof v);
      if ((HAS_ZERO (v ^ EVERY_BYTE ('"')) | HAS_ZERO (v ^ EVERY_BYTE ('\\')) | ((v - EVERY_BYTE (0x20)) & ~v & EVERY_BYTE (0x80))) != 0)
        break;
      p += 8;
    }
  return p;
}

/* Leaves p after the closing quote; *ret_escapes says whether there is anything to undo. */
static gboolean
scan_string (SparkleJsonReader  *self,
             const char        **ret_text,
             gsize              *ret_length,
             gboolean           *ret_escapes)
{
  const char *p, *end = self->end;

  *ret_escapes = FALSE;
  if (!expect (self, '"'))
    return FALSE;
  for (p = skip_plain (self->p, end); p < end; p++)
    {
      unsigned char c = *p;

      if (c == '"')
        {
          *ret_text = self->p;
          *ret_length = p - self->p;
          self->p = p + 1;
          return TRUE;
        }
      if (c < 0x20)
        return FALSE;
      if (c == '\\')
        {
          *ret_escapes = TRUE;
          if (++p >= end)
            return FALSE;
          p = skip_plain (p + 1, end) - 1;
        }
    }
  return FALSE;
}

static gboolean
scan_number (SparkleJsonReader *self)
{
  const char *begin = self->p;
  const char *digits;

  if (self->p < self->end && *self->p == '-')
    self->p++;
  for (digits = self->p; self->p < self->end && g_ascii_isdigit (*self->p); self->p++)
    ;
  if (self->p == digits || (*digits == '0' && self->p - digits > 1))
    return FALSE;
  if (self->p < self->end && *self->p == '.')
    {
      for (digits = ++self->p; self->p < self->end && g_ascii_isdigit (*self->p); self->p++)
        ;
      if (self->p == digits)
        return FALSE;
    }
  if (self->p < self->end && (*self->p == 'e' || *self->p == 'E'))
    {
      self->p++;
      if (self->p < self->end && (*self->p == '+' || *self->p == '-'))
        self->p++;
      for (digits = self->p; self->p < self->end && g_ascii_isdigit (*self->p); self->p++)
        ;
      if (self->p == digits)
        return FALSE;
    }
  return self->p > begin;
}

static gboolean
skip_scalar (SparkleJsonReader *self)
{
  const char *text;
  gsize length;
  gboolean escapes;

  switch (sparkle_json_reader_peek (self))
    {
    case SPARKLE_JSON_NULL:   return read_word (self, "null", 4);
    case SPARKLE_JSON_TRUE:   return read_word (self, "true", 4);
    case SPARKLE_JSON_FALSE:  return read_word (self, "false", 5);
    case SPARKLE_JSON_NUMBER: return scan_number (self);
    case SPARKLE_JSON_STRING: return scan_string (self, &text, &length, &escapes);
    case SPARKLE_JSON_ARRAY:
    case SPARKLE_JSON_OBJECT:
    case SPARKLE_JSON_INVALID:
      break;
    }
  return FALSE;
}

static gboolean
push (SparkleJsonReader *self,
      char               bracket)
{
  if (self->depth >= G_N_ELEMENTS (self->bracket_stack))
    return FALSE;
  self->bracket_stack[self->depth++] = bracket;
  return TRUE;
}

gboolean
sparkle_json_reader_enter_object (SparkleJsonReader *self)
{
  return expect (self, '{') && push (self, '{');
}

gboolean
sparkle_json_reader_enter_array (SparkleJsonReader *self)
{
  return expect (self, '[') && push (self, '[');
}

/* After the opening bracket or a value: a comma, the end, or (first only) a value. The stack remembers "first" by case. */
static gboolean
next (SparkleJsonReader *self,
      char               open,
      char               close,
      gboolean          *ret_more)
{
  gboolean first;

  if (self->depth == 0)
    return FALSE;
  first = self->bracket_stack[self->depth - 1] == open;
  if (!first && self->bracket_stack[self->depth - 1] != close)
    return FALSE;
  skip_space (self);
  if (self->p >= self->end)
    return FALSE;
  if (*self->p == close)
    {
      self->p++;
      self->depth--;
      *ret_more = FALSE;
      return TRUE;
    }
  if (!first)
    {
      if (*self->p != ',')
        return FALSE;
      self->p++;
    }
  self->bracket_stack[self->depth - 1] = close;
  *ret_more = TRUE;
  return TRUE;
}

gboolean
sparkle_json_reader_next_element (SparkleJsonReader *self,
                                  gboolean          *ret_more)
{
  return next (self, '[', ']', ret_more);
}

/**
 * sparkle_json_reader_next_member:
 * @ret_key: the key as it stands in the text, not terminated; %NULL after the last member
 */
gboolean
sparkle_json_reader_next_member (SparkleJsonReader  *self,
                                 const char        **ret_key,
                                 gsize              *ret_length)
{
  gboolean more, escapes;

  *ret_key = NULL;
  *ret_length = 0;
  if (!next (self, '{', '}', &more))
    return FALSE;
  if (!more)
    return TRUE;
  if (!scan_string (self, ret_key, ret_length, &escapes))
    return FALSE;
  return expect (self, ':');
}

/**
 * sparkle_json_reader_skip:
 *
 * Passes over one value of any kind.
 */
gboolean
sparkle_json_reader_skip (SparkleJsonReader *self)
{
  unsigned floor = self->depth;
  const char *key;
  gsize length;
  gboolean more;

  do
    {
      SparkleJsonKind kind;

      if (self->depth > floor)
        {
          if (self->bracket_stack[self->depth - 1] == '{' || self->bracket_stack[self->depth - 1] == '}')
            {
              if (!sparkle_json_reader_next_member (self, &key, &length))
                return FALSE;
              if (key == NULL)
                continue;
            }
          else
            {
              if (!sparkle_json_reader_next_element (self, &more))
                return FALSE;
              if (!more)
                continue;
            }
        }
      kind = sparkle_json_reader_peek (self);
      if (kind == SPARKLE_JSON_OBJECT)
        {
          if (!sparkle_json_reader_enter_object (self))
            return FALSE;
        }
      else if (kind == SPARKLE_JSON_ARRAY)
        {
          if (!sparkle_json_reader_enter_array (self))
            return FALSE;
        }
      else if (!skip_scalar (self))
        return FALSE;
    }
  while (self->depth > floor);
  return TRUE;
}

gboolean
sparkle_json_reader_span (SparkleJsonReader  *self,
                          const char        **ret_text,
                          gsize              *ret_length)
{
  const char *begin;

  skip_space (self);
  begin = self->p;
  if (!sparkle_json_reader_skip (self))
    return FALSE;
  *ret_text = begin;
  *ret_length = self->p - begin;
  return TRUE;
}

static int
read_hex4 (const char *p,
           const char *end)
{
  int value = 0;

  if (end - p < 4)
    return -1;
  for (unsigned i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

/* \uXXXX, pairs of surrogates included; *p is at the first digit and is left behind the last. */
static gboolean
unescape_unicode (const char **p,
                  const char  *end,
                  char       **out)
{
  gunichar c;
  int high = read_hex4 (*p, end);

  if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff))
    return FALSE;
  *p += 4;
  c = high;
  if (high >= 0xd800 && high <= 0xdbff)
    {
      int low;

      if (end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
        return FALSE;
      low = read_hex4 (*p + 2, end);
      if (low < 0xdc00 || low > 0xdfff)
        return FALSE;
      *p += 6;
      c = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
  *out += g_unichar_to_utf8 (c, *out);
  return TRUE;
}

static char *
unescape (const char *text,
          gsize       length)
{
  const char *p = text, *end = text + length;
  g_autofree char *string = g_malloc (length + 1); /* an escape is never shorter than what it stands for */
  char *out = string;

  while (p < end)
    {
      const char *plain = memchr (p, '\\', end - p);
      gsize run = (plain != NULL ? plain : end) - p;

      memcpy (out, p, run);
      out += run;
      p += run;
      if (p == end)
        break;
      p++;
      switch (*p++)
        {
        case '"':  *out++ = '"'; break;
        case '\\': *out++ = '\\'; break;
        case '/':  *out++ = '/'; break;
        case 'b':  *out++ = '\b'; break;
        case 'f':  *out++ = '\f'; break;
        case 'n':  *out++ = '\n'; break;
        case 'r':  *out++ = '\r'; break;
        case 't':  *out++ = '\t'; break;
        case 'u':
          if (!unescape_unicode (&p, end, &out))
            return NULL;
          break;
        default:
          return NULL;
        }
    }
  *out = '\0';
  return g_steal_pointer (&string);
}

gboolean
sparkle_json_reader_string (SparkleJsonReader  *self,
                            char              **ret_string)
{
  const char *text;
  gsize length;
  gboolean escapes;

  *ret_string = NULL;
  if (sparkle_json_reader_peek (self) == SPARKLE_JSON_NULL)
    return read_word (self, "null", 4);
  if (!scan_string (self, &text, &length, &escapes))
    return FALSE;
  *ret_string = escapes ? unescape (text, length) : g_strndup (text, length);
  return *ret_string != NULL;
}

gboolean
sparkle_json_reader_int (SparkleJsonReader *self,
                         gint64            *ret_value)
{
  guint64 value = 0;
  gboolean negative = FALSE;
  const char *digits;

  *ret_value = 0;
  switch (sparkle_json_reader_peek (self))
    {
    case SPARKLE_JSON_NULL:
      return read_word (self, "null", 4);
    case SPARKLE_JSON_NUMBER:
      break;
    case SPARKLE_JSON_FALSE:
    case SPARKLE_JSON_TRUE:
    case SPARKLE_JSON_STRING:
    case SPARKLE_JSON_ARRAY:
    case SPARKLE_JSON_OBJECT:
    case SPARKLE_JSON_INVALID:
      return FALSE;
    }
  if (*self->p == '-')
    {
      negative = TRUE;
      self->p++;
    }
  for (digits = self->p; self->p < self->end && g_ascii_isdigit (*self->p); self->p++)
    {
      if (self->p - digits >= 18)
        return FALSE;
      value = value * 10 + (*self->p - '0');
    }
  if (self->p == digits || (self->p < self->end && strchr (".eE", *self->p) != NULL))
    return FALSE;
  *ret_value = negative ? -(gint64) value : (gint64) value;
  return TRUE;
}

gboolean
sparkle_json_reader_bool (SparkleJsonReader *self,
                          gboolean          *ret_value)
{
  SparkleJsonKind kind = sparkle_json_reader_peek (self);

  *ret_value = kind == SPARKLE_JSON_TRUE;
  return (kind == SPARKLE_JSON_TRUE || kind == SPARKLE_JSON_FALSE || kind == SPARKLE_JSON_NULL) && skip_scalar (self);
}
