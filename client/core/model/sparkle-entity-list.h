/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"
#include "sparkle-store-lists.h"

G_BEGIN_DECLS

/* A GListModel of live objects over a list of ids: SparkleComment, SparkleUser, SparkleBookmark or SparklePost, by what is listed. It holds
 * the ids; an object is made when somebody asks for it. Property n-items notifies. */
#define SPARKLE_TYPE_ENTITY_LIST (sparkle_entity_list_get_type ())
G_DECLARE_FINAL_TYPE (SparkleEntityList, sparkle_entity_list, SPARKLE, ENTITY_LIST, GObject)

SparkleEntityList *sparkle_entity_list_new        (SparkleEntities *entities, SparkleIdListKind kind, const char *arg);
void               sparkle_entity_list_set_arg    (SparkleEntityList *self, const char *arg);    /* (nullable) */
void               sparkle_entity_list_set_filter (SparkleEntityList *self, const char *filter); /* (nullable) */

G_END_DECLS
