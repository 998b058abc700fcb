/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>

#include "sparkle-entities.h"
#include "sparkle-feed.h"

G_BEGIN_DECLS

/* A client's cache in a folder of its own, filled through the store's own door with what a server would answer. */
typedef struct
{
  char            *folder;
  SparkleStore    *store;
  SparkleEntities *entities;
} UiWorld;

UiWorld  *ui_world_new       (unsigned n_posts);
void      ui_world_free      (UiWorld *self);
/* The same in a store that is open and somebody else's, such as a session's. */
UiWorld  *ui_world_new_in    (SparkleStore *store, SparkleEntities *entities, unsigned n_posts);
/* Posts newer than all others, oldest first; their ids are those of ui_world_newer_id(). */
void      ui_world_add_newer (UiWorld *self, unsigned first, unsigned n);
char     *ui_world_newer_id  (unsigned n);
/* The id of post number n (0: the newest), valid until the next call. */
char     *ui_world_post_id   (unsigned n);
/* Makes one post anew: higher rev, another title and count. */
void      ui_world_change_post (UiWorld *self, unsigned n, const char *title, unsigned n_comments);

/* Turns the main loop until the future is done; its error fails the test. */
void      ui_await           (DexFuture *future);
/* Turns the main loop until condition is true; FALSE after ten seconds. */
gboolean  ui_wait_until      (gboolean (*condition) (gpointer), gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiWorld, ui_world_free)

G_END_DECLS
