/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Stands between clients and a server on the loopback and does what a bad network does, at
 * the level where it hurts: whole requests, whole answers, whole WebSocket frames. Each decision
 * is drawn from the seed and the number of the request or frame, one stream a proxy. */
typedef struct
{
  /* Chances in a thousand. */
  unsigned lose_request;     /* the connection ends before the server hears of it */
  unsigned lose_answer;      /* the server does it, the client never learns */
  unsigned repeat_request;   /* the server gets it twice, the client has the second answer */
  unsigned lose_frame;       /* downwards; the chain of cursors must notice */
  unsigned repeat_frame;
  unsigned swap_frames;      /* a frame is overtaken by the next one */
  unsigned cut_socket;       /* the live socket ends at this frame */
  unsigned delay_ms;         /* at most, per request and per frame */
} FaultRates;

typedef struct _FaultProxy FaultProxy;

FaultProxy *fault_proxy_new          (guint32 seed, guint16 upstream_port);
void        fault_proxy_free         (FaultProxy *self);
guint16     fault_proxy_get_port     (FaultProxy *self);
void        fault_proxy_set_upstream (FaultProxy *self, guint16 port);
void        fault_proxy_set_rates    (FaultProxy *self, const FaultRates *rates); /* NULL: a perfect network */
/* Cuts all connections and takes no new ones, or takes them again. */
void        fault_proxy_set_offline  (FaultProxy *self, gboolean offline);
guint       fault_proxy_get_n_faults (FaultProxy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultProxy, fault_proxy_free)

G_END_DECLS
