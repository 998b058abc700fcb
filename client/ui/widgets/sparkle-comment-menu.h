/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-comment.h"

G_BEGIN_DECLS

/* What can be done with a comment besides answering it. One serves a whole thread: whoever makes it is its parent. */
GtkWidget *sparkle_comment_menu_new   (void);
void       sparkle_comment_menu_popup (GtkWidget *menu, GtkWidget *button, SparkleComment *comment, gboolean own);

G_END_DECLS
