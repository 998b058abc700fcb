/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdarg.h>
#include <glib.h>

G_BEGIN_DECLS

/* More parameters than any statement has. */
#define SPARKLED_PARAMS_MAX 64

/* Gathers n const char* arguments of a variadic function. */
#define SPARKLED_COLLECT_PARAMS(params, n)            \
  G_STMT_START                                        \
  {                                                   \
    va_list args_;                                    \
    g_assert ((n) <= SPARKLED_PARAMS_MAX);            \
    va_start (args_, n);                              \
    for (unsigned i_ = 0; i_ < (n); i_++)             \
      (params)[i_] = va_arg (args_, const char *);    \
    va_end (args_);                                   \
  }                                                   \
  G_STMT_END

G_END_DECLS
