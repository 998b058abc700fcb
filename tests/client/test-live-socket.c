/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libdex.h>
#include <libsoup/soup.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-live-socket.h"

/* A server side that can be made to send anything. */
typedef struct
{
  SoupServer              *server;
  char                    *address;
  SoupWebsocketConnection *connection; /* the last one */
  unsigned                 n_connections;
  GPtrArray               *received;   /* char* */
  SparkleHttp             *http;
  SparkleLiveSocket       *socket;
  unsigned                 n_opened;
  unsigned                 n_closed;
  GPtrArray               *frames;     /* char*: scopes of changes */
} World;

static void
server_message_cb (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer user_data)
{
  World *world = user_data;

  g_ptr_array_add (world->received, g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message)));
}

static void
server_cb (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *connection,
           gpointer user_data)
{
  World *world = user_data;

  g_set_object (&world->connection, connection);
  world->n_connections++;
  soup_websocket_connection_set_max_incoming_payload_size (connection, 0);
  g_signal_connect (connection, "message", G_CALLBACK (server_message_cb), world);
}

static void
opened_cb (SparkleLiveSocket *socket, gpointer user_data)
{
  ((World *) user_data)->n_opened++;
}

static void
closed_cb (SparkleLiveSocket *socket, GError *reason, gpointer user_data)
{
  g_assert_nonnull (reason);
  ((World *) user_data)->n_closed++;
}

static void
frame_cb (SparkleLiveSocket *socket, SparkleLiveFrame *frame, GBytes *text, gpointer user_data)
{
  g_assert_cmpuint (g_bytes_get_size (text), >, 0);
  g_ptr_array_add (((World *) user_data)->frames, g_strdup (frame->scope));
}

static void
world_init (World *world)
{
  const char *protocols[] = { SPARKLE_LIVE_PROTOCOL, NULL };
  SparkleLiveSocketOptions options = { .seed = 1, .reconnect_min_ms = 10, .reconnect_max_ms = 50,
                                       .connect_timeout_ms = 5000, .keepalive_seconds = 1 };
  g_autoptr (GError) error = NULL;
  GSList *uris;

  memset (world, 0, sizeof *world);
  world->received = g_ptr_array_new_with_free_func (g_free);
  world->frames = g_ptr_array_new_with_free_func (g_free);
  world->server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (world->server, "/api/v1/live", NULL, (char **) protocols, server_cb, world, NULL);
  soup_server_listen_local (world->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (world->server);
  world->address = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  world->http = sparkle_http_new (world->address, FALSE, 5000);
  world->socket = sparkle_live_socket_new (world->http, &options);
  g_signal_connect (world->socket, "opened", G_CALLBACK (opened_cb), world);
  g_signal_connect (world->socket, "closed", G_CALLBACK (closed_cb), world);
  g_signal_connect (world->socket, "frame", G_CALLBACK (frame_cb), world);
}

static void
world_clear (World *world)
{
  g_signal_handlers_disconnect_by_data (world->socket, world);
  sparkle_live_socket_stop (world->socket);
  if (world->connection != NULL)
    g_signal_handlers_disconnect_by_data (world->connection, world);
  soup_server_disconnect (world->server);
  g_clear_object (&world->connection);
  g_object_unref (world->server);
  g_object_unref (world->socket);
  g_object_unref (world->http);
  g_ptr_array_unref (world->received);
  g_ptr_array_unref (world->frames);
  g_free (world->address);
  /* Fibers that were cancelled end in the next turns of the loop. */
  dex_await (dex_timeout_new_msec (20), NULL);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

/* Waits for a condition for at most five seconds. */
#define wait_until(condition)                                               \
  G_STMT_START {                                                            \
    gint64 until_ = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;       \
    while (!(condition) && g_get_monotonic_time () < until_)                \
      dex_await (dex_timeout_new_msec (2), NULL);                           \
    g_assert_true (condition);                                              \
  } G_STMT_END

static void
test_frames (void)
{
  g_auto (World) world;
  g_autoptr (GPtrArray) requests = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_request_free);
  g_autoptr (SparkleLiveFrame) up = NULL;
  g_autoptr (GError) error = NULL;

  world_init (&world);
  g_ptr_array_add (requests, sparkle_scope_request_new ("feed", "cursor"));
  g_assert_false (sparkle_live_socket_subscribe (world.socket, requests));

  sparkle_live_socket_start (world.socket);
  wait_until (world.n_opened == 1);
  g_assert_cmpint (sparkle_live_socket_get_state (world.socket), ==, SPARKLE_LIVE_STATE_OPEN);
  g_assert_cmpstr (soup_websocket_connection_get_protocol (world.connection), ==, SPARKLE_LIVE_PROTOCOL);
  g_assert_null (soup_websocket_connection_get_extensions (world.connection));

  g_assert_true (sparkle_live_socket_subscribe (world.socket, requests));
  g_assert_true (sparkle_live_socket_ack (world.socket, "feed", "c2"));
  g_assert_true (sparkle_live_socket_unsubscribe (world.socket, "feed"));
  wait_until (world.received->len == 3);
  up = sparkle_live_frame_decode_up (g_ptr_array_index (world.received, 0), -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (up->type, ==, SPARKLE_LIVE_SUBSCRIBE);

  soup_websocket_connection_send_text (world.connection,
                                       "{\"type\":\"changes\",\"scope\":\"feed\",\"from\":\"a\",\"cursor\":\"b\",\"more\":false,"
                                       "\"reset\":false,\"upserts\":{},\"deletes\":{}}");
  soup_websocket_connection_send_text (world.connection, "{\"type\":\"pull\",\"scope\":\"me\"}");
  wait_until (world.frames->len == 2);
  g_assert_cmpstr (g_ptr_array_index (world.frames, 1), ==, "me");
}

static void
test_reconnect (void)
{
  g_auto (World) world;

  world_init (&world);
  sparkle_live_socket_start (world.socket);
  sparkle_live_socket_start (world.socket);
  wait_until (world.n_opened == 1);
  for (unsigned i = 1; i <= 5; i++)
    {
      soup_websocket_connection_close (world.connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      wait_until (world.n_closed == i && world.n_opened == i + 1);
    }
  g_assert_cmpuint (world.n_connections, ==, 6);
}

/* After a frame that cannot be read nothing may be built on it. */
static void
test_junk_frames (void)
{
  const char *junk[] = { "", "{", "[]", "{\"type\":\"changes\"}", "{\"type\":7}", "{\"type\":\"pull\",\"scope\":{}}",
                         "{\"type\":\"changes\",\"scope\":\"feed\",\"cursor\":[],\"upserts\":7}" };
  g_auto (World) world;

  world_init (&world);
  sparkle_live_socket_start (world.socket);
  for (unsigned i = 0; i < G_N_ELEMENTS (junk); i++)
    {
      wait_until (world.n_opened == i + 1);
      soup_websocket_connection_send_text (world.connection, junk[i]);
      wait_until (world.n_closed == i + 1);
    }
  wait_until (world.n_opened == G_N_ELEMENTS (junk) + 1);
  soup_websocket_connection_send_binary (world.connection, "\0\1", 2);
  wait_until (world.n_closed == G_N_ELEMENTS (junk) + 1);
  g_assert_cmpuint (world.frames->len, ==, 0);
}

static void
test_huge_frame (void)
{
  g_auto (World) world;
  g_autofree char *text = g_strnfill (4 * 1024 * 1024, ' ');

  world_init (&world);
  sparkle_live_socket_start (world.socket);
  wait_until (world.n_opened == 1);
  soup_websocket_connection_send_text (world.connection, text);
  wait_until (world.n_closed == 1);
  g_assert_cmpuint (world.frames->len, ==, 0);
}

static void
stop_in_frame_cb (SparkleLiveSocket *socket, SparkleLiveFrame *frame, GBytes *text, gpointer user_data)
{
  sparkle_live_socket_stop (socket);
}

static void
test_stop (void)
{
  g_auto (World) world;

  world_init (&world);
  /* while connecting */
  sparkle_live_socket_start (world.socket);
  sparkle_live_socket_stop (world.socket);
  g_assert_cmpint (sparkle_live_socket_get_state (world.socket), ==, SPARKLE_LIVE_STATE_STOPPED);
  /* at once again: only the second run counts */
  sparkle_live_socket_start (world.socket);
  wait_until (world.n_opened == 1);
  /* from inside of a frame */
  g_signal_connect (world.socket, "frame", G_CALLBACK (stop_in_frame_cb), NULL);
  soup_websocket_connection_send_text (world.connection, "{\"type\":\"pull\",\"scope\":\"me\"}");
  wait_until (sparkle_live_socket_get_state (world.socket) == SPARKLE_LIVE_STATE_STOPPED);
  dex_await (dex_timeout_new_msec (100), NULL);
  g_assert_cmpuint (world.n_opened, ==, 1);
  g_assert_cmpuint (world.n_closed, ==, 0);
}

static void
test_server_away (void)
{
  g_auto (World) world;

  world_init (&world);
  soup_server_disconnect (world.server);
  sparkle_live_socket_start (world.socket);
  wait_until (world.n_closed >= 3);
  g_assert_cmpuint (world.n_opened, ==, 0);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  dex_test_add_func ("/net/live/frames", test_frames);
  dex_test_add_func ("/net/live/reconnect", test_reconnect);
  dex_test_add_func ("/net/live/junk-frames", test_junk_frames);
  dex_test_add_func ("/net/live/huge-frame", test_huge_frame);
  dex_test_add_func ("/net/live/stop", test_stop);
  dex_test_add_func ("/net/live/server-away", test_server_away);
  return g_test_run ();
}
