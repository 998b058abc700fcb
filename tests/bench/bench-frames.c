/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-frames.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct
{
  GtkWindow       *window;
  BenchFrameDrawn  func;
  gpointer         user_data;
  BenchFrame       frame;
  gboolean         drawn; /* not every turn of the clock draws */
} Follower;

static gint64
cpu_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
before_paint_cb (GdkFrameClock *clock,
                 Follower      *self)
{
  self->frame.begin = g_get_monotonic_time ();
  self->frame.cpu = cpu_now ();
}

static void
paint_cb (GdkFrameClock *clock,
          Follower      *self)
{
  self->drawn = gtk_widget_get_mapped (GTK_WIDGET (self->window));
}

static void
after_paint_cb (GdkFrameClock *clock,
                Follower      *self)
{
  if (!self->drawn)
    return;
  self->frame.end = g_get_monotonic_time ();
  self->frame.cpu = cpu_now () - self->frame.cpu;
  self->drawn = FALSE;
  self->func (self->window, &self->frame, self->user_data);
}

static void
realize_cb (GtkWidget *window,
            Follower  *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), self);
  g_signal_connect (clock, "paint", G_CALLBACK (paint_cb), self);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), self);
}

void
bench_frames_follow (GtkWindow       *window,
                     BenchFrameDrawn  func,
                     gpointer         user_data)
{
  Follower *self = g_new0 (Follower, 1); /* as long as the process */

  self->window = window;
  self->func = func;
  self->user_data = user_data;
  if (gtk_widget_get_realized (GTK_WIDGET (window)))
    realize_cb (GTK_WIDGET (window), self);
  else
    g_signal_connect (window, "realize", G_CALLBACK (realize_cb), self);
}

/* Processor time of the whole process, all threads, in µs: the same however busy the machine is. */
void
bench_frames_print_used (void)
{
  struct rusage used;

  getrusage (RUSAGE_SELF, &used);
  bench_frames_say ("used %" G_GINT64_FORMAT, (gint64) (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * G_USEC_PER_SEC + used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static unsigned
kilobytes (const char *text,
           const char *name)
{
  const char *line = strstr (text, name);

  return line != NULL ? (unsigned) g_ascii_strtoull (line + strlen (name), NULL, 10) : 0;
}

void
bench_frames_print_memory (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/self/smaps_rollup", &text, NULL, NULL))
    g_error ("/proc/self/smaps_rollup cannot be read");
  bench_frames_say ("pss %u", kilobytes (text, "\nPss:"));
  bench_frames_say ("rss %u", kilobytes (text, "\nRss:"));
}

void
bench_frames_say (const char *format,
                  ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}
