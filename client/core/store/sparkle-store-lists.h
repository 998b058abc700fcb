/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store.h"

G_BEGIN_DECLS

/* Lists of ids, read at once like sparkle-store-reader.h: what a profile, the bookmarks and the storage pages show. */

typedef enum
{
  SPARKLE_IDS_COMMENTS_OF,  /* comments that a person wrote and that are not deleted */
  SPARKLE_IDS_FOLLOWERS_OF, /* people who follow a person */
  SPARKLE_IDS_FOLLOWED_BY,  /* people whom a person follows */
  SPARKLE_IDS_BOOKMARKS,    /* bookmarked posts; arg: a folder, "" for those in none, NULL for all */
  SPARKLE_IDS_WAITING,      /* one's own posts that wait for their time, the next one first; arg is not read */
} SparkleIdListKind;

/* (transfer full): ids (char*), newest first, at most limit; filter (nullable): only bookmarks with this text in title, note,
 * folder or the author's name, whatever its case */
GPtrArray            *sparkle_store_read_ids         (SparkleStore *self, SparkleIdListKind kind, const char *arg, const char *filter, unsigned limit);
SparkleStoreBookmark *sparkle_store_read_bookmark    (SparkleStore *self, const char *post_id);

typedef struct
{
  char     *name;  /* "": of none */
  unsigned  count;
} SparkleStoreFolder;

void                  sparkle_store_folder_free      (SparkleStoreFolder *self);

/* (transfer full): SparkleStoreFolder by name, the one without a name first when anything is in it */
GPtrArray            *sparkle_store_read_folders     (SparkleStore *self);

/* Names of people and tags that begin so, for completion: names (char*) and what tells them apart (char*, may be ""). */
void       sparkle_store_read_names_like (SparkleStore *self, const char *prefix, unsigned limit, GPtrArray *names, GPtrArray *details);
void       sparkle_store_read_tags_like  (SparkleStore *self, const char *prefix, unsigned limit, GPtrArray *tags);

G_END_DECLS
