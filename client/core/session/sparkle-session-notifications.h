/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-notifications.h"
#include "sparkle-session.h"

G_BEGIN_DECLS

SparkleNotifications *sparkle_session_get_notifications  (SparkleSession *self); /* transfer none */

/* What was seen, up to what is here now. What comes meanwhile stays unread. */
gboolean              sparkle_session_read_notification  (SparkleSession *self, const char *id, GError **error);
gboolean              sparkle_session_read_thread        (SparkleSession *self, const char *post_id, GError **error);
/* All of them; the server hears of it some seconds later. The id of the mutation is for sparkle_session_outbox_discard(),
 * which takes it back. (nullable): nothing was unread, or an error. */
char                 *sparkle_session_read_notifications (SparkleSession *self, GError **error);

/* The switches of the account, the same on all its devices. */
gboolean              sparkle_session_get_notify         (SparkleSession *self, SparkleNotificationKind kind);
gboolean              sparkle_session_set_notify         (SparkleSession *self, SparkleNotificationKind kind, gboolean on, GError **error);

G_END_DECLS
