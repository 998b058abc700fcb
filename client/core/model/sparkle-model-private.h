/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"
#include "sparkle-store-reader.h"

G_BEGIN_DECLS

/* How SparkleEntities makes the live objects and keeps them fresh. The row is taken over; NULL: no such record now. */
SparkleUser       *sparkle_user_new             (const char *id, SparkleStoreUser *row);
void               sparkle_user_update          (SparkleUser *self, SparkleStoreUser *row);
SparklePost       *sparkle_post_new             (const char *id, SparkleEntities *entities, SparkleStorePost *row, gboolean unread);
void               sparkle_post_update          (SparklePost *self, SparkleEntities *entities, SparkleStorePost *row, gboolean unread);
SparkleComment    *sparkle_comment_new          (const char *id, SparkleEntities *entities, SparkleStoreComment *row);
void               sparkle_comment_update       (SparkleComment *self, SparkleEntities *entities, SparkleStoreComment *row);
void               sparkle_comment_set_place    (SparkleComment *self, unsigned depth, unsigned n_replies, gboolean collapsed,
                                                 gboolean continues, gboolean unread);
SparkleBookmark   *sparkle_bookmark_new         (const char *id, SparkleEntities *entities, SparkleStoreBookmark *row);
void               sparkle_bookmark_update      (SparkleBookmark *self, SparkleStoreBookmark *row);
SparkleDraft      *sparkle_draft_new            (const char *id, SparkleStoreDraft *row);
void               sparkle_draft_update         (SparkleDraft *self, SparkleStoreDraft *row);
SparkleNotification *sparkle_notification_new   (const char *id, SparkleStoreNotification *row);
void               sparkle_notification_update  (SparkleNotification *self, SparkleStoreNotification *row);
SparkleVideo      *sparkle_video_new            (const char *id, SparkleStoreVideo *row);
void               sparkle_video_update         (SparkleVideo *self, SparkleStoreVideo *row);
SparkleOutboxItem *sparkle_outbox_item_new      (const char *id, SparkleOutboxRow *row);
void               sparkle_outbox_item_update   (SparkleOutboxItem *self, SparkleOutboxRow *row);

/* (transfer full): the object of a row that was just read; the row is taken over */
SparklePost       *sparkle_entities_take_post   (SparkleEntities *self, SparkleStorePost *row);

/* A comment was read: what other lists of its thread have to know, which may show it again. */
void               sparkle_entities_note_seen   (SparkleEntities *self, const char *comment_id);
gboolean           sparkle_entities_was_seen    (SparkleEntities *self, const char *comment_id);

/* (transfer full) (nullable): only when it is alive already */
SparkleComment    *sparkle_entities_peek_comment (SparkleEntities *self, const char *id);

/* Notifies one property when two values differ. */
#define SPARKLE_NOTIFY_TEXT(self, a, b, prop) \
  G_STMT_START { if (g_strcmp0 ((a), (b)) != 0) g_object_notify_by_pspec (G_OBJECT (self), properties[prop]); } G_STMT_END
#define SPARKLE_NOTIFY_VALUE(self, a, b, prop) \
  G_STMT_START { if ((a) != (b)) g_object_notify_by_pspec (G_OBJECT (self), properties[prop]); } G_STMT_END
#define SPARKLE_NOTIFY_STRV(self, a, b, prop) \
  G_STMT_START { if (!g_strv_equal ((const char * const *) (a), (const char * const *) (b))) g_object_notify_by_pspec (G_OBJECT (self), properties[prop]); } G_STMT_END

/* Read-only property specs. */
#define SPARKLE_PROP_FLAGS (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)
#define SPARKLE_PROP_TEXT(name)  g_param_spec_string (name, NULL, NULL, NULL, SPARKLE_PROP_FLAGS)
#define SPARKLE_PROP_BOOL(name)  g_param_spec_boolean (name, NULL, NULL, FALSE, SPARKLE_PROP_FLAGS)
#define SPARKLE_PROP_INT(name)   g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, SPARKLE_PROP_FLAGS)
#define SPARKLE_PROP_UINT(name)  g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, SPARKLE_PROP_FLAGS)

G_END_DECLS
