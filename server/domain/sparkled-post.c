/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-post.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-excerpt.h"
#include "sparkle-limits.h"
#include "sparkle-post-wire.h"
#include "sparkle-slug.h"
#include "sparkle-time.h"
#include "sparkle-uuid.h"
#include "sparkled-array.h"
#include "sparkled-mention.h"
#include "sparkled-view-table.h"
#include "sparkled-xp.h"

static SparklePostDraft *
decode (SparkledWrite  *write,
        gboolean        edit,
        GError        **error)
{
  g_autoptr(JsonNode) data = sparkle_mutation_get_data_node (write->mutation);

  return sparkle_post_draft_decode (data, edit, error);
}

/* A category that is not there is the writer's mistake, not a broken reference. */
static gboolean
check_category (SparkledWrite  *write,
                const char     *category,
                GError        **error)
{
  g_autoptr(GError) local = NULL;
  gboolean has = FALSE;

  if (category == NULL)
    return TRUE;

  if (!sparkled_post_table_has_category (write->tx, category, &has, error))
    return FALSE;
  if (has)
    return TRUE;

  sparkle_error_add_detail (&local, "category", "there is no category “%s”", category);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The time that a post is to wait for, as text; NULL when it has come or none is wanted. What was planned without network
 * may arrive after its time, and is published then. */
static gboolean
read_publish_at (SparklePostDraft  *draft,
                 char             **ret_publish_at,
                 GError           **error)
{
  g_autoptr(GError) local = NULL;
  gint64 now = g_get_real_time ();

  *ret_publish_at = NULL;
  if (!sparkle_validate_publish_at ("publish_at", draft->publish_at, now, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (draft->publish_at > now)
    *ret_publish_at = sparkle_time_format (draft->publish_at);
  return TRUE;
}

/* Not without a bound: what waits is in every first pull of its author. */
static gboolean
check_room (SparkledWrite  *write,
            const char     *id,
            GError        **error)
{
  gint64 n;

  if (!sparkled_post_table_count_waiting (write->tx, write->account->id, id, &n, error))
    return FALSE;
  if (n < SPARKLE_SCHEDULED_MAX)
    return TRUE;

  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN,
               "There are %d posts waiting already: publish or delete some first", SPARKLE_SCHEDULED_MAX);
  return FALSE;
}

/* The id or the slug was taken. The same post again is no error: its maker did not hear the answer. */
static gboolean
take_existing (SparkledWrite         *write,
               const SparkledPostRow *row,
               gboolean              *ret_exists,
               GError               **error)
{
  g_autoptr(SparkledRows) rows = sparkled_post_table_match (write->tx, row, error);
  gboolean own, deleted;

  if (rows == NULL)
    return FALSE;

  *ret_exists = sparkled_rows_get_n (rows) > 0;
  if (!*ret_exists)
    return TRUE;

  own = sparkled_rows_get_bool (rows, 0, SPARKLED_POST_MATCH_OWN);
  deleted = g_strcmp0 (sparkled_rows_get (rows, 0, SPARKLED_POST_MATCH_STATE), "deleted") == 0;
  if (own)
    sparkled_write_set_record (write, row->id, sparkled_rows_get (rows, 0, SPARKLED_POST_MATCH_RECORD));
  if (own && !deleted && sparkled_rows_get_bool (rows, 0, SPARKLED_POST_MATCH_SAME))
    return TRUE;

  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT,
                       own ? N_("You have made another post with this id already") : N_("This id is taken"));
  return FALSE;
}

/* Inserts with the plain slug, which is nearly always free; else with a number behind it, one
 * writer after the other. */
static gboolean
insert_with_slug (SparkledWrite    *write,
                  SparkledPostRow  *row,
                  gboolean         *ret_made,
                  GError          **error)
{
  g_autofree char *plain = sparkle_slug (row->title);
  g_autofree char *numbered = NULL;
  gboolean exists = FALSE;

  *ret_made = TRUE;
  row->slug = plain;
  for (unsigned attempt = 0; attempt < 4; attempt++)
    {
      g_autoptr(SparkledRows) rows = sparkled_post_table_insert (write->tx, row, error);

      if (rows == NULL)
        return FALSE;
      if (sparkled_rows_get_n (rows) > 0)
        {
          sparkled_write_set_record (write, row->id, sparkled_rows_get (rows, 0, 0));
          return TRUE;
        }

      if (!take_existing (write, row, &exists, error))
        return FALSE;
      if (exists)
        {
          *ret_made = FALSE;
          return TRUE;
        }

      if (!sparkled_post_table_lock_slug (write->tx, plain, error))
        return FALSE;
      g_clear_pointer (&numbered, g_free);
      numbered = sparkled_post_table_free_slug (write->tx, plain, error);
      if (numbered == NULL)
        return FALSE;
      row->slug = numbered;
    }

  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, N_("No address for this title could be found just now"));
  return FALSE;
}

/**
 * sparkled_post_create:
 * @write: a write of post.create
 * @error: VALIDATION_FAILED, CONFLICT when the id is taken by something else
 *
 * Publishes a post, or has it wait for its time: then its author alone sees it, and names and points count from when it is
 * published.
 *
 * (fiber)
 *
 * Returns: whether it is there now
 */
gboolean
sparkled_post_create (SparkledWrite  *write,
                      GError        **error)
{
  g_autoptr(SparklePostDraft) draft = decode (write, FALSE, error);
  g_autofree char *excerpt = NULL;
  g_autofree char *tags = NULL;
  g_autofree char *publish_at = NULL;
  SparkledPostRow row;
  gboolean made;

  if (draft == NULL || !check_category (write, draft->category, error) || !read_publish_at (draft, &publish_at, error))
    return FALSE;

  excerpt = sparkle_excerpt (draft->content);
  tags = sparkled_array_literal ((const char * const *) draft->tags);
  row = (SparkledPostRow) {
    .id = sparkled_write_get_id (write, draft->id),
    .author_id = write->account->id,
    .kind = draft->kind != NULL ? draft->kind : "blog",
    .title = draft->title,
    .excerpt = excerpt,
    .content = draft->content,
    .tags = tags,
    .category = draft->category,
    .youtube_video_id = draft->youtube_video_id,
    .reading_minutes = sparkle_reading_minutes (draft->content),
    .publish_at = publish_at,
  };
  if (publish_at != NULL && !check_room (write, row.id, error))
    return FALSE;
  if (!insert_with_slug (write, &row, &made, error))
    return FALSE;

  return !made || (sparkled_mention_in_post (write, row.id, row.content, FALSE, error) &&
                   (publish_at != NULL || sparkled_xp_give (write, SPARKLED_XP_POST, row.id, error)));
}

/* The post of an edit or a deletion: locked, and the writer's to change. */
static SparkledRows *
lock_own (SparkledWrite  *write,
          const char     *id,
          GError        **error)
{
  g_autoptr(SparkledRows) rows = sparkled_post_table_lock (write->tx, id, error);

  if (rows == NULL)
    return NULL;

  /* what waits for its time is there for its author alone */
  if (sparkled_rows_get_n (rows) == 0 ||
      (g_str_equal (sparkled_rows_get (rows, 0, SPARKLED_POST_STATE), "scheduled") &&
       !sparkled_write_owns (write, sparkled_rows_get (rows, 0, SPARKLED_POST_AUTHOR_ID))))
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("There is no such post"));
  else if (!sparkled_write_may_moderate (write, sparkled_rows_get (rows, 0, SPARKLED_POST_AUTHOR_ID)))
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN, N_("Only its author or a moderator may change this post"));
  else
    return g_steal_pointer (&rows);

  return NULL;
}

/* What a time in an edit means: the post waits for another one, or is published now. One that is published already cannot be
 * taken back; that its time has come is no news then. */
static gboolean
change_publish_at (SparkledPostRow   *row,
                   SparklePostDraft  *draft,
                   SparkledRows      *now,
                   char             **ret_publish_at,
                   GError           **error)
{
  gboolean waits = g_str_equal (sparkled_rows_get (now, 0, SPARKLED_POST_STATE), "scheduled");
  g_autoptr(GError) local = NULL;

  row->publish_at = sparkled_rows_get (now, 0, SPARKLED_POST_PUBLISH_AT);
  if ((draft->present & SPARKLE_POST_HAS_PUBLISH_AT) == 0)
    return TRUE;
  if (!read_publish_at (draft, ret_publish_at, error))
    return FALSE;

  if (waits)
    row->publish_at = *ret_publish_at;
  else if (*ret_publish_at != NULL)
    {
      sparkle_error_add_detail (&local, "publish_at", "cannot be changed: the post is published already");
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

/**
 * sparkled_post_edit:
 * @write: a write of post.edit
 * @error: VALIDATION_FAILED, NOT_FOUND, FORBIDDEN; STALE_VERSION when it was changed elsewhere
 *
 * Changes what the write names and leaves the rest. The address stays, so that links hold. A post that waits gets another
 * time, or is published when that has come.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_post_edit (SparkledWrite  *write,
                    GError        **error)
{
  g_autoptr(SparklePostDraft) draft = decode (write, TRUE, error);
  g_autoptr(SparkledRows) now = NULL;
  g_autoptr(SparkledRows) rows = NULL;
  g_autofree char *excerpt = NULL;
  g_autofree char *tags = NULL;
  g_autofree char *publish_at = NULL;
  gboolean appears;
  SparkledPostRow row;

  if (draft == NULL)
    return FALSE;
  now = lock_own (write, draft->id, error);
  if (now == NULL)
    return FALSE;
  if (g_strcmp0 (sparkled_rows_get (now, 0, SPARKLED_POST_STATE), "deleted") == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("This post was deleted"));
      return FALSE;
    }

  sparkled_write_set_record (write, draft->id, sparkled_rows_get (now, 0, SPARKLED_POST_RECORD));
  if (!sparkled_write_check_version (write, sparkled_rows_get (now, 0, SPARKLED_POST_VERSION), error) ||
      !check_category (write, draft->category, error))
    return FALSE;

#define EITHER(bit, field, column) ((draft->present & (bit)) != 0 ? draft->field : sparkled_rows_get (now, 0, (column)))
  row = (SparkledPostRow) {
    .id = draft->id,
    .kind = draft->kind != NULL ? draft->kind : sparkled_rows_get (now, 0, SPARKLED_POST_KIND),
    .title = EITHER (SPARKLE_POST_HAS_TITLE, title, SPARKLED_POST_TITLE),
    .content = EITHER (SPARKLE_POST_HAS_CONTENT, content, SPARKLED_POST_CONTENT),
    .category = EITHER (SPARKLE_POST_HAS_CATEGORY, category, SPARKLED_POST_CATEGORY),
    .youtube_video_id = EITHER (SPARKLE_POST_HAS_YOUTUBE_VIDEO_ID, youtube_video_id, SPARKLED_POST_YOUTUBE_VIDEO_ID),
  };
#undef EITHER
  if ((draft->present & SPARKLE_POST_HAS_TAGS) != 0)
    row.tags = tags = sparkled_array_literal ((const char * const *) draft->tags);
  else
    row.tags = sparkled_rows_get (now, 0, SPARKLED_POST_TAGS);
  row.excerpt = excerpt = sparkle_excerpt (row.content);
  row.reading_minutes = sparkle_reading_minutes (row.content);

  if (!change_publish_at (&row, draft, now, &publish_at, error))
    return FALSE;
  appears = row.publish_at == NULL && g_str_equal (sparkled_rows_get (now, 0, SPARKLED_POST_STATE), "scheduled");

  rows = sparkled_post_table_update (write->tx, &row, error);
  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) == 0)
    return TRUE;

  sparkled_write_set_record (write, draft->id, sparkled_rows_get (rows, 0, 0));
  return ((draft->present & SPARKLE_POST_HAS_CONTENT) == 0 ||
          sparkled_mention_in_post (write, draft->id, row.content, TRUE, error)) &&
         (!appears || sparkled_xp_give (write, SPARKLED_XP_POST, draft->id, error));
}

/**
 * sparkled_post_delete:
 * @write: a write of post.delete
 * @error: NOT_FOUND, FORBIDDEN
 *
 * Hides the post and its thread from everybody; the row stays. Deleting it twice is once.
 *
 * (fiber)
 *
 * Returns: whether it is gone now
 */
gboolean
sparkled_post_delete (SparkledWrite  *write,
                      GError        **error)
{
  const char *id = sparkle_mutation_get_record_id (write->mutation);
  g_autoptr(SparkledRows) now = lock_own (write, id, error);
  g_autoptr(SparkledRows) rows = NULL;

  if (now == NULL)
    return FALSE;

  sparkled_write_set_record (write, id, sparkled_rows_get (now, 0, SPARKLED_POST_RECORD));
  if (g_str_equal (sparkled_rows_get (now, 0, SPARKLED_POST_STATE), "deleted"))
    return TRUE;
  if (!sparkled_write_check_version (write, sparkled_rows_get (now, 0, SPARKLED_POST_VERSION), error))
    return FALSE;

  rows = sparkled_post_table_remove (write->tx, id, error);
  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) > 0)
    sparkled_write_set_record (write, id, sparkled_rows_get (rows, 0, 0));

  return sparkled_xp_take (write, SPARKLED_XP_POST, sparkled_rows_get (now, 0, SPARKLED_POST_AUTHOR_ID), id, error);
}

static gpointer
fail_not_found (GError **error)
{
  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("There is no such post"));
  return NULL;
}

/**
 * sparkled_post_find:
 * @services: the services
 * @account: (nullable): who looks; what waits for its time is there for its author, by its id
 * @id_or_slug: a UUID, or the last part of its address
 * @error: NOT_FOUND
 *
 * (fiber)
 *
 * Returns: (transfer full): one row with the post and its author
 */
SparkledRows *
sparkled_post_find (SparkledServices       *services,
                    const SparkledAccount  *account,
                    const char             *id_or_slug,
                    GError                **error)
{
  g_autoptr(SparkledRows) rows = NULL;

  if (sparkle_uuid_is_valid (id_or_slug))
    rows = sparkled_post_table_view (services->db, id_or_slug, account != NULL ? account->id : NULL, error);
  else if (sparkle_slug_is_valid (id_or_slug))
    rows = sparkled_post_table_view_by_slug (services->db, id_or_slug, error);
  else
    return fail_not_found (error);
  if (rows == NULL)
    return NULL;
  if (sparkled_rows_get_n (rows) == 0)
    return fail_not_found (error);

  return g_steal_pointer (&rows);
}

/**
 * sparkled_post_resolve:
 * @services: the services
 * @account: (nullable): who looks; what waits for its time is there for its author
 * @id_or_slug: a UUID, or the last part of its address
 * @ret_version: (out) (optional): its version
 * @error: NOT_FOUND
 *
 * (fiber)
 *
 * Returns: (transfer full): the id of a post that may be seen
 */
char *
sparkled_post_resolve (SparkledServices       *services,
                       const SparkledAccount  *account,
                       const char             *id_or_slug,
                       gint64                 *ret_version,
                       GError                **error)
{
  const char *account_id = account != NULL ? account->id : NULL;
  g_autoptr(SparkledRows) rows = NULL;

  if (sparkle_uuid_is_valid (id_or_slug))
    rows = sparkled_post_table_resolve (services->db, id_or_slug, NULL, account_id, error);
  else if (sparkle_slug_is_valid (id_or_slug))
    rows = sparkled_post_table_resolve (services->db, NULL, id_or_slug, account_id, error);
  else
    return fail_not_found (error);
  if (rows == NULL)
    return NULL;
  if (sparkled_rows_get_n (rows) == 0)
    return fail_not_found (error);

  if (ret_version != NULL)
    *ret_version = sparkled_rows_get_int (rows, 0, 1);
  return g_strdup (sparkled_rows_get (rows, 0, 0));
}

/**
 * sparkled_post_view:
 * @services: the services
 * @account: who opened it
 * @id_or_slug: a UUID, or the last part of its address
 * @error: NOT_FOUND
 *
 * (fiber) Counts a reader. The count itself follows within some seconds, with those of all others.
 *
 * Returns: whether there is such a post
 */
gboolean
sparkled_post_view (SparkledServices       *services,
                    const SparkledAccount  *account,
                    const char             *id_or_slug,
                    GError                **error)
{
  g_autofree char *id = sparkled_post_resolve (services, NULL, id_or_slug, NULL, error);

  return id != NULL && sparkled_view_table_add (services->db, id, account->id, error);
}

/**
 * sparkled_post_list:
 * @services: the services
 * @filter: which posts, from where, how many
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): posts with their authors, newest first
 */
SparkledRows *
sparkled_post_list (SparkledServices          *services,
                    const SparkledPostFilter  *filter,
                    GError                   **error)
{
  return sparkled_post_table_list (services->db, filter, error);
}
