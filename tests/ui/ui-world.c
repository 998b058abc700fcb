/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-world.h"

#include <glib/gstdio.h>

#include "sparkle-store-reader.h"
#include "sparkle-time.h"

#define AUTHORS 5
#define FIRST_DAY G_GINT64_CONSTANT (1767225600000000) /* 2026-01-01 */

static const char * const names[AUTHORS] = { "Ann Holm", "Bo Wang", "Carla Mendes", "Dan", "Elif Kaya" };

/* ---- waiting ---------------------------------------------------------------------- */

static gboolean
is_settled (gpointer future)
{
  return !dex_future_is_pending (future);
}

void
ui_await (DexFuture *future)
{
  g_autoptr(DexFuture) held = future;
  g_autoptr(GError) error = NULL;

  g_assert_true (ui_wait_until (is_settled, held));
  dex_future_get_value (held, &error);
  g_assert_no_error (error);
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
ui_wait_until (gboolean (*condition) (gpointer),
               gpointer   data)
{
  gint64 end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  unsigned tick = g_timeout_add (20, tick_cb, NULL);
  gboolean met;

  while (!(met = condition (data)) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  return met;
}

/* ---- what a server would say ------------------------------------------------------ */

static char *
author_id (unsigned n)
{
  return g_strdup_printf ("019b0000-0000-7000-8000-0000000001%02u", n % AUTHORS);
}

char *
ui_world_post_id (unsigned n)
{
  return g_strdup_printf ("019b0000-0000-7000-9000-%012u", n);
}

char *
ui_world_newer_id (unsigned n)
{
  return g_strdup_printf ("019b0000-0000-7000-a000-%012u", n);
}

static void
append_post_of (GString    *out,
                const char *id,
                unsigned    n,
                gint64      at,
                gint64      rev,
                const char *title,
                unsigned    n_comments)
{
  g_autofree char *author = author_id (n);
  g_autofree char *time = sparkle_time_format (at);

  g_string_append_printf (out,
                          "{\"id\":\"%s\",\"rev\":%" G_GINT64_FORMAT ",\"version\":1,\"author_id\":\"%s\",\"kind\":\"blog\",\"title\":\"%s\",\"slug\":\"post-%u\","
                          "\"excerpt\":\"%s\",\"content\":\"One.\\n\\nTwo.\",\"tags\":[\"toyota\",\"funny\"],\"category\":null,"
                          "\"youtube_video_id\":%s,\"featured\":false,\"state\":\"published\",\"reading_minutes\":1,\"created_at\":\"%s\","
                          "\"published_at\":\"%s\",\"edited_at\":null,\"counts\":{\"comments\":%u,\"reactions\":{\"like\":3,\"love\":0,\"fire\":0,"
                          "\"sparkle\":1,\"mind_blown\":0}}}",
                          id, rev, author, title, n,
                          n % 3 == 0 ? "A longer excerpt that needs more than one line in any column of a window, so that heights differ between rows." : "Short.",
                          n % 4 == 0 ? "\"zeBZvwYQ-hA\"" : "null", time, time, n_comments);
}

static void
append_post (GString    *out,
             unsigned    n,
             unsigned    n_posts,
             gint64      rev,
             const char *title,
             unsigned    n_comments)
{
  g_autofree char *id = ui_world_post_id (n);

  append_post_of (out, id, n, FIRST_DAY + (gint64) (n_posts - n) * 60 * G_USEC_PER_SEC, rev, title, n_comments);
}

static char *
make_answer (unsigned n_posts)
{
  GString *out = g_string_new ("{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"one\",\"follow\":\"one\",\"more\":false,\"reset\":false,\"upserts\":{\"user\":[");
  g_autofree char *time = sparkle_time_format (FIRST_DAY);

  for (unsigned i = 0; i < AUTHORS; i++)
    {
      g_autofree char *id = author_id (i);

      g_string_append_printf (out,
                              "%s{\"id\":\"%s\",\"rev\":1,\"version\":1,\"username\":\"person%u\",\"display_name\":\"%s\",\"bio\":null,\"role\":\"user\","
                              "\"level\":2,\"xp\":150,\"created_at\":\"%s\",\"deleted\":false,\"counts\":{\"posts\":1,\"followers\":0,\"following\":0}}",
                              i > 0 ? "," : "", id, i, names[i], time);
    }
  g_string_append (out, "],\"post\":[");
  for (unsigned i = 0; i < n_posts; i++)
    {
      g_autofree char *title = g_strdup_printf ("Post number %u", i);

      if (i > 0)
        g_string_append_c (out, ',');
      append_post (out, i, n_posts, 1, title, i % 7);
    }
  g_string_append (out, "]},\"deletes\":{}}]}");
  return g_string_free (out, FALSE);
}

static void
apply (UiWorld *self,
       char    *answer)
{
  g_autoptr(GBytes) bytes = g_bytes_new_take (answer, strlen (answer));
  g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);
  SparkleScopeRow *row = sparkle_store_read_scope (self->store, "feed");

  if (row == NULL)
    {
      row = g_new0 (SparkleScopeRow, 1);
      row->scope = g_strdup ("feed");
    }
  g_ptr_array_add (asked, row);
  ui_await (sparkle_store_apply_pull (self->store, asked, bytes, SPARKLE_APPLY_NORMAL));
}

void
ui_world_change_post (UiWorld    *self,
                      unsigned    n,
                      const char *title,
                      unsigned    n_comments)
{
  GString *records = g_string_new ("{\"post\":[");
  g_autoptr(GBytes) bytes = NULL;

  append_post (records, n, 1, 2, title, n_comments);
  g_string_append (records, "]}");
  bytes = g_string_free_to_bytes (records);
  ui_await (sparkle_store_apply_records (self->store, "feed", bytes));
}

void
ui_world_add_newer (UiWorld  *self,
                    unsigned  first,
                    unsigned  n)
{
  GString *records = g_string_new ("{\"post\":[");
  g_autoptr(GBytes) bytes = NULL;

  for (unsigned i = first; i < first + n; i++)
    {
      g_autofree char *id = ui_world_newer_id (i);
      g_autofree char *title = g_strdup_printf ("Newer post %u", i);

      if (i > first)
        g_string_append_c (records, ',');
      append_post_of (records, id, i, FIRST_DAY + (gint64) (1000000 + i) * 60 * G_USEC_PER_SEC, 1, title, i % 5);
    }
  g_string_append (records, "]}");
  bytes = g_string_free_to_bytes (records);
  ui_await (sparkle_store_apply_records (self->store, "feed", bytes));
}

/* ---- life ------------------------------------------------------------------------- */

UiWorld *
ui_world_new (unsigned n_posts)
{
  UiWorld *self = g_new0 (UiWorld, 1);
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("sparkle-ui-XXXXXX", &error);
  g_assert_no_error (error);
  self->store = sparkle_store_new (self->folder);
  ui_await (sparkle_store_open (self->store));
  apply (self, make_answer (n_posts));
  self->entities = sparkle_entities_new (self->store);
  return self;
}

UiWorld *
ui_world_new_in (SparkleStore    *store,
                 SparkleEntities *entities,
                 unsigned         n_posts)
{
  UiWorld *self = g_new0 (UiWorld, 1);

  self->store = g_object_ref (store);
  self->entities = g_object_ref (entities);
  apply (self, make_answer (n_posts));
  return self;
}

void
ui_world_free (UiWorld *self)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  g_clear_object (&self->entities);
  if (self->folder == NULL)
    {
      g_object_unref (self->store);
      g_free (self);
      return;
    }
  ui_await (sparkle_store_close (self->store));
  g_clear_object (&self->store);
  dir = g_dir_open (self->folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self);
}
