/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-search.h"

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
