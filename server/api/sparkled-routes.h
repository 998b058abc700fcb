/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"

G_BEGIN_DECLS

/* How the table is written: each resource has an array of SparkledRoute rows, ended by {NULL}, and is listed
 * in sparkled-routes.c. Nothing else anywhere knows the paths. */

/* The bodies that rows may take. */
#define SPARKLED_BODY_NONE  0
#define SPARKLED_BODY_SMALL (16 * 1024)
#define SPARKLED_BODY_POST  (512 * 1024)       /* 50,000 characters, escaped */
#define SPARKLED_BODY_SYNC  (4 * 1024 * 1024)  /* 100 mutations */

G_END_DECLS
