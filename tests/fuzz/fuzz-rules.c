/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-excerpt.h"
#include "sparkle-link.h"
#include "sparkle-limits.h"
#include "sparkle-mention.h"
#include "sparkle-slug.h"
#include "sparkle-time.h"
#include "sparkle-validate.h"
#include "sparkle-video-time.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  static const SparkleRule rules[] = {
    sparkle_validate_title, sparkle_validate_content, sparkle_validate_comment, sparkle_validate_username,
    sparkle_validate_email, sparkle_validate_password, sparkle_validate_display_name, sparkle_validate_bio,
    sparkle_validate_tag, sparkle_validate_category, sparkle_validate_reaction, sparkle_validate_uuid, sparkle_validate_youtube_id,
  };
  g_autofree char *text = g_strndup ((const char *) data, size);
  gint64 when;

  for (unsigned i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr(GError) error = NULL;
      gboolean fine = rules[i] ("field", text, &error);
      g_assert_true (fine == (error == NULL));
    }
  if (sparkle_time_parse (text, &when))
    g_free (sparkle_time_format (when));

  g_autoptr(SparkleLink) link = sparkle_link_parse (text, NULL);
  if (link != NULL)
    {
      g_autofree char *again = sparkle_link_format (link->server, link->post_id, link->comment_id);
      g_autoptr(SparkleLink) twin = sparkle_link_parse (again, NULL);

      /* What was taken is plain ASCII, and comes back the same. */
      g_assert_nonnull (twin);
      g_assert_cmpstr (twin->server, ==, link->server);
      g_assert_cmpstr (twin->post_id, ==, link->post_id);
      g_assert_cmpstr (twin->comment_id, ==, link->comment_id);
      for (const char *p = again; *p != '\0'; p++)
        g_assert_true (*p > ' ' && *p < 0x7f);
    }

  /* The makers of text take what the rules have let through. */
  if (!sparkle_validate_content ("content", text, NULL))
    return 0;
  g_autofree char *excerpt = sparkle_excerpt (text);
  g_assert_true (g_utf8_validate (excerpt, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (excerpt, -1), <=, 200);
  g_autofree char *slug = sparkle_slug (text);
  g_assert_true (strspn (slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (slug));
  g_assert_cmpint (strlen (slug), >, 0);
  g_assert_true (slug[0] != '-' && slug[strlen (slug) - 1] != '-');
  g_assert_cmpuint (sparkle_reading_minutes (text), >=, 1);
  g_auto(GStrv) names = sparkle_mentions (text);
  g_assert_cmpuint (g_strv_length (names), <=, SPARKLE_MENTIONS_MAX);
  for (unsigned i = 0; names[i] != NULL; i++)
    g_assert_true (sparkle_validate_username ("name", names[i], NULL));
  return 0;
}
