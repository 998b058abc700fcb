/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-video.h"

#include "sparkle-error.h"
#include "sparkle-youtube-id.h"
#include "sparkled-hex.h"
#include "sparkled-video-table.h"

static SparkledRows *
not_found (GError **error)
{
  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "There is no such video here");
  return NULL;
}

/**
 * sparkled_video_find:
 * @services: the services
 * @id: what the path names
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * (fiber) Only what a published post is about is known here: nobody can use the server to ask for other things.
 *
 * Returns: (transfer full) (nullable): one row, of record and rev
 */
SparkledRows *
sparkled_video_find (SparkledServices  *services,
                     const char        *id,
                     GError           **error)
{
  g_autoptr(SparkledRows) rows = NULL;

  if (!sparkle_youtube_id_is_valid (id))
    return not_found (error);
  rows = sparkled_video_table_find (services->db, id, error);
  if (rows == NULL)
    return NULL;
  return sparkled_rows_get_n (rows) > 0 ? g_steal_pointer (&rows) : not_found (error);
}

/**
 * sparkled_video_picture:
 * @services: the services
 * @id: what the path names
 * @ret_media_type: (out): of the picture
 * @ret_etag: (out): of the picture
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * (fiber) The picture as it came.
 *
 * Returns: (transfer full) (nullable): its bytes
 */
GBytes *
sparkled_video_picture (SparkledServices  *services,
                        const char        *id,
                        char             **ret_media_type,
                        char             **ret_etag,
                        GError           **error)
{
  g_autoptr(SparkledRows) rows = NULL;
  GBytes *bytes;

  if (!sparkle_youtube_id_is_valid (id))
    {
      not_found (error);
      return NULL;
    }
  rows = sparkled_video_table_picture (services->db, id, error);
  if (rows == NULL)
    return NULL;
  bytes = sparkled_rows_get_n (rows) > 0 ? sparkled_hex_to_bytes (sparkled_rows_get (rows, 0, 2)) : NULL;
  if (bytes == NULL)
    {
      not_found (error);
      return NULL;
    }
  *ret_media_type = g_strdup (sparkled_rows_get (rows, 0, 0));
  *ret_etag = g_strdup (sparkled_rows_get (rows, 0, 1));
  return bytes;
}
