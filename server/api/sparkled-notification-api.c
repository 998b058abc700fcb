/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-notification-api.h"

#include "sparkle-error.h"
#include "sparkled-notification-table.h"
#include "sparkled-notification.h"
#include "sparkled-page.h"
#include "sparkled-rest.h"
#include "sparkled-routes.h"

static gboolean
read_unread (SparkledCall  *call,
             gboolean      *ret_unread,
             GError       **error)
{
  const char *value = sparkled_call_query (call, "unread");
  g_autoptr(GError) local = NULL;

  *ret_unread = g_strcmp0 (value, "true") == 0;
  if (value == NULL || *ret_unread || g_str_equal (value, "false"))
    return TRUE;

  sparkle_error_add_detail (&local, "unread", "must be true or false");
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
list_notifications (SparkledCall  *call,
                    GError       **error)
{
  g_autoptr(SparkledRows) rows = NULL;
  SparkledPage page;
  gboolean unread;

  if (!sparkled_page_read (&page, "n", call, error) || !read_unread (call, &unread, error))
    return FALSE;

  rows = sparkled_notification_list (call->services, call->account, unread, sparkled_page_get_at (&page), sparkled_page_get_id (&page),
                                     page.limit, error);
  if (rows == NULL)
    return FALSE;

  sparkled_page_answer (&page, call, rows, SPARKLED_NOTIFICATION_RECORD, SPARKLED_NOTIFICATION_AT, SPARKLED_NOTIFICATION_ID);
  return TRUE;
}

static gboolean
read_notifications (SparkledCall  *call,
                    GError       **error)
{
  g_autoptr(JsonObject) data = sparkled_rest_get_body (call, error);
  g_autoptr(SparkledMutationResult) result =
    data != NULL ? sparkled_rest_apply (call, SPARKLE_OP_NOTIFICATION_READ, data, 0, error) : NULL;

  if (result == NULL)
    return FALSE;

  sparkled_call_take_data (call, 200, NULL);
  return TRUE;
}

static gboolean
get_settings (SparkledCall  *call,
              GError       **error)
{
  g_autoptr(SparkledRows) rows = sparkled_notification_settings (call->services, call->account, error);

  if (rows == NULL)
    return FALSE;
  if (sparkled_rows_get_n (rows) == 0)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, "This account is gone");
      return FALSE;
    }

  sparkled_call_take_data (call, 200, g_strdup (sparkled_rows_get (rows, 0, 0)));
  return TRUE;
}

static gboolean
edit_settings (SparkledCall  *call,
               GError       **error)
{
  g_autoptr(JsonObject) data = sparkled_rest_get_body (call, error);
  g_autoptr(SparkledMutationResult) result =
    data != NULL ? sparkled_rest_apply (call, SPARKLE_OP_ACCOUNT_EDIT, data, 0, error) : NULL;

  if (result == NULL)
    return FALSE;

  sparkled_call_take_data (call, 200, g_strdup (result->record));
  return TRUE;
}

const SparkledRoute sparkled_notification_routes[] = {
  { "GET", "/notifications", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, list_notifications,
    "listNotifications", "What others did, the latest first", NULL, "[]Notification", "limit cursor unread", NULL },
  { "PUT", "/notifications/read", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_SMALL, read_notifications,
    "readNotifications", "Marks notifications as read, up to a time", "NotificationRead", NULL, NULL, NULL },
  { "GET", "/me/settings", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, get_settings,
    "getSettings", "The account's settings", NULL, "Account", NULL, NULL },
  { "PATCH", "/me/settings", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_SMALL, edit_settings,
    "editSettings", "Says which notifications are wanted", "SettingsEdit", "Account", NULL, NULL },
  { NULL }
};
