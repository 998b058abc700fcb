/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-operation.h"

#include <string.h>

#include "sparkle-bookmark-wire.h"
#include "sparkle-comment-wire.h"
#include "sparkle-draft-wire.h"
#include "sparkle-notification-wire.h"
#include "sparkle-post-wire.h"
#include "sparkle-reaction-wire.h"
#include "sparkle-user-wire.h"

static const SparkleField id_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, 0, sparkle_validate_uuid },
  { NULL }
};

#define MAY SPARKLE_BASE_VERSION_MAY
#define MUST SPARKLE_BASE_VERSION_MUST

static const SparkleOpInfo operations[] = {
  { SPARKLE_OP_POST_CREATE, "post.create", "post", "id", TRUE, MAY, sparkle_post_create_fields },
  { SPARKLE_OP_POST_EDIT, "post.edit", "post", "id", FALSE, MUST, sparkle_post_edit_fields },
  { SPARKLE_OP_POST_DELETE, "post.delete", "post", "id", FALSE, MAY, id_fields },
  { SPARKLE_OP_COMMENT_CREATE, "comment.create", "comment", "id", TRUE, MAY, sparkle_comment_create_fields },
  { SPARKLE_OP_COMMENT_EDIT, "comment.edit", "comment", "id", FALSE, MUST, sparkle_comment_edit_fields },
  { SPARKLE_OP_COMMENT_DELETE, "comment.delete", "comment", "id", FALSE, MAY, id_fields },
  { SPARKLE_OP_REACTION_SET, "reaction.set", "reaction", "post_id", FALSE, MAY, sparkle_reaction_fields },
  { SPARKLE_OP_REACTION_UNSET, "reaction.unset", "reaction", "post_id", FALSE, MAY, sparkle_reaction_fields },
  { SPARKLE_OP_USER_FOLLOW, "user.follow", "follow", "user_id", FALSE, MAY, sparkle_user_follow_fields },
  { SPARKLE_OP_USER_UNFOLLOW, "user.unfollow", "follow", "user_id", FALSE, MAY, sparkle_user_follow_fields },
  { SPARKLE_OP_USER_EDIT, "user.edit", "user", NULL, FALSE, MUST, sparkle_user_edit_fields },
  { SPARKLE_OP_BOOKMARK_SET, "bookmark.set", "bookmark", "post_id", FALSE, MAY, sparkle_bookmark_set_fields },
  { SPARKLE_OP_BOOKMARK_UNSET, "bookmark.unset", "bookmark", "post_id", FALSE, MAY, sparkle_bookmark_unset_fields },
  { SPARKLE_OP_DRAFT_SAVE, "draft.save", "draft", "id", FALSE, MAY, sparkle_draft_save_fields },
  { SPARKLE_OP_DRAFT_DELETE, "draft.delete", "draft", "id", FALSE, MAY, id_fields },
  { SPARKLE_OP_NOTIFICATION_READ, "notification.read", "notification", NULL, FALSE, MAY, sparkle_notification_read_fields },
  { SPARKLE_OP_ACCOUNT_EDIT, "account.edit", "account", NULL, FALSE, MAY, sparkle_account_edit_fields },
};

G_STATIC_ASSERT (G_N_ELEMENTS (operations) == SPARKLE_N_OPS);

/**
 * sparkle_op_info:
 * @op: an operation
 *
 * Returns: (transfer none) (nullable): its row of the table
 */
const SparkleOpInfo *
sparkle_op_info (SparkleOp op)
{
  g_return_val_if_fail ((unsigned) op < SPARKLE_N_OPS, NULL);

  return &operations[op];
}

/**
 * sparkle_op_from_name:
 * @name: (nullable): "post.create"
 * @ret_op: (out) (optional): the operation
 *
 * Returns: whether there is such an operation
 */
gboolean
sparkle_op_from_name (const char *name,
                      SparkleOp  *ret_op)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (operations); i++)
    if (strcmp (operations[i].name, name) == 0)
      {
        if (ret_op != NULL)
          *ret_op = operations[i].op;
        return TRUE;
      }

  return FALSE;
}
