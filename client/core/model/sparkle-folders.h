/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-entities.h"
#include "sparkle-store-lists.h"

G_BEGIN_DECLS

/* The folders of the bookmarks with how many are in each. A folder is there while something is in it.
 * Signal: ::changed, when a name or a count is another. */
#define SPARKLE_TYPE_FOLDERS (sparkle_folders_get_type ())
G_DECLARE_FINAL_TYPE (SparkleFolders, sparkle_folders, SPARKLE, FOLDERS, GObject)

SparkleFolders *sparkle_folders_new       (SparkleEntities *entities);
unsigned        sparkle_folders_get_total (SparkleFolders *self); /* bookmarks in all of them and in none */
unsigned        sparkle_folders_get_n     (SparkleFolders *self);
/* transfer none; by name, "" (those in no folder) first when there are any */
const char     *sparkle_folders_get_name  (SparkleFolders *self, unsigned i);
unsigned        sparkle_folders_get_count (SparkleFolders *self, unsigned i);

G_END_DECLS
