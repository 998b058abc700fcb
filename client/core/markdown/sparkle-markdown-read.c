/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-private.h"

#include <md4c.h>
#include <string.h>

/* From md4c's events to the tree. Blocks become nodes as they come; what stands in a paragraph is heard to its end first. */

typedef struct
{
  SparkleMarkdownTree *tree;
  SparkleInline        line;       /* of the paragraph, heading or cell that is open */
  GString             *verbatim;   /* of the code or HTML that is open, or of a code span */
  const char          *source;
  SparkleMarkdownFlags flags;
  unsigned             block_depth;
  unsigned             skipped;    /* spans within spans that are not made any more */
  unsigned             span_depth;
  gboolean             in_leaf;    /* between the begin and end of a line's text */
  gboolean             implied;    /* ... which md4c did not announce: the text of a tight item */
  gboolean             in_verbatim;
  gboolean             in_code_span;
  const char          *code_end;   /* where in the source the last piece of a code span ended (nullable) */
  gsize                length;     /* of the source */
} Reader;

#define STOP 1

/* ---- attributes ---------------------------------------------------------------------------------------------------- */

static guint32
keep_attribute (Reader             *self,
                const MD_ATTRIBUTE *attribute)
{
  g_autoptr(GString) value = g_string_new (NULL);

  if (attribute->size == 0 || attribute->text == NULL)
    return 0;
  for (unsigned i = 0; attribute->substr_offsets[i] < attribute->size; i++)
    {
      const char *part = attribute->text + attribute->substr_offsets[i];
      gsize length = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];

      if (attribute->substr_types[i] == MD_TEXT_ENTITY)
        sparkle_markdown_append_entity (value, part, length);
      else if (attribute->substr_types[i] == MD_TEXT_NULLCHAR)
        g_string_append (value, "\ufffd");
      else
        g_string_append_len (value, part, length);
    }
  return sparkle_markdown_tree_keep (self->tree, value->str, value->len);
}

/* ---- lines of text ------------------------------------------------------------------------------------------------- */

static void
begin_leaf (Reader *self)
{
  self->in_leaf = TRUE;
  self->span_depth = 0;
  self->skipped = 0;
  sparkle_inline_reset (&self->line);
}

static void
end_leaf (Reader *self)
{
  if (!self->in_leaf)
    return;
  sparkle_inline_emit (&self->line, self->tree, (self->flags & SPARKLE_MARKDOWN_ADDITIONS) != 0);
  sparkle_markdown_tree_close (self->tree);
  self->in_leaf = FALSE;
  self->implied = FALSE;
}

/* Text of a tight item comes without a paragraph around it. */
static void
need_leaf (Reader *self)
{
  if (self->in_leaf || self->in_verbatim)
    return;
  sparkle_markdown_tree_open (self->tree, SPARKLE_MARKDOWN_PARAGRAPH);
  begin_leaf (self);
  self->implied = TRUE;
}

/* ---- blocks -------------------------------------------------------------------------------------------------------- */

static void
enter_list (Reader  *self,
            gboolean ordered,
            void    *detail)
{
  SparkleMarkdownNode *node = sparkle_markdown_tree_open (self->tree, SPARKLE_MARKDOWN_LIST);
  MD_BLOCK_OL_DETAIL *numbers = detail;
  MD_BLOCK_UL_DETAIL *bullets = detail;

  node->level = ordered ? numbers->mark_delimiter : bullets->mark;
  node->number = ordered ? numbers->start : 0;
  node->flags = ordered ? SPARKLE_MARKDOWN_ORDERED : 0;
  if (ordered ? numbers->is_tight : bullets->is_tight)
    node->flags |= SPARKLE_MARKDOWN_TIGHT;
}

static void
enter_item (Reader *self,
            void   *detail)
{
  MD_BLOCK_LI_DETAIL *item = detail;
  SparkleMarkdownNode *node = sparkle_markdown_tree_open (self->tree, SPARKLE_MARKDOWN_ITEM);

  if (item->is_task)
    node->flags = SPARKLE_MARKDOWN_TASK | (item->task_mark != ' ' ? SPARKLE_MARKDOWN_DONE : 0);
}

static void
enter_code (Reader *self,
            void   *detail)
{
  MD_BLOCK_CODE_DETAIL *code = detail;
  guint32 info = keep_attribute (self, &code->info);
  SparkleMarkdownNode *node = sparkle_markdown_tree_open (self->tree, SPARKLE_MARKDOWN_CODE_BLOCK);

  node->title = info;
  node->flags = code->fence_char != 0 ? SPARKLE_MARKDOWN_FENCED : 0;
}

static void
begin_verbatim (Reader *self)
{
  self->in_verbatim = TRUE;
  g_string_truncate (self->verbatim, 0);
}

static int
enter_block_cb (MD_BLOCKTYPE type,
                void        *detail,
                void        *user_data)
{
  Reader *self = user_data;
  SparkleMarkdownTree *tree = self->tree;

  if (++self->block_depth > SPARKLE_MARKDOWN_BLOCK_DEPTH || sparkle_markdown_tree_is_full (tree))
    return STOP;
  if (self->implied)
    end_leaf (self);

  switch (type)
    {
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
      break;
    case MD_BLOCK_QUOTE:
      sparkle_markdown_tree_open (tree, SPARKLE_MARKDOWN_QUOTE);
      break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      enter_list (self, type == MD_BLOCK_OL, detail);
      break;
    case MD_BLOCK_LI:
      enter_item (self, detail);
      break;
    case MD_BLOCK_HR:
      sparkle_markdown_tree_open (tree, SPARKLE_MARKDOWN_RULE);
      break;
    case MD_BLOCK_H:
      sparkle_markdown_tree_open (tree, SPARKLE_MARKDOWN_HEADING)->level = ((MD_BLOCK_H_DETAIL *) detail)->level;
      begin_leaf (self);
      break;
    case MD_BLOCK_CODE:
      enter_code (self, detail);
      begin_verbatim (self);
      break;
    case MD_BLOCK_HTML:
      sparkle_markdown_tree_open (tree, SPARKLE_MARKDOWN_HTML_BLOCK);
      begin_verbatim (self);
      break;
    case MD_BLOCK_P:
      sparkle_markdown_tree_open (tree, SPARKLE_MARKDOWN_PARAGRAPH);
      begin_leaf (self);
      break;
    case MD_BLOCK_TABLE:
      sparkle_markdown_tree_open (tree, SPARKLE_MARKDOWN_TABLE)->number = ((MD_BLOCK_TABLE_DETAIL *) detail)->col_count;
      break;
    case MD_BLOCK_TR:
      sparkle_markdown_tree_open (tree, SPARKLE_MARKDOWN_ROW);
      break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      if (type == MD_BLOCK_TH)
        g_array_index (tree->nodes, SparkleMarkdownNode,
                       g_array_index (tree->open, guint32, tree->open->len - 1)).flags |= SPARKLE_MARKDOWN_HEAD;
      sparkle_markdown_tree_open (tree, SPARKLE_MARKDOWN_CELL)->level = (guint8) ((MD_BLOCK_TD_DETAIL *) detail)->align;
      begin_leaf (self);
      break;
    }
  return 0;
}

static int
leave_block_cb (MD_BLOCKTYPE type,
                void        *detail,
                void        *user_data)
{
  Reader *self = user_data;
  SparkleMarkdownTree *tree = self->tree;
  guint32 at;

  self->block_depth--;
  if (self->implied)
    end_leaf (self);

  switch (type)
    {
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
      break;
    case MD_BLOCK_CODE:
    case MD_BLOCK_HTML:
      at = sparkle_markdown_tree_keep (tree, self->verbatim->str, self->verbatim->len);
      g_array_index (tree->nodes, SparkleMarkdownNode, tree->nodes->len - 1).text = at;
      self->in_verbatim = FALSE;
      sparkle_markdown_tree_close (tree);
      break;
    case MD_BLOCK_H:
    case MD_BLOCK_P:
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      end_leaf (self);
      break;
    case MD_BLOCK_QUOTE:
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
    case MD_BLOCK_LI:
    case MD_BLOCK_HR:
    case MD_BLOCK_TABLE:
    case MD_BLOCK_TR:
      sparkle_markdown_tree_close (tree);
      break;
    }
  return sparkle_markdown_tree_is_full (tree) ? STOP : 0;
}

/* ---- spans --------------------------------------------------------------------------------------------------------- */

static SparkleMarkdownType
span_type (MD_SPANTYPE type)
{
  switch (type)
    {
    case MD_SPAN_EM:
      return SPARKLE_MARKDOWN_EMPHASIS;
    case MD_SPAN_STRONG:
      return SPARKLE_MARKDOWN_STRONG;
    case MD_SPAN_DEL:
      return SPARKLE_MARKDOWN_STRIKE;
    case MD_SPAN_A:
      return SPARKLE_MARKDOWN_LINK;
    case MD_SPAN_IMG:
      return SPARKLE_MARKDOWN_IMAGE;
    case MD_SPAN_CODE:
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
      break;
    }
  return SPARKLE_MARKDOWN_CODE;
}

static int
enter_span_cb (MD_SPANTYPE type,
               void       *detail,
               void       *user_data)
{
  Reader *self = user_data;
  SparkleInlineEvent event = { .kind = SPARKLE_INLINE_ENTER, .type = span_type (type) };

  need_leaf (self);
  if (event.type == SPARKLE_MARKDOWN_CODE)
    {
      self->in_code_span = TRUE;
      self->code_end = NULL;
      g_string_truncate (self->verbatim, 0);
      return 0;
    }
  if (self->span_depth >= SPARKLE_MARKDOWN_INLINE_DEPTH)
    {
      self->skipped++;
      return 0;
    }
  self->span_depth++;
  if (type == MD_SPAN_A)
    {
      MD_SPAN_A_DETAIL *link = detail;

      event.address = keep_attribute (self, &link->href);
      event.title = keep_attribute (self, &link->title);
    }
  else if (type == MD_SPAN_IMG)
    {
      MD_SPAN_IMG_DETAIL *image = detail;

      event.address = keep_attribute (self, &image->src);
      event.title = keep_attribute (self, &image->title);
    }
  sparkle_inline_add (&self->line, event);
  return 0;
}

static int
leave_span_cb (MD_SPANTYPE type,
               void       *detail,
               void       *user_data)
{
  Reader *self = user_data;
  SparkleInlineEvent event = { .kind = SPARKLE_INLINE_LEAVE, .type = span_type (type) };

  if (event.type == SPARKLE_MARKDOWN_CODE)
    {
      event.kind = SPARKLE_INLINE_ATOM;
      event.start = self->line.text->len;
      event.length = self->verbatim->len;
      g_string_append_len (self->line.text, self->verbatim->str, self->verbatim->len);
      self->in_code_span = FALSE;
    }
  else if (self->skipped > 0)
    {
      self->skipped--;
      return 0;
    }
  else
    {
      self->span_depth--;
    }
  sparkle_inline_add (&self->line, event);
  return 0;
}

/* ---- text ---------------------------------------------------------------------------------------------------------- */

static void
add_atom (Reader              *self,
          SparkleMarkdownType  type,
          const char          *text,
          gsize                length)
{
  GArray *events = self->line.events;
  SparkleInlineEvent *last = events->len > 0 ? &g_array_index (events, SparkleInlineEvent, events->len - 1) : NULL;
  guint32 start = self->line.text->len;

  g_string_append_len (self->line.text, text, length);
  /* Raw HTML comes in pieces. */
  if (type == SPARKLE_MARKDOWN_HTML && last != NULL && last->type == type && last->start + last->length == start)
    last->length += length;
  else
    sparkle_inline_add (&self->line, (SparkleInlineEvent) { .kind = SPARKLE_INLINE_ATOM, .type = type, .start = start, .length = length });
}

static void
add_verbatim (Reader      *self,
              MD_TEXTTYPE  type,
              const char  *text,
              gsize        length)
{
  if (type == MD_TEXT_NULLCHAR)
    g_string_append (self->verbatim, "\ufffd");
  else
    g_string_append_len (self->verbatim, text, length);
}

/* A line that ends within a code span is a blank. md4c gives it, but not when blanks stand before the line's end. */
static void
add_code_span (Reader      *self,
               MD_TEXTTYPE  type,
               const char  *text,
               gsize        length)
{
  gboolean of_source = text >= self->source && text < self->source + self->length;

  if (of_source && self->code_end != NULL && memchr (self->code_end, '\n', text - self->code_end) != NULL)
    g_string_append_c (self->verbatim, ' ');
  self->code_end = of_source ? text + length : NULL;
  add_verbatim (self, type, text, length);
}

static void
add_entity (Reader     *self,
            const char *text,
            gsize       length)
{
  g_autoptr(GString) decoded = g_string_new (NULL);

  sparkle_markdown_append_entity (decoded, text, length);
  sparkle_inline_add_text (&self->line, TRUE, decoded->str, decoded->len);
}

static int
text_cb (MD_TEXTTYPE    type,
         const MD_CHAR *text,
         MD_SIZE        size,
         void          *user_data)
{
  Reader *self = user_data;

  need_leaf (self);
  if (self->in_code_span)
    {
      add_code_span (self, type, text, size);
      return 0;
    }
  if (self->in_verbatim)
    {
      add_verbatim (self, type, text, size);
      return 0;
    }
  switch (type)
    {
    case MD_TEXT_NORMAL:
    case MD_TEXT_CODE:
    case MD_TEXT_LATEXMATH:
      /* What a backslash stands before comes alone, and means itself. */
      sparkle_inline_add_text (&self->line, size == 1 && text > self->source && text[-1] == '\\', text, size);
      break;
    case MD_TEXT_NULLCHAR:
      sparkle_inline_add_text (&self->line, TRUE, "\ufffd", strlen ("\ufffd"));
      break;
    case MD_TEXT_ENTITY:
      add_entity (self, text, size);
      break;
    case MD_TEXT_HTML:
      add_atom (self, SPARKLE_MARKDOWN_HTML, text, size);
      break;
    case MD_TEXT_BR:
      add_atom (self, SPARKLE_MARKDOWN_LINE_BREAK, "", 0);
      break;
    case MD_TEXT_SOFTBR:
      add_atom (self, SPARKLE_MARKDOWN_SOFT_BREAK, "", 0);
      break;
    }
  return 0;
}

/* Fills a tree whose document is open. FALSE: it was more than the bounds allow. */
gboolean
sparkle_markdown_read (SparkleMarkdownTree  *tree,
                       const char           *text,
                       gsize                 length,
                       SparkleMarkdownFlags  flags)
{
  Reader reader = { .tree = tree, .source = text, .length = length, .flags = flags };
  MD_PARSER parser = {
    .flags = (flags & SPARKLE_MARKDOWN_TABLES) == 0 ? 0
             : MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_PERMISSIVEWWWAUTOLINKS,
    .enter_block = enter_block_cb,
    .leave_block = leave_block_cb,
    .enter_span = enter_span_cb,
    .leave_span = leave_span_cb,
    .text = text_cb,
  };
  int status;

  sparkle_inline_init (&reader.line);
  reader.verbatim = g_string_new (NULL);
  status = md_parse (text, length, &parser, &reader);
  sparkle_inline_clear (&reader.line);
  g_string_free (reader.verbatim, TRUE);
  return status == 0;
}
