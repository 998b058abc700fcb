/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-write.h"

#include "sparkle-error.h"

/**
 * sparkled_write_owns:
 * @self: a write
 * @account_id: (nullable): whose something is
 *
 * Returns: whether it is the writer's own
 */
gboolean
sparkled_write_owns (SparkledWrite *self,
                     const char    *account_id)
{
  return g_strcmp0 (self->account->id, account_id) == 0;
}

/**
 * sparkled_write_may_moderate:
 * @self: a write
 * @author_id: who wrote something
 *
 * Returns: whether the writer may change it: the author, moderators and admins may
 */
gboolean
sparkled_write_may_moderate (SparkledWrite *self,
                             const char    *author_id)
{
  return self->account->role >= SPARKLED_ROLE_MODERATOR || sparkled_write_owns (self, author_id);
}

/**
 * sparkled_write_check_version:
 * @self: a write
 * @version: the version of the record now, as text
 * @error: STALE_VERSION when the write was made on top of another one
 *
 * A write without a base version is made on top of whatever is there.
 *
 * Returns: whether the write fits
 */
gboolean
sparkled_write_check_version (SparkledWrite  *self,
                              const char     *version,
                              GError        **error)
{
  gint64 base = self->mutation->base_version;

  if (base == 0 || base == g_ascii_strtoll (version, NULL, 10))
    return TRUE;

  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_STALE_VERSION,
               "This was changed elsewhere: your change is of version %" G_GINT64_FORMAT ", it is at version %s now", base, version);
  return FALSE;
}

/**
 * sparkled_write_get_id:
 * @self: a write
 * @data_id: (nullable): the id in its data
 *
 * Returns: (transfer none): the id of what it makes: the one in its data, else the mutation's own
 */
const char *
sparkled_write_get_id (SparkledWrite *self,
                       const char    *data_id)
{
  return data_id != NULL ? data_id : self->mutation->id;
}

/**
 * sparkled_write_set_record:
 * @self: a write
 * @id: the record's id
 * @record: (nullable): the record, JSON text; NULL when there is none any more
 *
 * Sets what is answered.
 */
void
sparkled_write_set_record (SparkledWrite *self,
                           const char    *id,
                           const char    *record)
{
  g_set_str (&self->record_id, id);
  g_set_str (&self->record, record);
}

/**
 * sparkled_write_relate:
 * @self: a write
 * @collection: of the record; each collection at most once
 * @record: (nullable): what changed with the write, JSON text
 *
 * Adds to the answer what else a client needs to replace its echo in one step.
 */
void
sparkled_write_relate (SparkledWrite *self,
                       const char    *collection,
                       const char    *record)
{
  if (record == NULL)
    return;

  if (self->related == NULL)
    self->related = g_string_new (NULL);
  else
    g_string_append_c (self->related, ',');
  g_string_append_printf (self->related, "\"%s\":[", collection);
  g_string_append (self->related, record);
  g_string_append_c (self->related, ']');
}

/**
 * sparkled_write_clear:
 * @self: a write
 *
 * Frees the answer; the transaction and the account belong to the caller.
 */
void
sparkled_write_clear (SparkledWrite *self)
{
  g_clear_pointer (&self->record_id, g_free);
  g_clear_pointer (&self->record, g_free);
  if (self->related != NULL)
    g_string_free (g_steal_pointer (&self->related), TRUE);
}
