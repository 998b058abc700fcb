/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"

G_BEGIN_DECLS

/* What the process counts about requests, for /metrics. */
typedef struct _SparkledMetrics SparkledMetrics;

SparkledMetrics *sparkled_metrics_new    (const SparkledRoute *routes);
void             sparkled_metrics_free   (SparkledMetrics *self);
/* route: (nullable) */
void             sparkled_metrics_count  (SparkledMetrics *self, const SparkledRoute *route, unsigned status, gint64 duration_us);
void             sparkled_metrics_append (SparkledMetrics *self, GString *text);

/* One line with its HELP and TYPE in front. */
void             sparkled_metrics_append_counter (GString *text, const char *name, const char *help, guint64 value);
void             sparkled_metrics_append_gauge   (GString *text, const char *name, const char *help, gint64 value);

G_END_DECLS
