/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"

G_BEGIN_DECLS

typedef struct
{
  char  *id; /* the slug */
  gint64 rev;
  char  *name;
  char  *colour; /* (nullable) */
  gint64 position;
} SparkleCategoryRecord;

SparkleCategoryRecord *sparkle_category_record_decode (JsonNode *object, GError **error);
void                   sparkle_category_record_free   (SparkleCategoryRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleCategoryRecord, sparkle_category_record_free)

typedef struct
{
  char  *id; /* the name */
  gint64 rev;
  gint64 n_posts;
} SparkleTagRecord;

SparkleTagRecord *sparkle_tag_record_decode (JsonNode *object, GError **error);
void              sparkle_tag_record_free   (SparkleTagRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleTagRecord, sparkle_tag_record_free)

G_END_DECLS
