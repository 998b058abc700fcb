/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-community.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-time.h"
#include "sparkle-uuid.h"
#include "sparkled-import-run.h"
#include "sparkled-member.h"
#include "sparkled-mutation.h"

#define MINUTES_AGO_MAX (365 * 24 * 60)
#define FILE_MAX_BYTES (4 * 1024 * 1024)
/* Ids of what the community writes count on from here; the dates are those of the first run, less the “minutes_ago” of each. */
#define FIRST_ID_US (G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC) /* 2026-01-01 */

typedef struct
{
  SparkledServices *services;
  const char       *file;
  GHashTable       *accounts; /* (owned) username -> SparkledAccount */
  GHashTable       *names;    /* (owned) name of a write -> its id */
} Community;

static void
community_clear (Community *self)
{
  g_clear_pointer (&self->accounts, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Community, community_clear)

static gboolean fail (Community *self, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (Community   *self,
      GError     **error,
      const char  *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED, "%s: %s", self->file, message);
  return FALSE;
}

static void
demo_account_free (gpointer data)
{
  SparkledDemoAccount *account = data;

  g_free (account->username);
  g_free (account->role);
  g_free (account->display_name);
  g_free (account);
}

static gboolean
add_account (Community     *self,
             JsonObject    *object,
             SparkledDemo  *demo,
             GError       **error)
{
  SparkledMember member = {
    .username = sparkle_json_get_string (object, "username"),
    .email = sparkle_json_get_string (object, "email"),
    .password = demo->password,
    .role = sparkle_json_get_string (object, "role"),
    .display_name = sparkle_json_get_string (object, "display_name"),
    .bio = sparkle_json_get_string (object, "bio"),
  };
  g_autofree char *id = NULL;
  SparkledDemoAccount *account;

  if (member.username == NULL || member.email == NULL || member.role == NULL || member.display_name == NULL)
    return fail (self, error, "an account needs username, email, role and display_name");
  if (!sparkled_member_find (self->services, member.username, &id, error) ||
      (id == NULL && !sparkled_member_create (self->services, &member, &id, error)))
    return FALSE;

  g_hash_table_insert (self->accounts, g_strdup (member.username),
                       sparkled_account_new (id, member.username, sparkled_role_from_string (member.role), "", FALSE));
  account = g_new0 (SparkledDemoAccount, 1);
  account->username = g_strdup (member.username);
  account->role = g_strdup (member.role);
  account->display_name = g_strdup (member.display_name);
  g_ptr_array_add (demo->accounts, account);
  return TRUE;
}

/* "@comment:<id on YouTube>@<its date>" */
static char *
resolve_comment (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "@", 2);
  g_autofree char *name = NULL;
  gint64 at;

  if (parts[0] == NULL || parts[1] == NULL || !sparkle_time_parse (parts[1], &at))
    return NULL;
  name = g_strconcat ("youtube-comment:", parts[0], NULL);
  return sparkle_uuid_for_name (at, name);
}

/* What a reference means: another write by its name, a person, an imported video or comment, the id of the write itself. */
static char *
resolve (Community  *self,
         const char *reference,
         const char *own_id)
{
  SparkledAccount *account;

  if (strcmp (reference, "new") == 0)
    return g_strdup (own_id);
  if (g_str_has_prefix (reference, "comment:"))
    return resolve_comment (reference + strlen ("comment:"));
  if (g_str_has_prefix (reference, "video:"))
    {
      g_autofree char *name = g_strconcat ("youtube-", reference, NULL);
      return sparkle_uuid_for_name (0, name);
    }
  if (g_str_has_prefix (reference, "user:"))
    {
      account = g_hash_table_lookup (self->accounts, reference + strlen ("user:"));
      return account != NULL ? g_strdup (account->id) : NULL;
    }
  return g_strdup (g_hash_table_lookup (self->names, reference));
}

static gboolean
resolve_references (Community   *self,
                    JsonObject  *data,
                    const char  *own_id,
                    GError     **error)
{
  static const char * const members[] = { "id", "post_id", "comment_id", "parent_id", "user_id" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *value = sparkle_json_get_string (data, members[i]);
      g_autofree char *id = NULL;

      if (value == NULL || *value != '@')
        continue;
      id = resolve (self, value + 1, own_id);
      if (id == NULL)
        return fail (self, error, "“%s” means nothing here", value);
      json_object_set_string_member (data, members[i], id);
    }
  return TRUE;
}

/* Somebody may have edited or deleted what an earlier run wrote: then it stays so. */
static gboolean
is_harmless (const GError *error)
{
  return g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_CONFLICT) ||
         g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_STALE_VERSION) ||
         g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_IDEMPOTENCY_MISMATCH) ||
         g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND) ||
         g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_GONE);
}

/* A community that wrote everything in one minute would look like a machine. */
static gboolean
set_date (Community               *self,
          SparkledMutationResult  *result,
          unsigned                 minutes,
          GError                 **error)
{
  SparkledImportOptions options = { 0 };
  SparkledImportRun run = { .services = self->services, .options = &options };
  gboolean done;

  done = sparkled_import_run_begin (&run, error) &&
         sparkled_import_table_date (run.tx, result->collection, result->record_id, minutes, error) >= 0 &&
         sparkled_import_run_commit (&run, error);
  sparkled_import_run_clear (&run);
  return done;
}

/* "minutes_ago" of a write: only what has a date of its own can have it. */
static gboolean
read_minutes (Community   *self,
              JsonObject  *object,
              SparkleOp    op,
              guint        index,
              unsigned    *ret_minutes,
              GError     **error)
{
  gint64 minutes = json_object_get_int_member_with_default (object, "minutes_ago", 0);

  if (minutes < 0 || minutes > MINUTES_AGO_MAX || (minutes > 0 && op != SPARKLE_OP_POST_CREATE && op != SPARKLE_OP_COMMENT_CREATE))
    return fail (self, error, "write %u: “minutes_ago” is for posts and comments, and between 0 and %d", index, MINUTES_AGO_MAX);
  *ret_minutes = (unsigned) minutes;
  return TRUE;
}

static gboolean
write_one (Community   *self,
           JsonObject  *object,
           guint        index,
           GError     **error)
{
  const char *by = sparkle_json_get_string (object, "by");
  const char *name = sparkle_json_get_string (object, "name");
  JsonObject *data = sparkle_json_get_object (object, "data");
  SparkledAccount *account = by != NULL ? g_hash_table_lookup (self->accounts, by) : NULL;
  g_autofree char *seed = name != NULL ? g_strconcat ("demo:", name, NULL) : g_strdup_printf ("demo:%u", index);
  g_autofree char *id = sparkle_uuid_for_name (FIRST_ID_US + index * 1000, seed);
  g_autoptr(SparkleMutation) mutation = NULL;
  g_autoptr(SparkledMutationResult) result = NULL;
  unsigned minutes;
  SparkleOp op;

  if (account == NULL || data == NULL || !sparkle_op_from_name (sparkle_json_get_string (object, "op"), &op))
    return fail (self, error, "write %u needs “by” one of the accounts, a known “op” and “data”", index);
  if (!read_minutes (self, object, op, index, &minutes, error) || !resolve_references (self, data, id, error))
    return FALSE;

  mutation = sparkle_mutation_new (id, op, data, 0);
  if (!sparkle_mutation_validate (mutation, error))
    {
      g_prefix_error (error, "%s: write %u: ", self->file, index);
      return FALSE;
    }
  if (name != NULL)
    g_hash_table_insert (self->names, g_strdup (name), g_strdup (id));

  result = sparkled_mutation_apply (self->services, account, mutation);
  if (result->error == NULL && result->recorded == NULL && minutes > 0)
    return set_date (self, result, minutes, error);
  if (result->error == NULL || is_harmless (result->error))
    return TRUE;
  g_propagate_prefixed_error (error, g_steal_pointer (&result->error), "%s: write %u: ", self->file, index);
  return FALSE;
}

static JsonObject *
get_item (JsonArray *array,
          guint      index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
run (Community               *self,
     JsonObject              *root,
     SparkledImportProgress   progress,
     gpointer                 user_data,
     SparkledDemo            *demo,
     GError                 **error)
{
  JsonArray *accounts = sparkle_json_get_array (root, "accounts");
  JsonArray *writes = sparkle_json_get_array (root, "writes");
  guint n_accounts, n_writes;

  demo->password = g_strdup (sparkle_json_get_string (root, "password"));
  demo->accounts = g_ptr_array_new_with_free_func (demo_account_free);
  if (accounts == NULL || writes == NULL || demo->password == NULL)
    return fail (self, error, "it needs password, accounts and writes");

  n_accounts = json_array_get_length (accounts);
  n_writes = json_array_get_length (writes);
  for (guint i = 0; i < n_accounts + n_writes; i++)
    {
      JsonObject *item = i < n_accounts ? get_item (accounts, i) : get_item (writes, i - n_accounts);

      if (item == NULL)
        return fail (self, error, "accounts and writes are lists of objects");
      if (i < n_accounts ? !add_account (self, item, demo, error) : !write_one (self, item, i - n_accounts, error))
        return FALSE;
      if (progress != NULL)
        progress (i + 1, n_accounts + n_writes, user_data);
    }
  demo->n_written = n_writes;
  return TRUE;
}

/**
 * sparkled_community_run:
 * @services: the services
 * @file: community.json
 * @progress: (nullable): told how far it is
 * @user_data: for it
 * @demo: (inout): gets the accounts
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Makes the accounts and lets them write, each as a mutation with an id that stays the same. (fiber)
 *
 * Returns: whether all is there
 */
gboolean
sparkled_community_run (SparkledServices        *services,
                        const char              *file,
                        SparkledImportProgress   progress,
                        gpointer                 user_data,
                        SparkledDemo            *demo,
                        GError                 **error)
{
  g_auto(Community) self = { .services = services, .file = file };
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_autoptr(GError) local_error = NULL;
  gsize length;

  if (!g_file_get_contents (file, &text, &length, &local_error))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, local_error->message);
      return FALSE;
    }
  root = sparkle_json_parse (text, length, FILE_MAX_BYTES, error);
  if (root == NULL)
    {
      g_prefix_error (error, "%s: ", file);
      return FALSE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return fail (&self, error, "a JSON object is expected");

  self.accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sparkled_account_unref);
  self.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return run (&self, json_node_get_object (root), progress, user_data, demo, error);
}
