/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <libdex.h>
#include <locale.h>

#include "bench-frames.h"
#include "sparkle-application.h"
#include "sparkle-heap.h"
#include "sparkle-post-row.h"

/* The app as main() of the product starts it, watched from outside: "start" says when the first frame with posts was drawn,
 * "scroll" the times of frames while it scrolls, "memory" how large it is after all posts have been seen. */

#define FRAMES     300
#define STEP       80   /* pixels a frame: 4,800 a second */
#define LONG_STEP  1500 /* two pages: every post gets its row, every second is drawn */
#define REST_MS    2000
#define PATIENCE_S 150

typedef enum { START, SCROLL, MEMORY } Mode;

static const char * const modes[] = { "start", "scroll", "memory", NULL };

typedef struct
{
  Mode           mode;
  GtkWindow     *window;
  GtkWidget     *view;      /* (nullable): of the posts, once they were seen */
  GtkAdjustment *place;
  unsigned       frames;
  unsigned       at_edge;   /* frames */
  gboolean       back;
  gboolean       resting;
  gint64         last_begin;
} Bench;

/* A row that can be seen: furnished, with its post, in a part of the window that is shown. */
static GtkWidget *
find_row (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (SPARKLE_IS_POST_ROW (widget))
    return sparkle_post_row_get_post (SPARKLE_POST_ROW (widget)) != NULL && sparkle_post_row_is_furnished (SPARKLE_POST_ROW (widget)) &&
           gtk_widget_get_height (widget) > 0 ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_row (child);
  return found;
}

static gboolean
rested_cb (gpointer data)
{
  Bench *self = data;

  bench_frames_print_memory ();
  gtk_window_close (self->window);
  return G_SOURCE_REMOVE;
}

static double
end_of (GtkAdjustment *place)
{
  return gtk_adjustment_get_upper (place) - gtk_adjustment_get_page_size (place);
}

static gboolean
tick_cb (GtkWidget     *view,
         GdkFrameClock *clock,
         gpointer       data)
{
  Bench *self = data;
  double at = gtk_adjustment_get_value (self->place);

  if (self->mode == SCROLL)
    {
      gtk_adjustment_set_value (self->place, at + STEP);
      return G_SOURCE_CONTINUE;
    }

  gtk_adjustment_set_value (self->place, at + (self->back ? -LONG_STEP : LONG_STEP));
  self->at_edge = (self->back ? at <= 0 : at >= end_of (self->place) - 0.5) ? self->at_edge + 1 : 0;
  if (self->at_edge < 20) /* heights settle, the edge moves */
    return G_SOURCE_CONTINUE;
  if (!self->back)
    bench_frames_say ("height %.0f", gtk_adjustment_get_upper (self->place));
  if (self->back)
    {
      self->resting = TRUE;
      g_timeout_add (REST_MS, rested_cb, self);
      return G_SOURCE_REMOVE;
    }
  self->back = TRUE;
  self->at_edge = 0;
  return G_SOURCE_CONTINUE;
}

static void
begin (Bench            *self,
       GtkWidget        *row,
       const BenchFrame *frame)
{
  self->view = gtk_widget_get_ancestor (row, GTK_TYPE_LIST_VIEW);
  bench_frames_say ("first %" G_GINT64_FORMAT, frame->end);
  bench_frames_print_used ();
  if (self->mode == START)
    {
      gtk_window_close (self->window);
      return;
    }
  self->place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  gtk_widget_add_tick_callback (self->view, tick_cb, self, NULL);
}

static void
drawn_cb (GtkWindow        *window,
          const BenchFrame *frame,
          gpointer          data)
{
  Bench *self = data;

  if (self->view == NULL)
    {
      GtkWidget *row = find_row (GTK_WIDGET (window));

      if (row != NULL)
        begin (self, row, frame);
      return;
    }
  if (self->mode != SCROLL)
    return;
  bench_frames_say ("frame %" G_GINT64_FORMAT, frame->end - frame->begin);
  bench_frames_say ("cpu %" G_GINT64_FORMAT, frame->cpu);
  if (self->last_begin != 0)
    bench_frames_say ("interval %" G_GINT64_FORMAT, frame->begin - self->last_begin);
  self->last_begin = frame->begin;
  if (++self->frames == FRAMES)
    gtk_window_close (window);
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window,
                 Bench          *self)
{
  if (self->window != NULL)
    return;
  self->window = window;
  bench_frames_follow (window, drawn_cb, self);
}

static gboolean
patience_cb (gpointer data)
{
  g_error ("the app did not do what was asked in %d s", PATIENCE_S);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(SparkleApplication) application = NULL;
  Bench self = { 0 };

  while (argc > 1 && modes[self.mode] != NULL && !g_str_equal (modes[self.mode], argv[1]))
    self.mode++;
  if (argc < 2 || modes[self.mode] == NULL)
    {
      g_printerr ("usage: bench-app start|scroll|memory [OPTION…]\n");
      return 2;
    }
  argv[1] = argv[0];

  sparkle_heap_init ();
  setlocale (LC_ALL, "");
  dex_init ();
  application = sparkle_application_new ();
  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), &self);
  g_timeout_add_seconds (PATIENCE_S, patience_cb, NULL);
  return g_application_run (G_APPLICATION (application), argc - 1, argv + 1);
}
