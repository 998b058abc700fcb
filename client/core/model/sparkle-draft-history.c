/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-draft-history.h"

#include "sparkle-diff.h"
#include "sparkle-store-reader.h"

struct _SparkleDraftHistory
{
  GObject    parent_instance;
  GPtrArray *versions; /* (owned): SparkleDraftVersion */
  char      *now;      /* (owned): title and text as they are */
};

G_DEFINE_FINAL_TYPE (SparkleDraftHistory, sparkle_draft_history, G_TYPE_OBJECT)

/* Title and text as one, as a reader would see them. */
static char *
whole_of (const char *title,
          const char *content)
{
  const char *text = content != NULL ? content : "";

  return g_strconcat (title != NULL ? title : "", "\n", text, g_str_has_suffix (text, "\n") ? NULL : "\n", NULL);
}

static const SparkleDraftVersion *
get (SparkleDraftHistory *self,
     unsigned             which)
{
  return g_ptr_array_index (self->versions, which);
}

unsigned
sparkle_draft_history_get_n (SparkleDraftHistory *self)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT_HISTORY (self), 0);

  return self->versions->len;
}

gint64
sparkle_draft_history_get_id (SparkleDraftHistory *self,
                              unsigned             which)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT_HISTORY (self) && which < self->versions->len, 0);

  return get (self, which)->id;
}

gint64
sparkle_draft_history_get_at (SparkleDraftHistory *self,
                              unsigned             which)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT_HISTORY (self) && which < self->versions->len, 0);

  return get (self, which)->at;
}

SparkleDraftWhy
sparkle_draft_history_get_why (SparkleDraftHistory *self,
                               unsigned             which)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT_HISTORY (self) && which < self->versions->len, SPARKLE_DRAFT_WHY_WRITTEN);

  return get (self, which)->why;
}

unsigned
sparkle_draft_history_get_length (SparkleDraftHistory *self,
                                  unsigned             which)
{
  g_return_val_if_fail (SPARKLE_IS_DRAFT_HISTORY (self) && which < self->versions->len, 0);

  return get (self, which)->content != NULL ? (unsigned) g_utf8_strlen (get (self, which)->content, -1) : 0;
}

static void
line_free (SparkleDraftLine *line)
{
  g_free (line->text);
  g_free (line);
}

static void
add_line (GPtrArray          *lines,
          SparkleLineSide     side,
          const SparklePiece *piece)
{
  SparkleDraftLine *line = g_new0 (SparkleDraftLine, 1);

  line->side = side;
  line->text = g_strchomp (g_strndup (piece->text, piece->length));
  g_ptr_array_add (lines, line);
}

/**
 * sparkle_draft_history_compare:
 * @which: a version
 *
 * Compares a version with the draft as it is. Texts that are too different to tell in bounded time stand one after the other.
 *
 * Returns: (transfer full) (element-type SparkleDraftLine): all lines of both, in order
 */
GPtrArray *
sparkle_draft_history_compare (SparkleDraftHistory *self,
                               unsigned             which)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  g_autoptr (GHashTable) numbers = sparkle_pieces_new_numbers ();
  g_auto (SparklePieces) a = { 0 };
  g_auto (SparklePieces) b = { 0 };
  g_autofree char *then = NULL;
  g_autofree int *match = NULL;
  unsigned at = 0;

  g_return_val_if_fail (SPARKLE_IS_DRAFT_HISTORY (self) && which < self->versions->len, lines);

  then = whole_of (get (self, which)->title, get (self, which)->content);
  sparkle_pieces_init (&a, then, FALSE, numbers);
  sparkle_pieces_init (&b, self->now, FALSE, numbers);
  match = g_new (int, a.n + 1);
  if (!sparkle_pieces_match (&a, &b, match))
    for (unsigned i = 0; i < a.n; i++)
      match[i] = -1;
  for (unsigned i = 0; i < a.n; i++)
    {
      if (match[i] < 0)
        {
          add_line (lines, SPARKLE_LINE_THEN, &a.pieces[i]);
          continue;
        }
      while (at < (unsigned) match[i])
        add_line (lines, SPARKLE_LINE_NOW, &b.pieces[at++]);
      add_line (lines, SPARKLE_LINE_BOTH, &a.pieces[i]);
      at = (unsigned) match[i] + 1;
    }
  while (at < b.n)
    add_line (lines, SPARKLE_LINE_NOW, &b.pieces[at++]);
  return lines;
}

static void
sparkle_draft_history_finalize (GObject *object)
{
  SparkleDraftHistory *self = SPARKLE_DRAFT_HISTORY (object);

  g_clear_pointer (&self->versions, g_ptr_array_unref);
  g_free (self->now);
  G_OBJECT_CLASS (sparkle_draft_history_parent_class)->finalize (object);
}

static void
sparkle_draft_history_class_init (SparkleDraftHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_draft_history_finalize;
}

static void
sparkle_draft_history_init (SparkleDraftHistory *self)
{
}

/**
 * sparkle_draft_history_new:
 * @store: open
 * @draft_id: a draft
 *
 * Returns: (transfer full): its history
 */
SparkleDraftHistory *
sparkle_draft_history_new (SparkleStore *store,
                           const char   *draft_id)
{
  SparkleDraftHistory *self = g_object_new (SPARKLE_TYPE_DRAFT_HISTORY, NULL);
  g_autoptr (SparkleStoreDraft) draft = sparkle_store_read_draft (store, draft_id);

  self->versions = sparkle_store_read_draft_versions (store, draft_id);
  self->now = draft != NULL ? whole_of (draft->title, draft->content) : g_strdup ("");
  return self;
}
