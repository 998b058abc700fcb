/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "sparkle-store-history.h"

G_BEGIN_DECLS

/* What a draft said before, as it stood when this was made: its versions, the newest first, and what is different now. */
#define SPARKLE_TYPE_DRAFT_HISTORY (sparkle_draft_history_get_type ())
G_DECLARE_FINAL_TYPE (SparkleDraftHistory, sparkle_draft_history, SPARKLE, DRAFT_HISTORY, GObject)

typedef enum
{
  SPARKLE_LINE_BOTH,
  SPARKLE_LINE_THEN, /* in the version only */
  SPARKLE_LINE_NOW,  /* in the present text only */
} SparkleLineSide;

typedef struct
{
  SparkleLineSide  side;
  char            *text; /* without its newline */
} SparkleDraftLine;

SparkleDraftHistory *sparkle_draft_history_new        (SparkleStore *store, const char *draft_id);
unsigned             sparkle_draft_history_get_n      (SparkleDraftHistory *self);
gint64               sparkle_draft_history_get_id     (SparkleDraftHistory *self, unsigned which);
gint64               sparkle_draft_history_get_at     (SparkleDraftHistory *self, unsigned which); /* µs */
SparkleDraftWhy      sparkle_draft_history_get_why    (SparkleDraftHistory *self, unsigned which);
unsigned             sparkle_draft_history_get_length (SparkleDraftHistory *self, unsigned which); /* characters */
/* (transfer full): SparkleDraftLine: title and text of both, line by line */
GPtrArray           *sparkle_draft_history_compare    (SparkleDraftHistory *self, unsigned which);

G_END_DECLS
