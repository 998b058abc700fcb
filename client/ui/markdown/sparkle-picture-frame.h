/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A picture in its own proportions: as wide as there is room, at most its own size and a screenful high. */
#define SPARKLE_TYPE_PICTURE_FRAME (sparkle_picture_frame_get_type ())
G_DECLARE_FINAL_TYPE (SparklePictureFrame, sparkle_picture_frame, SPARKLE, PICTURE_FRAME, GtkWidget)

GtkWidget *sparkle_picture_frame_new         (void);
void       sparkle_picture_frame_set_texture (SparklePictureFrame *self,
                                              GdkTexture          *texture);

G_END_DECLS
