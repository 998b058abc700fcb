/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Things that are said to be done and are done when their toast goes, unless Undo is pressed before. */
#define SPARKLE_TYPE_UNDO (sparkle_undo_get_type ())
G_DECLARE_FINAL_TYPE (SparkleUndo, sparkle_undo, SPARKLE, UNDO, GObject)

typedef void (*SparkleUndoFunc) (gpointer object, const char *id, gpointer data);

SparkleUndo *sparkle_undo_new   (AdwToastOverlay *toasts);
/* object and data must outlive self. */
void         sparkle_undo_add   (SparkleUndo *self, const char *title, const char *id, SparkleUndoFunc func, gpointer object, gpointer data);
/* Does at once all that nobody undid. */
void         sparkle_undo_flush (SparkleUndo *self);

G_END_DECLS
