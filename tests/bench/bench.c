/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-private.h"

#include <math.h>
#include <string.h>

static const char *
sign (BenchBudget kind)
{
  switch (kind)
    {
    case BENCH_AT_MOST: return "<=";
    case BENCH_AT_LEAST: return ">=";
    case BENCH_NO_BUDGET: break;
    }
  return "";
}

static void
add (Bench       *self,
     const char  *name,
     double       value,
     const char  *unit,
     double       reference,
     double       judged,
     BenchBudget  kind,
     double       budget)
{
  BenchRow *row = g_new0 (BenchRow, 1);

  row->name = g_strdup (name);
  row->value = value;
  row->unit = g_strdup (unit);
  row->reference = reference;
  row->ratio = isnan (reference) ? NAN : value / reference;
  row->budget = kind != BENCH_NO_BUDGET ? g_strdup_printf ("%s %g%s", sign (kind), budget, isnan (reference) ? "" : " x") : NULL;
  row->ok = kind == BENCH_NO_BUDGET || (kind == BENCH_AT_MOST ? judged <= budget : judged >= budget);
  g_ptr_array_add (self->rows, row);
  g_printerr ("  %-58s %12.2f %s\n", name, value, unit);
}

void
bench_row (Bench       *self,
           const char  *name,
           double       value,
           const char  *unit,
           BenchBudget  kind,
           double       budget)
{
  add (self, name, value, unit, NAN, value, kind, budget);
}

void
bench_row_ratio (Bench       *self,
                 const char  *name,
                 double       value,
                 const char  *unit,
                 double       reference,
                 BenchBudget  kind,
                 double       budget)
{
  add (self, name, value, unit, reference, value / reference, kind, budget);
}

const char *
bench_program (Bench      *self,
               const char *name)
{
  char *path = g_hash_table_lookup (self->programs, name);

  if (path == NULL)
    {
      g_autofree char *beside = g_build_filename (self->dir, name, NULL);
      g_autofree char *build = g_build_filename (self->dir, "..", "..", "server", name, NULL);

      path = g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&beside) : g_steal_pointer (&build);
      if (!g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        g_error ("%s is not built", path);
      g_hash_table_insert (self->programs, g_strdup (name), path);
    }
  return path;
}

TestServer *
bench_server_new (Bench *self)
{
  /* All sockets of a benchmark come from one address. */
  g_setenv ("SPARKLE_MAX_PER_ADDRESS", "20000", TRUE);
  g_setenv ("SPARKLE_MAX_CONNECTIONS", "20000", TRUE);
  return test_server_new (bench_program (self, "sparkled"), 1);
}

JsonNode *
bench_request (TestServer *server,
               const char *method,
               const char *path,
               const char *token,
               const char *body)
{
  unsigned status;
  g_autoptr(JsonObject) answer = test_server_request (server, method, path, token, body, -1, &status, NULL);

  if (status / 100 != 2 || answer == NULL)
    g_error ("%s %s: status %u", method, path, status);
  return json_node_copy (json_object_get_member (answer, json_object_has_member (answer, "data") ? "data" : "scopes"));
}

static char *
uuid_new (void)
{
  gint64 ms = g_get_real_time () / 1000;

  return g_strdup_printf ("%08x-%04x-7%03x-8%03x-%08x%04x", (unsigned) (ms >> 16), (unsigned) (ms & 0xffff),
                          g_random_int () & 0xfff, g_random_int () & 0xfff, g_random_int (), g_random_int () & 0xffff);
}

/* Sends what was gathered as one push; all of it must be applied. */
static void
push (TestServer *server,
      const char *token,
      GString    *mutations)
{
  g_autofree char *body = g_strdup_printf ("{\"mutations\":[%s]}", mutations->str);
  unsigned status;
  g_autoptr(JsonObject) answer = test_server_request (server, "POST", "/api/v1/sync/push", token, body, -1, &status, NULL);
  JsonArray *results;

  if (status != 200 || answer == NULL)
    g_error ("push: status %u", status);
  if (json_object_has_member (answer, "data"))
    results = json_object_get_array_member (json_object_get_object_member (answer, "data"), "results");
  else
    results = json_object_get_array_member (answer, "results");
  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonObject *result = json_array_get_object_element (results, i);

      if (!g_str_equal (json_object_get_string_member (result, "status"), "applied"))
        g_error ("push: %s", json_to_string (json_array_get_element (results, i), FALSE));
    }
  g_string_truncate (mutations, 0);
}

char *
bench_seed (TestServer *server,
            unsigned    n_posts,
            unsigned    n_comments,
            GPtrArray  *posts)
{
  char *token = test_server_register (server, "writer");
  g_autoptr(GString) mutations = g_string_new (NULL);

  for (unsigned i = 0; i < n_posts + n_comments; i++)
    {
      g_autofree char *id = uuid_new ();

      if (mutations->len > 0)
        g_string_append_c (mutations, ',');
      if (i < n_posts)
        g_string_append_printf (mutations, "{\"id\":\"%s\",\"op\":\"post.create\",\"data\":{\"title\":\"Theory %u about the last scene\","
                                "\"content\":\"The lamp in the corner is lit in the first shot and dark in the second; nobody touched it. "
                                "Look at 2:31 and then at 4:02, and tell me that this is a mistake.\",\"tags\":[\"lamp\",\"theory\"]}}", id, i);
      else
        g_string_append_printf (mutations, "{\"id\":\"%s\",\"op\":\"comment.create\",\"data\":{\"post_id\":\"%s\",\"content\":\"Comment %u: "
                                "I watched it three times and the shadow moves before she does.\"}}", id, (char *) posts->pdata[0], i);
      if (i < n_posts)
        g_ptr_array_add (posts, g_steal_pointer (&id));
      if (i % 50 == 49 || i + 1 == n_posts || i + 1 == n_posts + n_comments)
        push (server, token, mutations);
    }
  return token;
}

char *
bench_cursor (TestServer *server,
              const char *token,
              const char *scope)
{
  g_autofree char *body = g_strdup_printf ("{\"scopes\":[{\"scope\":\"%s\",\"cursor\":null}],\"limit\":1000}", scope);
  g_autoptr(JsonNode) data = bench_request (server, "POST", "/api/v1/sync/pull", token, body);
  JsonArray *scopes = JSON_NODE_HOLDS_ARRAY (data) ? json_node_get_array (data)
                                                   : json_object_get_array_member (json_node_get_object (data), "scopes");
  JsonObject *answer = json_array_get_object_element (scopes, 0);
  const char *follow = json_object_get_string_member_with_default (answer, "follow", NULL);

  return g_strdup (follow != NULL ? follow : json_object_get_string_member (answer, "cursor"));
}
