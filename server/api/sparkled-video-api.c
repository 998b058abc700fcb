/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-video-api.h"

#include "sparkle-error.h"
#include "sparkle-youtube-id.h"
#include "sparkled-routes.h"
#include "sparkled-video.h"

static gboolean
get_video (SparkledCall  *call,
           GError       **error)
{
  g_autoptr(SparkledRows) rows = sparkled_video_find (call->services, sparkled_call_param (call, "video"), error);

  if (rows == NULL)
    return FALSE;
  sparkled_call_take_data (call, 200, g_strdup (sparkled_rows_get (rows, 0, 0)));
  sparkled_call_set_version (call, sparkled_rows_get_int (rows, 0, 1));
  return TRUE;
}

static gboolean
get_thumbnail (SparkledCall  *call,
               GError       **error)
{
  g_autofree char *media_type = NULL;
  g_autofree char *etag = NULL;
  GBytes *bytes = sparkled_video_picture (call->services, sparkled_call_param (call, "video"), &media_type, &etag, error);

  if (bytes == NULL)
    return FALSE;
  sparkled_call_take_raw (call, 200, media_type, bytes);
  g_set_str (&call->etag, etag);
  return TRUE;
}

const SparkledRoute sparkled_video_routes[] = {
  { "GET", "/videos/{video}", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, get_video,
    "getVideo", "What is known of a video that a post is about", NULL, "Video", NULL, "feed" },
  { "GET", "/videos/{video}/thumbnail", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_PICTURE, SPARKLED_BODY_NONE, get_thumbnail,
    "getVideoThumbnail", "Its picture, as JPEG, PNG or WebP", NULL, NULL, NULL, NULL },
  { NULL }
};
