/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entity-list.h"
#include "sparkle-session.h"

G_BEGIN_DECLS

/* Posts of one's own that wait for their time. */

SparkleEntityList *sparkle_session_open_waiting (SparkleSession *self); /* transfer full */
gboolean           sparkle_session_reschedule   (SparkleSession *self, const char *post_id, gint64 publish_at, GError **error);

G_END_DECLS
