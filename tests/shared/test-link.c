/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-error.h"
#include "sparkle-link.h"
#include "sparkle-uuid.h"

#define POST "019b0000-0000-7000-9000-000000000001"
#define COMMENT "019b0000-0000-7000-a000-000000000002"

static void
test_good (void)
{
  static const struct
  {
    const char *text, *server, *post, *comment;
  } cases[] = {
    { "sparkle://sparkle.example/post/" POST, "sparkle.example", POST, NULL },
    { "sparkle://sparkle.example/post/" POST "/comment/" COMMENT, "sparkle.example", POST, COMMENT },
    { "sparkle://sparkle.example/post/" POST "/", "sparkle.example", POST, NULL },
    { " \tsparkle://sparkle.example/post/" POST "\n", "sparkle.example", POST, NULL },
    { "SPARKLE://Sparkle.Example/post/019B0000-0000-7000-9000-000000000001", "sparkle.example", POST, NULL },
    { "sparkle://127.0.0.1:8080/post/" POST, "127.0.0.1:8080", POST, NULL },
    { "sparkle://[::1]:8080/post/" POST, "[::1]:8080", POST, NULL },
    { "sparkle://sparkle.example:443/post/" POST, "sparkle.example", POST, NULL },
    { "sparkle://sparkle.example:80/post/" POST, "sparkle.example", POST, NULL },
    { "sparkle://example.org/fans/Of-It/post/" POST "/comment/" COMMENT, "example.org/fans/Of-It", POST, COMMENT },
    { "sparkle://localhost/post/" POST, "localhost", POST, NULL },
    { "sparkle://xn--bcher-kva.example/post/" POST, "xn--bcher-kva.example", POST, NULL },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkleLink) link = sparkle_link_parse (cases[i].text, &error);
      g_autofree char *address = NULL;
      g_autofree char *again = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (link->server, ==, cases[i].server);
      g_assert_cmpstr (link->post_id, ==, cases[i].post);
      g_assert_cmpstr (link->comment_id, ==, cases[i].comment);
      address = g_strconcat ("https://", link->server, NULL);
      again = sparkle_link_format (address, link->post_id, link->comment_id);
      g_autoptr(SparkleLink) twin = sparkle_link_parse (again, &error);

      g_assert_no_error (error);
      g_assert_true (sparkle_link_is_of (twin, address));
      g_assert_cmpstr (twin->comment_id, ==, link->comment_id);
    }
}

static void
test_bad (void)
{
  static const char * const cases[] = {
    NULL, "", " ", "sparkle", "sparkle:", "sparkle:/", "sparkle://", "sparkle:///", "sparkle:///post/" POST,
    "https://sparkle.example/post/" POST, "sparkles://sparkle.example/post/" POST, "javascript:sparkle://x/post/" POST,
    "sparkle:sparkle.example/post/" POST, "sparkle://sparkle.example", "sparkle://sparkle.example/post/",
    "sparkle://sparkle.example/post/1", "sparkle://sparkle.example/post/" POST "0", "sparkle://sparkle.example/" POST,
    "sparkle://sparkle.example/post/" POST "/comment/", "sparkle://sparkle.example/post/" POST "/comment/1",
    "sparkle://sparkle.example/comment/" COMMENT, "sparkle://sparkle.example/post/" POST "/" COMMENT,
    "sparkle://sparkle.example/post/" POST "//", "sparkle://sparkle.example//post/" POST,
    "sparkle://me@sparkle.example/post/" POST, "sparkle://me:secret@sparkle.example/post/" POST,
    "sparkle://sparkle.example/post/" POST "?x=1", "sparkle://sparkle.example/post/" POST "#top",
    "sparkle://sparkle.example/../post/" POST, "sparkle://sparkle.example/./post/" POST, "sparkle://sparkle.example/%2e%2e/post/" POST,
    "sparkle://spar%6ble.example/post/" POST, "sparkle://sparkle.example:/post/" POST, "sparkle://sparkle.example:99999/post/" POST,
    "sparkle://sparkle.example:1:2/post/" POST, "sparkle://:80/post/" POST, "sparkle://.example/post/" POST, "sparkle://a..b/post/" POST,
    "sparkle://-x/post/" POST, "sparkle://[::1/post/" POST, "sparkle://[]/post/" POST, "sparkle://[::1]x/post/" POST, "sparkle://[zz]/post/" POST,
    "sparkle://sparkle.example/post\n/" POST, "sparkle://sparkle\x01.example/post/" POST, "sparkle://sp ace.example/post/" POST,
    "sparkle://sp\xd0\xb0rkle.example/post/" POST, "sparkle://sparkle.example\xe2\x80\xae/post/" POST, "sparkle://\xff\xfe/post/" POST,
    "sparkle://sparkle.example\\post\\" POST, "sparkle://sparkle.example/post/" POST "\xe2\x80\x8b",
  };
  g_autofree char *filler = g_strnfill (SPARKLE_LINK_MAX_BYTES, 'a');
  g_autofree char *too_long = g_strconcat ("sparkle://", filler, ".example/post/" POST, NULL);

  for (unsigned i = 0; i <= G_N_ELEMENTS (cases); i++)
    {
      const char *text = i < G_N_ELEMENTS (cases) ? cases[i] : too_long;
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkleLink) link = sparkle_link_parse (text, &error);

      if (link != NULL)
        g_test_message ("taken: %s", text);
      g_assert_null (link);
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
      g_assert_cmpuint (sparkle_error_n_details (error), ==, 1);
      g_assert_cmpuint (strlen (sparkle_error_get_detail (error, 0)->message), >, 20);
    }
}

static void
test_format (void)
{
  static const struct
  {
    const char *address, *link;
  } cases[] = {
    { "https://sparkle.example", "sparkle://sparkle.example/post/" POST },
    { "https://sparkle.example/", "sparkle://sparkle.example/post/" POST },
    { "http://127.0.0.1:8080", "sparkle://127.0.0.1:8080/post/" POST },
    { "https://example.org/fans", "sparkle://example.org/fans/post/" POST },
    { "http://[::1]:8080", "sparkle://[::1]:8080/post/" POST },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = sparkle_link_format (cases[i].address, POST, NULL);

      g_assert_cmpstr (text, ==, cases[i].link);
    }
}

static void
test_is_of (void)
{
  g_autoptr(SparkleLink) link = sparkle_link_parse ("sparkle://sparkle.example/post/" POST, NULL);

  g_assert_true (sparkle_link_is_of (link, "https://sparkle.example"));
  g_assert_true (sparkle_link_is_of (link, "https://Sparkle.example/"));
  g_assert_false (sparkle_link_is_of (link, "https://sparkle.example:8443"));
  g_assert_false (sparkle_link_is_of (link, "https://sparkle.example.org"));
  g_assert_false (sparkle_link_is_of (link, "https://sparkle.example/fans"));
  g_assert_false (sparkle_link_is_of (link, ""));
  g_assert_false (sparkle_link_is_of (link, NULL));
  g_assert_true (sparkle_link_is_link ("Sparkle:anything"));
  g_assert_false (sparkle_link_is_link ("https://sparkle.example"));
  g_assert_false (sparkle_link_is_link (NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/good", test_good);
  g_test_add_func ("/link/bad", test_bad);
  g_test_add_func ("/link/format", test_format);
  g_test_add_func ("/link/is-of", test_is_of);
  return g_test_run ();
}
