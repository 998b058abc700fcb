/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-pull.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"

/**
 * sparkled_scope_resolve:
 * @account: (nullable): who asks
 * @kind: of the scope
 * @id: (nullable): the UUID of post/ and user/
 * @error: return location of an error of SPARKLE_ERROR
 *
 * Decides whether somebody may read a scope.
 *
 * Returns: (transfer full): the scope's name in the database and on the bus, or %NULL with @error set
 */
char *
sparkled_scope_resolve (const SparkledAccount *account,
                        SparkleScopeKind       kind,
                        const char            *id,
                        GError               **error)
{
  switch (kind)
    {
    case SPARKLE_SCOPE_FEED:
      return g_strdup ("feed");

    case SPARKLE_SCOPE_POST:
      return g_strconcat ("post/", id, NULL);

    case SPARKLE_SCOPE_USER:
      return g_strconcat ("user/", id, NULL);

    case SPARKLE_SCOPE_ME:
      if (account != NULL)
        return g_strconcat ("me/", account->id, NULL);
      break;

    case SPARKLE_SCOPE_MODERATION:
      if (account != NULL && account->role >= SPARKLED_ROLE_MODERATOR)
        return g_strdup ("moderation");
      if (account != NULL)
        {
          g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN, N_("Only moderators may see this"));
          return NULL;
        }
      break;
    }

  g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, N_("Sign in to see this"));
  return NULL;
}

static SparkledScopeChanges *
refuse (const char *scope,
        GError     *error)
{
  SparkledScopeChanges *changes = g_new0 (SparkledScopeChanges, 1);

  changes->scope = g_strdup (scope);
  changes->error = error;
  return changes;
}

/**
 * sparkled_pull:
 * @services: the services
 * @account: (nullable): who asks
 * @requests: (element-type SparkleScopeRequest): scopes and cursors
 * @limit: the most records per scope, at most SPARKLE_PULL_LIMIT_MAX; 0 for the default
 * @error: return location of an error of SPARKLE_ERROR
 *
 * (fiber) Reads what changed in some scopes, all in one snapshot: what one mutation did arrives
 * together or not yet.
 *
 * Returns: (transfer full) (element-type SparkledScopeChanges): in the order of @requests
 */
GPtrArray *
sparkled_pull (SparkledServices      *services,
               const SparkledAccount *account,
               GPtrArray             *requests,
               unsigned               limit,
               GError               **error)
{
  g_autoptr(GPtrArray) answer = g_ptr_array_new_full (requests->len, (GDestroyNotify) sparkled_scope_changes_free);
  g_autoptr(GPtrArray) scopes = g_ptr_array_new_with_free_func (g_free);
  g_autofree SparkledChangeRequest *allowed = g_new0 (SparkledChangeRequest, requests->len + 1);
  g_autofree unsigned *places = g_new0 (unsigned, requests->len + 1);
  g_autoptr(GPtrArray) found = NULL;

  limit = CLAMP (limit > 0 ? limit : SPARKLE_PULL_LIMIT_DEFAULT, 1, SPARKLE_PULL_LIMIT_MAX);
  for (guint i = 0; i < requests->len; i++)
    {
      const SparkleScopeRequest *request = g_ptr_array_index (requests, i);
      GError *refusal = request->error != NULL ? g_error_copy (request->error) : NULL;
      char *scope = refusal == NULL ? sparkled_scope_resolve (account, request->kind, request->id, &refusal) : NULL;

      if (scope == NULL)
        {
          g_ptr_array_add (answer, refuse (request->scope, refusal));
          continue;
        }
      allowed[scopes->len] = (SparkledChangeRequest) { scope, request->cursor };
      places[scopes->len] = i;
      g_ptr_array_add (scopes, scope);
      g_ptr_array_add (answer, NULL);
    }

  /* one pull is one statement with one deadline, however many scopes it names */
  limit = MIN (limit, SPARKLE_PULL_RECORDS_MAX / MAX (scopes->len, 1));
  found = sparkled_change_pull (services->db, allowed, scopes->len, limit, error);
  if (found == NULL)
    return NULL;
  g_ptr_array_set_free_func (found, NULL);
  for (guint i = 0; i < found->len; i++)
    {
      SparkledScopeChanges *changes = g_ptr_array_index (found, i);
      const SparkleScopeRequest *request = g_ptr_array_index (requests, places[i]);

      /* The client's name for it: nobody else's business which account "me" is. */
      g_free (changes->scope);
      changes->scope = g_strdup (request->scope);
      answer->pdata[places[i]] = changes;
    }
  return g_steal_pointer (&answer);
}
