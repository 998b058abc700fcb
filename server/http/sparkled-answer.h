/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include <libdex.h>

#include "sparkled-call.h"

G_BEGIN_DECLS

/* A whole answer, apart from the request it is for: one may be sent to many. Immutable once
 * it is shared; reference counted. */
typedef struct
{
  unsigned  status;
  GBytes   *body;
  GBytes   *gzip;         /* (nullable) the same, compressed */
  char     *content_type;
  char     *etag;         /* (nullable) */
  char     *location;     /* (nullable) */
  char     *allow;        /* (nullable) */
  unsigned  retry_after;  /* seconds, 0: none */
  gboolean  shared;       /* equal for everybody: may be kept and revalidated */
  gboolean  no_body;      /* 204 */
} SparkledAnswer;

SparkledAnswer *sparkled_answer_new_for_call  (SparkledCall *call);
SparkledAnswer *sparkled_answer_new_for_error (const GError *error);
SparkledAnswer *sparkled_answer_new_text      (unsigned status, const char *content_type, char *text);
SparkledAnswer *sparkled_answer_new_empty     (void);
SparkledAnswer *sparkled_answer_ref           (SparkledAnswer *self);
void            sparkled_answer_unref         (SparkledAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledAnswer, sparkled_answer_unref)

/* (fiber) Makes the compressed form when it is worth it; a big one on a thread. */
void            sparkled_answer_compress      (SparkledAnswer *self);
/* Makes the entity tag of the body, unless there is one. */
void            sparkled_answer_tag           (SparkledAnswer *self);
gsize           sparkled_answer_get_size      (SparkledAnswer *self);

gboolean        sparkled_answer_accepts_gzip  (SoupServerMessage *msg);
void            sparkled_answer_send          (SparkledAnswer *self, SoupServerMessage *msg);

/* The headers that every answer has, whoever makes it. */
void            sparkled_answer_add_headers   (SoupMessageHeaders *headers);

G_END_DECLS
