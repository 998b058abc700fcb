/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-user.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-user-wire.h"

/**
 * sparkled_user_edit:
 * @write: a write of user.edit
 * @error: VALIDATION_FAILED; STALE_VERSION when another device changed it meanwhile
 *
 * Changes the writer's own profile: what the write names, and leaves the rest.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_user_edit (SparkledWrite  *write,
                    GError        **error)
{
  g_autoptr(JsonNode) data = sparkle_mutation_get_data_node (write->mutation);
  g_autoptr(SparkleUserEdit) edit = sparkle_user_edit_decode (data, error);
  const char *id = write->account->id;
  g_autoptr(SparkledRows) now = NULL;
  g_autoptr(SparkledRows) rows = NULL;

  if (edit == NULL)
    return FALSE;
  now = sparkled_user_table_lock (write->tx, id, error);
  if (now == NULL)
    return FALSE;
  if (sparkled_rows_get_n (now) == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, N_("This account is gone"));
      return FALSE;
    }

  sparkled_write_set_record (write, id, sparkled_rows_get (now, 0, SPARKLED_USER_RECORD));
  if (!sparkled_write_check_version (write, sparkled_rows_get (now, 0, SPARKLED_USER_VERSION), error))
    return FALSE;

  rows = sparkled_user_table_update (write->tx, id,
                                     edit->display_name != NULL ? edit->display_name : sparkled_rows_get (now, 0, SPARKLED_USER_DISPLAY_NAME),
                                     edit->bio != NULL ? edit->bio : sparkled_rows_get (now, 0, SPARKLED_USER_BIO),
                                     error);
  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) > 0)
    sparkled_write_set_record (write, id, sparkled_rows_get (rows, 0, 0));

  return TRUE;
}

/**
 * sparkled_user_find:
 * @services: the services
 * @username: in any case
 * @error: NOT_FOUND
 *
 * (fiber)
 *
 * Returns: (transfer full): one row with the person
 */
SparkledRows *
sparkled_user_find (SparkledServices  *services,
                    const char        *username,
                    GError           **error)
{
  g_autoptr(SparkledRows) rows = sparkled_user_table_view (services->db, username, error);

  if (rows == NULL)
    return NULL;
  if (sparkled_rows_get_n (rows) == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, N_("There is no such person"));
      return NULL;
    }

  return g_steal_pointer (&rows);
}
