/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-slug.h"

#include <string.h>

#include "sparkle-limits.h"
#include "sparkle-uuid.h"

/**
 * sparkle_slug:
 * @title: a title
 *
 * Makes the readable part of an address: lower case, everything but a-z and 0-9 becomes one "-", none at the ends.
 * A title without any of these gives "post". One that reads like a UUID gets "post-" before it, because an address
 * takes either.
 *
 * Returns: (transfer full): 1 to 200 characters
 */
char *
sparkle_slug (const char *title)
{
  g_autoptr(GString) slug = g_string_new (NULL);

  g_return_val_if_fail (title != NULL, NULL);

  for (const char *p = title; *p != '\0' && slug->len < SPARKLE_SLUG_MAX; p++)
    {
      if (g_ascii_isalnum (*p))
        g_string_append_c (slug, g_ascii_tolower (*p));
      else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }
  if (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);

  if (slug->len == 0)
    return g_strdup ("post");
  if (sparkle_uuid_is_valid (slug->str))
    return g_strconcat ("post-", slug->str, NULL);
  return g_strdup (slug->str);
}

/**
 * sparkle_slug_numbered:
 * @slug: a slug that is taken
 * @number: 1, 2, …
 *
 * Makes the next one to try, within the greatest length.
 *
 * Returns: (transfer full): "title-1"
 */
char *
sparkle_slug_numbered (const char *slug,
                       unsigned    number)
{
  g_autofree char *end = g_strdup_printf ("-%u", number);
  g_autofree char *start = NULL;
  gsize room = SPARKLE_SLUG_MAX - strlen (end);

  g_return_val_if_fail (slug != NULL, NULL);

  start = g_strndup (slug, room);
  while (g_str_has_suffix (start, "-"))
    start[strlen (start) - 1] = '\0';

  return g_strconcat (start, end, NULL);
}

/**
 * sparkle_slug_is_valid:
 * @slug: (nullable): a text
 *
 * Returns: whether it could be a slug
 */
gboolean
sparkle_slug_is_valid (const char *slug)
{
  gsize length = 0;

  if (slug == NULL || *slug == '\0' || *slug == '-')
    return FALSE;
  for (; slug[length] != '\0'; length++)
    {
      char c = slug[length];

      if (length >= SPARKLE_SLUG_MAX)
        return FALSE;
      if (c == '-' ? slug[length - 1] == '-' : !((c >= 'a' && c <= 'z') || g_ascii_isdigit (c)))
        return FALSE;
    }

  return slug[length - 1] != '-';
}
