/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entity-list.h"
#include "sparkle-folders.h"
#include "sparkle-session.h"

G_BEGIN_DECLS

/* Bookmarks in folders, with notes. A folder is there while something is in it. */

/* transfer full; folder: "" for those in none, NULL for all */
SparkleEntityList *sparkle_session_open_bookmarks  (SparkleSession *self, const char *folder);
SparkleFolders    *sparkle_session_open_folders    (SparkleSession *self); /* transfer full */

/* folder, note (nullable): as they are. note_base (nullable): the note that was on screen when note was written. */
gboolean           sparkle_session_edit_bookmark   (SparkleSession *self, const char *post_id, const char *folder,
                                                    const char *note, const char *note_base, GError **error);
/* Moves all that is in a folder; to "" leaves them in none. ret_count (optional): how many. */
gboolean           sparkle_session_rename_folder   (SparkleSession *self, const char *from, const char *to,
                                                    unsigned *ret_count, GError **error);

G_END_DECLS
