/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "test-postgres.h"

G_BEGIN_DECLS

/* A real sparkled of n workers over a database of its own. All calls block. */
typedef struct
{
  char *program;          /* (owned) sparkled */
  unsigned workers;
  TestDatabase *database; /* (owned) */
  GSubprocess *process;   /* (owned) (nullable) */
  guint16 port;
  char *url;              /* (owned) "http://127.0.0.1:PORT" */
} TestServer;

TestServer *test_server_new    (const char *program, unsigned workers);
TestServer *test_server_new_in (const char *program, unsigned workers, TestCluster *cluster);
void        test_server_free   (TestServer *self); /* drains, and fails the test when that is not clean */
void        test_server_start  (TestServer *self);
void        test_server_kill   (TestServer *self); /* -9: all its workers end with it */

/* One request on a connection of its own. body (nullable) is sent as it is with size bytes (-1: a string).
 * Returns the answer's JSON object (transfer full), or NULL when it is none; headers in *ret_head (nullable). */
JsonObject *test_server_request (TestServer *self, const char *method, const char *path, const char *token,
                                 const char *body, gssize size, unsigned *ret_status, char **ret_head);
/* Registers a person and returns the token (transfer full). */
char       *test_server_register (TestServer *self, const char *username);

/* What the database holds. */
char       *test_server_query  (TestServer *self, const char *sql);
gint64      test_server_count  (TestServer *self, const char *sql);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestServer, test_server_free)

G_END_DECLS
