/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-db.h"

G_BEGIN_DECLS

/* What is known of the videos of posts, and who is asking for them. */
extern const SparkledStatement sparkled_video_statements[];

typedef enum { SPARKLED_VIDEO_FACTS, SPARKLED_VIDEO_PICTURE } SparkledVideoPart;

typedef struct
{
  const char *id;
  const char *state;
  const char *title;        /* (nullable), as are the two that follow */
  const char *channel;
  const char *channel_url;
  int         duration;     /* seconds; -1: not known */
  unsigned    again_hours;  /* until it is asked for again */
} SparkledVideoLearned;

/* (fiber) Takes up to so many that are due, for a minute. Column 0: the id. */
SparkledRows *sparkled_video_table_claim   (SparkledDb *db, SparkledVideoPart part, unsigned most, GError **error);
/* (fiber) Gives them back after a failure; they are due again later. ids: an array literal. */
gboolean      sparkled_video_table_give_up (SparkledDb *db, SparkledVideoPart part, const char *ids, GError **error);
/* (fiber) Column 0: each scope that changed. */
SparkledRows *sparkled_video_table_learn   (SparkledDb *db, const SparkledVideoLearned *learned, GError **error);
/* (fiber) The same for the picture; media_type NULL: there is none. hex: of the bytes. */
SparkledRows *sparkled_video_table_learn_picture (SparkledDb *db, const char *id, const char *media_type, const char *hex, const char *etag,
                                                  unsigned again_hours, GError **error);
SparkledRows *sparkled_video_table_expire  (SparkledDb *db, GError **error);
/* (fiber) Takes a unit of today's; -1 on error, 0 when they are spent, else how many are taken now. */
int           sparkled_video_table_spend   (SparkledDb *db, unsigned most, GError **error);
/* (fiber) Nothing more is to be asked today. */
gboolean      sparkled_video_table_spend_all (SparkledDb *db, unsigned most, GError **error);

/* (fiber) Of a video that a published post names; no row when none does. Columns: record, rev. */
SparkledRows *sparkled_video_table_find    (SparkledDb *db, const char *id, GError **error);
/* (fiber) Columns: media type, entity tag, bytes in hex. */
SparkledRows *sparkled_video_table_picture (SparkledDb *db, const char *id, GError **error);

G_END_DECLS
