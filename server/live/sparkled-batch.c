/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-batch.h"

/* Subscribers of a scope stand at one cursor nearly always; a few stand elsewhere right after they came. */
#define MADE_MOST 8

struct _SparkledBatch
{
  grefcount        refs;
  SparkledPosition position;
  GRefString      *cursor;
  char            *head;  /* all before the cursor it follows on … */
  char            *tail;  /* … and all after it */
  gsize            size;
  struct
  {
    GRefString *from;
    GBytes     *frame;
  } made[MADE_MOST];
  unsigned         n_made;
  unsigned         next_made;
};

/* Cursors are base64url and scopes are names with UUIDs, both checked before they come here: nothing to escape. */
SparkledBatch *
sparkled_batch_new (const char             *scope,
                    const char             *cursor,
                    const SparkledPosition *position,
                    const char             *upserts,
                    const char             *deletes)
{
  SparkledBatch *self = g_new0 (SparkledBatch, 1);

  g_ref_count_init (&self->refs);
  self->position = *position;
  self->cursor = g_ref_string_new (cursor);
  self->head = g_strconcat ("{\"type\":\"changes\",\"scope\":\"", scope, "\",\"from\":\"", NULL);
  self->tail = g_strconcat ("\",\"cursor\":\"", cursor, "\",\"more\":false,\"reset\":false,\"upserts\":", upserts,
                            ",\"deletes\":", deletes, "}", NULL);
  self->size = strlen (self->head) + strlen (cursor) + strlen (self->tail);
  return self;
}

SparkledBatch *
sparkled_batch_ref (SparkledBatch *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
sparkled_batch_unref (SparkledBatch *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;
  for (unsigned i = 0; i < self->n_made; i++)
    {
      g_ref_string_release (self->made[i].from);
      g_bytes_unref (self->made[i].frame);
    }
  g_ref_string_release (self->cursor);
  g_free (self->head);
  g_free (self->tail);
  g_free (self);
}

const SparkledPosition *
sparkled_batch_get_position (SparkledBatch *self)
{
  return &self->position;
}

GRefString *
sparkled_batch_get_cursor (SparkledBatch *self)
{
  return self->cursor;
}

gsize
sparkled_batch_get_size (SparkledBatch *self)
{
  return self->size;
}

/**
 * sparkled_batch_get_frame:
 * @from: where the receiver stands
 *
 * Returns: (transfer none): the frame, shared by all that stand there; lives as long as the batch, or until
 *   receivers at MADE_MOST other cursors asked
 */
GBytes *
sparkled_batch_get_frame (SparkledBatch *self,
                          GRefString    *from)
{
  unsigned slot;
  char *text;

  for (unsigned i = 0; i < self->n_made; i++)
    if (self->made[i].from == from || g_str_equal (self->made[i].from, from))
      return self->made[i].frame;

  text = g_strconcat (self->head, from, self->tail, NULL);
  if (self->n_made < MADE_MOST)
    slot = self->n_made++;
  else
    {
      slot = self->next_made++ % MADE_MOST;
      g_ref_string_release (self->made[slot].from);
      g_bytes_unref (self->made[slot].frame);
    }
  self->made[slot].from = g_ref_string_acquire (from);
  self->made[slot].frame = g_bytes_new_take (text, strlen (text));
  return self->made[slot].frame;
}
