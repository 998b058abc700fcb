/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench.h"

G_BEGIN_DECLS

typedef struct
{
  char    *name;
  double   value;
  char    *unit;
  double   reference; /* NAN: none */
  double   ratio;     /* NAN: none */
  char    *budget;    /* (nullable) "<= 30" in its unit, ">= 0.4 x" of the reference */
  gboolean ok;
} BenchRow;

struct _Bench
{
  char       *dir;      /* of this program */
  GHashTable *programs; /* name -> path */
  GPtrArray  *rows;
};

G_END_DECLS
