/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* Sees to it that a comment is here, as a page of its thread expects; what keeps it away is said in the page's window. */
void sparkle_thread_search (GtkWidget *page, SparkleSession *session, const char *post_id, const char *comment_id);

G_END_DECLS
