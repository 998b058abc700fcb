/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-scope-changes.h"

/* In this order they are sent: who reads on the fly has people before what they wrote. */
static const char * const collections[] = {
  "account", "user", "category", "tag", "video", "post", "comment", "reaction", "follow", "bookmark", "draft", "notification",
};

struct _SparkledScopeBuilder
{
  GString *upserts[G_N_ELEMENTS (collections)]; /* (nullable) */
  GString *deletes[G_N_ELEMENTS (collections)]; /* (nullable) */
  unsigned n_upserts;
  unsigned n_deletes;
};

void
sparkled_scope_changes_free (SparkledScopeChanges *self)
{
  if (self == NULL)
    return;
  g_free (self->scope);
  g_free (self->cursor);
  g_free (self->follow);
  g_free (self->upserts);
  g_free (self->deletes);
  g_clear_error (&self->error);
  g_free (self);
}

void
sparkled_changes_free (SparkledChanges *self)
{
  g_ptr_array_unref (self->scopes);
  g_free (self);
}

/* The text of a cursor that follows. */
char *
sparkled_scope_cursor_follow (const char             *scope,
                              gint64                  epoch,
                              const SparkledPosition *position)
{
  SparkledCursor cursor = {
    .kind = SPARKLED_CURSOR_FOLLOW,
    .scope_hash = sparkled_cursor_hash_scope (scope),
    .epoch = epoch,
    .position = *position,
  };

  return sparkled_cursor_encode (&cursor);
}

SparkledScopeBuilder *
sparkled_scope_builder_new (void)
{
  return g_new0 (SparkledScopeBuilder, 1);
}

void
sparkled_scope_builder_add (SparkledScopeBuilder *self,
                            const char           *collection,
                            gboolean              deleted,
                            const char           *json)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (collections); i++)
    {
      GString **text = deleted ? &self->deletes[i] : &self->upserts[i];

      if (!g_str_equal (collections[i], collection))
        continue;
      if (*text == NULL)
        *text = g_string_sized_new (512);
      else if ((*text)->len > 0)
        g_string_append_c (*text, ',');
      g_string_append (*text, json);
      if (deleted)
        self->n_deletes++;
      else
        self->n_upserts++;
      return;
    }
  g_return_if_reached ();
}

static char *
take_object (GString **texts)
{
  GString *object;
  gsize size = 3;

  for (unsigned i = 0; i < G_N_ELEMENTS (collections); i++)
    size += texts[i] != NULL ? texts[i]->len + 16 : 0;
  object = g_string_sized_new (size);
  g_string_append_c (object, '{');
  for (unsigned i = 0; i < G_N_ELEMENTS (collections); i++)
    {
      if (texts[i] == NULL || texts[i]->len == 0)
        continue;
      if (object->len > 1)
        g_string_append_c (object, ',');
      g_string_append_printf (object, "\"%s\":[", collections[i]);
      g_string_append_len (object, texts[i]->str, (gssize) texts[i]->len);
      g_string_append_c (object, ']');
      g_string_truncate (texts[i], 0);
    }
  g_string_append_c (object, '}');
  return g_string_free_and_steal (object);
}

void
sparkled_scope_builder_finish (SparkledScopeBuilder *self,
                               SparkledScopeChanges *changes)
{
  changes->upserts = take_object (self->upserts);
  changes->deletes = take_object (self->deletes);
  changes->n_upserts = self->n_upserts;
  changes->n_deletes = self->n_deletes;
  self->n_upserts = self->n_deletes = 0;
}

void
sparkled_scope_builder_free (SparkledScopeBuilder *self)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (collections); i++)
    {
      if (self->upserts[i] != NULL)
        g_string_free (self->upserts[i], TRUE);
      if (self->deletes[i] != NULL)
        g_string_free (self->deletes[i], TRUE);
    }
  g_free (self);
}
