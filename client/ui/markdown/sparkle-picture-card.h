/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-markdown.h"

G_BEGIN_DECLS

/* A picture of a text: a card that says what and where it is, until somebody wants to see it. */
#define SPARKLE_TYPE_PICTURE_CARD (sparkle_picture_card_get_type ())
G_DECLARE_FINAL_TYPE (SparklePictureCard, sparkle_picture_card, SPARKLE, PICTURE_CARD, GtkWidget)

GtkWidget *sparkle_picture_card_new      (void);
void       sparkle_picture_card_set_node (SparklePictureCard *self,
                                          SparkleMarkdown    *markdown,
                                          guint32             node);

G_END_DECLS
