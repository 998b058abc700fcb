/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Each returns FALSE and adds a detail that names the field to *error (which may hold
 * details already) when the value breaks the rule. error may be NULL; value must not. */
typedef gboolean (*SparkleRule) (const char *field, const char *value, GError **error);

gboolean sparkle_validate_title        (const char *field, const char *value, GError **error);
gboolean sparkle_validate_content      (const char *field, const char *value, GError **error);
gboolean sparkle_validate_comment      (const char *field, const char *value, GError **error);
gboolean sparkle_validate_username     (const char *field, const char *value, GError **error);
gboolean sparkle_validate_email        (const char *field, const char *value, GError **error);
gboolean sparkle_validate_password     (const char *field, const char *value, GError **error);
/* What is typed to sign in: bounds only, so that nothing is told about the rules. */
gboolean sparkle_validate_login        (const char *field, const char *value, GError **error);
gboolean sparkle_validate_login_password (const char *field, const char *value, GError **error);
gboolean sparkle_validate_display_name (const char *field, const char *value, GError **error);
gboolean sparkle_validate_bio          (const char *field, const char *value, GError **error); /* may be empty */
gboolean sparkle_validate_tag          (const char *field, const char *value, GError **error);
gboolean sparkle_validate_category     (const char *field, const char *value, GError **error); /* a slug */
gboolean sparkle_validate_reaction     (const char *field, const char *value, GError **error);
gboolean sparkle_validate_post_kind    (const char *field, const char *value, GError **error);
gboolean sparkle_validate_uuid         (const char *field, const char *value, GError **error);
gboolean sparkle_validate_youtube_id   (const char *field, const char *value, GError **error);
gboolean sparkle_validate_folder       (const char *field, const char *value, GError **error);
gboolean sparkle_validate_note         (const char *field, const char *value, GError **error); /* may be empty */
/* Drafts may be half-written: the upper bounds only. */
gboolean sparkle_validate_draft_title   (const char *field, const char *value, GError **error);
gboolean sparkle_validate_draft_content (const char *field, const char *value, GError **error);

gboolean sparkle_validate_tags          (const char *field, const char * const *tags, GError **error);
gboolean sparkle_validate_video_seconds (const char *field, gint64 seconds, GError **error);
gboolean sparkle_validate_publish_at    (const char *field, gint64 at_us, gint64 now_us, GError **error);

G_END_DECLS
