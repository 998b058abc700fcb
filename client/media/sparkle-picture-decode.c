/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-picture-decode.h"

#include <glycin-gtk4.h>
#include <glycin.h>
#include <libdex.h>

static void
image_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(DexPromise) promise = user_data;
  GError *error = NULL;
  GlyImage *image = gly_loader_load_finish (GLY_LOADER (object), result, &error);

  if (image != NULL)
    dex_promise_resolve_object (promise, image);
  else
    dex_promise_reject (promise, error);
}

static void
frame_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(DexPromise) promise = user_data;
  GError *error = NULL;
  GlyFrame *frame = gly_image_next_frame_finish (GLY_IMAGE (object), result, &error);

  if (frame != NULL)
    dex_promise_resolve_object (promise, frame);
  else
    dex_promise_reject (promise, error);
}

/**
 * sparkle_picture_decode:
 * @bytes: a picture in any format that glycin has a loader for
 * @pixels_max: how many pixels are taken
 * @cancellable: (nullable): ends it
 * @error: where to put an error: %G_IO_ERROR_MESSAGE_TOO_LARGE, or what glycin says
 *
 * (fiber) Decodes the first frame, in another process and in a sandbox where the machine allows one. On the main thread.
 *
 * Returns: (transfer full) (nullable): the picture
 */
GdkTexture *
sparkle_picture_decode (GBytes        *bytes,
                        guint64        pixels_max,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr(GlyLoader) loader = gly_loader_new_for_bytes (bytes);
  g_autoptr(DexPromise) image_promise = dex_promise_new ();
  g_autoptr(DexPromise) frame_promise = dex_promise_new ();
  g_autoptr(GlyImage) image = NULL;
  g_autoptr(GlyFrame) frame = NULL;

  gly_loader_load_async (loader, cancellable, image_cb, dex_ref (image_promise));
  image = dex_await_object (dex_ref (DEX_FUTURE (image_promise)), error);
  if (image == NULL)
    return NULL;
  if ((guint64) gly_image_get_width (image) * gly_image_get_height (image) > pixels_max)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "More than is shown");
      return NULL;
    }
  gly_image_next_frame_async (image, cancellable, frame_cb, dex_ref (frame_promise));
  frame = dex_await_object (dex_ref (DEX_FUTURE (frame_promise)), error);
  return frame != NULL ? gly_gtk_frame_get_texture (frame) : NULL;
}
