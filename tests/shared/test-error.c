/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-error-words.h"
#include "sparkle-error.h"

#include <string.h>

static void
test_table (void)
{
  for (SparkleErrorCode code = 0; code < SPARKLE_ERROR_LAST_; code++)
    {
      const SparkleErrorInfo *info = sparkle_error_info (code);

      g_assert_cmpint (info->code, ==, code);
      g_assert_nonnull (info->name);
      g_assert_nonnull (info->message);
      if (info->http_status != 0)
        g_assert_cmpint (sparkle_error_from_wire (info->name, info->http_status), ==, code);
    }
  g_assert_cmpint (sparkle_error_info (9999)->code, ==, SPARKLE_ERROR_INTERNAL);
}

static void
test_from_status (void)
{
  g_assert_cmpint (sparkle_error_from_wire ("of_tomorrow", 404), ==, SPARKLE_ERROR_NOT_FOUND);
  g_assert_cmpint (sparkle_error_from_wire (NULL, 400), ==, SPARKLE_ERROR_BAD_REQUEST);
  g_assert_cmpint (sparkle_error_from_wire (NULL, 502), ==, SPARKLE_ERROR_UNAVAILABLE);
  g_assert_cmpint (sparkle_error_from_wire (NULL, 507), ==, SPARKLE_ERROR_INTERNAL);
  g_assert_cmpint (sparkle_error_from_wire (NULL, 418), ==, SPARKLE_ERROR_BAD_REQUEST);
  g_assert_cmpint (sparkle_error_from_wire (NULL, 0), ==, SPARKLE_ERROR_PROTOCOL);
  /* A server cannot claim what only a client knows. */
  g_assert_cmpint (sparkle_error_from_wire ("storage", 500), ==, SPARKLE_ERROR_INTERNAL);
}

static void
test_details (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) copy = NULL;
  g_autoptr(GError) back = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *json = NULL;

  sparkle_error_add_detail (&error, "title", "must be at most %d characters", 200);
  sparkle_error_add_detail (&error, "tags[1]", "is there twice");
  sparkle_error_set_retry_after (error, 7);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);

  copy = g_error_copy (error);
  g_assert_cmpuint (sparkle_error_n_details (copy), ==, 2);
  json = sparkle_error_to_json (copy);
  g_assert_cmpstr (json, ==,
                   "{\"success\":false,\"error\":\"Validation failed\",\"code\":\"validation_failed\",\"details\":["
                   "{\"field\":\"title\",\"message\":\"must be at most 200 characters\"},"
                   "{\"field\":\"tags[1]\",\"message\":\"is there twice\"}],\"retry_after\":7}");

  node = sparkle_error_to_node (error);
  back = sparkle_error_from_node (node, 400);
  g_assert_error (back, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  g_assert_cmpuint (sparkle_error_n_details (back), ==, 2);
  g_assert_cmpstr (sparkle_error_get_detail (back, 1)->field, ==, "tags[1]");
  g_assert_cmpuint (sparkle_error_get_retry_after (back), ==, 7);
  g_assert_null (sparkle_error_get_detail (back, 2));
}

static void
test_details_are_bounded (void)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 10000; i++)
    sparkle_error_add_detail (&error, "x", "is not a known field");
  g_assert_cmpuint (sparkle_error_n_details (error), ==, 50);
}

static void
test_secrets_stay (void)
{
  g_autoptr(GError) foreign = g_error_new (G_FILE_ERROR, G_FILE_ERROR_ACCES, "/secret/path");
  g_autoptr(GError) internal = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL, "select * from secrets");
  g_autofree char *a = sparkle_error_to_json (foreign);
  g_autofree char *b = sparkle_error_to_json (internal);

  g_assert_null (strstr (a, "secret"));
  g_assert_null (strstr (b, "secret"));
  g_assert_nonnull (strstr (a, "\"code\":\"internal\""));
  g_assert_false (sparkle_error_is_retryable (foreign));
  g_assert_true (sparkle_error_is_retryable (internal));
}

static void
test_any_answer (void)
{
  static const char * const answers[] = { "null", "[]", "7", "{}", "{\"code\":5,\"error\":[],\"details\":[1,{\"field\":2},null]}" };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr(JsonNode) node = json_from_string (answers[i], NULL);
      g_autoptr(GError) error = sparkle_error_from_node (node, 503);

      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE);
      g_assert_cmpuint (sparkle_error_n_details (error), ==, 0);
    }
}

static void
test_words (void)
{
  g_autoptr(GError) plain = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "Not found");
  g_autoptr(GError) tag = NULL, whole = NULL, other = NULL;
  g_autofree char *of_plain = sparkle_error_in_words (plain);
  g_autofree char *of_tag = NULL, *of_whole = NULL, *of_other = NULL;

  sparkle_error_add_detail (&tag, "tags[2]", "is there twice");
  sparkle_error_add_detail (&whole, "server", "Enter the address of the community");
  sparkle_error_add_detail (&other, "base_version", "is required");
  of_tag = sparkle_error_in_words (tag);
  of_whole = sparkle_error_in_words (whole);
  of_other = sparkle_error_in_words (other);
  g_assert_cmpstr (of_plain, ==, "Not found");
  g_assert_cmpstr (of_tag, ==, "Tags: is there twice");
  g_assert_cmpstr (of_whole, ==, "Enter the address of the community");
  g_assert_cmpstr (of_other, ==, "base_version: is required");
  g_assert_cmpstr (sparkle_error_translate (""), ==, "");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/error/table", test_table);
  g_test_add_func ("/shared/error/from-status", test_from_status);
  g_test_add_func ("/shared/error/details", test_details);
  g_test_add_func ("/shared/error/details-are-bounded", test_details_are_bounded);
  g_test_add_func ("/shared/error/secrets-stay", test_secrets_stay);
  g_test_add_func ("/shared/error/any-answer", test_any_answer);
  g_test_add_func ("/shared/error/words", test_words);
  return g_test_run ();
}
