/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-pull.h"

#include "sparkle-error.h"
#include "sparkle-json.h"
#include "sparkle-limits.h"

static void
test_round_trip (void)
{
  g_autoptr(SparklePullRequest) request = sparkle_pull_request_new (0);
  g_autoptr(SparklePullRequest) back = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  SparkleScopeRequest *scope;

  g_ptr_array_add (request->scopes, sparkle_scope_request_new ("feed", NULL));
  g_ptr_array_add (request->scopes, sparkle_scope_request_new ("post/018bcfe5-6800-7000-8000-000000000001", "abc"));
  text = sparkle_pull_request_format (request);
  node = sparkle_json_parse (text, -1, 1000, &error);
  g_assert_no_error (error);
  back = sparkle_pull_request_decode (node, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->limit, ==, SPARKLE_PULL_LIMIT_DEFAULT);
  g_assert_cmpuint (back->scopes->len, ==, 2);
  scope = g_ptr_array_index (back->scopes, 1);
  g_assert_cmpint (scope->kind, ==, SPARKLE_SCOPE_POST);
  g_assert_cmpstr (scope->id, ==, "018bcfe5-6800-7000-8000-000000000001");
  g_assert_cmpstr (scope->cursor, ==, "abc");
}

static void
test_unknown_scope_is_alone (void)
{
  g_autoptr(JsonNode) node = sparkle_json_parse ("{\"scopes\":[{\"scope\":\"moon\"},{\"scope\":\"feed\",\"cursor\":null}],\"limit\":1}", -1, 1000, NULL);
  g_autoptr(SparklePullRequest) request = sparkle_pull_request_decode (node, NULL);

  g_assert_nonnull (request);
  g_assert_error (((SparkleScopeRequest *) g_ptr_array_index (request->scopes, 0))->error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_assert_no_error (((SparkleScopeRequest *) g_ptr_array_index (request->scopes, 1))->error);
}

static void
test_bad (void)
{
  static const struct { const char *body, *field; } cases[] = {
    { "{}", "scopes" }, { "{\"scopes\":{}}", "scopes" }, { "{\"scopes\":[]}", "scopes" }, { "{\"scopes\":[1]}", "scopes[0]" },
    { "{\"scopes\":[{\"cursor\":null}]}", "scopes[0].scope" }, { "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"\"}]}", "scopes[0].cursor" },
    { "{\"scopes\":[{\"scope\":\"feed\",\"cursor\":5}]}", "scopes[0].cursor" }, { "{\"scopes\":[{\"scope\":\"feed\",\"x\":5}]}", "scopes[0].x" },
    { "{\"scopes\":[{\"scope\":\"feed\"},{\"scope\":\"feed\"}]}", "scopes[1].scope" },
    { "{\"scopes\":[{\"scope\":\"feed\"}],\"limit\":0}", "limit" }, { "{\"scopes\":[{\"scope\":\"feed\"}],\"limit\":1001}", "limit" },
    { "{\"scopes\":[{\"scope\":\"feed\"}],\"limit\":\"5\"}", "limit" }, { "{\"scopes\":[{\"scope\":\"feed\"}],\"since\":0}", "since" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = sparkle_json_parse (cases[i].body, -1, 1000, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (sparkle_pull_request_decode (node, &error));
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
      g_assert_cmpstr (sparkle_error_get_detail (error, 0)->field, ==, cases[i].field);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/sync/round-trip", test_round_trip);
  g_test_add_func ("/shared/sync/unknown-scope-is-alone", test_unknown_scope_is_alone);
  g_test_add_func ("/shared/sync/bad", test_bad);
  return g_test_run ();
}
