/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/play/play.h>

#include "sparkle-paintable-renderer.h"
#include "sparkle-player.h"

G_BEGIN_DECLS

/* Between sparkle-player.c (what a person does) and sparkle-player-pipeline.c (what becomes of it). */
struct _SparklePlayer
{
  GObject parent_instance;

  SparkleStreamResolver *resolver;    /* (owned) */
  SparklePaintableRenderer *renderer; /* (owned) (nullable) */
  GstPlay               *play;        /* (owned) (nullable): made when something is opened first, and kept */
  GstPlaySignalAdapter  *adapter;     /* (owned) (nullable) */
  GCancellable          *opening;     /* (owned) (nullable): what is being found out */
  char                  *key;         /* (nullable) */
  char                  *page;        /* (nullable) */
  SparklePlayerState     state;
  gint64                 position;
  gint64                 duration;
  gint64                 start;       /* to go to once there is something; -1: nowhere */
  gboolean               resolved;    /* the address was found out, not given */
  gboolean               asked_again; /* … and was refused once */
  gboolean               wants_play;  /* what the person wants, whatever the pipeline is at */
  gboolean               loaded;      /* the pipeline has what was opened last */
  gboolean               buffering;
  double                 volume;
  gboolean               muted;
  double                 rate;
  char                  *error;       /* (nullable) */
};

typedef enum
{
  PROP_KEY = 1,
  PROP_STATE,
  PROP_POSITION,
  PROP_DURATION,
  PROP_BUFFERING,
  PROP_VOLUME,
  PROP_MUTED,
  PROP_RATE,
} SparklePlayerProperty;

void     sparkle_player_notify        (SparklePlayer *self, SparklePlayerProperty property);
void     sparkle_player_set_state     (SparklePlayer *self, SparklePlayerState state);
void     sparkle_player_set_position  (SparklePlayer *self, gint64 position);
void     sparkle_player_set_duration  (SparklePlayer *self, gint64 duration);
void     sparkle_player_set_buffering (SparklePlayer *self, gboolean buffering);
double   sparkle_player_get_loudness  (SparklePlayer *self); /* the volume as the pipeline wants it, linear */
void     sparkle_player_let_go       (SparklePlayer *self); /* of the pipeline */
gboolean sparkle_player_is_open       (SparklePlayer *self); /* there is something to go on with */
void     sparkle_player_resolve       (SparklePlayer *self); /* finds out what to play of the page, and plays it */

G_END_DECLS
