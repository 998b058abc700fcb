/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-poller.h"

#include <unistd.h>

/* So many descriptors at a time; the rest comes in the next turn, after what else the loop has to do. */
#define EVENTS_MOST 128
#define BUFFER_BYTES 65536

struct _SparkledPoller
{
  GSource            *source;
  int                 epoll;
  struct epoll_event  events[EVENTS_MOST];
  int                 n_events;  /* while they are served */
  guint8              buffer[BUFFER_BYTES];
};

typedef struct
{
  GSource         source;
  SparkledPoller *poller;
} PollerSource;

static gboolean
dispatch (GSource    *source,
          GSourceFunc callback,
          gpointer    user_data)
{
  SparkledPoller *self = ((PollerSource *) source)->poller;

  self->n_events = epoll_wait (self->epoll, self->events, EVENTS_MOST, 0);
  for (int i = 0; i < self->n_events; i++)
    {
      SparkledPollable *pollable = self->events[i].data.ptr;

      if (pollable != NULL)
        pollable->func (pollable->user_data, self->events[i].events);
    }
  self->n_events = 0;
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs poller_funcs = { .dispatch = dispatch };

/**
 * sparkled_poller_new:
 *
 * Serves on the thread's default main context.
 */
SparkledPoller *
sparkled_poller_new (void)
{
  SparkledPoller *self = g_new0 (SparkledPoller, 1);

  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->source = g_source_new (&poller_funcs, sizeof (PollerSource));
  ((PollerSource *) self->source)->poller = self;
  g_source_set_static_name (self->source, "[sparkled] live sockets");
  g_source_add_unix_fd (self->source, self->epoll, G_IO_IN);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

void
sparkled_poller_free (SparkledPoller *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->epoll);
  g_free (self);
}

static gboolean
control (SparkledPoller   *self,
         int               operation,
         SparkledPollable *pollable)
{
  struct epoll_event event = { .events = pollable->events, .data.ptr = pollable };

  return epoll_ctl (self->epoll, operation, pollable->fd, &event) == 0;
}

gboolean
sparkled_poller_add (SparkledPoller   *self,
                     SparkledPollable *pollable)
{
  return control (self, EPOLL_CTL_ADD, pollable);
}

void
sparkled_poller_modify (SparkledPoller   *self,
                        SparkledPollable *pollable,
                        unsigned          events)
{
  if (pollable->events == events)
    return;
  pollable->events = events;
  control (self, EPOLL_CTL_MOD, pollable);
}

void
sparkled_poller_remove (SparkledPoller   *self,
                        SparkledPollable *pollable)
{
  control (self, EPOLL_CTL_DEL, pollable);
  for (int i = 0; i < self->n_events; i++)
    if (self->events[i].data.ptr == pollable)
      self->events[i].data.ptr = NULL;
}

guint8 *
sparkled_poller_get_buffer (SparkledPoller *self,
                            gsize          *ret_size)
{
  *ret_size = BUFFER_BYTES;
  return self->buffer;
}
