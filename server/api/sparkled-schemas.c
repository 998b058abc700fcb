/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-schemas.h"

#include <string.h>

/* A shape is a list of name:type. Types: uuid, int, string, bool, time, slug, object, or the name of another
 * shape; [] in front makes it an array; after it ? means that it may be null, ~ that it may be left out. */
typedef struct
{
  const char *name;
  const char *fields;
} Shape;

static const Shape shapes[] = {
  /* records */
  { "ReactionCounts", "like:int love:int fire:int sparkle:int mind_blown:int" },
  { "UserCounts", "posts:int followers:int following:int" },
  { "User", "id:uuid rev:int version:int username:string display_name:string? bio:string? role:string level:int xp:int "
            "created_at:time deleted:bool status:string counts:UserCounts" },
  { "Me", "id:uuid rev:int version:int username:string display_name:string? bio:string? role:string level:int xp:int "
          "created_at:time deleted:bool status:string counts:UserCounts email:string" },
  { "Author", "id:uuid username:string display_name:string? role:string level:int" },
  { "PostCounts", "comments:int views:int reactions:ReactionCounts" },
  { "Post", "id:uuid rev:int version:int author_id:uuid kind:string title:string slug:slug excerpt:string content:string "
            "tags:[]string category:slug? youtube_video_id:string? featured:bool state:string reading_minutes:int "
            "created_at:time published_at:time? edited_at:time? publish_at:time? counts:PostCounts author:Author~" },
  { "CommentCounts", "reactions:ReactionCounts" },
  { "Comment", "id:uuid rev:int version:int post_id:uuid author_id:uuid parent_id:uuid? content:string video_seconds:int? "
               "created_at:time edited_at:time? deleted:bool counts:CommentCounts author:Author~" },
  { "Reaction", "id:string rev:int target:string target_id:uuid post_id:uuid type:string created_at:time" },
  { "Follow", "id:string rev:int follower_id:uuid followed_id:uuid created_at:time" },
  { "Notification", "id:uuid rev:int kind:string post_id:uuid? comment_id:uuid? title:string? actors:[]uuid usernames:[]string "
                    "names:[]string count:int level:int? message:string? created_at:time updated_at:time read_at:time?" },
  { "Video", "id:string rev:int state:string title:string? channel:string? channel_url:string? duration_seconds:int? thumbnail:bool "
             "fetched_at:time?" },
  { "Account", "id:uuid rev:int email:string? email_verified:bool settings:object" },
  { "Session", "user:Me token:string expires_at:time" },
  { "SearchHit", "type:string record:object title_highlight:string? fragment:string? post_title:string~" },
  { "OpenApi", "openapi:string" },
  /* requests */
  { "Register", "username:string email:string password:string" },
  { "Login", "login:string password:string" },
  { "PostDraft", "id:uuid~ title:string content:string tags:[]string~ category:slug?~ youtube_video_id:string?~ kind:string~ "
                 "publish_at:time?~" },
  { "PostEdit", "title:string~ content:string~ tags:[]string~ category:slug?~ youtube_video_id:string?~ kind:string~ "
                "publish_at:time?~" },
  { "CommentDraft", "id:uuid~ content:string parent_id:uuid?~ video_seconds:int?~" },
  { "CommentEdit", "content:string" },
  { "NotificationRead", "until:time ids:[]uuid?~ post_id:uuid?~" },
  { "SettingsEdit", "notify_post_liked:bool~ notify_post_commented:bool~ notify_comment_liked:bool~ notify_replied:bool~ "
                    "notify_followed:bool~ notify_followed_posted:bool~ notify_mentioned:bool~ notify_achievement:bool~ notify_level_up:bool~" },
  /* synchronisation */
  { "ScopeRequest", "scope:string cursor:string?~" },
  { "PullRequest", "scopes:[]ScopeRequest limit:int~" },
  { "ScopeChanges", "scope:string cursor:string~ follow:string~ more:bool~ reset:bool~ upserts:object~ deletes:object~ error:object~" },
  { "PullAnswer", "scopes:[]ScopeChanges" },
  { "Mutation", "id:uuid op:string data:object base_version:int?~" },
  { "PushRequest", "mutations:[]Mutation" },
  { "MutationResult", "id:uuid status:string record:object?~ collection:string~ related:object~ error:object~ retry_after:int~" },
  { "PushAnswer", "results:[]MutationResult" },
  /* failures */
  { "FieldError", "field:string message:string" },
  { "Failure", "success:bool error:string code:string details:[]FieldError~" },
};

static void
append_string (JsonBuilder *builder,
               const char  *name,
               const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
append_scalar_type (JsonBuilder *builder,
                    const char  *type,
                    gboolean     nullable)
{
  json_builder_set_member_name (builder, "type");
  if (!nullable)
    {
      json_builder_add_string_value (builder, type);
      return;
    }
  json_builder_begin_array (builder);
  json_builder_add_string_value (builder, type);
  json_builder_add_string_value (builder, "null");
  json_builder_end_array (builder);
}

static void
append_type (JsonBuilder *builder,
             const char  *type,
             gboolean     nullable)
{
  json_builder_begin_object (builder);
  if (g_str_has_prefix (type, "[]"))
    {
      append_scalar_type (builder, "array", nullable);
      json_builder_set_member_name (builder, "items");
      append_type (builder, type + 2, FALSE);
    }
  else if (g_ascii_isupper (type[0]))
    {
      g_autofree char *reference = g_strconcat ("#/components/schemas/", type, NULL);

      append_string (builder, "$ref", reference);
    }
  else if (strcmp (type, "int") == 0)
    append_scalar_type (builder, "integer", nullable);
  else if (strcmp (type, "bool") == 0)
    append_scalar_type (builder, "boolean", nullable);
  else if (strcmp (type, "object") == 0)
    append_scalar_type (builder, "object", nullable);
  else
    {
      append_scalar_type (builder, "string", nullable);
      if (strcmp (type, "uuid") == 0)
        append_string (builder, "format", "uuid");
      else if (strcmp (type, "time") == 0)
        append_string (builder, "format", "date-time");
      else if (strcmp (type, "slug") == 0)
        append_string (builder, "pattern", "^[a-z0-9]+(-[a-z0-9]+)*$");
    }
  json_builder_end_object (builder);
}

static void
append_shape (JsonBuilder *builder,
              const Shape *shape)
{
  g_auto(GStrv) fields = g_strsplit (shape->fields, " ", -1);
  g_autoptr(GPtrArray) required = g_ptr_array_new ();

  json_builder_set_member_name (builder, shape->name);
  json_builder_begin_object (builder);
  append_string (builder, "type", "object");
  json_builder_set_member_name (builder, "properties");
  json_builder_begin_object (builder);
  for (unsigned i = 0; fields[i] != NULL; i++)
    {
      char *type = strchr (fields[i], ':');
      gsize length;
      gboolean optional, nullable;

      g_assert (type != NULL);
      *type++ = '\0';
      length = strlen (type);
      optional = type[length - 1] == '~';
      if (optional)
        type[--length] = '\0';
      nullable = type[length - 1] == '?';
      if (nullable)
        type[--length] = '\0';
      json_builder_set_member_name (builder, fields[i]);
      append_type (builder, type, nullable);
      if (!optional)
        g_ptr_array_add (required, fields[i]);
    }
  json_builder_end_object (builder);
  if (required->len > 0)
    {
      json_builder_set_member_name (builder, "required");
      json_builder_begin_array (builder);
      for (unsigned i = 0; i < required->len; i++)
        json_builder_add_string_value (builder, g_ptr_array_index (required, i));
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

/**
 * sparkled_schemas_build:
 * @builder: a builder within an object
 *
 * Adds every shape as a member that is a JSON Schema of the 2020-12 dialect, as OpenAPI 3.1 wants it.
 */
void
sparkled_schemas_build (JsonBuilder *builder)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (shapes); i++)
    append_shape (builder, &shapes[i]);
}

/**
 * sparkled_schemas_has:
 * @name: the name of a shape
 *
 * Returns: whether it is in the table
 */
gboolean
sparkled_schemas_has (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (shapes); i++)
    if (strcmp (shapes[i].name, name) == 0)
      return TRUE;

  return FALSE;
}
