/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sparkle-store-rows.h"

G_BEGIN_DECLS

/* One person; live: one object per id, changed in place. Properties (all read only, notify on change only):
 * id, username, display-name, name (display name, else username), bio, role, level, xp, created-at (µs), deleted, status,
 * n-posts, n-followers, n-following, followed, pending, known (FALSE until a record of this id is cached). */
#define SPARKLE_TYPE_USER (sparkle_user_get_type ())
G_DECLARE_FINAL_TYPE (SparkleUser, sparkle_user, SPARKLE, USER, GObject)

const char     *sparkle_user_get_id           (SparkleUser *self);
const char     *sparkle_user_get_username     (SparkleUser *self); /* never NULL */
const char     *sparkle_user_get_display_name (SparkleUser *self); /* (nullable) */
const char     *sparkle_user_get_name         (SparkleUser *self); /* never NULL */
const char     *sparkle_user_get_bio          (SparkleUser *self); /* (nullable) */
const char     *sparkle_user_get_role         (SparkleUser *self);
gint64          sparkle_user_get_level        (SparkleUser *self);
gint64          sparkle_user_get_xp           (SparkleUser *self);
gint64          sparkle_user_get_created_at   (SparkleUser *self);
const char     *sparkle_user_get_status       (SparkleUser *self); /* (nullable) */
gboolean        sparkle_user_get_deleted      (SparkleUser *self);
gint64          sparkle_user_get_n_posts      (SparkleUser *self);
gint64          sparkle_user_get_n_followers  (SparkleUser *self);
gint64          sparkle_user_get_n_following  (SparkleUser *self);
gboolean        sparkle_user_get_followed     (SparkleUser *self);
gboolean        sparkle_user_get_known        (SparkleUser *self);
SparklePending  sparkle_user_get_pending      (SparkleUser *self);

G_END_DECLS
