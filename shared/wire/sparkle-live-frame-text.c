/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-live-frame.h"

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-scope-list.h"

static void
append_strv (GString            *out,
             const char         *name,
             const char * const *strv)
{
  g_string_append_printf (out, ",\"%s\":[", name);
  for (guint i = 0; strv != NULL && strv[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      sparkle_json_append_string (out, strv[i]);
    }
  g_string_append_c (out, ']');
}

static GString *
begin (const char *type,
       const char *scope)
{
  GString *out = g_string_new (NULL);

  g_string_printf (out, "{\"type\":\"%s\"", type);
  if (scope != NULL)
    {
      g_string_append (out, ",\"scope\":");
      sparkle_json_append_string (out, scope);
    }
  return out;
}

static char *
finish (GString *out)
{
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

/**
 * sparkle_live_frame_subscribe:
 * @scopes: (element-type SparkleScopeRequest): scopes with cursors
 *
 * Returns: (transfer full): the text of a frame that joins scopes
 */
char *
sparkle_live_frame_subscribe (GPtrArray *scopes)
{
  GString *out = begin ("subscribe", NULL);

  g_string_append (out, ",\"scopes\":");
  sparkle_scope_list_append (out, scopes);
  return finish (out);
}

/**
 * sparkle_live_frame_unsubscribe:
 * @scopes: (array zero-terminated=1): names of scopes
 *
 * Returns: (transfer full): the text of a frame that leaves scopes
 */
char *
sparkle_live_frame_unsubscribe (const char * const *scopes)
{
  GString *out = begin ("unsubscribe", NULL);

  append_strv (out, "scopes", scopes);
  return finish (out);
}

/**
 * sparkle_live_frame_ack:
 * @scope: the name of a scope
 * @cursor: up to where everything is applied
 *
 * Returns: (transfer full): the text of a frame that makes room for more
 */
char *
sparkle_live_frame_ack (const char *scope,
                        const char *cursor)
{
  GString *out = begin ("ack", scope);

  g_string_append (out, ",\"cursor\":");
  sparkle_json_append_string (out, cursor);
  return finish (out);
}

/**
 * sparkle_live_frame_typing:
 * @scope: the name of a scope
 * @typing: whether somebody types now
 *
 * Returns: (transfer full): the text of a frame
 */
char *
sparkle_live_frame_typing (const char *scope,
                           gboolean    typing)
{
  GString *out = begin ("typing", scope);

  g_string_append (out, typing ? ",\"typing\":true" : ",\"typing\":false");
  return finish (out);
}

/**
 * sparkle_live_frame_pull:
 * @scope: the name of a scope
 *
 * Returns: (transfer full): the text of a frame that asks a client to pull
 */
char *
sparkle_live_frame_pull (const char *scope)
{
  return finish (begin ("pull", scope));
}

/**
 * sparkle_live_frame_presence:
 * @scope: the name of a scope
 * @users: (array zero-terminated=1): ids of who is there
 * @typers: (array zero-terminated=1) (nullable): ids of who types
 *
 * Returns: (transfer full): the text of a frame
 */
char *
sparkle_live_frame_presence (const char         *scope,
                             const char * const *users,
                             const char * const *typers)
{
  GString *out = begin ("presence", scope);

  append_strv (out, "users", users);
  append_strv (out, "typing", typers);
  return finish (out);
}

/**
 * sparkle_live_frame_error:
 * @reason: what went wrong
 * @scope: (nullable): where
 *
 * Returns: (transfer full): the text of a frame
 */
char *
sparkle_live_frame_error (const GError *reason,
                          const char   *scope)
{
  g_autoptr(JsonNode) node = sparkle_error_to_node (reason);
  g_autofree char *text = json_to_string (node, FALSE);
  GString *out = begin ("error", scope);

  /* The members of the object without its opening brace; finish() closes what text closed. */
  g_string_append_c (out, ',');
  g_string_append (out, text + 1);
  g_string_truncate (out, out->len - 1);
  return finish (out);
}
