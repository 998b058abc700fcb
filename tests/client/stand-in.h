/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A server that misbehaves as told, byte by byte: what the real one cannot be made to do. It answers each connection with
 * the next script, on threads of its own. */
typedef struct _StandIn StandIn;

typedef enum
{
  STAND_IN_CLOSE, /* after the bytes, closes */
  STAND_IN_CUT,   /* after the bytes, resets the connection */
  STAND_IN_HANG,  /* after the bytes, says nothing more */
  STAND_IN_DRIP,  /* the bytes one by one, slowly */
} StandInEnd;

StandIn    *stand_in_new          (void);
void        stand_in_free         (StandIn    *self);
const char *stand_in_get_address  (StandIn    *self);
void        stand_in_answer       (StandIn    *self,
                                   StandInEnd  end,
                                   const char *head,
                                   const char *body,
                                   gssize      length);
/* (transfer full): head and body of the next request that came, waiting for it; NULL after five seconds */
char       *stand_in_take_request (StandIn    *self);
unsigned    stand_in_count        (StandIn    *self); /* requests that came */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StandIn, stand_in_free)

G_END_DECLS
