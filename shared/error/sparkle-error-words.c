/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-error-words.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"

/* What a person knows a field by. Fields that are not here are only a matter of programs, or their message is a whole sentence. */
static const struct
{
  const char *field;
  const char *name;
} names[] = {
  { "bio", NC_("field", "About you") },
  { "category", NC_("field", "Category") },
  { "content", NC_("field", "Text") },
  { "display_name", NC_("field", "Name") },
  { "email", NC_("field", "E-mail") },
  { "folder", NC_("field", "Folder") },
  { "login", NC_("field", "Name or e-mail") },
  { "note", NC_("field", "Note") },
  { "password", NC_("field", "Password") },
  { "tag", NC_("field", "Tag") },
  { "tags", NC_("field", "Tags") },
  { "title", NC_("field", "Title") },
  { "username", NC_("field", "User name") },
  { "video_seconds", NC_("field", "Moment of the video") },
  { "youtube_video_id", NC_("field", "Video") },
};

/* Their messages name what they are about. */
static const char * const spoken[] = { "q", "server", "user_id", "link" };

/**
 * sparkle_error_translate:
 * @message: a sentence in English, such as the server sends
 *
 * Looks a sentence up that was said elsewhere. What the catalogue does not know stays as it is.
 *
 * Returns: (transfer none): the sentence in the language of the process, or @message
 */
const char *
sparkle_error_translate (const char *message)
{
  g_return_val_if_fail (message != NULL, NULL);

  /* "" is the head of a catalogue */
  return *message != '\0' ? g_dgettext (GETTEXT_PACKAGE, message) : message;
}

/**
 * sparkle_error_name_field:
 * @field: the name of a field on the wire, such as "tags[2]"
 *
 * Returns: (transfer none) (nullable): what a person calls it; %NULL for one that no person fills in
 */
const char *
sparkle_error_name_field (const char *field)
{
  gsize length;

  g_return_val_if_fail (field != NULL, NULL);

  length = strcspn (field, "[.");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i].field) == length && strncmp (names[i].field, field, length) == 0)
      return g_dpgettext2 (GETTEXT_PACKAGE, "field", names[i].name);
  return NULL;
}

/**
 * sparkle_error_in_words:
 * @error: an error of any domain
 *
 * Says what is wrong: with the first wrong field, when there is one.
 *
 * Returns: (transfer full): a sentence for a person, without a full stop
 */
char *
sparkle_error_in_words (const GError *error)
{
  const SparkleErrorDetail *detail;
  const char *name;

  g_return_val_if_fail (error != NULL, NULL);

  detail = sparkle_error_get_detail (error, 0);
  if (detail == NULL)
    return g_strdup (error->message);
  for (guint i = 0; i < G_N_ELEMENTS (spoken); i++)
    if (g_str_equal (detail->field, spoken[i]))
      return g_strdup (detail->message);
  name = sparkle_error_name_field (detail->field);
  /* Translators: the name of a field, then what is wrong with it: “Title: must not be empty” */
  return g_strdup_printf (_("%s: %s"), name != NULL ? name : detail->field, detail->message);
}
