/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-mutation.h"
#include "sparkled-services.h"

G_BEGIN_DECLS

/* One mutation while it is being applied: the open transaction, who writes, what is
 * written, and the answer as it grows. Lives on the stack of sparkled_mutation_apply(). */
typedef struct
{
  SparkledTransaction   *tx;
  const SparkledAccount *account;  /* its role is what the database says in this transaction */
  SparkleMutation       *mutation;

  char    *record_id; /* (owned) (nullable) */
  char    *record;    /* (owned) (nullable) JSON text */
  GString *related;   /* (owned) (nullable) what else changed, the inside of a JSON object */
} SparkledWrite;

/* (fiber) What the operation table holds: the effect of one operation within the transaction. An
 * error of STALE_VERSION or CONFLICT beside a record is a conflict, a retryable one a retry, any
 * other a rejection; in each case nothing of the transaction stays. */
typedef gboolean (*SparkledWriteFunc) (SparkledWrite *self, GError **error);

gboolean    sparkled_write_owns          (SparkledWrite *self, const char *account_id);
gboolean    sparkled_write_may_moderate  (SparkledWrite *self, const char *author_id);
gboolean    sparkled_write_check_version (SparkledWrite *self, const char *version, GError **error);
const char *sparkled_write_get_id        (SparkledWrite *self, const char *data_id);
void        sparkled_write_set_record    (SparkledWrite *self, const char *id, const char *record);
void        sparkled_write_relate        (SparkledWrite *self, const char *collection, const char *record);
void        sparkled_write_clear         (SparkledWrite *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkledWrite, sparkled_write_clear)

G_END_DECLS
