/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thumbnails.h"

#include "sparkle-picture-decode.h"

/* 1280×720 is the largest that there is of a video. */
#define PIXELS_MAX (1280 * 1280)
/* Decoded ones are kept for lists that are scrolled back and forth: two screens of cards. */
#define KEPT_MAX   24
/* Each decodes in a process of its own. */
#define AT_ONCE    4

struct _SparkleThumbnails
{
  GObject parent_instance;

  SparkleThumbnailFunc func;
  gpointer             user_data;
  GDestroyNotify       destroy; /* (nullable) */
  GHashTable          *loading; /* key (owned) -> DexFuture (owned) */
  GHashTable          *kept;    /* key (owned by the list) -> GList of order */
  GQueue               order;   /* Kept (owned), the latest first */
  DexLimiter          *limiter; /* (owned) */
};

typedef struct
{
  char       *key;     /* (owned) */
  GdkTexture *texture; /* (owned) */
} Kept;

G_DEFINE_FINAL_TYPE (SparkleThumbnails, sparkle_thumbnails, G_TYPE_OBJECT)

static void
kept_free (Kept *kept)
{
  g_free (kept->key);
  g_object_unref (kept->texture);
  g_free (kept);
}

static void
keep (SparkleThumbnails *self,
      const char        *key,
      GdkTexture        *texture)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->key = g_strdup (key);
  kept->texture = g_object_ref (texture);
  g_queue_push_head (&self->order, kept);
  g_hash_table_insert (self->kept, kept->key, self->order.head);
  if (self->order.length > KEPT_MAX)
    {
      kept = g_queue_pop_tail (&self->order);
      g_hash_table_remove (self->kept, kept->key);
      kept_free (kept);
    }
}

typedef struct
{
  SparkleThumbnails *self; /* (owned) */
  char              *key;  /* (owned) */
} Load;

static void
load_free (Load *load)
{
  g_object_unref (load->self);
  g_free (load->key);
  g_free (load);
}

static DexFuture *
load_fiber (gpointer user_data)
{
  Load *load = user_data;
  SparkleThumbnails *self = load->self;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  GError *error = NULL;

  if (self->func != NULL)
    bytes = dex_await_boxed (self->func (load->key, self->user_data), &error);
  else
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CLOSED, "Nobody has pictures any more");
  if (bytes != NULL)
    texture = sparkle_picture_decode (bytes, PIXELS_MAX, NULL, &error);
  if (texture == NULL)
    return dex_future_new_for_error (error);
  if (!g_hash_table_contains (self->kept, load->key))
    keep (self, load->key, texture);
  return dex_future_new_take_object (g_steal_pointer (&texture));
}

static DexFuture *
ended_cb (DexFuture *future,
          gpointer   user_data)
{
  Load *load = user_data;

  g_hash_table_remove (load->self->loading, load->key);
  return dex_ref (future);
}

static void
sparkle_thumbnails_finalize (GObject *object)
{
  SparkleThumbnails *self = SPARKLE_THUMBNAILS (object);

  g_clear_pointer (&self->loading, g_hash_table_unref);
  g_clear_pointer (&self->kept, g_hash_table_unref);
  g_queue_clear_full (&self->order, (GDestroyNotify) kept_free);
  dex_clear (&self->limiter);
  if (self->destroy != NULL)
    self->destroy (self->user_data);

  G_OBJECT_CLASS (sparkle_thumbnails_parent_class)->finalize (object);
}

static void
sparkle_thumbnails_class_init (SparkleThumbnailsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_thumbnails_finalize;
}

static void
sparkle_thumbnails_init (SparkleThumbnails *self)
{
  self->loading = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, dex_unref);
  self->kept = g_hash_table_new (g_str_hash, g_str_equal);
  self->limiter = dex_limiter_new (AT_ONCE);
}

/**
 * sparkle_thumbnails_new:
 * @func: who has the files, called on the main thread in a fiber
 * @user_data: for @func
 * @destroy: (nullable): for @user_data
 *
 * Returns: (transfer full): pictures from there
 */
SparkleThumbnails *
sparkle_thumbnails_new (SparkleThumbnailFunc func,
                        gpointer             user_data,
                        GDestroyNotify       destroy)
{
  SparkleThumbnails *self = g_object_new (SPARKLE_TYPE_THUMBNAILS, NULL);

  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;
  return self;
}

/**
 * sparkle_thumbnails_peek:
 * @key: of a picture
 *
 * Returns: (transfer none) (nullable): the picture, when it is decoded already
 */
GdkTexture *
sparkle_thumbnails_peek (SparkleThumbnails *self,
                         const char        *key)
{
  GList *link;

  g_return_val_if_fail (SPARKLE_IS_THUMBNAILS (self) && key != NULL, NULL);

  link = g_hash_table_lookup (self->kept, key);
  if (link == NULL)
    return NULL;
  g_queue_unlink (&self->order, link);
  g_queue_push_head_link (&self->order, link);
  return ((Kept *) link->data)->texture;
}

/**
 * sparkle_thumbnails_load:
 * @key: of a picture
 *
 * Gets and decodes a picture. Equal loads that are under way are one; four are at work at once, the others wait. On the main
 * thread.
 *
 * Returns: (transfer full): resolves to a #GdkTexture, or rejects with what the source or the decoder says
 */
DexFuture *
sparkle_thumbnails_load (SparkleThumbnails *self,
                         const char        *key)
{
  GdkTexture *texture;
  DexFuture *future;
  Load *load;

  g_return_val_if_fail (SPARKLE_IS_THUMBNAILS (self) && key != NULL, NULL);

  texture = sparkle_thumbnails_peek (self, key);
  if (texture != NULL)
    return dex_future_new_take_object (g_object_ref (texture));
  future = g_hash_table_lookup (self->loading, key);
  if (future != NULL)
    return dex_ref (future);

  load = g_new0 (Load, 1);
  load->self = g_object_ref (self);
  load->key = g_strdup (key);
  future = dex_limiter_run (self->limiter, NULL, 0, load_fiber, load, (GDestroyNotify) load_free);
  load = g_new0 (Load, 1);
  load->self = g_object_ref (self);
  load->key = g_strdup (key);
  future = dex_future_finally (future, ended_cb, load, (GDestroyNotify) load_free);
  if (dex_future_is_pending (future))
    g_hash_table_insert (self->loading, g_strdup (key), dex_ref (future));
  return future;
}
