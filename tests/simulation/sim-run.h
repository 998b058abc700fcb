/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim-actor.h"
#include "test-server.h"

G_BEGIN_DECLS

/* Devices 0 and 1 are one person's, 2 is another's. */
#define SIM_ACTORS 3
#define SIM_PERSONS 2
#define SIM_PERSON_OF(actor) ((actor) == 2 ? 1u : 0u)

typedef enum
{
  SIM_POST,
  SIM_COMMENT,
  SIM_USER,
} SimKind;

/* Something that was acknowledged. */
typedef struct _SimRecord SimRecord;
struct _SimRecord
{
  SimKind kind;
  char *id;         /* (owned) */
  unsigned person;
  SimRecord *post;  /* (nullable) of a comment */
  gboolean deleted; /* acknowledged: what was written there may go with it */
};

/* A piece of text that was acknowledged and that nobody may lose. */
typedef struct
{
  char *marker;     /* (owned) */
  SimRecord *record;
} SimText;

typedef struct
{
  char *id;         /* (owned) */
  char *marker;     /* (owned) of the latest saving; NULL: deleted */
  unsigned actor;   /* the only one that writes it */
} SimDraft;

typedef struct
{
  guint32 seed;
  GRand *rand;
  TestServer *world;
  char *folder;
  SimActor *actors[SIM_ACTORS];
  char *person_ids[SIM_PERSONS]; /* (owned) */
  GPtrArray *records;  /* of SimRecord; the first two are the persons, then a post */
  GPtrArray *texts;    /* of SimText */
  GPtrArray *drafts;   /* of SimDraft */
  GHashTable *wanted;  /* what the person with one device switched last: "like <id>" -> on */
  unsigned n_texts;
} SimRun;

#define SIM_FAIL(run, ...) \
  do { g_autofree char *why = g_strdup_printf (__VA_ARGS__); \
       g_printerr ("# seed %u: %s\n# again: ./dev test simulation --seed %u\n", (run)->seed, why, (run)->seed); \
       g_assert_not_reached (); } while (0)

unsigned    sim_pick           (SimRun *run, unsigned below);
/* Every reply but that of a killed process must come; must_do: and be fine. */
JsonObject *sim_must_ask       (SimRun *run, unsigned actor, JsonObject *command);
void        sim_must_do        (SimRun *run, unsigned actor, JsonObject *command);
/* All devices at once. */
void        sim_all_must_do    (SimRun *run, const char *command);
SimRecord  *sim_record_add     (SimRun *run, SimKind kind, const char *id, unsigned person, SimRecord *post);
gboolean    sim_record_is_gone (const SimRecord *record);
FaultRates  sim_draw_rates     (SimRun *run);
/* The first column of all rows, through a connection of its own. */
GPtrArray  *sim_query          (SimRun *run, const char *sql);

void        sim_step_post      (SimRun *run, unsigned actor);
void        sim_step           (SimRun *run);
void        sim_heal_and_check (SimRun *run);

G_END_DECLS
