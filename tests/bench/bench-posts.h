/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A data folder as the app finds it when it has synced so many posts from the server before: written through the store
 * that the app has. No two posts are alike: texts of different length, pictures, tags, hundreds of authors. */
void bench_posts_fill (const char *data_dir, const char *server, unsigned n_posts);

/* (transfer full): where the session keeps what it knows of that server. */
char *bench_posts_folder (const char *data_dir, const char *server);

G_END_DECLS
