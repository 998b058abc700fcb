/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* The lists of the middle column, by name: "home", "bookmarks", "drafts", "outbox", "category" (arg: slug), "tag" (arg: name). */
char      *sparkle_place_get_title (const char *place, const char *arg, GListModel *categories); /* transfer full */
GtkWidget *sparkle_place_new_page  (SparkleSession *session, const char *place, const char *arg, const char *key, const char *title);

G_END_DECLS
