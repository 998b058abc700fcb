/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-account.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-uuid.h"
#include "sparkled-account-table.h"
#include "sparkled-change-table.h"
#include "sparkled-hasher.h"
#include "sparkled-session-table.h"

/**
 * sparkled_account_register_statements:
 * @db: a pool that has not been started
 */
void
sparkled_account_register_statements (SparkledDb *db)
{
  sparkled_db_register (db, sparkled_account_statements);
  sparkled_db_register (db, sparkled_session_statements);
}

/**
 * sparkled_signed_in_clear:
 * @self: what came of a sign-in
 */
void
sparkled_signed_in_clear (SparkledSignedIn *self)
{
  sparkled_session_clear (&self->session);
  g_clear_pointer (&self->me, g_free);
}

/* Which name is taken is said by field, as the form has to show it there. */
static void
set_taken (gboolean   username,
           gboolean   email,
           GError   **error)
{
  g_autoptr(GError) taken = NULL;

  taken = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT,
                               username ? N_("That user name is taken") : N_("There is an account with that e-mail address"));
  if (username)
    sparkle_error_add_detail (&taken, "username", N_("is taken"));
  if (email)
    sparkle_error_add_detail (&taken, "email", N_("has an account already"));
  g_propagate_error (error, g_steal_pointer (&taken));
}

/* Two who chose the same name at the same moment: the index decides. */
static void
translate_conflict (GError **error)
{
  const char *constraint;
  gboolean username, email;

  if (error == NULL || !g_error_matches (*error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT))
    return;
  constraint = sparkled_db_error_constraint (*error);
  username = g_strcmp0 (constraint, "account_username") == 0;
  email = g_strcmp0 (constraint, "account_email") == 0;
  if (!username && !email)
    return;
  g_clear_error (error);
  set_taken (username, email, error);
}

/**
 * sparkled_account_check_free:
 * @services: the services
 * @form: what was filled in
 * @error: FORBIDDEN while registration is closed, CONFLICT with a detail for each name that is taken
 *
 * (fiber)
 *
 * Returns: whether the account could be made
 */
gboolean
sparkled_account_check_free (SparkledServices           *services,
                             const SparkleRegistration  *form,
                             GError                    **error)
{
  g_autoptr(SparkledRows) rows = NULL;
  gboolean username, email;

  if (!services->open_registration)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN, N_("This community takes no new members at the moment"));
      return FALSE;
    }
  rows = sparkled_account_table_taken (services->db, form->username, form->email, error);
  if (rows == NULL)
    return FALSE;
  username = sparkled_rows_get_bool (rows, 0, 0);
  email = sparkled_rows_get_bool (rows, 0, 1);
  if (username || email)
    set_taken (username, email, error);

  return !username && !email;
}

static gboolean
insert_account (SparkledServices           *services,
                const SparkledAccountRow   *row,
                const char                 *user_agent,
                const char                 *address,
                SparkledSignedIn           *ret,
                GError                    **error)
{
  g_autoptr(SparkledTransaction) tx = sparkled_db_begin (services->db, SPARKLED_DB_WRITE, error);
  g_autoptr(SparkledRows) rows = NULL;

  if (tx == NULL)
    return FALSE;
  rows = sparkled_account_table_insert (tx, row, error);
  if (rows == NULL)
    {
      translate_conflict (error);
      return FALSE;
    }
  if (!sparkled_session_create (tx, row->id, user_agent, address, &ret->session, error) ||
      !sparkled_change_collect_scopes (tx, error) ||
      !sparkled_transaction_commit (tx, error))
    return FALSE;
  ret->me = g_strdup (sparkled_rows_get (rows, 0, 1));
  sparkled_bus_changed (services->bus, sparkled_transaction_get_scopes (tx));

  return TRUE;
}

/**
 * sparkled_account_register:
 * @services: the services
 * @form: what was filled in
 * @user_agent: (nullable): with what
 * @address: from where
 * @ret: (out): the account and its first session
 * @error: CONFLICT with a detail when a name is taken, …
 *
 * (fiber) sparkled_account_check_free() has been asked before.
 *
 * Returns: whether there is an account now
 */
gboolean
sparkled_account_register (SparkledServices           *services,
                           const SparkleRegistration  *form,
                           const char                 *user_agent,
                           const char                 *address,
                           SparkledSignedIn           *ret,
                           GError                    **error)
{
  g_autofree char *id = NULL, *hash = NULL;
  SparkledAccountRow row = { 0 };

  /* before the transaction: a row lock must not wait for 20 ms of work */
  hash = dex_await_string (sparkled_hasher_hash (services->hasher, form->password), error);
  if (hash == NULL)
    return FALSE;
  id = sparkle_uuid_new ();
  row = (SparkledAccountRow) {
    .id = id,
    .username = form->username,
    .email = form->email,
    .password_hash = hash,
  };

  return insert_account (services, &row, user_agent, address, ret, error);
}

static gboolean
refuse_sign_in (SparkledServices  *services,
                const char        *counted,
                GError           **error)
{
  g_autoptr(SparkledRows) none = sparkled_login_failure_table_add (services->db, counted, error);

  if (none != NULL)
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_INVALID_CREDENTIALS, N_("Invalid credentials"));

  return FALSE;
}

/* Locked ones are told so before the password is looked at, whether they exist or not. */
static gboolean
check_lock (SparkledServices  *services,
            const char        *counted,
            GError           **error)
{
  g_autoptr(SparkledRows) rows = sparkled_login_failure_table_lock (services->db, counted, error);
  g_autoptr(GError) locked = NULL;
  unsigned seconds;

  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) == 0)
    return TRUE;
  seconds = (unsigned) sparkled_rows_get_int (rows, 0, 0);
  locked = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_LOCKED,
                        "Too many failed attempts, try again in %u min", (seconds + 59) / 60);
  sparkle_error_set_retry_after (locked, seconds);
  g_propagate_error (error, g_steal_pointer (&locked));

  return FALSE;
}

static void
rehash (SparkledServices *services,
        const char       *id,
        const char       *old,
        const char       *password)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledRows) rows = NULL;
  g_autofree char *hash = NULL;

  if (!sparkled_hasher_is_old (old))
    return;
  hash = dex_await_string (sparkled_hasher_hash (services->hasher, password), &error);
  if (hash != NULL)
    rows = sparkled_account_table_set_password (services->db, id, hash, &error);
  if (rows == NULL)
    g_message ("A password could not be hashed anew: %s", error->message);
}

static gboolean
open_session (SparkledServices  *services,
              const char        *account_id,
              const char        *user_agent,
              const char        *address,
              SparkledSignedIn  *ret,
              GError           **error)
{
  g_autoptr(SparkledTransaction) tx = sparkled_db_begin (services->db, SPARKLED_DB_WRITE, error);

  return tx != NULL &&
         sparkled_session_create (tx, account_id, user_agent, address, &ret->session, error) &&
         sparkled_transaction_commit (tx, error);
}

/**
 * sparkled_account_sign_in:
 * @services: the services
 * @form: what was filled in
 * @user_agent: (nullable): with what
 * @address: from where
 * @ret: (out): the account and a new session
 * @error: INVALID_CREDENTIALS for every failure alike, LOCKED after five
 *
 * (fiber) Does the same work whether there is such an account or not, so that neither the words
 * nor the time tell which it is.
 *
 * Returns: whether somebody is signed in
 */
gboolean
sparkled_account_sign_in (SparkledServices     *services,
                          const SparkleSignIn  *form,
                          const char           *user_agent,
                          const char           *address,
                          SparkledSignedIn     *ret,
                          GError              **error)
{
  g_autoptr(SparkledRows) rows = sparkled_account_table_find (services->db, form->login, error);
  g_autoptr(SparkledRows) cleared = NULL;
  g_autoptr(GError) local = NULL;
  g_autofree char *counted = NULL;
  const char *id = NULL, *hash = NULL;
  gboolean fits;

  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) > 0)
    {
      id = sparkled_rows_get (rows, 0, SPARKLED_ACCOUNT_ID);
      if (!sparkled_rows_get_bool (rows, 0, SPARKLED_ACCOUNT_BARRED))
        hash = sparkled_rows_get (rows, 0, SPARKLED_ACCOUNT_PASSWORD_HASH);
    }
  /* name and address of one account share their failures */
  counted = id != NULL ? g_strdup (id) : g_utf8_strdown (form->login, -1);
  /* some letters grow when they become small */
  if (g_utf8_strlen (counted, -1) > SPARKLE_EMAIL_MAX)
    *g_utf8_offset_to_pointer (counted, SPARKLE_EMAIL_MAX) = '\0';
  if (!check_lock (services, counted, error))
    return FALSE;
  fits = dex_await_boolean (sparkled_hasher_verify (services->hasher, hash, form->password), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!fits)
    return refuse_sign_in (services, counted, error);

  cleared = sparkled_login_failure_table_clear (services->db, counted, error);
  if (cleared == NULL || !open_session (services, id, user_agent, address, ret, error))
    return FALSE;
  rehash (services, id, hash, form->password);
  ret->me = g_strdup (sparkled_rows_get (rows, 0, SPARKLED_ACCOUNT_ME));

  return TRUE;
}

/**
 * sparkled_account_me:
 * @services: the services
 * @account: who asks
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full) (nullable): the own record as JSON text
 */
char *
sparkled_account_me (SparkledServices       *services,
                     const SparkledAccount  *account,
                     GError                **error)
{
  g_autoptr(SparkledRows) rows = sparkled_account_table_me (services->db, account->id, error);

  if (rows == NULL)
    return NULL;
  if (sparkled_rows_get_n (rows) == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, N_("The account is gone"));
      return NULL;
    }

  return g_strdup (sparkled_rows_get (rows, 0, 0));
}
