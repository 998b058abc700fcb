/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-draft.h"
#include "sparkle-post.h"
#include "sparkle-session.h"

G_BEGIN_DECLS

/* Where a post is written or changed. Saves a draft each second; leaving it never asks.
 *
 * Signals: ::done (const char *post_id): it was published. */
#define SPARKLE_TYPE_COMPOSER_PAGE (sparkle_composer_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleComposerPage, sparkle_composer_page, SPARKLE, COMPOSER_PAGE, AdwNavigationPage)

AdwNavigationPage *sparkle_composer_page_new          (SparkleSession *session, GListModel *categories);
AdwNavigationPage *sparkle_composer_page_new_for_post (SparkleSession *session, GListModel *categories, SparklePost *post);
AdwNavigationPage *sparkle_composer_page_new_for_draft (SparkleSession *session, GListModel *categories, SparkleDraft *draft);
/* The draft that holds the text; (nullable) */
gint64             sparkle_composer_page_get_publish_at  (SparkleComposerPage *self); /* 0: at once */
const char        *sparkle_composer_page_get_draft_id (SparkleComposerPage *self);
gboolean           sparkle_composer_page_get_published (SparkleComposerPage *self);
/* Saves what is typed now; TRUE when there is a draft to come back to. */
gboolean           sparkle_composer_page_save         (SparkleComposerPage *self);

G_END_DECLS
