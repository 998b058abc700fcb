/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "feed-world.h"

#include "sparkle-error.h"
#include "sparkle-uuid.h"
#include "sparkled-migrations.h"

const SparkledStatement feed_statements[] = {
  { "person", "INSERT INTO account (id, username) VALUES ($1::uuid, $2)" },
  { "post", "INSERT INTO post (id, author_id, title, slug, content, tags) VALUES ($1::uuid, $2::uuid, $3, $1, 'text', $4::text[])" },
  { "edit", "UPDATE post SET title = $2, version = version + 1, tags = $3::text[] WHERE id = $1::uuid AND state = 'published'" },
  { "state", "UPDATE post SET state = $2 WHERE id = $1::uuid" },
  { "comment", "INSERT INTO comment (id, post_id, author_id, content) VALUES ($1::uuid, $2::uuid, $3::uuid, 'hm')" },
  { "react", "INSERT INTO reaction (account_id, target, target_id, post_id, type) VALUES ($1::uuid, 'post', $2::uuid, $2::uuid, $3) ON CONFLICT DO NOTHING" },
  { "unreact", "DELETE FROM reaction WHERE account_id = $1::uuid AND target_id = $2::uuid AND type = $3" },
  { "follow", "INSERT INTO follow (follower_id, followed_id) VALUES ($1::uuid, $2::uuid) ON CONFLICT DO NOTHING" },
  { "unfollow", "DELETE FROM follow WHERE follower_id = $1::uuid AND followed_id = $2::uuid" },
  { "bookmark", "INSERT INTO bookmark (account_id, post_id) VALUES ($1::uuid, $2::uuid) ON CONFLICT DO NOTHING" },
  { "unbookmark", "DELETE FROM bookmark WHERE account_id = $1::uuid AND post_id = $2::uuid" },
  { "rename", "UPDATE account SET display_name = $2, version = version + 1 WHERE id = $1::uuid" },
  { NULL },
};

void
feed_await (DexFuture *future)
{
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
}

void
feed_run_fiber (DexFiberFunc func,
           gpointer     data)
{
  g_autoptr(DexFuture) future = dex_scheduler_spawn (NULL, 0, func, data, NULL);
  g_autoptr(GError) error = NULL;

  feed_await (future);
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
}

static DexFuture *
people_fiber (gpointer data)
{
  FeedWorld *f = data;

  for (int i = 0; i < N_PEOPLE; i++)
    {
      g_autofree char *name = g_strdup_printf ("person_%d", i);

      f->people[i] = sparkle_uuid_new ();
      DO (f, PERSON, 2, f->people[i], name);
    }
  return dex_future_new_true ();
}

void
feed_set_up (FeedWorld       *f,
        gconstpointer  data)
{
  SparkledDbOptions options = { .size = 9, .wait_limit = 200, .query_ms = 5000 };
  g_autoptr(DexFuture) started = NULL;
  g_autoptr(GError) error = NULL;

  f->database = test_database_new ();
  sparkled_migrations_run (test_database_conninfo (f->database), NULL, NULL, &error);
  g_assert_no_error (error);
  f->db = sparkled_db_new (test_database_conninfo (f->database), &options);
  sparkled_db_register (f->db, sparkled_change_statements);
  sparkled_db_register (f->db, feed_statements);
  started = sparkled_db_start (f->db);
  feed_await (started);
  dex_future_get_value (started, &error);
  g_assert_no_error (error);
  feed_run_fiber (people_fiber, f);
}

void
feed_tear_down (FeedWorld       *f,
           gconstpointer  data)
{
  g_autoptr(DexFuture) stopped = sparkled_db_stop (f->db);

  feed_await (stopped);
  g_clear_object (&f->db);
  for (int i = 0; i < N_PEOPLE; i++)
    g_free (f->people[i]);
  for (int i = 0; i < N_POSTS; i++)
    g_free (f->posts[i]);
  test_database_free (f->database);
}

FeedReader *
feed_reader_new (const char *scope)
{
  FeedReader *self = g_new0 (FeedReader, 1);

  self->scope = g_strdup (scope);
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
feed_reader_free (FeedReader *self)
{
  g_free (self->scope);
  g_free (self->cursor);
  g_hash_table_unref (self->records);
  g_free (self);
}
void
feed_reader_apply (FeedReader               *self,
              SparkledScopeChanges *changes)
{
  g_autoptr(JsonNode) upserts = json_from_string (changes->upserts, NULL);
  g_autoptr(JsonNode) deletes = json_from_string (changes->deletes, NULL);
  g_autoptr(GList) names = json_object_get_members (json_node_get_object (upserts));
  g_autoptr(GList) gone = json_object_get_members (json_node_get_object (deletes));
  unsigned n = 0;

  if (changes->reset)
    g_hash_table_remove_all (self->records);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonArray *array = json_object_get_array_member (json_node_get_object (upserts), l->data);

      for (guint i = 0; i < json_array_get_length (array); i++, n++)
        {
          JsonNode *record = json_array_get_element (array, i);
          const char *id = json_object_get_string_member (json_node_get_object (record), "id");

          g_hash_table_replace (self->records, g_strdup_printf ("%s/%s", (char *) l->data, id), json_to_string (record, FALSE));
        }
    }
  g_assert_cmpuint (n, ==, changes->n_upserts);
  for (GList *l = gone; l != NULL; l = l->next)
    {
      JsonArray *array = json_object_get_array_member (json_node_get_object (deletes), l->data);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *key = g_strdup_printf ("%s/%s", (char *) l->data, json_array_get_string_element (array, i));
          g_hash_table_remove (self->records, key);
        }
    }
}

/* (fiber) One page; TRUE while there is more. */
gboolean
feed_reader_pull (FeedReader     *self,
             SparkledDb *db,
             unsigned    limit)
{
  SparkledChangeRequest request = { self->scope, self->cursor };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) answer = sparkled_change_pull (db, &request, 1, limit, &error);
  SparkledScopeChanges *changes;

  g_assert_no_error (error);
  changes = g_ptr_array_index (answer, 0);
  if (changes->error != NULL) /* a post that is not written yet */
    {
      g_assert_error (changes->error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
      return FALSE;
    }
  g_assert_cmpuint (changes->n_upserts + changes->n_deletes, <=, limit);
  g_assert_true (!changes->more || changes->n_upserts + changes->n_deletes > 0);
  feed_reader_apply (self, changes);
  g_free (self->cursor);
  self->cursor = g_strdup (changes->cursor);
  return changes->more;
}

void
feed_reader_assert_same (FeedReader *a,
             FeedReader *b)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, a->records);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *other = g_hash_table_lookup (b->records, key);

      if (g_strcmp0 (value, other) != 0)
        g_error ("%s: %s\n  here  %s\n  there %s", a->scope, (char *) key, (char *) value, other);
    }
  g_hash_table_iter_init (&iter, b->records);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!g_hash_table_contains (a->records, key))
      g_error ("%s: %s is missing", a->scope, (char *) key);
}
