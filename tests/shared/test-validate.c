/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-validate.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-password.h"
#include "sparkle-post-kind.h"
#include "sparkle-reaction.h"
#include "sparkle-text.h"

static void
check (SparkleRule  rule,
       const char  *value,
       gboolean     good)
{
  g_autoptr(GError) error = NULL;

  if (rule ("field", value, &error) != good)
    g_error ("\"%.60s\" should %s, but: %s", value, good ? "pass" : "fail",
             error != NULL ? sparkle_error_get_detail (error, 0)->message : "it passed");
  if (good)
    g_assert_no_error (error);
  else
    {
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
      g_assert_cmpstr (sparkle_error_get_detail (error, 0)->field, ==, "field");
    }
  /* Without a place for the reason the verdict is the same. */
  g_assert_true (rule ("field", value, NULL) == good);
}

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
check_bounds (SparkleRule  rule,
              guint        most,
              gboolean     empty)
{
  static const char * const units[] = { "a", "é", "漢", "😀" };

  check (rule, "", empty);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autofree char *full = repeat (units[i], most);
      g_autofree char *over = repeat (units[i], most + 1);

      check (rule, units[i], TRUE);
      check (rule, full, TRUE);
      check (rule, over, FALSE);
    }
}

static void
test_texts (void)
{
  g_autofree char *huge = repeat ("x", 1024 * 1024);

  check_bounds (sparkle_validate_title, SPARKLE_TITLE_MAX, FALSE);
  check_bounds (sparkle_validate_content, SPARKLE_CONTENT_MAX, FALSE);
  check_bounds (sparkle_validate_comment, SPARKLE_COMMENT_MAX, FALSE);
  check_bounds (sparkle_validate_tag, SPARKLE_TAG_MAX, FALSE);
  check_bounds (sparkle_validate_display_name, SPARKLE_DISPLAY_NAME_MAX, FALSE);
  check_bounds (sparkle_validate_bio, SPARKLE_BIO_MAX, TRUE);
  check_bounds (sparkle_validate_folder, SPARKLE_FOLDER_MAX, FALSE);
  check_bounds (sparkle_validate_note, SPARKLE_NOTE_MAX, TRUE);
  check_bounds (sparkle_validate_draft_title, SPARKLE_TITLE_MAX, TRUE);
  check_bounds (sparkle_validate_draft_content, SPARKLE_CONTENT_MAX, TRUE);
  check (sparkle_validate_title, huge, FALSE);
  check (sparkle_validate_content, huge, FALSE);
}

static void
test_characters (void)
{
  static const char * const never[] = { "a\x01", "a\x7f", "a\xc2\x85", "a\r\nb", "\xff", "a\xed\xa0\x80", "\xc0\x80", "a\xef\xbf\xbf", "a\xef\xb7\x90", "\x1b[31m" };
  static const char * const blank[] = { " ", "\xe2\x80\x8b", "\xef\xbb\xbf", "\xe3\x80\x80", "\xc2\xa0", "\xe2\xa0\x80", "\xe3\x85\xa4", "\xe2\x80\xae \xe2\x81\xa0" };

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      check (sparkle_validate_title, never[i], FALSE);
      check (sparkle_validate_content, never[i], FALSE);
      check (sparkle_validate_bio, never[i], FALSE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (blank); i++)
    {
      check (sparkle_validate_title, blank[i], FALSE);
      check (sparkle_validate_comment, blank[i], FALSE);
      check (sparkle_validate_display_name, blank[i], FALSE);
    }
  check (sparkle_validate_content, "a\n\tb", TRUE);
  check (sparkle_validate_content, "\n", FALSE);
  check (sparkle_validate_title, "a\nb", FALSE);
  check (sparkle_validate_title, "a\tb", FALSE);
  check (sparkle_validate_title, "a\xe2\x80\xa8" "b", FALSE);
  check (sparkle_validate_title, "👩‍👩‍👧 שלום", TRUE);
}

static void
test_accounts (void)
{
  static const char * const emails[] = { "a@b.co", "first.last+tag@sub.example.org", "ü@exämple.de", "o'neil@example.com" };
  static const char * const not_emails[] = {
    "", "a", "a@", "@b.co", "a@b", "a@b..co", "a@-b.co", "a b@c.de", "a@b@c.de", ".a@b.co", "a.@b.co", "a..b@c.de", "\"a\"@b.co", "a@b.c o", "a@b.co\n",
    "a\xe2\x80\x8b@b.co", "<a@b.co>",
  };

  check (sparkle_validate_username, "abc", TRUE);
  check (sparkle_validate_username, "A_9", TRUE);
  check (sparkle_validate_username, "ab", FALSE);
  check (sparkle_validate_username, "123456789012345678901234567890", TRUE);
  check (sparkle_validate_username, "1234567890123456789012345678901", FALSE);
  check (sparkle_validate_username, "a-b", FALSE);
  check (sparkle_validate_username, "äbc", FALSE);
  check (sparkle_validate_username, "", FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (emails); i++)
    check (sparkle_validate_email, emails[i], TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (not_emails); i++)
    check (sparkle_validate_email, not_emails[i], FALSE);
}

static void
test_passwords (void)
{
  static const char * const common[] = { "password", "PASSWORD", "12345678", "Qwerty123", "iloveyou", "sunshine", "Password1", "baseball" };
  g_autofree char *full = repeat ("ü", SPARKLE_PASSWORD_MAX);
  g_autofree char *over = repeat ("ü", SPARKLE_PASSWORD_MAX + 1);

  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    {
      g_assert_true (sparkle_password_is_common (common[i]));
      check (sparkle_validate_password, common[i], FALSE);
    }
  check (sparkle_validate_password, "sparkle-demo-2026", TRUE);
  check (sparkle_validate_password, "correct horse battery staple", TRUE);
  check (sparkle_validate_password, "kurz7zz", FALSE);
  check (sparkle_validate_password, full, TRUE);
  check (sparkle_validate_password, over, FALSE);
  check (sparkle_validate_password, "\xff\xff\xff\xff\xff\xff\xff\xff\xff", FALSE);
  /* Signing in tells nothing of the rules. */
  check (sparkle_validate_login_password, "x", TRUE);
  check (sparkle_validate_login_password, "", FALSE);
  check (sparkle_validate_login, "", FALSE);
  check (sparkle_validate_login, "nova", TRUE);
}

static void
test_names (void)
{
  SparklePostKind kind;
  SparkleReactionType type;

  for (guint i = 0; i < SPARKLE_N_REACTIONS; i++)
    {
      check (sparkle_validate_reaction, sparkle_reaction_to_name (i), TRUE);
      g_assert_true (sparkle_reaction_from_name (sparkle_reaction_to_name (i), &type));
      g_assert_cmpint (type, ==, i);
    }
  for (guint i = 0; i < SPARKLE_N_POST_KINDS; i++)
    {
      check (sparkle_validate_post_kind, sparkle_post_kind_to_name (i), TRUE);
      g_assert_true (sparkle_post_kind_from_name (sparkle_post_kind_to_name (i), &kind));
      g_assert_cmpint (kind, ==, i);
    }
  check (sparkle_validate_reaction, "LIKE", FALSE);
  check (sparkle_validate_post_kind, "", FALSE);
  check (sparkle_validate_category, "super-bowl", TRUE);
  check (sparkle_validate_category, "Super Bowl", FALSE);
  check (sparkle_validate_youtube_id, "9bZkp7q19f0", TRUE);
  check (sparkle_validate_youtube_id, "9bZkp7q19f", FALSE);
  check (sparkle_validate_uuid, "not-a-uuid", FALSE);
}

static void
test_tags (void)
{
  static const char * const good[] = { "a", "b", "c", "d", "Süß", NULL };
  static const char * const many[] = { "a", "b", "c", "d", "e", "f", NULL };
  static const char * const twice[] = { "Fire", "b", "fire", "", NULL };
  g_autoptr(GError) error = NULL;

  g_assert_true (sparkle_validate_tags ("tags", good, NULL));
  g_assert_false (sparkle_validate_tags ("tags", many, NULL));
  g_assert_false (sparkle_validate_tags ("tags", twice, &error));
  g_assert_cmpuint (sparkle_error_n_details (error), ==, 2);
  g_assert_cmpstr (sparkle_error_get_detail (error, 0)->field, ==, "tags[2]");
  g_assert_cmpstr (sparkle_error_get_detail (error, 1)->field, ==, "tags[3]");

  g_assert_true (sparkle_validate_video_seconds ("video_seconds", 0, NULL));
  g_assert_false (sparkle_validate_video_seconds ("video_seconds", -1, NULL));
  g_assert_false (sparkle_validate_video_seconds ("video_seconds", G_MAXINT64, NULL));
}

static void
test_text (void)
{
  g_autofree char *normal = sparkle_text_normalise ("a\r\nb\rc\n\r\n");
  const char *reason = NULL;

  g_assert_cmpstr (normal, ==, "a\nb\nc\n\n");
  g_assert_false (sparkle_text_is_clean ("a\0b", 3, TRUE, &reason));
  g_assert_cmpstr (reason, ==, "must not contain NUL characters");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/validate/texts", test_texts);
  g_test_add_func ("/shared/validate/characters", test_characters);
  g_test_add_func ("/shared/validate/accounts", test_accounts);
  g_test_add_func ("/shared/validate/passwords", test_passwords);
  g_test_add_func ("/shared/validate/names", test_names);
  g_test_add_func ("/shared/validate/tags", test_tags);
  g_test_add_func ("/shared/validate/text", test_text);
  return g_test_run ();
}
