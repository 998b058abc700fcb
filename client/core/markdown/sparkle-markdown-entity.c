/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-private.h"

#include <md4c-html.h>
#include <stdlib.h>
#include <string.h>

static void
take_html_cb (const MD_CHAR *text,
              MD_SIZE        size,
              void          *user_data)
{
  g_string_append_len (user_data, text, size);
}

/* The two thousand names of HTML are known to md4c's own writer; what it makes of "&copy;" stands between "<p>" and "</p>". */
static gboolean
append_named (GString    *out,
              const char *entity,
              gsize       length)
{
  static const struct { const char *html; const char *text; } escapes[] = {
    { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" },
  };
  g_autoptr(GString) html = g_string_new (NULL);
  const char *begin, *end;

  if (md_html (entity, length, take_html_cb, html, 0, 0) != 0 || !g_str_has_prefix (html->str, "<p>"))
    return FALSE;
  begin = html->str + strlen ("<p>");
  end = strstr (begin, "</p>");
  if (end == NULL || end == begin)
    return FALSE;
  for (unsigned i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (g_str_has_prefix (begin, escapes[i].html))
      {
        /* An unknown name comes back as "&amp;name;". */
        if (begin + strlen (escapes[i].html) != end)
          return FALSE;
        g_string_append (out, escapes[i].text);
        return TRUE;
      }
  if (*begin == '&')
    return FALSE;
  g_string_append_len (out, begin, end - begin);
  return TRUE;
}

/* Appends what "&amp;", "&#64;" or "&#x40;" stands for; a name that HTML does not know stays as it is. */
void
sparkle_markdown_append_entity (GString    *out,
                                const char *entity,
                                gsize       length)
{
  static const struct { const char *name; const char *text; } common[] = {
    { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&nbsp;", "\u00a0" },
  };

  if (length > 3 && entity[1] == '#')
    {
      gboolean hex = entity[2] == 'x' || entity[2] == 'X';
      g_autofree char *digits = g_strndup (entity + (hex ? 3 : 2), MIN (length - (hex ? 4 : 3), 8));
      guint64 value = g_ascii_strtoull (digits, NULL, hex ? 16 : 10);

      g_string_append_unichar (out, value > 0 && value <= 0x10ffff && g_unichar_validate (value) ? value : 0xfffd);
      return;
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (common); i++)
    if (strlen (common[i].name) == length && strncmp (common[i].name, entity, length) == 0)
      {
        g_string_append (out, common[i].text);
        return;
      }
  if (!append_named (out, entity, length))
    g_string_append_len (out, entity, length);
}
