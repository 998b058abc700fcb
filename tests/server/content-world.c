/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"
#include "sparkle-uuid.h"
#include "sparkled-content-tables.h"
#include "sparkled-migrations.h"

/* A bus that only remembers. */
#define TEST_TYPE_BUS (test_bus_get_type ())
G_DECLARE_FINAL_TYPE (TestBus, test_bus, TEST, BUS, GObject)

struct _TestBus
{
  GObject     parent_instance;
  GHashTable *published;
};

static void test_bus_iface_init (SparkledBusInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (TestBus, test_bus, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (SPARKLED_TYPE_BUS, test_bus_iface_init))

static void
test_bus_changed (SparkledBus        *bus,
                  const char * const *scopes)
{
  for (unsigned i = 0; scopes[i] != NULL; i++)
    g_hash_table_add (TEST_BUS (bus)->published, g_strdup (scopes[i]));
}

static void
test_bus_iface_init (SparkledBusInterface *iface)
{
  iface->changed = test_bus_changed;
}

static void
test_bus_class_init (TestBusClass *klass)
{
}

static void
test_bus_init (TestBus *self)
{
}

static void
wait_for (DexFuture *future)
{
  g_autoptr(GError) error = NULL;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
}

static SparkledAccount *
make_account (World      *w,
              const char *username,
              const char *role)
{
  g_autofree char *id = sparkle_uuid_new ();
  g_autofree char *sql = g_strdup_printf ("INSERT INTO account (id, username, email, display_name, role)"
                                          " VALUES ('%s', '%s', '%s@example.org', '%s', '%s')", id, username, username, username, role);
  g_autofree char *out = test_database_psql (w->database, sql);

  return sparkled_account_new (id, username, sparkled_role_from_string (role), id, FALSE);
}

void
world_set_up (World         *w,
              gconstpointer  data)
{
  const SparkledDbOptions options = { .size = 6, .wait_limit = 200, .query_ms = 20000 };
  g_autoptr(DexFuture) started = NULL;
  g_autoptr(GError) error = NULL;
  TestBus *bus;

  w->database = test_database_new ();
  sparkled_migrations_run (test_database_conninfo (w->database), NULL, NULL, &error);
  g_assert_no_error (error);

  w->services.db = sparkled_db_new (test_database_conninfo (w->database), &options);
  sparkled_content_tables_register (w->services.db);
  started = sparkled_db_start (w->services.db);
  wait_for (started);

  w->published = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  bus = g_object_new (TEST_TYPE_BUS, NULL);
  bus->published = w->published;
  w->services.bus = SPARKLED_BUS (bus);

  w->nova = make_account (w, "nova", "user");
  w->kai = make_account (w, "kai", "user");
  w->mira = make_account (w, "mira", "moderator");
}

void
world_tear_down (World         *w,
                 gconstpointer  data)
{
  g_autoptr(DexFuture) stopped = sparkled_db_stop (w->services.db);

  wait_for (stopped);
  g_clear_object (&w->services.db);
  g_clear_object (&w->services.bus);
  g_clear_pointer (&w->published, g_hash_table_unref);
  g_clear_pointer (&w->nova, sparkled_account_unref);
  g_clear_pointer (&w->kai, sparkled_account_unref);
  g_clear_pointer (&w->mira, sparkled_account_unref);
  g_clear_pointer (&w->database, test_database_free);
}

typedef struct
{
  WorldFunc func;
  gpointer  data;
} Job;

static DexFuture *
job_fiber (gpointer data)
{
  Job *job = data;

  job->func (job->data);
  return dex_future_new_true ();
}

void
world_run (WorldFunc  func,
           gpointer  *datas,
           unsigned   n)
{
  g_autoptr(GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);

  for (unsigned i = 0; i < n; i++)
    {
      Job *job = g_new (Job, 1);

      *job = (Job) { func, datas[i] };
      g_ptr_array_add (futures, dex_scheduler_spawn (NULL, 0, job_fiber, job, g_free));
    }
  for (unsigned i = 0; i < n; i++)
    wait_for (g_ptr_array_index (futures, i));

  /* what was rolled back has been told so before psql blocks this thread */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static JsonNode *
parse (char *json)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node;

  g_strdelimit (json, "'", '"');
  node = sparkle_json_parse (json, -1, SPARKLE_JSON_PUSH_MAX_BYTES, &error);
  g_assert_no_error (error);

  return node;
}

static SparkleMutation *
make_mutation (const char *id,
               const char *op,
               gint64      base_version,
               char       *json)
{
  g_autoptr(JsonNode) node = parse (json);
  SparkleOp which;

  g_assert_true (sparkle_op_from_name (op, &which));
  return sparkle_mutation_new (id, which, json_node_get_object (node), base_version);
}

#define FORMAT_JSON(json) \
  ({ va_list args; char *text; va_start (args, json); text = g_strdup_vprintf (json, args); va_end (args); text; })

SparkleMutation *
world_mutation (const char *id,
                const char *op,
                gint64      base_version,
                const char *json,
                ...)
{
  g_autofree char *text = FORMAT_JSON (json);

  return make_mutation (id, op, base_version, text);
}

typedef struct
{
  World                  *w;
  SparkledAccount        *account;
  SparkleMutation        *mutation;
  SparkledMutationResult *result;
} Apply;

static void
apply_cb (gpointer data)
{
  Apply *apply = data;

  apply->result = sparkled_mutation_apply (&apply->w->services, apply->account, apply->mutation);
}

SparkledMutationResult *
world_apply (World           *w,
             SparkledAccount *account,
             SparkleMutation *mutation)
{
  Apply apply = { w, account, mutation, NULL };
  gpointer datas[] = { &apply };

  world_run (apply_cb, datas, 1);
  return apply.result;
}

SparkledMutationResult *
world_do (World           *w,
          SparkledAccount *account,
          const char      *op,
          gint64           base_version,
          const char      *json,
          ...)
{
  g_autofree char *text = FORMAT_JSON (json);
  g_autoptr(SparkleMutation) mutation = make_mutation (NULL, op, base_version, text);

  return world_apply (w, account, mutation);
}

char *
world_must (World           *w,
            SparkledAccount *account,
            const char      *op,
            gint64           base_version,
            const char      *json,
            ...)
{
  g_autofree char *text = FORMAT_JSON (json);
  g_autoptr(SparkleMutation) mutation = make_mutation (NULL, op, base_version, text);
  g_autoptr(SparkledMutationResult) result = world_apply (w, account, mutation);

  g_assert_no_error (result->error);
  g_assert_cmpint (result->status, ==, SPARKLE_MUTATION_APPLIED);
  return g_strdup (result->record_id);
}

void
world_must_fail (World           *w,
                 SparkledAccount *account,
                 int              code,
                 const char      *op,
                 gint64           base_version,
                 const char      *json,
                 ...)
{
  g_autofree char *text = FORMAT_JSON (json);
  g_autoptr(SparkleMutation) mutation = make_mutation (NULL, op, base_version, text);
  g_autoptr(SparkledMutationResult) result = world_apply (w, account, mutation);

  g_assert_error (result->error, SPARKLE_ERROR, code);
  g_assert_cmpint (result->status, !=, SPARKLE_MUTATION_APPLIED);
}

/* Fills the parameters when the path of the route fits. */
static gboolean
match (const char *pattern,
       const char *path,
       GHashTable *params)
{
  g_auto(GStrv) wanted = g_strsplit (pattern, "/", -1);
  g_auto(GStrv) have = g_strsplit (path, "/", -1);

  g_hash_table_remove_all (params);
  if (g_strv_length (wanted) != g_strv_length (have))
    return FALSE;

  for (unsigned i = 0; wanted[i] != NULL; i++)
    {
      if (wanted[i][0] == '{')
        g_hash_table_insert (params, g_strndup (wanted[i] + 1, strlen (wanted[i]) - 2), g_strdup (have[i]));
      else if (!g_str_equal (wanted[i], have[i]))
        return FALSE;
    }

  return TRUE;
}

typedef struct
{
  SparkledCall *call;
  GError       *error;
} Handle;

static void
handle_cb (gpointer data)
{
  Handle *handle = data;
  gboolean ok = handle->call->route->handler (handle->call, &handle->error);

  g_assert_cmpint (ok, ==, handle->error == NULL);
}

SparkledCall *
world_call (World            *w,
            SparkledAccount  *account,
            const char       *method,
            const char       *target,
            const char       *if_match,
            const char       *json,
            GError          **ret_error)
{
  g_auto(GStrv) parts = g_strsplit (target, "?", 2);
  g_autoptr(GHashTable) params = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const SparkledRoute *route;
  Handle handle = { 0 };
  gpointer datas[] = { &handle };

  for (route = sparkled_routes (); route->method != NULL; route++)
    if (g_str_equal (route->method, method) && match (route->path, parts[0], params))
      break;
  g_assert_nonnull (route->method);

  handle.call = sparkled_call_new (&w->services, route);
  handle.call->account = account;
  handle.call->if_match = if_match;
  handle.call->params = g_steal_pointer (&params);
  if (parts[1] != NULL)
    handle.call->query = g_uri_parse_params (parts[1], -1, "&", G_URI_PARAMS_NONE, NULL);
  if (json != NULL)
    {
      g_autofree char *text = g_strdup (json);

      handle.call->body = parse (text);
    }

  world_run (handle_cb, datas, 1);
  if (ret_error != NULL)
    *ret_error = handle.error;
  else
    g_assert_no_error (handle.error);

  return handle.call;
}

JsonNode *
world_answer (SparkledCall *call)
{
  g_autoptr(GError) error = NULL;
  gsize size;
  const char *text = g_bytes_get_data (call->answer, &size);
  JsonNode *node = sparkle_json_parse (text, size, SPARKLE_JSON_ANSWER_MAX_BYTES, &error);

  g_assert_no_error (error);
  return node;
}

char *
world_member (const char *json,
              const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) root = sparkle_json_parse (json, -1, SPARKLE_JSON_ANSWER_MAX_BYTES, &error);
  g_auto(GStrv) names = g_strsplit (path, ".", -1);
  JsonNode *node = root;

  g_assert_no_error (error);
  for (unsigned i = 0; names[i] != NULL && node != NULL; i++)
    {
      if (JSON_NODE_HOLDS_ARRAY (node))
        {
          unsigned index = (unsigned) g_ascii_strtoull (names[i], NULL, 10);

          node = index < json_array_get_length (json_node_get_array (node)) ? json_array_get_element (json_node_get_array (node), index) : NULL;
        }
      else
        node = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), names[i]) : NULL;
    }
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("null");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));

  return json_to_string (node, FALSE);
}

void
world_assert_sql (World      *w,
                  const char *expected,
                  const char *sql,
                  ...)
{
  g_autofree char *text = FORMAT_JSON (sql);
  g_autofree char *out = test_database_psql (w->database, text);

  g_assert_cmpstr (out, ==, expected);
}
