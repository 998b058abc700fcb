/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SPARKLE_LINK_SCHEME "sparkle"
#define SPARKLE_LINK_MAX_BYTES 512

/* A permanent link: sparkle://<server>/post/<id>[/comment/<id>]. The server is host[:port][/path], without its scheme and
 * without a default port, in lower case. */
typedef struct
{
  char *server;     /* (owned) */
  char *post_id;    /* (owned) */
  char *comment_id; /* (owned) (nullable) */
} SparkleLink;

SparkleLink *sparkle_link_parse     (const char *text, GError **error);
char        *sparkle_link_format    (const char *server, const char *post_id, const char *comment_id);
gboolean     sparkle_link_is_link   (const char *text);
gboolean     sparkle_link_is_of     (const SparkleLink *self, const char *server);
void         sparkle_link_free      (SparkleLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleLink, sparkle_link_free)

G_END_DECLS
