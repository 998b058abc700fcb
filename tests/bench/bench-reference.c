/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gunixinputstream.h>
#include <libsoup/soup.h>

/* The reference: a bare SoupServer that answers every request with the same bytes from memory. Prints its
 * port and runs until its standard input ends. */

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           body)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Type", "application/json");
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), body);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
}

static void
end_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      loop)
{
  g_main_loop_quit (loop);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(SoupServer) server = g_object_new (SOUP_TYPE_SERVER, NULL);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GInputStream) in = NULL;
  g_autoptr(GError) error = NULL;
  g_autoslist(GUri) uris = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autoptr(GFile) file = NULL;
  guint8 byte;

  if (argc != 2)
    {
      g_printerr ("usage: bench-reference FILE\n");
      return 2;
    }
  file = g_file_new_for_path (argv[1]);
  body = g_file_load_bytes (file, NULL, NULL, &error);
  if (body == NULL || !soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    {
      g_printerr ("bench-reference: %s\n", error->message);
      return 1;
    }
  soup_server_add_handler (server, NULL, answer_cb, body, NULL);
  uris = soup_server_get_uris (server);
  g_print ("%d\n", g_uri_get_port (uris->data));

  in = g_unix_input_stream_new (0, FALSE);
  g_input_stream_read_async (in, &byte, 1, G_PRIORITY_DEFAULT, NULL, end_cb, loop);
  g_main_loop_run (loop);
  return 0;
}
