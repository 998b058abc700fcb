/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The numbered schema changes of migrations/, built into the program. Blocking: for the start of
 * a process and for tools, never on a running loop. */
unsigned sparkled_migrations_get_latest (void);
gboolean sparkled_migrations_get_version (const char *conninfo, unsigned *ret_version, GError **error);
gboolean sparkled_migrations_run         (const char *conninfo, unsigned *ret_from, unsigned *ret_to, GError **error);
gboolean sparkled_migrations_new_epoch   (const char *conninfo, gint64 *ret_epoch, GError **error);

/* Private: the table that embed.py makes, ordered, with a {0} row at the end. */
typedef struct
{
  unsigned    version;
  const char *name;
  const char *sql;
} SparkledMigration;
extern const SparkledMigration sparkled_migrations[];

G_END_DECLS
