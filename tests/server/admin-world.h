/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-postgres.h"

G_BEGIN_DECLS

/* A database and sparkle-admin working on it. */
typedef struct
{
  TestDatabase *database;
  char         *folder; /* of files that the test writes */
  char         *out;    /* (nullable) of the last run */
  char         *err;    /* (nullable) */
} AdminWorld;

void  admin_world_set_up    (AdminWorld *w, gconstpointer data); /* with the schema */
void  admin_world_tear_down (AdminWorld *w, gconstpointer data);
/* Runs the program with these words, input (nullable) on its standard input; returns its exit status. */
int   admin_world_run       (AdminWorld *w, const char *input, ...) G_GNUC_NULL_TERMINATED;
/* What psql says; freed with the world's next question. */
char *admin_world_ask       (AdminWorld *w, const char *sql);
gint64 admin_world_count    (AdminWorld *w, const char *sql);
char *admin_world_write     (AdminWorld *w, const char *name, const char *text);
/* A fingerprint of everything that is stored. */
char *admin_world_fingerprint (AdminWorld *w);

G_END_DECLS
