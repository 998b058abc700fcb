/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-server-address.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"

#define ADDRESS_MAX 512

static gboolean
host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost"))
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static char *
add_scheme (const char *text)
{
  g_autofree char *guess = NULL;
  g_autoptr (GUri) uri = NULL;

  if (strstr (text, "://") != NULL)
    return g_strdup (text);
  /* Without a scheme only this machine is addressed in the clear. */
  guess = g_strconcat ("https://", text, NULL);
  uri = g_uri_parse (guess, G_URI_FLAGS_NONE, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL && host_is_loopback (g_uri_get_host (uri)))
    return g_strconcat ("http://", text, NULL);
  return g_steal_pointer (&guess);
}

/**
 * sparkle_server_address_normalize:
 * @text: an address as typed: "sparkle.example", "http://localhost:8080/"
 * @error: return location for an error
 *
 * Gives the one form under which a community is remembered: scheme and host in lower case, no default port, no slash at
 * the end. Without a scheme it is https, and http for this machine.
 *
 * Returns: (transfer full) (nullable): the address, or %NULL with a %SPARKLE_ERROR_VALIDATION_FAILED
 */
char *
sparkle_server_address_normalize (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *full = NULL;
  g_autofree char *host = NULL;
  g_autofree char *result = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) failure = NULL;
  gboolean secure;
  int port;

  if (*stripped == '\0' || strlen (stripped) > ADDRESS_MAX || !g_utf8_validate (stripped, -1, NULL))
    {
      sparkle_error_add_detail (&failure, "server", _("Enter the address of the community"));
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  full = add_scheme (stripped);
  /* GUri would escape them, and so make an address of a typing error. */
  if (strpbrk (full, " \t\r\n\"<>\\^`{|}") == NULL)
    uri = g_uri_parse (full, G_URI_FLAGS_NONE, NULL);
  secure = uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https");
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!secure && !g_str_equal (g_uri_get_scheme (uri), "http")) ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      sparkle_error_add_detail (&failure, "server", _("“%s” is not the address of a server"), stripped);
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }

  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  port = g_uri_get_port (uri);
  if (port == (secure ? 443 : 80))
    port = -1;
  path = g_strdup (g_uri_get_path (uri));
  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  return g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, host, port, path, NULL, NULL);
}

/**
 * sparkle_server_address_is_private:
 * @address: a normalized address
 *
 * Returns: %TRUE when nobody on the way can read what is sent there
 */
gboolean
sparkle_server_address_is_private (const char *address)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (address != NULL, FALSE);

  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  return g_str_equal (g_uri_get_scheme (uri), "https") || host_is_loopback (g_uri_get_host (uri));
}
