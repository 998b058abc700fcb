/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-picture-loader.h"

#include <libsoup/soup.h>
#include <string.h>

#include "sparkle-picture-decode.h"

/* As much as the server takes for a picture of its own. */
#define BYTES_MAX   (10 * 1024 * 1024)
#define PIXELS_MAX  (24 * 1000 * 1000)
#define SECONDS_MAX 30
#define IDLE_MAX    15
#define CHUNK       65536
/* At work at once; what comes in between is told to come back. */
#define LOADING_MAX 24
/* Kept although nobody shows them. */
#define KEPT_MAX    24
#define KEPT_BYTES  (96 * 1024 * 1024)

struct _SparklePictureLoader
{
  GObject parent_instance;

  SoupSession *session; /* (owned) */
  GHashTable  *loading; /* address (owned) -> DexFuture (owned) */
  GQueue       kept;    /* Kept (owned), the latest first */
  gsize        kept_bytes;
};

typedef struct
{
  char       *address; /* (owned) */
  GdkTexture *texture; /* (owned) */
  gsize       bytes;
} Kept;

G_DEFINE_FINAL_TYPE (SparklePictureLoader, sparkle_picture_loader, G_TYPE_OBJECT)

static void
kept_free (Kept *kept)
{
  g_free (kept->address);
  g_object_unref (kept->texture);
  g_free (kept);
}

static GdkTexture *
find_kept (SparklePictureLoader *self,
           const char           *address)
{
  for (GList *l = self->kept.head; l != NULL; l = l->next)
    {
      Kept *kept = l->data;

      if (g_str_equal (kept->address, address))
        {
          g_queue_unlink (&self->kept, l);
          g_queue_push_head_link (&self->kept, l);
          return kept->texture;
        }
    }
  return NULL;
}

static void
keep (SparklePictureLoader *self,
      const char           *address,
      GdkTexture           *texture)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->address = g_strdup (address);
  kept->texture = g_object_ref (texture);
  kept->bytes = (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture) * 4;
  g_queue_push_head (&self->kept, kept);
  self->kept_bytes += kept->bytes;
  while (self->kept.length > 1 && (self->kept.length > KEPT_MAX || self->kept_bytes > KEPT_BYTES))
    {
      Kept *last = g_queue_pop_tail (&self->kept);

      self->kept_bytes -= last->bytes;
      kept_free (last);
    }
}

/* ---- fetching -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  SparklePictureLoader *loader;      /* (owned) */
  char                 *address;     /* (owned) */
  GCancellable         *cancellable; /* (owned) */
  gboolean              by_hand;
  gboolean              private;     /* it led into a private network */
} Load;

static void
load_free (Load *load)
{
  g_cancellable_cancel (load->cancellable);
  g_object_unref (load->cancellable);
  g_object_unref (load->loader);
  g_free (load->address);
  g_free (load);
}

static gboolean
is_private (GInetAddress *address)
{
  return g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address) || g_inet_address_get_is_link_local (address) ||
         g_inet_address_get_is_any (address) || g_inet_address_get_is_multicast (address) ||
         /* Unique local addresses of IPv6: fc00::/7. */
         (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 && (g_inet_address_to_bytes (address)[0] & 0xfe) == 0xfc);
}

/* A text of a stranger must not make this machine knock at the doors of its own network. The connection stands, but nothing
 * was said yet. */
static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  Load               *load)
{
  g_autoptr(GSocketAddress) remote = NULL;

  if (event != G_SOCKET_CLIENT_CONNECTED || load->by_hand || !G_IS_SOCKET_CONNECTION (connection))
    return;
  remote = g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);
  if (G_IS_INET_SOCKET_ADDRESS (remote) && !is_private (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote))))
    return;
  load->private = TRUE;
  g_cancellable_cancel (load->cancellable);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(DexPromise) promise = user_data;
  GError *error = NULL;
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (stream != NULL)
    dex_promise_resolve_object (promise, stream);
  else
    dex_promise_reject (promise, error);
}

static GInputStream *
open_stream (Load         *load,
             SoupMessage  *message,
             GError      **error)
{
  g_autoptr(DexPromise) promise = dex_promise_new ();

  soup_session_send_async (load->loader->session, message, G_PRIORITY_DEFAULT, load->cancellable, sent_cb, dex_ref (promise));
  return dex_await_object (dex_ref (DEX_FUTURE (promise)), error);
}

static GBytes *
read_answer (Load         *load,
             SoupMessage  *message,
             GError      **error)
{
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  const char *type;

  stream = open_stream (load, message, error);
  if (stream == NULL)
    return NULL;
  type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Status %u", soup_message_get_status (message));
  else if (type != NULL && !g_str_has_prefix (type, "image/") && !g_str_equal (type, "application/octet-stream"))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Type %s", type);
  else if (soup_message_headers_get_content_length (soup_message_get_response_headers (message)) > BYTES_MAX)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "More than is taken");
  else
    while (TRUE)
      {
        g_autoptr(GBytes) chunk = dex_await_boxed (dex_input_stream_read_bytes (stream, CHUNK, G_PRIORITY_DEFAULT), error);

        if (chunk == NULL)
          return NULL;
        if (g_bytes_get_size (chunk) == 0)
          return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
        g_byte_array_append (bytes, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
        if (bytes->len > BYTES_MAX)
          {
            g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "More than is taken");
            return NULL;
          }
      }
  return NULL;
}

static GBytes *
fetch (Load    *load,
       GError **error)
{
  g_autoptr(SoupMessage) message = soup_message_new ("GET", load->address);
  GBytes *bytes;

  if (message == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Not an address of the web");
      return NULL;
    }
  soup_message_headers_append (soup_message_get_request_headers (message), "Accept", "image/*");
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), load);
  bytes = read_answer (load, message, error);
  /* The message may live a little longer than what listens. */
  g_signal_handlers_disconnect_by_data (message, load);
  return bytes;
}

static DexFuture *
load_fiber (gpointer user_data)
{
  Load *load = user_data;
  GError *error = NULL;
  g_autoptr(GBytes) bytes = fetch (load, &error);
  g_autoptr(GdkTexture) texture = bytes != NULL ? sparkle_picture_decode (bytes, PIXELS_MAX, load->cancellable, &error) : NULL;

  if (texture == NULL)
    {
      if (load->private)
        {
          g_clear_error (&error);
          error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "In a private network");
        }
      return dex_future_new_for_error (error);
    }
  keep (load->loader, load->address, texture);
  return dex_future_new_take_object (g_steal_pointer (&texture));
}

/* ---- the loader ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  GWeakRef  loader;
  char     *key;
} Ending;

static void
ending_free (Ending *ending)
{
  g_weak_ref_clear (&ending->loader);
  g_free (ending->key);
  g_free (ending);
}

static DexFuture *
ended_cb (DexFuture *future,
          gpointer   user_data)
{
  Ending *ending = user_data;
  g_autoptr(SparklePictureLoader) self = g_weak_ref_get (&ending->loader);

  if (self != NULL)
    g_hash_table_remove (self->loading, ending->key);
  return dex_ref (future);
}

static void
sparkle_picture_loader_finalize (GObject *object)
{
  SparklePictureLoader *self = SPARKLE_PICTURE_LOADER (object);

  soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->loading, g_hash_table_unref);
  g_queue_clear_full (&self->kept, (GDestroyNotify) kept_free);

  G_OBJECT_CLASS (sparkle_picture_loader_parent_class)->finalize (object);
}

static void
sparkle_picture_loader_class_init (SparklePictureLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_picture_loader_finalize;
}

static void
sparkle_picture_loader_init (SparklePictureLoader *self)
{
  /* Nobody is told more than an address: no cookies, no name, no page that led there. */
  self->session = soup_session_new_with_options ("timeout", IDLE_MAX, "max-conns", 4, "max-conns-per-host", 2, "user-agent", "Sparkle ", NULL);
  self->loading = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, dex_unref);
}

/**
 * sparkle_picture_loader_new:
 *
 * Returns: (transfer full): a loader with connections and a memory of its own
 */
SparklePictureLoader *
sparkle_picture_loader_new (void)
{
  return g_object_new (SPARKLE_TYPE_PICTURE_LOADER, NULL);
}

/**
 * sparkle_picture_loader_load:
 * @address: http or https
 * @by_hand: whether somebody asked for this picture: only then it may lie in a private network
 *
 * Fetches and decodes a picture, in at most 30 seconds. Equal loads that are under way are one. On the main thread.
 *
 * Returns: (transfer full): resolves to a #GdkTexture or rejects with %G_IO_ERROR_PERMISSION_DENIED (private network),
 *   %G_IO_ERROR_MESSAGE_TOO_LARGE, %G_IO_ERROR_NOT_SUPPORTED, %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_BUSY, or what stood in the way
 */
DexFuture *
sparkle_picture_loader_load (SparklePictureLoader *self,
                             const char           *address,
                             gboolean              by_hand)
{
  g_autofree char *key = g_strdup_printf ("%c%s", by_hand ? '+' : '-', address);
  GdkTexture *texture;
  DexFuture *future;
  Ending *ending;
  Load *load;

  g_return_val_if_fail (SPARKLE_IS_PICTURE_LOADER (self), NULL);

  texture = find_kept (self, address);
  if (texture != NULL)
    return dex_future_new_take_object (g_object_ref (texture));
  future = g_hash_table_lookup (self->loading, key);
  if (future != NULL)
    return dex_ref (future);
  if (g_hash_table_size (self->loading) >= LOADING_MAX)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_BUSY, "Others are on their way");

  load = g_new0 (Load, 1);
  load->loader = g_object_ref (self);
  load->address = g_strdup (address);
  load->cancellable = g_cancellable_new ();
  load->by_hand = by_hand;
  future = dex_scheduler_spawn (NULL, 0, load_fiber, load, (GDestroyNotify) load_free);
  future = dex_future_first (future, dex_timeout_new_seconds (SECONDS_MAX), NULL);
  ending = g_new0 (Ending, 1);
  g_weak_ref_init (&ending->loader, self);
  ending->key = g_strdup (key);
  future = dex_future_finally (future, ended_cb, ending, (GDestroyNotify) ending_free);
  if (dex_future_is_pending (future))
    g_hash_table_insert (self->loading, g_steal_pointer (&key), dex_ref (future));
  return future;
}
