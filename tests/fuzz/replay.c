/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target without a fuzzer: over every file of its corpus as it is, then over
 * seeded mutations of each. With clang, the same targets link against libFuzzer instead. */
#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

static unsigned n_inputs;

/* A copy of exactly the input's size, so that the sanitizer sees a read behind its end. */
static void
run_one (const guint8 *data, gsize size)
{
  guint8 *copy = malloc (size ? size : 1);

  if (size)
    memcpy (copy, data, size);
  LLVMFuzzerTestOneInput (copy, size);
  free (copy);
  n_inputs++;
}

static void
mutate (GByteArray *bytes, GRand *rand)
{
  static const char * const pieces[] = { "\"", "\\u0000", "\\ud800", "[", "{", "}", "\xff", "\xf0\x9f", "\xef\xbb\xbf", "&#x0;", "&#99999999;",
                                         "1e999", "-9223372036854775809", "null", "\r\n", ",", "<br", "</a>", "||", "9:99:99" };
  unsigned n = g_rand_int_range (rand, 1, 6);

  while (n-- > 0)
    {
      unsigned at = bytes->len ? g_rand_int_range (rand, 0, bytes->len) : 0;
      switch (g_rand_int_range (rand, 0, 5))
        {
        case 0:
          if (bytes->len)
            bytes->data[at] ^= 1u << g_rand_int_range (rand, 0, 8);
          break;
        case 1:
          if (bytes->len)
            g_byte_array_remove_range (bytes, at, g_rand_int_range (rand, 1, bytes->len - at + 1));
          break;
        case 2:
          {
            const char *piece = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];
            g_autoptr(GByteArray) tail = g_byte_array_new ();
            g_byte_array_append (tail, bytes->data + at, bytes->len - at);
            g_byte_array_set_size (bytes, at);
            g_byte_array_append (bytes, (const guint8 *) piece, strlen (piece));
            g_byte_array_append (bytes, tail->data, tail->len);
            break;
          }
        case 3:
          g_byte_array_set_size (bytes, at);
          break;
        case 4:
          if (bytes->len && bytes->len < 65536)
            {
              g_autoptr(GByteArray) again = g_byte_array_new ();
              g_byte_array_append (again, bytes->data + at, bytes->len - at);
              g_byte_array_append (bytes, again->data, again->len);
            }
          break;
        }
    }
}

static void
run_seeds (const guint8 *data, gsize size, guint32 seed, unsigned rounds)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);

  run_one (data, size);
  for (unsigned i = 0; i < rounds; i++)
    {
      g_autoptr(GByteArray) bytes = g_byte_array_new ();
      g_byte_array_append (bytes, data, size);
      mutate (bytes, rand);
      run_one (bytes->data, bytes->len);
    }
}

static void
run_corpus (const char *folder, unsigned rounds)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      gsize size;
      g_file_get_contents (path, &data, &size, &error);
      g_assert_no_error (error);
      run_seeds ((guint8 *) data, size, g_str_hash (name), rounds);
    }
}

static void
run_naughty (const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonParser) parser = json_parser_new ();

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  JsonArray *strings = json_node_get_array (json_parser_get_root (parser));
  for (unsigned i = 0; i < json_array_get_length (strings); i++)
    {
      const char *text = json_array_get_string_element (strings, i);
      run_seeds ((const guint8 *) text, strlen (text), i, 3);
    }
}

int
main (int argc, char **argv)
{
  g_assert_cmpint (argc, ==, 5); /* name corpus naughty rounds */
  g_print ("1..1\n");
  run_corpus (argv[2], atoi (argv[4]));
  run_naughty (argv[3]);
  g_assert_cmpuint (n_inputs, >, 400);
  g_print ("ok 1 - %s %u inputs\n", argv[1], n_inputs);
  return 0;
}
