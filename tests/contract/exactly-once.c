/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exactly once (design: section 9.2): every mutation is replayed at random, across two workers, over connections that are
 * killed at any moment: one effect, and the same answer. */
#include <libdex.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkle-http.h"
#include "sparkle-uuid.h"
#include "test-server.h"

#define N_MUTATIONS 120
#define N_PUSHERS   8
#define ROUNDS      30

static const char *program;

typedef struct
{
  TestServer *server;
  char       *token;
  char       *ids[N_MUTATIONS];
  char       *bodies[N_MUTATIONS];  /* one mutation as JSON */
  char       *answers[N_MUTATIONS]; /* the first one got */
  unsigned    n_killed;
  unsigned    n_answered;
} World;

typedef struct
{
  World *world;
  GRand *rand;
} Pusher;

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* The same answer means: the same text, to the last byte. */
static void
note_answer (World *world, JsonObject *result)
{
  const char *id = json_object_get_string_member (result, "id");
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), result);
  g_autofree char *text = json_to_string (node, FALSE);

  for (unsigned i = 0; i < N_MUTATIONS; i++)
    if (g_str_equal (world->ids[i], id))
      {
        g_assert_cmpstr (json_object_get_string_member (result, "status"), ==, "applied");
        if (world->answers[i] == NULL)
          world->answers[i] = g_strdup (text);
        g_assert_cmpstr (world->answers[i], ==, text);
        return;
      }
  g_assert_not_reached ();
}

/* (fiber) Pushes some mutations at once, and perhaps kills the connection on the way. FALSE: no answer came. */
static gboolean
push (World *world, GRand *rand, unsigned first, unsigned count, gboolean kill)
{
  g_autoptr (SparkleHttp) http = sparkle_http_new (world->server->url, FALSE, 20000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GString) text = g_string_new ("{\"mutations\":[");
  g_autoptr (JsonNode) body = NULL;
  g_autoptr (JsonNode) data = NULL;
  g_autoptr (GError) error = NULL;
  unsigned source = 0;
  JsonArray *results;

  sparkle_http_set_token (http, world->token);
  for (unsigned i = 0; i < count; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", world->bodies[(first + i) % N_MUTATIONS]);
  g_string_append (text, "]}");
  body = json_from_string (text->str, &error);
  g_assert_no_error (error);

  if (kill)
    source = g_timeout_add (g_rand_int_range (rand, 0, 30), cancel_cb, cancellable);
  data = dex_await_boxed (sparkle_http_call (http, "POST", "/api/v1/sync/push", body, cancellable), &error);
  if (source != 0 && !g_cancellable_is_cancelled (cancellable))
    g_source_remove (source);
  if (data == NULL)
    {
      /* Busy is an answer too, but not one that the ledger keeps. */
      g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || sparkle_error_is_retryable (error));
      world->n_killed++;
      return FALSE;
    }
  results = json_object_get_array_member (json_node_get_object (data), "results");
  g_assert_cmpuint (json_array_get_length (results), ==, count);
  for (unsigned i = 0; i < count; i++)
    {
      JsonObject *result = json_array_get_object_element (results, i);

      if (!g_str_equal (json_object_get_string_member (result, "status"), "retry"))
        note_answer (world, result);
    }
  world->n_answered++;
  return TRUE;
}

static DexFuture *
pusher_fiber (gpointer user_data)
{
  Pusher *pusher = user_data;

  for (unsigned round = 0; round < ROUNDS; round++)
    push (pusher->world, pusher->rand, g_rand_int_range (pusher->rand, 0, N_MUTATIONS),
          g_rand_int_range (pusher->rand, 1, 12), g_rand_double (pusher->rand) < 0.5);
  return dex_future_new_true ();
}

/* Posts, and comments and reactions on posts before them, so that one effect too many shows in a count. */
static void
make_mutations (World *world, GRand *rand)
{
  for (unsigned i = 0; i < N_MUTATIONS; i++)
    {
      unsigned post = i / 4 * 4;

      world->ids[i] = sparkle_uuid_new ();
      if (i % 4 == 0)
        world->bodies[i] = g_strdup_printf ("{\"id\":\"%s\",\"op\":\"post.create\",\"data\":{\"title\":\"Post %u\","
                                            "\"content\":\"Text\",\"tags\":[\"tag%u\"]}}", world->ids[i], i, i);
      else if (i % 4 == 3)
        world->bodies[i] = g_strdup_printf ("{\"id\":\"%s\",\"op\":\"reaction.set\",\"data\":{\"post_id\":\"%s\","
                                            "\"type\":\"fire\"}}", world->ids[i], world->ids[post]);
      else
        world->bodies[i] = g_strdup_printf ("{\"id\":\"%s\",\"op\":\"comment.create\",\"data\":{\"post_id\":\"%s\","
                                            "\"content\":\"Comment %u\"}}", world->ids[i], world->ids[post], i);
    }
}

static void
test_exactly_once (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 2);
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  World world = { .server = server };
  Pusher pushers[N_PUSHERS];
  DexFuture *futures[N_PUSHERS];

  world.token = test_server_register (server, "once");
  make_mutations (&world, rand);
  /* Posts first, one round: what comes after builds on them. */
  for (unsigned i = 0; i < N_MUTATIONS; i += 4)
    while (!push (&world, rand, i, 1, FALSE))
      dex_await (dex_timeout_new_msec (10), NULL);

  for (unsigned i = 0; i < N_PUSHERS; i++)
    {
      pushers[i] = (Pusher) { &world, g_rand_new_with_seed (g_rand_int (rand)) };
      futures[i] = dex_scheduler_spawn (NULL, 0, pusher_fiber, &pushers[i], NULL);
    }
  for (unsigned i = 0; i < N_PUSHERS; i++)
    dex_await (futures[i], NULL);
  for (unsigned i = 0; i < N_MUTATIONS; i += 10)
    while (!push (&world, rand, i, 10, FALSE))
      dex_await (dex_timeout_new_msec (10), NULL);

  g_test_message ("%u pushes answered, %u killed", world.n_answered, world.n_killed);
  g_assert_cmpuint (world.n_killed, >, 0);
  for (unsigned i = 0; i < N_MUTATIONS; i++)
    g_assert_nonnull (world.answers[i]);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, N_MUTATIONS / 4);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM comment"), ==, N_MUTATIONS / 2);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM reaction"), ==, N_MUTATIONS / 4);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM mutation"), ==, N_MUTATIONS);

  for (unsigned i = 0; i < N_PUSHERS; i++)
    g_rand_free (pushers[i].rand);
  for (unsigned i = 0; i < N_MUTATIONS; i++)
    {
      g_free (world.ids[i]);
      g_free (world.bodies[i]);
      g_free (world.answers[i]);
    }
  g_free (world.token);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  dex_test_add_func ("/contract/exactly-once", test_exactly_once);
  return g_test_run ();
}
