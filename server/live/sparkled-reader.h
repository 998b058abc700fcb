/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-topics.h"

G_BEGIN_DECLS

/* The one reader of the change feed for all sockets of the process: per tick one query for all subscribed
 * scopes, from the horizon that the last one reached. */
#define SPARKLED_TYPE_READER (sparkled_reader_get_type ())
G_DECLARE_FINAL_TYPE (SparkledReader, sparkled_reader, SPARKLED, READER, GObject)

#define SPARKLED_TICK_LEAST_MS 20
#define SPARKLED_TICK_MOST_MS 100

/* topics, stats: outlive the reader. */
SparkledReader *sparkled_reader_new    (SparkledDb *db, SparkledTopics *topics, SparkledHubStats *stats, unsigned poll_ms);
/* Something was committed: reads within a tick. */
void            sparkled_reader_wake   (SparkledReader *self);
/* (fiber) Returns when every scope that has a topic by now will be in all further ticks: what a pull
 * from here on does not tell, a tick will. */
gboolean        sparkled_reader_settle (SparkledReader *self, GError **error);
/* Reads no more. Resolves true when nothing is in flight. */
DexFuture      *sparkled_reader_stop   (SparkledReader *self);

G_END_DECLS
