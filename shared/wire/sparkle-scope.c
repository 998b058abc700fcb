/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-scope.h"

#include <string.h>

#include "sparkle-uuid.h"

static const struct
{
  const char *name; /* one that ends in "/" is followed by a UUID */
  SparkleScopeKind kind;
} scopes[] = {
  { "feed", SPARKLE_SCOPE_FEED },
  { "post/", SPARKLE_SCOPE_POST },
  { "user/", SPARKLE_SCOPE_USER },
  { "me", SPARKLE_SCOPE_ME },
  { "moderation", SPARKLE_SCOPE_MODERATION },
};

/**
 * sparkle_scope_parse:
 * @scope: (nullable): a name
 * @ret_kind: (out) (optional): which kind of scope
 * @ret_id: (out) (optional) (transfer full) (nullable): the UUID in it, when its kind has one
 *
 * Takes the name of a scope apart.
 *
 * Returns: whether it is one
 */
gboolean
sparkle_scope_parse (const char        *scope,
                     SparkleScopeKind  *ret_kind,
                     char             **ret_id)
{
  for (guint i = 0; scope != NULL && i < G_N_ELEMENTS (scopes); i++)
    {
      gboolean with_id = g_str_has_suffix (scopes[i].name, "/");
      const char *id = scope + strlen (scopes[i].name);

      if (with_id ? !g_str_has_prefix (scope, scopes[i].name) : strcmp (scope, scopes[i].name) != 0)
        continue;
      if (with_id && !sparkle_uuid_is_valid (id))
        return FALSE;
      if (ret_kind != NULL)
        *ret_kind = scopes[i].kind;
      if (ret_id != NULL)
        *ret_id = with_id ? g_strdup (id) : NULL;
      return TRUE;
    }

  return FALSE;
}

/**
 * sparkle_scope_format:
 * @kind: a kind of scope
 * @id: (nullable): the UUID, for those kinds that have one
 *
 * Returns: (transfer full): the name of the scope
 */
char *
sparkle_scope_format (SparkleScopeKind  kind,
                      const char       *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    if (scopes[i].kind == kind)
      {
        gboolean with_id = g_str_has_suffix (scopes[i].name, "/");

        g_return_val_if_fail (with_id == (id != NULL), NULL);
        return g_strconcat (scopes[i].name, id, NULL);
      }

  g_return_val_if_reached (NULL);
}
