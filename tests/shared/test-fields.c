/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-fields.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-json.h"

typedef struct
{
  char     *title;
  char     *body;
  gint64    n;
  gboolean  flag;
  char    **tags;
  gint64    at;
  JsonNode *any;
  gint64    deep;
} Thing;

static const SparkleField deep_fields[] = {
  { "value", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (Thing, deep) },
  { NULL }
};

static const SparkleField fields[] = {
  { "title", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (Thing, title), sparkle_validate_title },
  { "body", SPARKLE_FIELD_STRING, SPARKLE_FIELD_LINES | SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (Thing, body), sparkle_validate_content },
  { "n", SPARKLE_FIELD_INT, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (Thing, n), NULL, 1, 10 },
  { "flag", SPARKLE_FIELD_BOOL, 0, G_STRUCT_OFFSET (Thing, flag) },
  { "tags", SPARKLE_FIELD_STRV, SPARKLE_FIELD_UNIQUE, G_STRUCT_OFFSET (Thing, tags), sparkle_validate_tag, 0, 3 },
  { "at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (Thing, at) },
  { "any", SPARKLE_FIELD_NODE, 0, G_STRUCT_OFFSET (Thing, any) },
  { "deep", SPARKLE_FIELD_OBJECT, 0, 0, .sub = deep_fields },
  { NULL }
};

static void
test_good (void)
{
  g_autoptr(JsonNode) node = sparkle_json_parse (
      "{\"title\":\"t\",\"body\":\"a\\r\\nb\",\"n\":null,\"flag\":true,\"tags\":[\"x\",\"y\"],\"at\":\"1970-01-01T00:00:01Z\","
      "\"any\":[1],\"deep\":{\"value\":5}}", -1, 1000, NULL);
  g_autoptr(GError) error = NULL;
  Thing thing = { .n = -1 };
  guint64 present = 0;

  g_assert_true (sparkle_fields_decode_full (node, fields, SPARKLE_DECODE_STRICT, &thing, &present, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (present, ==, 0xff);
  g_assert_cmpstr (thing.body, ==, "a\nb");
  g_assert_cmpint (thing.n, ==, -1);
  g_assert_true (thing.flag);
  g_assert_cmpstr (thing.tags[1], ==, "y");
  g_assert_cmpint (thing.at, ==, G_USEC_PER_SEC);
  g_assert_cmpint (thing.deep, ==, 5);
  g_assert_nonnull (thing.any);
  sparkle_fields_clear (fields, &thing);
  g_assert_null (thing.title);
}

static void
test_all_wrong_fields (void)
{
  static const char * const expected[] = { "title", "body", "n", "flag", "tags[0]", "tags[1]", "tags[2]", "at", "deep.value", "deep.more", "extra" };
  g_autoptr(JsonNode) node = sparkle_json_parse (
      "{\"extra\":1,\"body\":5,\"n\":11,\"flag\":\"yes\",\"tags\":[\"\",7,\"\"],\"at\":\"noon\",\"any\":null,\"deep\":{\"value\":1.5,\"more\":0}}",
      -1, 1000, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal);
  Thing thing = { 0 };

  g_assert_false (sparkle_fields_decode (node, fields, &thing, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
  for (unsigned i = 0; i < sparkle_error_n_details (error); i++)
    g_hash_table_add (named, sparkle_error_get_detail (error, i)->field);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_true (g_hash_table_contains (named, expected[i]));
  g_assert_cmpuint (g_hash_table_size (named), ==, G_N_ELEMENTS (expected));
  g_assert_null (thing.body);
}

static void
test_unknown_is_bounded (void)
{
  g_autoptr(GString) text = g_string_new ("{\"title\":\"t\"");
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *json = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, ",\"%0200u\":0", i);
  g_string_append_c (text, '}');
  node = sparkle_json_parse (text->str, -1, 1 << 20, NULL);
  g_assert_false (sparkle_fields_decode (node, fields, NULL, &error));
  json = sparkle_error_to_json (error);
  g_assert_cmpuint (strlen (json), <, 10000);
}

static void
test_no_object (void)
{
  static const char * const texts[] = { "null", "[]", "1", "\"x\"" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonNode) node = sparkle_json_parse (texts[i], -1, 100, NULL);
      g_autoptr(GError) error = NULL;

      g_assert_false (sparkle_fields_decode (node, fields, NULL, &error));
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
    }
  g_assert_false (sparkle_fields_decode (NULL, fields, NULL, NULL));
}

static void
test_tolerant (void)
{
  g_autoptr(JsonNode) newer = sparkle_json_parse ("{\"title\":\"\",\"of_tomorrow\":{},\"n\":99}", -1, 1000, NULL);
  g_autoptr(JsonNode) wrong = sparkle_json_parse ("{\"title\":5}", -1, 1000, NULL);
  g_autoptr(GError) error = NULL;
  Thing thing = { 0 };

  g_assert_true (sparkle_fields_decode_full (newer, fields, SPARKLE_DECODE_TOLERANT, &thing, NULL, &error));
  g_assert_cmpint (thing.n, ==, 99);
  sparkle_fields_clear (fields, &thing);
  g_assert_false (sparkle_fields_decode_full (wrong, fields, SPARKLE_DECODE_TOLERANT, &thing, NULL, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "title must be a string"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/fields/good", test_good);
  g_test_add_func ("/shared/fields/all-wrong-fields", test_all_wrong_fields);
  g_test_add_func ("/shared/fields/unknown-is-bounded", test_unknown_is_bounded);
  g_test_add_func ("/shared/fields/no-object", test_no_object);
  g_test_add_func ("/shared/fields/tolerant", test_tolerant);
  return g_test_run ();
}
