/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-import.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-text.h"
#include "sparkle-time.h"
#include "sparkle-uuid.h"
#include "sparkle-youtube-id.h"
#include "sparkled-advert.h"
#include "sparkled-array.h"
#include "sparkled-csv.h"
#include "sparkled-import-run.h"

#define ROWS_MAX 10000
#define BRAND_MAX 60
#define FIRST_YEAR 1967
#define PAGE "superbowl_ads_dot_com_url"
#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

typedef struct
{
  unsigned line;
  int      year;
  char    *brand;
  char    *page_url; /* (nullable) */
  char    *video_id; /* (nullable): the list has rows without */
  char   **traits;
} Video;

static void
video_free (gpointer data)
{
  Video *video = data;

  g_free (video->brand);
  g_free (video->page_url);
  g_free (video->video_id);
  g_strfreev (video->traits);
  g_free (video);
}

static gboolean
read_year (SparkledCsv  *csv,
           Video        *video,
           GError      **error)
{
  const char *text = sparkled_csv_get (csv, "year");
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  gint64 year;

  if (!g_ascii_string_to_signed (text, 10, FIRST_YEAR, g_date_time_get_year (now) + 1, &year, NULL))
    return sparkled_csv_fail (csv, error, "the year is “%.60s”, it must be a number from %d to %d", text, FIRST_YEAR,
                              g_date_time_get_year (now) + 1);
  video->year = year;
  return TRUE;
}

static gboolean
read_addresses (SparkledCsv  *csv,
                Video        *video,
                GError      **error)
{
  g_autofree char *url = g_strstrip (g_strdup (sparkled_csv_get (csv, "youtube_url")));
  g_autofree char *page = g_strstrip (g_strdup (sparkled_csv_get (csv, PAGE) != NULL ? sparkled_csv_get (csv, PAGE) : ""));

  if (*url != '\0')
    {
      video->video_id = sparkle_youtube_id_from_url (url);
      if (video->video_id == NULL)
        return sparkled_csv_fail (csv, error, "the youtube_url “%.200s” is no address of a video", url);
    }
  if (*page != '\0')
    {
      if ((!g_str_has_prefix (page, "https://") && !g_str_has_prefix (page, "http://")) || strlen (page) > 500 ||
          !g_uri_is_valid (page, G_URI_FLAGS_NONE, NULL))
        return sparkled_csv_fail (csv, error, "the " PAGE " “%.200s” is no address", page);
      video->page_url = g_steal_pointer (&page);
    }
  if (video->video_id == NULL && video->page_url == NULL)
    return sparkled_csv_fail (csv, error, "there is neither a youtube_url nor a " PAGE);
  return TRUE;
}

static gboolean
parse_flag (const char *text,
            gboolean   *ret_flag)
{
  static const char * const yes[] = { "true", "yes", "1", NULL };
  static const char * const no[] = { "false", "no", "0", "", NULL };
  g_autofree char *lower = g_strstrip (g_ascii_strdown (text, -1));

  *ret_flag = g_strv_contains (yes, lower);
  return *ret_flag || g_strv_contains (no, lower);
}

/* Each column that is not one of the known ones is a trait. */
static gboolean
read_traits (SparkledCsv  *csv,
             Video        *video,
             GError      **error)
{
  static const char * const known[] = { "year", "brand", "youtube_url", PAGE, NULL };
  g_autoptr(GStrvBuilder) traits = g_strv_builder_new ();
  const char * const *columns = sparkled_csv_get_columns (csv);

  for (guint i = 0; columns[i] != NULL; i++)
    {
      gboolean has;

      if (g_strv_contains (known, columns[i]))
        continue;
      if (!parse_flag (sparkled_csv_get (csv, columns[i]), &has))
        return sparkled_csv_fail (csv, error, "%s is “%.60s”, it must be True or False", columns[i], sparkled_csv_get (csv, columns[i]));
      if (has)
        g_strv_builder_add (traits, columns[i]);
    }
  video->traits = g_strv_builder_end (traits);
  return TRUE;
}

static gboolean
read_video (SparkledCsv  *csv,
            Video        *video,
            GHashTable   *seen,
            GError      **error)
{
  Video *other;

  video->line = sparkled_csv_get_line (csv);
  video->brand = g_strstrip (g_strdup (sparkled_csv_get (csv, "brand")));
  if (sparkle_text_is_blank (video->brand))
    return sparkled_csv_fail (csv, error, "the brand is empty");
  if (g_utf8_strlen (video->brand, -1) > BRAND_MAX || !sparkle_text_is_clean (video->brand, -1, FALSE, NULL))
    return sparkled_csv_fail (csv, error, "the brand is longer than %d characters or has control characters", BRAND_MAX);
  if (!read_year (csv, video, error) || !read_addresses (csv, video, error) || !read_traits (csv, video, error))
    return FALSE;

  if (video->video_id == NULL)
    return TRUE;
  other = g_hash_table_lookup (seen, video->video_id);
  if (other != NULL)
    return sparkled_csv_fail (csv, error, "the video %s is also in line %u", video->video_id, other->line);
  g_hash_table_insert (seen, video->video_id, video);
  return TRUE;
}

static GPtrArray *
read_videos (const char  *file,
             GError     **error)
{
  static const char * const columns[] = { "year", "brand", "youtube_url", NULL };
  g_autoptr(GPtrArray) videos = g_ptr_array_new_with_free_func (video_free);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(SparkledCsv) csv = sparkled_csv_open (file, error);
  g_autoptr(GError) local_error = NULL;

  if (csv == NULL || !sparkled_csv_require (csv, columns, error))
    return NULL;
  while (sparkled_csv_next (csv, &local_error))
    {
      g_ptr_array_add (videos, g_new0 (Video, 1));
      if (videos->len > ROWS_MAX)
        sparkled_csv_fail (csv, &local_error, "more than %d videos", ROWS_MAX);
      else
        read_video (csv, g_ptr_array_index (videos, videos->len - 1), seen, &local_error);
      if (local_error != NULL)
        break;
    }
  if (local_error == NULL && videos->len == 0)
    g_set_error (&local_error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "%s:1: there are no videos", file);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  return g_steal_pointer (&videos);
}

static gboolean
write_video (SparkledImportRun  *run,
             const Video        *video,
             const char         *author_id,
             gint64              at,
             GError            **error)
{
  /* With a video it is the same post that comments on that video would hang on. */
  g_autofree char *name = video->video_id != NULL ? g_strconcat ("youtube-video:", video->video_id, NULL)
                                                  : g_strconcat ("advert:", video->page_url, NULL);
  g_autofree char *id = sparkle_uuid_for_name (0, name);
  g_autofree char *title = sparkled_advert_title (video->brand, video->year, video->page_url);
  g_autofree char *content = sparkled_advert_content (video->brand, video->year, (const char * const *) video->traits,
                                                      video->video_id, video->page_url);
  g_auto(GStrv) tags = sparkled_advert_tags (video->brand, video->year, (const char * const *) video->traits);
  g_autofree char *literal = sparkled_array_literal ((const char * const *) tags);
  g_autofree char *date = sparkle_time_format (at);
  SparkledImportedPost post = {
    .id = id, .author_id = author_id, .kind = "video_review", .title = title, .content = content, .tags = literal,
    .category = run->options->category, .youtube_video_id = video->video_id, .at = date,
  };

  return sparkled_import_run_post (run, &post, error);
}

/* Within a year the order of the list is kept, a minute apart. */
static gboolean
write_videos (SparkledImportRun  *run,
              GPtrArray          *videos,
              GError            **error)
{
  g_autoptr(GHashTable) n_of_year = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autofree char *author_id = NULL;

  if (!sparkled_import_run_archive (run, &author_id, error))
    return FALSE;
  for (guint i = 0; i < videos->len; i++)
    {
      Video *video = g_ptr_array_index (videos, i);
      guint nth = GPOINTER_TO_UINT (g_hash_table_lookup (n_of_year, GINT_TO_POINTER (video->year)));

      g_hash_table_insert (n_of_year, GINT_TO_POINTER (video->year), GUINT_TO_POINTER (nth + 1));
      if (!write_video (run, video, author_id, sparkled_advert_date (video->year) + nth * MINUTE, error))
        return FALSE;
      sparkled_import_run_step (run, 1);
    }
  return TRUE;
}

/**
 * sparkled_import_video_list:
 * @services: the services
 * @options: the file and more
 * @ret_counts: (out): what is new
 * @error: where to put an error of %SPARKLE_ERROR, which names file, line and reason of a bad row
 *
 * Takes in a list of advertising films, each as a post with tags from brand, year and traits. (fiber)
 *
 * Returns: whether all of the file is there now; otherwise none of it is
 */
gboolean
sparkled_import_video_list (SparkledServices             *services,
                            const SparkledImportOptions  *options,
                            SparkledImportCounts         *ret_counts,
                            GError                      **error)
{
  g_auto(SparkledImportRun) run = { .services = services, .options = options };
  g_autoptr(GPtrArray) videos = read_videos (options->file, error);

  if (videos == NULL)
    return FALSE;
  run.total = run.counts.n_rows = videos->len;
  if (!sparkled_import_run_begin (&run, error) ||
      !write_videos (&run, videos, error) ||
      !sparkled_import_run_commit (&run, error))
    return FALSE;

  *ret_counts = run.counts;
  return TRUE;
}
