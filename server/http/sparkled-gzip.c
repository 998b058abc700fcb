/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-gzip.h"

#include <zlib.h>

#include "sparkle-error.h"

#define GZIP_WINDOW (15 + 16) /* a window of 32 KiB and the gzip header, see deflateInit2() */
#define MEMORY_LEVEL 8

/**
 * sparkled_gzip_compress:
 * @bytes: what to compress; below 1 GiB
 * @level: 1 (fast) to 9
 *
 * Any thread. The work memory of zlib is on the heap, so this may run on a fiber.
 *
 * Returns: (transfer full) (nullable): it in the gzip format, NULL when there is no memory
 */
GBytes *
sparkled_gzip_compress (GBytes *bytes,
                        int     level)
{
  z_stream stream = { 0 };
  gsize size, bound;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  guint8 *out;
  int result;

  if (size > G_MAXINT32 / 2 ||
      deflateInit2 (&stream, level, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
    return NULL;
  bound = deflateBound (&stream, size);
  out = g_try_malloc (bound);
  if (out == NULL)
    {
      deflateEnd (&stream);
      return NULL;
    }
  stream.next_in = (Bytef *) data;
  stream.avail_in = (uInt) size;
  stream.next_out = out;
  stream.avail_out = (uInt) bound;
  result = deflate (&stream, Z_FINISH);
  bound = stream.total_out;
  deflateEnd (&stream);
  if (result != Z_STREAM_END)
    {
      g_free (out);
      return NULL;
    }

  return g_bytes_new_take (g_realloc (out, bound), bound);
}

typedef struct
{
  GBytes *bytes;
  int     level;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_bytes_unref (work->bytes);
  g_free (work);
}

static DexFuture *
compress_fiber (gpointer user_data)
{
  Work *work = user_data;
  GBytes *packed = sparkled_gzip_compress (work->bytes, work->level);

  if (packed == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL, "The answer could not be compressed");

  return dex_future_new_take_boxed (G_TYPE_BYTES, packed);
}

/**
 * sparkled_gzip_compress_on_thread:
 * @bytes: what to compress
 * @level: 1 (fast) to 9
 *
 * Runs on the thread pool of libdex, which has about as many threads as there are processors.
 *
 * Returns: (transfer full): a future of a #GBytes
 */
DexFuture *
sparkled_gzip_compress_on_thread (GBytes *bytes,
                                  int     level)
{
  Work *work = g_new0 (Work, 1);

  work->bytes = g_bytes_ref (bytes);
  work->level = level;

  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, compress_fiber, work, work_free);
}
