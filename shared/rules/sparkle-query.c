/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-words.h"

/* Years that fit into the times of both databases. */
#define YEAR_MIN 1970
#define YEAR_MAX 9999

static void
term_free (gpointer data)
{
  SparkleQueryTerm *term = data;

  g_strfreev (term->words);
  g_free (term->text);
  g_free (term);
}

/* ---- pieces: what stands between blanks, or in quotes ----------------------------------------------------------------- */

typedef struct
{
  gboolean  exclude;
  gboolean  quoted;
  gboolean  closed;  /* of a quoted one: the second quote is there */
  char     *key;     /* (nullable): of a filter, lower case */
  char     *text;    /* without quotes */
} Piece;

static void
piece_clear (Piece *piece)
{
  g_free (piece->key);
  g_free (piece->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Piece, piece_clear)

static gboolean
is_blank (const char *p)
{
  gunichar c = g_utf8_get_char (p);

  return c == '\0' || g_unichar_isspace (c);
}

static gboolean
is_quote (const char *p)
{
  gunichar c = g_utf8_get_char (p);

  return c == '"' || c == 0x201c || c == 0x201d || c == 0x201e || c == 0xab || c == 0xbb;
}

/* Up to the closing quote, or to the end when there is none. */
static const char *
take_quoted (const char *p,
             Piece      *piece)
{
  const char *begin = p = g_utf8_next_char (p);

  while (*p != '\0' && !is_quote (p))
    p = g_utf8_next_char (p);
  piece->quoted = TRUE;
  piece->closed = *p != '\0';
  piece->text = g_strndup (begin, p - begin);
  return piece->closed ? g_utf8_next_char (p) : p;
}

static const char *
take_bare (const char *p,
           Piece      *piece)
{
  const char *begin = p;

  while (*p != '\0' && !is_blank (p) && !is_quote (p))
    p = g_utf8_next_char (p);
  piece->text = g_strndup (begin, p - begin);
  return p;
}

static const char * const keys[] = { "author", "tag", "category", "before", "after", "has" };

/* "tag:" at p gives its length with the colon; 0: no filter begins here. */
static gsize
key_length (const char *p)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gsize length = strlen (keys[i]);

      if (g_ascii_strncasecmp (p, keys[i], length) == 0 && p[length] == ':')
        return length + 1;
    }
  return 0;
}

static const char *
take_piece (const char *p,
            Piece      *piece)
{
  gsize length;

  if ((*p == '-' || g_str_has_prefix (p, "\xe2\x88\x92")) && p[1] != '\0' && !is_blank (g_utf8_next_char (p)))
    {
      piece->exclude = TRUE;
      p = g_utf8_next_char (p);
    }
  length = key_length (p);
  if (length > 0)
    {
      piece->key = g_ascii_strdown (p, length - 1);
      p += length;
    }
  return *p != '\0' && is_quote (p) ? take_quoted (p, piece) : take_bare (p, piece);
}

/* ---- filters ------------------------------------------------------------------------------------------------------------ */

static gboolean
take_digits (const char **p,
             int          n,
             int         *ret_number)
{
  *ret_number = 0;
  for (int i = 0; i < n; i++, (*p)++)
    {
      if (!g_ascii_isdigit (**p))
        return FALSE;
      *ret_number = *ret_number * 10 + (**p - '0');
    }
  return TRUE;
}

/* 2026, 2026-03 or 2026-03-15: the first moment of it, UTC. */
static gboolean
parse_date (const char *text,
            gint64     *ret_time)
{
  const char *p = text;
  int year, month = 1, day = 1;
  g_autoptr (GDateTime) date = NULL;

  if (!take_digits (&p, 4, &year) || year < YEAR_MIN || year > YEAR_MAX)
    return FALSE;
  if (*p == '-' && (p++, !take_digits (&p, 2, &month)))
    return FALSE;
  if (*p == '-' && (p++, !take_digits (&p, 2, &day)))
    return FALSE;
  date = *p == '\0' ? g_date_time_new_utc (year, month, day, 0, 0, 0) : NULL;
  if (date == NULL)
    return FALSE;
  *ret_time = MAX (g_date_time_to_unix_usec (date), 1);
  return TRUE;
}

static void
add_value (GPtrArray  *values,
           const char *text)
{
  if (values->len < SPARKLE_QUERY_TERMS)
    g_ptr_array_add (values, g_utf8_strdown (text, -1));
}

/* A key without a value is one that is being typed: nothing yet. */
static gboolean
take_filter (SparkleQuery  *self,
             Piece         *piece,
             GError       **error)
{
  static const char marks[SPARKLE_N_FILTERS] = { '@', '#', '\0' };
  const char *value = g_strstrip (piece->text);

  if (*value == '\0')
    return TRUE;
  for (unsigned i = 0; i < SPARKLE_N_FILTERS; i++)
    if (g_str_equal (piece->key, keys[i]))
      {
        if (*value == marks[i] && *value != '\0')
          value++;
        if (*value != '\0')
          add_value (piece->exclude ? self->unwanted[i] : self->wanted[i], value);
        return TRUE;
      }
  if (g_str_equal (piece->key, "has"))
    {
      if (g_ascii_strcasecmp (value, "video") == 0)
        self->has_video = TRUE;
      else if (piece->quoted || g_ascii_strncasecmp (value, "video", strlen (value)) != 0) /* not merely unfinished */
        {
          sparkle_error_add_detail (error, "q", _("cannot use “has:%s”: only has:video can be asked for"), value);
          return FALSE;
        }
      return TRUE;
    }
  if (!parse_date (value, g_str_equal (piece->key, "after") ? &self->after : &self->before))
    {
      sparkle_error_add_detail (error, "q", _("cannot use “%s:%s”: a date is written like 2026, 2026-03 or 2026-03-15"), piece->key, value);
      return FALSE;
    }
  return TRUE;
}

/* ---- terms -------------------------------------------------------------------------------------------------------------- */

static void
take_term (SparkleQuery *self,
           Piece        *piece,
           gboolean      last)
{
  g_autofree char *folded = sparkle_words_fold (piece->text);
  SparkleQueryTerm *term;

  if (*folded == '\0' || self->terms->len >= SPARKLE_QUERY_TERMS)
    return;
  term = g_new0 (SparkleQueryTerm, 1);
  term->words = g_strsplit (folded, " ", -1);
  term->text = g_steal_pointer (&piece->text);
  term->exclude = piece->exclude;
  term->prefix = last && !piece->quoted;
  g_ptr_array_add (self->terms, term);
}

/* Valid UTF-8 with blanks for control characters: also in quotes, and on the way to a database. */
static char *
clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, g_unichar_iscntrl (c) ? ' ' : c);
    }
  return g_string_free_and_steal (out);
}

static SparkleQuery *
query_new (void)
{
  SparkleQuery *self = g_new0 (SparkleQuery, 1);

  g_atomic_ref_count_init (&self->refs);
  self->terms = g_ptr_array_new_with_free_func (term_free);
  for (unsigned i = 0; i < SPARKLE_N_FILTERS; i++)
    {
      self->wanted[i] = g_ptr_array_new_with_free_func (g_free);
      self->unwanted[i] = g_ptr_array_new_with_free_func (g_free);
    }
  return self;
}

SparkleQuery *
sparkle_query_ref (SparkleQuery *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
sparkle_query_unref (SparkleQuery *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->terms);
  for (unsigned i = 0; i < SPARKLE_N_FILTERS; i++)
    {
      g_ptr_array_unref (self->wanted[i]);
      g_ptr_array_unref (self->unwanted[i]);
    }
  g_free (self);
}

/**
 * sparkle_query_parse:
 * @text: what was typed
 * @error: return location of %SPARKLE_ERROR_VALIDATION_FAILED
 *
 * Never fails for odd words, quotes or operators; only for a filter whose value makes no sense and for a text that is too long.
 * The last word, when no blank or quote follows it, is marked as unfinished.
 *
 * Returns: (transfer full) (nullable): what is meant
 */
SparkleQuery *
sparkle_query_parse (const char  *text,
                     GError     **error)
{
  g_autoptr (SparkleQuery) self = query_new ();
  g_autoptr (GError) problem = NULL;
  g_autofree char *begin = NULL;
  g_autofree char *valid = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  begin = g_strndup (text, SPARKLE_QUERY_MAX * 6 + 1); /* enough to see that it is too long */
  valid = clean (begin);
  if (g_utf8_strlen (valid, -1) > SPARKLE_QUERY_MAX)
    sparkle_error_add_detail (&problem, "q", g_dngettext (GETTEXT_PACKAGE, "must be 1 to %d character", "must be 1 to %d characters", SPARKLE_QUERY_MAX), SPARKLE_QUERY_MAX);
  for (const char *p = valid; problem == NULL && *p != '\0';)
    {
      g_auto (Piece) piece = { 0 };

      if (is_blank (p))
        {
          p = g_utf8_next_char (p);
          continue;
        }
      p = take_piece (p, &piece);
      if (piece.key != NULL)
        take_filter (self, &piece, &problem);
      else
        take_term (self, &piece, *p == '\0');
    }
  if (problem == NULL)
    return g_steal_pointer (&self);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/* ---- what is in it ------------------------------------------------------------------------------------------------------ */

gboolean
sparkle_query_has_words (const SparkleQuery *self)
{
  for (unsigned i = 0; i < self->terms->len; i++)
    if (!((SparkleQueryTerm *) self->terms->pdata[i])->exclude)
      return TRUE;
  return FALSE;
}

gboolean
sparkle_query_is_of_posts (const SparkleQuery *self)
{
  return self->has_video || self->wanted[SPARKLE_FILTER_TAG]->len > 0 || self->unwanted[SPARKLE_FILTER_TAG]->len > 0 ||
         self->wanted[SPARKLE_FILTER_CATEGORY]->len > 0 || self->unwanted[SPARKLE_FILTER_CATEGORY]->len > 0;
}

gboolean
sparkle_query_has_filters (const SparkleQuery *self)
{
  return sparkle_query_is_of_posts (self) || self->after > 0 || self->before > 0 ||
         self->wanted[SPARKLE_FILTER_AUTHOR]->len > 0 || self->unwanted[SPARKLE_FILTER_AUTHOR]->len > 0;
}

gboolean
sparkle_query_is_empty (const SparkleQuery *self)
{
  return !sparkle_query_has_words (self) && !sparkle_query_has_filters (self);
}

char *
sparkle_query_plain (const SparkleQuery *self)
{
  GString *out = g_string_new (NULL);

  for (unsigned i = 0; i < self->terms->len; i++)
    {
      SparkleQueryTerm *term = self->terms->pdata[i];

      if (!term->exclude)
        g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", term->text);
    }
  return g_string_free_and_steal (out);
}

char *
sparkle_query_to_websearch (const SparkleQuery *self)
{
  GString *out = g_string_new (NULL);

  for (unsigned i = 0; i < self->terms->len; i++)
    {
      SparkleQueryTerm *term = self->terms->pdata[i];

      g_string_append_printf (out, "%s%s\"%s\"", out->len > 0 ? " " : "", term->exclude ? "-" : "", term->text);
    }
  return g_string_free_and_steal (out);
}
