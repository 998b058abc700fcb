/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Who is in a thread and who is typing there, over all processes. Nothing is stored: each process
 * announces its own people, again and again, and forgets those of others that are not repeated. */
#define SPARKLED_TYPE_PRESENCE (sparkled_presence_get_type ())
G_DECLARE_FINAL_TYPE (SparkledPresence, sparkled_presence, SPARKLED, PRESENCE, GObject)

#define SPARKLED_PRESENCE_GRACE_US     (10 * G_USEC_PER_SEC) /* after the last device of a person left */
#define SPARKLED_PRESENCE_TYPING_US    (6 * G_USEC_PER_SEC)  /* after the last sign of typing */
#define SPARKLED_PRESENCE_DEBOUNCE_US  (1 * G_USEC_PER_SEC)  /* between two frames, or announcements, of a scope */
#define SPARKLED_PRESENCE_HEARTBEAT_US (20 * G_USEC_PER_SEC)
#define SPARKLED_PRESENCE_EXPIRY_US    (50 * G_USEC_PER_SEC) /* of what another process announced */

/* node: names the process, without white space. */
SparkledPresence *sparkled_presence_new        (const char *node);
/* A subscription of a scope begins or ends. user: (nullable) UUID, NULL for a guest. */
void              sparkled_presence_enter      (SparkledPresence *self, const char *scope, const char *user);
void              sparkled_presence_leave      (SparkledPresence *self, const char *scope, const char *user);
void              sparkled_presence_typing     (SparkledPresence *self, const char *scope, const char *user, gboolean typing);
/* What another process announced; anything malformed is ignored. */
void              sparkled_presence_take       (SparkledPresence *self, const char *payload);
/* The present frame of a scope, (nullable) when there is nothing to tell. */
GBytes           *sparkled_presence_get_frame  (SparkledPresence *self, const char *scope);
/* Announces everybody again: the way to the other processes was interrupted. */
void              sparkled_presence_announce   (SparkledPresence *self);

/* Signals:
 *  "updated" (const char *scope, GBytes *frame): to be sent to the subscribers of the scope.
 *  "announce" (const char *payload): to be sent to the other processes. */

G_END_DECLS
