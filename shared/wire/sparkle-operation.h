/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_OP_POST_CREATE,
  SPARKLE_OP_POST_EDIT,
  SPARKLE_OP_POST_DELETE,
  SPARKLE_OP_COMMENT_CREATE,
  SPARKLE_OP_COMMENT_EDIT,
  SPARKLE_OP_COMMENT_DELETE,
  SPARKLE_OP_REACTION_SET,
  SPARKLE_OP_REACTION_UNSET,
  SPARKLE_OP_USER_FOLLOW,
  SPARKLE_OP_USER_UNFOLLOW,
  SPARKLE_OP_USER_EDIT,
  SPARKLE_OP_BOOKMARK_SET,
  SPARKLE_OP_BOOKMARK_UNSET,
  SPARKLE_OP_DRAFT_SAVE,
  SPARKLE_OP_DRAFT_DELETE,
  SPARKLE_OP_NOTIFICATION_READ,
  SPARKLE_OP_ACCOUNT_EDIT,
  SPARKLE_N_OPS
} SparkleOp;

typedef enum
{
  SPARKLE_BASE_VERSION_MAY, /* most take no notice of it */
  SPARKLE_BASE_VERSION_MUST,
} SparkleBaseVersion;

typedef struct
{
  SparkleOp           op;
  const char         *name;       /* "post.create" */
  const char         *collection; /* of the record that it answers with: "post" */
  const char         *id_field;   /* the data field that names what it acts on; NULL: the account itself */
  gboolean            creates;    /* without data.id the mutation's id is the record's */
  SparkleBaseVersion  base_version;
  const SparkleField *fields;
} SparkleOpInfo;

const SparkleOpInfo *sparkle_op_info      (SparkleOp op);
gboolean             sparkle_op_from_name (const char *name, SparkleOp *ret_op);

G_END_DECLS
