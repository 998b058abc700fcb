/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-notification.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-notification-wire.h"
#include "sparkle-text.h"
#include "sparkled-array.h"
#include "sparkled-notification-table.h"

/**
 * sparkled_notification_read:
 * @write: a write of notification.read
 * @error: VALIDATION_FAILED
 *
 * Marks what the writer has seen as read. What came after the time that it names was not seen and stays.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_notification_read (SparkledWrite  *write,
                            GError        **error)
{
  g_autoptr(JsonNode) data = sparkle_mutation_get_data_node (write->mutation);
  g_autoptr(SparkleNotificationRead) read = sparkle_notification_read_decode (data, error);
  g_autofree char *ids = NULL;
  char until[24];

  if (read == NULL)
    return FALSE;
  g_snprintf (until, sizeof until, "%" G_GINT64_FORMAT, read->until);
  if (read->ids != NULL)
    ids = sparkled_array_literal ((const char * const *) read->ids);
  /* The records come with the feed: they are many, and the ledger would keep them. */
  sparkled_write_set_record (write, write->account->id, NULL);

  return sparkled_notification_table_read (write->tx, write->account->id, until, ids, read->post_id, error);
}

static char *
switches_to_json (const SparkleAccountEdit *edit)
{
  GString *json = g_string_new ("{");

  for (unsigned kind = 0; kind < SPARKLE_NOTIFICATION_N_SWITCHES; kind++)
    if ((edit->present & (G_GUINT64_CONSTANT (1) << kind)) != 0)
      g_string_append_printf (json, "%s\"%s\":%s", json->len > 1 ? "," : "", sparkle_notification_kind_to_string (kind),
                              edit->notify[kind] ? "true" : "false");
  g_string_append_c (json, '}');
  return g_string_free_and_steal (json);
}

/**
 * sparkled_notification_switch:
 * @write: a write of account.edit
 * @error: VALIDATION_FAILED
 *
 * Says which kinds the writer wants to hear of. Those that the write does not name stay.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_notification_switch (SparkledWrite  *write,
                              GError        **error)
{
  g_autoptr(JsonNode) data = sparkle_mutation_get_data_node (write->mutation);
  g_autoptr(SparkleAccountEdit) edit = sparkle_account_edit_decode (data, error);
  g_autoptr(SparkledRows) rows = NULL;
  g_autofree char *switches = NULL;

  if (edit == NULL)
    return FALSE;
  switches = switches_to_json (edit);
  rows = sparkled_notification_table_switch (write->tx, write->account->id, switches, error);
  if (rows == NULL)
    return FALSE;
  sparkled_write_set_record (write, write->account->id, sparkled_rows_get_n (rows) > 0 ? sparkled_rows_get (rows, 0, 0) : NULL);

  return TRUE;
}

/**
 * sparkled_notification_list:
 * @services: the services
 * @account: whose
 * @unread: only those that were not read
 * @before_at: (nullable): µs, with @before_id: the last one that was listed
 * @before_id: (nullable): its id
 * @limit: how many
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): the last changed first
 */
SparkledRows *
sparkled_notification_list (SparkledServices       *services,
                            const SparkledAccount  *account,
                            gboolean                unread,
                            const char             *before_at,
                            const char             *before_id,
                            unsigned                limit,
                            GError                **error)
{
  return sparkled_notification_table_list (services->db, account->id, unread, before_at, before_id, limit, error);
}

/**
 * sparkled_notification_settings:
 * @services: the services
 * @account: whose
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: (transfer full): one row with the account's private record, which holds the switches
 */
SparkledRows *
sparkled_notification_settings (SparkledServices       *services,
                                const SparkledAccount  *account,
                                GError                **error)
{
  return sparkled_notification_table_settings (services->db, account->id, error);
}

/**
 * sparkled_notification_announce:
 * @services: the services
 * @message: one line
 * @error: VALIDATION_FAILED
 *
 * Tells everybody something. It reaches them within seconds, some hundred accounts at a time.
 *
 * (fiber)
 *
 * Returns: whether it will be told
 */
gboolean
sparkled_notification_announce (SparkledServices  *services,
                                const char        *message,
                                GError           **error)
{
  if (!g_utf8_validate (message, -1, NULL) || sparkle_text_is_blank (message) ||
      g_utf8_strlen (message, -1) > SPARKLE_ANNOUNCEMENT_MAX || strpbrk (message, "\r\n") != NULL)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED,
                   "The message must be one line of 1 to %d characters", SPARKLE_ANNOUNCEMENT_MAX);
      return FALSE;
    }

  return sparkled_notification_table_announce (services->db, message, error);
}
