/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-config.h"
#include "sparkled-rate.h"

G_BEGIN_DECLS

/* One process that serves: its own loop, pool, hub and listener. */
typedef struct
{
  const SparkledConfig *config;
  SparkledRate         *rate;     /* shared with the other workers */
  unsigned              port;     /* the one to listen on */
  int                   activated_fd; /* (transfer full): a socket that listens already; 0: none */
  gint64               *heartbeat;    /* (nullable): set to the monotonic time in ms as long as the loop turns */
  int                   ready_fd; /* told the port once it listens; -1: says so on stdout */
} SparkledWorkerOptions;

/* Runs until it is told to stop; the exit status. */
int sparkled_worker_run (const SparkledWorkerOptions *options);

G_END_DECLS
