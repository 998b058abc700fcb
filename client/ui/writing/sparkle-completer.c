/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-completer.h"

#include "sparkle-emoji.h"

/* Longer words are none of ours: names have at most 30 characters, tags 50. */
#define WORD_MAX 50

/* ---- a proposal ------------------------------------------------------------------------------------------------- */

#define SPARKLE_TYPE_PROPOSAL (sparkle_proposal_get_type ())
G_DECLARE_FINAL_TYPE (SparkleProposal, sparkle_proposal, SPARKLE, PROPOSAL, GObject)

struct _SparkleProposal
{
  GObject parent_instance;

  char *before; /* (nullable): what is shown in front: an emoji */
  char *text;   /* what is shown */
  char *detail; /* (nullable) */
  char *insert; /* what takes the place of the word */
};

static char *
sparkle_proposal_get_typed_text (GtkSourceCompletionProposal *proposal)
{
  return g_strdup (SPARKLE_PROPOSAL (proposal)->text);
}

static void
proposal_iface_init (GtkSourceCompletionProposalInterface *iface)
{
  iface->get_typed_text = sparkle_proposal_get_typed_text;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleProposal, sparkle_proposal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROPOSAL, proposal_iface_init))

static void
sparkle_proposal_finalize (GObject *object)
{
  SparkleProposal *self = SPARKLE_PROPOSAL (object);

  g_free (self->before);
  g_free (self->text);
  g_free (self->detail);
  g_free (self->insert);

  G_OBJECT_CLASS (sparkle_proposal_parent_class)->finalize (object);
}

static void
sparkle_proposal_class_init (SparkleProposalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_proposal_finalize;
}

static void
sparkle_proposal_init (SparkleProposal *self)
{
}

/* ---- the word ------------------------------------------------------------------------------------------------------ */

static gboolean
is_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || c == '_' || c == '-';
}

/* "a@b", "x:y" and "12:30" are addresses, times and other things. */
static gboolean
may_begin_behind (gunichar c)
{
  return c == 0 || !(g_unichar_isalnum (c) || c == '_' || c == '@' || c == '#' || c == ':' || c == '/' || c == '&');
}

/**
 * sparkle_completer_find_word:
 * @cursor: a place in a text
 * @ret_start: (out): where the "@", "#" or ":" stands
 * @ret_kind: (out): which of them
 *
 * An emoji needs two letters, so that ":)" and ": a" are left alone. A "#" with a blank behind it is a heading.
 *
 * Returns: whether the cursor stands behind a word of these kinds
 */
gboolean
sparkle_completer_find_word (const GtkTextIter     *cursor,
                             GtkTextIter           *ret_start,
                             SparkleCompletionKind *ret_kind)
{
  GtkTextIter at = *cursor, before;
  unsigned n = 0;
  gunichar c;

  while (gtk_text_iter_backward_char (&at) && is_word (c = gtk_text_iter_get_char (&at)))
    if (++n > WORD_MAX)
      return FALSE;
  c = gtk_text_iter_get_char (&at);
  if (c != SPARKLE_COMPLETE_NAME && c != SPARKLE_COMPLETE_TAG && c != SPARKLE_COMPLETE_EMOJI)
    return FALSE;
  if (n < (c == SPARKLE_COMPLETE_EMOJI ? 2 : 1))
    return FALSE;
  before = at;
  if (gtk_text_iter_backward_char (&before) && !may_begin_behind (gtk_text_iter_get_char (&before)))
    return FALSE;
  *ret_start = at;
  *ret_kind = c;
  return TRUE;
}

/* ---- what is offered ------------------------------------------------------------------------------------------------- */

struct _SparkleCompleter
{
  GObject parent_instance;

  SparkleCompletionFunc func; /* (nullable) */
  gpointer              user_data;
};

static void
add_emoji (GListStore *list,
           const char *prefix)
{
  g_autoptr(GPtrArray) found = sparkle_emoji_find (prefix, SPARKLE_COMPLETIONS_MAX);

  for (unsigned i = 0; i < found->len; i++)
    {
      SparkleEmoji *emoji = g_ptr_array_index (found, i);
      g_autoptr(SparkleProposal) proposal = g_object_new (SPARKLE_TYPE_PROPOSAL, NULL);

      proposal->before = g_strdup (emoji->text);
      proposal->text = g_strdup (emoji->name);
      proposal->insert = g_strdup (emoji->text);
      g_list_store_append (list, proposal);
    }
}

static void
add_found (SparkleCompleter      *self,
           GListStore            *list,
           SparkleCompletionKind  kind,
           const char            *prefix)
{
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) details = g_ptr_array_new_with_free_func (g_free);

  if (self->func != NULL)
    self->func (kind, prefix, texts, details, self->user_data);
  for (unsigned i = 0; i < texts->len && i < SPARKLE_COMPLETIONS_MAX; i++)
    {
      g_autoptr(SparkleProposal) proposal = g_object_new (SPARKLE_TYPE_PROPOSAL, NULL);

      proposal->text = g_strdup_printf ("%c%s", kind, (char *) g_ptr_array_index (texts, i));
      proposal->insert = g_strconcat (proposal->text, " ", NULL);
      if (i < details->len)
        proposal->detail = g_strdup (g_ptr_array_index (details, i));
      g_list_store_append (list, proposal);
    }
}

static void
fill (SparkleCompleter           *self,
      GtkSourceCompletionContext *context,
      GListStore                 *list)
{
  GtkSourceBuffer *buffer = gtk_source_completion_context_get_buffer (context);
  GtkTextIter cursor, start;
  SparkleCompletionKind kind;
  g_autofree char *prefix = NULL;

  gtk_text_buffer_get_iter_at_mark (GTK_TEXT_BUFFER (buffer), &cursor, gtk_text_buffer_get_insert (GTK_TEXT_BUFFER (buffer)));
  if (!sparkle_completer_find_word (&cursor, &start, &kind))
    return;
  gtk_text_iter_forward_char (&start);
  prefix = gtk_text_iter_get_text (&start, &cursor);
  if (kind == SPARKLE_COMPLETE_EMOJI)
    add_emoji (list, prefix);
  else
    add_found (self, list, kind, prefix);
}

/* Asked when a word has two letters. (The marks are no triggers: a list that begins empty would be shown with no width.)
 * Synchronous: an index is read, and a table of 1,900 rows. */
static GListModel *
sparkle_completer_populate (GtkSourceCompletionProvider  *provider,
                            GtkSourceCompletionContext   *context,
                            GError                      **error)
{
  GListStore *list = g_list_store_new (SPARKLE_TYPE_PROPOSAL);

  fill (SPARKLE_COMPLETER (provider), context, list);
  return G_LIST_MODEL (list);
}

static void
sparkle_completer_refilter (GtkSourceCompletionProvider *provider,
                            GtkSourceCompletionContext  *context,
                            GListModel                  *model)
{
  g_autoptr(GListStore) fresh = g_list_store_new (SPARKLE_TYPE_PROPOSAL);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  /* in one step: a list that is empty in between hides the popover, which then comes back without a width */
  fill (SPARKLE_COMPLETER (provider), context, fresh);
  for (unsigned i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fresh)); i++)
    g_ptr_array_add (items, g_list_model_get_item (G_LIST_MODEL (fresh), i));
  g_list_store_splice (G_LIST_STORE (model), 0, g_list_model_get_n_items (model), items->pdata, items->len);
}

static void
sparkle_completer_display (GtkSourceCompletionProvider *provider,
                           GtkSourceCompletionContext  *context,
                           GtkSourceCompletionProposal *proposal,
                           GtkSourceCompletionCell     *cell)
{
  SparkleProposal *self = SPARKLE_PROPOSAL (proposal);

  switch (gtk_source_completion_cell_get_column (cell))
    {
    case GTK_SOURCE_COMPLETION_COLUMN_BEFORE:
      gtk_source_completion_cell_set_text (cell, self->before);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_TYPED_TEXT:
      gtk_source_completion_cell_set_text (cell, self->text);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_AFTER:
      gtk_source_completion_cell_set_text (cell, self->detail);
      break;
    case GTK_SOURCE_COMPLETION_COLUMN_ICON:
    case GTK_SOURCE_COMPLETION_COLUMN_COMMENT:
    case GTK_SOURCE_COMPLETION_COLUMN_DETAILS:
    default:
      gtk_source_completion_cell_set_text (cell, NULL);
    }
}

static void
sparkle_completer_activate (GtkSourceCompletionProvider *provider,
                            GtkSourceCompletionContext  *context,
                            GtkSourceCompletionProposal *proposal)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));
  g_autofree char *insert = g_strdup (SPARKLE_PROPOSAL (proposal)->insert);
  GtkTextIter cursor, start;
  SparkleCompletionKind kind;

  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  if (!sparkle_completer_find_word (&cursor, &start, &kind))
    return;
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &cursor);
  gtk_text_buffer_insert (buffer, &start, insert, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static void
provider_iface_init (GtkSourceCompletionProviderInterface *iface)
{
  iface->populate = sparkle_completer_populate;
  iface->refilter = sparkle_completer_refilter;
  iface->display = sparkle_completer_display;
  iface->activate = sparkle_completer_activate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleCompleter, sparkle_completer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROVIDER, provider_iface_init))

static void
sparkle_completer_class_init (SparkleCompleterClass *klass)
{
}

static void
sparkle_completer_init (SparkleCompleter *self)
{
}

/**
 * sparkle_completer_new:
 *
 * Returns: (transfer full): a provider that knows emoji, and what sparkle_completer_set_func() tells it
 */
SparkleCompleter *
sparkle_completer_new (void)
{
  return g_object_new (SPARKLE_TYPE_COMPLETER, NULL);
}

/**
 * sparkle_completer_set_func:
 * @self: a provider
 * @func: (nullable): who knows names and tags
 * @user_data: for @func
 *
 * @user_data must live until another function is set.
 */
void
sparkle_completer_set_func (SparkleCompleter      *self,
                            SparkleCompletionFunc  func,
                            gpointer               user_data)
{
  g_return_if_fail (SPARKLE_IS_COMPLETER (self));

  self->func = func;
  self->user_data = user_data;
}
