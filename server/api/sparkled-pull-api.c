/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-pull-api.h"

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkled-pull.h"

/* Room for SPARKLE_PULL_SCOPES_MAX scopes with the longest names and cursors. */
#define BODY_CAP (64 * 1024)

/* One item of the answer: the text of the records goes in as PostgreSQL made it. */
static void
append_scope (GString                    *out,
              const SparkledScopeChanges *changes)
{
  g_string_append (out, "{\"scope\":");
  sparkle_json_append_string (out, changes->scope);
  if (changes->error != NULL)
    {
      g_autoptr(JsonNode) node = sparkle_error_to_node (changes->error);
      g_autofree char *text = json_to_string (node, FALSE);

      g_string_append_printf (out, ",\"error\":%s}", text);
      return;
    }
  g_string_append_printf (out, ",\"cursor\":\"%s\"", changes->cursor);
  if (changes->follow != NULL)
    g_string_append_printf (out, ",\"follow\":\"%s\"", changes->follow);
  g_string_append_printf (out, ",\"more\":%s,\"reset\":%s,\"upserts\":", changes->more ? "true" : "false", changes->reset ? "true" : "false");
  g_string_append (out, changes->upserts);
  g_string_append (out, ",\"deletes\":");
  g_string_append (out, changes->deletes);
  g_string_append_c (out, '}');
}

static gboolean
pull (SparkledCall  *call,
      GError       **error)
{
  g_autoptr(SparklePullRequest) request = NULL;
  g_autoptr(GPtrArray) scopes = NULL;
  GString *out;
  gsize size = 32;

  if (call->body == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "The body must be a JSON object");
      return FALSE;
    }
  request = sparkle_pull_request_decode (call->body, error);
  if (request == NULL)
    return FALSE;
  scopes = sparkled_pull (call->services, call->account, request->scopes, request->limit, error);
  if (scopes == NULL)
    return FALSE;

  for (guint i = 0; i < scopes->len; i++)
    {
      const SparkledScopeChanges *changes = g_ptr_array_index (scopes, i);

      size += 512 + (changes->upserts != NULL ? strlen (changes->upserts) : 0) + (changes->deletes != NULL ? strlen (changes->deletes) : 0);
    }
  out = g_string_sized_new (size);
  g_string_append (out, "{\"scopes\":[");
  for (guint i = 0; i < scopes->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_scope (out, g_ptr_array_index (scopes, i));
    }
  g_string_append (out, "]}");
  sparkled_call_take_data (call, 200, g_string_free_and_steal (out));
  return TRUE;
}

/* method, path, who, limit, body cap, handler,
 * operation, summary, request, response, query, cache scope */
const SparkledRoute sparkled_pull_routes[] = {
  { "POST", "/sync/pull", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_SYNC, BODY_CAP, pull,
    "pull", "What changed in some scopes since their cursors", "PullRequest", "PullAnswer", NULL, NULL },
  { NULL }
};
