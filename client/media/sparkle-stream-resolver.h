/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/* What can be played of a page: found out when it is wanted, used and forgotten. */
typedef struct
{
  char    *uri;
  gboolean resolved; /* somebody had to be asked: when it is refused, asking again may help */
} SparkleStream;

#define SPARKLE_TYPE_STREAM (sparkle_stream_get_type ())
GType          sparkle_stream_get_type (void) G_GNUC_CONST;
SparkleStream *sparkle_stream_new      (const char *uri, gboolean resolved);
SparkleStream *sparkle_stream_copy     (const SparkleStream *self);
void           sparkle_stream_free     (SparkleStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleStream, sparkle_stream_free)

/* Files and HLS are played as they are; for pages the program yt-dlp is asked, where there is one. */
#define SPARKLE_TYPE_STREAM_RESOLVER (sparkle_stream_resolver_get_type ())
G_DECLARE_FINAL_TYPE (SparkleStreamResolver, sparkle_stream_resolver, SPARKLE, STREAM_RESOLVER, GObject)

SparkleStreamResolver *sparkle_stream_resolver_new      (const char *program);
gboolean               sparkle_stream_resolver_is_there (SparkleStreamResolver *self);
DexFuture             *sparkle_stream_resolver_resolve  (SparkleStreamResolver *self, const char *page, GCancellable *cancellable);
gboolean               sparkle_stream_is_direct         (const char *uri);

G_END_DECLS
