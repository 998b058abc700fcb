/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <libdex.h>
#include <string.h>
#include <time.h>

#include "bench-frames.h"
#include "sparkle-comment-row.h"
#include "sparkle-limits.h"
#include "sparkle-store-reader.h"
#include "sparkle-thread-view.h"
#include "sparkle-time.h"

/* A thread of 5,000 comments comes into an open window: "thread" says how long until the first frame that shows it, and how long
 * it takes that the 3,000 answers to its first comment go away. "plain" is the reference: as many lines of text in a GtkListView. */

#define COMMENTS 5000
#define BRANCH   3000
#define POST     "019b0000-0000-7000-9000-000000000001"
#define SCOPE    "post/" POST

static const char * const words = "nobody saw the lamp go off before she turned and the mirror moved again so why would anyone film it this way unless the ending is the beginning ";

typedef struct
{
  gboolean         plain;
  GtkWindow       *window;
  SparkleStore    *store;
  SparkleEntities *entities;
  SparkleThread   *thread;
  GtkWidget       *view;
  unsigned         frames;
  gint64           began;
  enum { EMPTY, OPENING, RESTING, COLLAPSING, DONE } phase;
} Bench;

static void
await (DexFuture *future)
{
  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  dex_unref (future);
}

static void
fill (Bench      *self,
      const char *folder)
{
  GString *out = g_string_new ("{\"scopes\":[{\"scope\":\"" SCOPE "\",\"cursor\":\"c\",\"follow\":\"c\",\"more\":false,\"reset\":false,\"upserts\":{\"comment\":[");
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);
  SparkleScopeRow *row = g_new0 (SparkleScopeRow, 1);
  g_autoptr(GBytes) bytes = NULL;

  for (unsigned n = 1; n <= COMMENTS; n++)
    {
      g_autofree char *time = sparkle_time_format (G_GINT64_CONSTANT (1767225600000000) + (gint64) n * G_USEC_PER_SEC);
      unsigned parent = n == 1 ? 0 : n <= BRANCH + 1 ? (n % 4 == 0 ? n - 1 : 1) : n % 5 == 0 ? n - 1 : 0;
      g_autofree char *parent_id = parent > 0 ? g_strdup_printf ("\"019b0000-0000-7000-a000-%012u\"", parent) : g_strdup ("null");

      g_string_append_printf (out, "%s{\"id\":\"019b0000-0000-7000-a000-%012u\",\"rev\":1,\"version\":1,\"post_id\":\"" POST "\","
                                   "\"author_id\":\"019b0000-0000-7000-8000-%012u\",\"parent_id\":%s,\"content\":\"%.*s\",\"video_seconds\":null,"
                                   "\"created_at\":\"%s\",\"edited_at\":null,\"deleted\":false,"
                                   "\"counts\":{\"reactions\":{\"like\":%u,\"love\":0,\"fire\":0,\"sparkle\":0,\"mind_blown\":0}}}",
                              n > 1 ? "," : "", n, n % 40, parent_id, (int) (20 + n * 37 % 120), words, time, n % 9);
    }
  g_string_append (out, "]},\"deletes\":{}}]}");
  bytes = g_string_free_to_bytes (out);
  row->scope = g_strdup (SCOPE);
  g_ptr_array_add (asked, row);
  self->store = sparkle_store_new (folder);
  await (sparkle_store_open (self->store));
  await (sparkle_store_apply_pull (self->store, asked, bytes, SPARKLE_APPLY_NORMAL));
  self->entities = sparkle_entities_new (self->store);
}

/* ---- the reference ---------------------------------------------------------------- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static GtkWidget *
make_plain (void)
{
  GtkStringList *lines = gtk_string_list_new (NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  for (unsigned n = 1; n <= COMMENTS; n++)
    gtk_string_list_take (lines, g_strndup (words, 20 + n * 37 % 120));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller),
                                 gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (lines))), factory));
  return scroller;
}

static GtkWidget *
make_thread (Bench *self)
{
  GtkWidget *view = sparkle_thread_view_new ();

  self->thread = sparkle_thread_new (self->entities, POST);
  sparkle_thread_set_depth_max (self->thread, SPARKLE_COMMENT_DEPTH_MAX);
  sparkle_thread_view_set_thread (SPARKLE_THREAD_VIEW (view), self->thread, NULL);
  return view;
}

/* ---- frames ----------------------------------------------------------------------- */

/* µs that this thread was on a processor. */
static gint64
cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
collapse (Bench *self)
{
  g_autoptr(SparkleComment) first = g_list_model_get_item (G_LIST_MODEL (self->thread), 0);
  gint64 cpu;

  self->phase = COLLAPSING;
  self->began = g_get_monotonic_time ();
  cpu = cpu_time ();
  sparkle_thread_view_set_collapsed (SPARKLE_THREAD_VIEW (self->view), first, TRUE);
  bench_frames_say ("call %" G_GINT64_FORMAT, cpu_time () - cpu);
}

static gboolean
collapse_cb (gpointer data)
{
  collapse (data);
  return G_SOURCE_REMOVE;
}

static gboolean
close_cb (gpointer data)
{
  gtk_window_close (((Bench *) data)->window);
  return G_SOURCE_REMOVE;
}

static gboolean
is_furnished (Bench *self)
{
  unsigned rows;

  return sparkle_thread_view_count_furnished (SPARKLE_THREAD_VIEW (self->view), &rows) == rows;
}

static void
drawn_cb (GtkWindow        *window,
          const BenchFrame *frame,
          gpointer          data)
{
  Bench *self = data;

  switch (self->phase)
    {
    case EMPTY:
      if (++self->frames < 3)
        break;
      self->phase = OPENING;
      self->began = g_get_monotonic_time ();
      self->view = self->plain ? make_plain () : make_thread (self);
      gtk_window_set_child (window, self->view);
      return;
    case OPENING:
      bench_frames_say ("open %" G_GINT64_FORMAT, frame->end - self->began);
      self->phase = self->plain ? DONE : RESTING;
      if (self->plain)
        g_idle_add (close_cb, self);
      break;
    case RESTING:
      /* Not while rows are being furnished in idle time. */
      if (is_furnished (self) && ++self->frames > 30)
        {
          self->frames = 0;
          g_idle_add (collapse_cb, self);
        }
      break;
    case COLLAPSING:
      bench_frames_say ("collapse %" G_GINT64_FORMAT, frame->end - self->began);
      bench_frames_say ("frame %" G_GINT64_FORMAT, frame->end - frame->begin);
      self->phase = DONE;
      g_idle_add (close_cb, self);
      return;
    case DONE:
      return;
    }
  gtk_widget_queue_draw (GTK_WIDGET (window));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("sparkle-bench-XXXXXX", NULL);
  Bench self = { .plain = argc > 1 && g_str_equal (argv[1], "plain") };

  adw_init ();
  dex_init ();
  if (!self.plain)
    fill (&self, folder);
  self.window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (self.window, 720, 820);
  bench_frames_follow (self.window, drawn_cb, &self);
  gtk_window_present (self.window);
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
  if (self.store != NULL)
    await (sparkle_store_close (self.store));
  return 0;
}
