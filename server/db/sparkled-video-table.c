/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-video-table.h"

enum { CLAIM, CLAIM_PICTURE, GIVE_UP, GIVE_UP_PICTURE, LEARN, LEARN_PICTURE, EXPIRE, SPEND, SPEND_ALL, FIND, PICTURE };

/* Longer than a fetch may take; a process that dies with it holds nobody up for long. */
#define LEASE "interval '60 seconds'"
#define BACK_OFF "now() + least (interval '1 minute' * power (2, least (attempts, 9)), interval '6 hours')"
#define TODAY "(now() AT TIME ZONE 'America/Los_Angeles')::date"

const SparkledStatement sparkled_video_statements[] = {
  [CLAIM] = { "video_claim",
    "UPDATE video v SET leased_until = now() + " LEASE
    " WHERE v.id = ANY (ARRAY (SELECT o.id FROM video o WHERE o.n_posts > 0 AND o.due_at <= now() AND (o.leased_until IS NULL OR o.leased_until < now())"
    "                            ORDER BY o.due_at, o.n_posts DESC, o.id LIMIT $1::integer FOR NO KEY UPDATE SKIP LOCKED))"
    " RETURNING v.id" },
  [CLAIM_PICTURE] = { "video_claim_picture",
    "UPDATE video_thumbnail t SET leased_until = now() + " LEASE
    " WHERE t.video_id = ANY (ARRAY (SELECT o.video_id FROM video_thumbnail o JOIN video v ON v.id = o.video_id"
    "                                 WHERE v.n_posts > 0 AND v.state IN ('ok', 'not_embeddable') AND o.due_at <= now()"
    "                                   AND (o.leased_until IS NULL OR o.leased_until < now())"
    "                                 ORDER BY o.due_at, v.n_posts DESC, o.video_id LIMIT $1::integer FOR NO KEY UPDATE OF o SKIP LOCKED))"
    " RETURNING t.video_id" },
  [GIVE_UP] = { "video_give_up",
    "UPDATE video SET leased_until = NULL, attempts = attempts + 1, due_at = " BACK_OFF " WHERE id = ANY ($1::text[])" },
  [GIVE_UP_PICTURE] = { "video_give_up_picture",
    "UPDATE video_thumbnail SET leased_until = NULL, attempts = attempts + 1, due_at = " BACK_OFF " WHERE video_id = ANY ($1::text[])" },
  [LEARN] = { "video_learn",
    "SELECT video_learn ($1, $2, $3, $4, $5, $6::integer, make_interval (hours => $7::integer))" },
  [LEARN_PICTURE] = { "video_learn_picture",
    "SELECT video_thumbnail_learn ($1, $2, decode ($3, 'hex'), $4, make_interval (hours => $5::integer))" },
  [EXPIRE] = { "video_expire", "SELECT video_expire ()" },
  [SPEND] = { "video_spend",
    "INSERT INTO video_quota AS q (day, units) SELECT " TODAY ", 1 WHERE $1::integer > 0"
    " ON CONFLICT (day) DO UPDATE SET units = q.units + 1 WHERE q.units < $1::integer RETURNING q.units" },
  [SPEND_ALL] = { "video_spend_all",
    "INSERT INTO video_quota AS q (day, units) VALUES (" TODAY ", $1::integer)"
    " ON CONFLICT (day) DO UPDATE SET units = greatest (q.units, excluded.units)" },
  [FIND] = { "video_find", "SELECT video_record (v), v.rev FROM video v WHERE v.id = $1 AND v.n_posts > 0" },
  [PICTURE] = { "video_picture",
    "SELECT t.media_type, t.etag, encode (t.bytes, 'hex') FROM video_thumbnail t JOIN video v ON v.id = t.video_id"
    " WHERE v.id = $1 AND v.n_posts > 0 AND t.bytes IS NOT NULL" },
  { NULL }
};

#define STATEMENT(which) (&sparkled_video_statements[which])

static gboolean
succeeded (SparkledRows *rows) /* (transfer full) (nullable) */
{
  g_autoptr(SparkledRows) owned = rows;

  return owned != NULL;
}

SparkledRows *
sparkled_video_table_claim (SparkledDb         *db,
                            SparkledVideoPart   part,
                            unsigned            most,
                            GError            **error)
{
  char number[16];

  g_snprintf (number, sizeof number, "%u", most);
  return sparkled_db_queryv (db, STATEMENT (part == SPARKLED_VIDEO_FACTS ? CLAIM : CLAIM_PICTURE), error, 1, number);
}

gboolean
sparkled_video_table_give_up (SparkledDb         *db,
                              SparkledVideoPart   part,
                              const char         *ids,
                              GError            **error)
{
  return succeeded (sparkled_db_queryv (db, STATEMENT (part == SPARKLED_VIDEO_FACTS ? GIVE_UP : GIVE_UP_PICTURE), error, 1, ids));
}

SparkledRows *
sparkled_video_table_learn (SparkledDb                  *db,
                            const SparkledVideoLearned  *learned,
                            GError                     **error)
{
  char duration[16], hours[16];

  g_snprintf (duration, sizeof duration, "%d", learned->duration);
  g_snprintf (hours, sizeof hours, "%u", learned->again_hours);
  return sparkled_db_queryv (db, STATEMENT (LEARN), error, 7, learned->id, learned->state, learned->title, learned->channel,
                             learned->channel_url, learned->duration >= 0 ? duration : NULL, hours);
}

SparkledRows *
sparkled_video_table_learn_picture (SparkledDb  *db,
                                    const char  *id,
                                    const char  *media_type,
                                    const char  *hex,
                                    const char  *etag,
                                    unsigned     again_hours,
                                    GError     **error)
{
  char hours[16];

  g_snprintf (hours, sizeof hours, "%u", again_hours);
  return sparkled_db_queryv (db, STATEMENT (LEARN_PICTURE), error, 5, id, media_type, hex, etag, hours);
}

SparkledRows *
sparkled_video_table_expire (SparkledDb  *db,
                             GError     **error)
{
  return sparkled_db_query (db, STATEMENT (EXPIRE), NULL, 0, error);
}

int
sparkled_video_table_spend (SparkledDb  *db,
                            unsigned     most,
                            GError     **error)
{
  g_autoptr(SparkledRows) rows = NULL;
  char number[16];

  g_snprintf (number, sizeof number, "%u", most);
  rows = sparkled_db_queryv (db, STATEMENT (SPEND), error, 1, number);
  if (rows == NULL)
    return -1;
  return sparkled_rows_get_n (rows) > 0 ? (int) sparkled_rows_get_int (rows, 0, 0) : 0;
}

gboolean
sparkled_video_table_spend_all (SparkledDb  *db,
                                unsigned     most,
                                GError     **error)
{
  char number[16];

  g_snprintf (number, sizeof number, "%u", most);
  return succeeded (sparkled_db_queryv (db, STATEMENT (SPEND_ALL), error, 1, number));
}

SparkledRows *
sparkled_video_table_find (SparkledDb  *db,
                           const char  *id,
                           GError     **error)
{
  return sparkled_db_queryv (db, STATEMENT (FIND), error, 1, id);
}

SparkledRows *
sparkled_video_table_picture (SparkledDb  *db,
                              const char  *id,
                              GError     **error)
{
  return sparkled_db_queryv (db, STATEMENT (PICTURE), error, 1, id);
}
