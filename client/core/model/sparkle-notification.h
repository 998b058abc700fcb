/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sparkle-notification-kind.h"
#include "sparkle-store-rows.h"

G_BEGIN_DECLS

/* What others did, about one thing and of one kind; live. Properties (read only, notify on change only): id, kind (of
 * SparkleNotificationKind), post-id, comment-id, title (of the post, without its spoilers), names, count (of people), level,
 * message, updated-at (µs), read, known. */
#define SPARKLE_TYPE_NOTIFICATION (sparkle_notification_get_type ())
G_DECLARE_FINAL_TYPE (SparkleNotification, sparkle_notification, SPARKLE, NOTIFICATION, GObject)

const char              *sparkle_notification_get_id         (SparkleNotification *self);
SparkleNotificationKind  sparkle_notification_get_kind       (SparkleNotification *self); /* SPARKLE_N_NOTIFICATION_KINDS: of a newer server */
const char              *sparkle_notification_get_post_id    (SparkleNotification *self); /* (nullable) */
const char              *sparkle_notification_get_comment_id (SparkleNotification *self); /* (nullable) */
const char              *sparkle_notification_get_title      (SparkleNotification *self); /* never NULL */
const char * const      *sparkle_notification_get_names      (SparkleNotification *self); /* of the latest few; never NULL */
const char              *sparkle_notification_get_username   (SparkleNotification *self); /* (nullable) of the latest */
unsigned                 sparkle_notification_get_count      (SparkleNotification *self);
int                      sparkle_notification_get_level      (SparkleNotification *self); /* 0: none */
const char              *sparkle_notification_get_message    (SparkleNotification *self); /* never NULL */
gint64                   sparkle_notification_get_updated_at (SparkleNotification *self);
gboolean                 sparkle_notification_get_read       (SparkleNotification *self);
gboolean                 sparkle_notification_get_known      (SparkleNotification *self);

G_END_DECLS
