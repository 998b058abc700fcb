/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-scheduled.h"

#include "sparkle-session-private.h"

/**
 * sparkle_session_open_waiting:
 * @self: an open session
 *
 * The posts of whoever is signed in that wait for their time, the next one first; also what the server has not heard of yet.
 *
 * Returns: (transfer full): a list of #SparklePost
 */
SparkleEntityList *
sparkle_session_open_waiting (SparkleSession *self)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->entities != NULL, NULL);

  return sparkle_entity_list_new (self->entities, SPARKLE_IDS_WAITING, NULL);
}

/**
 * sparkle_session_reschedule:
 * @self: an open session
 * @post_id: a post that waits
 * @publish_at: another time, µs since 1970, or SPARKLE_PUBLISH_NOW
 * @error: return location for an error with details
 *
 * A post that the server published meanwhile stays as it is; the outbox then says so.
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_reschedule (SparkleSession  *self,
                            const char      *post_id,
                            gint64           publish_at,
                            GError         **error)
{
  const SparklePostInput input = { .publish_at = publish_at };

  g_return_val_if_fail (publish_at > 0 || publish_at == SPARKLE_PUBLISH_NOW, FALSE);

  return sparkle_session_edit_post (self, post_id, &input, error);
}
