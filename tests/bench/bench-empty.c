/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "bench-frames.h"

/* The reference: a window of libadwaita with nothing in it. Says when its first frame was drawn; with "memory" stays for
 * as long as bench-app rests and says how large it is. */

#define REST_MS 2000

static gboolean with_memory;

static gboolean
rested_cb (gpointer window)
{
  bench_frames_print_memory ();
  gtk_window_close (window);
  return G_SOURCE_REMOVE;
}

static void
drawn_cb (GtkWindow        *window,
          const BenchFrame *frame,
          gpointer          user_data)
{
  static gboolean said;

  if (said)
    return;
  said = TRUE;
  bench_frames_say ("first %" G_GINT64_FORMAT, frame->end);
  bench_frames_print_used ();
  if (with_memory)
    g_timeout_add (REST_MS, rested_cb, window);
  else
    gtk_window_close (window);
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);

  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 820);
  bench_frames_follow (GTK_WINDOW (window), drawn_cb, NULL);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(AdwApplication) application = adw_application_new ("com.sparkle_universe.BenchEmpty", G_APPLICATION_NON_UNIQUE);

  with_memory = argc > 1 && g_str_equal (argv[1], "memory");
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), 1, argv);
}
