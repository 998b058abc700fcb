/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-private.h"

#include "sparkle-store-lists.h"

/**
 * sparkle_session_complete_names:
 * @prefix: how a username begins, in any case
 * @limit: how many at most
 * @names: (element-type utf8): gets the usernames, people whom one follows first
 * @details: (element-type utf8): gets the display names, in the same order
 *
 * From the cache, without network. Nothing while the session is not open.
 */
void
sparkle_session_complete_names (SparkleSession *self,
                                const char     *prefix,
                                unsigned        limit,
                                GPtrArray      *names,
                                GPtrArray      *details)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self) && prefix != NULL && names != NULL && details != NULL);

  if (sparkle_session_is_open (self))
    sparkle_store_read_names_like (sparkle_session_get_store (self), prefix, limit, names, details);
}

/**
 * sparkle_session_complete_tags:
 * @prefix: how a tag begins, in any case
 * @limit: how many at most
 * @tags: (element-type utf8): gets them, most used first
 *
 * From the cache, without network. Nothing while the session is not open.
 */
void
sparkle_session_complete_tags (SparkleSession *self,
                               const char     *prefix,
                               unsigned        limit,
                               GPtrArray      *tags)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self) && prefix != NULL && tags != NULL);

  if (sparkle_session_is_open (self))
    sparkle_store_read_tags_like (sparkle_session_get_store (self), prefix, limit, tags);
}
