/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a run: the network heals, people solve their conflicts, and everything is compared with the database. */
#include "sim-run.h"

#include <string.h>

typedef struct
{
  GPtrArray *rows;          /* (owned) of the database: "person TAB id TAB post TAB line" */
  GHashTable *foreign;      /* (owned) posts of other seeds */
  GHashTable *gone;         /* (owned) id -> SimRecord, acknowledged as deleted */
  JsonObject *dumps[SIM_ACTORS]; /* (owned) */
} Check;

static void
check_clear (Check *check)
{
  g_ptr_array_unref (check->rows);
  g_hash_table_unref (check->foreign);
  g_hash_table_unref (check->gone);
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    json_object_unref (check->dumps[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

static JsonObject *
dump (SimRun *run, unsigned actor)
{
  JsonObject *command = sim_command ("dump", NULL);
  JsonArray *users = json_array_new ();

  for (unsigned i = 0; i < SIM_PERSONS; i++)
    json_array_add_string_element (users, run->person_ids[i]);
  json_object_set_array_member (command, "users", users);
  return sim_must_ask (run, actor, command);
}

static void
check_init (Check *check, SimRun *run)
{
  g_autofree char *persons = g_strdup_printf ("('%s'), ('%s')", run->person_ids[0], run->person_ids[1]);
  g_autofree char *rows = g_strdup_printf (
    "WITH person (id) AS (VALUES %s), who AS (SELECT id::uuid FROM person), ours AS (SELECT * FROM post WHERE author_id IN (SELECT id FROM who) AND state = 'published')"
    " SELECT concat_ws (E'\\t', who.id, x.id, x.post, x.line) FROM who CROSS JOIN LATERAL ("
    "  SELECT p.id, p.id AS post, format ('post %%s v%%s c%%s l%%s m%%s b%%s %%s: %%s', p.id, p.version, p.n_comments, p.n_like,"
    "   (SELECT count(*) FROM reaction r WHERE r.account_id = who.id AND r.target_id = p.id AND r.type = 'like'),"
    "   (SELECT count(*) FROM bookmark b WHERE b.account_id = who.id AND b.post_id = p.id), p.title, replace (p.content, E'\\n', ' / ')) AS line FROM ours p"
    "  UNION ALL SELECT c.id, c.post_id, format ('comment %%s on %%s to %%s v%%s l%%s m%%s: %%s', c.id, c.post_id, coalesce (c.parent_id::text, '-'), c.version, c.n_like,"
    "   (SELECT count(*) FROM reaction r WHERE r.account_id = who.id AND r.target_id = c.id AND r.type = 'like'), replace (c.content, E'\\n', ' / '))"
    "   FROM comment c JOIN ours p ON p.id = c.post_id WHERE NOT c.deleted"
    "  UNION ALL SELECT d.id, d.id, format ('draft %%s: %%s', d.id, d.content) FROM draft d WHERE d.account_id = who.id"
    "  UNION ALL SELECT a.id, a.id, format ('self %%s v%%s %%s followers %%s following: %%s', a.id, a.version, a.n_followers, a.n_following, replace (a.bio, E'\\n', ' / '))"
    "   FROM account a WHERE a.id = who.id"
    "  UNION ALL SELECT f.followed_id, f.followed_id, format ('follows %%s', f.followed_id) FROM follow f WHERE f.follower_id = who.id"
    "  UNION ALL SELECT b.post_id, b.post_id, format ('bookmark of %%s in %%s: %%s', b.post_id, b.folder, replace (b.note, E'\\n', ' / '))"
    "   FROM bookmark b WHERE b.account_id = who.id"
    "  UNION ALL SELECT n.id, coalesce (n.post_id, n.id), format ('notification %%s %%s of %%s (%%s) about %%s %%s, %%s, level %%s: %%s', n.id, n.kind,"
    "    (SELECT string_agg (a.username, '+' ORDER BY t.o) FROM unnest (n.actors) WITH ORDINALITY t (id, o) JOIN account a ON a.id = t.id), n.n_actors,"
    "    coalesce (n.post_id::text, '-'), coalesce (n.comment_id::text, '-'), CASE WHEN n.read_at IS NULL THEN 'new' ELSE 'read' END,"
    "    coalesce (n.level, 0), coalesce ((SELECT p.title FROM post p WHERE p.id = n.post_id), '-'))"
    "   FROM notification n WHERE n.account_id = who.id AND notification_is_visible (n)) x", persons);
  g_autofree char *foreign = g_strdup_printf ("SELECT id FROM post WHERE author_id NOT IN ('%s', '%s')", run->person_ids[0], run->person_ids[1]);
  g_autoptr(GPtrArray) others = sim_query (run, foreign);

  for (unsigned i = 0; i < SIM_ACTORS; i++)
    check->dumps[i] = dump (run, i);
  check->rows = sim_query (run, rows);
  check->foreign = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (unsigned i = 0; i < others->len; i++)
    g_hash_table_add (check->foreign, g_strdup (others->pdata[i]));
  check->gone = g_hash_table_new (g_str_hash, g_str_equal);
  for (unsigned i = 0; i < run->records->len; i++)
    {
      SimRecord *record = run->records->pdata[i];
      if (sim_record_is_gone (record))
        g_hash_table_insert (check->gone, record->id, record);
    }
}

static JsonArray *
lines_of (JsonObject *dump)
{
  return json_object_get_array_member (dump, "lines");
}

static JsonArray *
outbox_of (JsonObject *dump)
{
  return json_object_get_array_member (dump, "outbox");
}

static gboolean
any_outbox_holds (Check *check, const char *text)
{
  for (unsigned actor = 0; actor < SIM_ACTORS; actor++)
    for (unsigned i = 0; i < json_array_get_length (outbox_of (check->dumps[actor])); i++)
      if (strstr (json_object_get_string_member (json_array_get_object_element (outbox_of (check->dumps[actor]), i), "data"), text))
        return TRUE;
  return FALSE;
}

/* ---- what a device shows --------------------------------------------------------------------------------- */

static char *
join (GPtrArray *lines)
{
  g_ptr_array_sort_values (lines, (GCompareFunc) strcmp);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

/* What was refused because somebody deleted it meanwhile stays on the device, marked, with its reason in the outbox. */
static void
check_convergence (SimRun *run, Check *check, unsigned actor)
{
  g_autoptr(GPtrArray) here = g_ptr_array_new (), there = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GHashTable) pending = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *lines = lines_of (check->dumps[actor]);

  for (unsigned i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      const char *post = json_object_get_string_member_with_default (line, "post", "");
      if (json_object_get_int_member (line, "pending") != 0)
        g_hash_table_add (pending, (char *) json_object_get_string_member (line, "id"));
      else if (!g_hash_table_contains (check->foreign, post) &&
               !(g_hash_table_contains (check->gone, post) && g_hash_table_contains (pending, post)))
        g_ptr_array_add (here, (char *) json_object_get_string_member (line, "line"));
    }
  for (unsigned i = 0; i < check->rows->len; i++)
    {
      g_auto(GStrv) row = g_strsplit (check->rows->pdata[i], "\t", 4);
      if (g_str_equal (row[0], run->person_ids[SIM_PERSON_OF (actor)]) && !g_hash_table_contains (pending, row[1]))
        g_ptr_array_add (there, g_strdup (row[3]));
    }
  g_autofree char *shown = join (here);
  g_autofree char *held = join (there);
  if (g_str_equal (shown, held))
    return;
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), json_object_ref (check->dumps[actor]));
  g_autofree char *whole = json_to_string (node, TRUE);
  SIM_FAIL (run, "device %u shows\n%s\n--- and the database holds\n%s\n--- all that is on the device:\n%s", actor, shown, held, whole);
}

/* Nothing is refused but what concerns something that was deleted; nothing is left in conflict that a person has solved. */
static void
check_outbox (SimRun *run, Check *check, unsigned actor)
{
  JsonArray *outbox = outbox_of (check->dumps[actor]);

  for (unsigned i = 0; i < json_array_get_length (outbox); i++)
    {
      JsonObject *row = json_array_get_object_element (outbox, i);
      const char *op = json_object_get_string_member (row, "op");
      const char *data = json_object_get_string_member (row, "data");
      gboolean excused = g_str_equal (op, "user.edit") && json_object_get_boolean_member (row, "conflict");
      GHashTableIter iter;
      gpointer id;

      g_hash_table_iter_init (&iter, check->gone);
      while (!excused && g_hash_table_iter_next (&iter, &id, NULL))
        excused = strstr (data, id) != NULL;
      if (excused)
        continue;
      g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), json_object_ref (row));
      g_autofree char *whole = json_to_string (node, TRUE);
      SIM_FAIL (run, "device %u could not send %s", actor, whole);
    }
}

static void
check_drafts (SimRun *run, Check *check)
{
  for (unsigned i = 0; i < run->drafts->len; i++)
    {
      const SimDraft *draft = run->drafts->pdata[i];
      JsonArray *lines = lines_of (check->dumps[draft->actor]);
      g_autofree char *expected = g_strdup_printf ("draft %s: %s", draft->id, draft->marker ? draft->marker : "");
      const char *found = NULL;

      for (unsigned j = 0; j < json_array_get_length (lines) && found == NULL; j++)
        if (g_str_equal (json_object_get_string_member (json_array_get_object_element (lines, j), "id"), draft->id))
          found = json_object_get_string_member (json_array_get_object_element (lines, j), "line");
      if (draft->marker != NULL ? g_strcmp0 (found, expected) != 0 : found != NULL)
        SIM_FAIL (run, "device %u: instead of \"%s\": \"%s\"", draft->actor, draft->marker ? expected : "nothing", found ? found : "nothing");
    }
}

/* ---- what the database holds ----------------------------------------------------------------------------- */

static unsigned
count_word (const char *text, const char *word)
{
  unsigned n = 0;

  for (const char *at = text; (at = strstr (at, word)); at += strlen (word))
    n += !g_ascii_isdigit (at[strlen (word)]);
  return n;
}

/* Everything that was acknowledged is there once, unless it was deleted; and what was deleted stays deleted. */
static void
check_nothing_lost (SimRun *run, Check *check)
{
  g_autofree char *sql = g_strdup_printf (
    "WITH who AS (SELECT unnest (ARRAY['%s', '%s']::uuid[]) AS id) SELECT id || E'\\t' || gone::int || E'\\t' || content FROM ("
    " SELECT id, state <> 'published' AS gone, content FROM post WHERE author_id IN (SELECT id FROM who)"
    " UNION ALL SELECT id, deleted, content FROM comment WHERE author_id IN (SELECT id FROM who)"
    " UNION ALL SELECT id, false, bio FROM account WHERE id IN (SELECT id FROM who)) x", run->person_ids[0], run->person_ids[1]);
  g_autoptr(GPtrArray) rows = sim_query (run, sql);
  g_autoptr(GHashTable) present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL); /* id -> 1 + gone */

  for (unsigned i = 0; i < rows->len; i++)
    {
      g_auto(GStrv) row = g_strsplit (rows->pdata[i], "\t", 3);
      g_hash_table_insert (present, g_strdup (row[0]), GINT_TO_POINTER (1 + (*row[1] == '1')));
    }
  for (unsigned i = 0; i < run->records->len; i++)
    {
      SimRecord *record = run->records->pdata[i];
      int state = GPOINTER_TO_INT (g_hash_table_lookup (present, record->id));
      if (record->deleted && state == 1)
        SIM_FAIL (run, "the deletion of %s was acknowledged, and it is there", record->id);
      if (!sim_record_is_gone (record) && state != 1 && !any_outbox_holds (check, record->id))
        SIM_FAIL (run, "%s was acknowledged and is %s", record->id, state == 2 ? "deleted" : "nowhere");
    }
  for (unsigned i = 0; i < run->texts->len; i++)
    {
      SimText *text = run->texts->pdata[i];
      unsigned n = 0;
      for (unsigned j = 0; j < rows->len; j++)
        n += count_word (rows->pdata[j], text->marker);
      if (n > 1)
        SIM_FAIL (run, "%s is there %u times", text->marker, n);
      if (n == 0 && !sim_record_is_gone (text->record) && !any_outbox_holds (check, text->marker))
        SIM_FAIL (run, "%s was acknowledged and is nowhere", text->marker);
    }
}

/* Whoever has one device only has it as it was switched last. */
static void
check_switches (SimRun *run, Check *check)
{
  g_autofree char *sql = g_strdup_printf (
    "WITH who AS (SELECT '%s'::uuid AS id) SELECT 'like ' || target_id FROM reaction, who WHERE account_id = who.id AND type = 'like'"
    " UNION ALL SELECT 'bookmark ' || post_id FROM bookmark, who WHERE account_id = who.id"
    " UNION ALL SELECT 'follow ' || followed_id FROM follow, who WHERE follower_id = who.id", run->person_ids[1]);
  g_autoptr(GPtrArray) rows = sim_query (run, sql);
  GHashTableIter iter;
  gpointer key, on;

  g_hash_table_iter_init (&iter, run->wanted);
  while (g_hash_table_iter_next (&iter, &key, &on))
    {
      gboolean is_on = g_ptr_array_find_with_equal_func (rows, key, g_str_equal, NULL);
      if (is_on != GPOINTER_TO_INT (on) - 1 && !g_hash_table_contains (check->gone, strchr (key, ' ') + 1))
        SIM_FAIL (run, "%s was switched %s last, and is not", (char *) key, is_on ? "off" : "on");
    }
}

/* What many are told of is done by a job, within some seconds. */
static void
await_jobs (SimRun *run)
{
  g_autofree char *sql = g_strdup_printf (
    "SELECT count(*) FROM notification_work w LEFT JOIN post p ON p.id = w.post_id WHERE coalesce (p.author_id, w.account_id) IN ('%s', '%s')",
    run->person_ids[0], run->person_ids[1]);

  for (unsigned i = 0;; i++)
    {
      g_autoptr(GPtrArray) rows = sim_query (run, sql);
      if (g_str_equal (rows->pdata[0], "0"))
        return;
      if (i == 1200)
        SIM_FAIL (run, "the job of notifications does not come to an end");
      g_usleep (50 * 1000); /* paces the look, as nothing tells of it */
    }
}

/* ---- the end --------------------------------------------------------------------------------------------- */

static void
settle (SimRun *run)
{
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    sim_actor_tell (run->actors[i], sim_command ("rest", NULL));
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    {
      g_autoptr(JsonObject) reply = sim_actor_hear (run->actors[i], "rest");
      if (reply == NULL)
        SIM_FAIL (run, "device %u ended by itself", i);
      if (sim_reply_error (reply) == NULL)
        continue;
      g_autoptr(JsonObject) all = dump (run, i);
      g_autoptr(JsonNode) outbox = json_node_copy (json_object_get_member (all, "outbox"));
      g_autofree char *waiting = json_to_string (outbox, FALSE);
      SIM_FAIL (run, "device %u does not come to rest: %s: %s", i, sim_reply_error (reply), waiting);
    }
}

/* One device after the other, each seeing what the one before decided. What changed again since a conflict came up is a
 * conflict once more; nobody else writes any more, so that this ends. */
static void
solve_conflicts (SimRun *run)
{
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    for (unsigned n_rounds = 0;; n_rounds++)
      {
        g_autoptr(JsonObject) reply = sim_must_ask (run, i, sim_command ("solve", NULL));
        if (sim_reply_error (reply) != NULL)
          SIM_FAIL (run, "device %u: %s", i, sim_reply_error (reply));
        if (json_object_get_int_member (reply, "solved") == 0)
          break;
        if (n_rounds == 5)
          SIM_FAIL (run, "device %u: a conflict comes back for ever", i);
        settle (run);
      }
}

void
sim_heal_and_check (SimRun *run)
{
  g_auto(Check) check = { NULL };

  for (unsigned i = 0; i < SIM_ACTORS; i++)
    {
      fault_proxy_set_rates (run->actors[i]->proxy, NULL);
      fault_proxy_set_offline (run->actors[i]->proxy, FALSE);
    }
  /* Everybody sends, solves, then follows every thread and reads what the others sent. */
  settle (run);
  solve_conflicts (run);
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    for (unsigned j = 0; j < run->records->len; j++)
      {
        SimRecord *record = run->records->pdata[j];
        if (record->kind == SIM_POST)
          sim_must_do (run, i, sim_command ("keep", "post", record->id, NULL));
      }
  await_jobs (run);
  /* The counts in the feed may lag a second behind; the threads are exact. */
  settle (run);
  check_init (&check, run);
  for (unsigned i = 0; i < SIM_ACTORS; i++)
    {
      check_outbox (run, &check, i);
      check_convergence (run, &check, i);
    }
  check_nothing_lost (run, &check);
  check_drafts (run, &check);
  check_switches (run, &check);
}
