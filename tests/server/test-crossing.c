/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "content-world.h"

#include <libpq-fe.h>

/* Two who change the same thing at the same time: one of them is stopped in the middle of a transaction. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGconn, PQfinish)

static PGconn *
connect_psql (World *w)
{
  PGconn *connection = PQconnectdb (test_database_conninfo (w->database));

  g_assert_cmpint (PQstatus (connection), ==, CONNECTION_OK);
  return connection;
}

/* The SQLSTATE; "" when it went well. */
static char *
try_exec (PGconn     *connection,
          const char *sql)
{
  PGresult *result = PQexec (connection, sql);
  char *state = g_strdup (PQresultErrorField (result, PG_DIAG_SQLSTATE));

  PQclear (result);
  return state != NULL ? state : g_strdup ("");
}

static void
must_exec (PGconn     *connection,
           const char *sql)
{
  g_autofree char *state = try_exec (connection, sql);

  g_assert_cmpstr (state, ==, "");
}

/* ---- notifications --------------------------------------------------------------------------------------------------- */

/* A notification that somebody is just making is not to be seen yet by who gives the post another title. */
static void
test_title (World         *w,
            gconstpointer  data)
{
  g_autofree char *id = world_must (w, w->nova, "post.create", 0, "{'title':'Before','content':'Text'}");
  g_autofree char *comment = world_must (w, w->kai, "comment.create", 0, "{'post_id':'%s','content':'Look'}", id);
  g_autofree char *like = g_strdup_printf ("BEGIN; INSERT INTO reaction (account_id, target, target_id, post_id, comment_id, type)"
                                           " SELECT a.id, 'comment', '%s', '%s', '%s', 'like' FROM account a WHERE a.username = 'mira'",
                                           comment, id, comment);
  g_autoptr(PGconn) other = connect_psql (w);

  must_exec (other, "DELETE FROM notification");
  must_exec (other, like);
  g_free (world_must (w, w->nova, "post.edit", 1, "{'id':'%s','title':'After'}", id));
  must_exec (other, "COMMIT");
  world_assert_sql (w, "refresh", "SELECT what FROM notification_work");
}

/* Nobody hides a post while its followers are being told of it. */
static void
test_told (World         *w,
           gconstpointer  data)
{
  g_autoptr(PGconn) job = connect_psql (w);
  g_autoptr(PGconn) author = connect_psql (w);
  g_autofree char *state = NULL;

  g_free (world_must (w, w->kai, "user.follow", 0, "{'user_id':'%s'}", w->nova->id));
  g_free (world_must (w, w->nova, "post.create", 0, "{'title':'News','content':'Text'}"));
  must_exec (job, "BEGIN; SELECT notification_work_on ()");
  state = try_exec (author, "SET lock_timeout = '20ms'; UPDATE post SET state = 'deleted'");
  g_assert_cmpstr (state, ==, "55P03");
  must_exec (job, "COMMIT");
  must_exec (author, "SET lock_timeout = 0; UPDATE post SET state = 'deleted'");
  world_assert_sql (w, "refresh", "SELECT what FROM notification_work");
}

/* ---- bookmarks ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  World                  *w;
  PGconn                 *other;
  char                   *post_id;
  SparkledMutationResult *result;
  gboolean                waited;
  gboolean                commits;
} Crossing;

static void
set_bookmark (Crossing *self)
{
  g_autoptr(SparkleMutation) mutation =
    world_mutation (NULL, "bookmark.set", 0, "{'post_id':'%s','note':'From the desk','note_base':''}", self->post_id);

  self->result = sparkled_mutation_apply (&self->w->services, self->w->kai, mutation);
}

/* Commits once the other one waits for it. */
static void
commit (Crossing *self)
{
  while (!self->waited)
    {
      g_autofree char *n = test_database_psql (self->w->database, "SELECT count(*) FROM pg_stat_activity"
                                               " WHERE datname = current_database () AND wait_event_type = 'Lock'");

      self->waited = !g_str_equal (n, "0");
      dex_await (dex_timeout_new_msec (2), NULL);
    }
  must_exec (self->other, "COMMIT");
}

static void
crossing_cb (gpointer data)
{
  Crossing *self = data;

  if (self->commits)
    commit (self);
  else
    set_bookmark (self);
}

/* Two devices make the same bookmark: no note is lost, whoever comes first. */
static void
test_bookmark (World         *w,
               gconstpointer  data)
{
  g_autofree char *id = world_must (w, w->nova, "post.create", 0, "{'title':'T','content':'C'}");
  g_autofree char *insert = g_strdup_printf ("BEGIN; INSERT INTO bookmark (account_id, post_id, folder, note)"
                                             " VALUES ('%s', '%s', 'Later', 'From the laptop')", w->kai->id, id);
  g_autoptr(PGconn) other = connect_psql (w);
  Crossing desk = { w, other, id }, laptop = { w, other, id, .commits = TRUE };
  gpointer datas[] = { &desk, &laptop };

  must_exec (other, insert);
  world_run (crossing_cb, datas, 2);
  g_assert_no_error (desk.result->error);
  world_assert_sql (w, "Later|From the laptop / From the desk", "SELECT folder, replace (note, E'\\n', ' / ') FROM bookmark");
  sparkled_mutation_result_free (desk.result);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, func) g_test_add ("/server/crossing/" name, World, NULL, world_set_up, func, world_tear_down)
  ADD ("title", test_title);
  ADD ("told", test_told);
  ADD ("bookmark", test_bookmark);

  return g_test_run ();
}
