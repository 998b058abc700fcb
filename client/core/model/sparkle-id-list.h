/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Turns one list of ids into another and tells a GListModel's listeners exactly what changed: the common ends stay,
 * between them a longest common subsequence when the stretch is short, else one replacement. */

/* self->ids: as the model has it; replaced step by step so that a listener that reads the model finds what it was told. */
void sparkle_id_list_become (GListModel *model, GPtrArray **ids, GPtrArray *target);

GPtrArray *sparkle_id_list_new  (void); /* of (owned) char* */

G_END_DECLS
