/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <libdex.h>
#include <time.h>

#include "bench-frames.h"
#include "sparkle-markdown-view.h"

/* A post of 50,000 characters opened in a window that stands: "first MS" until its first frame is drawn, "frame MS" for the longest
 * frame while the rest comes, "all MS" until all is there; "label MS" for one GtkLabel with the same text, drawn once. Times are of
 * the processor that the main thread was on, so that what else the machine does is left out. */

#define CHARS 50000
#define ROUNDS 7

typedef enum { SETTLE, LABEL, VIEW } Phase;

typedef struct
{
  GtkWindow *window;
  GtkWidget *scroller;
  GtkWidget *shown;   /* in it */
  char      *text;
  Phase      phase;
  unsigned   round;
  unsigned   quiet;   /* frames since the last thing happened */
  double     begin;
  double     first;
  double     longest;
} Bench;

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1000.0 + now.tv_nsec / 1000000.0;
}

/* What fans write: paragraphs, some lists, quotes, names and tags, a little code. */
static char *
make_text (void)
{
  static const char * const pieces[] = {
    "The clock on the wall runs backwards at 1:42, and **nobody** in the room looks at it. I have watched this scene more often than I "
    "would like to say, and I think that *the mirror* is the reason: see what @ada_love wrote, and #theory.\n\n",
    "- The lamp is off in the first take\n- and on in the second\n- then ||it is gone||\n\n",
    "> We shot it twice and used both,\n> said the director in the interview.\n\n",
    "1. Look at the left hand\n2. Look at `0:38`\n3. Read <https://example.org/interview>\n\n",
    "## What follows from it\n\n",
    "```python\nfor frame in video:\n    print(frame.time, frame.clock)\n```\n\n",
  };
  g_autoptr(GString) text = g_string_new (NULL);

  for (unsigned i = 0; text->len < CHARS; i++)
    g_string_append (text, i % 3 != 0 ? pieces[0] : pieces[1 + i / 3 % 5]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show (Bench     *self,
      GtkWidget *widget,
      Phase      phase)
{
  self->phase = phase;
  self->quiet = 0;
  self->first = self->longest = 0;
  gtk_widget_set_valign (widget, GTK_ALIGN_START);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), widget);
  self->shown = widget;
}

static void
begin_label (Bench *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->begin = cpu_ms ();
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_text (GTK_LABEL (label), self->text);
  show (self, label, LABEL);
}

static void
begin_view (Bench *self)
{
  GtkWidget *view = sparkle_markdown_view_new (FALSE);
  g_autofree char *text = g_strdup_printf ("Round %u\n\n%s", self->round, self->text);

  self->begin = cpu_ms ();
  sparkle_markdown_view_set_text (SPARKLE_MARKDOWN_VIEW (view), text);
  show (self, view, VIEW);
}

static void
drawn_cb (GtkWindow        *window,
          const BenchFrame *frame,
          gpointer          user_data)
{
  Bench *self = user_data;

  self->quiet++;
  gtk_widget_queue_draw (GTK_WIDGET (window));
  if (self->phase == SETTLE)
    {
      if (self->quiet > 10)
        begin_label (self);
      return;
    }
  if (self->first == 0)
    self->first = cpu_ms () - self->begin;
  else
    self->longest = MAX (self->longest, frame->cpu / 1000.0);
  if (self->phase == LABEL)
    {
      bench_frames_say ("label %f", self->first);
      begin_view (self);
    }
  else if (sparkle_markdown_view_is_complete (SPARKLE_MARKDOWN_VIEW (self->shown)))
    {
      bench_frames_say ("first %f", self->first);
      bench_frames_say ("frame %f", self->longest);
      bench_frames_say ("all %f", cpu_ms () - self->begin);
      if (++self->round == ROUNDS)
        gtk_window_destroy (self->window);
      else
        show (self, gtk_label_new ("…"), SETTLE);
    }
}

static void
closed_cb (GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

int
main (void)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Bench self = { .text = make_text () };

  gtk_init ();
  adw_init ();
  dex_init ();
  self.window = GTK_WINDOW (gtk_window_new ());
  self.scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self.scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_window_set_default_size (self.window, 640, 820);
  gtk_window_set_child (self.window, self.scroller);
  show (&self, gtk_label_new ("…"), SETTLE);
  bench_frames_follow (self.window, drawn_cb, &self);
  g_signal_connect_swapped (self.window, "destroy", G_CALLBACK (closed_cb), loop);
  gtk_window_present (self.window);
  g_main_loop_run (loop);
  g_free (self.text);
  return 0;
}
