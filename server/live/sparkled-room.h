/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The people of one scope, as SparkledPresence knows them. */
typedef struct _SparkledRoom SparkledRoom;

SparkledRoom *sparkled_room_new       (const char *scope);
void          sparkled_room_free      (SparkledRoom *self);

/* Local subscriptions. Times are of g_get_monotonic_time(). */
void          sparkled_room_enter     (SparkledRoom *self, const char *user);
void          sparkled_room_leave     (SparkledRoom *self, const char *user, gint64 now);
void          sparkled_room_typing    (SparkledRoom *self, const char *user, gboolean typing, gint64 now);
/* One process's people replace those it told of before. Lists: (nullable) comma-separated UUIDs. */
void          sparkled_room_take      (SparkledRoom *self, const char *node, const char *users, const char *typers, gint64 now);
/* Forgets what is over; TRUE when there was something. */
gboolean      sparkled_room_expire    (SparkledRoom *self, gint64 now);
gboolean      sparkled_room_is_watched (SparkledRoom *self); /* by a local subscription */

gboolean      sparkled_room_has_local (SparkledRoom *self);  /* people of this process, those in their grace too */

/* The last frame made; (nullable) while nobody was ever there. */
GBytes       *sparkled_room_get_frame         (SparkledRoom *self);
/* Text for others: FALSE when it is what it was the last time. */
gboolean      sparkled_room_make_frame        (SparkledRoom *self, gint64 now, GBytes **ret_frame);
gboolean      sparkled_room_make_announcement (SparkledRoom *self, gint64 now, gboolean ask, char **ret_line);

G_END_DECLS
