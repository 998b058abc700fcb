/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entity-list.h"
#include "sparkle-feed.h"

G_BEGIN_DECLS

/* One person and what they wrote. Known at once when cached, else as soon as the server answered.
 * Properties (read only, notify on change only): username, user (SparkleUser, nullable), posts (SparkleFeed, nullable),
 * loading (boolean), error-message (string, nullable), fetched (boolean: what the server lists of them was here once),
 * complete (boolean: nothing older is left there). */
#define SPARKLE_TYPE_PROFILE (sparkle_profile_get_type ())
G_DECLARE_FINAL_TYPE (SparkleProfile, sparkle_profile, SPARKLE, PROFILE, GObject)

SparkleProfile *sparkle_profile_new               (const char     *username);
const char     *sparkle_profile_get_username      (SparkleProfile *self);
SparkleUser    *sparkle_profile_get_user          (SparkleProfile *self); /* transfer none, nullable */
SparkleFeed    *sparkle_profile_get_posts         (SparkleProfile *self); /* transfer none, nullable */
/* transfer none, nullable before somebody was found; comments, followers or followed people */
GListModel     *sparkle_profile_get_list          (SparkleProfile    *self,
                                                   SparkleIdListKind  kind);
gboolean        sparkle_profile_get_fetched       (SparkleProfile *self);
gboolean        sparkle_profile_get_complete      (SparkleProfile *self);
/* Asks for older records of all kinds; FALSE: there are none, or it is under way. */
gboolean        sparkle_profile_load_older        (SparkleProfile *self);
gboolean        sparkle_profile_get_loading       (SparkleProfile *self);
const char     *sparkle_profile_get_error_message (SparkleProfile *self); /* nullable */

/* For the session, which finds the person. */
void            sparkle_profile_set_found         (SparkleProfile *self,
                                                   SparkleEntities *entities,
                                                   SparkleUser    *user,
                                                   SparkleFeed    *posts);
void            sparkle_profile_set_loading       (SparkleProfile *self,
                                                   gboolean        loading,
                                                   const char     *error_message);

G_END_DECLS
