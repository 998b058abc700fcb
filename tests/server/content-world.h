/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"
#include "sparkled-mutation.h"
#include "test-postgres.h"

G_BEGIN_DECLS

/* The domain and the API of content over a real database: what a worker holds, without sockets.
 * The functions turn the main context until they are done, so that a test reads top to bottom. */
typedef struct
{
  TestDatabase    *database;
  SparkledServices services;
  GHashTable      *published; /* scopes that the bus has heard of */
  SparkledAccount *nova;      /* user */
  SparkledAccount *kai;       /* user */
  SparkledAccount *mira;      /* moderator */
} World;

void             world_set_up    (World *w, gconstpointer data);
void             world_tear_down (World *w, gconstpointer data);

typedef void (*WorldFunc) (gpointer data);
/* Runs functions as fibers at once and waits for all of them. */
void             world_run       (WorldFunc func, gpointer *datas, unsigned n);

/* Apostrophes in JSON stand for quotation marks. */
SparkleMutation *world_mutation  (const char *id, const char *op, gint64 base_version, const char *json, ...) G_GNUC_PRINTF (4, 5);
SparkledMutationResult *world_apply (World *w, SparkledAccount *account, SparkleMutation *mutation);
/* One mutation with a new id: its result, freed by world_tear_down() never: the caller's. */
SparkledMutationResult *world_do (World *w, SparkledAccount *account, const char *op, gint64 base_version, const char *json, ...) G_GNUC_PRINTF (5, 6);
/* The same, which must be applied: the record's id. */
char            *world_must      (World *w, SparkledAccount *account, const char *op, gint64 base_version, const char *json, ...) G_GNUC_PRINTF (5, 6);
/* The same, which must fail with this error. */
void             world_must_fail (World *w, SparkledAccount *account, int code, const char *op, gint64 base_version, const char *json, ...) G_GNUC_PRINTF (6, 7);

/* A request to a handler of the route table, found by its path. The error form is in *ret_error. */
SparkledCall    *world_call      (World *w, SparkledAccount *account, const char *method, const char *target, const char *if_match,
                                  const char *json, GError **ret_error);
/* data of the answer of a call that succeeded. */
JsonNode        *world_answer    (SparkledCall *call);
/* A member by path, "counts.comments"; as text, "null" when absent. */
char            *world_member    (const char *json, const char *path);

void world_assert_sql (World *w, const char *expected, const char *sql, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
