/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-validate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-post-kind.h"
#include "sparkle-reaction.h"
#include "sparkle-slug.h"
#include "sparkle-text.h"
#include "sparkle-uuid.h"
#include "sparkle-validate-text.h"
#include "sparkle-youtube-id.h"

gboolean
sparkle_validate_fail (GError     **error,
                       const char  *field,
                       const char  *format,
                       ...)
{
  va_list args;
  g_autofree char *message = NULL;

  if (error == NULL)
    return FALSE;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  sparkle_error_add_detail (error, field, "%s", message);
  return FALSE;
}

gboolean
sparkle_validate_text (const char  *field,
                       const char  *value,
                       gsize        least,
                       gsize        most,
                       gboolean     many_lines,
                       GError     **error)
{
  const char *reason;
  gsize length;

  /* No character takes more than 4 bytes; a megabyte is not counted to say that it is too long. */
  if (strnlen (value, most * 4 + 1) > most * 4)
    return sparkle_validate_fail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be at most %zu character", "must be at most %zu characters", most), most);
  if (!sparkle_text_is_clean (value, -1, many_lines, &reason))
    return sparkle_validate_fail (error, field, "%s", reason);
  length = sparkle_text_length (value);
  if (length > most)
    return sparkle_validate_fail (error, field, /* Translators: the first number is the most that is allowed, the second what was given */
                                  g_dngettext (GETTEXT_PACKAGE, "must be at most %zu character, not %zu", "must be at most %zu characters, not %zu", most), most, length);
  if (length < least)
    return least == 1 ? sparkle_validate_fail (error, field, _("must not be empty"))
                      : sparkle_validate_fail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be at least %zu character", "must be at least %zu characters", least), least);
  if (least > 0 && sparkle_text_is_blank (value))
    return sparkle_validate_fail (error, field, _("must not be blank"));
  return TRUE;
}

/**
 * sparkle_validate_title:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * A title: 1 to 200 characters, one line, something to be seen.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_title (const char  *field,
                        const char  *value,
                        GError     **error)
{
  return sparkle_validate_text (field, value, SPARKLE_TITLE_MIN, SPARKLE_TITLE_MAX, FALSE, error);
}

/**
 * sparkle_validate_content:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * The text of a post: 1 to 50,000 characters, something to be seen.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_content (const char  *field,
                          const char  *value,
                          GError     **error)
{
  return sparkle_validate_text (field, value, SPARKLE_CONTENT_MIN, SPARKLE_CONTENT_MAX, TRUE, error);
}

/**
 * sparkle_validate_comment:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * A comment: 1 to 5,000 characters, something to be seen.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_comment (const char  *field,
                          const char  *value,
                          GError     **error)
{
  return sparkle_validate_text (field, value, SPARKLE_COMMENT_MIN, SPARKLE_COMMENT_MAX, TRUE, error);
}

/**
 * sparkle_validate_display_name:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * The name a person is shown by: 1 to 50 characters, one line, something to be seen.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_display_name (const char  *field,
                               const char  *value,
                               GError     **error)
{
  return sparkle_validate_text (field, value, 1, SPARKLE_DISPLAY_NAME_MAX, FALSE, error);
}

/**
 * sparkle_validate_bio:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * What people say of themselves: at most 500 characters, may be empty.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_bio (const char  *field,
                      const char  *value,
                      GError     **error)
{
  return sparkle_validate_text (field, value, 0, SPARKLE_BIO_MAX, TRUE, error);
}

/**
 * sparkle_validate_tag:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * A tag: 1 to 30 characters, one line, something to be seen.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_tag (const char  *field,
                      const char  *value,
                      GError     **error)
{
  return sparkle_validate_text (field, value, SPARKLE_TAG_MIN, SPARKLE_TAG_MAX, FALSE, error);
}

/**
 * sparkle_validate_category:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * The short name of a category: a slug. Whether it exists, the server knows.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_category (const char  *field,
                           const char  *value,
                           GError     **error)
{
  if (!sparkle_slug_is_valid (value) || strlen (value) > SPARKLE_CATEGORY_MAX)
    return sparkle_validate_fail (error, field, _("must be the short name of a category: a-z, 0-9 and \"-\""));
  return TRUE;
}

/**
 * sparkle_validate_reaction:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * The name of one of the five reactions.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_reaction (const char  *field,
                           const char  *value,
                           GError     **error)
{
  if (!sparkle_reaction_from_name (value, NULL))
    return sparkle_validate_fail (error, field, _("must be one of like, love, fire, sparkle, mind_blown"));
  return TRUE;
}

/**
 * sparkle_validate_post_kind:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * The name of a kind of post.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_post_kind (const char  *field,
                            const char  *value,
                            GError     **error)
{
  if (!sparkle_post_kind_from_name (value, NULL))
    return sparkle_validate_fail (error, field, _("must be one of blog, theory, video_review, fan_art, tutorial, news, poll"));
  return TRUE;
}

/**
 * sparkle_validate_uuid:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * A UUID in canonical lower case.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_uuid (const char  *field,
                       const char  *value,
                       GError     **error)
{
  if (!sparkle_uuid_is_valid (value))
    return sparkle_validate_fail (error, field, _("must be a UUID in lower case"));
  return TRUE;
}

/**
 * sparkle_validate_youtube_id:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * The id of a video: 11 of [A-Za-z0-9_-].
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_youtube_id (const char  *field,
                             const char  *value,
                             GError     **error)
{
  if (!sparkle_youtube_id_is_valid (value))
    return sparkle_validate_fail (error, field, _("must be the id of a YouTube video: 11 letters, digits, \"-\" or \"_\""));
  return TRUE;
}

/**
 * sparkle_validate_folder:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * The name of a folder of bookmarks: 1 to 50 characters, one line.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_folder (const char  *field,
                         const char  *value,
                         GError     **error)
{
  return sparkle_validate_text (field, value, 1, SPARKLE_FOLDER_MAX, FALSE, error);
}

/**
 * sparkle_validate_note:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * A note at a bookmark: at most 500 characters, may be empty.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_note (const char  *field,
                       const char  *value,
                       GError     **error)
{
  return sparkle_validate_text (field, value, 0, SPARKLE_NOTE_MAX, TRUE, error);
}

/**
 * sparkle_validate_draft_title:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * The title of a draft: at most 200 characters, one line, may be empty.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_draft_title (const char  *field,
                              const char  *value,
                              GError     **error)
{
  return sparkle_validate_text (field, value, 0, SPARKLE_TITLE_MAX, FALSE, error);
}

/**
 * sparkle_validate_draft_content:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * The text of a draft: at most 50,000 characters, may be empty.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_draft_content (const char  *field,
                                const char  *value,
                                GError     **error)
{
  return sparkle_validate_text (field, value, 0, SPARKLE_CONTENT_MAX, TRUE, error);
}

/**
 * sparkle_validate_tags:
 * @field: the name of the field
 * @tags: (array zero-terminated=1): the tags
 * @error: (inout) (optional): details are added
 *
 * Checks the tags of a post: at most 5, each a good one, none twice whatever the case.
 *
 * Returns: whether all is well
 */
gboolean
sparkle_validate_tags (const char         *field,
                       const char * const *tags,
                       GError            **error)
{
  gboolean good = TRUE;
  guint n = g_strv_length ((char **) tags);

  if (n > SPARKLE_TAGS_MAX)
    return sparkle_validate_fail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be at most %d tag", "must be at most %d tags", SPARKLE_TAGS_MAX), SPARKLE_TAGS_MAX);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s[%u]", field, i);
      g_autofree char *folded = NULL;

      if (!sparkle_validate_tag (name, tags[i], error))
        {
          good = FALSE;
          continue;
        }
      folded = g_utf8_casefold (tags[i], -1);
      for (guint j = 0; j < i; j++)
        {
          g_autofree char *other = g_utf8_validate (tags[j], -1, NULL) ? g_utf8_casefold (tags[j], -1) : NULL;

          if (g_strcmp0 (folded, other) == 0)
            {
              good = sparkle_validate_fail (error, name, _("is there twice"));
              break;
            }
        }
    }
  return good;
}

/**
 * sparkle_validate_video_seconds:
 * @field: the name of the field
 * @seconds: a second of a video
 * @error: (inout) (optional): a detail is added
 *
 * From the start to 48 hours.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_video_seconds (const char  *field,
                                gint64       seconds,
                                GError     **error)
{
  if (seconds < 0 || seconds > SPARKLE_VIDEO_SECONDS_MAX)
    return sparkle_validate_fail (error, field, _("must be from 0 to %d"), SPARKLE_VIDEO_SECONDS_MAX);
  return TRUE;
}

/**
 * sparkle_validate_publish_at:
 * @field: the name of the field
 * @at_us: when a post is to be published, µs since 1970
 * @now_us: what time it is
 * @error: (inout) (optional): a detail is added
 *
 * At most a year ahead. A time that has passed is good: it means at once, for what was planned without network may arrive late.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_publish_at (const char  *field,
                             gint64       at_us,
                             gint64       now_us,
                             GError     **error)
{
  if (at_us > now_us + SPARKLE_SCHEDULE_DAYS_MAX * G_TIME_SPAN_DAY)
    return sparkle_validate_fail (error, field, "must be at most a year ahead");
  return TRUE;
}
