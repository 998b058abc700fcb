/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-post.h"

G_BEGIN_DECLS

/* What can be done with a post in a list: react, go to the comments, bookmark.
 * Signal ::choose-reaction (GtkWidget *button): the person wants to pick a reaction. */
#define SPARKLE_TYPE_POST_BUTTONS (sparkle_post_buttons_get_type ())
G_DECLARE_FINAL_TYPE (SparklePostButtons, sparkle_post_buttons, SPARKLE, POST_BUTTONS, GtkBox)

GtkWidget *sparkle_post_buttons_new      (void);
void       sparkle_post_buttons_set_post (SparklePostButtons *self, SparklePost *post);

G_END_DECLS
