/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a notification says. Nothing of it is text of a post: a title comes without its spoilers, and is shown apart. */
#include "sparkle-notification-text.h"

#include <glib/gi18n.h>

/* "Ada", "Ada and Kai", "Ada and 3 others" */
static char *
make_who (SparkleNotification *notification)
{
  const char * const *names = sparkle_notification_get_names (notification);
  unsigned count = sparkle_notification_get_count (notification);

  if (names[0] == NULL)
    return g_strdup (_("Somebody"));
  if (count <= 1)
    return g_strdup (names[0]);
  if (count == 2 && names[1] != NULL)
    /* Translators: two names */
    return g_strdup_printf (_("%s and %s"), names[0], names[1]);
  /* Translators: a name, and how many people beside */
  return g_strdup_printf (ngettext ("%s and %u other", "%s and %u others", count - 1), names[0], count - 1);
}

/**
 * sparkle_notification_text:
 * @notification: what others did
 *
 * Returns: (transfer full): one sentence
 */
char *
sparkle_notification_text (SparkleNotification *notification)
{
  unsigned count = MAX (sparkle_notification_get_count (notification), 1);
  g_autofree char *who = make_who (notification);

  /* Translators: the placeholder is a name, or several; the plural is of the number of people */
  switch (sparkle_notification_get_kind (notification))
    {
    case SPARKLE_NOTIFICATION_POST_LIKED:
      return g_strdup_printf (ngettext ("%s liked your post", "%s liked your post", count), who);
    case SPARKLE_NOTIFICATION_POST_COMMENTED:
      return g_strdup_printf (ngettext ("%s commented on your post", "%s commented on your post", count), who);
    case SPARKLE_NOTIFICATION_COMMENT_LIKED:
      return g_strdup_printf (ngettext ("%s liked what you said", "%s liked what you said", count), who);
    case SPARKLE_NOTIFICATION_REPLIED:
      return g_strdup_printf (ngettext ("%s answered you", "%s answered you", count), who);
    case SPARKLE_NOTIFICATION_FOLLOWED:
      return g_strdup_printf (ngettext ("%s follows you now", "%s follow you now", count), who);
    case SPARKLE_NOTIFICATION_FOLLOWED_POSTED:
      return g_strdup_printf (ngettext ("%s wrote a post", "%s wrote a post", count), who);
    case SPARKLE_NOTIFICATION_MENTIONED:
      return g_strdup_printf (ngettext ("%s mentioned you", "%s mentioned you", count), who);
    case SPARKLE_NOTIFICATION_ACHIEVEMENT:
      return g_strdup (_("You earned an achievement"));
    case SPARKLE_NOTIFICATION_LEVEL_UP:
      return g_strdup_printf (_("You reached level %d"), MAX (sparkle_notification_get_level (notification), 1));
    case SPARKLE_NOTIFICATION_MODERATION:
      return g_strdup (*sparkle_notification_get_message (notification) != '\0' ? sparkle_notification_get_message (notification)
                                                                                : _("The moderators have news for you"));
    case SPARKLE_NOTIFICATION_SYSTEM:
      return g_strdup (sparkle_notification_get_message (notification));
    case SPARKLE_N_NOTIFICATION_KINDS:
      break;
    }
  return g_strdup (_("Something happened that this version cannot show"));
}

/**
 * sparkle_notification_icon:
 * @notification: what others did
 *
 * Returns: (transfer none): the name of a symbolic icon
 */
const char *
sparkle_notification_icon (SparkleNotification *notification)
{
  switch (sparkle_notification_get_kind (notification))
    {
    case SPARKLE_NOTIFICATION_POST_LIKED:
    case SPARKLE_NOTIFICATION_COMMENT_LIKED:
      return "sparkle-spark-symbolic";
    case SPARKLE_NOTIFICATION_POST_COMMENTED:
    case SPARKLE_NOTIFICATION_REPLIED:
      return "sparkle-comment-symbolic";
    case SPARKLE_NOTIFICATION_FOLLOWED:
      return "avatar-default-symbolic";
    case SPARKLE_NOTIFICATION_FOLLOWED_POSTED:
      return "document-edit-symbolic";
    case SPARKLE_NOTIFICATION_MENTIONED:
      return "sparkle-mention-symbolic";
    case SPARKLE_NOTIFICATION_ACHIEVEMENT:
    case SPARKLE_NOTIFICATION_LEVEL_UP:
      return "starred-symbolic";
    case SPARKLE_NOTIFICATION_MODERATION:
      return "dialog-warning-symbolic";
    case SPARKLE_NOTIFICATION_SYSTEM:
    case SPARKLE_N_NOTIFICATION_KINDS:
      break;
    }
  return "sparkle-bell-symbolic";
}

/**
 * sparkle_notification_day:
 * @unix_us: a moment
 * @now_us: the present
 *
 * Returns: (transfer full): what people call the day of it
 */
char *
sparkle_notification_day (gint64 unix_us, gint64 now_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local_usec (unix_us);
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local_usec (now_us);
  g_autoptr(GDateTime) yesterday = now != NULL ? g_date_time_add_days (now, -1) : NULL;

  if (time == NULL || now == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (time) == g_date_time_get_year (now) && g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now))
    return g_strdup (_("Today"));
  if (g_date_time_get_year (time) == g_date_time_get_year (yesterday) &&
      g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (yesterday))
    return g_strdup (_("Yesterday"));
  if (g_date_time_get_year (time) == g_date_time_get_year (now))
    /* Translators: a day of this year in the form of strftime: "Monday, 3 March" */
    return g_date_time_format (time, _("%A, %-d %B"));
  /* Translators: a day of another year in the form of strftime */
  return g_date_time_format (time, _("%-d %B %Y"));
}
