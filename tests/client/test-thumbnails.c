/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of videos on this machine: the files, and what is decoded of them. */
#include <glib/gstdio.h>
#include <libdex.h>
#include <string.h>
#include <utime.h>

#include "sparkle-thumbnail-cache.h"
#include "sparkle-thumbnails.h"

#define ROAR "CevxZvSJLk8"
#define STYLE "9bZkp7q19f0"

static char *
make_folder (void)
{
  g_autofree char *top = g_dir_make_tmp ("sparkle-thumbnails-XXXXXX", NULL);

  return g_build_filename (top, "thumbnails", NULL);
}

static void
write_file (const char *folder,
            const char *id,
            gsize       size,
            guint64     most)
{
  g_autofree char *data = g_strnfill (size, 'x');
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GError) error = NULL;

  g_assert_true (sparkle_thumbnail_cache_write (folder, id, bytes, most, &error));
  g_assert_no_error (error);
}

static void
set_age (const char *folder,
         const char *id,
         int         days)
{
  g_autofree char *path = g_build_filename (folder, id, NULL);
  gint64 then = g_get_real_time () / G_USEC_PER_SEC - (gint64) days * 24 * 3600;
  struct utimbuf times = { then, then };

  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

static gboolean
has (const char *folder,
     const char *id,
     gboolean    stale)
{
  g_autoptr(GBytes) bytes = sparkle_thumbnail_cache_read (folder, id, stale);

  return bytes != NULL;
}

static void
test_files (void)
{
  g_autofree char *folder = make_folder ();

  g_assert_false (has (folder, ROAR, TRUE));
  g_assert_cmpuint (sparkle_thumbnail_cache_size (folder), ==, 0);
  write_file (folder, ROAR, 1000, 10000);
  g_assert_true (has (folder, ROAR, FALSE));
  g_assert_cmpuint (sparkle_thumbnail_cache_size (folder), ==, 1000);

  /* after 30 days it has to be asked for again, but is better than nothing */
  set_age (folder, ROAR, 31);
  g_assert_false (has (folder, ROAR, FALSE));
  g_assert_true (has (folder, ROAR, TRUE));

  /* the oldest go first */
  write_file (folder, STYLE, 6000, 10000);
  set_age (folder, STYLE, 1);
  write_file (folder, "dQw4w9WgXcQ", 4000, 10000);
  g_assert_false (has (folder, ROAR, TRUE));
  g_assert_true (has (folder, STYLE, TRUE));
  g_assert_true (has (folder, "dQw4w9WgXcQ", TRUE));

  sparkle_thumbnail_cache_remove (folder, STYLE);
  g_assert_false (has (folder, STYLE, TRUE));
  g_assert_cmpuint (sparkle_thumbnail_cache_clear (folder), ==, 4000);
  g_assert_cmpuint (sparkle_thumbnail_cache_size (folder), ==, 0);
}

/* A folder that cannot be made is an error, and nothing else. */
static void
test_no_place (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *below = g_build_filename (folder, "below", NULL);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (folder, "a file", -1, NULL));
  g_assert_false (sparkle_thumbnail_cache_write (below, ROAR, bytes, 100, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
  g_assert_false (has (below, ROAR, TRUE));
}

/* ---- decoded ------------------------------------------------------------------------------------------------------ */

/* A PNG of one pixel. */
static const guint8 png[] = {
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00,
  0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1f, 0x15, 0xc4, 0x89, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63,
  0xf8, 0x9f, 0x9d, 0xfd, 0x1f, 0x00, 0x07, 0x17, 0x02, 0xd5, 0x17, 0xc9, 0x1c, 0xd7, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44,
  0xae, 0x42, 0x60, 0x82,
};

static unsigned asked;

static DexFuture *
give (const char *key,
      gpointer    user_data)
{
  asked++;
  if (g_str_equal (key, "none"))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "None");
  if (g_str_equal (key, "junk"))
    return dex_future_new_take_boxed (G_TYPE_BYTES, g_bytes_new_static ("junk", 4));
  return dex_future_new_take_boxed (G_TYPE_BYTES, g_bytes_new_static (png, sizeof png));
}

static void
test_decoded (void)
{
  g_autoptr(SparkleThumbnails) thumbnails = sparkle_thumbnails_new (give, NULL, NULL);
  g_autoptr(DexFuture) first = sparkle_thumbnails_load (thumbnails, ROAR);
  g_autoptr(DexFuture) second = sparkle_thumbnails_load (thumbnails, ROAR);
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GdkTexture) again = NULL;
  g_autoptr(GError) error = NULL;

  /* who wants it at the same time waits for the same */
  g_assert_null (sparkle_thumbnails_peek (thumbnails, ROAR));
  texture = dex_await_object (dex_ref (first), &error);
  g_assert_no_error (error);
  again = dex_await_object (dex_ref (second), &error);
  g_assert_no_error (error);
  g_assert_true (texture == again);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 1);
  g_assert_cmpuint (asked, ==, 1);
  g_assert_true (sparkle_thumbnails_peek (thumbnails, ROAR) == texture);

  g_assert_null (dex_await_object (sparkle_thumbnails_load (thumbnails, "none"), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (dex_await_object (sparkle_thumbnails_load (thumbnails, "junk"), &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* of very many only the latest stay decoded */
  for (int i = 0; i < 30; i++)
    {
      g_autofree char *key = g_strdup_printf ("%d", i);
      g_autoptr(GdkTexture) one = dex_await_object (sparkle_thumbnails_load (thumbnails, key), &error);

      g_assert_no_error (error);
      g_assert_nonnull (one);
    }
  g_assert_null (sparkle_thumbnails_peek (thumbnails, ROAR));
  g_assert_nonnull (sparkle_thumbnails_peek (thumbnails, "29"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/thumbnails/files", test_files);
  g_test_add_func ("/thumbnails/no-place", test_no_place);
  dex_test_add_func ("/thumbnails/decoded", test_decoded);
  return g_test_run ();
}
