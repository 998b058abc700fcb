/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-kit.h"

#include <glib/gstdio.h>

#include "sparkle-time.h"

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

Kit *
kit_new (void)
{
  Kit *kit = g_new0 (Kit, 1);

  kit->folder = g_dir_make_tmp ("sparkle-store-XXXXXX", NULL);
  g_assert_nonnull (kit->folder);
  kit_open (kit);
  return kit;
}

void
kit_open (Kit *kit)
{
  kit->store = sparkle_store_new (kit->folder);
  kit_ok (sparkle_store_open (kit->store));
}

void
kit_close (Kit *kit)
{
  if (kit->store == NULL)
    return;
  kit_ok (sparkle_store_close (kit->store));
  g_assert_finalize_object (g_steal_pointer (&kit->store));
}

void
kit_free (Kit *kit)
{
  kit_close (kit);
  remove_folder (kit->folder);
  g_free (kit->folder);
  g_free (kit);
}

char *
kit_file (Kit        *kit,
          const char *name)
{
  return g_build_filename (kit->folder, name, NULL);
}

static gboolean
settle (DexFuture *future)
{
  while (dex_future_get_status (future) == DEX_FUTURE_STATUS_PENDING)
    g_main_context_iteration (NULL, TRUE);
  return dex_future_get_status (future) == DEX_FUTURE_STATUS_RESOLVED;
}

gboolean
kit_wait (DexFuture  *future,
          GError    **error)
{
  gboolean ok = settle (future);

  if (!ok)
    dex_future_get_value (future, error);
  dex_unref (future);
  return ok;
}

void
kit_ok (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  kit_wait (future, &error);
  g_assert_no_error (error);
}

gpointer
kit_boxed (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value;
  gpointer boxed = NULL;

  settle (future);
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  boxed = g_value_dup_boxed (value);
  dex_unref (future);
  return boxed;
}

char *
kit_id (unsigned kind,
        unsigned n)
{
  return g_strdup_printf ("01900000-%04x-7000-8000-%012x", kind, n);
}

static char *
kit_time (int age)
{
  gint64 base;

  g_assert_true (sparkle_time_parse ("2026-01-01T12:00:00.000Z", &base));
  return sparkle_time_format (base - (gint64) age * 60 * G_USEC_PER_SEC);
}

char *
kit_post (KitPost post)
{
  g_autofree char *id = kit_id (1, post.n);
  g_autofree char *time = post.at != 0 ? sparkle_time_format (post.at) : kit_time (post.age);
  g_autofree char *category = post.category != NULL ? g_strdup_printf ("\"%s\"", post.category) : g_strdup ("null");

  return g_strdup_printf ("{\"id\":\"%s\",\"rev\":%" G_GINT64_FORMAT ",\"version\":%" G_GINT64_FORMAT ",\"author_id\":\"%s\",\"kind\":\"blog\",\"title\":\"%s\","
                          "\"slug\":\"s\",\"excerpt\":\"e\",\"content\":\"%s\",\"tags\":%s,\"category\":%s,\"youtube_video_id\":null,\"featured\":false,"
                          "\"state\":\"%s\",\"reading_minutes\":1,\"created_at\":\"%s\",\"published_at\":\"%s\",\"edited_at\":null,"
                          "\"counts\":{\"comments\":%d,\"views\":%d,\"reactions\":{\"like\":%d,\"love\":0,\"fire\":0,\"sparkle\":0,\"mind_blown\":0}}}",
                          id, post.rev ? post.rev : 1, post.version ? post.version : 1, post.author ? post.author : KIT_OTHER,
                          post.title ? post.title : "t", post.content ? post.content : "c", post.tags ? post.tags : "[]", category,
                          post.state ? post.state : "published", time, time, post.comments, post.views, post.likes);
}

char *
kit_user (const char *id,
          gint64      rev,
          const char *name,
          int         followers)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"rev\":%" G_GINT64_FORMAT ",\"version\":1,\"username\":\"%s\",\"display_name\":null,\"bio\":null,\"role\":\"user\","
                          "\"level\":1,\"xp\":0,\"created_at\":\"2025-01-01T00:00:00.000Z\",\"deleted\":false,"
                          "\"counts\":{\"posts\":0,\"followers\":%d,\"following\":0}}", id, rev, name, followers);
}

char *
kit_comment (unsigned    n,
             gint64      rev,
             gint64      version,
             unsigned    post,
             int         parent,
             const char *content,
             int         likes)
{
  g_autofree char *id = kit_id (2, n);
  g_autofree char *post_id = kit_id (1, post);
  g_autofree char *parent_id = parent >= 0 ? kit_id (2, parent) : NULL;
  g_autofree char *quoted = parent_id != NULL ? g_strdup_printf ("\"%s\"", parent_id) : g_strdup ("null");
  g_autofree char *time = kit_time (-(int) n);

  return g_strdup_printf ("{\"id\":\"%s\",\"rev\":%" G_GINT64_FORMAT ",\"version\":%" G_GINT64_FORMAT ",\"post_id\":\"%s\",\"author_id\":\"%s\",\"parent_id\":%s,"
                          "\"content\":\"%s\",\"video_seconds\":null,\"created_at\":\"%s\",\"edited_at\":null,\"deleted\":false,"
                          "\"counts\":{\"reactions\":{\"like\":%d,\"love\":0,\"fire\":0,\"sparkle\":0,\"mind_blown\":0}}}",
                          id, rev, version, post_id, KIT_OTHER, quoted, content, time, likes);
}

char *
kit_reaction (const char *target,
              const char *post,
              const char *type,
              gint64      rev)
{
  return g_strdup_printf ("{\"id\":\"%s:%s\",\"rev\":%" G_GINT64_FORMAT ",\"target\":\"%s\",\"target_id\":\"%s\",\"post_id\":\"%s\",\"type\":\"%s\","
                          "\"created_at\":\"2026-01-01T12:00:00.000Z\"}", target, type, rev, g_str_equal (target, post) ? "post" : "comment", target, post, type);
}

char *
kit_draft (unsigned    n,
           gint64      rev,
           gint64      version,
           const char *title,
           const char *content)
{
  g_autofree char *id = kit_id (3, n);

  return g_strdup_printf ("{\"id\":\"%s\",\"rev\":%" G_GINT64_FORMAT ",\"version\":%" G_GINT64_FORMAT ",\"title\":\"%s\",\"content\":\"%s\",\"tags\":[],\"category\":null,"
                          "\"youtube_video_id\":null,\"post_id\":null,\"updated_at\":\"2026-01-01T12:00:00.000Z\"}", id, rev, version, title, content);
}

static SparkleApplyResult *
first_result (GPtrArray *results)
{
  SparkleApplyResult *result = g_ptr_array_steal_index (results, 0);

  g_ptr_array_unref (results);
  return result;
}

static SparkleApplyResult *
pull_va (Kit               *kit,
         const char        *scope,
         SparkleApplyFlags  flags,
         const char        *format,
         va_list            args)
{
  g_autofree char *fields = g_strdup_vprintf (format, args);
  g_autofree char *text = g_strdup_printf ("{\"success\":true,\"data\":{\"scopes\":[{\"scope\":\"%s\",%s}]}}", scope, fields);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);

  g_ptr_array_add (asked, kit_boxed (sparkle_store_get_scope (kit->store, scope)));
  return first_result (kit_boxed (sparkle_store_apply_pull (kit->store, asked, bytes, flags)));
}

SparkleApplyResult *
kit_pull (Kit               *kit,
          const char        *scope,
          SparkleApplyFlags  flags,
          const char        *format,
          ...)
{
  SparkleApplyResult *result;
  va_list args;

  va_start (args, format);
  result = pull_va (kit, scope, flags, format, args);
  va_end (args);
  return result;
}

void
kit_pulled (Kit               *kit,
            const char        *scope,
            SparkleApplyFlags  flags,
            const char        *format,
            ...)
{
  g_autoptr (SparkleApplyResult) result = NULL;
  va_list args;

  va_start (args, format);
  result = pull_va (kit, scope, flags, format, args);
  va_end (args);
  g_assert_cmpint (result->status, ==, SPARKLE_APPLY_APPLIED);
}

static SparkleApplyResult *
frame_va (Kit        *kit,
          const char *format,
          va_list     args)
{
  g_autofree char *fields = g_strdup_vprintf (format, args);
  g_autofree char *text = g_strdup_printf ("{\"type\":\"changes\",%s}", fields);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return first_result (kit_boxed (sparkle_store_apply_frame (kit->store, bytes)));
}

SparkleApplyResult *
kit_frame (Kit        *kit,
           const char *format,
           ...)
{
  SparkleApplyResult *result;
  va_list args;

  va_start (args, format);
  result = frame_va (kit, format, args);
  va_end (args);
  return result;
}

void
kit_framed (Kit        *kit,
            const char *format,
            ...)
{
  g_autoptr (SparkleApplyResult) result = NULL;
  va_list args;

  va_start (args, format);
  result = frame_va (kit, format, args);
  va_end (args);
  g_assert_cmpint (result->status, ==, SPARKLE_APPLY_APPLIED);
}

void
kit_enqueue (Kit        *kit,
             const char *id,
             const char *op,
             gint64      base_version,
             const char *format,
             ...)
{
  g_autofree char *data = NULL;
  g_autoptr (JsonNode) node = NULL;
  SparkleStoreMutation mutation = { 0 };
  va_list args;

  va_start (args, format);
  data = g_strdup_vprintf (format, args);
  va_end (args);
  node = json_from_string (data, NULL);
  mutation = (SparkleStoreMutation) { id, op, json_node_get_object (node), base_version, NULL };
  kit_ok (sparkle_store_enqueue (kit->store, &mutation, 1));
}

GPtrArray *
kit_take (Kit *kit)
{
  return kit_boxed (sparkle_store_take_outbox (kit->store, 100));
}

SparklePushSummary
kit_answer (Kit        *kit,
            GPtrArray  *sent,
            const char *format,
            ...)
{
  g_autofree char *results = NULL;
  g_autofree char *text = NULL;
  g_autofree SparklePushSummary *summary = NULL;
  g_autoptr (GBytes) bytes = NULL;
  va_list args;

  va_start (args, format);
  results = g_strdup_vprintf (format, args);
  va_end (args);
  text = g_strdup_printf ("{\"success\":true,\"data\":{\"results\":[%s]}}", results);
  bytes = g_bytes_new (text, strlen (text));
  summary = kit_boxed (sparkle_store_apply_push (kit->store, sent, bytes, G_USEC_PER_SEC));
  return *summary;
}
