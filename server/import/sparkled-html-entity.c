/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-html-entity.h"

#include <string.h>

/* Those of HTML 4 from 160 on, in the order of Latin-1. */
static const char * const latin1[] = {
  "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy", "reg", "macr",
  "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
  "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml",
  "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig",
  "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml",
  "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
};
G_STATIC_ASSERT (G_N_ELEMENTS (latin1) == 96);

static const struct
{
  const char *name;
  gunichar    c;
} others[] = {
  { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "AMP", '&' }, { "LT", '<' }, { "GT", '>' }, { "QUOT", '"' },
  { "OElig", 0x152 }, { "oelig", 0x153 }, { "Scaron", 0x160 }, { "scaron", 0x161 }, { "Yuml", 0x178 }, { "fnof", 0x192 }, { "circ", 0x2c6 },
  { "tilde", 0x2dc }, { "ensp", 0x2002 }, { "emsp", 0x2003 }, { "thinsp", 0x2009 }, { "zwnj", 0x200c }, { "zwj", 0x200d }, { "lrm", 0x200e },
  { "rlm", 0x200f }, { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "sbquo", 0x201a }, { "ldquo", 0x201c },
  { "rdquo", 0x201d }, { "bdquo", 0x201e }, { "dagger", 0x2020 }, { "Dagger", 0x2021 }, { "bull", 0x2022 }, { "hellip", 0x2026 }, { "permil", 0x2030 },
  { "prime", 0x2032 }, { "Prime", 0x2033 }, { "lsaquo", 0x2039 }, { "rsaquo", 0x203a }, { "euro", 0x20ac }, { "trade", 0x2122 }, { "larr", 0x2190 },
  { "uarr", 0x2191 }, { "rarr", 0x2192 }, { "darr", 0x2193 }, { "harr", 0x2194 }, { "infin", 0x221e }, { "ne", 0x2260 }, { "le", 0x2264 },
  { "ge", 0x2265 }, { "spades", 0x2660 }, { "clubs", 0x2663 }, { "hearts", 0x2665 }, { "diams", 0x2666 }, { "alpha", 0x3b1 }, { "beta", 0x3b2 },
  { "gamma", 0x3b3 }, { "delta", 0x3b4 }, { "pi", 0x3c0 }, { "omega", 0x3c9 }, { "Omega", 0x3a9 },
};

/* What browsers take the numbers 128 to 159 for: the characters of Windows-1252. */
static const gunichar windows1252[32] = {
  0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
  0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
};

static gunichar
numeric (const char  *p,
         const char **ret_end)
{
  gboolean hex = *p == 'x' || *p == 'X';
  const char *start = hex ? p + 1 : p;
  gunichar c = 0;

  for (p = start; hex ? g_ascii_isxdigit (*p) : g_ascii_isdigit (*p); p++)
    c = MIN (c * (hex ? 16 : 10) + g_ascii_xdigit_value (*p), 0x110000);
  if (p == start)
    return 0;
  *ret_end = *p == ';' ? p + 1 : p;

  if (c >= 128 && c < 160)
    c = windows1252[c - 128];
  /* What is no character is replaced, as in browsers; zero too, and the cleaner drops controls. */
  return c == 0 || !g_unichar_validate (c) ? 0xfffd : c;
}

/**
 * sparkled_html_entity:
 * @p: a text that begins with "&"
 * @ret_end: (out): behind the entity
 *
 * Reads an entity, named or numeric, as browsers do.
 *
 * Returns: the character; 0 when it is no entity
 */
gunichar
sparkled_html_entity (const char  *p,
                      const char **ret_end)
{
  const char *name = p + 1;
  gsize length = 0;

  if (*p != '&')
    return 0;
  if (*name == '#')
    return numeric (name + 1, ret_end);

  while (length < 10 && g_ascii_isalnum (name[length]))
    length++;
  /* Without ";" it is more often a part of an address. */
  if (length == 0 || name[length] != ';')
    return 0;
  *ret_end = name + length + 1;

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (strlen (others[i].name) == length && strncmp (others[i].name, name, length) == 0)
      return others[i].c;
  for (guint i = 0; i < G_N_ELEMENTS (latin1); i++)
    if (strlen (latin1[i]) == length && strncmp (latin1[i], name, length) == 0)
      return 160 + i;
  return 0;
}
