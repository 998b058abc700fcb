/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a window draws, and when. */

typedef struct
{
  gint64  begin; /* µs, monotonic: before-paint */
  gint64  end;   /* after-paint: its updates, layout and drawing are done */
  gint64  cpu;   /* µs that this thread was on a processor meanwhile */
} BenchFrame;

/* After a frame was drawn. */
typedef void (*BenchFrameDrawn) (GtkWindow *window, const BenchFrame *frame, gpointer user_data);

/* Before the window is shown. */
void bench_frames_follow (GtkWindow *window, BenchFrameDrawn func, gpointer user_data);
/* "pss 1234 rss 2345", in kB, of this process. */
void bench_frames_print_used (void);
void bench_frames_print_memory (void);
/* The answers of these programs: one line each on standard output. */
void bench_frames_say (const char *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
