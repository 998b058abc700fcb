/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-rows.h"

#include <string.h>

#include "sparkle-table.h"

const char * const sparkle_store_reactions[SPARKLE_STORE_N_REACTIONS + 1] = { "like", "love", "fire", "sparkle", "mind_blown", NULL };

static const char * const collection_names[SPARKLE_N_COLLECTIONS] = {
  "post", "user", "comment", "reaction", "follow", "bookmark", "category", "tag", "account", "draft", "notification", "video", "outbox",
};

int
sparkle_store_reaction_index (const char *type)
{
  for (int i = 0; type != NULL && i < SPARKLE_STORE_N_REACTIONS; i++)
    if (strcmp (sparkle_store_reactions[i], type) == 0)
      return i;
  return -1;
}

const char *
sparkle_collection_name (SparkleCollection collection)
{
  g_return_val_if_fail ((unsigned) collection < SPARKLE_N_COLLECTIONS, NULL);
  return collection_names[collection];
}

SparkleCollection
sparkle_collection_from_name (const char *name)
{
  for (unsigned i = 0; name != NULL && i < SPARKLE_COLLECTION_OUTBOX; i++)
    if (strcmp (collection_names[i], name) == 0)
      return i;
  return SPARKLE_N_COLLECTIONS;
}

#define DEFINE_ROW(Type, type, table)                       \
  Type *                                                    \
  type##_copy (const Type *self)                            \
  {                                                         \
    Type *copy = g_new0 (Type, 1);                          \
    sparkle_table_copy (table, self, copy);                 \
    return copy;                                            \
  }                                                         \
  void                                                      \
  type##_free (Type *self)                                  \
  {                                                         \
    if (self == NULL)                                       \
      return;                                               \
    sparkle_table_clear (table, self);                      \
    g_free (self);                                          \
  }                                                         \
  G_DEFINE_BOXED_TYPE (Type, type, type##_copy, type##_free)

DEFINE_ROW (SparkleStorePost, sparkle_store_post, sparkle_table_get (SPARKLE_COLLECTION_POST))
DEFINE_ROW (SparkleStoreUser, sparkle_store_user, sparkle_table_get (SPARKLE_COLLECTION_USER))
DEFINE_ROW (SparkleStoreComment, sparkle_store_comment, sparkle_table_get (SPARKLE_COLLECTION_COMMENT))
DEFINE_ROW (SparkleStoreDraft, sparkle_store_draft, sparkle_table_get (SPARKLE_COLLECTION_DRAFT))
DEFINE_ROW (SparkleStoreNotification, sparkle_store_notification, sparkle_table_get (SPARKLE_COLLECTION_NOTIFICATION))
DEFINE_ROW (SparkleStoreBookmark, sparkle_store_bookmark, sparkle_table_get (SPARKLE_COLLECTION_BOOKMARK))
DEFINE_ROW (SparkleStoreCategory, sparkle_store_category, sparkle_table_get (SPARKLE_COLLECTION_CATEGORY))
DEFINE_ROW (SparkleStoreTag, sparkle_store_tag, sparkle_table_get (SPARKLE_COLLECTION_TAG))
DEFINE_ROW (SparkleStoreVideo, sparkle_store_video, sparkle_table_get (SPARKLE_COLLECTION_VIDEO))
DEFINE_ROW (SparkleOutboxRow, sparkle_outbox_row, sparkle_table_outbox ())
DEFINE_ROW (SparkleScopeRow, sparkle_scope_row, sparkle_table_scope ())
