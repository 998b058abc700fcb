/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-private.h"

#include <string.h>

#include "sparkle-limits.h"
#include "sparkle-mention.h"
#include "sparkle-video-time.h"

/* The community's additions are read from the text that CommonMark leaves: after its structure stands, and never across it.
 * A spoiler begins and ends among the same siblings; names, tags and times are words of one text, outside links and code. */

void
sparkle_inline_init (SparkleInline *self)
{
  self->events = g_array_new (FALSE, FALSE, sizeof (SparkleInlineEvent));
  self->text = g_string_new (NULL);
}

void
sparkle_inline_clear (SparkleInline *self)
{
  g_clear_pointer (&self->events, g_array_unref);
  if (self->text != NULL)
    g_string_free (g_steal_pointer (&self->text), TRUE);
}

void
sparkle_inline_reset (SparkleInline *self)
{
  g_array_set_size (self->events, 0);
  g_string_truncate (self->text, 0);
}

void
sparkle_inline_add (SparkleInline      *self,
                    SparkleInlineEvent  event)
{
  g_array_append_val (self->events, event);
}

/* Texts that follow each other are one. */
void
sparkle_inline_add_text (SparkleInline *self,
                         gboolean       literal,
                         const char    *text,
                         gsize          length)
{
  SparkleInlineKind kind = literal ? SPARKLE_INLINE_LITERAL : SPARKLE_INLINE_TEXT;
  SparkleInlineEvent *last = self->events->len > 0 ? &g_array_index (self->events, SparkleInlineEvent, self->events->len - 1) : NULL;
  guint32 start = self->text->len;

  g_string_append_len (self->text, text, length);
  if (last != NULL && last->kind == kind && last->start + last->length == start)
    last->length += length;
  else
    sparkle_inline_add (self, (SparkleInlineEvent) { .kind = kind, .type = SPARKLE_MARKDOWN_TEXT, .start = start, .length = length });
}

/* ---- spoilers ------------------------------------------------------------------------------------------------------ */

static void
split_text (GArray                   *events,
            const char               *text,
            const SparkleInlineEvent *event)
{
  guint32 from = event->start;
  guint32 end = event->start + event->length;

  for (guint32 i = event->start; i < end;)
    {
      guint32 run = i;

      while (run < end && text[run] == '|')
        run++;
      /* Four: one ends, and the next begins. */
      if (run - i == 2 || run - i == 4)
        {
          SparkleInlineEvent before = *event, bars = *event;

          before.start = from;
          before.length = i - from;
          if (before.length > 0)
            g_array_append_val (events, before);
          bars.kind = SPARKLE_INLINE_BARS;
          bars.start = i;
          bars.length = 2;
          g_array_append_val (events, bars);
          if (run - i == 4)
            {
              bars.start += 2;
              g_array_append_val (events, bars);
            }
          from = run;
        }
      i = MAX (run, i + 1);
    }
  if (from < end)
    {
      SparkleInlineEvent rest = *event;

      rest.start = from;
      rest.length = end - from;
      g_array_append_val (events, rest);
    }
}

/* Bars find their partner among their siblings; nothing between them hides nothing. */
static void
match_bars (GArray *events)
{
  int waiting[SPARKLE_MARKDOWN_INLINE_DEPTH + 2];
  unsigned depth = 0, in_image = 0;

  waiting[0] = -1;
  for (unsigned i = 0; i < events->len; i++)
    {
      SparkleInlineEvent *event = &g_array_index (events, SparkleInlineEvent, i);

      if (event->kind == SPARKLE_INLINE_ENTER)
        {
          in_image += event->type == SPARKLE_MARKDOWN_IMAGE;
          depth = MIN (depth + 1, G_N_ELEMENTS (waiting) - 1);
          waiting[depth] = -1;
        }
      else if (event->kind == SPARKLE_INLINE_LEAVE)
        {
          in_image -= event->type == SPARKLE_MARKDOWN_IMAGE;
          depth -= depth > 0;
        }
      else if (event->kind == SPARKLE_INLINE_BARS && in_image == 0)
        {
          if (waiting[depth] < 0 || (unsigned) waiting[depth] + 1 == i)
            {
              waiting[depth] = i;
              continue;
            }
          g_array_index (events, SparkleInlineEvent, waiting[depth]).hides = 1;
          event->hides = 2;
          waiting[depth] = -1;
        }
    }
}

static GArray *
find_spoilers (SparkleInline *self)
{
  GArray *events = g_array_sized_new (FALSE, FALSE, sizeof (SparkleInlineEvent), self->events->len);

  for (unsigned i = 0; i < self->events->len; i++)
    {
      SparkleInlineEvent *event = &g_array_index (self->events, SparkleInlineEvent, i);

      if (event->kind == SPARKLE_INLINE_TEXT)
        split_text (events, self->text->str, event);
      else
        g_array_append_val (events, *event);
    }
  match_bars (events);
  return events;
}

/* ---- names, tags, times -------------------------------------------------------------------------------------------- */

/* "#tag": letters, digits, "_" and "-" of any script, not digits alone: "#1" is a number. */
static gsize
tag_length (const char *text,
            gsize       left)
{
  const char *p = text + 1, *end = text + left;
  unsigned n_chars = 0;
  gboolean letter = FALSE;

  while (p < end)
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isalnum (c) && !g_unichar_ismark (c) && c != '_' && c != '-')
        break;
      letter |= g_unichar_isalpha (c);
      n_chars++;
      p = g_utf8_next_char (p);
    }
  while (p > text + 1 && p[-1] == '-')
    {
      p--;
      n_chars--;
    }
  return letter && n_chars <= SPARKLE_TAG_MAX && !(p < end && *p == '#') ? (gsize) (p - text) : 0;
}

typedef struct
{
  SparkleMarkdownTree *tree;
  GString             *pending; /* text that is not yet a node */
  unsigned             quiet;   /* links and images around: no additions */
  gboolean             additions;
  char                 before[8]; /* the character before, empty: none that belongs to a word */
} Emitter;

static void
flush (Emitter *self)
{
  guint32 at;

  if (self->pending->len == 0)
    return;
  at = sparkle_markdown_tree_keep (self->tree, self->pending->str, self->pending->len);
  sparkle_markdown_tree_open (self->tree, SPARKLE_MARKDOWN_TEXT)->text = at;
  sparkle_markdown_tree_close (self->tree);
  g_string_truncate (self->pending, 0);
}

static void
emit_word (Emitter             *self,
           SparkleMarkdownType  type,
           const char          *text,
           gsize                length,
           unsigned             number)
{
  guint32 at;
  SparkleMarkdownNode *node;

  flush (self);
  at = sparkle_markdown_tree_keep (self->tree, text, length);
  node = sparkle_markdown_tree_open (self->tree, type);
  node->text = at;
  node->number = number;
  sparkle_markdown_tree_close (self->tree);
}

/* The times of a text are looked for once, from left to right. */
typedef struct
{
  gsize    at;
  gsize    length;
  unsigned seconds;
} NextTime;

static void
find_time (const char *text,
           gsize       from,
           NextTime   *next)
{
  /* Not from the middle of a word: the byte before counts. */
  gsize base = from > 0 ? from - 1 : 0;
  gsize start;

  if (!sparkle_video_time_find (text + base, &start, &next->length, &next->seconds))
    next->at = G_MAXSIZE;
  else
    next->at = base + start;
}

static void
emit_text (Emitter    *self,
           const char *text,
           gsize       length)
{
  g_autofree char *copy = NULL;
  NextTime time;
  gsize from = strlen (self->before);

  if (!self->additions || self->quiet > 0)
    {
      g_string_append_len (self->pending, text, length);
      return;
    }

  copy = g_malloc (from + length + 1);
  memcpy (copy, self->before, from);
  memcpy (copy + from, text, length);
  length += from;
  copy[length] = '\0';
  find_time (copy, from, &time);
  for (gsize i = from; i < length;)
    {
      gboolean mark = copy[i] == '@' || copy[i] == '#' || i == time.at;
      gunichar before = mark && i > 0 ? g_utf8_get_char (g_utf8_prev_char (copy + i)) : 0;
      SparkleMarkdownType type = SPARKLE_MARKDOWN_TEXT;
      unsigned number = 0;
      gsize n = 0, skip = 1;

      if (copy[i] == '@')
        {
          n = sparkle_mention_at (copy, copy + i), type = SPARKLE_MARKDOWN_MENTION;
          n += n > 0;
        }
      else if (copy[i] == '#' && !sparkle_mention_joins (before) && before != '/' && before != '#' && before != '&')
        n = tag_length (copy + i, length - i), type = SPARKLE_MARKDOWN_TAG;
      else if (i == time.at && !sparkle_mention_joins (before))
        n = time.length, type = SPARKLE_MARKDOWN_TIME, number = time.seconds, skip = 0;
      if (n == 0)
        {
          if (i == time.at)
            find_time (copy, i + time.length, &time);
          i++;
          continue;
        }
      g_string_append_len (self->pending, copy + from, i - from);
      emit_word (self, type, copy + i + skip, n - skip, number);
      i += n;
      from = i;
      if (time.at != G_MAXSIZE && time.at < i)
        find_time (copy, i, &time);
    }
  g_string_append_len (self->pending, copy + from, length - from);
}

/* Remembers the last character of what was emitted, for what follows right behind. */
static void
remember (Emitter    *self,
          const char *text,
          gsize       length)
{
  const char *last = length > 0 ? g_utf8_find_prev_char (text, text + length) : NULL;
  gsize n = last != NULL ? (gsize) (text + length - last) : 0;

  if (n >= sizeof self->before)
    n = 0;
  memcpy (self->before, last != NULL ? last : "", n);
  self->before[n] = '\0';
}

static void
emit_enter (Emitter                  *self,
            const SparkleInlineEvent *event)
{
  SparkleMarkdownNode *node;

  flush (self);
  node = sparkle_markdown_tree_open (self->tree, event->type);
  node->text = event->address;
  node->title = event->title;
  if (event->type != SPARKLE_MARKDOWN_LINK && event->type != SPARKLE_MARKDOWN_IMAGE)
    return;
  self->quiet++;
  if (sparkle_markdown_address_opens (self->tree->arena->str + event->address))
    node->flags |= SPARKLE_MARKDOWN_OPENS;
}

static void
emit_leave (Emitter                  *self,
            const SparkleInlineEvent *event)
{
  flush (self);
  sparkle_markdown_tree_close (self->tree);
  self->quiet -= event->type == SPARKLE_MARKDOWN_LINK || event->type == SPARKLE_MARKDOWN_IMAGE;
}

static void
emit_bars (Emitter                  *self,
           const SparkleInlineEvent *event)
{
  if (event->hides == 0)
    g_string_append (self->pending, "||");
  else
    flush (self);
  if (event->hides == 1)
    sparkle_markdown_tree_open (self->tree, SPARKLE_MARKDOWN_SPOILER);
  else if (event->hides == 2)
    sparkle_markdown_tree_close (self->tree);
}

/* Makes nodes of what was heard. */
void
sparkle_inline_emit (SparkleInline       *self,
                     SparkleMarkdownTree *tree,
                     gboolean             additions)
{
  g_autoptr(GArray) events = additions ? find_spoilers (self) : g_array_ref (self->events);
  Emitter emitter = { tree, g_string_new (NULL), 0, additions, "" };

  for (unsigned i = 0; i < events->len && !sparkle_markdown_tree_is_full (tree); i++)
    {
      const SparkleInlineEvent *event = &g_array_index (events, SparkleInlineEvent, i);
      const char *text = self->text->str + event->start;

      switch ((SparkleInlineKind) event->kind)
        {
        case SPARKLE_INLINE_ENTER:
          emit_enter (&emitter, event);
          break;
        case SPARKLE_INLINE_LEAVE:
          emit_leave (&emitter, event);
          break;
        case SPARKLE_INLINE_TEXT:
          emit_text (&emitter, text, event->length);
          break;
        case SPARKLE_INLINE_LITERAL:
          g_string_append_len (emitter.pending, text, event->length);
          break;
        case SPARKLE_INLINE_ATOM:
          emit_word (&emitter, event->type, text, event->length, 0);
          break;
        case SPARKLE_INLINE_BARS:
          emit_bars (&emitter, event);
          break;
        }
      if (event->kind == SPARKLE_INLINE_TEXT || event->kind == SPARKLE_INLINE_LITERAL)
        remember (&emitter, text, event->length);
      else
        remember (&emitter, "", 0);
    }
  flush (&emitter);
  g_string_free (emitter.pending, TRUE);
}
