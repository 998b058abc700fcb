/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clip-server.h"

#include <string.h>

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  ClipServer *self = user_data;
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, 200, NULL);
  if (g_str_equal (path, "/page"))
    {
      g_autofree char *html = g_strdup_printf ("<html><title>A clip</title><video src=\"%s/clip.webm\"></video></html>", self->url);

      soup_server_message_set_response (message, "text/html", SOUP_MEMORY_COPY, html, strlen (html));
    }
  else if (g_str_equal (path, "/loop.webm"))
    soup_server_message_set_redirect (message, 302, "/loop.webm");
  else if (g_str_equal (path, "/junk.webm"))
    soup_server_message_set_response (message, "video/webm", SOUP_MEMORY_STATIC, "junk junk junk junk junk", 24);
  else if (g_str_equal (path, "/clip.webm") || (g_str_equal (path, "/guarded/clip.webm") && !self->refuse))
    {
      self->asked++;
      soup_message_headers_set_content_type (headers, "video/webm", NULL);
      soup_message_headers_append (headers, "Accept-Ranges", "bytes");
      soup_message_body_append_bytes (body, self->clip);
    }
  else if (g_str_equal (path, "/cut.webm"))
    {
      g_autoptr(GBytes) half = g_bytes_new_from_bytes (self->clip, 0, g_bytes_get_size (self->clip) / 2);

      soup_message_headers_set_content_type (headers, "video/webm", NULL);
      soup_message_body_append_bytes (body, half);
    }
  else
    soup_server_message_set_status (message, g_str_has_prefix (path, "/guarded") ? 403 : 404, NULL);
}

void
clip_server_start (ClipServer *self,
                   const char *clip)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;
  char *data;
  gsize size;

  memset (self, 0, sizeof *self);
  g_file_get_contents (clip, &data, &size, &error);
  g_assert_no_error (error);
  self->clip = g_bytes_new_take (data, size);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, answer_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

void
clip_server_stop (ClipServer *self)
{
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->clip, g_bytes_unref);
  g_clear_pointer (&self->url, g_free);
}

char *
clip_server_uri (ClipServer *self,
                 const char *path)
{
  return g_strconcat (self->url, path, NULL);
}
