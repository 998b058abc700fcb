/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-posts.h"

#include <string.h>

#include "sparkle-server-address.h"
#include "sparkle-store.h"
#include "sparkle-store-reader.h"
#include "sparkle-time.h"

#define PER_PAGE 450
#define AUTHORS  400

static const char * const words[] = {
  "the", "lamp", "in", "second", "scene", "was", "off", "when", "she", "turned", "and", "nobody", "saw", "it", "before",
  "theory", "about", "shadow", "that", "moves", "first", "look", "at", "corner", "again", "why", "would", "anyone", "film",
  "this", "way", "unless", "ending", "is", "beginning", "I", "watched", "three", "times", "café", "Zürich", "mirror", "clock",
};

static const char * const first_names[] = { "Ann", "Bo", "Carla", "Dmitri", "Elif", "Fatou", "Grace", "Hiro", "Inês", "Jakub" };
static const char * const last_names[] = { "Holm", "Wang", "Mendes", "Volkov", "Kaya", "Diop", "Okafor", "Tanaka", "Costa", "Nowak", "Silva" };
static const char * const tags[] = { "theory", "lamp", "season-2", "music", "funny", "question", "spoilers" };

static void
append_words (GString *out,
              GRand   *rand,
              int      n)
{
  for (int i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
}

static void
append_user (GString *out,
             unsigned n)
{
  g_string_append_printf (out, "%s{\"id\":\"019b0000-0000-7000-8000-%012u\",\"rev\":1,\"version\":1,\"username\":\"fan_%u\",\"display_name\":\"%s %s\","
                               "\"bio\":null,\"role\":\"user\",\"level\":%u,\"xp\":150,\"created_at\":\"2025-01-01T00:00:00.000Z\",\"deleted\":false,"
                               "\"counts\":{\"posts\":1,\"followers\":0,\"following\":0}}",
                          n > 0 ? "," : "", n, n, first_names[n % G_N_ELEMENTS (first_names)], last_names[n % G_N_ELEMENTS (last_names)], 1 + n % 20);
}

static void
append_post (GString *out,
             GRand   *rand,
             unsigned n,
             gint64   at)
{
  g_autofree char *time = sparkle_time_format (at);
  int n_tags = g_rand_int_range (rand, 0, 4);

  g_string_append_printf (out, "{\"id\":\"019b0000-0000-7000-9000-%012u\",\"rev\":%u,\"version\":1,\"author_id\":\"019b0000-0000-7000-8000-%012u\","
                               "\"kind\":\"blog\",\"title\":\"", n, n + 2, g_rand_int_range (rand, 0, AUTHORS));
  append_words (out, rand, g_rand_int_range (rand, 3, 14));
  g_string_append_printf (out, "\",\"slug\":\"post-%u\",\"excerpt\":\"", n);
  append_words (out, rand, g_rand_int_range (rand, 5, 40));
  g_string_append (out, "\",\"content\":\"");
  append_words (out, rand, g_rand_int_range (rand, 40, 200));
  g_string_append (out, "\",\"tags\":[");
  for (int i = 0; i < n_tags; i++)
    g_string_append_printf (out, "%s\"%s\"", i > 0 ? "," : "", tags[(n + i) % G_N_ELEMENTS (tags)]);
  g_string_append_printf (out, "],\"category\":null,\"youtube_video_id\":%s,\"featured\":false,\"state\":\"published\",\"reading_minutes\":2,"
                               "\"created_at\":\"%s\",\"published_at\":\"%s\",\"edited_at\":null,"
                               "\"counts\":{\"comments\":%d,\"reactions\":{\"like\":%d,\"love\":3,\"fire\":0,\"sparkle\":1,\"mind_blown\":0}}}",
                          n % 4 == 0 ? "\"zeBZvwYQ-hA\"" : "null", time, time, g_rand_int_range (rand, 0, 99), g_rand_int_range (rand, 0, 99));
}

static GBytes *
make_answer (GRand    *rand,
             unsigned  first,
             unsigned  n,
             gboolean  more,
             gint64    newest)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"success\":true,\"data\":{\"scopes\":[{\"scope\":\"feed\",\"cursor\":\"c%u\",\"follow\":\"f\",\"more\":%s,\"reset\":false,"
                               "\"upserts\":{\"user\":[", first, more ? "true" : "false");
  for (unsigned i = 0; first == 0 && i < AUTHORS; i++)
    append_user (out, i);
  g_string_append (out, "],\"post\":[");
  for (unsigned i = first; i < first + n; i++)
    {
      if (i > first)
        g_string_append_c (out, ',');
      append_post (out, rand, i, newest - i * 7 * 60 * G_USEC_PER_SEC);
    }
  g_string_append (out, "]},\"deletes\":{}}]}}");
  return g_string_free_to_bytes (out);
}

static void
wait_for (DexFuture *future)
{
  g_autoptr(GError) error = NULL;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  if (dex_future_get_value (future, &error) == NULL)
    g_error ("%s", error->message);
  dex_unref (future);
}

/* As the session names it; bench-app would wait for its posts in vain if that changed. */
char *
bench_posts_folder (const char *data_dir,
                    const char *server)
{
  g_autofree char *name = sparkle_server_address_normalize (server, NULL);

  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ".-", '_');
  return g_build_filename (data_dir, name, NULL);
}

void
bench_posts_fill (const char *data_dir,
                  const char *server,
                  unsigned    n_posts)
{
  g_autofree char *folder = bench_posts_folder (data_dir, server);
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  g_autoptr(SparkleStore) store = NULL;
  gint64 newest = g_get_real_time () - G_TIME_SPAN_MINUTE;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_error ("%s: %s", folder, g_strerror (errno));
  store = sparkle_store_new (folder);
  wait_for (sparkle_store_open (store));
  for (unsigned done = 0; done < n_posts; done += PER_PAGE)
    {
      unsigned n = MIN (PER_PAGE, n_posts - done);
      g_autoptr(GBytes) answer = make_answer (rand, done, n, done + n < n_posts, newest);
      g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_row_free);

      g_ptr_array_add (asked, sparkle_store_read_scope (store, "feed"));
      wait_for (sparkle_store_apply_pull (store, asked, answer, SPARKLE_APPLY_NORMAL));
    }
  wait_for (sparkle_store_close (store));
}
