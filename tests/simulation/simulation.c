/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convergence (design: section 9.3 and 9.4). Three real client cores, two of them devices of one person, against two
 * real server processes on a real PostgreSQL, over a network that loses, doubles, delays and reorders;
 * clients and server are killed -9 on the way. At the end the network heals and must hold true:
 *   every client shows what the database holds;
 *   every write that was acknowledged is there, once;
 *   no typed text is lost: it is in a record, or in an outbox with its reason.
 *
 * simulation SPARKLED SIM-CLIENT --shard I --shards N   runs the seeds 1 … SPARKLE_SEEDS that fall to this shard;
 * with SPARKLE_SEED only that one. */
#include "sim-actor.h"
#include "test-server.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define N_ACTORS 3
#define N_STEPS 24
#define SEEDS_A_WORLD 20

typedef struct
{
  guint32 seed;
  GRand *rand;
  TestServer *world;
  char *folder;
  SimActor *actors[N_ACTORS];
  GPtrArray *posts;    /* ids that were acknowledged */
  GPtrArray *markers;  /* each stands for one acknowledged text that nobody may lose */
  GPtrArray *drafts;   /* the same, per device: "<actor> <draft> <marker>" of the latest saving */
  GHashTable *comments;/* marker -> GINT (actor): must be there exactly once */
  unsigned n_texts;
} Run;

#define FAIL(run, ...) \
  do { g_autofree char *why = g_strdup_printf (__VA_ARGS__); \
       g_printerr ("# seed %u: %s\n# again: ./dev test simulation --seed %u\n", (run)->seed, why, (run)->seed); \
       g_test_message ("seed %u: %s", (run)->seed, why); g_assert_not_reached (); } while (0)

static unsigned
pick (Run *run, unsigned below)
{
  return g_rand_int_range (run->rand, 0, below);
}

static char *
new_marker (Run *run, unsigned actor)
{
  return g_strdup_printf ("marker-%u-%u-%u", run->seed, actor, ++run->n_texts);
}

/* Every reply but that of a killed process must come and be fine. */
static JsonObject *
must_ask (Run *run, unsigned actor, JsonObject *command)
{
  JsonObject *reply = sim_actor_ask (run->actors[actor], command);

  if (reply == NULL)
    FAIL (run, "device %u ended by itself", actor);
  return reply;
}

static void
must_do (Run *run, unsigned actor, JsonObject *command)
{
  g_autoptr(JsonObject) reply = must_ask (run, actor, command);

  if (sim_reply_error (reply) != NULL)
    FAIL (run, "device %u: %s", actor, sim_reply_error (reply));
}

static FaultRates
draw_rates (Run *run)
{
  return (FaultRates) {
    .lose_request = pick (run, 150), .lose_answer = pick (run, 200), .repeat_request = pick (run, 200),
    .lose_frame = pick (run, 150), .repeat_frame = pick (run, 150), .swap_frames = pick (run, 150),
    .cut_socket = pick (run, 40), .delay_ms = pick (run, 15),
  };
}

/* ---- the steps ------------------------------------------------------------------------------------------- */

static const char *
some_post (Run *run)
{
  return run->posts->pdata[pick (run, run->posts->len)];
}

static void
step_post (Run *run, unsigned actor)
{
  g_autofree char *marker = new_marker (run, actor);
  JsonObject *command = sim_command ("post", "title", marker, "content", marker, NULL);
  g_autoptr(JsonObject) reply = must_ask (run, actor, command);

  if (sim_reply_error (reply) != NULL)
    FAIL (run, "a post was refused: %s", sim_reply_error (reply));
  g_ptr_array_add (run->posts, g_strdup (json_object_get_string_member (reply, "id")));
  g_ptr_array_add (run->markers, g_steal_pointer (&marker));
}

static void
step_comment (Run *run, unsigned actor)
{
  g_autofree char *marker = new_marker (run, actor);
  g_autoptr(JsonObject) reply = must_ask (run, actor, sim_command ("comment", "post", some_post (run), "content", marker, NULL));

  /* A post that this device has not seen yet cannot be commented on. */
  if (sim_reply_error (reply) == NULL)
    g_hash_table_insert (run->comments, g_steal_pointer (&marker), GUINT_TO_POINTER (actor));
}

static void
step_edit (Run *run, unsigned actor)
{
  g_autofree char *marker = new_marker (run, actor);
  JsonObject *command = sim_command ("edit", "post", some_post (run), "content", marker, NULL);
  json_object_set_int_member (command, "where", pick (run, 8));
  g_autoptr(JsonObject) reply = must_ask (run, actor, command);

  if (sim_reply_error (reply) == NULL)
    g_ptr_array_add (run->markers, g_steal_pointer (&marker));
}

static void
step_like (Run *run, unsigned actor)
{
  JsonObject *command = sim_command (pick (run, 2) ? "like" : "bookmark", "post", some_post (run), NULL);
  json_object_set_boolean_member (command, "on", pick (run, 3) > 0);
  g_autoptr(JsonObject) reply = must_ask (run, actor, command);
}

static void
step_draft (Run *run, unsigned actor)
{
  g_autofree char *marker = new_marker (run, actor);
  g_autoptr(JsonObject) reply = must_ask (run, actor, sim_command ("draft", "title", "half a thought", "content", marker, NULL));

  if (sim_reply_error (reply) != NULL)
    FAIL (run, "a draft was refused: %s", sim_reply_error (reply));
  g_ptr_array_add (run->drafts, g_strdup_printf ("%u %s", actor, marker));
}

/* Killed with a write under way: that one may be there or not, everything acknowledged before must be. */
static void
step_kill (Run *run, unsigned actor)
{
  if (pick (run, 2))
    sim_actor_tell (run->actors[actor], sim_command ("post", "title", "cut off", "content", "cut off", NULL));
  sim_actor_kill (run->actors[actor]);
  sim_actor_start (run->actors[actor]);
}

static void
step_server (Run *run)
{
  test_server_kill (run->world);
  test_server_start (run->world);
  for (unsigned i = 0; i < N_ACTORS; i++)
    fault_proxy_set_upstream (run->actors[i]->proxy, run->world->port);
}

static void
step (Run *run)
{
  unsigned actor = pick (run, N_ACTORS);
  unsigned what = pick (run, 100);

  if (what < 18)
    step_post (run, actor);
  else if (what < 40)
    step_comment (run, actor);
  else if (what < 55)
    step_edit (run, pick (run, 2)); /* the two devices of one person edit the same posts */
  else if (what < 70)
    step_like (run, actor);
  else if (what < 78)
    step_draft (run, actor);
  else if (what < 88)
    fault_proxy_set_offline (run->actors[actor]->proxy, pick (run, 2));
  else if (what < 94)
    {
      FaultRates rates = draw_rates (run);
      fault_proxy_set_rates (run->actors[actor]->proxy, &rates);
    }
  else if (what < 98)
    step_kill (run, actor);
  else
    step_server (run);
}

/* ---- the end --------------------------------------------------------------------------------------------- */

static void
settle (Run *run, unsigned actor)
{
  g_autoptr(JsonObject) reply = must_ask (run, actor, sim_command ("rest", NULL));

  if (sim_reply_error (reply) == NULL)
    return;
  g_autoptr(JsonObject) dump = must_ask (run, actor, sim_command ("dump", NULL));
  g_autoptr(JsonNode) outbox = json_node_copy (json_object_get_member (dump, "outbox"));
  g_autofree char *waiting = json_to_string (outbox, FALSE);
  FAIL (run, "device %u does not come to rest: %s: %s", actor, sim_reply_error (reply), waiting);
}

static gboolean
outbox_holds (JsonObject *dump, const char *marker)
{
  JsonArray *outbox = json_object_get_array_member (dump, "outbox");

  for (unsigned i = 0; i < json_array_get_length (outbox); i++)
    if (strstr (json_object_get_string_member (json_array_get_object_element (outbox, i), "data"), marker))
      return TRUE;
  return FALSE;
}

/* What a client shows of the posts and comments of this run, one line each, against the database. */
static char *
describe_dump (Run *run, JsonObject *dump)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  JsonArray *posts = json_object_get_array_member (dump, "posts");
  JsonArray *comments = json_object_get_array_member (dump, "comments");

  for (unsigned i = 0; i < json_array_get_length (posts); i++)
    {
      JsonObject *post = json_array_get_object_element (posts, i);
      if (json_object_get_int_member (post, "pending") == 0 &&
          g_ptr_array_find_with_equal_func (run->posts, json_object_get_string_member (post, "id"), g_str_equal, NULL))
        g_ptr_array_add (lines, g_strdup_printf ("post %s v%d comments=%d likes=%d %s", json_object_get_string_member (post, "id"),
                                                 (int) json_object_get_int_member (post, "version"),
                                                 (int) json_object_get_int_member (post, "comments"),
                                                 (int) json_object_get_int_member (post, "likes"),
                                                 json_object_get_string_member (post, "content")));
    }
  for (unsigned i = 0; i < json_array_get_length (comments); i++)
    {
      JsonObject *comment = json_array_get_object_element (comments, i);
      if (json_object_get_int_member (comment, "pending") == 0 &&
          g_ptr_array_find_with_equal_func (run->posts, json_object_get_string_member (comment, "post"), g_str_equal, NULL))
        g_ptr_array_add (lines, g_strdup_printf ("comment %s %s", json_object_get_string_member (comment, "id"),
                                                 json_object_get_string_member (comment, "content")));
    }
  g_ptr_array_sort_values (lines, (GCompareFunc) strcmp);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* Posts that this device still holds an unsolved conflict or refusal of are left out on both sides. */
static char *
describe_database (Run *run, JsonObject *dump)
{
  g_autoptr(GString) sql = g_string_new (
    "SELECT line FROM (SELECT 'post ' || id || ' v' || version || ' comments=' || n_comments || ' likes=' || n_like || ' ' || content AS line"
    " FROM post WHERE state = 'published' AND id IN (");
  g_autoptr(GString) ids = g_string_new ("NULL");
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  JsonArray *posts = json_object_get_array_member (dump, "posts");
  g_autoptr(GHashTable) pending = g_hash_table_new (g_str_hash, g_str_equal);

  for (unsigned i = 0; i < json_array_get_length (posts); i++)
    {
      JsonObject *post = json_array_get_object_element (posts, i);
      if (json_object_get_int_member (post, "pending") != 0)
        g_hash_table_add (pending, (char *) json_object_get_string_member (post, "id"));
    }
  for (unsigned i = 0; i < run->posts->len; i++)
    if (!g_hash_table_contains (pending, run->posts->pdata[i]))
      g_string_append_printf (ids, ",'%s'", (char *) run->posts->pdata[i]);
  g_string_append_printf (sql, "%s)", ids->str);
  g_string_truncate (ids, strlen ("NULL"));
  for (unsigned i = 0; i < run->posts->len; i++)
    g_string_append_printf (ids, ",'%s'", (char *) run->posts->pdata[i]);
  g_string_append_printf (sql, " UNION ALL SELECT 'comment ' || id || ' ' || content FROM comment WHERE NOT deleted AND post_id IN (%s)) AS all_lines"
                               " ORDER BY line COLLATE \"C\"", ids->str);
  return test_server_query (run->world, sql->str);
}

static void
check_convergence (Run *run, unsigned actor, JsonObject *dump)
{
  g_autofree char *here = describe_dump (run, dump);
  g_autofree char *there = describe_database (run, dump);

  if (!g_str_equal (here, there))
    {
      g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), json_object_ref (dump));
      g_autofree char *whole = json_to_string (node, TRUE);
      FAIL (run, "device %u shows\n%s\n--- and the database holds\n%s\n--- all that is on the device:\n%s", actor, here, there, whole);
    }
}

static void
check_nothing_lost (Run *run, JsonObject **dumps)
{
  GHashTableIter iter;
  gpointer marker, actor;

  for (unsigned i = 0; i < run->markers->len; i++)
    {
      const char *text = run->markers->pdata[i];
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM post WHERE content ~ '%s($|[^0-9])'", text);
      gint64 n = test_server_count (run->world, sql);
      if (n > 1)
        FAIL (run, "%s is there %d times", text, (int) n);
      if (n == 0 && !outbox_holds (dumps[0], text) && !outbox_holds (dumps[1], text) && !outbox_holds (dumps[2], text))
        FAIL (run, "%s was acknowledged and is nowhere", text);
    }
  g_hash_table_iter_init (&iter, run->comments);
  while (g_hash_table_iter_next (&iter, &marker, &actor))
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM comment WHERE content = '%s'", (char *) marker);
      gint64 n = test_server_count (run->world, sql);
      if (n != 1 && !(n == 0 && outbox_holds (dumps[GPOINTER_TO_UINT (actor)], marker)))
        FAIL (run, "the comment %s is there %d times", (char *) marker, (int) n);
    }
}

static void
check_drafts (Run *run, JsonObject **dumps)
{
  for (unsigned i = 0; i < run->drafts->len; i++)
    {
      const char *line = run->drafts->pdata[i];
      unsigned actor = atoi (line);
      const char *marker = strchr (line, ' ') + 1;
      JsonArray *drafts = json_object_get_array_member (dumps[actor], "drafts");
      gboolean found = FALSE;

      for (unsigned j = 0; j < json_array_get_length (drafts) && !found; j++)
        found = g_str_equal (json_object_get_string_member (json_array_get_object_element (drafts, j), "content"), marker);
      if (!found)
        FAIL (run, "the draft %s of device %u is gone", marker, actor);
    }
}

static void
heal_and_check (Run *run)
{
  JsonObject *dumps[N_ACTORS];

  for (unsigned i = 0; i < N_ACTORS; i++)
    {
      fault_proxy_set_rates (run->actors[i]->proxy, NULL);
      fault_proxy_set_offline (run->actors[i]->proxy, FALSE);
    }
  /* Everybody sends, then everybody follows every thread and reads what the others sent. */
  for (unsigned i = 0; i < N_ACTORS; i++)
    settle (run, i);
  for (unsigned i = 0; i < N_ACTORS; i++)
    for (unsigned j = 0; j < run->posts->len; j++)
      must_do (run, i, sim_command ("keep", "post", run->posts->pdata[j], NULL));
  /* The counts in the feed may lag a second behind; the threads are exact. */
  for (unsigned i = 0; i < N_ACTORS; i++)
    settle (run, i);
  for (unsigned i = 0; i < N_ACTORS; i++)
    dumps[i] = must_ask (run, i, sim_command ("dump", NULL));
  for (unsigned i = 0; i < N_ACTORS; i++)
    check_convergence (run, i, dumps[i]);
  check_nothing_lost (run, dumps);
  check_drafts (run, dumps);
  for (unsigned i = 0; i < N_ACTORS; i++)
    json_object_unref (dumps[i]);
}

static void
sign_in (Run *run, unsigned actor)
{
  /* Devices 0 and 1 are one person's. */
  g_autofree char *username = g_strdup_printf ("sim_%u_%u", run->seed, actor == 1 ? 0 : actor);
  g_autofree char *email = g_strdup_printf ("%s@example.org", username);

  must_do (run, actor, sim_command (actor == 1 ? "login" : "register", "username", username, "email", email,
                                    "password", "correct horse battery", NULL));
}

static void
remove_tree (const char *folder)
{
  g_autoptr(GSubprocess) rm = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", folder, NULL);
  g_subprocess_wait (rm, NULL, NULL);
}

static void
run_seed (TestServer *world, const char *client, guint32 seed)
{
  Run run = { .seed = seed, .world = world, .rand = g_rand_new_with_seed (seed) };

  run.folder = g_dir_make_tmp ("sparkle-sim-XXXXXX", NULL);
  run.posts = g_ptr_array_new_with_free_func (g_free);
  run.markers = g_ptr_array_new_with_free_func (g_free);
  run.drafts = g_ptr_array_new_with_free_func (g_free);
  run.comments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (unsigned i = 0; i < N_ACTORS; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%u", run.folder, i);
      g_mkdir (folder, 0700);
      run.actors[i] = sim_actor_new (client, folder, seed * 10 + i, world->port);
      sim_actor_start (run.actors[i]);
      sign_in (&run, i);
    }
  step_post (&run, 0);
  for (unsigned i = 0; i < N_ACTORS; i++)
    settle (&run, i);

  for (unsigned i = 0; i < N_ACTORS; i++)
    {
      FaultRates rates = draw_rates (&run);
      fault_proxy_set_rates (run.actors[i]->proxy, &rates);
    }
  for (unsigned i = 0; i < N_STEPS; i++)
    step (&run);
  heal_and_check (&run);

  for (unsigned i = 0; i < N_ACTORS; i++)
    {
      sim_actor_quit (run.actors[i]);
      sim_actor_free (run.actors[i]);
    }
  remove_tree (run.folder);
  g_free (run.folder);
  g_ptr_array_unref (run.posts);
  g_ptr_array_unref (run.markers);
  g_ptr_array_unref (run.drafts);
  g_hash_table_unref (run.comments);
  g_rand_free (run.rand);
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
  g_autoptr(TestServer) world = NULL;

  setvbuf (stdout, NULL, _IOLBF, 0);
  for (guint32 seed = first; seed <= last; seed++)
    {
      if (seed % shards != shard)
        continue;
      /* A young database now and then, so that early seeds do not slow late ones down. */
      if (n % SEEDS_A_WORLD == 0)
        {
          g_clear_pointer (&world, test_server_free);
          world = test_server_new (argv[1], 2);
        }
      run_seed (world, argv[2], seed);
      g_print ("ok %u - convergence seed %u\n", ++n, seed);
    }
  g_print ("1..%u%s\n", n, n ? "" : " # SKIP no seed falls to this shard");
  return 0;
}
