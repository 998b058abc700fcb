/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-notification-wire.h"

#include "sparkle-limits.h"

const SparkleField sparkle_notification_read_fields[] = {
  { "until", SPARKLE_FIELD_TIME, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleNotificationRead, until) },
  { "ids", SPARKLE_FIELD_STRV, SPARKLE_FIELD_NULLABLE | SPARKLE_FIELD_UNIQUE, G_STRUCT_OFFSET (SparkleNotificationRead, ids),
    sparkle_validate_uuid, 1, SPARKLE_NOTIFICATION_IDS_MAX },
  { "post_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleNotificationRead, post_id), sparkle_validate_uuid },
  { NULL }
};

/* In the order of the kinds. */
#define SWITCH(KIND, name) \
  [SPARKLE_NOTIFICATION_##KIND] = { "notify_" name, SPARKLE_FIELD_BOOL, 0, G_STRUCT_OFFSET (SparkleAccountEdit, notify[SPARKLE_NOTIFICATION_##KIND]) }

const SparkleField sparkle_account_edit_fields[SPARKLE_NOTIFICATION_N_SWITCHES + 1] = {
  SWITCH (POST_LIKED, "post_liked"),
  SWITCH (POST_COMMENTED, "post_commented"),
  SWITCH (COMMENT_LIKED, "comment_liked"),
  SWITCH (REPLIED, "replied"),
  SWITCH (FOLLOWED, "followed"),
  SWITCH (FOLLOWED_POSTED, "followed_posted"),
  SWITCH (MENTIONED, "mentioned"),
  SWITCH (ACHIEVEMENT, "achievement"),
  SWITCH (LEVEL_UP, "level_up"),
  { NULL }
};

/**
 * sparkle_notification_read_decode:
 * @object: data of notification.read
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): what was read
 */
SparkleNotificationRead *
sparkle_notification_read_decode (JsonNode  *object,
                                  GError   **error)
{
  return sparkle_fields_decode_new (object, sparkle_notification_read_fields, SPARKLE_DECODE_STRICT, sizeof (SparkleNotificationRead), NULL, error);
}

/**
 * sparkle_notification_read_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_notification_read_free (SparkleNotificationRead *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (sparkle_notification_read_fields, self);
  g_free (self);
}

/**
 * sparkle_account_edit_decode:
 * @object: data of account.edit
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): what to change
 */
SparkleAccountEdit *
sparkle_account_edit_decode (JsonNode  *object,
                             GError   **error)
{
  guint64 present = 0;
  SparkleAccountEdit *self;

  self = sparkle_fields_decode_new (object, sparkle_account_edit_fields, SPARKLE_DECODE_STRICT, sizeof (SparkleAccountEdit), &present, error);
  if (self != NULL)
    self->present = present;
  return self;
}

/**
 * sparkle_account_edit_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it.
 */
void
sparkle_account_edit_free (SparkleAccountEdit *self)
{
  g_free (self);
}
