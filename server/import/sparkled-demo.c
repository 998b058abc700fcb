/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-demo.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkled-community.h"

/**
 * sparkled_demo_clear:
 * @self: a demo
 *
 * Frees what it holds.
 */
void
sparkled_demo_clear (SparkledDemo *self)
{
  g_clear_pointer (&self->password, g_free);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
}

static gboolean
import_group (SparkledServices       *services,
              GKeyFile               *key_file,
              const char             *folder,
              const char             *group,
              SparkledImportProgress  progress,
              gpointer                user_data,
              SparkledDemo           *demo,
              GError                **error)
{
  g_autofree char *kind = g_key_file_get_string (key_file, group, "kind", NULL);
  g_autofree char *video = g_key_file_get_string (key_file, group, "video", NULL);
  g_autofree char *title = g_key_file_get_string (key_file, group, "title", NULL);
  g_autofree char *category = g_key_file_get_string (key_file, group, "category", NULL);
  g_autofree char *file = g_build_filename (folder, group, NULL);
  SparkledImportOptions options = { file, category, progress, user_data };
  SparkledImportCounts counts = { 0 };
  gboolean good;

  if (g_strcmp0 (kind, "video-list") == 0)
    good = sparkled_import_video_list (services, &options, &counts, error);
  else if (g_strcmp0 (kind, "youtube-comments") == 0 && video != NULL && title != NULL)
    good = sparkled_import_youtube_comments (services, video, title, &options, &counts, error);
  else
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED,
                   "%s/demo.ini: [%s] needs kind=video-list, or kind=youtube-comments with video and title", folder, group);
      good = FALSE;
    }

  demo->imported.n_rows += counts.n_rows;
  demo->imported.n_posts += counts.n_posts;
  demo->imported.n_people += counts.n_people;
  demo->imported.n_comments += counts.n_comments;
  return good;
}

/**
 * sparkled_demo_run:
 * @services: the services
 * @folder: where the files are
 * @tell: (nullable): told what is being done
 * @progress: (nullable): told how far it is
 * @user_data: for both
 * @ret_demo: (out): what there is now
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Fills a database with the demo community. (fiber)
 *
 * Returns: whether it is all there
 */
gboolean
sparkled_demo_run (SparkledServices        *services,
                   const char              *folder,
                   SparkledDemoTell         tell,
                   SparkledImportProgress   progress,
                   gpointer                 user_data,
                   SparkledDemo            *ret_demo,
                   GError                 **error)
{
  g_autoptr(GKeyFile) key_file = g_key_file_new ();
  g_autofree char *list = g_build_filename (folder, "demo.ini", NULL);
  g_autofree char *community = g_build_filename (folder, "community.json", NULL);
  g_autoptr(GError) local_error = NULL;
  g_auto(SparkledDemo) demo = { 0 };
  g_auto(GStrv) groups = NULL;

  if (!g_key_file_load_from_file (key_file, list, G_KEY_FILE_NONE, &local_error))
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "%s: %s", list, local_error->message);
      return FALSE;
    }

  groups = g_key_file_get_groups (key_file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      if (tell != NULL)
        tell (groups[i], user_data);
      if (!import_group (services, key_file, folder, groups[i], progress, user_data, &demo, error))
        return FALSE;
    }
  if (tell != NULL)
    tell ("community.json", user_data);
  if (!sparkled_community_run (services, community, progress, user_data, &demo, error))
    return FALSE;

  *ret_demo = demo;
  memset (&demo, 0, sizeof demo);
  return TRUE;
}
