/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-mutation.h"
#include "sparkle-store-lists.h"
#include "sparkle-uuid.h"
#include "sparkle-write-data.h"

/* Open editors; the oldest is forgotten rather than growing for ever. */
#define BASES_MAX 64

/* One write on its way into the outbox. */
typedef struct
{
  SparkleOp   op;
  JsonObject *data;         /* (owned) */
  gint64      base_version; /* of what was on screen; 0: as stored */
  JsonObject *base;         /* (owned) (nullable) */
} Write;

static void
write_clear (Write *write)
{
  g_clear_pointer (&write->data, json_object_unref);
  g_clear_pointer (&write->base, json_object_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Write, write_clear)

static gboolean
check_can_write (SparkleSession *self, GError **error)
{
  if (self->store == NULL || self->closed)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_STORAGE, _("The session is not open"));
      return FALSE;
    }
  if (sparkle_store_get_account (self->store) == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, _("Sign in to take part"));
      return FALSE;
    }
  return TRUE;
}

/* Checked here as the server will. A record that was never sent has no version yet; the store knows what to do with it. */
static gboolean
check_write (const Write *write, gint64 stored_version, GError **error)
{
  const SparkleOpInfo *info = sparkle_op_info (write->op);
  gint64 version = write->base_version > 0 ? write->base_version : MAX (stored_version, 1);
  g_autoptr (SparkleMutation) mutation = NULL;

  mutation = sparkle_mutation_new (NULL, write->op, write->data,
                                   info->base_version == SPARKLE_BASE_VERSION_MUST ? version : 0);
  return sparkle_mutation_validate (mutation, error);
}

/* Puts writes into the outbox, all or none. */
static gboolean
enqueue (SparkleSession *self, const Write *writes, unsigned n_writes, GError **error)
{
  g_autofree SparkleStoreMutation *mutations = g_new0 (SparkleStoreMutation, n_writes);

  if (!check_can_write (self, error))
    return FALSE;
  for (unsigned i = 0; i < n_writes; i++)
    {
      if (!check_write (&writes[i], 0, error))
        return FALSE;
      mutations[i].op = sparkle_op_info (writes[i].op)->name;
      mutations[i].data = writes[i].data;
      mutations[i].base_version = writes[i].base_version;
      mutations[i].base = writes[i].base;
    }
  return sparkle_session_write (self, mutations, n_writes, error);
}

static gboolean
enqueue_one (SparkleSession *self, SparkleOp op, JsonObject *data, GError **error)
{
  g_auto (Write) write = { .op = op, .data = data };

  return enqueue (self, &write, 1, error);
}

/* ---- data -------------------------------------------------------------------------------------------------------- */

static JsonObject *
make_post_data (const char *id, const SparklePostInput *input)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "id", id);
  sparkle_write_data_set_text (data, "title", input->title, TRUE);
  sparkle_write_data_set_text (data, "content", input->content, FALSE);
  sparkle_write_data_set_tags (data, input->tags);
  sparkle_write_data_set_nullable (data, "category", input->category);
  sparkle_write_data_set_nullable (data, "youtube_video_id", input->youtube_video_id);
  sparkle_write_data_set_publish_at (data, input->publish_at);
  return data;
}

static JsonObject *
make_id_data (const char *name, const char *id)
{
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, name, id);
  return data;
}

/* ---- editors ----------------------------------------------------------------------------------------------------- */

static SparkleEditBase *
read_base (SparkleSession *self, const char *record_id)
{
  g_autoptr (SparkleStorePost) post = sparkle_store_read_post (self->store, record_id);
  g_autoptr (SparkleStoreComment) comment = NULL;
  g_autoptr (SparkleStoreUser) user = NULL;
  SparkleEditBase *base = g_new0 (SparkleEditBase, 1);

  base->values = json_object_new ();
  if (post != NULL)
    {
      base->version = post->version;
      json_object_set_string_member (base->values, "title", post->title);
      json_object_set_string_member (base->values, "content", post->content);
      sparkle_write_data_set_tags (base->values, (const char * const *) post->tags);
      sparkle_write_data_set_nullable (base->values, "category", post->category != NULL ? post->category : "");
      sparkle_write_data_set_nullable (base->values, "youtube_video_id", post->youtube_video_id != NULL ? post->youtube_video_id : "");
      sparkle_write_data_set_publish_at (base->values, post->publish_at);
      return base;
    }
  comment = sparkle_store_read_comment (self->store, record_id);
  if (comment != NULL)
    {
      base->version = comment->version;
      json_object_set_string_member (base->values, "content", comment->content);
      return base;
    }
  user = sparkle_store_read_user (self->store, record_id);
  if (user != NULL)
    {
      base->version = user->version;
      json_object_set_string_member (base->values, "display_name", user->display_name != NULL ? user->display_name : "");
      json_object_set_string_member (base->values, "bio", user->bio != NULL ? user->bio : "");
      return base;
    }
  sparkle_edit_base_free (base);
  return NULL;
}

/**
 * sparkle_session_begin_edit:
 * @self: an open session
 * @record_id: a post, a comment or a person
 *
 * An editor shows the record as it is now. The next edit of it says so to the server, which then can tell whether somebody else
 * changed it meanwhile.
 */
void
sparkle_session_begin_edit (SparkleSession *self, const char *record_id)
{
  SparkleEditBase *base;

  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (self->store != NULL);
  g_return_if_fail (record_id != NULL);

  base = read_base (self, record_id);
  if (base == NULL)
    return;
  if (g_hash_table_size (self->bases) >= BASES_MAX)
    g_hash_table_remove_all (self->bases);
  g_hash_table_replace (self->bases, g_strdup (record_id), base);
}

/* The version and the values that an edit of the record is based on: those of the editor, else what can be read at this
 * moment, because the store may know more by the time it writes. A record without a version is only here: no base. */
static void
take_base (SparkleSession *self, const char *record_id, Write *write)
{
  g_autofree char *key = NULL;
  SparkleEditBase *base = NULL;

  if (!g_hash_table_steal_extended (self->bases, record_id, (gpointer *) &key, (gpointer *) &base))
    base = read_base (self, record_id);
  if (base == NULL)
    return;
  if (base->version > 0)
    {
      write->base_version = base->version;
      write->base = json_object_ref (base->values);
    }
  sparkle_edit_base_free (base);
}

/* ---- posts ------------------------------------------------------------------------------------------------------- */

/**
 * sparkle_session_create_post:
 * @self: an open session
 * @input: what was typed
 * @error: return location for an error with details
 *
 * Puts a post into the outbox, and into the lists at once, or among those that wait for their time. The draft it was written as goes away in the same step.
 *
 * Returns: (transfer full) (nullable): the id of the post
 */
char *
sparkle_session_create_post (SparkleSession *self, const SparklePostInput *input, GError **error)
{
  g_autofree char *id = NULL;
  g_auto (Write) post = { .op = SPARKLE_OP_POST_CREATE };
  g_auto (Write) draft = { .op = SPARKLE_OP_DRAFT_DELETE };
  Write writes[2];

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (input != NULL, NULL);

  if (!sparkle_write_data_check_publish_at (input->publish_at, error))
    return NULL;
  id = sparkle_uuid_new ();
  post.data = make_post_data (id, input);
  writes[0] = post;
  if (input->draft_id != NULL)
    {
      draft.data = make_id_data ("id", input->draft_id);
      writes[1] = draft;
    }
  return enqueue (self, writes, input->draft_id != NULL ? 2 : 1, error) ? g_steal_pointer (&id) : NULL;
}

/**
 * sparkle_session_edit_post:
 * @self: an open session
 * @post_id: the post
 * @input: what shall be different; %NULL fields stay
 * @error: return location for an error with details
 *
 * Changes a post. When somebody else changed it too, both changes are merged, or shown beside each other in the outbox.
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_edit_post (SparkleSession *self, const char *post_id, const SparklePostInput *input, GError **error)
{
  g_auto (Write) post = { .op = SPARKLE_OP_POST_EDIT };
  g_auto (Write) draft = { .op = SPARKLE_OP_DRAFT_DELETE };
  Write writes[2];

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (post_id != NULL && input != NULL, FALSE);

  post.data = make_post_data (post_id, input);
  if (!check_can_write (self, error) || !check_write (&post, 0, error) || !sparkle_write_data_check_publish_at (input->publish_at, error))
    return FALSE;
  take_base (self, post_id, &post);
  writes[0] = post;
  if (input->draft_id != NULL)
    {
      draft.data = make_id_data ("id", input->draft_id);
      writes[1] = draft;
    }
  return enqueue (self, writes, input->draft_id != NULL ? 2 : 1, error);
}

/**
 * sparkle_session_delete_post:
 * @self: an open session
 * @post_id: the post
 * @error: return location for an error
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_delete_post (SparkleSession *self, const char *post_id, GError **error)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (post_id != NULL, FALSE);

  return enqueue_one (self, SPARKLE_OP_POST_DELETE, make_id_data ("id", post_id), error);
}

/* ---- comments ---------------------------------------------------------------------------------------------------- */

/**
 * sparkle_session_create_comment:
 * @self: an open session
 * @post_id: the post
 * @parent_id: (nullable): the comment that is answered
 * @content: what was typed
 * @video_seconds: the moment of the video, -1: none
 * @error: return location for an error with details
 *
 * Returns: (transfer full) (nullable): the id of the comment
 */
char *
sparkle_session_create_comment (SparkleSession *self, const char *post_id, const char *parent_id, const char *content,
                                int video_seconds, GError **error)
{
  g_autofree char *id = NULL;
  JsonObject *data;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (post_id != NULL && content != NULL, NULL);

  id = sparkle_uuid_new ();
  data = make_id_data ("id", id);
  json_object_set_string_member (data, "post_id", post_id);
  sparkle_write_data_set_text (data, "content", content, FALSE);
  if (parent_id != NULL)
    json_object_set_string_member (data, "parent_id", parent_id);
  if (video_seconds >= 0)
    json_object_set_int_member (data, "video_seconds", video_seconds);
  return enqueue_one (self, SPARKLE_OP_COMMENT_CREATE, data, error) ? g_steal_pointer (&id) : NULL;
}

/**
 * sparkle_session_edit_comment:
 * @self: an open session
 * @comment_id: the comment
 * @content: what it shall say
 * @error: return location for an error with details
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_edit_comment (SparkleSession *self, const char *comment_id, const char *content, GError **error)
{
  g_auto (Write) write = { .op = SPARKLE_OP_COMMENT_EDIT };

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (comment_id != NULL && content != NULL, FALSE);

  write.data = make_id_data ("id", comment_id);
  sparkle_write_data_set_text (write.data, "content", content, FALSE);
  if (!check_can_write (self, error) || !check_write (&write, 0, error))
    return FALSE;
  take_base (self, comment_id, &write);
  return enqueue (self, &write, 1, error);
}

/**
 * sparkle_session_delete_comment:
 * @self: an open session
 * @comment_id: the comment
 * @error: return location for an error
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_delete_comment (SparkleSession *self, const char *comment_id, GError **error)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (comment_id != NULL, FALSE);

  return enqueue_one (self, SPARKLE_OP_COMMENT_DELETE, make_id_data ("id", comment_id), error);
}

/* ---- small ones -------------------------------------------------------------------------------------------------- */

/**
 * sparkle_session_set_reaction:
 * @self: an open session
 * @target: what kind of thing is reacted to
 * @target_id: which
 * @type: "like", "love", "fire", "sparkle" or "mind_blown"
 * @on: whether the reaction shall be there
 * @error: return location for an error with details
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_set_reaction (SparkleSession *self, SparkleTarget target, const char *target_id, const char *type,
                              gboolean on, GError **error)
{
  JsonObject *data;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (target_id != NULL && type != NULL, FALSE);

  data = make_id_data (target == SPARKLE_TARGET_POST ? "post_id" : "comment_id", target_id);
  json_object_set_string_member (data, "type", type);
  return enqueue_one (self, on ? SPARKLE_OP_REACTION_SET : SPARKLE_OP_REACTION_UNSET, data, error);
}

/**
 * sparkle_session_follow:
 * @self: an open session
 * @user_id: whom
 * @on: whether they shall be followed
 * @error: return location for an error with details
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_follow (SparkleSession *self, const char *user_id, gboolean on, GError **error)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (user_id != NULL, FALSE);

  if (g_strcmp0 (sparkle_session_get_account_id (self), user_id) == 0)
    {
      g_autoptr (GError) failure = NULL;

      sparkle_error_add_detail (&failure, "user_id", _("Nobody can follow themselves"));
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return enqueue_one (self, on ? SPARKLE_OP_USER_FOLLOW : SPARKLE_OP_USER_UNFOLLOW, make_id_data ("user_id", user_id),
                      error);
}

/**
 * sparkle_session_bookmark:
 * @self: an open session
 * @post_id: the post
 * @on: whether it shall be bookmarked
 * @error: return location for an error
 *
 * A bookmarked post and its thread stay on this machine. One that is taken away says which note was seen with it: a note that
 * another device wrote meanwhile is not lost.
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_bookmark (SparkleSession *self, const char *post_id, gboolean on, GError **error)
{
  g_autoptr (SparkleStoreBookmark) bookmark = NULL;
  JsonObject *data;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (post_id != NULL, FALSE);

  data = make_id_data ("post_id", post_id);
  bookmark = !on && self->store != NULL ? sparkle_store_read_bookmark (self->store, post_id) : NULL;
  if (bookmark != NULL)
    sparkle_write_data_set_text (data, "note_base", bookmark->note != NULL ? bookmark->note : "", FALSE);
  return enqueue_one (self, on ? SPARKLE_OP_BOOKMARK_SET : SPARKLE_OP_BOOKMARK_UNSET, data, error);
}

/**
 * sparkle_session_edit_profile:
 * @self: an open session
 * @display_name: (nullable): %NULL: as it is
 * @bio: (nullable): %NULL: as it is
 * @error: return location for an error with details
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_edit_profile (SparkleSession *self, const char *display_name, const char *bio, GError **error)
{
  g_auto (Write) write = { .op = SPARKLE_OP_USER_EDIT };

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);

  write.data = json_object_new ();
  sparkle_write_data_set_text (write.data, "display_name", display_name, TRUE);
  sparkle_write_data_set_text (write.data, "bio", bio, FALSE);
  if (!check_can_write (self, error) || !check_write (&write, 0, error))
    return FALSE;
  take_base (self, sparkle_store_get_account (self->store), &write);
  return enqueue (self, &write, 1, error);
}

/* ---- drafts ------------------------------------------------------------------------------------------------------ */

/**
 * sparkle_session_save_draft:
 * @self: an open session
 * @draft_id: (nullable): the draft, or %NULL for a new one
 * @input: what is typed so far
 * @error: return location for an error with details
 *
 * Keeps what is typed, on this machine at once and on the server when it can be reached. May be called every second.
 *
 * Returns: (transfer full) (nullable): the id of the draft
 */
char *
sparkle_session_save_draft (SparkleSession *self, const char *draft_id, const SparklePostInput *input, GError **error)
{
  g_autofree char *id = NULL;
  JsonObject *data;

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), NULL);
  g_return_val_if_fail (input != NULL, NULL);

  id = draft_id != NULL ? g_strdup (draft_id) : sparkle_uuid_new ();
  data = json_object_new ();
  json_object_set_string_member (data, "id", id);
  sparkle_write_data_set_text (data, "title", input->title, FALSE);
  sparkle_write_data_set_text (data, "content", input->content, FALSE);
  sparkle_write_data_set_tags (data, input->tags);
  sparkle_write_data_set_nullable (data, "category", input->category);
  sparkle_write_data_set_nullable (data, "youtube_video_id", input->youtube_video_id);
  sparkle_write_data_set_nullable (data, "post_id", input->post_id);
  return enqueue_one (self, SPARKLE_OP_DRAFT_SAVE, data, error) ? g_steal_pointer (&id) : NULL;
}

/**
 * sparkle_session_delete_draft:
 * @self: an open session
 * @draft_id: the draft
 * @error: return location for an error
 *
 * Returns: whether it is in the outbox
 */
gboolean
sparkle_session_delete_draft (SparkleSession *self, const char *draft_id, GError **error)
{
  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (draft_id != NULL, FALSE);

  return enqueue_one (self, SPARKLE_OP_DRAFT_DELETE, make_id_data ("id", draft_id), error);
}

/* ---- outbox ------------------------------------------------------------------------------------------------------ */

/**
 * sparkle_session_outbox_retry:
 * @self: an open session
 * @mutation_id: what failed
 *
 * Sends it again; in a conflict what was typed here wins.
 */
void
sparkle_session_outbox_retry (SparkleSession *self, const char *mutation_id)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (self->store != NULL);
  g_return_if_fail (mutation_id != NULL);

  sparkle_session_watch_write (self, sparkle_store_retry_outbox (self->store, mutation_id));
}

/**
 * sparkle_session_outbox_discard:
 * @self: an open session
 * @mutation_id: what waits or failed
 *
 * Takes it back: as if it had never been done.
 */
void
sparkle_session_outbox_discard (SparkleSession *self, const char *mutation_id)
{
  g_return_if_fail (SPARKLE_IS_SESSION (self));
  g_return_if_fail (self->store != NULL);
  g_return_if_fail (mutation_id != NULL);

  sparkle_session_watch_write (self, sparkle_store_discard_outbox (self->store, mutation_id));
}

/**
 * sparkle_session_outbox_replace_text:
 * @self: an open session
 * @mutation_id: what waits or failed
 * @title: (nullable): another title
 * @content: (nullable): another text
 * @error: return location for an error with details
 *
 * Changes what was typed and sends it again.
 *
 * Returns: whether it will be sent
 */
gboolean
sparkle_session_outbox_replace_text (SparkleSession *self, const char *mutation_id, const char *title,
                                     const char *content, GError **error)
{
  g_autoptr (SparkleOutboxRow) row = NULL;
  g_autoptr (JsonObject) changes = NULL;
  g_auto (Write) write = { 0 };

  g_return_val_if_fail (SPARKLE_IS_SESSION (self), FALSE);
  g_return_val_if_fail (mutation_id != NULL, FALSE);

  if (!check_can_write (self, error))
    return FALSE;
  row = sparkle_store_read_outbox_item (self->store, mutation_id);
  if (row == NULL || !sparkle_op_from_name (row->op, &write.op))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND, _("This is not in the outbox any more"));
      return FALSE;
    }
  changes = json_object_new ();
  sparkle_write_data_set_text (changes, "title", title, TRUE);
  sparkle_write_data_set_text (changes, "content", content, FALSE);
  write.data = sparkle_write_data_merge (row->data, changes);
  if (!check_write (&write, row->base_version, error))
    return FALSE;
  sparkle_session_watch_write (self, sparkle_store_edit_outbox (self->store, mutation_id, changes));
  return TRUE;
}
