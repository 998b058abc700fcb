/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-follow.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkled-follow-table.h"
#include "sparkled-user-table.h"
#include "sparkled-xp.h"

/* Whom the write is about; the mutation has been validated, so it is a UUID. */
static const char *
get_followed_id (SparkledWrite *write)
{
  return sparkle_json_get_string (write->mutation->data, "user_id");
}

static SparkledRows *
find_user (SparkledWrite  *write,
           const char     *id,
           GError        **error)
{
  g_autoptr(SparkledRows) rows = sparkled_user_table_record (write->tx, id, error);

  if (rows == NULL)
    return NULL;
  if (sparkled_rows_get_n (rows) == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("There is no such person"));
      return NULL;
    }

  return g_steal_pointer (&rows);
}

/* The followed person with the new count of followers. */
static gboolean
relate_user (SparkledWrite  *write,
             const char     *id,
             GError        **error)
{
  g_autoptr(SparkledRows) rows = find_user (write, id, error);

  if (rows == NULL)
    return FALSE;

  sparkled_write_relate (write, "user", sparkled_rows_get (rows, 0, SPARKLED_USER_RECORD));
  return TRUE;
}

/**
 * sparkled_follow_set:
 * @write: a write of user.follow
 * @error: NOT_FOUND; VALIDATION_FAILED for oneself
 *
 * (fiber)
 *
 * Returns: whether the writer follows that person now
 */
gboolean
sparkled_follow_set (SparkledWrite  *write,
                     GError        **error)
{
  const char *me = write->account->id;
  const char *other = get_followed_id (write);
  g_autoptr(SparkledRows) person = NULL;
  g_autoptr(SparkledRows) rows = NULL;
  g_autofree char *id = NULL;

  if (sparkled_write_owns (write, other))
    {
      g_autoptr(GError) local = NULL;

      sparkle_error_add_detail (&local, "user_id", N_("is yourself: nobody can follow themselves"));
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  person = find_user (write, other, error);
  if (person == NULL)
    return FALSE;
  rows = sparkled_follow_table_insert (write->tx, me, other, error);
  if (rows == NULL)
    return FALSE;

  if (sparkled_rows_get_n (rows) > 0)
    {
      if (!sparkled_xp_bond (write, SPARKLED_XP_FOLLOW, other, other, error))
        return FALSE;
    }
  else
    {
      g_clear_pointer (&rows, sparkled_rows_unref);
      rows = sparkled_follow_table_record (write->tx, me, other, error);
      if (rows == NULL)
        return FALSE;
    }

  id = g_strconcat (me, ":", other, NULL);
  sparkled_write_set_record (write, id, sparkled_rows_get_n (rows) > 0 ? sparkled_rows_get (rows, 0, 0) : NULL);

  return relate_user (write, other, error);
}

/**
 * sparkled_follow_unset:
 * @write: a write of user.unfollow
 * @error: NOT_FOUND
 *
 * (fiber)
 *
 * Returns: whether the writer does not follow that person now
 */
gboolean
sparkled_follow_unset (SparkledWrite  *write,
                       GError        **error)
{
  const char *me = write->account->id;
  const char *other = get_followed_id (write);
  g_autoptr(SparkledRows) rows = sparkled_follow_table_remove (write->tx, me, other, error);
  g_autofree char *id = g_strconcat (me, ":", other, NULL);

  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) > 0 && !sparkled_xp_unbond (write, SPARKLED_XP_FOLLOW, other, other, error))
    return FALSE;
  sparkled_write_set_record (write, id, NULL);

  return relate_user (write, other, error);
}
