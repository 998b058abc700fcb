/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One items-changed: at position (of the list as it is then) removed rows go, added ones come. */
typedef struct
{
  unsigned position;
  unsigned removed;
  unsigned added;
} SparkleRowRun;

GArray *sparkle_row_runs_find   (const unsigned *marks, unsigned n_old, unsigned n_new);
void    sparkle_row_runs_splice (GPtrArray *rows, unsigned position, unsigned removed, gpointer *added, unsigned n_added);

G_END_DECLS
