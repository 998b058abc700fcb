/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"

G_BEGIN_DECLS

/* What can be done with a write that the server did not take. Ids are those of the mutations (SparkleOutboxItem:id). */
typedef struct
{
  const char *name; /* of a field as SparkleConflictField names it */
  const char *text; /* what it shall be; "" for nothing, tags separated by commas */
} SparkleFieldText;

gboolean  sparkle_session_outbox_resolve   (SparkleSession          *self,
                                            const char              *mutation_id,
                                            const SparkleFieldText  *fields,
                                            unsigned                 n_fields,
                                            GError                 **error);
char     *sparkle_session_outbox_to_draft  (SparkleSession          *self,
                                            const char              *mutation_id,
                                            const SparkleFieldText  *fields,
                                            unsigned                 n_fields,
                                            GError                 **error); /* transfer full: id of the draft */
char     *sparkle_session_outbox_to_post   (SparkleSession          *self,
                                            const char              *mutation_id,
                                            const SparkleFieldText  *fields,
                                            unsigned                 n_fields,
                                            GError                 **error); /* transfer full: id of the post */
unsigned  sparkle_session_outbox_retry_all (SparkleSession          *self);

G_END_DECLS
