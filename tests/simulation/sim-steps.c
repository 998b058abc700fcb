/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people, networks and machines do on the way, drawn from the seed. */
#include "sim-run.h"

#include <string.h>

static char *
new_marker (SimRun *run, unsigned actor)
{
  return g_strdup_printf ("marker-%u-%u-%u", run->seed, actor, ++run->n_texts);
}

static void
add_text (SimRun *run, char *marker, SimRecord *record)
{
  SimText *text = g_new0 (SimText, 1);

  text->marker = marker;
  text->record = record;
  g_ptr_array_add (run->texts, text);
}

/* NULL when nothing like this was made yet. */
static SimRecord *
some_record (SimRun *run, SimKind kind, int person)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  for (unsigned i = 0; i < run->records->len; i++)
    {
      SimRecord *record = run->records->pdata[i];
      if (record->kind == kind && (person < 0 || record->person == (unsigned) person))
        g_ptr_array_add (found, record);
    }
  return found->len ? found->pdata[sim_pick (run, found->len)] : NULL;
}

static const char *
member_of (const SimRecord *record)
{
  return record->kind == SIM_POST ? "post" : record->kind == SIM_COMMENT ? "comment" : "user";
}

/* TRUE: acknowledged. What a device has not seen yet it cannot change. */
static gboolean
try_command (SimRun *run, unsigned actor, JsonObject *command, char **ret_id)
{
  g_autoptr(JsonObject) reply = sim_must_ask (run, actor, command);

  if (sim_reply_error (reply) != NULL)
    return FALSE;
  if (ret_id != NULL)
    *ret_id = g_strdup (json_object_get_string_member_with_default (reply, "id", ""));
  return TRUE;
}

/* ---- people ---------------------------------------------------------------------------------------------- */

void
sim_step_post (SimRun *run, unsigned actor)
{
  g_autofree char *marker = new_marker (run, actor);
  g_autofree char *id = NULL;

  if (!try_command (run, actor, sim_command ("post", "title", marker, "content", marker, NULL), &id))
    SIM_FAIL (run, "a post was refused");
  add_text (run, g_steal_pointer (&marker), sim_record_add (run, SIM_POST, id, SIM_PERSON_OF (actor), NULL));
}

static void
step_comment (SimRun *run, unsigned actor)
{
  SimRecord *parent = sim_pick (run, 3) == 0 ? some_record (run, SIM_COMMENT, -1) : NULL;
  SimRecord *post = parent ? parent->post : some_record (run, SIM_POST, -1);
  g_autofree char *marker = new_marker (run, actor);
  g_autofree char *id = NULL;
  JsonObject *command = sim_command ("comment", "post", post->id, "content", marker, NULL);

  if (parent != NULL)
    json_object_set_string_member (command, "parent", parent->id);
  if (try_command (run, actor, command, &id))
    add_text (run, g_steal_pointer (&marker), sim_record_add (run, SIM_COMMENT, id, SIM_PERSON_OF (actor), post));
}

/* A line between others, or more of the same line: what two devices add to one line is a conflict. */
static void
step_edit (SimRun *run, unsigned actor, SimKind kind)
{
  SimRecord *record = some_record (run, kind, SIM_PERSON_OF (actor));
  g_autofree char *marker = new_marker (run, actor);

  if (record == NULL)
    return;
  JsonObject *command = sim_command ("edit", member_of (record), record->id, "content", marker, NULL);
  json_object_set_int_member (command, "where", sim_pick (run, 8));
  json_object_set_boolean_member (command, "same_line", sim_pick (run, 4) == 0);
  if (try_command (run, actor, command, NULL))
    add_text (run, g_steal_pointer (&marker), record);
}

static void
step_delete (SimRun *run, unsigned actor)
{
  SimRecord *record = some_record (run, sim_pick (run, 3) ? SIM_COMMENT : SIM_POST, SIM_PERSON_OF (actor));

  /* The first post stays, so that there is always one to talk about. */
  if (record != NULL && record != run->records->pdata[SIM_PERSONS] &&
      try_command (run, actor, sim_command ("delete", member_of (record), record->id, NULL), NULL))
    record->deleted = TRUE;
}

static void
step_switch (SimRun *run, unsigned actor)
{
  const char *names[] = { "like", "like", "bookmark", "follow" };
  const char *name = names[sim_pick (run, G_N_ELEMENTS (names))];
  gboolean on = sim_pick (run, 3) > 0;
  SimRecord *record = g_str_equal (name, "follow") ? run->records->pdata[1 - SIM_PERSON_OF (actor)]
                    : g_str_equal (name, "like") && sim_pick (run, 2) ? some_record (run, SIM_COMMENT, -1)
                    : some_record (run, SIM_POST, -1);

  if (record == NULL)
    return;
  JsonObject *command = sim_command (name, member_of (record), record->id, NULL);
  json_object_set_boolean_member (command, "on", on);
  if (try_command (run, actor, command, NULL) && SIM_PERSON_OF (actor) == 1)
    g_hash_table_replace (run->wanted, g_strdup_printf ("%s %s", name, record->id), GINT_TO_POINTER (on + 1));
}

/* What a person is told of a thread is read there; or a bookmark goes into another folder. */
static void
step_tidy (SimRun *run, unsigned actor)
{
  SimRecord *record = some_record (run, SIM_POST, -1);
  g_autofree char *folder = g_strdup_printf ("Folder %u", sim_pick (run, 3));

  if (sim_pick (run, 3) > 0)
    try_command (run, actor, sim_command ("read", "post", record->id, NULL), NULL);
  else if (try_command (run, actor, sim_command ("file", "post", record->id, "folder", folder, NULL), NULL) && SIM_PERSON_OF (actor) == 1)
    g_hash_table_replace (run->wanted, g_strdup_printf ("bookmark %s", record->id), GINT_TO_POINTER (TRUE + 1));
}

static void
step_draft (SimRun *run, unsigned actor)
{
  SimDraft *draft = NULL;
  g_autofree char *marker = new_marker (run, actor);
  g_autofree char *id = NULL;

  for (unsigned i = 0; i < run->drafts->len && draft == NULL; i++)
    {
      SimDraft *other = run->drafts->pdata[i];
      if (other->actor == actor && other->marker != NULL && sim_pick (run, 2))
        draft = other;
    }
  if (draft != NULL && sim_pick (run, 4) == 0)
    {
      if (try_command (run, actor, sim_command ("delete", "draft", draft->id, NULL), NULL))
        g_clear_pointer (&draft->marker, g_free);
      return;
    }
  JsonObject *command = sim_command ("draft", "title", "half a thought", "content", marker, NULL);
  if (draft != NULL)
    json_object_set_string_member (command, "draft", draft->id);
  if (!try_command (run, actor, command, &id))
    SIM_FAIL (run, "a draft was refused");
  if (draft == NULL)
    {
      draft = g_new0 (SimDraft, 1);
      draft->id = g_steal_pointer (&id);
      draft->actor = actor;
      g_ptr_array_add (run->drafts, draft);
    }
  g_free (draft->marker);
  draft->marker = g_steal_pointer (&marker);
}

/* ---- networks and machines ------------------------------------------------------------------------------- */

/* Out, and in again as the same person: what was not sent comes back. Signing in takes a network that works, and is tried
 * again by a person when it finds the server without its database. */
static void
step_sign (SimRun *run, unsigned actor)
{
  FaultProxy *proxy = run->actors[actor]->proxy;
  FaultRates rates = sim_draw_rates (run);
  g_autofree char *username = g_strdup_printf ("sim_%u_%u", run->seed, SIM_PERSON_OF (actor));

  sim_must_do (run, actor, sim_command ("logout", NULL));
  fault_proxy_set_rates (proxy, NULL);
  fault_proxy_set_offline (proxy, FALSE);
  for (unsigned i = 0; ; i++)
    {
      g_autoptr(JsonObject) reply = sim_must_ask (run, actor, sim_command ("login", "username", username,
                                                                           "password", "correct horse battery", NULL));
      if (sim_reply_error (reply) == NULL)
        break;
      if (i == 20)
        SIM_FAIL (run, "device %u cannot sign in: %s", actor, sim_reply_error (reply));
      g_usleep (50 * 1000); /* paces a person who tries again */
    }
  fault_proxy_set_rates (proxy, &rates);
}

/* Killed with a write under way: that one may be there or not, everything acknowledged before must be. */
static void
step_kill (SimRun *run, unsigned actor)
{
  if (sim_pick (run, 2))
    sim_actor_tell (run->actors[actor], sim_command ("post", "title", "cut off", "content", "cut off", NULL));
  sim_actor_kill (run->actors[actor]);
  sim_actor_spawn (run->actors[actor]);
  sim_actor_await (run->actors[actor]);
}

static void
step_server (SimRun *run)
{
  test_server_kill (run->world);
  test_server_start (run->world);
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    fault_proxy_set_upstream (run->actors[i]->proxy, run->world->port);
}

static void
step_database (SimRun *run)
{
  /* A restored backup: every cursor is void. Or all connections of the servers end in whatever they do. */
  g_autoptr(GPtrArray) rows = sim_query (run, sim_pick (run, 2) ? "SELECT epoch_check (true)"
    : "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE datname = current_database () AND pid <> pg_backend_pid ()");
}

void
sim_step (SimRun *run)
{
  unsigned actor = sim_pick (run, SIM_ACTORS);
  unsigned what = sim_pick (run, 200);

  if (what < 28)
    sim_step_post (run, actor);
  else if (what < 64)
    step_comment (run, actor);
  else if (what < 90)
    step_edit (run, sim_pick (run, 2), SIM_POST); /* two devices of one person edit the same posts */
  else if (what < 100)
    step_edit (run, actor, sim_pick (run, 3) ? SIM_COMMENT : SIM_USER);
  else if (what < 118)
    step_switch (run, actor);
  else if (what < 130)
    step_tidy (run, actor);
  else if (what < 138)
    step_delete (run, actor);
  else if (what < 152)
    step_draft (run, actor);
  else if (what < 172)
    fault_proxy_set_offline (run->actors[actor]->proxy, sim_pick (run, 2));
  else if (what < 184)
    {
      FaultRates rates = sim_draw_rates (run);
      fault_proxy_set_rates (run->actors[actor]->proxy, &rates);
    }
  else if (what < 190)
    step_kill (run, actor);
  else if (what < 193)
    step_sign (run, actor);
  else if (what < 197)
    step_database (run);
  else
    step_server (run);
}
