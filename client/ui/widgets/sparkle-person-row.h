/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-user.h"

G_BEGIN_DECLS

/* One person in a list: who they are in two lines, and a button to follow them (win.follow). */
#define SPARKLE_TYPE_PERSON_ROW (sparkle_person_row_get_type ())
G_DECLARE_FINAL_TYPE (SparklePersonRow, sparkle_person_row, SPARKLE, PERSON_ROW, GtkBox)

GtkWidget   *sparkle_person_row_new      (void);
/* reader_id (nullable): who is signed in; nobody follows themselves */
void         sparkle_person_row_set_user (SparklePersonRow *self, SparkleUser *user, const char *reader_id);

/* What a role is called beside a name; NULL: nothing worth saying. */
const char  *sparkle_person_get_badge    (SparkleUser *user);

G_END_DECLS
