/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thumbnail-cache.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "sparkle-youtube-id.h"

/* What describes a video is shown no longer than this without asking again: the terms of YouTube. */
#define STALE_US (G_GINT64_CONSTANT (30) * 24 * 3600 * G_USEC_PER_SEC)
#define FILE_MAX_BYTES (1024 * 1024)

typedef struct
{
  char    *path;
  guint64  size;
  gint64   at; /* seconds */
} Entry;

static void
entry_free (Entry *entry)
{
  g_free (entry->path);
  g_free (entry);
}

static char *
path_of (const char *folder,
         const char *video_id)
{
  g_return_val_if_fail (sparkle_youtube_id_is_valid (video_id), NULL);

  return g_build_filename (folder, video_id, NULL);
}

/* The oldest first. */
static GPtrArray *
list_entries (const char *folder)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;
      Entry *entry;

      if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode))
        continue;
      entry = g_new0 (Entry, 1);
      entry->path = g_steal_pointer (&path);
      entry->size = (guint64) info.st_size;
      entry->at = info.st_mtime;
      g_ptr_array_add (entries, entry);
    }
  return entries;
}

static int
compare_ages (gconstpointer a,
              gconstpointer b)
{
  const Entry *one = *(Entry * const *) a, *other = *(Entry * const *) b;

  return one->at != other->at ? (one->at < other->at ? -1 : 1) : g_strcmp0 (one->path, other->path);
}

/**
 * sparkle_thumbnail_cache_read:
 * @folder: where they are
 * @video_id: 11 characters
 * @stale: whether one will do that should have been asked for again
 *
 * Returns: (transfer full) (nullable): the picture's file
 */
GBytes *
sparkle_thumbnail_cache_read (const char *folder,
                              const char *video_id,
                              gboolean    stale)
{
  g_autofree char *path = path_of (folder, video_id);
  char *data;
  gsize length;
  GStatBuf info;

  if (path == NULL || g_stat (path, &info) != 0 || info.st_size > FILE_MAX_BYTES)
    return NULL;
  if (!stale && ABS (g_get_real_time () - (gint64) info.st_mtime * G_USEC_PER_SEC) > STALE_US)
    return NULL;
  if (!g_file_get_contents (path, &data, &length, NULL))
    return NULL;
  return g_bytes_new_take (data, length);
}

/**
 * sparkle_thumbnail_cache_write:
 * @folder: where they are; made when it is not there
 * @video_id: 11 characters
 * @bytes: the picture's file
 * @most: how much all of them may take; the oldest go when it is more
 * @error: where to put an error of %G_FILE_ERROR
 *
 * Keeps a picture, whole or not at all.
 *
 * Returns: whether it is kept
 */
gboolean
sparkle_thumbnail_cache_write (const char  *folder,
                               const char  *video_id,
                               GBytes      *bytes,
                               guint64      most,
                               GError     **error)
{
  g_autofree char *path = path_of (folder, video_id);
  g_autoptr (GPtrArray) entries = NULL;
  guint64 all = 0;

  if (path == NULL || g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  if (!g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    return FALSE;

  entries = list_entries (folder);
  for (unsigned i = 0; i < entries->len; i++)
    all += ((Entry *) g_ptr_array_index (entries, i))->size;
  if (all <= most)
    return TRUE;
  g_ptr_array_sort (entries, compare_ages);
  for (unsigned i = 0; i < entries->len && all > most; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (g_unlink (entry->path) == 0)
        all -= entry->size;
    }
  return TRUE;
}

/**
 * sparkle_thumbnail_cache_remove:
 * @folder: where they are
 * @video_id: 11 characters
 *
 * Forgets a picture, if there is one.
 */
void
sparkle_thumbnail_cache_remove (const char *folder,
                                const char *video_id)
{
  g_autofree char *path = path_of (folder, video_id);

  if (path != NULL)
    g_unlink (path);
}

/**
 * sparkle_thumbnail_cache_size:
 * @folder: where they are
 *
 * Returns: how many bytes all of them take
 */
guint64
sparkle_thumbnail_cache_size (const char *folder)
{
  g_autoptr (GPtrArray) entries = list_entries (folder);
  guint64 all = 0;

  for (unsigned i = 0; i < entries->len; i++)
    all += ((Entry *) g_ptr_array_index (entries, i))->size;
  return all;
}

/**
 * sparkle_thumbnail_cache_clear:
 * @folder: where they are
 *
 * Forgets all of them.
 *
 * Returns: how many bytes came free
 */
guint64
sparkle_thumbnail_cache_clear (const char *folder)
{
  g_autoptr (GPtrArray) entries = list_entries (folder);
  guint64 all = 0;

  for (unsigned i = 0; i < entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (entries, i);

      if (g_unlink (entry->path) == 0)
        all += entry->size;
    }
  return all;
}
