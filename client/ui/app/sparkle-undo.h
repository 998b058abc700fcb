/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* For this long a person can take back what was said to be done. */
#define SPARKLE_UNDO_SECONDS 8

/* Things that are said to be done and are finished when their toast goes, unless Undo is pressed before. What follows within the
 * time of a toast joins it: one Undo takes back all of it. */
#define SPARKLE_TYPE_UNDO (sparkle_undo_get_type ())
G_DECLARE_FINAL_TYPE (SparkleUndo, sparkle_undo, SPARKLE, UNDO, GObject)

typedef void (*SparkleUndoFunc) (gpointer object, const char *id);

SparkleUndo *sparkle_undo_new       (AdwToastOverlay *toasts);
/* finish makes it final, take_back (nullable) reverses what is seen of it; one of them is called, once. object must outlive self. */
void         sparkle_undo_add       (SparkleUndo     *self,
                                     const char      *title,
                                     const char      *id,
                                     SparkleUndoFunc  finish,
                                     SparkleUndoFunc  take_back,
                                     gpointer         object);
/* Finishes at once all that nobody took back. */
void         sparkle_undo_flush     (SparkleUndo     *self);
unsigned     sparkle_undo_n_pending (SparkleUndo     *self);

G_END_DECLS
