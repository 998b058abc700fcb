/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A web server on this machine: /clip.webm (with ranges), /page (a page with the clip in it), /guarded/clip.webm (refused while
 * refuse is set), /junk.webm, /cut.webm (only its first half), /loop.webm, /none.webm. */
typedef struct
{
  SoupServer *server;
  char       *url;     /* without a slash at the end */
  GBytes     *clip;
  gboolean    refuse;  /* 403 from now on */
  unsigned    asked;   /* for clips */
} ClipServer;

void  clip_server_start (ClipServer *self, const char *clip);
void  clip_server_stop  (ClipServer *self);
char *clip_server_uri   (ClipServer *self, const char *path); /* transfer full */

G_END_DECLS
