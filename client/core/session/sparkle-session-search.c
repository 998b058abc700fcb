/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-search.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"
#include "sparkle-search-private.h"
#include "sparkle-session-private.h"
#include "sparkle-store-search.h"

#define RECENT_MAX 8

/**
 * sparkle_session_open_search:
 * @self: an open session
 *
 * Returns: (transfer full): a search that has nothing to look for yet
 */
SparkleSearch *
sparkle_session_open_search (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  return sparkle_search_new (self);
}

DexFuture *
sparkle_session_prepare_search (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self) && self->store != NULL, NULL);

  return sparkle_store_finish_index (self->store);
}

typedef struct
{
  SparkleSession *session; /* (owned) */
  SparkleQuery   *query;   /* (owned) */
  unsigned        limit;
} Cached;

static void
cached_free (gpointer data)
{
  Cached *cached = data;

  g_object_unref (cached->session);
  sparkle_query_unref (cached->query);
  g_free (cached);
}

static DexFuture *
search_cached_fiber (gpointer user_data)
{
  Cached *cached = user_data;
  SparkleSession *self = cached->session;
  SparkleSearchWish wish = { cached->query, SPARKLE_N_COLLECTIONS, cached->limit };
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;

  if (self->opened == NULL || !dex_await (dex_ref (self->opened), &error))
    return error != NULL ? dex_future_new_for_error (g_steal_pointer (&error))
                         : dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The session is not open"));
  if (self->closed)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Closed");
  rows = dex_await_boxed (sparkle_store_search (self->store, &wish), &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  hits = g_ptr_array_new_with_free_func (g_object_unref);
  for (unsigned i = 0; i < rows->len; i++)
    g_ptr_array_add (hits, sparkle_search_hit_of_row (rows->pdata[i]));
  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&hits));
}

/**
 * sparkle_session_search_cached:
 * @self: a session that is open, or being opened
 * @text: what to look for, in the language of sparkle-query.h
 * @limit: of each kind, at most 100
 *
 * Looks on this machine alone, as a search page does before the server answers. It takes the place of a search that is not done.
 *
 * Returns: (transfer full): a future #GPtrArray of #SparkleSearchHit: posts, comments, people, tags, each best first; rejects when
 *   the text makes no sense, when another search has taken its place, or when the session is closed
 */
DexFuture *
sparkle_session_search_cached (SparkleSession *self,
                               const char     *text,
                               unsigned        limit)
{
  g_autoptr (SparkleQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  Cached *cached;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self) && text != NULL, NULL);

  query = sparkle_query_parse (text, &error);
  if (query == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  cached = g_new0 (Cached, 1);
  cached->session = g_object_ref (self);
  cached->query = sparkle_query_ref (query);
  cached->limit = limit;
  return dex_scheduler_spawn (NULL, 0, search_cached_fiber, cached, cached_free);
}

/* What one account looked for is nothing for the next one. */
static char *
key_of (SparkleSession *self)
{
  const char *account = sparkle_session_get_account_id (self);

  return g_strconcat ("searches/", account != NULL ? account : "", NULL);
}

char **
sparkle_session_get_recent_searches (SparkleSession *self)
{
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);

  key = key_of (self);
  text = sparkle_session_get_setting (self, key);
  return text != NULL && *text != '\0' ? g_strsplit (text, "\n", RECENT_MAX + 1) : g_new0 (char *, 1);
}

/**
 * sparkle_session_remember_search:
 * @self: an open session
 * @text: what was looked for, and led to something
 */
void
sparkle_session_remember_search (SparkleSession *self,
                                 const char     *text)
{
  g_autofree char *key = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GString) list = NULL;
  g_auto (GStrv) before = NULL;
  unsigned n = 1;

  g_return_if_fail (SPARKLE_IS_SESSION (self) && text != NULL);

  line = g_strstrip (g_strdelimit (g_strdup (text), "\n\r", ' '));
  if (*line == '\0')
    return;
  key = key_of (self);
  before = sparkle_session_get_recent_searches (self);
  list = g_string_new (line);
  for (unsigned i = 0; before[i] != NULL && n < RECENT_MAX; i++)
    if (g_ascii_strcasecmp (before[i], line) != 0)
      {
        g_string_append_printf (list, "\n%s", before[i]);
        n++;
      }
  sparkle_session_set_setting (self, key, list->str);
}

void
sparkle_session_forget_recent_searches (SparkleSession *self)
{
  g_autofree char *key = NULL;

  g_return_if_fail (SPARKLE_IS_SESSION (self));

  key = key_of (self);
  sparkle_session_set_setting (self, key, NULL);
}
