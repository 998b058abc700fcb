/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-markdown-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sparkle-markdown-cache.h"
#include "sparkle-markdown-parts.h"
#include "sparkle-markdown-plain.h"
#include "sparkle-markdown-block.h"

/* What is made at once, and then with each frame: about so many characters, and at most so many rows. */
#define FIRST_CHARS 4000
#define FIRST_ROWS  30
#define FRAME_CHARS 1200
#define FRAME_ROWS  8
/* To take a row out costs a good deal of what it costs to make it. In rows of text; others cost more. */
#define FRAME_LEAVE 16
#define TABLE_LEAVE 16
#define OTHER_LEAVE 4
/* Beside its text, a row costs as much as so many characters. */
#define ROW_WEIGHT  80
/* More rows than these come when they are asked for. */
#define ROWS_MAX    1000
/* Rows that are not needed just now. */
#define SPARE_MAX   8
#define PLAIN_MAX   8000
#define CACHE_TEXTS 400
#define CACHE_BYTES (8 * 1024 * 1024)

struct _SparkleMarkdownView
{
  GtkWidget parent_instance;

  gboolean         compact;
  char            *text;      /* (owned) (nullable) */
  char            *video_id;  /* (owned) (nullable) */
  SparkleMarkdown *markdown;  /* (owned) (nullable): what is shown; for a moment still that of the text before */
  GArray          *parts;     /* (owned) (nullable) SparkleMarkdownPart */
  GPtrArray       *rows;      /* SparkleMarkdownBlock, children: of the first parts */
  GPtrArray       *spare;     /* SparkleMarkdownBlock (owned) */
  GPtrArray       *leaving;   /* SparkleMarkdownBlock, children: not shown any more, and taken out with the next frames */
  unsigned         rows_max;
  unsigned         tick_id;
  DexFuture       *reading;   /* (owned) (nullable): a long text is read on another thread */
  gboolean         waits;     /* for that */
  char            *plain;     /* (owned) (nullable) */

  GtkWidget *note;            /* (nullable): why the text is not laid out */
  GtkWidget *more;            /* (nullable): button for the rows behind the last one */
};

G_DEFINE_FINAL_TYPE (SparkleMarkdownView, sparkle_markdown_view, GTK_TYPE_WIDGET)

/* The same text is shown again and again while a list is scrolled. What it says never changes, so all views share this. */
static SparkleMarkdownCache *trees;

/* ---- layout --------------------------------------------------------------------------------------------------------- */

static unsigned
n_parts (SparkleMarkdownView *self)
{
  return self->parts != NULL ? MIN (self->parts->len, self->rows_max) : 0;
}

/* What is not made yet keeps a place of a likely height, so that the bar beside a list does not shrink under the reader. */
static int
estimate_rest (SparkleMarkdownView *self,
               int                  width)
{
  double height = 0;

  for (unsigned i = self->rows->len; i < n_parts (self); i++)
    {
      SparkleMarkdownPart *part = &g_array_index (self->parts, SparkleMarkdownPart, i);

      height += part->gap + 22 * (1 + part->size * 7 / MAX (width, 100));
    }
  return (int) MIN (height, 500000);
}

static void
sparkle_markdown_view_measure (GtkWidget      *widget,
                               GtkOrientation  orientation,
                               int             for_size,
                               int            *minimum,
                               int            *natural,
                               int            *minimum_baseline,
                               int            *natural_baseline)
{
  SparkleMarkdownView *self = SPARKLE_MARKDOWN_VIEW (widget);

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int least, liked;

      if (!gtk_widget_get_child_visible (child))
        continue;
      gtk_widget_measure (child, orientation, for_size, &least, &liked, NULL, NULL);
      if (orientation == GTK_ORIENTATION_HORIZONTAL)
        {
          *minimum = MAX (*minimum, least);
          *natural = MAX (*natural, liked);
        }
      else
        {
          *minimum += least;
        }
    }
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *natural = *minimum += estimate_rest (self, for_size);
}

static GtkSizeRequestMode
sparkle_markdown_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sparkle_markdown_view_size_allocate (GtkWidget *widget,
                                     int        width,
                                     int        height,
                                     int        baseline)
{
  int y = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int tall;

      if (!gtk_widget_get_child_visible (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &tall, NULL, NULL, NULL);
      gtk_widget_size_allocate (child, &(GtkAllocation) { 0, y, width, tall }, -1);
      y += tall;
    }
}

/* ---- rows ----------------------------------------------------------------------------------------------------------- */

static const SparkleMarkdownPart *
part_at (SparkleMarkdownView *self,
         unsigned             index)
{
  return &g_array_index (self->parts, SparkleMarkdownPart, index);
}

static void
fill_row (SparkleMarkdownView *self,
          unsigned             index)
{
  sparkle_markdown_block_set_part (g_ptr_array_index (self->rows, index), self->markdown, part_at (self, index), self->video_id, self->compact);
}

static void
insert_row (SparkleMarkdownView *self,
            unsigned             index)
{
  GtkWidget *before = index > 0 ? g_ptr_array_index (self->rows, index - 1) : self->note;
  g_autoptr(GtkWidget) row = NULL;

  if (self->spare->len > 0)
    row = g_ptr_array_steal_index (self->spare, self->spare->len - 1);
  else
    row = g_object_ref_sink (sparkle_markdown_block_new ());
  g_ptr_array_insert (self->rows, index, row);
  gtk_widget_insert_after (row, GTK_WIDGET (self), before);
  fill_row (self, index);
}

static void
remove_row (SparkleMarkdownView *self,
            unsigned             index)
{
  GtkWidget *row = g_ptr_array_index (self->rows, index);

  if (self->spare->len < SPARE_MAX && sparkle_markdown_block_get_kind (SPARKLE_MARKDOWN_BLOCK (row)) == SPARKLE_PART_TEXT)
    g_ptr_array_add (self->spare, g_object_ref (row));
  g_ptr_array_remove_index (self->rows, index);
  gtk_widget_unparent (row);
}

/* Lets go of many rows at once: they are out of sight now, and away a little later. */
static void
let_go (SparkleMarkdownView *self,
        unsigned             from)
{
  for (unsigned i = from; i < self->rows->len; i++)
    {
      gtk_widget_set_child_visible (g_ptr_array_index (self->rows, i), FALSE);
      g_ptr_array_add (self->leaving, g_ptr_array_index (self->rows, i));
    }
  g_ptr_array_set_size (self->rows, MIN (from, self->rows->len));
}

static gboolean
leave (SparkleMarkdownView *self,
       unsigned             rows)
{
  for (unsigned gone = 0; gone < rows && self->leaving->len > 0;)
    {
      GtkWidget *row = g_ptr_array_index (self->leaving, self->leaving->len - 1);
      SparklePartKind kind = sparkle_markdown_block_get_kind (SPARKLE_MARKDOWN_BLOCK (row));

      gone += kind == SPARKLE_PART_TABLE ? TABLE_LEAVE : kind == SPARKLE_PART_CODE || kind == SPARKLE_PART_PICTURE ? OTHER_LEAVE : 1;
      g_ptr_array_set_size (self->leaving, self->leaving->len - 1);
      gtk_widget_unparent (row);
    }
  return self->leaving->len == 0;
}

static void
more_clicked_cb (SparkleMarkdownView *self);

static void
update_more (SparkleMarkdownView *self)
{
  gboolean needed = self->parts != NULL && self->rows->len == n_parts (self) && self->parts->len > self->rows->len;

  if (needed && self->more == NULL)
    {
      self->more = gtk_button_new_with_label (_("Show the rest"));
      gtk_widget_set_halign (self->more, GTK_ALIGN_START);
      gtk_widget_set_margin_top (self->more, 12);
      g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (more_clicked_cb), self);
      gtk_widget_insert_before (self->more, GTK_WIDGET (self), NULL);
    }
  else if (!needed)
    {
      g_clear_pointer (&self->more, gtk_widget_unparent);
    }
}

/* Makes rows for the next parts, up to a number of characters. Returns whether all are there. */
static gboolean
make_rows (SparkleMarkdownView *self,
           unsigned             chars,
           unsigned             rows)
{
  unsigned made = 0, n_made = 0;

  while (self->rows->len < n_parts (self) && made < chars && n_made < rows)
    {
      made += part_at (self, self->rows->len)->size + ROW_WEIGHT;
      n_made++;
      insert_row (self, self->rows->len);
    }
  update_more (self);
  return self->rows->len == n_parts (self);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  SparkleMarkdownView *self = SPARKLE_MARKDOWN_VIEW (widget);

  /* First the old ones: a child that comes in before others costs the style of all of them. */
  if (!leave (self, FRAME_LEAVE) || !make_rows (self, FRAME_CHARS, FRAME_ROWS))
    return G_SOURCE_CONTINUE;
  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

/* The first screen at once, the rest frame by frame. */
static void
make_first_rows (SparkleMarkdownView *self)
{
  gboolean complete = make_rows (self, FIRST_CHARS, FIRST_ROWS);

  if ((!complete || self->leaving->len > 0) && self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
more_clicked_cb (SparkleMarkdownView *self)
{
  GtkWidget *last = g_ptr_array_index (self->rows, self->rows->len - 1);

  self->rows_max += ROWS_MAX;
  make_first_rows (self);
  gtk_widget_child_focus (last, GTK_DIR_TAB_FORWARD);
}

static void
clear (SparkleMarkdownView *self)
{
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  while (self->rows->len > 0)
    remove_row (self, self->rows->len - 1);
  leave (self, G_MAXUINT);
}

/* ---- text ----------------------------------------------------------------------------------------------------------- */

static void
update_note (SparkleMarkdownView *self)
{
  const char *why = NULL;

  switch (sparkle_markdown_get_limit (self->markdown))
    {
    case SPARKLE_MARKDOWN_WITHIN:
      break;
    case SPARKLE_MARKDOWN_TOO_LONG:
      why = _("This text is too long to be laid out. It is shown as it was typed.");
      break;
    case SPARKLE_MARKDOWN_TOO_DEEP:
      why = _("Quotes or lists are nested too deep here. The text is shown as it was typed.");
      break;
    case SPARKLE_MARKDOWN_TOO_MUCH:
      why = _("There is too much in this text to be laid out. It is shown as it was typed.");
      break;
    }
  g_clear_pointer (&self->note, gtk_widget_unparent);
  if (why == NULL)
    return;
  self->note = gtk_label_new (why);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_widget_set_margin_bottom (self->note, 12);
  gtk_widget_add_css_class (self->note, "sparkle-dim");
  gtk_widget_insert_after (self->note, GTK_WIDGET (self), NULL);
}

/* Rows that look as before stay: those at the top, and, when all rows were there, those at the end. Between them rows are
 * given new content rather than made anew. */
static void
exchange_parts (SparkleMarkdownView *self,
                GArray              *before)
{
  unsigned n_before = before->len, n_after = self->parts->len, first = 0, last = 0;
  unsigned n_rows = self->rows->len;
  gboolean whole = n_rows == n_before && n_after <= self->rows_max;

  while (first < n_rows && first < n_after && g_array_index (before, SparkleMarkdownPart, first).hash == part_at (self, first)->hash)
    first++;
  while (whole && last < n_before - first && last < n_after - first &&
         g_array_index (before, SparkleMarkdownPart, n_before - 1 - last).hash == part_at (self, n_after - 1 - last)->hash)
    last++;
  if (whole && n_after - last - first > n_before - last - first + FIRST_ROWS)
    last = 0; /* Much came in between: from there on frame by frame. */

  if (last == 0 && self->rows->len > n_after + SPARE_MAX)
    let_go (self, n_after);
  while (self->rows->len - last > first && self->rows->len > n_after)
    remove_row (self, self->rows->len - last - 1);
  for (unsigned i = first, chars = 0; i < self->rows->len - last; i++)
    {
      /* Another long text: a screenful now. */
      if (chars > FIRST_CHARS || i - first > FIRST_ROWS)
        {
          let_go (self, i);
          return;
        }
      chars += part_at (self, i)->size + ROW_WEIGHT;
      fill_row (self, i);
    }
  if (last > 0)
    while (self->rows->len < n_after)
      insert_row (self, self->rows->len - last);
}

static void
update_plain (SparkleMarkdownView *self)
{
  g_free (self->plain);
  self->plain = sparkle_markdown_to_plain (self->markdown, _("[spoiler]"), _("Picture:"), PLAIN_MAX);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->plain, -1);
}

static void
show_markdown (SparkleMarkdownView *self,
               SparkleMarkdown     *markdown)
{
  g_autoptr(GArray) before = g_steal_pointer (&self->parts);

  sparkle_markdown_ref (markdown);
  g_clear_pointer (&self->markdown, sparkle_markdown_unref);
  self->markdown = markdown;
  self->parts = sparkle_markdown_parts_new (markdown, self->compact);
  update_note (self);
  if (before != NULL)
    exchange_parts (self, before);
  make_first_rows (self);
  update_plain (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

typedef struct
{
  GWeakRef  view;
  char     *text;
} Reading;

static void
reading_free (Reading *self)
{
  g_weak_ref_clear (&self->view);
  g_free (self->text);
  g_free (self);
}

static DexFuture *
read_cb (DexFuture *future,
         gpointer   user_data)
{
  Reading *reading = user_data;
  g_autoptr(SparkleMarkdownView) self = g_weak_ref_get (&reading->view);
  const GValue *value = dex_future_get_value (future, NULL);

  /* By now it may be told to show something else. */
  if (self == NULL || value == NULL || g_strcmp0 (self->text, reading->text) != 0)
    return NULL;
  self->waits = FALSE;
  sparkle_markdown_cache_keep (trees, reading->text, g_value_get_boxed (value));
  show_markdown (self, g_value_get_boxed (value));
  return NULL;
}

static void
read_aside (SparkleMarkdownView *self)
{
  Reading *reading = g_new0 (Reading, 1);

  g_weak_ref_init (&reading->view, self);
  reading->text = g_strdup (self->text);
  self->waits = TRUE;
  self->reading = dex_future_finally (sparkle_markdown_parse_aside (self->text), read_cb, reading, (GDestroyNotify) reading_free);
}

/* ---- object --------------------------------------------------------------------------------------------------------- */

static void
sparkle_markdown_view_dispose (GObject *object)
{
  SparkleMarkdownView *self = SPARKLE_MARKDOWN_VIEW (object);

  dex_clear (&self->reading);
  clear (self);
  g_ptr_array_set_size (self->spare, 0);
  g_clear_pointer (&self->note, gtk_widget_unparent);
  g_clear_pointer (&self->more, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_markdown_view_parent_class)->dispose (object);
}

static void
sparkle_markdown_view_finalize (GObject *object)
{
  SparkleMarkdownView *self = SPARKLE_MARKDOWN_VIEW (object);

  g_clear_pointer (&self->markdown, sparkle_markdown_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->spare, g_ptr_array_unref);
  g_clear_pointer (&self->leaving, g_ptr_array_unref);
  g_free (self->text);
  g_free (self->video_id);
  g_free (self->plain);

  G_OBJECT_CLASS (sparkle_markdown_view_parent_class)->finalize (object);
}

static void
sparkle_markdown_view_class_init (SparkleMarkdownViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_markdown_view_dispose;
  object_class->finalize = sparkle_markdown_view_finalize;
  widget_class->measure = sparkle_markdown_view_measure;
  widget_class->get_request_mode = sparkle_markdown_view_get_request_mode;
  widget_class->size_allocate = sparkle_markdown_view_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "markdown-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  trees = sparkle_markdown_cache_new (CACHE_TEXTS, CACHE_BYTES);
}

static void
sparkle_markdown_view_init (SparkleMarkdownView *self)
{
  self->rows = g_ptr_array_new ();
  self->leaving = g_ptr_array_new ();
  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  self->rows_max = ROWS_MAX;
}

/**
 * sparkle_markdown_view_new:
 * @compact: for a comment: smaller headings, less space
 *
 * Returns: (transfer floating): a view without a text
 */
GtkWidget *
sparkle_markdown_view_new (gboolean compact)
{
  SparkleMarkdownView *self = g_object_new (SPARKLE_TYPE_MARKDOWN_VIEW, NULL);

  self->compact = compact;
  return GTK_WIDGET (self);
}

/**
 * sparkle_markdown_view_set_text:
 * @text: as typed
 *
 * Shows a text. What looks as before is left alone, so that it may be called with every letter somebody types. A very long
 * text appears a moment later.
 */
void
sparkle_markdown_view_set_text (SparkleMarkdownView *self,
                                const char          *text)
{
  g_autoptr(SparkleMarkdown) markdown = NULL;

  g_return_if_fail (SPARKLE_IS_MARKDOWN_VIEW (self));
  g_return_if_fail (text != NULL);

  if (!g_set_str (&self->text, text))
    return;
  dex_clear (&self->reading);
  self->waits = FALSE;
  markdown = strlen (text) > SPARKLE_MARKDOWN_THREAD_BYTES ? sparkle_markdown_cache_look (trees, text) : sparkle_markdown_cache_read (trees, text);
  if (markdown != NULL)
    show_markdown (self, markdown);
  else
    read_aside (self);
}

/**
 * sparkle_markdown_view_set_video_id:
 * @video_id: (nullable): of YouTube: the times in the text are its
 */
void
sparkle_markdown_view_set_video_id (SparkleMarkdownView *self,
                                    const char          *video_id)
{
  g_return_if_fail (SPARKLE_IS_MARKDOWN_VIEW (self));

  if (!g_set_str (&self->video_id, video_id))
    return;
  for (unsigned i = 0; i < self->rows->len; i++)
    fill_row (self, i);
}

/**
 * sparkle_markdown_view_get_plain:
 *
 * Returns: (transfer none) (nullable): the text as it is read aloud
 */
const char *
sparkle_markdown_view_get_plain (SparkleMarkdownView *self)
{
  g_return_val_if_fail (SPARKLE_IS_MARKDOWN_VIEW (self), NULL);

  return self->plain;
}

/**
 * sparkle_markdown_view_is_complete:
 *
 * Returns: whether all rows of its text are there
 */
gboolean
sparkle_markdown_view_is_complete (SparkleMarkdownView *self)
{
  g_return_val_if_fail (SPARKLE_IS_MARKDOWN_VIEW (self), FALSE);

  return self->tick_id == 0 && !self->waits;
}
