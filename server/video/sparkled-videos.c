/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-videos.h"

#include "sparkle-error.h"
#include "sparkled-array.h"
#include "sparkled-fetcher.h"
#include "sparkled-hex.h"
#include "sparkled-video-answer.h"
#include "sparkled-video-table.h"

#define POLL_MS      2000
#define JITTER_MS    500
#define EXPIRE_MS    (60 * 60 * 1000)
/* Ids of one call of videos.list; one unit, however many. */
#define LIST_MOST    50
#define AT_ONCE      4

/* Well before the 30 days are over, and not all on one day. */
#define OK_DAYS_LEAST 20
#define OK_DAYS_MOST  26
#define NO_HOURS      24
#define NOT_EMBEDDABLE_HOURS (7 * 24)

struct _SparkledVideos
{
  GObject parent_instance;

  SparkledServices    *services;      /* (not owned) */
  char                *oembed_url;
  char                *api_url;
  char                *thumbnail_url;
  char                *api_key;       /* (nullable) */
  unsigned             daily_units;
  SparkledFetcher     *fetcher;       /* (owned) */
  SparkledVideosStats  stats;
  DexPromise          *stopping;      /* (owned) (nullable) */
  DexFuture           *running;       /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (SparkledVideos, sparkled_videos, G_TYPE_OBJECT)

static gboolean
is_stopping (SparkledVideos *self)
{
  return !dex_future_is_pending (DEX_FUTURE (self->stopping));
}

/* Returns FALSE when it is time to stop. */
static gboolean
pause_for (SparkledVideos *self,
           unsigned        ms)
{
  dex_await (dex_future_first (dex_timeout_new_msec ((int) ms + g_random_int_range (0, JITTER_MS)), dex_ref (DEX_FUTURE (self->stopping)), NULL), NULL);
  return !is_stopping (self);
}

static void
publish (SparkledVideos *self,
         SparkledRows   *rows)
{
  g_autoptr(GPtrArray) scopes = g_ptr_array_new ();

  for (unsigned i = 0; i < sparkled_rows_get_n (rows); i++)
    g_ptr_array_add (scopes, (gpointer) sparkled_rows_get (rows, i, 0));
  g_ptr_array_add (scopes, NULL);
  if (scopes->len > 1 && self->services->bus != NULL)
    sparkled_bus_changed (self->services->bus, (const char * const *) scopes->pdata);
}

/* (fiber) What is given up is due again later; what cannot even be given up is free again when its lease is over. */
static void
give_up (SparkledVideos     *self,
         SparkledVideoPart   part,
         const char * const *ids,
         const GError       *error)
{
  g_autofree char *array = sparkled_array_literal (ids);

  self->stats.failed++;
  if (error != NULL)
    g_info ("video %s: %s", ids[0], error->message);
  sparkled_video_table_give_up (self->services->db, part, array, NULL);
}

static unsigned
again_hours (SparkleVideoState state)
{
  switch (state)
    {
    case SPARKLE_VIDEO_OK:
      return (unsigned) g_random_int_range (OK_DAYS_LEAST * 24, OK_DAYS_MOST * 24);
    case SPARKLE_VIDEO_NOT_EMBEDDABLE:
      return NOT_EMBEDDABLE_HOURS;
    case SPARKLE_VIDEO_PRIVATE:
    case SPARKLE_VIDEO_GONE:
    case SPARKLE_VIDEO_UNKNOWN:
      break;
    }
  return NO_HOURS;
}

/* (fiber) */
static void
learn (SparkledVideos           *self,
       const SparkledVideoFacts *facts)
{
  SparkledVideoLearned learned = {
    .id = facts->id, .state = sparkle_video_state_to_string (facts->state), .title = facts->title, .channel = facts->channel,
    .channel_url = facts->channel_url, .duration = facts->duration, .again_hours = again_hours (facts->state),
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledRows) rows = sparkled_video_table_learn (self->services->db, &learned, &error);

  if (rows == NULL)
    {
      give_up (self, SPARKLED_VIDEO_FACTS, (const char *[]) { facts->id, NULL }, error);
      return;
    }
  self->stats.learned++;
  publish (self, rows);
}

/* ---- asking ------------------------------------------------------------------------------------------------------- */

/* (fiber) */
static void
ask_oembed (SparkledVideos *self,
            const char     *id)
{
  g_autofree char *address = g_strconcat ("https://www.youtube.com/watch?v=", id, NULL);
  g_autofree char *escaped = g_uri_escape_string (address, NULL, FALSE);
  g_autofree char *uri = g_strconcat (self->oembed_url, "?url=", escaped, "&format=json", NULL);
  g_auto(SparkledFetched) fetched = { 0 };
  g_autoptr(SparkledVideoFacts) facts = NULL;
  g_autoptr(GError) error = NULL;

  self->stats.asked++;
  if (sparkled_fetcher_get (self->fetcher, uri, NULL, NULL, &fetched, &error))
    facts = sparkled_video_answer_oembed (id, fetched.status, fetched.body);
  if (facts != NULL)
    learn (self, facts);
  else
    give_up (self, SPARKLED_VIDEO_FACTS, (const char *[]) { id, NULL }, error);
}

/* (fiber) FALSE when the units are spent: ask another way. */
static gboolean
ask_list (SparkledVideos     *self,
          const char * const *ids)
{
  g_autofree char *joined = g_strjoinv (",", (char **) ids);
  g_autofree char *uri = g_strconcat (self->api_url, "/videos?part=snippet,contentDetails,status&id=", joined, NULL);
  g_auto(SparkledFetched) fetched = { 0 };
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GError) error = NULL;
  gboolean spent = FALSE;
  int units = sparkled_video_table_spend (self->services->db, self->daily_units, NULL);

  if (units <= 0)
    {
      self->stats.units = units == 0 ? self->daily_units : self->stats.units;
      return FALSE;
    }
  self->stats.units = (guint64) units;
  self->stats.asked++;
  /* the key in a header: addresses end up in logs */
  if (sparkled_fetcher_get (self->fetcher, uri, "X-Goog-Api-Key", self->api_key, &fetched, &error))
    all = sparkled_video_answer_list (ids, fetched.status, fetched.body, &spent);
  if (spent)
    {
      /* others spend of the same key */
      sparkled_video_table_spend_all (self->services->db, self->daily_units, NULL);
      self->stats.units = self->daily_units;
      return FALSE;
    }
  if (all == NULL)
    give_up (self, SPARKLED_VIDEO_FACTS, ids, error);
  for (unsigned i = 0; all != NULL && i < all->len; i++)
    learn (self, g_ptr_array_index (all, i));
  return TRUE;
}

/* (fiber) */
static void
ask_picture (SparkledVideos *self,
             const char     *id)
{
  /* Both have bars above and below, which a card of 16:9 cuts off. Not every video has the larger one, every one has the other;
   * a 404 carries a picture, too: the status counts. */
  static const char * const sizes[] = { "sddefault.jpg", "hqdefault.jpg" };
  g_autoptr(SparkledRows) rows = NULL;
  g_autoptr(GError) error = NULL;
  gboolean none = TRUE;

  for (unsigned i = 0; i < G_N_ELEMENTS (sizes) && rows == NULL; i++)
    {
      g_autofree char *uri = g_strconcat (self->thumbnail_url, "/", id, "/", sizes[i], NULL);
      g_auto(SparkledFetched) fetched = { 0 };
      const char *media_type;

      self->stats.asked++;
      g_clear_error (&error);
      if (!sparkled_fetcher_get (self->fetcher, uri, NULL, NULL, &fetched, &error) || (fetched.status != 200 && fetched.status != 404))
        {
          none = FALSE;
          continue;
        }
      if (fetched.status == 404)
        continue;
      none = FALSE;
      media_type = sparkled_video_answer_media_type (fetched.body);
      if (media_type != NULL)
        {
          g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, fetched.body);
          g_autofree char *etag = g_strdup_printf ("\"%.24s\"", hash);
          g_autofree char *hex = sparkled_hex_from_bytes (fetched.body);

          rows = sparkled_video_table_learn_picture (self->services->db, id, media_type, hex, etag, again_hours (SPARKLE_VIDEO_OK), &error);
        }
    }
  if (rows == NULL && none && error == NULL)
    rows = sparkled_video_table_learn_picture (self->services->db, id, NULL, NULL, NULL, NO_HOURS, &error);
  if (rows == NULL)
    {
      give_up (self, SPARKLED_VIDEO_PICTURE, (const char *[]) { id, NULL }, error);
      return;
    }
  self->stats.learned++;
  publish (self, rows);
}

/* ---- what is due -------------------------------------------------------------------------------------------------- */

typedef struct
{
  SparkledVideos *self; /* (owned) */
  char           *id;
  void          (*ask) (SparkledVideos *self, const char *id);
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_object_unref (errand->self);
  g_free (errand->id);
  g_free (errand);
}

static DexFuture *
errand_fiber (gpointer data)
{
  Errand *errand = data;

  errand->ask (errand->self, errand->id);
  return dex_future_new_true ();
}

/* (fiber) All of them at once; they are few. */
static void
ask_each (SparkledVideos     *self,
          const char * const *ids,
          void              (*ask) (SparkledVideos *self, const char *id))
{
  for (unsigned from = 0; ids[from] != NULL;)
    {
      DexFuture *futures[AT_ONCE];
      unsigned n = 0;

      for (; n < AT_ONCE && ids[from] != NULL; n++, from++)
        {
          Errand *errand = g_new0 (Errand, 1);

          errand->self = g_object_ref (self);
          errand->id = g_strdup (ids[from]);
          errand->ask = ask;
          futures[n] = dex_scheduler_spawn (NULL, 0, errand_fiber, errand, errand_free);
        }
      dex_await (dex_future_allv (futures, n), NULL);
      for (unsigned i = 0; i < n; i++)
        dex_unref (futures[i]);
    }
}

/* (fiber) (nullable): what this process has to ask for now. */
static char **
claim (SparkledVideos     *self,
       SparkledVideoPart   part,
       unsigned            most,
       GError            **error)
{
  g_autoptr(SparkledRows) rows = sparkled_video_table_claim (self->services->db, part, most, error);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  if (rows == NULL)
    return NULL;
  for (unsigned i = 0; i < sparkled_rows_get_n (rows); i++)
    g_strv_builder_add (ids, sparkled_rows_get (rows, i, 0));
  return g_strv_builder_end (ids);
}

/* (fiber) Returns how many there were; -1 on error. */
static int
work (SparkledVideos     *self,
      SparkledVideoPart   part,
      GError            **error)
{
  gboolean list = part == SPARKLED_VIDEO_FACTS && self->api_key != NULL;
  g_auto(GStrv) ids = claim (self, part, list ? LIST_MOST : AT_ONCE, error);

  if (ids == NULL)
    return -1;
  if (ids[0] == NULL)
    return 0;
  if (part == SPARKLED_VIDEO_PICTURE)
    ask_each (self, (const char * const *) ids, ask_picture);
  else if (!list || !ask_list (self, (const char * const *) ids))
    ask_each (self, (const char * const *) ids, ask_oembed);
  return (int) g_strv_length (ids);
}

static DexFuture *
work_fiber (gpointer data)
{
  SparkledVideos *self = data;
  gboolean failing = FALSE;

  while (pause_for (self, POLL_MS))
    {
      int n = 1;

      while (n > 0 && !is_stopping (self))
        {
          g_autoptr(GError) error = NULL;
          int facts = work (self, SPARKLED_VIDEO_FACTS, &error);
          int pictures = facts >= 0 ? work (self, SPARKLED_VIDEO_PICTURE, &error) : -1;

          n = facts < 0 || pictures < 0 ? -1 : facts + pictures;
          if (n < 0 && !failing)
            g_message ("videos: %s", error->message);
          failing = n < 0;
        }
    }
  return dex_future_new_true ();
}

static DexFuture *
expire_fiber (gpointer data)
{
  SparkledVideos *self = data;

  while (pause_for (self, EXPIRE_MS))
    {
      unsigned n;

      do
        {
          g_autoptr(SparkledRows) rows = sparkled_video_table_expire (self->services->db, NULL);

          n = rows != NULL ? sparkled_rows_get_n (rows) : 0;
          if (rows != NULL)
            publish (self, rows);
        }
      while (n > 0 && !is_stopping (self));
    }
  return dex_future_new_true ();
}

/**
 * sparkled_videos_start:
 * @self: a service whose database is started
 *
 * Runs until sparkled_videos_stop().
 */
void
sparkled_videos_start (SparkledVideos *self)
{
  g_return_if_fail (SPARKLED_IS_VIDEOS (self));
  g_return_if_fail (self->running == NULL);

  self->stopping = dex_promise_new ();
  self->running = dex_future_all (dex_scheduler_spawn (NULL, 0, work_fiber, g_object_ref (self), g_object_unref),
                                  dex_scheduler_spawn (NULL, 0, expire_fiber, g_object_ref (self), g_object_unref), NULL);
}

/**
 * sparkled_videos_stop:
 * @self: a service
 *
 * Ends what is being asked; it is due again after its lease.
 *
 * Returns: (transfer full): resolves when nothing is asked any more
 */
DexFuture *
sparkled_videos_stop (SparkledVideos *self)
{
  g_return_val_if_fail (SPARKLED_IS_VIDEOS (self), NULL);

  if (self->running == NULL)
    return dex_future_new_true ();
  if (!is_stopping (self))
    {
      dex_promise_resolve_boolean (self->stopping, TRUE);
      sparkled_fetcher_stop (self->fetcher);
    }
  return dex_ref (self->running);
}

void
sparkled_videos_get_stats (SparkledVideos      *self,
                           SparkledVideosStats *ret_stats)
{
  g_return_if_fail (SPARKLED_IS_VIDEOS (self));

  *ret_stats = self->stats;
}

static void
sparkled_videos_finalize (GObject *object)
{
  SparkledVideos *self = SPARKLED_VIDEOS (object);

  dex_clear (&self->running);
  dex_clear (&self->stopping);
  sparkled_fetcher_free (self->fetcher);
  g_free (self->oembed_url);
  g_free (self->api_url);
  g_free (self->thumbnail_url);
  g_free (self->api_key);

  G_OBJECT_CLASS (sparkled_videos_parent_class)->finalize (object);
}

static void
sparkled_videos_class_init (SparkledVideosClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkled_videos_finalize;
}

static void
sparkled_videos_init (SparkledVideos *self)
{
}

static void
add_host (GStrvBuilder *hosts,
          const char   *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri != NULL && g_uri_get_host (uri) != NULL)
    g_strv_builder_add (hosts, g_uri_get_host (uri));
}

/**
 * sparkled_videos_new:
 * @services: what it works with
 * @options: whom it asks
 *
 * Returns: (transfer full): a service that was not started
 */
SparkledVideos *
sparkled_videos_new (SparkledServices            *services,
                     const SparkledVideosOptions *options)
{
  SparkledVideos *self = g_object_new (SPARKLED_TYPE_VIDEOS, NULL);
  g_autoptr(GStrvBuilder) hosts = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  self->services = services;
  self->oembed_url = g_strdup (options->oembed_url);
  self->api_url = g_strdup (options->api_url);
  self->thumbnail_url = g_strdup (options->thumbnail_url);
  self->api_key = g_strdup (options->api_key);
  self->daily_units = options->daily_units;
  self->stats.units_most = options->api_key != NULL ? options->daily_units : 0;
  add_host (hosts, self->oembed_url);
  add_host (hosts, self->api_url);
  add_host (hosts, self->thumbnail_url);
  list = g_strv_builder_end (hosts);
  self->fetcher = sparkled_fetcher_new ((const char * const *) list);
  return self;
}
