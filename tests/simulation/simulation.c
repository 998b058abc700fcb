/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convergence (design: section 9.3 and 9.4). Three real client cores, two of them devices of one person, against two
 * real server processes on a real PostgreSQL, over a network that loses, doubles, delays and reorders;
 * clients, servers and their connections to PostgreSQL are killed on the way, and epochs end. At the end the network
 * heals and must hold true:
 *   every client shows what the database holds;
 *   every write that was acknowledged is there, once;
 *   no typed text is lost: it is in a record, or in an outbox with its reason.
 *
 * simulation SPARKLED SIM-CLIENT SHARD SHARDS   runs the seeds 1 … SPARKLE_SEEDS that fall to this shard; with
 * SPARKLE_SEED only that one. SPARKLE_TRACE=1 tells what each device was asked. */
#include "sim-run.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <stdlib.h>

#define N_STEPS 36
#define SEEDS_A_WORLD 20

unsigned
sim_pick (SimRun *run, unsigned below)
{
  return g_rand_int_range (run->rand, 0, below);
}

static JsonObject *
must_hear (SimRun *run, unsigned actor, JsonObject *reply)
{
  if (reply == NULL)
    SIM_FAIL (run, "device %u ended by itself", actor);
  return reply;
}

JsonObject *
sim_must_ask (SimRun *run, unsigned actor, JsonObject *command)
{
  return must_hear (run, actor, sim_actor_ask (run->actors[actor], command));
}

static void
must_be_fine (SimRun *run, unsigned actor, JsonObject *reply)
{
  if (sim_reply_error (reply) != NULL)
    SIM_FAIL (run, "device %u: %s", actor, sim_reply_error (reply));
}

void
sim_must_do (SimRun *run, unsigned actor, JsonObject *command)
{
  g_autoptr(JsonObject) reply = sim_must_ask (run, actor, command);

  must_be_fine (run, actor, reply);
}

void
sim_all_must_do (SimRun *run, const char *command)
{
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    sim_actor_tell (run->actors[i], sim_command (command, NULL));
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    {
      g_autoptr(JsonObject) reply = must_hear (run, i, sim_actor_hear (run->actors[i], command));
      must_be_fine (run, i, reply);
    }
}

SimRecord *
sim_record_add (SimRun *run, SimKind kind, const char *id, unsigned person, SimRecord *post)
{
  SimRecord *record = g_new0 (SimRecord, 1);

  record->kind = kind;
  record->id = g_strdup (id);
  record->person = person;
  record->post = post;
  g_ptr_array_add (run->records, record);
  return record;
}

gboolean
sim_record_is_gone (const SimRecord *record)
{
  return record->deleted || (record->post != NULL && record->post->deleted);
}

static void
record_free (gpointer data)
{
  g_free (((SimRecord *) data)->id);
  g_free (data);
}

static void
text_free (gpointer data)
{
  g_free (((SimText *) data)->marker);
  g_free (data);
}

static void
draft_free (gpointer data)
{
  g_free (((SimDraft *) data)->id);
  g_free (((SimDraft *) data)->marker);
  g_free (data);
}

FaultRates
sim_draw_rates (SimRun *run)
{
  return (FaultRates) {
    .lose_request = sim_pick (run, 150), .lose_answer = sim_pick (run, 200), .repeat_request = sim_pick (run, 200),
    .lose_frame = sim_pick (run, 150), .repeat_frame = sim_pick (run, 150), .swap_frames = sim_pick (run, 150),
    .cut_socket = sim_pick (run, 40), .delay_ms = sim_pick (run, 15),
  };
}

static PGconn *connection; /* to the database of the world */

GPtrArray *
sim_query (SimRun *run, const char *sql)
{
  if (connection == NULL)
    connection = PQconnectdb (test_database_conninfo (run->world->database));
  PGresult *result = PQexec (connection, sql);
  if (PQresultStatus (result) != PGRES_TUPLES_OK)
    SIM_FAIL (run, "%s", PQerrorMessage (connection));
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (rows, g_strdup (PQgetvalue (result, i, 0)));
  PQclear (result);
  return g_steal_pointer (&rows);
}

static void
leave_world (TestServer **world)
{
  g_clear_pointer (&connection, PQfinish);
  g_clear_pointer (world, test_server_free);
}

static void
sign_up (SimRun *run)
{
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    {
      g_autofree char *username = g_strdup_printf ("sim_%u_%u", run->seed, SIM_PERSON_OF (i));
      g_autofree char *email = g_strdup_printf ("%s@example.org", username);
      const char *command = i == 1 ? "login" : "register";
      g_autoptr(JsonObject) reply = sim_must_ask (run, i, sim_command (command, "username", username, "email", email,
                                                                       "password", "correct horse battery", NULL));

      must_be_fine (run, i, reply);
      if (i != 1)
        {
          run->person_ids[SIM_PERSON_OF (i)] = g_strdup (json_object_get_string_member (reply, "id"));
          sim_record_add (run, SIM_USER, run->person_ids[SIM_PERSON_OF (i)], SIM_PERSON_OF (i), NULL);
        }
    }
}

static void
remove_tree (const char *folder)
{
  g_autoptr(GSubprocess) rm = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", folder, NULL);
  g_subprocess_wait (rm, NULL, NULL);
}

static void
begin_run (SimRun *run, TestServer *world, const char *client, guint32 seed)
{
  *run = (SimRun) { .seed = seed, .world = world, .rand = g_rand_new_with_seed (seed) };
  run->folder = g_dir_make_tmp ("sparkle-sim-XXXXXX", NULL);
  run->records = g_ptr_array_new_with_free_func (record_free);
  run->texts = g_ptr_array_new_with_free_func (text_free);
  run->drafts = g_ptr_array_new_with_free_func (draft_free);
  run->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%u", run->folder, i);
      g_mkdir (folder, 0700);
      run->actors[i] = sim_actor_new (client, folder, seed * 10 + i, world->port);
      sim_actor_spawn (run->actors[i]);
    }
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    sim_actor_await (run->actors[i]);
}

static void
end_run (SimRun *run)
{
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    sim_actor_tell (run->actors[i], sim_command ("quit", NULL));
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    {
      sim_actor_await_end (run->actors[i]);
      sim_actor_free (run->actors[i]);
    }
  remove_tree (run->folder);
  g_free (run->folder);
  for (unsigned i = 0; i < SIM_PERSONS; i++)
    g_free (run->person_ids[i]);
  g_ptr_array_unref (run->records);
  g_ptr_array_unref (run->texts);
  g_ptr_array_unref (run->drafts);
  g_hash_table_unref (run->wanted);
  g_rand_free (run->rand);
}

static void
run_seed (TestServer *world, const char *client, guint32 seed)
{
  SimRun run;

  begin_run (&run, world, client, seed);
  sign_up (&run);
  sim_step_post (&run, 0);
  for (unsigned i = 0; i < SIM_ACTORS; i++) /* the post is there before the others look */
    sim_must_do (&run, i, sim_command ("rest", NULL));
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    {
      FaultRates rates = sim_draw_rates (&run);
      fault_proxy_set_rates (run.actors[i]->proxy, &rates);
    }
  for (unsigned i = 0; i < N_STEPS; i++)
    sim_step (&run);
  sim_heal_and_check (&run);
  end_run (&run);
}

int
main (int argc, char **argv)
{
  if (argc != 5)
    return 2; /* SPARKLED SIM-CLIENT SHARD SHARDS */
  unsigned shard = atoi (argv[3]), shards = atoi (argv[4]);
  const char *seeds = g_getenv ("SPARKLE_SEEDS");
  const char *only = g_getenv ("SPARKLE_SEED");
  unsigned first = only ? (unsigned) atoi (only) : 1;
  unsigned last = only ? first : seeds ? (unsigned) atoi (seeds) : 200;
  unsigned n = 0;
  TestServer *world = NULL;

  setvbuf (stdout, NULL, _IOLBF, 0);
  for (guint32 seed = first; seed <= last; seed++)
    {
      if (seed % shards != shard)
        continue;
      /* A young database now and then, so that early seeds do not slow late ones down. */
      if (n % SEEDS_A_WORLD == 0)
        {
          leave_world (&world);
          world = test_server_new (argv[1], 2);
        }
      run_seed (world, argv[2], seed);
      g_print ("ok %u - convergence seed %u\n", ++n, seed);
    }
  leave_world (&world);
  g_print ("1..%u%s\n", n, n ? "" : " # SKIP no seed falls to this shard");
  return 0;
}
