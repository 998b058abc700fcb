/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-completion.h"

#include "sparkle-session.h"

/**
 * sparkle_completion_from_session:
 * @kind: a name or a tag
 * @prefix: how it begins
 * @texts: gets them
 * @details: gets what tells them apart
 * @session: the SparkleSession
 *
 * Offers what begins so, from the cache.
 */
void
sparkle_completion_from_session (SparkleCompletionKind  kind,
                                 const char            *prefix,
                                 GPtrArray             *texts,
                                 GPtrArray             *details,
                                 gpointer               session)
{
  if (kind == SPARKLE_COMPLETE_NAME)
    sparkle_session_complete_names (session, prefix, SPARKLE_COMPLETIONS_MAX, texts, details);
  else
    sparkle_session_complete_tags (session, prefix, SPARKLE_COMPLETIONS_MAX, texts);
}
