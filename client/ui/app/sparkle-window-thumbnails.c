/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-window-thumbnails.h"

#include "sparkle-session-thumbnails.h"

static DexFuture *
load (const char *key,
      gpointer    session)
{
  return sparkle_session_load_thumbnail (session, key);
}

/**
 * sparkle_window_thumbnails_new:
 * @session: where the pictures of videos come from
 *
 * Returns: (transfer full): the pictures for the cards of a window
 */
SparkleThumbnails *
sparkle_window_thumbnails_new (SparkleSession *session)
{
  return sparkle_thumbnails_new (load, g_object_ref (session), g_object_unref);
}
