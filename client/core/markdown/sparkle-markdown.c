/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-private.h"

#include <string.h>

struct _SparkleMarkdown
{
  gatomicrefcount       ref_count;
  SparkleMarkdownLimit  limit;
  SparkleMarkdownNode  *nodes;   /* (owned) */
  unsigned              n_nodes;
  char                 *arena;   /* (owned) */
  gsize                 arena_size;
};

G_DEFINE_BOXED_TYPE (SparkleMarkdown, sparkle_markdown, sparkle_markdown_ref, sparkle_markdown_unref)

/* ---- bounds -------------------------------------------------------------------------------------------------------- */

/* The rest of a line is a rule ("- - - -"): one of its marks and blanks, nothing else. */
static const char *
rule_begins (const char *line,
             const char *end)
{
  char mark = '\0';

  while (end > line && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
    end--;
  while (end > line && (end[-1] == ' ' || end[-1] == '\t' || ((end[-1] == '-' || end[-1] == '*') && (mark == '\0' || end[-1] == mark))))
    {
      if (end[-1] == '-' || end[-1] == '*')
        mark = end[-1];
      end--;
    }
  return end;
}

/* How many quotes and lists one line opens. md4c looks at each open one for each line that follows. */
static unsigned
count_openings (const char *line,
                const char *end)
{
  const char *rule = rule_begins (line, end);
  const char *p = line;
  unsigned count = 0;

  while (p < end && p < rule)
    {
      const char *digits = p;

      if (*p == ' ' || *p == '\t')
        {
          p++;
          continue;
        }
      while (digits < end && g_ascii_isdigit (*digits))
        digits++;
      if (*p == '>')
        p++;
      else if ((*p == '-' || *p == '+' || *p == '*') && p + 1 < end && (p[1] == ' ' || p[1] == '\t'))
        p += 2;
      else if (digits > p && digits - p < 10 && digits + 1 < end && (*digits == '.' || *digits == ')') && (digits[1] == ' ' || digits[1] == '\t'))
        p = digits + 2;
      else
        break;
      count++;
    }
  return count;
}

static gboolean
nests_too_deep (const char *text,
                gsize       length)
{
  const char *end = text + length;

  for (const char *line = text; line < end;)
    {
      const char *stop = memchr (line, '\n', end - line);

      if (stop == NULL)
        stop = end;
      if (count_openings (line, stop) > SPARKLE_MARKDOWN_BLOCK_DEPTH / 2)
        return TRUE;
      line = stop + 1;
    }
  return FALSE;
}

/* ---- making -------------------------------------------------------------------------------------------------------- */

static SparkleMarkdown *
take_tree (SparkleMarkdownTree  *tree,
           SparkleMarkdownLimit  limit)
{
  SparkleMarkdown *self = g_new0 (SparkleMarkdown, 1);
  gsize n_nodes;

  while (tree->open->len > 0)
    sparkle_markdown_tree_close (tree);
  g_atomic_ref_count_init (&self->ref_count);
  self->limit = limit;
  self->nodes = (SparkleMarkdownNode *) (gpointer) g_array_steal (tree->nodes, &n_nodes);
  self->n_nodes = n_nodes;
  self->nodes = g_renew (SparkleMarkdownNode, self->nodes, n_nodes);
  self->arena_size = tree->arena->len + 1;
  self->arena = g_realloc (g_string_free (g_steal_pointer (&tree->arena), FALSE), self->arena_size);
  sparkle_markdown_tree_clear (tree);
  return self;
}

static SparkleMarkdown *
make_verbatim (const char           *text,
               gsize                 length,
               SparkleMarkdownLimit  limit)
{
  SparkleMarkdownTree tree;
  guint32 at;

  sparkle_markdown_tree_init (&tree);
  sparkle_markdown_tree_open (&tree, SPARKLE_MARKDOWN_DOCUMENT);
  /* What no server sends: the first megabytes are enough to see what it is. */
  if (length > SPARKLE_MARKDOWN_ARENA_MAX / 4)
    length = g_utf8_find_prev_char (text, text + SPARKLE_MARKDOWN_ARENA_MAX / 4) - text;
  at = sparkle_markdown_tree_keep (&tree, text, length);
  sparkle_markdown_tree_open (&tree, SPARKLE_MARKDOWN_VERBATIM)->text = at;
  return take_tree (&tree, limit);
}

/* Valid UTF-8 without NUL: the arena's texts end at one. */
static char *
clean_text (const char *text,
            gsize      *length)
{
  GString *clean;

  if (g_utf8_validate_len (text, *length, NULL))
    return NULL;
  clean = g_string_new (NULL);
  for (const char *p = text, *end = text + *length, *bad; p < end; p = bad + 1)
    {
      g_utf8_validate_len (p, end - p, &bad);
      g_string_append_len (clean, p, bad - p);
      if (bad < end)
        g_string_append (clean, "\ufffd");
    }
  *length = clean->len;
  return g_string_free (clean, FALSE);
}

/**
 * sparkle_markdown_parse:
 * @text: as typed
 * @length: its length in bytes, or -1 when a NUL ends it
 * @flags: what counts as markup beside CommonMark
 *
 * Reads a text. Takes time and memory in proportion to it; what is longer than %SPARKLE_MARKDOWN_BYTES_MAX, nests deeper or
 * grows larger than a text for people does becomes one %SPARKLE_MARKDOWN_VERBATIM node. From any thread.
 *
 * Returns: (transfer full): what it says
 */
SparkleMarkdown *
sparkle_markdown_parse (const char           *text,
                        gssize                length,
                        SparkleMarkdownFlags  flags)
{
  gsize size = length >= 0 ? (gsize) length : strlen (text);
  g_autofree char *clean = clean_text (text, &size);
  SparkleMarkdownTree tree;

  if (clean != NULL)
    text = clean;
  if (size > SPARKLE_MARKDOWN_BYTES_MAX)
    return make_verbatim (text, size, SPARKLE_MARKDOWN_TOO_LONG);
  if (nests_too_deep (text, size))
    return make_verbatim (text, size, SPARKLE_MARKDOWN_TOO_DEEP);

  sparkle_markdown_tree_init (&tree);
  sparkle_markdown_tree_open (&tree, SPARKLE_MARKDOWN_DOCUMENT);
  if (!sparkle_markdown_read (&tree, text, size, flags))
    {
      gboolean full = sparkle_markdown_tree_is_full (&tree);

      sparkle_markdown_tree_clear (&tree);
      return make_verbatim (text, size, full ? SPARKLE_MARKDOWN_TOO_MUCH : SPARKLE_MARKDOWN_TOO_DEEP);
    }
  return take_tree (&tree, SPARKLE_MARKDOWN_WITHIN);
}

static DexFuture *
parse_thread (gpointer data)
{
  GValue value = G_VALUE_INIT;
  DexFuture *future;

  g_value_init (&value, SPARKLE_TYPE_MARKDOWN);
  g_value_take_boxed (&value, sparkle_markdown_parse (data, -1, SPARKLE_MARKDOWN_FULL));
  future = dex_future_new_for_value (&value);
  g_value_unset (&value);
  return future;
}

/**
 * sparkle_markdown_parse_aside:
 * @text: as typed
 *
 * The same on another thread, with everything that counts as markup.
 *
 * Returns: (transfer full): resolves to a #SparkleMarkdown
 */
DexFuture *
sparkle_markdown_parse_aside (const char *text)
{
  DexFuture *future = dex_thread_spawn ("markdown", parse_thread, g_strdup (text), g_free);

  /* A future that nobody holds any more lets go of the text while its thread reads it. */
  dex_future_disown (dex_ref (future));
  return future;
}

/**
 * sparkle_markdown_ref:
 *
 * Returns: (transfer full): the same
 */
SparkleMarkdown *
sparkle_markdown_ref (SparkleMarkdown *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
sparkle_markdown_unref (SparkleMarkdown *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->nodes);
  g_free (self->arena);
  g_free (self);
}

/**
 * sparkle_markdown_get_nodes:
 * @ret_n_nodes: (out): how many
 *
 * Returns: (transfer none) (array length=ret_n_nodes): the nodes in reading order; the first is the document
 */
const SparkleMarkdownNode *
sparkle_markdown_get_nodes (SparkleMarkdown *self,
                            unsigned        *ret_n_nodes)
{
  *ret_n_nodes = self->n_nodes;
  return self->nodes;
}

/**
 * sparkle_markdown_get_text:
 * @node: one of it
 *
 * Returns: (transfer none): the text of the node, or the address of a link or picture; "" when it has none
 */
const char *
sparkle_markdown_get_text (SparkleMarkdown           *self,
                           const SparkleMarkdownNode *node)
{
  return self->arena + node->text;
}

/**
 * sparkle_markdown_get_title:
 * @node: one of it
 *
 * Returns: (transfer none): the title of a link or picture, what stands behind the fence of a code block, or ""
 */
const char *
sparkle_markdown_get_title (SparkleMarkdown           *self,
                            const SparkleMarkdownNode *node)
{
  return self->arena + node->title;
}

/**
 * sparkle_markdown_get_limit:
 *
 * Returns: why the text was not laid out, or %SPARKLE_MARKDOWN_WITHIN
 */
SparkleMarkdownLimit
sparkle_markdown_get_limit (SparkleMarkdown *self)
{
  return self->limit;
}

/**
 * sparkle_markdown_get_size:
 *
 * Returns: the bytes it takes
 */
gsize
sparkle_markdown_get_size (SparkleMarkdown *self)
{
  return sizeof *self + self->n_nodes * sizeof *self->nodes + self->arena_size;
}
