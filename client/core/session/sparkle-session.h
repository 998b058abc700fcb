/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "sparkle-categories.h"
#include "sparkle-drafts.h"
#include "sparkle-entities.h"
#include "sparkle-feed.h"
#include "sparkle-outbox.h"
#include "sparkle-profile.h"
#include "sparkle-session-types.h"
#include "sparkle-thread.h"

G_BEGIN_DECLS

/* The root of the client: owns store, network, sync and models, and is handed to whoever needs any of them.
 *
 * Properties (all notify): account (SparkleUser, nullable), online, live, network-enabled, needs-sign-in (booleans), state,
 * progress (0..1), outbox-count, failed-count, notice (string, nullable), server.
 * Signals: ::presence (const char *post_id, GStrv user_ids, GStrv typing_ids).
 * Everything happens on the thread that made it. Lists exist once open() has resolved. */
#define SPARKLE_TYPE_SESSION (sparkle_session_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSession, sparkle_session, SPARKLE, SESSION, GObject)

/* Life. */
SparkleSession      *sparkle_session_new               (const SparkleSessionOptions *options);
DexFuture           *sparkle_session_open              (SparkleSession *self);
DexFuture           *sparkle_session_close             (SparkleSession *self);

SparkleUser         *sparkle_session_get_account       (SparkleSession *self);
const char          *sparkle_session_get_account_id    (SparkleSession *self);
gboolean             sparkle_session_get_needs_sign_in (SparkleSession *self);
gboolean             sparkle_session_get_online        (SparkleSession *self);
gboolean             sparkle_session_is_open           (SparkleSession *self);
SparkleSessionState  sparkle_session_get_state         (SparkleSession *self);
double               sparkle_session_get_progress      (SparkleSession *self);
unsigned             sparkle_session_get_outbox_count  (SparkleSession *self);
unsigned             sparkle_session_get_failed_count  (SparkleSession *self);
const char          *sparkle_session_get_server        (SparkleSession *self);
const char          *sparkle_session_get_notice        (SparkleSession *self);
void                 sparkle_session_dismiss_notice    (SparkleSession *self);

/* Account. */
DexFuture           *sparkle_session_login             (SparkleSession *self,
                                                        const char     *login,
                                                        const char     *password);
DexFuture           *sparkle_session_register          (SparkleSession *self,
                                                        const char     *username,
                                                        const char     *email,
                                                        const char     *password);
DexFuture           *sparkle_session_use_token         (SparkleSession *self,
                                                        const char     *token);
DexFuture           *sparkle_session_logout            (SparkleSession *self);
DexFuture           *sparkle_session_await_vault       (SparkleSession *self);

/* Network. */
void                 sparkle_session_set_network_enabled (SparkleSession *self,
                                                          gboolean        enabled);
gboolean             sparkle_session_get_network_enabled (SparkleSession *self);
DexFuture           *sparkle_session_sync_now          (SparkleSession *self);

/* Lists (opening one never needs the network). */
SparkleFeed         *sparkle_session_get_feed          (SparkleSession *self); /* transfer none */
SparkleFeed         *sparkle_session_get_bookmarks     (SparkleSession *self); /* transfer none */
SparkleDrafts       *sparkle_session_get_drafts        (SparkleSession *self); /* transfer none */
SparkleOutbox       *sparkle_session_get_outbox        (SparkleSession *self); /* transfer none */
SparkleCategories   *sparkle_session_get_categories    (SparkleSession *self); /* transfer none */
SparkleThread       *sparkle_session_open_thread       (SparkleSession *self,
                                                        const char     *post_id); /* transfer full */
SparkleProfile      *sparkle_session_open_profile      (SparkleSession *self,
                                                        const char     *username); /* transfer full */
SparkleFeed         *sparkle_session_open_following    (SparkleSession *self);
SparkleFeed         *sparkle_session_open_trending     (SparkleSession *self);
SparkleFeed         *sparkle_session_open_posts        (SparkleSession *self,
                                                        const char     *category,
                                                        const char     *tag); /* transfer full */
SparkleEntities     *sparkle_session_get_entities      (SparkleSession *self); /* transfer none */
SparkleStore        *sparkle_session_get_store         (SparkleSession *self); /* transfer none */

/* What begins so, from the cache, for completion: names (char*) and details (char*), tags (char*). Quick enough for a key press. */
void                 sparkle_session_complete_names    (SparkleSession *self,
                                                        const char     *prefix,
                                                        unsigned        limit,
                                                        GPtrArray      *names,
                                                        GPtrArray      *details);
void                 sparkle_session_complete_tags     (SparkleSession *self,
                                                        const char     *prefix,
                                                        unsigned        limit,
                                                        GPtrArray      *tags);

/* An editor opens on a post, comment or person: its next edit is merged with what others change meanwhile. */
void                 sparkle_session_begin_edit        (SparkleSession *self,
                                                        const char     *record_id);

/* Writes: checked at once, then in the outbox. Each gives the id of the record, or NULL and an error with details. */
char                *sparkle_session_create_post       (SparkleSession          *self,
                                                        const SparklePostInput  *input,
                                                        GError                 **error);
gboolean             sparkle_session_edit_post         (SparkleSession          *self,
                                                        const char              *post_id,
                                                        const SparklePostInput  *input,
                                                        GError                 **error);
gboolean             sparkle_session_delete_post       (SparkleSession          *self,
                                                        const char              *post_id,
                                                        GError                 **error);
char                *sparkle_session_create_comment    (SparkleSession          *self,
                                                        const char              *post_id,
                                                        const char              *parent_id,
                                                        const char              *content,
                                                        int                      video_seconds,
                                                        GError                 **error);
gboolean             sparkle_session_edit_comment      (SparkleSession          *self,
                                                        const char              *comment_id,
                                                        const char              *content,
                                                        GError                 **error);
gboolean             sparkle_session_delete_comment    (SparkleSession          *self,
                                                        const char              *comment_id,
                                                        GError                 **error);
gboolean             sparkle_session_set_reaction      (SparkleSession          *self,
                                                        SparkleTarget            target,
                                                        const char              *target_id,
                                                        const char              *type,
                                                        gboolean                 on,
                                                        GError                 **error);
gboolean             sparkle_session_follow            (SparkleSession          *self,
                                                        const char              *user_id,
                                                        gboolean                 on,
                                                        GError                 **error);
gboolean             sparkle_session_bookmark          (SparkleSession          *self,
                                                        const char              *post_id,
                                                        gboolean                 on,
                                                        GError                 **error);
gboolean             sparkle_session_edit_profile      (SparkleSession          *self,
                                                        const char              *display_name,
                                                        const char              *bio,
                                                        GError                 **error);
char                *sparkle_session_save_draft        (SparkleSession          *self,
                                                        const char              *draft_id,
                                                        const SparklePostInput  *input,
                                                        GError                 **error);
gboolean             sparkle_session_delete_draft      (SparkleSession          *self,
                                                        const char              *draft_id,
                                                        GError                 **error);

/* Only on this machine. */
void                 sparkle_session_keep_offline      (SparkleSession *self,
                                                        const char     *post_id,
                                                        gboolean        on);
void                 sparkle_session_mark_read         (SparkleSession *self,
                                                        const char     *post_id);
void                 sparkle_session_set_reading_position (SparkleSession *self,
                                                        const char     *list,
                                                        const char     *id,
                                                        double          offset);
gboolean             sparkle_session_find_reading_position (SparkleSession *self,
                                                        const char     *list,
                                                        char          **ret_id,
                                                        double         *ret_offset);
/* Small things to remember on this machine, such as an unsent comment; value NULL forgets. */
void                 sparkle_session_set_setting       (SparkleSession *self,
                                                        const char     *key,
                                                        const char     *value);
char                *sparkle_session_get_setting       (SparkleSession *self,
                                                        const char     *key);
void                 sparkle_session_set_typing        (SparkleSession *self,
                                                        const char     *post_id,
                                                        gboolean        typing);
void                 sparkle_session_set_tells_typing  (SparkleSession *self,
                                                        gboolean        tells);

/* Outbox: ids are those of the mutations (SparkleOutboxItem:id). */
void                 sparkle_session_outbox_retry      (SparkleSession *self,
                                                        const char     *mutation_id);
void                 sparkle_session_outbox_discard    (SparkleSession *self,
                                                        const char     *mutation_id);
gboolean             sparkle_session_outbox_replace_text (SparkleSession *self,
                                                        const char     *mutation_id,
                                                        const char     *title,
                                                        const char     *content,
                                                        GError        **error);

/* Resolves when every write made before this call is durable on this machine. */
DexFuture           *sparkle_session_flush             (SparkleSession *self);
/* Resolves when nothing waits in the outbox; rejects when offline or signed out. */
DexFuture           *sparkle_session_drain             (SparkleSession *self);

G_END_DECLS
