/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * sparkle_text_normalise:
 * @text: a text
 *
 * Makes one kind of line end of all three.
 *
 * Returns: (transfer full): the text with "\n" only
 */
char *
sparkle_text_normalise (const char *text)
{
  char *copy = g_strdup (text);
  char *out = copy;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *in = copy; *in != '\0'; in++)
    {
      if (*in == '\r')
        {
          *out++ = '\n';
          if (in[1] == '\n')
            in++;
        }
      else
        *out++ = *in;
    }
  *out = '\0';

  return copy;
}

/**
 * sparkle_text_is_clean:
 * @text: a text
 * @length: its length in bytes, or -1 when it ends in NUL
 * @many_lines: whether line feeds and tabs are allowed
 * @ret_reason: (out) (optional): what is wrong, to be read after the field's name
 *
 * Checks that a text can be stored and shown: UTF-8, no NUL, no control characters, no noncharacters.
 *
 * Returns: whether it can
 */
gboolean
sparkle_text_is_clean (const char  *text,
                       gssize       length,
                       gboolean     many_lines,
                       const char **ret_reason)
{
  const char *reason = NULL;
  const char *end;

  g_return_val_if_fail (text != NULL, FALSE);

  end = text + (length < 0 ? strlen (text) : (gsize) length);
  if (memchr (text, '\0', end - text) != NULL)
    reason = _("must not contain NUL characters");
  else if (!g_utf8_validate_len (text, end - text, NULL))
    reason = _("must be valid UTF-8");

  for (const char *p = text; reason == NULL && p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' || c == '\t')
        {
          if (!many_lines)
            reason = _("must be a single line");
        }
      else if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
        reason = _("must not contain control characters");
      else if ((c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef))
        reason = _("must not contain characters that Unicode reserves");
      else if (!many_lines && (c == 0x2028 || c == 0x2029))
        reason = _("must be a single line");
    }

  if (reason != NULL && ret_reason != NULL)
    *ret_reason = reason;
  return reason == NULL;
}

/**
 * sparkle_text_char_is_invisible:
 * @c: a character
 *
 * Tells whether a character leaves no mark by itself: spaces of all kinds, joiners, marks of direction, fillers,
 * variation selectors and tags.
 *
 * Returns: whether it is invisible
 */
gboolean
sparkle_text_char_is_invisible (gunichar c)
{
  if (g_unichar_isspace (c) || g_unichar_iszerowidth (c))
    return TRUE;

  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SPACE_SEPARATOR:
      return TRUE;
    default:
      return c == 0x115f || c == 0x1160 || c == 0x2800 || c == 0x3164 || c == 0xffa0 ||
             (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0000 && c <= 0xe0fff);
    }
}

/**
 * sparkle_text_is_blank:
 * @text: valid UTF-8
 *
 * Returns: whether nothing of it could be seen
 */
gboolean
sparkle_text_is_blank (const char *text)
{
  g_return_val_if_fail (text != NULL, TRUE);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!sparkle_text_char_is_invisible (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

/**
 * sparkle_text_length:
 * @text: valid UTF-8
 *
 * Returns: its length in Unicode characters
 */
gsize
sparkle_text_length (const char *text)
{
  g_return_val_if_fail (text != NULL, 0);

  return g_utf8_strlen (text, -1);
}
