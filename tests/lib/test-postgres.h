/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A real PostgreSQL cluster of the test's own, under the temporary folder, reachable only
 * through its Unix socket. Everything here blocks; a failure ends the test with what
 * PostgreSQL said. */
typedef struct _TestCluster TestCluster;

TestCluster *test_cluster_new      (void);                 /* made and started */
void         test_cluster_free     (TestCluster *self);    /* stopped and removed */
void         test_cluster_stop     (TestCluster *self);    /* as `pg_ctl stop -m immediate` */
void         test_cluster_start    (TestCluster *self);
const char  *test_cluster_get_socket_dir (TestCluster *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestCluster, test_cluster_free)

/* One empty database, dropped at the end, in a cluster of the process's own: PostgreSQL has one horizon of
 * transactions for all databases, so a test that holds one open would hold up the live changes of all others.
 * (A benchmark names its cluster with SPARKLE_TEST_PG, a socket folder.) With SPARKLE_TEST_PG_TEMPLATE a cluster
 * is a copy of that data folder, which saves the second that initdb takes. */
typedef struct _TestDatabase TestDatabase;

TestDatabase *test_database_new        (void);
TestDatabase *test_database_new_in     (TestCluster *cluster);
void          test_database_free       (TestDatabase *self);
const char   *test_database_conninfo   (TestDatabase *self);   /* "host=… user=… dbname=…" */
/* Runs SQL with psql and returns what it prints, unaligned, without the last newline. */
char         *test_database_psql       (TestDatabase *self, const char *sql);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestDatabase, test_database_free)

/* Turns the main context until the condition holds, at most seconds; TRUE when it did. */
typedef gboolean (*TestCondition) (gpointer user_data);
gboolean test_wait_until (TestCondition condition, gpointer user_data, unsigned seconds);

G_END_DECLS
