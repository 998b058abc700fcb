/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/epoll.h>

G_BEGIN_DECLS

/* Thousands of descriptors behind one GSource. A GLib main loop asks every source on every turn, so that a
 * thousand idle sockets cost each request of the process 0.4 ms and more; epoll asks none. */
typedef struct _SparkledPoller SparkledPoller;

/* events: of epoll. May add and remove pollables, this one too. */
typedef void (*SparkledPollFunc) (gpointer user_data, unsigned events);

/* To be kept in what it belongs to, at its place until it is removed. */
typedef struct
{
  int              fd;
  unsigned         events;
  SparkledPollFunc func;
  gpointer         user_data;
} SparkledPollable;

SparkledPoller *sparkled_poller_new    (void);
void            sparkled_poller_free   (SparkledPoller *self); /* when all are removed */
gboolean        sparkled_poller_add    (SparkledPoller *self, SparkledPollable *pollable);
void            sparkled_poller_modify (SparkledPoller *self, SparkledPollable *pollable, unsigned events);
void            sparkled_poller_remove (SparkledPoller *self, SparkledPollable *pollable);
/* Room to read into, shared by all pollables: good until the function returns. */
guint8         *sparkled_poller_get_buffer (SparkledPoller *self, gsize *ret_size);

G_END_DECLS
