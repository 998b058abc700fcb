/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-import-table.h"

enum { PEOPLE, COMMENTS, POST, FIND_POST, DATE_POST, DATE_COMMENT };

const SparkledStatement sparkled_import_statements[] = {
  [PEOPLE] = { "import_people",
    "INSERT INTO account (id, username, display_name, created_at)"
    " SELECT r.id, CASE WHEN EXISTS (SELECT FROM account a WHERE lower (a.username) = lower (r.username)) THEN r.fallback ELSE r.username END,"
    "        r.display_name, r.at"
    "   FROM jsonb_to_recordset ($1::jsonb) AS r (id uuid, username text, fallback text, display_name text, at timestamptz)"
    "  WHERE NOT EXISTS (SELECT FROM account a WHERE a.id = r.id)"
    " ON CONFLICT (id) DO NOTHING" },
  [COMMENTS] = { "import_comments",
    "INSERT INTO comment (id, post_id, author_id, content, video_seconds, created_at)"
    " SELECT r.id, r.post_id, r.author_id, r.content, r.video_seconds, r.at"
    "   FROM jsonb_to_recordset ($1::jsonb) AS r (id uuid, post_id uuid, author_id uuid, content text, video_seconds integer, at timestamptz)"
    "  ORDER BY r.at"
    " ON CONFLICT (id) DO NOTHING" },
  [POST] = { "import_post",
    "INSERT INTO post (id, author_id, kind, title, slug, excerpt, content, tags, category, youtube_video_id, reading_minutes,"
    "                  created_at, published_at)"
    " VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8::text[], $9, $10, $11::integer, $12::timestamptz, $12::timestamptz)"
    " ON CONFLICT (id) DO NOTHING" },
  [FIND_POST] = { "import_find_post",
    "SELECT state FROM post WHERE id = $1::uuid FOR KEY SHARE" },
  [DATE_POST] = { "import_date_post",
    "UPDATE post SET created_at = created_at - make_interval (mins => $2::integer), published_at = published_at - make_interval (mins => $2::integer)"
    " WHERE id = $1::uuid" },
  [DATE_COMMENT] = { "import_date_comment",
    "UPDATE comment SET created_at = created_at - make_interval (mins => $2::integer) WHERE id = $1::uuid" },
  { NULL }
};

static int
count_new (SparkledRows *rows) /* (transfer full) (nullable) */
{
  g_autoptr(SparkledRows) owned = rows;

  return owned != NULL ? (int) sparkled_rows_get_affected (owned) : -1;
}

int
sparkled_import_table_people (SparkledTransaction  *tx,
                              const char           *json,
                              GError              **error)
{
  return count_new (sparkled_transaction_queryv (tx, &sparkled_import_statements[PEOPLE], error, 1, json));
}

int
sparkled_import_table_comments (SparkledTransaction  *tx,
                                const char           *json,
                                GError              **error)
{
  return count_new (sparkled_transaction_queryv (tx, &sparkled_import_statements[COMMENTS], error, 1, json));
}

int
sparkled_import_table_post (SparkledTransaction         *tx,
                            const SparkledImportedPost  *post,
                            GError                     **error)
{
  char minutes[16];

  g_snprintf (minutes, sizeof minutes, "%u", post->reading_minutes);
  return count_new (sparkled_transaction_queryv (tx, &sparkled_import_statements[POST], error, 12,
                                                 post->id, post->author_id, post->kind, post->title, post->slug, post->excerpt,
                                                 post->content, post->tags, post->category, post->youtube_video_id, minutes,
                                                 post->at));
}

SparkledRows *
sparkled_import_table_find_post (SparkledTransaction  *tx,
                                 const char           *id,
                                 GError              **error)
{
  return sparkled_transaction_queryv (tx, &sparkled_import_statements[FIND_POST], error, 1, id);
}

int
sparkled_import_table_date (SparkledTransaction  *tx,
                            const char           *collection,
                            const char           *id,
                            unsigned              minutes,
                            GError              **error)
{
  char number[16];

  g_snprintf (number, sizeof number, "%u", minutes);
  return count_new (sparkled_transaction_queryv (tx, &sparkled_import_statements[g_str_equal (collection, "post") ? DATE_POST : DATE_COMMENT],
                                                 error, 2, id, number));
}
