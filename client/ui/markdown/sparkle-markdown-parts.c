/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-parts.h"

#include <string.h>

/* A label lays out all its text at once: what weighs more than the second is parted where it weighs as much as the first. */
#define TEXT_LONG    2000
#define TEXT_LONGEST 3000
/* A line, a link or an emoji costs as much as so many letters; letters of a word that is longer than this cost more. */
#define LINE_WEIGHT  10
#define LINK_WEIGHT  30
#define LONG_WORD    200
#define EMOJI_WEIGHT 6
/* A table lays out all its cells at once. */
#define TABLE_CELLS  120
#define CELL_LONG    1000

typedef struct
{
  guint32  end;      /* of the quote, list or item */
  guint8   type;     /* SparkleMarkdownType */
  guint16  flags;
  gboolean pending;  /* item: its mark is not shown yet */
  guint32  number;   /* list: of the next item */
  guint8   level;    /* list: its mark */
} Around;

typedef struct
{
  SparkleMarkdown           *markdown;
  const SparkleMarkdownNode *nodes;
  GArray                    *parts;
  GArray                    *around;     /* Around */
  GArray                    *above;      /* guint32: ends of the quotes and items around the last part, as they were shown */
  gboolean                   compact;
  gboolean                   goes_on;    /* the next part belongs to the same paragraph */
} Maker;

/* ---- looks ------------------------------------------------------------------------------------------------------------ */

static void
hash_bytes (guint64    *hash,
            const void *data,
            gsize       length)
{
  const guint8 *bytes = data;

  /* FNV-1a */
  for (gsize i = 0; i < length; i++)
    *hash = (*hash ^ bytes[i]) * G_GUINT64_CONSTANT (1099511628211);
}

static void
hash_part (Maker               *self,
           SparkleMarkdownPart *part)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);
  guint32 end = part->to.offset > 0 ? part->to.node + 1 : part->to.node;

  hash_bytes (&hash, &part->kind, offsetof (SparkleMarkdownPart, node));
  hash_bytes (&hash, &part->from.offset, sizeof part->from.offset);
  hash_bytes (&hash, &part->to.offset, sizeof part->to.offset);
  for (guint32 i = part->kind == SPARKLE_PART_TEXT || part->kind == SPARKLE_PART_TABLE ? part->from.node : part->node; i < MAX (end, part->node + 1); i++)
    {
      const SparkleMarkdownNode *node = &self->nodes[i];
      const char *text = sparkle_markdown_get_text (self->markdown, node);
      const char *title = sparkle_markdown_get_title (self->markdown, node);
      guint32 span = node->end - i;
      gsize begin = i == part->from.node ? part->from.offset : 0;
      gsize length = i == part->to.node && part->to.offset > 0 ? part->to.offset : strlen (text);

      hash_bytes (&hash, &node->type, 4);
      hash_bytes (&hash, &span, sizeof span);
      hash_bytes (&hash, &node->number, sizeof node->number);
      hash_bytes (&hash, text + begin, length - begin);
      hash_bytes (&hash, title, strlen (title) + 1);
    }
  part->hash = hash;
}

static guint8
gap_above (Maker                     *self,
           const SparkleMarkdownPart *part)
{
  const SparkleMarkdownPart *before;
  gboolean tight = FALSE;

  if (self->parts->len == 0 || self->goes_on)
    return 0;
  before = &g_array_index (self->parts, SparkleMarkdownPart, self->parts->len - 1);
  for (unsigned i = self->around->len; i-- > 0;)
    {
      Around *around = &g_array_index (self->around, Around, i);

      if (around->type == SPARKLE_MARKDOWN_LIST)
        {
          tight = (around->flags & SPARKLE_MARKDOWN_TIGHT) != 0;
          break;
        }
    }
  if (part->kind == SPARKLE_PART_HEADING)
    return self->compact ? 12 : part->level <= 2 ? 26 : 20;
  /* Close to its heading, and within a tight list; the list itself stands off from what is before it. */
  if (before->kind == SPARKLE_PART_HEADING)
    return self->compact ? 4 : 8;
  if (tight && strchr (before->around, 'l') != NULL)
    return 4;
  if (part->kind == SPARKLE_PART_RULE || before->kind == SPARKLE_PART_RULE)
    return self->compact ? 10 : 18;
  return self->compact ? 8 : 12;
}

/* ---- parts ------------------------------------------------------------------------------------------------------------ */

/* Copies what stands around the next part, and how much of it the part above shares. */
static void
set_around (Maker               *self,
            SparkleMarkdownPart *part)
{
  guint32 ends[SPARKLE_PART_LEVELS];
  unsigned depth = 0;

  part->marker_at = -1;
  for (unsigned i = 0; i < self->around->len; i++)
    {
      Around *around = &g_array_index (self->around, Around, i);
      gboolean quote = around->type == SPARKLE_MARKDOWN_QUOTE;

      if (around->type == SPARKLE_MARKDOWN_LIST)
        continue;
      if (depth < SPARKLE_PART_LEVELS)
        {
          ends[depth] = around->end;
          part->around[depth++] = quote ? 'q' : 'l';
        }
      if (!quote && around->pending)
        {
          Around *list = &g_array_index (self->around, Around, i - 1);

          around->pending = FALSE;
          part->marker_at = (gint8) (depth - 1);
          part->flags = (guint8) around->flags;
          if (list->flags & SPARKLE_MARKDOWN_ORDERED)
            g_snprintf (part->marker, sizeof part->marker, "%u%c", list->number++, list->level == ')' ? ')' : '.');
          else
            g_strlcpy (part->marker, "•", sizeof part->marker);
        }
    }
  for (part->joined = 0; part->joined < MIN (depth, self->above->len); part->joined++)
    if (g_array_index (self->above, guint32, part->joined) != ends[part->joined])
      break;
  g_array_set_size (self->above, 0);
  g_array_append_vals (self->above, ends, depth);
}

static void
add_part (Maker            *self,
          SparklePartKind   kind,
          guint32           node,
          SparklePartPlace  from,
          SparklePartPlace  to,
          guint32           size)
{
  SparkleMarkdownPart part;

  /* All of it, also what lies between the fields: they are hashed. */
  memset (&part, 0, sizeof part);
  part.kind = kind;
  part.node = node;
  part.from = from;
  part.to = to;
  part.size = size;
  part.level = kind == SPARKLE_PART_HEADING ? self->nodes[node].level : 0;
  part.gap = gap_above (self, &part);
  set_around (self, &part);
  hash_part (self, &part);
  g_array_append_val (self->parts, part);
}

static void
add_block (Maker           *self,
           SparklePartKind  kind,
           guint32          node)
{
  guint32 size = strlen (sparkle_markdown_get_text (self->markdown, &self->nodes[node])) + 40 * (self->nodes[node].end - node);

  add_part (self, kind, node, (SparklePartPlace) { node, 0 }, (SparklePartPlace) { self->nodes[node].end, 0 }, size);
}

/* What it costs to lay text out: more for lines and for endless words. Returns where it weighs as much as there is room. */
static gsize
weigh (const char *text,
       gsize       from,
       gsize       length,
       gsize       room,
       gsize      *ret_weight)
{
  gsize weight = 0, word = 0, i;

  for (i = from; i < length && weight <= room; i++)
    {
      /* Letters beyond ASCII can mostly be broken between. */
      word = text[i] > ' ' ? word + 1 : 0;
      weight += text[i] == '\n' ? LINE_WEIGHT : (guchar) text[i] >= 0xf0 ? EMOJI_WEIGHT : word > LONG_WORD ? 4 : 1;
    }
  *ret_weight = weight;
  return i;
}

/* Where a long text is parted: behind a blank that is near, else anywhere between two letters. */
static gsize
parting (const char *text,
         gsize       at,
         gsize       length)
{
  gsize limit = MIN (at + 200, length);

  for (gsize i = at; i < limit; i++)
    if (text[i] == ' ' || text[i] == '\n')
      return i + 1;
  while (at < limit && ((text[at] & 0xc0) == 0x80 || g_unichar_ismark (g_utf8_get_char (text + at)) || g_utf8_get_char (text + at) == 0x200d))
    at++;
  while (at < length && (text[at] & 0xc0) == 0x80)
    at++;
  return at;
}

static void
add_text (Maker            *self,
          SparklePartKind   kind,
          guint32           block,
          SparklePartPlace  from,
          SparklePartPlace  to,
          guint32           size)
{
  if (size == 0)
    return;
  add_part (self, kind, block, from, to, size);
  self->goes_on = TRUE;
}

typedef struct
{
  SparklePartKind  kind;
  guint32          block;
  SparklePartPlace from;
  gsize            size;
} Paragraph;

static void
end_text (Maker            *self,
          Paragraph        *paragraph,
          SparklePartPlace  to,
          SparklePartPlace  next)
{
  add_text (self, paragraph->kind, paragraph->block, paragraph->from, to, (guint32) paragraph->size);
  paragraph->from = next;
  paragraph->size = 0;
}

static void
take_text (Maker      *self,
           Paragraph  *paragraph,
           guint32     index,
           const char *text)
{
  gsize length = strlen (text), offset = 0, weight;

  while (weigh (text, offset, length, TEXT_LONGEST - MIN (paragraph->size, TEXT_LONGEST), &weight) < length)
    {
      offset = parting (text, weigh (text, offset, length, TEXT_LONG - MIN (paragraph->size, TEXT_LONG), &weight), length);
      paragraph->size += weight;
      if (offset >= length)
        return;
      end_text (self, paragraph, (SparklePartPlace) { index, (guint32) offset }, (SparklePartPlace) { index, (guint32) offset });
    }
  paragraph->size += weight;
}

/* A paragraph is one part; pictures part it, and so does length. */
static void
add_paragraph (Maker           *self,
               SparklePartKind  kind,
               guint32          block)
{
  guint32 end = self->nodes[block].end;
  Paragraph paragraph = { kind, block, { block + 1, 0 }, 0 };

  self->goes_on = FALSE;
  for (guint32 i = block + 1; i < end; i++)
    {
      const SparkleMarkdownNode *node = &self->nodes[i];
      gboolean is_break = node->type == SPARKLE_MARKDOWN_SOFT_BREAK || node->type == SPARKLE_MARKDOWN_LINE_BREAK;

      if (node->type == SPARKLE_MARKDOWN_IMAGE && kind == SPARKLE_PART_TEXT)
        {
          end_text (self, &paragraph, (SparklePartPlace) { i, 0 }, (SparklePartPlace) { node->end, 0 });
          self->goes_on = FALSE;
          add_part (self, SPARKLE_PART_PICTURE, i, (SparklePartPlace) { i, 0 }, (SparklePartPlace) { node->end, 0 }, 240);
          i = node->end - 1;
          continue;
        }
      /* A break beside a picture, or where a part ends, is none. */
      if (is_break && paragraph.size == 0 && paragraph.from.node == i)
        {
          paragraph.from.node = i + 1;
          continue;
        }
      if (node->type == SPARKLE_MARKDOWN_TEXT || node->type == SPARKLE_MARKDOWN_CODE || node->type == SPARKLE_MARKDOWN_HTML)
        take_text (self, &paragraph, i, sparkle_markdown_get_text (self->markdown, node));
      else
        paragraph.size += is_break ? LINE_WEIGHT : node->type == SPARKLE_MARKDOWN_EMPHASIS || node->type == SPARKLE_MARKDOWN_STRONG ? 4 : LINK_WEIGHT;
      if (paragraph.size > TEXT_LONG && node->end == i + 1)
        end_text (self, &paragraph, (SparklePartPlace) { i + 1, 0 }, (SparklePartPlace) { i + 1, 0 });
    }
  end_text (self, &paragraph, (SparklePartPlace) { end, 0 }, (SparklePartPlace) { end, 0 });
  self->goes_on = FALSE;
}

static void
add_verbatim (Maker   *self,
              guint32  node)
{
  const char *text = sparkle_markdown_get_text (self->markdown, &self->nodes[node]);
  gsize length = strlen (text), weight;

  self->goes_on = FALSE;
  for (gsize offset = 0, next; offset < length; offset = next)
    {
      next = parting (text, weigh (text, offset, length, TEXT_LONG, &weight), length);
      add_part (self, SPARKLE_PART_VERBATIM, node, (SparklePartPlace) { node, (guint32) offset },
                (SparklePartPlace) { node, (guint32) next }, (guint32) weight);
      self->goes_on = TRUE;
    }
  self->goes_on = FALSE;
}

static gboolean
has_long_cell (Maker   *self,
               guint32  table)
{
  for (guint32 i = table + 1; i < self->nodes[table].end; i++)
    if (strlen (sparkle_markdown_get_text (self->markdown, &self->nodes[i])) > CELL_LONG ||
        (self->nodes[i].type == SPARKLE_MARKDOWN_CELL && self->nodes[i].end - i > CELL_LONG / LINK_WEIGHT))
      return TRUE;
  return FALSE;
}

/* What does not fit into cells is shown one below the other. */
static void
add_cells (Maker   *self,
           guint32  table)
{
  for (guint32 i = table + 1; i < self->nodes[table].end; i++)
    if (self->nodes[i].type == SPARKLE_MARKDOWN_CELL)
      add_paragraph (self, SPARKLE_PART_TEXT, i);
}

/* A long table is several, one below the other: each is laid out as a whole. */
static void
add_table (Maker   *self,
           guint32  table)
{
  guint32 end = self->nodes[table].end;
  unsigned rows_max = MAX (TABLE_CELLS / MAX (self->nodes[table].number, 1), 1);
  guint32 from = table + 1;

  if (has_long_cell (self, table))
    {
      add_cells (self, table);
      return;
    }
  self->goes_on = FALSE;
  while (from < end)
    {
      guint32 to = from;

      for (unsigned i = 0; i < rows_max && to < end; i++)
        to = self->nodes[to].end;
      add_part (self, SPARKLE_PART_TABLE, table, (SparklePartPlace) { from, 0 }, (SparklePartPlace) { to, 0 }, 20 * (to - from));
      self->goes_on = TRUE;
      from = to;
    }
  self->goes_on = FALSE;
}

/* An item whose mark nobody has shown gets a line of its own. */
static void
flush_marker (Maker *self)
{
  Around *last = self->around->len > 0 ? &g_array_index (self->around, Around, self->around->len - 1) : NULL;

  if (last != NULL && last->type == SPARKLE_MARKDOWN_ITEM && last->pending)
    add_part (self, SPARKLE_PART_TEXT, 0, (SparklePartPlace) { 0, 0 }, (SparklePartPlace) { 0, 0 }, 1);
}

static void
enter (Maker   *self,
       guint32  index)
{
  const SparkleMarkdownNode *node = &self->nodes[index];

  if (node->type == SPARKLE_MARKDOWN_LIST)
    flush_marker (self);
  g_array_append_val (self->around, ((Around) {
    .end = node->end, .type = node->type, .flags = node->flags, .pending = node->type == SPARKLE_MARKDOWN_ITEM,
    .number = node->number, .level = node->level,
  }));
}

static void
leave_until (Maker   *self,
             guint32  index)
{
  while (self->around->len > 0 && g_array_index (self->around, Around, self->around->len - 1).end <= index)
    {
      flush_marker (self);
      g_array_set_size (self->around, self->around->len - 1);
    }
}

/* Returns where to go on. */
static guint32
take_node (Maker   *self,
           guint32  index)
{
  const SparkleMarkdownNode *node = &self->nodes[index];

  switch ((int) node->type)
    {
    case SPARKLE_MARKDOWN_QUOTE:
    case SPARKLE_MARKDOWN_LIST:
    case SPARKLE_MARKDOWN_ITEM:
      enter (self, index);
      return index + 1;
    case SPARKLE_MARKDOWN_PARAGRAPH:
      add_paragraph (self, SPARKLE_PART_TEXT, index);
      break;
    case SPARKLE_MARKDOWN_HEADING:
      add_paragraph (self, SPARKLE_PART_HEADING, index);
      break;
    case SPARKLE_MARKDOWN_CODE_BLOCK:
      add_block (self, SPARKLE_PART_CODE, index);
      break;
    case SPARKLE_MARKDOWN_TABLE:
      add_table (self, index);
      break;
    case SPARKLE_MARKDOWN_RULE:
      add_block (self, SPARKLE_PART_RULE, index);
      break;
    case SPARKLE_MARKDOWN_HTML_BLOCK:
    case SPARKLE_MARKDOWN_VERBATIM:
      add_verbatim (self, index);
      break;
    default:
      return index + 1;
    }
  return node->end;
}

/**
 * sparkle_markdown_parts_new:
 * @markdown: a tree
 * @compact: whether it stands in a comment
 *
 * Returns: (transfer full) (element-type SparkleMarkdownPart): what is to be shown, from top to bottom
 */
GArray *
sparkle_markdown_parts_new (SparkleMarkdown *markdown,
                            gboolean         compact)
{
  unsigned n_nodes;
  Maker maker = {
    .markdown = markdown,
    .nodes = sparkle_markdown_get_nodes (markdown, &n_nodes),
    .parts = g_array_new (FALSE, FALSE, sizeof (SparkleMarkdownPart)),
    .around = g_array_new (FALSE, FALSE, sizeof (Around)),
    .above = g_array_new (FALSE, FALSE, sizeof (guint32)),
    .compact = compact,
  };

  for (guint32 i = 1; i < n_nodes;)
    {
      leave_until (&maker, i);
      i = take_node (&maker, i);
    }
  leave_until (&maker, n_nodes);
  g_array_unref (maker.around);
  g_array_unref (maker.above);
  return maker.parts;
}
