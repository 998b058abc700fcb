/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sparkle-store-rows.h"

G_BEGIN_DECLS

/* One draft of the account; live. Properties (read only, notify on change only): id, title, content, tags, category,
 * youtube-video-id, post-id (the post being edited), updated-at (µs), version, pending, local, known. */
#define SPARKLE_TYPE_DRAFT (sparkle_draft_get_type ())
G_DECLARE_FINAL_TYPE (SparkleDraft, sparkle_draft, SPARKLE, DRAFT, GObject)

const char          *sparkle_draft_get_id               (SparkleDraft *self);
const char          *sparkle_draft_get_title            (SparkleDraft *self); /* never NULL */
const char          *sparkle_draft_get_content          (SparkleDraft *self); /* never NULL */
const char * const  *sparkle_draft_get_tags             (SparkleDraft *self); /* never NULL */
const char          *sparkle_draft_get_category         (SparkleDraft *self); /* (nullable) */
const char          *sparkle_draft_get_youtube_video_id (SparkleDraft *self); /* (nullable) */
const char          *sparkle_draft_get_post_id          (SparkleDraft *self); /* (nullable) */
gint64               sparkle_draft_get_updated_at       (SparkleDraft *self);
gint64               sparkle_draft_get_version          (SparkleDraft *self);
gboolean             sparkle_draft_get_local            (SparkleDraft *self);
gboolean             sparkle_draft_get_known            (SparkleDraft *self);
SparklePending       sparkle_draft_get_pending          (SparkleDraft *self);

G_END_DECLS
