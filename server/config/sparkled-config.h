/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Everything that can be set, from a file, the environment and the command line, in that order. */
typedef struct
{
  char     *listen;            /* address */
  unsigned  port;              /* 0: any free one */
  unsigned  workers;
  char     *database;          /* libpq connection string */
  unsigned  database_connections; /* of each worker */
  unsigned  database_waiting;
  unsigned  database_query_ms;
  char    **cors_origins;      /* (nullable) */
  char    **trusted_proxies;   /* (nullable) */
  unsigned  max_connections;   /* of each worker */
  unsigned  max_per_address;
  unsigned  max_sockets;       /* live ones of each worker */
  unsigned  head_seconds;
  unsigned  body_seconds;
  unsigned  idle_seconds;
  unsigned  write_seconds;
  unsigned  drain_seconds;
  unsigned  hang_seconds;      /* 0: never */
  gboolean  unlimited;         /* no rate limits: bench and simulation only */
  gboolean  registration;      /* whether strangers may register */
  gboolean  metrics_public;
  gboolean  videos;            /* whether YouTube is asked what the videos of posts are */
  char     *youtube_oembed_url;
  char     *youtube_api_url;
  char     *youtube_thumbnail_url;
  char     *youtube_api_key;   /* (nullable) what the file said; never printed */
  unsigned  youtube_daily_units;
  char     *log_level;
} SparkledConfig;

/* file: (nullable). NULL with BAD_REQUEST, whose message has one line for each thing that is wrong. */
SparkledConfig *sparkled_config_load      (const char *file, GError **error);
/* One key as from the command line. */
gboolean        sparkled_config_set       (SparkledConfig *self, const char *key, const char *value, GError **error);
/* The file that would give this, without the password of the database. */
char           *sparkled_config_to_string (SparkledConfig *self);
/* All keys with what they are and their defaults. */
char           *sparkled_config_describe  (void);
/* A file to begin with: every key explained, none set. */
char           *sparkled_config_sample    (void);
void            sparkled_config_free      (SparkledConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledConfig, sparkled_config_free)

G_END_DECLS
