/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-history.h"

#include "sparkle-error.h"
#include "sparkle-session-private.h"

/**
 * sparkle_session_open_history:
 * @self: an open session
 * @draft_id: a draft
 *
 * Returns: (transfer full): what it said before, as known now
 */
SparkleDraftHistory *
sparkle_session_open_history (SparkleSession *self,
                              const char     *draft_id)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store != NULL && draft_id != NULL, NULL);

  return sparkle_draft_history_new (self->store, draft_id);
}

typedef struct
{
  SparkleSession *session;    /* (owned) */
  char           *draft_id;   /* (owned) */
  gint64          version_id;
} Restoration;

static void
restoration_free (gpointer data)
{
  Restoration *self = data;

  g_object_unref (self->session);
  g_free (self->draft_id);
  g_free (self);
}

static DexFuture *
restore_fiber (gpointer data)
{
  Restoration *self = data;
  SparkleSession *session = self->session;
  g_autoptr (SparkleDraftVersion) version = NULL;
  g_autoptr (SparkleStoreDraft) draft = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  SparklePostInput input = { 0 };
  gint64 kept;

  kept = dex_await_int64 (sparkle_store_keep_draft (session->store, self->draft_id), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (session->closed)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, "The session is not open");

  version = sparkle_store_read_draft_version (session->store, self->draft_id, self->version_id);
  if (version == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, "This version is no longer kept");
  draft = sparkle_store_read_draft (session->store, self->draft_id);
  input.title = version->title != NULL ? version->title : "";
  input.content = version->content != NULL ? version->content : "";
  input.tags = (const char * const *) version->tags;
  input.category = version->category != NULL ? version->category : "";
  input.youtube_video_id = version->youtube_video_id != NULL ? version->youtube_video_id : "";
  if (draft != NULL)
    input.post_id = draft->post_id;
  id = sparkle_session_save_draft (session, self->draft_id, &input, &error);
  return id != NULL ? dex_future_new_for_int64 (kept) : dex_future_new_for_error (g_steal_pointer (&error));
}

/**
 * sparkle_session_restore_draft:
 * @self: an open session
 * @draft_id: a draft
 * @version_id: a version of it
 *
 * Makes the draft say again what it said in a version. What it says now becomes a version first, so nothing is lost, and restoring
 * that one takes this back. A draft that is gone is there again.
 *
 * Returns: (transfer full): resolves to the id of the version that was replaced, 0 when there was no text; rejects with NOT_FOUND
 *   when the version is no longer kept
 */
DexFuture *
sparkle_session_restore_draft (SparkleSession *self,
                               const char     *draft_id,
                               gint64          version_id)
{
  Restoration *restoration;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (self->store != NULL && draft_id != NULL && version_id > 0, NULL);

  restoration = g_new0 (Restoration, 1);
  restoration->session = g_object_ref (self);
  restoration->draft_id = g_strdup (draft_id);
  restoration->version_id = version_id;
  return dex_scheduler_spawn (NULL, 0, restore_fiber, restoration, restoration_free);
}
