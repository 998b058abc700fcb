/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown.h"

#include <string.h>

#define ADDRESS_MAX 2048

/* What turns text around or cannot be seen has no place in an address that a person is to trust. */
static gboolean
is_deceptive (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == ' ' || c == 0xa0 || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0xfffd || c == '\\' || c == '<' || c == '>' || c == '"';
}

static const char *
skip_scheme (const char *address,
             const char *scheme)
{
  gsize length = strlen (scheme);

  return g_ascii_strncasecmp (address, scheme, length) == 0 ? address + length : NULL;
}

/**
 * sparkle_markdown_address_opens:
 * @address: valid UTF-8
 *
 * Whether a link to it may be opened: http and https with a host and without a name and password before it, and the app's
 * own scheme; nothing in it that hides where it leads. Other links are shown as text.
 *
 * Returns: whether it may
 */
gboolean
sparkle_markdown_address_opens (const char *address)
{
  const char *host;

  if (strlen (address) > ADDRESS_MAX)
    return FALSE;
  for (const char *p = address; *p != '\0'; p = g_utf8_next_char (p))
    if (is_deceptive (g_utf8_get_char (p)))
      return FALSE;
  host = skip_scheme (address, "sparkle:");
  if (host != NULL)
    return *host != '\0';
  host = skip_scheme (address, "https://");
  if (host == NULL)
    host = skip_scheme (address, "http://");
  if (host == NULL || *host == '\0' || strchr ("/?#:", *host) != NULL)
    return FALSE;
  return memchr (host, '@', strcspn (host, "/?#")) == NULL;
}
