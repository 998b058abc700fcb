/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-live-frame.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-fields.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkle-scope-list.h"

/* All that any frame may hold; each type has a table of its own part. */
typedef struct
{
  char     *type;
  char     *scope;
  char     *cursor;
  char     *from;
  gboolean  typing;
  gboolean  more;
  gboolean  reset;
  JsonNode *scopes;
  JsonNode *upserts;
  JsonNode *deletes;
  char    **users;
  char    **typers;
} Parts;

#define ROW(name, kind, flags, ...) { #name, SPARKLE_FIELD_##kind, flags, G_STRUCT_OFFSET (Parts, name), ##__VA_ARGS__ }
#define MUST SPARKLE_FIELD_REQUIRED
#define NULLABLE SPARKLE_FIELD_NULLABLE

static gboolean
validate_scope (const char  *field,
                const char  *value,
                GError     **error)
{
  if (sparkle_scope_parse (value, NULL, NULL))
    return TRUE;
  sparkle_error_add_detail (error, field, _("must be feed, me, moderation, post/<id> or user/<id>"));
  return FALSE;
}

static gboolean
validate_cursor (const char  *field,
                 const char  *value,
                 GError     **error)
{
  if (*value != '\0' && strnlen (value, SPARKLE_CURSOR_MAX_BYTES + 1) <= SPARKLE_CURSOR_MAX_BYTES)
    return TRUE;
  sparkle_error_add_detail (error, field, _("is not a cursor"));
  return FALSE;
}

static const SparkleField scopes_fields[] = { ROW (type, STRING, MUST), ROW (scopes, NODE, MUST), { NULL } };
static const SparkleField ack_fields[] = {
  ROW (type, STRING, MUST), ROW (scope, STRING, MUST, validate_scope), ROW (cursor, STRING, MUST, validate_cursor), { NULL }
};
static const SparkleField typing_fields[] = {
  ROW (type, STRING, MUST), ROW (scope, STRING, MUST, validate_scope), ROW (typing, BOOL, MUST), { NULL }
};
static const SparkleField changes_fields[] = {
  ROW (type, STRING, MUST), ROW (scope, STRING, MUST), ROW (cursor, STRING, MUST), ROW (from, STRING, NULLABLE),
  ROW (more, BOOL, 0), ROW (reset, BOOL, 0), ROW (upserts, NODE, 0), ROW (deletes, NODE, 0), { NULL }
};
static const SparkleField pull_fields[] = { ROW (type, STRING, MUST), ROW (scope, STRING, MUST), { NULL } };
static const SparkleField presence_fields[] = {
  ROW (type, STRING, MUST), ROW (scope, STRING, MUST), ROW (users, STRV, MUST),
  { "typing", SPARKLE_FIELD_STRV, 0, G_STRUCT_OFFSET (Parts, typers) }, { NULL }
};
static const SparkleField error_fields[] = { ROW (type, STRING, MUST), ROW (scope, STRING, NULLABLE), { NULL } };

static const struct
{
  const char *name;
  SparkleLiveFrameType type;
  gboolean up;
  const SparkleField *fields;
} frames[] = {
  { "subscribe", SPARKLE_LIVE_SUBSCRIBE, TRUE, scopes_fields },
  { "unsubscribe", SPARKLE_LIVE_UNSUBSCRIBE, TRUE, scopes_fields },
  { "ack", SPARKLE_LIVE_ACK, TRUE, ack_fields },
  { "typing", SPARKLE_LIVE_TYPING, TRUE, typing_fields },
  { "changes", SPARKLE_LIVE_CHANGES, FALSE, changes_fields },
  { "pull", SPARKLE_LIVE_PULL, FALSE, pull_fields },
  { "presence", SPARKLE_LIVE_PRESENCE, FALSE, presence_fields },
  { "error", SPARKLE_LIVE_ERROR, FALSE, error_fields },
};

/**
 * sparkle_live_frame_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_live_frame_free (SparkleLiveFrame *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->scopes, g_ptr_array_unref);
  g_free (self->scope);
  g_free (self->cursor);
  g_free (self->from);
  g_clear_pointer (&self->upserts, json_object_unref);
  g_clear_pointer (&self->deletes, json_object_unref);
  g_strfreev (self->users);
  g_strfreev (self->typers);
  g_clear_error (&self->error);
  g_free (self);
}

/* A list of names for unsubscribe. Unknown ones do no harm: there is nothing to leave. */
static GPtrArray *
decode_names (JsonNode  *node,
              GError   **error)
{
  g_autoptr(GPtrArray) scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_request_free);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean good = array != NULL && json_array_get_length (array) <= SPARKLE_LIVE_SCOPES_MAX;
  GError *problem = NULL;

  for (guint i = 0; good && i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      good = JSON_NODE_HOLDS_VALUE (item) && json_node_get_value_type (item) == G_TYPE_STRING &&
             strnlen (json_node_get_string (item), SPARKLE_SCOPE_MAX_BYTES + 1) <= SPARKLE_SCOPE_MAX_BYTES;
      if (good)
        g_ptr_array_add (scopes, sparkle_scope_request_new (json_node_get_string (item), NULL));
    }
  if (!good)
    {
      sparkle_error_add_detail (&problem, "scopes", g_dngettext (GETTEXT_PACKAGE, "must be a list of at most %d name of a scope", "must be a list of at most %d names of scopes", SPARKLE_LIVE_SCOPES_MAX), SPARKLE_LIVE_SCOPES_MAX);
      g_propagate_error (error, problem);
      return NULL;
    }
  return g_steal_pointer (&scopes);
}

static SparkleLiveFrame *
take_parts (SparkleLiveFrameType   type,
            Parts                 *parts,
            JsonNode              *node,
            GError               **error)
{
  g_autoptr(SparkleLiveFrame) self = g_new0 (SparkleLiveFrame, 1);

  self->type = type;
  self->scope = g_steal_pointer (&parts->scope);
  self->cursor = g_steal_pointer (&parts->cursor);
  self->from = g_steal_pointer (&parts->from);
  self->typing = parts->typing;
  self->more = parts->more;
  self->reset = parts->reset;
  self->users = g_steal_pointer (&parts->users);
  self->typers = g_steal_pointer (&parts->typers);
  if (parts->upserts != NULL && JSON_NODE_HOLDS_OBJECT (parts->upserts))
    self->upserts = json_node_dup_object (parts->upserts);
  if (parts->deletes != NULL && JSON_NODE_HOLDS_OBJECT (parts->deletes))
    self->deletes = json_node_dup_object (parts->deletes);

  if (type == SPARKLE_LIVE_SUBSCRIBE)
    self->scopes = sparkle_scope_list_decode (parts->scopes, SPARKLE_LIVE_SCOPES_MAX, error);
  else if (type == SPARKLE_LIVE_UNSUBSCRIBE)
    self->scopes = decode_names (parts->scopes, error);
  else if (type == SPARKLE_LIVE_ERROR)
    self->error = sparkle_error_from_node (node, 0);
  if ((type == SPARKLE_LIVE_SUBSCRIBE || type == SPARKLE_LIVE_UNSUBSCRIBE) && self->scopes == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

static SparkleLiveFrame *
decode (const char  *data,
        gssize       length,
        gboolean     up,
        GError     **error)
{
  g_autoptr(JsonNode) node = sparkle_json_parse (data, length, up ? SPARKLE_LIVE_FRAME_MAX_BYTES : SPARKLE_JSON_ANSWER_MAX_BYTES, error);
  const char *type = NULL;

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    type = sparkle_json_get_string (json_node_get_object (node), "type");

  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (frames); i++)
    if (frames[i].up == up && strcmp (frames[i].name, type) == 0)
      {
        SparkleLiveFrame *frame = NULL;
        Parts parts = { 0 };

        if (sparkle_fields_decode_full (node, frames[i].fields, up ? SPARKLE_DECODE_STRICT : SPARKLE_DECODE_TOLERANT,
                                        &parts, NULL, error))
          frame = take_parts (frames[i].type, &parts, node, error);
        sparkle_fields_clear (frames[i].fields, &parts);
        return frame;
      }

  g_set_error_literal (error, SPARKLE_ERROR, up ? SPARKLE_ERROR_BAD_REQUEST : SPARKLE_ERROR_PROTOCOL,
                       _("A frame is an object with a known \"type\""));
  return NULL;
}

/**
 * sparkle_live_frame_decode_up:
 * @data: a text frame of a client
 * @length: its length in bytes, or -1 when it ends in NUL
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): the frame
 */
SparkleLiveFrame *
sparkle_live_frame_decode_up (const char  *data,
                              gssize       length,
                              GError     **error)
{
  return decode (data, length, TRUE, error);
}

/**
 * sparkle_live_frame_decode_down:
 * @data: a text frame of the server
 * @length: its length in bytes, or -1 when it ends in NUL
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): the frame
 */
SparkleLiveFrame *
sparkle_live_frame_decode_down (const char  *data,
                                gssize       length,
                                GError     **error)
{
  return decode (data, length, FALSE, error);
}
