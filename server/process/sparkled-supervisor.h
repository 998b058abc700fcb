/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-config.h"
#include "sparkled-rate.h"

G_BEGIN_DECLS

/* The parent of the workers: starts them, starts those anew that died, passes signals on. Has no
 * loop and no threads, so that fork() is safe at any time. */
int sparkled_supervisor_run (const SparkledConfig *config, SparkledRate *rate, int activated_fd);

G_END_DECLS
