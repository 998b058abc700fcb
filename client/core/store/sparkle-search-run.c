/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-run.h"

#include <glib-object.h>
#include <gio/gio.h>

#include "sparkle-excerpt.h"
#include "sparkle-highlight.h"
#include "sparkle-words.h"

/* Of a word that is everywhere, this many are ranked from either end of the row numbers: the newest are the first rows of a first sync
 * and the last ones of what came live. */
#define CANDIDATES  500
#define NAMES       200
#define MAX_LIMIT   100
#define GUESS_WORTH 0.25 /* what was found only in spite of a typing error comes after what was found as typed */

#define POST_WORDS    "{title excerpt tags content} : "
#define POST_NAMES    "{title tags} : "
#define COMMENT_WORDS "content : "

typedef struct
{
  SparkleDatabase         *db;
  const SparkleSearchWish *wish;
  const SparkleQuery      *query;
  gint                    *cancelled;
  GPtrArray               *guesses;  /* (owned): for each term (owned) (nullable): words that may be meant */
  GPtrArray               *alike;    /* (owned): all of them, NULL-terminated */
  GPtrArray               *wanted;   /* (owned): ids of authors */
  GPtrArray               *unwanted; /* (owned) */
  GPtrArray               *found;    /* SparkleFoundRow */
  GError                 **error;
} Search;

typedef struct
{
  gint64 row;
  gint64 at;
  double score;
} Candidate;

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *left = a, *right = b;

  if (left->score != right->score)
    return left->score > right->score ? -1 : 1;
  if (left->at != right->at)
    return left->at > right->at ? -1 : 1;
  return left->row < right->row ? -1 : left->row > right->row;
}

static gboolean
step (Search       *self,
      sqlite3_stmt *stmt,
      gboolean     *ret_row)
{
  *ret_row = FALSE;
  if (g_atomic_int_get (self->cancelled))
    {
      if (stmt != NULL)
        sqlite3_reset (stmt);
      g_set_error_literal (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another search took its place");
      return FALSE;
    }
  return sparkle_database_step (self->db, stmt, ret_row, self->error);
}

/* ---- candidates -------------------------------------------------------------------------------------------------------- */

static gboolean
is_known (GArray *candidates,
          gint64  row)
{
  for (unsigned i = 0; i < candidates->len; i++)
    if (g_array_index (candidates, Candidate, i).row == row)
      return TRUE;
  return FALSE;
}

/* sql gives row, score, at; ?1 the expression, ?2 and ?3 the times. seen: (nullable) what is not wanted again. */
static gboolean
collect (Search     *self,
         const char *sql,
         const char *match,
         double      worth,
         GHashTable *seen,
         GArray     *candidates)
{
  gint64 before = self->query->before > 0 ? self->query->before : G_MAXINT64;
  sqlite3_stmt *stmt = sparkle_database_query (self->db, self->error, sql, "sii", match, self->query->after, before);
  gboolean row;

  do
    {
      if (!step (self, stmt, &row))
        return FALSE;
      if (row)
        {
          Candidate candidate = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 2), sqlite3_column_double (stmt, 1) * worth };

          if (g_hash_table_add (seen, g_memdup2 (&candidate.row, sizeof (gint64))))
            g_array_append_val (candidates, candidate);
        }
    }
  while (row);
  return TRUE;
}

static gboolean
collect_both_ends (Search     *self,
                   const char *ascending,
                   const char *descending,
                   const char *match,
                   double      worth,
                   GHashTable *seen,
                   GArray     *candidates)
{
  unsigned before = candidates->len;

  return collect (self, ascending, match, worth, seen, candidates) &&
         (candidates->len - before < CANDIDATES || collect (self, descending, match, worth, seen, candidates));
}

static GHashTable *
row_set_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static gboolean
has_guesses (Search *self)
{
  return self->alike->len > 1;
}

/* What is found as typed; when that is little, what may have been meant as well. */
static GArray *
find_candidates (Search     *self,
                 const char *ascending,
                 const char *descending,
                 const char *columns,
                 const char *guess_columns)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autoptr (GHashTable) seen = row_set_new ();
  g_autofree char *match = sparkle_search_match (self->query, NULL, columns, guess_columns, self->wanted, self->unwanted);
  g_autofree char *wide = NULL;

  if (!collect_both_ends (self, ascending, descending, match, 1, seen, candidates))
    return NULL;
  if (guess_columns != NULL && has_guesses (self) && candidates->len < self->wish->limit)
    {
      wide = sparkle_search_match (self->query, self->guesses, columns, guess_columns, self->wanted, self->unwanted);
      if (!collect_both_ends (self, ascending, descending, wide, GUESS_WORTH, seen, candidates))
        return NULL;
    }
  g_array_sort (candidates, compare_candidates);
  if (candidates->len > self->wish->limit)
    g_array_set_size (candidates, self->wish->limit);
  return g_steal_pointer (&candidates);
}

/* ---- what was found ------------------------------------------------------------------------------------------------------ */

static const char *
text_at (sqlite3_stmt *stmt,
         int           column)
{
  const char *text = (const char *) sqlite3_column_text (stmt, column);

  return text != NULL ? text : "";
}

static char *
name_at (sqlite3_stmt *stmt,
         int           username,
         int           display_name)
{
  const char *name = text_at (stmt, display_name);

  return g_strdup (*name != '\0' ? name : text_at (stmt, username));
}

static char *
mark_whole (Search     *self,
            const char *text)
{
  return sparkle_highlight_whole (text, self->query, (const char * const *) self->alike->pdata, NULL);
}

static char *
mark_fragment (Search     *self,
               const char *markdown)
{
  g_autofree char *plain = sparkle_plain_text (markdown);

  return sparkle_highlight_fragment (plain, self->query, (const char * const *) self->alike->pdata, NULL);
}

static SparkleFoundRow *
add_found (Search            *self,
           SparkleCollection  collection,
           const char        *id,
           const Candidate   *candidate)
{
  SparkleFoundRow *found = g_new0 (SparkleFoundRow, 1);

  found->collection = collection;
  found->id = g_strdup (id);
  found->at = candidate->at;
  found->score = candidate->score;
  g_ptr_array_add (self->found, found);
  return found;
}

/* The statement of a candidate's record, at its row; NULL when it has just gone. */
static sqlite3_stmt *
read_record (Search     *self,
             const char *sql,
             gint64      row)
{
  sqlite3_stmt *stmt = sparkle_database_query (self->db, self->error, sql, "i", row);
  gboolean found;

  return step (self, stmt, &found) && found ? stmt : NULL;
}

/* ?2 and ?3 are 0 and the end of time without a filter. A post whose author hid it, or that is not in sight any more, is not found. */
#define POST_CANDIDATES(order) \
  "SELECT p.row, sparkle_rank (search_post), p.published_at FROM search_post CROSS JOIN post p ON p.row = search_post.rowid" \
  " WHERE search_post MATCH ?1 AND p.published_at >= ?2 AND p.published_at < ?3 AND p.state = 'published' AND p.present" \
  " ORDER BY search_post.rowid " order " LIMIT " G_STRINGIFY (CANDIDATES)
#define COMMENT_CANDIDATES(order) \
  "SELECT c.row, sparkle_rank (search_comment), c.created_at FROM search_comment CROSS JOIN comment c ON c.row = search_comment.rowid" \
  " CROSS JOIN post p ON p.id = c.post_id" \
  " WHERE search_comment MATCH ?1 AND c.created_at >= ?2 AND c.created_at < ?3 AND c.present AND NOT c.deleted" \
  " AND p.state = 'published' AND p.present ORDER BY search_comment.rowid " order " LIMIT " G_STRINGIFY (CANDIDATES)

static gboolean
find_posts (Search *self)
{
  g_autoptr (GArray) candidates = find_candidates (self, POST_CANDIDATES ("ASC"), POST_CANDIDATES ("DESC"), POST_WORDS, POST_NAMES);

  for (unsigned i = 0; candidates != NULL && i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);
      sqlite3_stmt *stmt = read_record (self, "SELECT p.id, p.title, p.content, p.n_comments, u.username, u.display_name"
                                              " FROM post p LEFT JOIN user u ON u.id = p.author_id WHERE p.row = ?", candidate->row);
      SparkleFoundRow *found;

      if (stmt == NULL)
        continue;
      found = add_found (self, SPARKLE_COLLECTION_POST, text_at (stmt, 0), candidate);
      found->title = mark_whole (self, text_at (stmt, 1));
      found->fragment = mark_fragment (self, text_at (stmt, 2));
      found->count = sqlite3_column_int64 (stmt, 3);
      found->username = g_strdup (text_at (stmt, 4));
      found->author = name_at (stmt, 4, 5);
      sqlite3_reset (stmt);
    }
  return candidates != NULL;
}

static gboolean
find_comments (Search *self)
{
  g_autoptr (GArray) candidates = find_candidates (self, COMMENT_CANDIDATES ("ASC"), COMMENT_CANDIDATES ("DESC"), COMMENT_WORDS, NULL);

  for (unsigned i = 0; candidates != NULL && i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);
      sqlite3_stmt *stmt = read_record (self, "SELECT c.id, c.post_id, c.content, p.title, u.username, u.display_name FROM comment c"
                                              " JOIN post p ON p.id = c.post_id LEFT JOIN user u ON u.id = c.author_id WHERE c.row = ?", candidate->row);
      SparkleFoundRow *found;

      if (stmt == NULL)
        continue;
      found = add_found (self, SPARKLE_COLLECTION_COMMENT, text_at (stmt, 0), candidate);
      found->post_id = g_strdup (text_at (stmt, 1));
      found->fragment = mark_fragment (self, text_at (stmt, 2));
      found->title = g_strdup (text_at (stmt, 3));
      found->username = g_strdup (text_at (stmt, 4));
      found->author = name_at (stmt, 4, 5);
      sqlite3_reset (stmt);
    }
  return candidates != NULL;
}

/* ---- names ----------------------------------------------------------------------------------------------------------------- */

/* 3: the name itself, 2: it begins so, 1: it is in there, less: it is meant. */
static double
score_of_name (const char *name,
               const char *typed)
{
  g_autofree char *folded = sparkle_words_fold (name);

  if (g_str_equal (folded, typed))
    return 3;
  return g_str_has_prefix (folded, typed) ? 2 : 0;
}

static GArray *
find_names (Search     *self,
            const char *sql,
            int         n_names)
{
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  g_autofree char *plain = sparkle_query_plain (self->query);
  g_autofree char *typed = sparkle_words_fold (plain);
  g_autofree char *exact = sparkle_search_match_name (self->query, NULL);
  g_autofree char *wide = sparkle_search_match_name (self->query, self->guesses);

  for (unsigned round = 0; round < (has_guesses (self) ? 2 : 1); round++)
    {
      sqlite3_stmt *stmt = sparkle_database_query (self->db, self->error, sql, "si", round == 0 ? exact : wide, (gint64) NAMES);
      gboolean row;

      do
        {
          if (!step (self, stmt, &row))
            return NULL;
          if (row && !is_known (candidates, sqlite3_column_int64 (stmt, 0)))
            {
              Candidate candidate = { sqlite3_column_int64 (stmt, 0), sqlite3_column_int64 (stmt, 1), round == 0 ? 1 : GUESS_WORTH };

              for (int i = 0; i < n_names; i++)
                candidate.score = MAX (candidate.score, score_of_name (text_at (stmt, 2 + i), typed));
              g_array_append_val (candidates, candidate);
            }
        }
      while (row);
    }
  g_array_sort (candidates, compare_candidates);
  if (candidates->len > self->wish->limit)
    g_array_set_size (candidates, self->wish->limit);
  return g_steal_pointer (&candidates);
}

static gboolean
find_users (Search *self)
{
  g_autoptr (GArray) candidates = find_names (self, "SELECT u.row, u.n_followers, u.username, u.display_name FROM search_user"
                                                    " CROSS JOIN user u ON u.row = search_user.rowid"
                                                    " WHERE search_user MATCH ?1 AND u.present AND NOT u.deleted LIMIT ?2", 2);

  for (unsigned i = 0; candidates != NULL && i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);
      sqlite3_stmt *stmt = read_record (self, "SELECT id, username, display_name, bio FROM user WHERE row = ?", candidate->row);
      g_autofree char *name = NULL;
      SparkleFoundRow *found;

      if (stmt == NULL)
        continue;
      found = add_found (self, SPARKLE_COLLECTION_USER, text_at (stmt, 0), candidate);
      found->at = 0;
      name = name_at (stmt, 1, 2);
      found->title = mark_whole (self, name);
      found->username = g_strdup (text_at (stmt, 1));
      found->fragment = mark_fragment (self, text_at (stmt, 3));
      sqlite3_reset (stmt);
    }
  return candidates != NULL;
}

static gboolean
find_tags (Search *self)
{
  g_autoptr (GArray) candidates = find_names (self, "SELECT t.row, t.posts, t.id FROM search_tag CROSS JOIN tag t ON t.row = search_tag.rowid"
                                                    " WHERE search_tag MATCH ?1 LIMIT ?2", 1);

  for (unsigned i = 0; candidates != NULL && i < candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (candidates, Candidate, i);
      sqlite3_stmt *stmt = read_record (self, "SELECT id, posts FROM tag WHERE row = ?", candidate->row);
      SparkleFoundRow *found;

      if (stmt == NULL)
        continue;
      found = add_found (self, SPARKLE_COLLECTION_TAG, text_at (stmt, 0), candidate);
      found->at = 0;
      found->title = mark_whole (self, text_at (stmt, 0));
      found->count = sqlite3_column_int64 (stmt, 1);
      sqlite3_reset (stmt);
    }
  return candidates != NULL;
}

/* ---- the search ------------------------------------------------------------------------------------------------------------ */

static void
free_words (gpointer words)
{
  if (words != NULL)
    g_ptr_array_unref (words);
}

static void
guess_terms (Search            *self,
             SparkleVocabulary *vocabulary)
{
  for (unsigned i = 0; i < self->query->terms->len; i++)
    {
      const SparkleQueryTerm *term = self->query->terms->pdata[i];
      GPtrArray *words = NULL;

      if (!term->exclude && term->words[1] == NULL)
        words = sparkle_vocabulary_guess (vocabulary, term->words[0], term->prefix);
      g_ptr_array_add (self->guesses, words);
      for (unsigned j = 0; words != NULL && j < words->len; j++)
        g_ptr_array_add (self->alike, words->pdata[j]);
    }
  g_ptr_array_add (self->alike, NULL);
}

/* Names of authors as ids; one that is not known here gives a name that no id is, so that nothing is found. */
static gboolean
find_authors (Search    *self,
              GPtrArray *names,
              GPtrArray *ids)
{
  for (unsigned i = 0; i < names->len; i++)
    {
      sqlite3_stmt *stmt = sparkle_database_query (self->db, self->error, "SELECT id FROM user WHERE username = ? COLLATE NOCASE AND present", "s",
                                                   (const char *) names->pdata[i]);
      gboolean row;

      if (!step (self, stmt, &row))
        return FALSE;
      g_ptr_array_add (ids, g_strdup (row ? (const char *) sqlite3_column_text (stmt, 0) : "?"));
      if (row)
        sqlite3_reset (stmt);
    }
  return TRUE;
}

static gboolean
wants (const Search      *self,
       SparkleCollection  collection)
{
  return self->wish->only == collection || self->wish->only == SPARKLE_N_COLLECTIONS;
}

static gboolean
run (Search *self)
{
  const SparkleQuery *query = self->query;
  gboolean names = sparkle_query_has_words (query) && !sparkle_query_has_filters (query);

  return find_authors (self, query->wanted[SPARKLE_FILTER_AUTHOR], self->wanted) &&
         find_authors (self, query->unwanted[SPARKLE_FILTER_AUTHOR], self->unwanted) &&
         (!wants (self, SPARKLE_COLLECTION_POST) || find_posts (self)) &&
         (!wants (self, SPARKLE_COLLECTION_COMMENT) || sparkle_query_is_of_posts (query) || find_comments (self)) &&
         (!wants (self, SPARKLE_COLLECTION_USER) || !names || find_users (self)) &&
         (!wants (self, SPARKLE_COLLECTION_TAG) || !names || find_tags (self)) &&
         !g_atomic_int_get (self->cancelled);
}

/**
 * sparkle_search_run:
 * @cancelled: looked at between rows
 *
 * Returns: (transfer full) (nullable): SparkleFoundRow: posts, comments, people, tags
 */
GPtrArray *
sparkle_search_run (SparkleDatabase          *db,
                    SparkleVocabulary        *vocabulary,
                    const SparkleSearchWish  *wish,
                    gint                     *cancelled,
                    GError                  **error)
{
  g_autoptr (GPtrArray) guesses = g_ptr_array_new_with_free_func (free_words);
  g_autoptr (GPtrArray) alike = g_ptr_array_new ();
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) unwanted = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_found_row_free);
  g_autoptr (GError) local = NULL;
  SparkleSearchWish capped = { wish->query, wish->only, CLAMP (wish->limit, 1, MAX_LIMIT) };
  Search self = { db, &capped, wish->query, cancelled, guesses, alike, wanted, unwanted, found, &local };

  if (sparkle_query_is_empty (wish->query))
    return g_steal_pointer (&found);
  if (!sparkle_vocabulary_load (vocabulary, db, error))
    return NULL;
  guess_terms (&self, vocabulary);
  if (run (&self))
    return g_steal_pointer (&found);
  if (local == NULL)
    g_set_error_literal (&local, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Another search took its place");
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
