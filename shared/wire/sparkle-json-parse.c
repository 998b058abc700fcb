/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"

/* JSON of RFC 8259 to nodes in one pass, with a stack of its own instead of recursion: it runs on the small
 * stack of a fiber and its input comes from strangers. */
typedef struct
{
  const char *start;
  const char *p;
  const char *end;
  const char *problem; /* (nullable) a literal */
  JsonNode   *stack[SPARKLE_JSON_DEPTH_MAX]; /* (owned) at 0, the others by their parents */
  guint       depth;
  GString    *text;   /* (owned) the string being read */
  char       *name;   /* (owned) (nullable) of the member whose value comes next */
  JsonNode   *root;   /* (owned) (nullable) */
} Parser;

static gboolean
fail (Parser     *self,
      const char *problem)
{
  if (self->problem == NULL)
    self->problem = problem;
  return FALSE;
}

static void
skip_space (Parser *self)
{
  while (self->p < self->end && (*self->p == ' ' || *self->p == '\t' || *self->p == '\n' || *self->p == '\r'))
    self->p++;
}

static gboolean
at (Parser *self,
    char    c)
{
  return self->p < self->end && *self->p == c;
}

static gboolean
read_hex (Parser   *self,
          gunichar *ret_unit)
{
  gunichar unit = 0;

  if (self->end - self->p < 4)
    return fail (self, _("an escape is cut short"));
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (self->p[i]);

      if (digit < 0)
        return fail (self, _("an escape has four hexadecimal digits"));
      unit = unit << 4 | digit;
    }
  self->p += 4;
  *ret_unit = unit;
  return TRUE;
}

/* After "\u". */
static gboolean
read_unicode_escape (Parser *self)
{
  gunichar unit, low;

  if (!read_hex (self, &unit))
    return FALSE;
  if (unit == 0)
    return fail (self, _("text must not contain NUL characters"));
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail (self, _("half of a surrogate pair"));
  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      if (self->end - self->p < 2 || self->p[0] != '\\' || self->p[1] != 'u')
        return fail (self, _("half of a surrogate pair"));
      self->p += 2;
      if (!read_hex (self, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return fail (self, _("half of a surrogate pair"));
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  g_string_append_unichar (self->text, unit);
  return TRUE;
}

static gboolean
read_escape (Parser *self)
{
  static const char from[] = "\"\\/bfnrt";
  static const char to[] = "\"\\/\b\f\n\r\t";
  const char *which;

  if (self->p >= self->end)
    return fail (self, _("an escape is cut short"));
  if (*self->p == 'u')
    {
      self->p++;
      return read_unicode_escape (self);
    }
  which = strchr (from, *self->p);
  if (which == NULL)
    return fail (self, _("no such escape"));
  g_string_append_c (self->text, to[which - from]);
  self->p++;
  return TRUE;
}

/* Into self->text. The bytes are known to be UTF-8 without NUL. */
static gboolean
read_string (Parser *self)
{
  g_string_truncate (self->text, 0);
  self->p++;
  for (;;)
    {
      const char *run = self->p;

      while (self->p < self->end && *self->p != '"' && *self->p != '\\' && (guchar) *self->p >= 0x20)
        self->p++;
      g_string_append_len (self->text, run, self->p - run);
      if (self->p >= self->end)
        return fail (self, _("a string does not end"));
      if (*self->p == '"')
        {
          self->p++;
          return TRUE;
        }
      if (*self->p != '\\')
        return fail (self, _("control characters in strings must be escaped"));
      self->p++;
      if (!read_escape (self))
        return FALSE;
    }
}

static gboolean
skip_digits (Parser *self)
{
  const char *start = self->p;

  while (self->p < self->end && g_ascii_isdigit (*self->p))
    self->p++;
  return self->p > start;
}

static JsonNode *
read_number (Parser *self)
{
  const char *start = self->p;
  g_autofree char *text = NULL;
  gboolean whole = TRUE;
  gint64 integer;
  double number;

  if (at (self, '-'))
    self->p++;
  if (at (self, '0'))
    self->p++;
  else if (!skip_digits (self))
    return fail (self, _("a value is missing")), NULL;
  if (at (self, '.'))
    {
      self->p++;
      whole = FALSE;
      if (!skip_digits (self))
        return fail (self, _("a digit is missing")), NULL;
    }
  if (at (self, 'e') || at (self, 'E'))
    {
      self->p++;
      whole = FALSE;
      if (at (self, '+') || at (self, '-'))
        self->p++;
      if (!skip_digits (self))
        return fail (self, _("a digit is missing")), NULL;
    }
  if (self->p - start > 100)
    return fail (self, _("a number is too long")), NULL;

  text = g_strndup (start, self->p - start);
  if (whole)
    {
      if (!g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &integer, NULL))
        return fail (self, _("a number is too great")), NULL;
      return json_node_init_int (json_node_alloc (), integer);
    }
  number = g_ascii_strtod (text, NULL);
  if (!isfinite (number))
    return fail (self, _("a number is too great")), NULL;
  return json_node_init_double (json_node_alloc (), number);
}

static gboolean
take_word (Parser     *self,
           const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->p) < length || memcmp (self->p, word, length) != 0)
    return FALSE;
  self->p += length;
  return TRUE;
}

/* A value that is no container. */
static JsonNode *
read_scalar (Parser *self)
{
  if (at (self, '"'))
    return read_string (self) ? json_node_init_string (json_node_alloc (), self->text->str) : NULL;
  if (take_word (self, "true"))
    return json_node_init_boolean (json_node_alloc (), TRUE);
  if (take_word (self, "false"))
    return json_node_init_boolean (json_node_alloc (), FALSE);
  if (take_word (self, "null"))
    return json_node_init_null (json_node_alloc ());
  return read_number (self);
}

/* Puts a value where it belongs and keeps a borrowed pointer when it is a container to fill. */
static void
put (Parser   *self,
     JsonNode *node) /* (transfer full) */
{
  JsonNode *parent = self->depth > 0 ? self->stack[self->depth - 1] : NULL;

  if (parent == NULL)
    self->root = node;
  else if (JSON_NODE_HOLDS_ARRAY (parent))
    json_array_add_element (json_node_get_array (parent), node);
  else
    {
      json_object_set_member (json_node_get_object (parent), self->name, node);
      g_clear_pointer (&self->name, g_free);
    }
}

static gboolean
open_container (Parser *self)
{
  gboolean object = *self->p == '{';
  JsonNode *node;

  if (self->depth >= SPARKLE_JSON_DEPTH_MAX)
    return fail (self, _("it is nested too deeply"));
  self->p++;
  node = json_node_alloc ();
  if (object)
    {
      g_autoptr(JsonObject) empty = json_object_new ();
      json_node_init_object (node, empty);
    }
  else
    {
      g_autoptr(JsonArray) empty = json_array_new ();
      json_node_init_array (node, empty);
    }
  put (self, node);
  self->stack[self->depth++] = node;
  return TRUE;
}

static gboolean
read_name (Parser *self)
{
  skip_space (self);
  if (!at (self, '"'))
    return fail (self, _("a name in quotes is missing"));
  if (!read_string (self))
    return FALSE;
  if (json_object_has_member (json_node_get_object (self->stack[self->depth - 1]), self->text->str))
    return fail (self, _("a name is there twice"));
  skip_space (self);
  if (!at (self, ':'))
    return fail (self, _("\":\" is missing"));
  self->p++;
  self->name = g_strdup (self->text->str);
  return TRUE;
}

/* After a value: closes what ends here. Returns with the parser before the next value or at the end. */
static gboolean
go_on (Parser *self)
{
  while (self->depth > 0)
    {
      gboolean object = JSON_NODE_HOLDS_OBJECT (self->stack[self->depth - 1]);

      skip_space (self);
      if (at (self, ','))
        {
          self->p++;
          return object ? read_name (self) : TRUE;
        }
      if (!at (self, object ? '}' : ']'))
        return fail (self, object ? _("\",\" or \"}\" is missing") : _("\",\" or \"]\" is missing"));
      self->p++;
      self->depth--;
    }
  return TRUE;
}

static gboolean
parse (Parser *self)
{
  do
    {
      skip_space (self);
      if (at (self, '{') || at (self, '['))
        {
          gboolean object = *self->p == '{';

          if (!open_container (self))
            return FALSE;
          skip_space (self);
          if (!at (self, object ? '}' : ']'))
            {
              if (object && !read_name (self))
                return FALSE;
              continue;
            }
          self->p++;
          self->depth--;
        }
      else
        {
          JsonNode *node = read_scalar (self);

          if (node == NULL)
            return FALSE;
          put (self, node);
        }
      if (!go_on (self))
        return FALSE;
    }
  while (self->depth > 0);

  skip_space (self);
  return self->p == self->end || fail (self, _("there is more after the end"));
}

static void
set_error (const char  *start,
           const char  *where,
           const char  *problem,
           GError     **error)
{
  unsigned line = 1, column = 1;

  for (const char *p = start; p < where; p++)
    {
      if (*p == '\n')
        {
          line++;
          column = 1;
        }
      else if (((guchar) *p & 0xc0) != 0x80)
        column++;
    }
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST,
               _("This is not the JSON that is expected, at line %u, column %u: %s"), line, column, problem);
}

/**
 * sparkle_json_parse:
 * @data: the text
 * @length: its length in bytes, or -1 when it ends in NUL
 * @max_bytes: the greatest length that is taken
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Parses JSON from a stranger: strictly RFC 8259, UTF-8, no NUL in whatever form, whole surrogate pairs, no
 * name twice in an object, whole numbers within 64 bits, at most 32 levels.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with TOO_LARGE or BAD_REQUEST
 */
JsonNode *
sparkle_json_parse (const char  *data,
                    gssize       length,
                    gsize        max_bytes,
                    GError     **error)
{
  Parser self = { 0 };
  const char *bad;
  gboolean good;

  g_return_val_if_fail (data != NULL, NULL);

  self.start = self.p = data;
  self.end = data + (length < 0 ? strlen (data) : (gsize) length);
  if ((gsize) (self.end - data) > max_bytes)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE, g_dngettext (GETTEXT_PACKAGE, "At most %zu byte is taken", "At most %zu bytes are taken", max_bytes), max_bytes);
      return NULL;
    }
  if (!g_utf8_validate_len (data, self.end - data, &bad))
    {
      set_error (data, bad, *bad == '\0' ? _("text must not contain NUL characters") : _("it is not valid UTF-8"), error);
      return NULL;
    }

  self.text = g_string_sized_new (256);
  good = parse (&self);
  g_string_free (self.text, TRUE);
  g_free (self.name);
  if (!good)
    {
      set_error (data, self.p, self.problem, error);
      g_clear_pointer (&self.root, json_node_unref);
    }
  return self.root;
}

/**
 * sparkle_json_check:
 * @data: the text
 * @length: its length in bytes, or -1 when it ends in NUL
 * @max_bytes: the greatest length that is taken
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Checks a text that another parser will take apart (SQLite) by the rules of sparkle_json_parse().
 *
 * Returns: whether it is good
 */
gboolean
sparkle_json_check (const char  *data,
                    gssize       length,
                    gsize        max_bytes,
                    GError     **error)
{
  g_autoptr(JsonNode) node = sparkle_json_parse (data, length, max_bytes, error);

  return node != NULL;
}
