/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "sparkle-error.h"
#include "sparkled-config.h"

static char *
write_file (const char *text)
{
  g_autoptr(GError) error = NULL;
  char *path = NULL;
  int fd = g_file_open_tmp ("sparkle-config-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);

  return path;
}

static void
test_order (void)
{
  g_autofree char *path = write_file ("# a comment\n[sparkled]\nport = 9000\nworkers=3\ncors-origins=https://a.example; http://b.example:3000\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledConfig) config = NULL;

  g_setenv ("SPARKLE_WORKERS", "4", TRUE);
  config = sparkled_config_load (path, &error);
  g_unsetenv ("SPARKLE_WORKERS");
  g_assert_no_error (error);
  g_assert_cmpuint (config->port, ==, 9000);
  g_assert_cmpuint (config->workers, ==, 4);
  g_assert_cmpstr (config->listen, ==, "127.0.0.1");
  g_assert_cmpuint (g_strv_length (config->cors_origins), ==, 2);
  g_assert_cmpstr (config->cors_origins[1], ==, "http://b.example:3000");
  g_assert_true (config->registration);
  g_assert_false (config->unlimited);
  g_assert_true (sparkled_config_set (config, "port", "0", &error));
  g_assert_cmpuint (config->port, ==, 0);
  g_assert_false (sparkled_config_set (config, "port", "-1", &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
  g_remove (path);
}

/* What is printed reads back as the same. */
static void
test_round_trip (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledConfig) config = sparkled_config_load (NULL, &error), again = NULL;
  g_autofree char *text = NULL, *second = NULL, *path = NULL;

  g_assert_no_error (error);
  text = sparkled_config_to_string (config);
  path = write_file (text);
  again = sparkled_config_load (path, &error);
  g_assert_no_error (error);
  second = sparkled_config_to_string (again);
  g_assert_cmpstr (text, ==, second);
  g_remove (path);
}

static void
test_problems (void)
{
  g_autofree char *path = write_file ("[sparkled]\nport=99999\n\nfoo=1\nlisten=localhost\nunlimited=perhaps\n"
                                      "cors-origins=https://a.example/path\ntrusted-proxies=10.0.0.1;nonsense\nlog-level=loud\ndatabase=\n[other]\nx=1\n");
  static const char * const expected[] = {
    ":2: port: ", ":4: foo: ", ":5: listen: ", ":6: unlimited: ", ":7: cors-origins: ", ":8: trusted-proxies: ", ":9: log-level: ", ":10: database: ",
    ":11: there is no group [other]", "SPARKLE_IDLE_SECONDS: ",
  };
  g_autoptr(GError) error = NULL;

  g_setenv ("SPARKLE_IDLE_SECONDS", "0", TRUE);
  g_assert_null (sparkled_config_load (path, &error));
  g_unsetenv ("SPARKLE_IDLE_SECONDS");
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
  for (unsigned i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_test_message ("%s", expected[i]);
      g_assert_nonnull (strstr (error->message, expected[i]));
    }
  g_clear_error (&error);
  g_remove (path);

  g_assert_null (sparkled_config_load ("/nonexistent/sparkle.conf", &error));
  g_assert_nonnull (strstr (error->message, "/nonexistent/sparkle.conf"));
  g_clear_error (&error);
  {
    g_autofree char *garbage = write_file ("port=1\n\xff\xfe garbage");

    g_assert_null (sparkled_config_load (garbage, &error));
    g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
    g_remove (garbage);
  }
}

static void
test_password (void)
{
  static const char * const secrets[] = {
    "host=db password=geheim user=x", "host=db password='ge heim' user=x", "postgresql://x:geheim@db/sparkle", "postgresql://db/s?password=geheim&user=x",
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr(SparkledConfig) config = sparkled_config_load (NULL, NULL);
      g_autofree char *text = NULL;

      g_assert_true (sparkled_config_set (config, "database", secrets[i], NULL));
      text = sparkled_config_to_string (config);
      g_assert_null (strstr (text, "heim"));
      g_assert_nonnull (strstr (text, "db"));
      g_assert_nonnull (strstr (text, "x"));
    }
}

/* A key is read from its file and told to nobody; a file that holds something else is named. */
static void
test_secret_file (void)
{
  static const char * const bad[] = { "", " \n", "two words\n", "k\xc3\xa9y\n" };
  g_autofree char *path = write_file ("the-k3y\n");
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledConfig) config = sparkled_config_load (NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_null (config->youtube_api_key);
  g_assert_true (sparkled_config_set (config, "youtube-api-key-file", path, &error));
  g_assert_cmpstr (config->youtube_api_key, ==, "the-k3y");
  text = sparkled_config_to_string (config);
  g_assert_null (strstr (text, "the-k3y"));
  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_true (g_file_set_contents (path, bad[i], -1, NULL));
      g_assert_false (sparkled_config_set (config, "youtube-api-key-file", path, &error));
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
      g_assert_nonnull (strstr (error->message, path));
      g_clear_error (&error);
    }
  g_remove (path);
  g_assert_false (sparkled_config_set (config, "youtube-api-key-file", path, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST);
}

static void
test_endpoints (void)
{
  static const char * const good[] = { "https://example.org/oembed", "http://127.0.0.1:8000/x", "http://localhost/", "http://[::1]:1/" };
  static const char * const bad[] = { "", "example.org", "http://example.org/", "http://127.0.0.1.example.org/", "ftp://127.0.0.1/", "https:///x",
                                      "https://user:secret@example.org/", "https://example.org/?q=1", "https://example.org/#f" };
  g_autoptr(SparkledConfig) config = sparkled_config_load (NULL, NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (good); i++)
    if (!sparkled_config_set (config, "youtube-oembed-url", good[i], NULL))
      g_error ("%s is an endpoint", good[i]);
  for (unsigned i = 0; i < G_N_ELEMENTS (bad); i++)
    if (sparkled_config_set (config, "youtube-oembed-url", bad[i], NULL))
      g_error ("%s is none", bad[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("SPARKLE_DATABASE");
  g_test_add_func ("/config/order", test_order);
  g_test_add_func ("/config/secret-file", test_secret_file);
  g_test_add_func ("/config/endpoints", test_endpoints);
  g_test_add_func ("/config/round-trip", test_round_trip);
  g_test_add_func ("/config/problems", test_problems);
  g_test_add_func ("/config/password", test_password);

  return g_test_run ();
}
