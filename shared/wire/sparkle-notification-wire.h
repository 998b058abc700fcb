/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"
#include "sparkle-notification-kind.h"

G_BEGIN_DECLS

/* Data of notification.read: all that were last changed until then; of these, when one is given, only those with
 * the ids or about the post. */
typedef struct
{
  gint64   until;
  char   **ids;     /* (nullable) */
  char    *post_id; /* (nullable) */
} SparkleNotificationRead;

extern const SparkleField sparkle_notification_read_fields[];

SparkleNotificationRead *sparkle_notification_read_decode (JsonNode *object, GError **error);
void                     sparkle_notification_read_free   (SparkleNotificationRead *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleNotificationRead, sparkle_notification_read_free)

/* Data of account.edit: a switch a kind. */
typedef struct
{
  guint64  present; /* 1 << SparkleNotificationKind */
  gboolean notify[SPARKLE_NOTIFICATION_N_SWITCHES];
} SparkleAccountEdit;

extern const SparkleField sparkle_account_edit_fields[];

SparkleAccountEdit *sparkle_account_edit_decode (JsonNode *object, GError **error);
void                sparkle_account_edit_free   (SparkleAccountEdit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleAccountEdit, sparkle_account_edit_free)

G_END_DECLS
