/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A listener that knows only what items-changed tells: it must always hold the same objects as the model. */
typedef struct
{
  GListModel *model;
  GPtrArray  *items;
  unsigned    n_signals;
} Mirror;

void mirror_init  (Mirror *mirror, GListModel *model);
void mirror_check (Mirror *mirror);
void mirror_clear (Mirror *mirror);

G_END_DECLS
