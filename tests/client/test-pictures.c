/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures from a server that behaves, and from one that does not. */
#include <gtk/gtk.h>
#include <libsoup/soup.h>
#include <string.h>

#include "sparkle-picture-loader.h"

typedef struct
{
  SoupServer           *server;
  SparklePictureLoader *loader;
  char                 *url;
  GBytes               *png;
  unsigned              n_requests;
  SoupServerMessage    *paused; /* (owned) (nullable) */
} World;

static GBytes *
make_png (void)
{
  guint32 pixels[12 * 8];
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  memset (pixels, 0x7f, sizeof pixels);
  bytes = g_bytes_new (pixels, sizeof pixels);
  texture = gdk_memory_texture_new (12, 8, GDK_MEMORY_R8G8B8A8, bytes, 12 * 4);
  return gdk_texture_save_to_png_bytes (texture);
}

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  World *world = user_data;
  gsize size;
  const char *png = g_bytes_get_data (world->png, &size);

  world->n_requests++;
  /* Nobody is told who looks, or from where. */
  g_assert_null (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Referer"));
  g_assert_null (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Cookie"));
  soup_server_message_set_status (message, 200, NULL);
  if (g_str_equal (path, "/fine.png"))
    {
      soup_message_headers_append (soup_server_message_get_response_headers (message), "Set-Cookie", "who=you");
      soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, png, size);
    }
  else if (g_str_equal (path, "/page.html"))
    soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, "<p>", 3);
  else if (g_str_equal (path, "/broken.png"))
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_STATIC, "\x89PNG\r\n\x1a\nno", 10);
  else if (g_str_equal (path, "/huge.png"))
    {
      g_autofree char *zeros = g_malloc0 (11 * 1024 * 1024);

      soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_CHUNKED);
      soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, zeros, 11 * 1024 * 1024);
    }
  else if (g_str_equal (path, "/file"))
    soup_server_message_set_redirect (message, 302, "file:///etc/passwd");
  else if (g_str_equal (path, "/slow.png"))
    {
      world->paused = g_object_ref (message);
      soup_server_message_pause (message);
    }
  else
    soup_server_message_set_status (message, 404, NULL);
}

static void
world_open (World *world)
{
  g_autoptr(GError) error = NULL;
  g_autoslist(GUri) uris = NULL;

  *world = (World) { .png = make_png (), .loader = sparkle_picture_loader_new () };
  world->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (world->server, NULL, answer_cb, world, NULL);
  soup_server_listen_local (world->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (world->server);
  world->url = g_uri_to_string (uris->data);
}

static void
world_close (World *world)
{
  g_clear_object (&world->loader);
  g_clear_object (&world->paused);
  soup_server_disconnect (world->server);
  g_clear_object (&world->server);
  g_bytes_unref (world->png);
  g_free (world->url);
}

static DexFuture *
begin (World      *world,
       const char *path,
       gboolean    by_hand)
{
  g_autofree char *address = g_strconcat (world->url, path, NULL);

  return sparkle_picture_loader_load (world->loader, address, by_hand);
}

static const GValue *
finish (DexFuture  *future,
        GError    **error)
{
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  return dex_future_get_value (future, error);
}

static void
test_fine (void)
{
  World world;
  g_autoptr(GError) error = NULL;

  world_open (&world);
  {
    g_autoptr(DexFuture) first = begin (&world, "fine.png", TRUE);
    g_autoptr(DexFuture) same = begin (&world, "fine.png", TRUE);
    const GValue *value = finish (first, &error);

    g_assert_no_error (error);
    g_assert_cmpint (gdk_texture_get_width (g_value_get_object (value)), ==, 12);
    g_assert_cmpint (gdk_texture_get_height (g_value_get_object (value)), ==, 8);
    finish (same, &error);
    g_assert_no_error (error);
  }
  /* It is kept, also for those who did not ask. */
  g_autoptr(DexFuture) again = begin (&world, "fine.png", FALSE);

  g_assert_false (dex_future_is_pending (again));
  g_assert_cmpuint (world.n_requests, ==, 1);
  world_close (&world);
}

static void
test_bad (void)
{
  static const struct { const char *path; int code; } cases[] = {
    { "gone.png", G_IO_ERROR_NOT_FOUND }, { "page.html", G_IO_ERROR_NOT_SUPPORTED }, { "huge.png", G_IO_ERROR_MESSAGE_TOO_LARGE },
    { "broken.png", -1 }, { "file", -1 },
  };
  World world;

  world_open (&world);
  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(DexFuture) future = begin (&world, cases[i].path, TRUE);

      g_assert_null (finish (future, &error));
      g_assert_nonnull (error);
      if (cases[i].code >= 0)
        g_assert_error (error, G_IO_ERROR, cases[i].code);
    }
  world_close (&world);
}

/* A text of a stranger does not make this machine talk to its own network. */
static void
test_private (void)
{
  World world;
  g_autoptr(GError) error = NULL;

  world_open (&world);
  {
    g_autoptr(DexFuture) future = begin (&world, "fine.png", FALSE);

    g_assert_null (finish (future, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
    g_assert_cmpuint (world.n_requests, ==, 0);
  }
  world_close (&world);
}

static void
test_not_web (void)
{
  World world;

  world_open (&world);
  for (unsigned i = 0; i < 3; i++)
    {
      static const char * const addresses[] = { "file:///etc/passwd", "nonsense", "sparkle:post/1" };
      g_autoptr(GError) error = NULL;
      g_autoptr(DexFuture) future = sparkle_picture_loader_load (world.loader, addresses[i], TRUE);

      g_assert_null (finish (future, &error));
      g_assert_nonnull (error);
    }
  world_close (&world);
}

/* Nobody waits any more: what is under way ends, and nothing is left of it. */
static void
test_let_go (void)
{
  World world;

  world_open (&world);
  {
    DexFuture *future = begin (&world, "slow.png", TRUE);

    while (world.paused == NULL)
      g_main_context_iteration (NULL, TRUE);
    dex_unref (future);
  }
  world_close (&world);
}

static void
test_many (void)
{
  World world;
  g_autoptr(GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr(GError) error = NULL;

  world_open (&world);
  for (unsigned i = 0; i < 30; i++)
    {
      g_autofree char *path = g_strdup_printf ("gone-%u.png", i);

      g_ptr_array_add (futures, begin (&world, path, TRUE));
    }
  g_assert_null (finish (g_ptr_array_index (futures, 29), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  for (unsigned i = 0; i < 24; i++)
    finish (g_ptr_array_index (futures, i), NULL);
  g_ptr_array_set_size (futures, 0);
  world_close (&world);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/client/pictures/fine", test_fine);
  g_test_add_func ("/client/pictures/bad", test_bad);
  g_test_add_func ("/client/pictures/private", test_private);
  g_test_add_func ("/client/pictures/not-web", test_not_web);
  g_test_add_func ("/client/pictures/let-go", test_let_go);
  g_test_add_func ("/client/pictures/many", test_many);
  return g_test_run ();
}
