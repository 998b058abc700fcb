/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of videos: from this machine, else from the community's server, never from anybody else. */
#include "sparkle-session-thumbnails.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-session-private.h"
#include "sparkle-thumbnail-cache.h"
#include "sparkle-youtube-id.h"

/* Of all pictures: some five thousand. They are no part of the budget of the texts. */
#define CACHE_BYTES (64 * 1024 * 1024)

typedef enum { READ_FRESH, READ_ANY, WRITE, REMOVE } Verb;

/* One step on a thread of the pool. */
typedef struct
{
  Verb    verb;
  char   *folder;
  char   *video_id;
  GBytes *bytes; /* (nullable): to write */
} Step;

static void
step_free (Step *step)
{
  g_free (step->folder);
  g_free (step->video_id);
  g_clear_pointer (&step->bytes, g_bytes_unref);
  g_free (step);
}

static DexFuture *
step_fiber (gpointer user_data)
{
  Step *step = user_data;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  switch (step->verb)
    {
    case READ_FRESH:
    case READ_ANY:
      bytes = sparkle_thumbnail_cache_read (step->folder, step->video_id, step->verb == READ_ANY);
      if (bytes == NULL)
        return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "Not here");
      return dex_future_new_take_boxed (G_TYPE_BYTES, bytes);
    case WRITE:
      if (!sparkle_thumbnail_cache_write (step->folder, step->video_id, step->bytes, CACHE_BYTES, &error))
        g_debug ("Cannot keep a picture: %s", error->message);
      break;
    case REMOVE:
      sparkle_thumbnail_cache_remove (step->folder, step->video_id);
      break;
    }
  return dex_future_new_true ();
}

typedef struct
{
  SparkleSession *self; /* (owned) */
  char           *video_id;
} Load;

static void
load_free (Load *load)
{
  g_object_unref (load->self);
  g_free (load->video_id);
  g_free (load);
}

static DexFuture *
do_step (Load   *load,
         Verb    verb,
         GBytes *bytes)
{
  Step *step = g_new0 (Step, 1);

  step->verb = verb;
  step->folder = sparkle_session_get_thumbnail_folder (load->self);
  step->video_id = g_strdup (load->video_id);
  step->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, step_fiber, step, (GDestroyNotify) step_free);
}

static GBytes *
fetch (Load    *load,
       GError **error)
{
  SparkleSession *self = load->self;
  g_autofree char *path = g_strconcat ("/api/v1/videos/", load->video_id, "/thumbnail", NULL);

  if (self->closed || self->http == NULL || !self->network_enabled)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("The network is switched off"));
      return NULL;
    }
  return dex_await_boxed (sparkle_http_call_raw (self->http, "GET", path, NULL, NULL), error);
}

static DexFuture *
load_fiber (gpointer user_data)
{
  Load *load = user_data;
  g_autoptr (GError) error = NULL;
  GBytes *bytes = dex_await_boxed (do_step (load, READ_FRESH, NULL), NULL);

  if (bytes != NULL)
    return dex_future_new_take_boxed (G_TYPE_BYTES, bytes);
  bytes = fetch (load, &error);
  if (bytes != NULL)
    {
      dex_future_disown (do_step (load, WRITE, bytes));
      return dex_future_new_take_boxed (G_TYPE_BYTES, bytes);
    }
  /* one that was taken back must not be shown any more; without network the old one is better than none */
  if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND))
    dex_future_disown (do_step (load, REMOVE, NULL));
  else
    bytes = dex_await_boxed (do_step (load, READ_ANY, NULL), NULL);
  if (bytes != NULL)
    return dex_future_new_take_boxed (G_TYPE_BYTES, bytes);
  return dex_future_new_for_error (g_steal_pointer (&error));
}

/**
 * sparkle_session_load_thumbnail:
 * @self: an open session
 * @video_id: the 11 characters of a video
 *
 * Gets the picture of a video: from this machine when it is not older than 30 days, else from the server. Without network an older one will do.
 *
 * Returns: (transfer full): a future [struct@GLib.Bytes], a file in a format of pictures; rejects with
 *   %SPARKLE_ERROR_NOT_FOUND, %SPARKLE_ERROR_OFFLINE or what else stood in the way
 */
DexFuture *
sparkle_session_load_thumbnail (SparkleSession *self, const char *video_id)
{
  Load *load;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (sparkle_youtube_id_is_valid (video_id), NULL);

  load = g_new0 (Load, 1);
  load->self = g_object_ref (self);
  load->video_id = g_strdup (video_id);
  return dex_scheduler_spawn (NULL, 0, load_fiber, load, (GDestroyNotify) load_free);
}
