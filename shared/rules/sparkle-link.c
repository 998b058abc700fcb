/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-link.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-uuid.h"

#define PREFIX SPARKLE_LINK_SCHEME "://"

/* ---- the server ------------------------------------------------------------- */

/* host[:port][/path], of letters that need no escape: what cannot be read without decoding is no server of ours. */
static gboolean
is_server (const char *text)
{
  gsize host = strcspn (text, "/");
  const char *port = text;

  if (*text == '[')
    {
      port += strspn (text + 1, "0123456789abcdef:.") + 1;
      if (*port != ']' || port < text + 3)
        return FALSE;
      port++;
    }
  else
    {
      port += strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789.-");
      if (port == text || *text == '.' || *text == '-' || strstr (text, "..") != NULL)
        return FALSE;
    }
  if (*port == ':')
    {
      gsize digits = strspn (port + 1, "0123456789");

      if (digits < 1 || digits > 5 || strtoul (port + 1, NULL, 10) > G_MAXUINT16)
        return FALSE;
      port += 1 + digits;
    }
  if (port != text + host)
    return FALSE;
  /* A path is kept as it is: only where it is served from knows what it means. None has a part that begins with a dot. */
  return strspn (port, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~-/") == strlen (port) &&
         strstr (port, "//") == NULL && strstr (port, "/.") == NULL && !g_str_has_suffix (port, "/");
}

/* The host in lower case, without a port that says nothing. */
static char *
canonical_server (const char *text,
                  gsize       length)
{
  g_autofree char *copy = g_strndup (text, length);
  gsize host = strcspn (copy, "/");
  g_autofree char *authority = g_ascii_strdown (copy, (gssize) host);
  static const char * const ports[] = { ":443", ":80" };

  for (unsigned i = 0; i < G_N_ELEMENTS (ports); i++)
    if (g_str_has_suffix (authority, ports[i]))
      {
        authority[strlen (authority) - strlen (ports[i])] = '\0';
        break;
      }
  return g_strconcat (authority, copy + host, NULL);
}

/* The same of an address such as "https://sparkle.example/". */
static char *
server_of_address (const char *address)
{
  const char *scheme = strstr (address, "://");
  const char *rest = scheme != NULL ? scheme + 3 : address;
  gsize length = strlen (rest);

  while (length > 0 && rest[length - 1] == '/')
    length--;
  return canonical_server (rest, length);
}

/* ---- parts ------------------------------------------------------------------ */

/* Cuts "/name/<id>" off the end of text. */
static char *
take_id (char       *text,
         const char *name)
{
  g_autofree char *marker = g_strconcat ("/", name, "/", NULL);
  gsize length = strlen (text), tail = strlen (marker) + SPARKLE_UUID_LENGTH;
  g_autofree char *id = NULL;

  if (length < tail || strncmp (text + length - tail, marker, strlen (marker)) != 0)
    return NULL;
  id = g_ascii_strdown (text + length - SPARKLE_UUID_LENGTH, -1);
  if (!sparkle_uuid_is_valid (id))
    return NULL;
  text[length - tail] = '\0';
  return g_steal_pointer (&id);
}

static SparkleLink *
refuse (GError     **error,
        const char  *message)
{
  g_autoptr(GError) local = NULL;

  sparkle_error_add_detail (&local, "link", "%s", message);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* ---- public ----------------------------------------------------------------- */

/**
 * sparkle_link_is_link:
 * @text: (nullable): a text
 *
 * Returns: whether it means to be a link of this kind; it may still be a damaged one
 */
gboolean
sparkle_link_is_link (const char *text)
{
  return text != NULL && g_ascii_strncasecmp (text, SPARKLE_LINK_SCHEME ":", strlen (SPARKLE_LINK_SCHEME) + 1) == 0;
}

/**
 * sparkle_link_parse:
 * @text: (nullable): what somebody pressed, pasted or gave on the command line
 * @error: return location for an error
 *
 * Takes a permanent link apart. Blanks around it and one slash at its end do no harm; a name, a password, a query, a fragment,
 * an escape or anything else that a link of ours never has makes it another link.
 *
 * Returns: (transfer full) (nullable): its parts, or %NULL with %SPARKLE_ERROR_VALIDATION_FAILED, whose detail is a sentence
 */
SparkleLink *
sparkle_link_parse (const char  *text,
                    GError     **error)
{
  g_autoptr(SparkleLink) self = g_new0 (SparkleLink, 1);
  g_autofree char *rest = NULL;

  if (text != NULL && strlen (text) > SPARKLE_LINK_MAX_BYTES)
    return refuse (error, _("This is too long to be a link to a post"));
  rest = g_strstrip (g_strdup (text != NULL ? text : ""));
  if (g_ascii_strncasecmp (rest, PREFIX, strlen (PREFIX)) != 0)
    return refuse (error, _("This is not a link to a post of a community"));
  memmove (rest, rest + strlen (PREFIX), strlen (rest) - strlen (PREFIX) + 1);
  if (g_str_has_suffix (rest, "/"))
    rest[strlen (rest) - 1] = '\0';

  self->comment_id = take_id (rest, "comment");
  self->post_id = take_id (rest, "post");
  if (self->post_id == NULL)
    return refuse (error, _("This link is damaged: it does not name a post"));
  self->server = canonical_server (rest, strlen (rest));
  if (!is_server (self->server))
    return refuse (error, _("This link is damaged: it does not name a community"));
  return g_steal_pointer (&self);
}

/**
 * sparkle_link_format:
 * @server: address of the community, such as "https://sparkle.example"
 * @post_id: of the post
 * @comment_id: (nullable): of a comment of its thread
 *
 * Returns: (transfer full): the link, which [func@link_parse] takes apart again
 */
char *
sparkle_link_format (const char *server,
                     const char *post_id,
                     const char *comment_id)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (server != NULL && post_id != NULL, NULL);

  name = server_of_address (server);
  return g_strconcat (PREFIX, name, "/post/", post_id, comment_id != NULL ? "/comment/" : NULL, comment_id, NULL);
}

/**
 * sparkle_link_is_of:
 * @self: a link
 * @server: (nullable): address of a community, such as "https://sparkle.example"
 *
 * Returns: whether the link leads to that community
 */
gboolean
sparkle_link_is_of (const SparkleLink *self,
                    const char        *server)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  name = server != NULL ? server_of_address (server) : NULL;
  return g_strcmp0 (name, self->server) == 0;
}

void
sparkle_link_free (SparkleLink *self)
{
  if (self == NULL)
    return;
  g_free (self->server);
  g_free (self->post_id);
  g_free (self->comment_id);
  g_free (self);
}
