/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-conflict.h"

G_BEGIN_DECLS

/* One stretch of two versions: what both have in common, or both beside each other with the choice between them. What is chosen
 * can always be edited.
 *
 * Signal ::changed: another choice was made, or the text was edited. */
#define SPARKLE_TYPE_HUNK_VIEW (sparkle_hunk_view_get_type ())
G_DECLARE_FINAL_TYPE (SparkleHunkView, sparkle_hunk_view, SPARKLE, HUNK_VIEW, GtkBox)

typedef enum
{
  SPARKLE_CHOICE_NONE,
  SPARKLE_CHOICE_MINE,
  SPARKLE_CHOICE_THEIRS,
  SPARKLE_CHOICE_BOTH,
  SPARKLE_CHOICE_EDITED,
} SparkleChoice;

GtkWidget      *sparkle_hunk_view_new        (const SparkleMergeHunk *hunk,
                                              SparkleFieldKind        kind,
                                              unsigned                number);
SparkleChoice   sparkle_hunk_view_get_choice (SparkleHunkView        *self);
char           *sparkle_hunk_view_get_text   (SparkleHunkView        *self); /* transfer full */
gboolean        sparkle_hunk_view_is_open    (SparkleHunkView        *self);
gboolean        sparkle_hunk_view_differs    (SparkleHunkView        *self);
void            sparkle_hunk_view_choose     (SparkleHunkView        *self,
                                              SparkleChoice           choice);
void            sparkle_hunk_view_set_text   (SparkleHunkView        *self,
                                              const char             *text);
void            sparkle_hunk_view_set_narrow (SparkleHunkView        *self,
                                              gboolean                narrow);

G_END_DECLS
