/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sync-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-pull.h"

#define OLDER_PAGE 200

typedef struct
{
  SparkleSyncRun *run;  /* (owned) */
  char           *name; /* (owned) */
} Older;

static void
older_free (Older *older)
{
  sparkle_sync_run_free (older->run);
  g_free (older->name);
  g_free (older);
}

static GBytes *
format_request (SparkleScopeRow *row)
{
  g_autoptr (SparklePullRequest) request = sparkle_pull_request_new (OLDER_PAGE);
  char *text;

  g_ptr_array_add (request->scopes, sparkle_scope_request_new (row->scope, row->older));
  text = sparkle_pull_request_format (request);
  return g_bytes_new_take (text, strlen (text));
}

static DexFuture *
load_older_fiber (gpointer user_data)
{
  Older *older = user_data;
  SparkleSync *self = older->run->self;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);
  g_autoptr (SparkleScopeRow) row = NULL;
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  SparkleApplyResult *result;

  row = dex_await_boxed (sparkle_store_get_scope (self->store, older->name), &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (row->older == NULL)
    return dex_future_new_false ();

  request = format_request (row);
  g_ptr_array_add (rows, g_steal_pointer (&row));
  answer = dex_await_boxed (sparkle_http_call_raw (self->http, "POST", "/api/v1/sync/pull", request,
                                                   older->run->cancellable), &error);
  if (answer == NULL)
    {
      sparkle_sync_note_failure (self, error);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  if (!sparkle_sync_await_pushed (self, older->run->cancellable))
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped");
  results = dex_await_boxed (sparkle_store_apply_pull (self->store, rows, answer, SPARKLE_APPLY_OLDER), &error);
  if (results == NULL || results->len == 0)
    return dex_future_new_for_error (error != NULL ? g_steal_pointer (&error)
                                     : g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL,
                                                            _("The server left out what was asked for")));
  result = g_ptr_array_index (results, 0);
  if (result->status == SPARKLE_APPLY_REFUSED)
    return dex_future_new_for_error (g_error_copy (result->error));
  return dex_future_new_for_boolean (result->status == SPARKLE_APPLY_APPLIED);
}

/**
 * sparkle_sync_load_older:
 * @self: a sync that was started
 * @scope: the feed or a profile
 *
 * Fetches the next page before those that are here, of a scope whose first pull stopped at its window.
 *
 * Returns: (transfer full): a future boolean, %FALSE when there was nothing older
 */
DexFuture *
sparkle_sync_load_older (SparkleSync *self, const char *scope)
{
  Older *older;

  g_return_val_if_fail (SPARKLE_IS_SYNC (self), NULL);
  g_return_val_if_fail (scope != NULL, NULL);

  if (self->cancellable == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE, _("Older posts come when there is a connection"));
  older = g_new0 (Older, 1);
  older->run = sparkle_sync_run_new (self, self->cancellable);
  older->name = g_strdup (scope);
  return dex_scheduler_spawn (NULL, 0, load_older_fiber, older, (GDestroyNotify) older_free);
}
