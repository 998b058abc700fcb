/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-change-table.h"

G_BEGIN_DECLS

/* The changes of one scope in one tick, made once and sent to many. Reference counted, immutable
 * but for its memory of the frames already made. */
typedef struct _SparkledBatch SparkledBatch;

/* scope: as on the wire. upserts, deletes: JSON objects as text. */
SparkledBatch           *sparkled_batch_new          (const char *scope, const char *cursor, const SparkledPosition *position, const char *upserts, const char *deletes);
SparkledBatch           *sparkled_batch_ref          (SparkledBatch *self);
void                     sparkled_batch_unref        (SparkledBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledBatch, sparkled_batch_unref)
const SparkledPosition  *sparkled_batch_get_position (SparkledBatch *self);
GRefString              *sparkled_batch_get_cursor   (SparkledBatch *self);
gsize                    sparkled_batch_get_size     (SparkledBatch *self); /* of a frame, about */
/* The "changes" frame that follows on the cursor from. */
GBytes                  *sparkled_batch_get_frame    (SparkledBatch *self, GRefString *from);

G_END_DECLS
