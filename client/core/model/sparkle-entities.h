/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-bookmark.h"
#include "sparkle-comment.h"
#include "sparkle-draft.h"
#include "sparkle-notification.h"
#include "sparkle-outbox-item.h"
#include "sparkle-post.h"
#include "sparkle-store.h"
#include "sparkle-user.h"
#include "sparkle-video.h"

G_BEGIN_DECLS

/* The identity map: while somebody holds the object of an id, everybody gets that object. It holds them weakly and
 * keeps them fresh from SparkleStore::changed. Everything on the thread that made the store. */
#define SPARKLE_TYPE_ENTITIES (sparkle_entities_get_type ())
G_DECLARE_FINAL_TYPE (SparkleEntities, sparkle_entities, SPARKLE, ENTITIES, GObject)

SparkleEntities   *sparkle_entities_new             (SparkleStore *store);
SparkleStore      *sparkle_entities_get_store       (SparkleEntities *self); /* transfer none */

/* (transfer full), never NULL: an object with known FALSE when the cache has no such record (yet). */
SparklePost       *sparkle_entities_get_post        (SparkleEntities *self, const char *id);
SparkleUser       *sparkle_entities_get_user        (SparkleEntities *self, const char *id);
SparkleComment    *sparkle_entities_get_comment     (SparkleEntities *self, const char *id);
SparkleBookmark   *sparkle_entities_get_bookmark    (SparkleEntities *self, const char *post_id);
SparkleDraft      *sparkle_entities_get_draft       (SparkleEntities *self, const char *id);
SparkleNotification *sparkle_entities_get_notification (SparkleEntities *self, const char *id);
SparkleVideo      *sparkle_entities_get_video       (SparkleEntities *self, const char *id);
SparkleOutboxItem *sparkle_entities_get_outbox_item (SparkleEntities *self, const char *id);
/* (transfer full) (nullable): only when cached */
SparkleUser       *sparkle_entities_find_user       (SparkleEntities *self, const char *username);
/* How many objects are alive; for tests. */
unsigned           sparkle_entities_count           (SparkleEntities *self);

G_END_DECLS
