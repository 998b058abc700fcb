/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "test-postgres.h"

G_BEGIN_DECLS

/* A real sparkled with settings of the test's choice, spoken to over plain sockets, so that a
 * test can be as rude as it likes. All calls block; every read has a time limit. */
typedef struct
{
  TestDatabase *database;
  GSubprocess  *process; /* (nullable) */
  unsigned      port;
} HttpWorld;

typedef struct
{
  unsigned    status;
  char       *head;   /* up to the empty line */
  char       *body;
  gsize       size;
  JsonObject *json;   /* (nullable) */
} HttpAnswer;

/* settings: "SPARKLE_HEAD_SECONDS=1", …, NULL. limit_files: 0, or the descriptors it may have. */
HttpWorld         *http_world_new     (TestDatabase *database, unsigned limit_files, const char *setting, ...) G_GNUC_NULL_TERMINATED;
void               http_world_free    (HttpWorld *self);   /* stops it, and fails the test when that is not clean */
char              *http_world_metric  (HttpWorld *self, const char *name);

GSocketConnection *http_connect       (HttpWorld *self);
void               http_send          (GSocketConnection *connection, const char *data, gssize size);
/* One answer; reads no further. without_body: of a HEAD. */
HttpAnswer        *http_read          (GSocketConnection *connection, gboolean without_body);
/* What is left until the other side closes; NULL when it does not within the seconds. */
char              *http_read_to_end   (GSocketConnection *connection, unsigned seconds);

HttpAnswer        *http_request       (HttpWorld *self, const char *method, const char *path, const char *token,
                                       const char *more_headers, const char *json);
char              *http_register      (HttpWorld *self, const char *username);
const char        *http_answer_code   (HttpAnswer *answer); /* of a failure */
char              *http_answer_header (HttpAnswer *answer, const char *name); /* (nullable) */
void               http_answer_free   (HttpAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpWorld, http_world_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpAnswer, http_answer_free)

G_END_DECLS
