/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-member.h"

#include "sparkle-error.h"
#include "sparkle-uuid.h"
#include "sparkle-validate.h"
#include "sparkled-account-table.h"
#include "sparkled-admin-table.h"
#include "sparkled-hasher.h"
#include "sparkled-session-table.h"

/**
 * sparkled_role_is_known:
 * @role: (nullable): a name
 *
 * Returns: whether it is a role
 */
gboolean
sparkled_role_is_known (const char *role)
{
  static const char * const roles[] = { "user", "creator", "moderator", "admin", NULL };

  return role != NULL && g_strv_contains (roles, role);
}

static gboolean
check_role (const char  *role,
            GError     **error)
{
  if (sparkled_role_is_known (role))
    return TRUE;
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "“%s” is no role; they are user, creator, moderator and admin", role);
  return FALSE;
}

/* All that is wrong in one sentence, for a terminal. */
static gboolean
check_member (const SparkledMember  *member,
              GError               **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) problems = NULL;

  sparkle_validate_username ("user name", member->username, &problems);
  sparkle_validate_email ("e-mail address", member->email, &problems);
  sparkle_validate_password ("password", member->password, &problems);
  if (member->display_name != NULL)
    sparkle_validate_display_name ("display name", member->display_name, &problems);
  if (member->bio != NULL)
    sparkle_validate_bio ("bio", member->bio, &problems);
  if (problems == NULL)
    return check_role (member->role, error);

  for (unsigned i = 0; i < sparkle_error_n_details (problems); i++)
    {
      const SparkleErrorDetail *detail = sparkle_error_get_detail (problems, i);
      g_string_append_printf (text, "%sThe %s %s", i > 0 ? ". " : "", detail->field, detail->message);
    }
  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, text->str);
  return FALSE;
}

static void
explain_conflict (const SparkledMember  *member,
                  GError               **error)
{
  gboolean email;

  if (error == NULL || !g_error_matches (*error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT))
    return;
  email = g_strcmp0 (sparkled_db_error_constraint (*error), "account_email") == 0;
  g_clear_error (error);
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT, "There is an account with the %s “%s” already",
               email ? "e-mail address" : "user name", email ? member->email : member->username);
}

static gboolean
insert_member (SparkledServices          *services,
               const SparkledAccountRow  *row,
               GError                   **error)
{
  g_autoptr(SparkledTransaction) tx = sparkled_db_begin (services->db, SPARKLED_DB_WRITE, error);
  g_autoptr(SparkledRows) rows = tx != NULL ? sparkled_account_table_insert (tx, row, error) : NULL;

  return rows != NULL && sparkled_transaction_commit (tx, error);
}

/**
 * sparkled_member_create:
 * @services: the services
 * @member: the account
 * @ret_id: (out): its id
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Makes an account that can sign in. (fiber)
 *
 * Returns: whether there is one now
 */
gboolean
sparkled_member_create (SparkledServices      *services,
                        const SparkledMember  *member,
                        char                 **ret_id,
                        GError               **error)
{
  g_autofree char *hash = NULL;
  g_autofree char *id = NULL;
  SparkledAccountRow row;

  if (!check_member (member, error))
    return FALSE;
  hash = sparkled_hasher_hash_now (member->password);
  if (hash == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, "There is not enough memory to hash the password");
      return FALSE;
    }

  id = sparkle_uuid_new ();
  row = (SparkledAccountRow) { id, member->username, member->email, hash, member->role };
  if (!insert_member (services, &row, error))
    {
      explain_conflict (member, error);
      return FALSE;
    }
  if (member->display_name != NULL || member->bio != NULL)
    {
      g_autoptr(SparkledRows) rows = sparkled_admin_table_present (services->db, id, member->display_name, member->bio, error);

      if (rows == NULL)
        return FALSE;
    }
  *ret_id = g_steal_pointer (&id);
  return TRUE;
}

/**
 * sparkled_member_find:
 * @services: the services
 * @username: in any case
 * @ret_id: (out) (nullable): the id, or %NULL
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Looks an account up. (fiber)
 *
 * Returns: whether the database could be asked
 */
gboolean
sparkled_member_find (SparkledServices  *services,
                      const char        *username,
                      char             **ret_id,
                      GError           **error)
{
  g_autoptr(SparkledRows) rows = sparkled_admin_table_find (services->db, username, error);

  if (rows == NULL)
    return FALSE;
  *ret_id = sparkled_rows_get_n (rows) > 0 ? g_strdup (sparkled_rows_get (rows, 0, 0)) : NULL;
  return TRUE;
}

static gboolean
find_someone (SparkledServices  *services,
              const char        *username,
              char             **ret_id,
              GError           **error)
{
  if (!sparkled_member_find (services, username, ret_id, error))
    return FALSE;
  if (*ret_id == NULL)
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "Nobody is called “%s”", username);
  return *ret_id != NULL;
}

/**
 * sparkled_member_set_role:
 * @services: the services
 * @username: in any case
 * @role: the new role
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Gives someone another role and tells the running servers. (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_member_set_role (SparkledServices  *services,
                          const char        *username,
                          const char        *role,
                          GError           **error)
{
  g_autofree char *id = NULL;
  g_autoptr(SparkledRows) rows = NULL;

  if (!check_role (role, error) || !find_someone (services, username, &id, error))
    return FALSE;
  rows = sparkled_account_table_set_role (services->db, username, role, error);
  return rows != NULL && sparkled_admin_table_notify_account (services->db, id, NULL, error);
}

/**
 * sparkled_member_revoke:
 * @services: the services
 * @username_or_session: a user name, or the UUID of a session
 * @ret_n: (out): how many sessions ended
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Signs someone out and tells the running servers. (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_member_revoke (SparkledServices  *services,
                        const char        *username_or_session,
                        unsigned          *ret_n,
                        GError           **error)
{
  gboolean session = sparkle_uuid_is_valid (username_or_session);
  g_autoptr(SparkledRows) rows = NULL;
  g_autofree char *id = NULL;

  if (!session && !find_someone (services, username_or_session, &id, error))
    return FALSE;
  rows = session ? sparkled_session_table_end (services->db, username_or_session, error)
                 : sparkled_session_table_end_all (services->db, id, error);
  if (rows == NULL)
    return FALSE;

  *ret_n = sparkled_rows_get_n (rows);
  for (unsigned i = 0; i < *ret_n; i++)
    if (!sparkled_admin_table_notify_account (services->db, id, sparkled_rows_get (rows, i, 0), error))
      return FALSE;
  return TRUE;
}
