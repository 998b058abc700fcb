/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store.h"

G_BEGIN_DECLS

/* What drafts said before; in the journal, on this machine. */

typedef enum
{
  SPARKLE_DRAFT_WHY_WRITTEN,  /* its author wrote on */
  SPARKLE_DRAFT_WHY_DEVICE,   /* another device's text took its place */
  SPARKLE_DRAFT_WHY_RESTORED, /* another version was brought back */
  SPARKLE_DRAFT_WHY_LEFT,     /* the draft was published or deleted */
} SparkleDraftWhy;

/* One of them. */
typedef struct
{
  gint64           id;
  gint64           at;               /* when it was written, µs */
  SparkleDraftWhy  why;              /* it stopped being the draft's text */
  char            *title;
  char            *content;
  char           **tags;             /* never NULL */
  char            *category;         /* (nullable) */
  char            *youtube_video_id; /* (nullable) */
} SparkleDraftVersion;

void                 sparkle_draft_version_free         (SparkleDraftVersion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleDraftVersion, sparkle_draft_version_free)

/* Read at once like sparkle-store-reader.h. (transfer full): SparkleDraftVersion, the newest first */
GPtrArray           *sparkle_store_read_draft_versions  (SparkleStore *self, const char *draft_id);
/* (transfer full) (nullable) */
SparkleDraftVersion *sparkle_store_read_draft_version   (SparkleStore *self, const char *draft_id, gint64 id);
/* Resolves to the id (gint64) of the version that is the draft's text as it is; 0: there is no text. */
DexFuture           *sparkle_store_keep_draft           (SparkleStore *self, const char *draft_id);

G_END_DECLS
