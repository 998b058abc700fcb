/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-json.h"

#include <string.h>

#include "sparkle-error.h"

static char *
repeat (const char *text,
        guint       n)
{
  GString *out = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (out, text);
  return g_string_free (out, FALSE);
}

static void
test_good (void)
{
  static const struct { const char *text, *canonical; } cases[] = {
    { "{}", "{}" }, { " [ ] ", "[]" }, { "null", "null" }, { "true", "true" }, { "-0", "0" }, { "12", "12" },
    { "[1,-2,3.5,1e3]", "[1,-2,3.5,1000.0]" }, { "9223372036854775807", "9223372036854775807" },
    { "{\"b\":1,\"a\":[{},[],\"\"]}", "{\"a\":[{},[],\"\"],\"b\":1}" },
    { "\"\\u00e9\\ud83d\\ude00\\n\\/\\\\\\\"\"", "\"é😀\\n/\\\\\\\"\"" },
    { "\t{\r\n\"a\" : false }\n", "{\"a\":false}" },
    { "\"\xf0\x9f\x98\x80\x7f\"", "\"😀\\u007f\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = sparkle_json_parse (cases[i].text, -1, 1000, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = sparkle_json_print_canonical (node);
      g_assert_cmpstr (text, ==, cases[i].canonical);
    }
}

static void
test_bad (void)
{
  static const char * const cases[] = {
    "", " ", "{", "[", "]", "}", "[1", "[1,", "[1,]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{'a':1}",
    "[1 2]", "[1}", "{\"a\":1]", "tru", "nul", "True", "NaN", "Infinity", "-", "01", "1.", ".5", "1e", "1e+", "+1", "0x1", "1e400",
    "9223372036854775808", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
    "\"\\u0000\"", "\"a\nb\"", "\"a\tb\"", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{} {}", "null,", "/* c */1", "[1]//", "\xef\xbb\xbf{}",
    "\"\xff\"", "\"\xed\xa0\x80\"", "\"\xc0\xaf\"", "{1:2}", "{\"a\" 1}", "[,]", "{,}", "\f1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = sparkle_json_parse (cases[i], -1, 1000, &error);

      if (node != NULL)
        g_error ("taken: %s", cases[i]);
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static void
test_place (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (sparkle_json_parse ("{\n \"é\": x}", -1, 1000, &error));
  g_assert_nonnull (strstr (error->message, "line 2, column 7"));
}

static void
test_nul (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) other = NULL;

  g_assert_null (sparkle_json_parse ("\"a\0b\"", 5, 1000, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
  g_assert_null (sparkle_json_parse ("{}\0", 3, 1000, &other));
  g_assert_error (other, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
}

static void
test_size (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = sparkle_json_parse ("[123]", 5, 5, NULL);

  g_assert_nonnull (node);
  g_assert_null (sparkle_json_parse ("[1234]", 6, 5, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE);
  g_assert_true (sparkle_json_check ("[]", -1, 10, NULL));
  g_assert_false (sparkle_json_check ("[", -1, 10, NULL));
}

static void
test_depth (void)
{
  static const struct { guint n; gboolean good; } cases[] = { { 32, TRUE }, { 33, FALSE }, { 10000, FALSE }, { 300000, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *open = repeat ("[", cases[i].n);
      g_autofree char *close = repeat ("]", cases[i].n);
      g_autofree char *text = g_strconcat (open, close, NULL);
      g_autofree char *objects = repeat ("{\"a\":", cases[i].n);
      g_autofree char *braces = repeat ("}", cases[i].n);
      g_autofree char *nested = g_strconcat (objects, "1", braces, NULL);
      g_autoptr(JsonNode) a = sparkle_json_parse (text, -1, 4 << 20, NULL);
      g_autoptr(JsonNode) b = sparkle_json_parse (nested, -1, 4 << 20, NULL);

      g_assert_true ((a != NULL) == cases[i].good);
      g_assert_true ((b != NULL) == cases[i].good);
    }
}

/* Every prefix and every changed byte of a good text: an error or a value, never a crash. */
static void
test_damaged (void)
{
  static const char text[] = "{\"a\":[1,2.5e3,\"\\ud83d\\ude00é\",null],\"b\":{\"c\":true}}";

  for (gsize cut = 0; cut < sizeof text - 1; cut++)
    {
      g_autofree char *copy = g_memdup2 (text, cut);
      g_assert_false (sparkle_json_check (cut > 0 ? copy : "", cut, 1000, NULL));
    }
  for (gsize at = 0; at < sizeof text - 1; at++)
    for (guint byte = 0; byte < 256; byte++)
      {
        g_autofree char *copy = g_strdup (text);
        copy[at] = byte;
        sparkle_json_check (copy, sizeof text - 1, 1000, NULL);
      }
}

static void
test_look_ups (void)
{
  g_autoptr(JsonNode) node = sparkle_json_parse ("{\"s\":\"x\",\"i\":5,\"b\":true,\"n\":null,\"l\":[\"a\",\"b\"],\"m\":[1],\"o\":{}}", -1, 1000, NULL);
  JsonObject *object = json_node_get_object (node);
  g_auto(GStrv) list = sparkle_json_get_strv (object, "l");

  g_assert_cmpstr (sparkle_json_get_string (object, "s"), ==, "x");
  g_assert_null (sparkle_json_get_string (object, "i"));
  g_assert_null (sparkle_json_get_string (object, "n"));
  g_assert_null (sparkle_json_get_string (object, "absent"));
  g_assert_null (sparkle_json_get_string (NULL, "s"));
  g_assert_cmpint (sparkle_json_get_int (object, "i", 7), ==, 5);
  g_assert_cmpint (sparkle_json_get_int (object, "s", 7), ==, 7);
  g_assert_true (sparkle_json_get_bool (object, "b", FALSE));
  g_assert_true (sparkle_json_get_bool (object, "l", TRUE));
  g_assert_nonnull (sparkle_json_get_object (object, "o"));
  g_assert_null (sparkle_json_get_object (object, "l"));
  g_assert_null (sparkle_json_get_array (object, "o"));
  g_assert_cmpstr (list[1], ==, "b");
  g_assert_null (sparkle_json_get_strv (object, "m"));
  g_assert_null (sparkle_json_get_strv (object, "s"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/json/good", test_good);
  g_test_add_func ("/shared/json/bad", test_bad);
  g_test_add_func ("/shared/json/place", test_place);
  g_test_add_func ("/shared/json/nul", test_nul);
  g_test_add_func ("/shared/json/size", test_size);
  g_test_add_func ("/shared/json/depth", test_depth);
  g_test_add_func ("/shared/json/damaged", test_damaged);
  g_test_add_func ("/shared/json/look-ups", test_look_ups);
  return g_test_run ();
}
