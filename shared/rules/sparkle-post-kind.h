/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_POST_KIND_BLOG,
  SPARKLE_POST_KIND_THEORY,
  SPARKLE_POST_KIND_VIDEO_REVIEW,
  SPARKLE_POST_KIND_FAN_ART,
  SPARKLE_POST_KIND_TUTORIAL,
  SPARKLE_POST_KIND_NEWS,
  SPARKLE_POST_KIND_POLL,
  SPARKLE_N_POST_KINDS
} SparklePostKind;

const char *sparkle_post_kind_to_name   (SparklePostKind kind); /* "video_review" */
gboolean    sparkle_post_kind_from_name (const char *name, SparklePostKind *ret_kind);

G_END_DECLS
