/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-mutation.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkled-bookmark.h"
#include "sparkled-change-table.h"
#include "sparkled-comment.h"
#include "sparkled-draft.h"
#include "sparkled-follow.h"
#include "sparkled-mutation-table.h"
#include "sparkled-notification.h"
#include "sparkled-post.h"
#include "sparkled-reaction.h"
#include "sparkled-user.h"
#include "sparkled-write.h"

/* How often a transaction is run in all when others were in its way. */
#define ATTEMPTS 3

static const SparkledWriteFunc operations[SPARKLE_N_OPS] = {
  [SPARKLE_OP_POST_CREATE]    = sparkled_post_create,
  [SPARKLE_OP_POST_EDIT]      = sparkled_post_edit,
  [SPARKLE_OP_POST_DELETE]    = sparkled_post_delete,
  [SPARKLE_OP_COMMENT_CREATE] = sparkled_comment_create,
  [SPARKLE_OP_COMMENT_EDIT]   = sparkled_comment_edit,
  [SPARKLE_OP_COMMENT_DELETE] = sparkled_comment_delete,
  [SPARKLE_OP_REACTION_SET]   = sparkled_reaction_set,
  [SPARKLE_OP_REACTION_UNSET] = sparkled_reaction_unset,
  [SPARKLE_OP_USER_FOLLOW]    = sparkled_follow_set,
  [SPARKLE_OP_USER_UNFOLLOW]  = sparkled_follow_unset,
  [SPARKLE_OP_USER_EDIT]      = sparkled_user_edit,
  [SPARKLE_OP_BOOKMARK_SET]   = sparkled_bookmark_set,
  [SPARKLE_OP_BOOKMARK_UNSET] = sparkled_bookmark_unset,
  [SPARKLE_OP_DRAFT_SAVE]     = sparkled_draft_save,
  [SPARKLE_OP_DRAFT_DELETE]   = sparkled_draft_delete,
  [SPARKLE_OP_NOTIFICATION_READ] = sparkled_notification_read,
  [SPARKLE_OP_ACCOUNT_EDIT]   = sparkled_notification_switch,
};

/**
 * sparkled_mutation_result_free:
 * @self: (transfer full): a result
 */
void
sparkled_mutation_result_free (SparkledMutationResult *self)
{
  g_free (self->id);
  g_free (self->record_id);
  g_free (self->record);
  g_free (self->related);
  g_free (self->recorded);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * sparkled_mutation_result_new_error:
 * @id: (nullable): the mutation's id
 * @error: (transfer full): why nothing was applied
 *
 * Returns: (transfer full): a rejection, or a retry when trying again helps
 */
SparkledMutationResult *
sparkled_mutation_result_new_error (const char *id,
                                    GError     *error)
{
  SparkledMutationResult *self = g_new0 (SparkledMutationResult, 1);

  self->id = g_strdup (id);
  self->status = sparkle_error_is_retryable (error) ? SPARKLE_MUTATION_RETRY : SPARKLE_MUTATION_REJECTED;
  self->error = error;

  return self;
}

/**
 * sparkled_mutation_result_to_json:
 * @self: a result
 *
 * Returns: (transfer full): the result as an answer to a push has it
 */
char *
sparkled_mutation_result_to_json (SparkledMutationResult *self)
{
  if (self->recorded != NULL)
    return g_strdup (self->recorded);

  return sparkle_mutation_result_format (self->id, self->status, self->collection, self->record, self->related, self->error);
}

/* Moves the answer of the write into a result. */
static SparkledMutationResult *
take_answer (SparkledWrite         *write,
             SparkleMutationStatus  status)
{
  SparkledMutationResult *result = g_new0 (SparkledMutationResult, 1);

  result->status = status;
  result->id = g_strdup (write->mutation->id);
  result->collection = sparkle_op_info (write->mutation->op)->collection;
  result->record_id = g_steal_pointer (&write->record_id);
  result->record = g_steal_pointer (&write->record);
  if (write->related != NULL)
    result->related = g_strdup_printf ("{%s}", write->related->str);

  return result;
}

/* A conflict shows the record that is in the way; nothing else about a failed write leaves the house. */
static SparkledMutationResult *
take_failure (SparkledWrite *write,
              GError        *error)
{
  SparkledMutationResult *result;

  if (write->record == NULL ||
      !(g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_STALE_VERSION) ||
        g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT)))
    return sparkled_mutation_result_new_error (write->mutation->id, error);

  result = take_answer (write, SPARKLE_MUTATION_CONFLICT);
  g_clear_pointer (&result->related, g_free);
  result->error = error;

  return result;
}

/* The id is in the ledger: the answer is the one that was given, if it was the same write. */
static SparkledMutationResult *
answer_again (SparkledWrite  *write,
              const char     *digest,
              GError        **error)
{
  const char *id = write->mutation->id;
  g_autoptr(SparkledRows) rows = sparkled_mutation_table_find (write->tx, write->account->id, id, digest, error);
  SparkledMutationResult *result;

  if (rows == NULL)
    return NULL;
  if (sparkled_rows_get_n (rows) == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, N_("The ledger of writes is being cleaned"));
      return NULL;
    }
  if (!sparkled_rows_get_bool (rows, 0, SPARKLED_RECORDED_SAME))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_IDEMPOTENCY_MISMATCH,
                           N_("A mutation with this id but with other content was applied before"));
      return NULL;
    }

  result = g_new0 (SparkledMutationResult, 1);
  result->id = g_strdup (id);
  result->status = SPARKLE_MUTATION_APPLIED;
  result->recorded = g_strdup (sparkled_rows_get (rows, 0, SPARKLED_RECORDED_RESPONSE));

  return result;
}

/* What the gate knew may be some seconds old; this is what holds. */
static SparkledAccount *
check_writer (const SparkledAccount  *account,
              SparkledRows           *claim,
              GError                **error)
{
  const char *status = sparkled_rows_get_n (claim) > 0 ? sparkled_rows_get (claim, 0, SPARKLED_CLAIM_STATUS) : "deleted";

  if (g_str_equal (status, "active"))
    return sparkled_account_new (account->id,
                                 sparkled_rows_get (claim, 0, SPARKLED_CLAIM_USERNAME),
                                 sparkled_role_from_string (sparkled_rows_get (claim, 0, SPARKLED_CLAIM_ROLE)),
                                 account->session_id, FALSE);

  if (g_str_equal (status, "deleted"))
    g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, N_("This account is gone"));
  else
    g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN, "This account is %s: it may not write", status);
  return NULL;
}

/* Records the answer, commits, and tells who listens. */
static SparkledMutationResult *
finish (SparkledServices  *services,
        SparkledWrite     *write,
        GError           **error)
{
  g_autoptr(SparkledMutationResult) result = take_answer (write, SPARKLE_MUTATION_APPLIED);
  g_autofree char *response = sparkled_mutation_result_to_json (result);
  g_auto(GStrv) scopes = NULL;

  if (!sparkled_mutation_table_finish (write->tx, write->account->id, write->mutation->id, response, error) ||
      !sparkled_change_collect_scopes (write->tx, error))
    return NULL;

  scopes = g_strdupv ((char **) sparkled_transaction_get_scopes (write->tx));
  if (!sparkled_transaction_commit (write->tx, error))
    return NULL;

  if (services->bus != NULL && scopes != NULL && scopes[0] != NULL)
    sparkled_bus_changed (services->bus, (const char * const *) scopes);

  return g_steal_pointer (&result);
}

static SparkledMutationResult *
apply_once (SparkledServices       *services,
            const SparkledAccount  *account,
            SparkleMutation        *mutation,
            const char             *digest)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledTransaction) tx = NULL;
  g_autoptr(SparkledRows) claim = NULL;
  g_autoptr(SparkledAccount) writer = NULL;
  g_auto(SparkledWrite) write = { .account = account, .mutation = mutation };
  SparkledMutationResult *result = NULL;

  write.tx = tx = sparkled_db_begin (services->db, SPARKLED_DB_WRITE, &error);
  if (tx != NULL)
    claim = sparkled_mutation_table_claim (tx, account->id, mutation->id, digest, &error);
  if (claim == NULL)
    return sparkled_mutation_result_new_error (mutation->id, g_steal_pointer (&error));

  /* What was applied is answered as it was, whatever has become of the writer since. */
  if (sparkled_rows_get_n (claim) > 0 && !sparkled_rows_get_bool (claim, 0, SPARKLED_CLAIM_CLAIMED))
    result = answer_again (&write, digest, &error);
  else if ((write.account = writer = check_writer (account, claim, &error)) != NULL &&
           operations[mutation->op] (&write, &error))
    result = finish (services, &write, &error);
  if (result == NULL)
    result = take_failure (&write, g_steal_pointer (&error));

  return result;
}

/* Whether others were in the way: a deadlock, a serialization failure, or a name that was free a
 * moment ago. */
static gboolean
was_crossed (const GError *error)
{
  const char *state = error != NULL ? sparkled_db_error_sqlstate (error) : NULL;

  return state != NULL && (g_str_equal (state, "40001") || g_str_equal (state, "40P01") || g_str_equal (state, "23505"));
}

/**
 * sparkled_mutation_apply:
 * @services: the services
 * @account: who writes
 * @mutation: what
 *
 * Applies a mutation once, however often it is sent: the ledger of mutations, the effect and the
 * answer are one transaction. The same id with the same content is answered as it was the first
 * time; with other content it is rejected. Only what was applied is remembered, so a rejected or
 * failed one can be sent again. After the commit the bus hears which scopes changed.
 *
 * (fiber)
 *
 * Returns: (transfer full): what became of it; never NULL
 */
SparkledMutationResult *
sparkled_mutation_apply (SparkledServices       *services,
                         const SparkledAccount  *account,
                         SparkleMutation        *mutation)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *digest = NULL;

  if (!sparkle_mutation_validate (mutation, &error))
    return sparkled_mutation_result_new_error (mutation->id, g_steal_pointer (&error));

  digest = sparkle_mutation_digest (mutation);
  for (unsigned attempt = 1;; attempt++)
    {
      g_autoptr(SparkledMutationResult) result = apply_once (services, account, mutation, digest);

      if (!was_crossed (result->error))
        return g_steal_pointer (&result);
      if (attempt == ATTEMPTS)
        return sparkled_mutation_result_new_error (mutation->id,
                                                   g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE,
                                                                        N_("Too many were changing the same thing just now")));
      dex_await (dex_timeout_new_msec (g_random_int_range (2, 20) * (gint) attempt), NULL);
    }
}
