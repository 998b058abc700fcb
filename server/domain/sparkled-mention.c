/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-mention.h"

#include "sparkle-mention.h"
#include "sparkled-array.h"
#include "sparkled-mention-table.h"

/* Most texts name nobody: then the database is not asked, unless somebody may have been named before. */
static gboolean
set_mentions (SparkledWrite  *write,
              const char     *post_id,
              const char     *comment_id,
              const char     *content,
              gboolean        was_there,
              GError        **error)
{
  g_auto(GStrv) names = sparkle_mentions (content);
  g_autofree char *array = NULL;

  if (names[0] == NULL && !was_there)
    return TRUE;

  array = sparkled_array_literal ((const char * const *) names);
  return sparkled_mention_table_set (write->tx, post_id, comment_id, array, error);
}

/**
 * sparkled_mention_in_post:
 * @write: a write that makes or changes a post
 * @post_id: the post
 * @content: its text
 * @was_there: whether it had a text before
 * @error: why it failed
 *
 * Sets who is named in a post. They are told once the post is published.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_mention_in_post (SparkledWrite  *write,
                          const char     *post_id,
                          const char     *content,
                          gboolean        was_there,
                          GError        **error)
{
  return set_mentions (write, post_id, NULL, content, was_there, error);
}

/**
 * sparkled_mention_in_comment:
 * @write: a write that makes or changes a comment
 * @comment_id: the comment
 * @content: its text
 * @was_there: whether it had a text before
 * @error: why it failed
 *
 * Sets who is named in a comment.
 *
 * (fiber)
 *
 * Returns: whether it is so now
 */
gboolean
sparkled_mention_in_comment (SparkledWrite  *write,
                             const char     *comment_id,
                             const char     *content,
                             gboolean        was_there,
                             GError        **error)
{
  return set_mentions (write, NULL, comment_id, content, was_there, error);
}
