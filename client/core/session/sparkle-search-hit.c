/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-hit.h"

struct _SparkleSearchHit
{
  GObject         parent_instance;
  SparkleHitKind  kind;
  char           *id;
  char           *post_id; /* (nullable) */
  char           *title;
  char           *fragment;
  char           *author;
  char           *username;
  gint64          at;
  gint64          count;
};

G_DEFINE_FINAL_TYPE (SparkleSearchHit, sparkle_search_hit, G_TYPE_OBJECT)

static void
sparkle_search_hit_finalize (GObject *object)
{
  SparkleSearchHit *self = SPARKLE_SEARCH_HIT (object);

  g_free (self->id);
  g_free (self->post_id);
  g_free (self->title);
  g_free (self->fragment);
  g_free (self->author);
  g_free (self->username);

  G_OBJECT_CLASS (sparkle_search_hit_parent_class)->finalize (object);
}

static void
sparkle_search_hit_class_init (SparkleSearchHitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_search_hit_finalize;
}

static void
sparkle_search_hit_init (SparkleSearchHit *self)
{
}

static char *
text_or_empty (const char *text)
{
  return g_strdup (text != NULL ? text : "");
}

/**
 * sparkle_search_hit_new:
 * @data: what was found
 *
 * Returns: (transfer full): it, for lists
 */
SparkleSearchHit *
sparkle_search_hit_new (const SparkleHitData *data)
{
  SparkleSearchHit *self = g_object_new (SPARKLE_TYPE_SEARCH_HIT, NULL);

  self->kind = data->kind;
  self->id = text_or_empty (data->id);
  self->post_id = g_strdup (data->post_id);
  self->title = text_or_empty (data->title);
  self->fragment = text_or_empty (data->fragment);
  self->author = text_or_empty (data->author);
  self->username = text_or_empty (data->username);
  self->at = data->at;
  self->count = data->count;
  return self;
}

SparkleHitKind
sparkle_search_hit_get_kind (SparkleSearchHit *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_HIT (self), SPARKLE_HIT_POST);

  return self->kind;
}

const char *
sparkle_search_hit_get_id (SparkleSearchHit *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_HIT (self), NULL);

  return self->id;
}

const char *
sparkle_search_hit_get_post_id (SparkleSearchHit *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_HIT (self), NULL);

  return self->post_id;
}

const char *
sparkle_search_hit_get_title (SparkleSearchHit *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_HIT (self), NULL);

  return self->title;
}

const char *
sparkle_search_hit_get_fragment (SparkleSearchHit *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_HIT (self), NULL);

  return self->fragment;
}

const char *
sparkle_search_hit_get_author (SparkleSearchHit *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_HIT (self), NULL);

  return self->author;
}

const char *
sparkle_search_hit_get_username (SparkleSearchHit *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_HIT (self), NULL);

  return self->username;
}

gint64
sparkle_search_hit_get_at (SparkleSearchHit *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_HIT (self), 0);

  return self->at;
}

gint64
sparkle_search_hit_get_count (SparkleSearchHit *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_HIT (self), 0);

  return self->count;
}

gboolean
sparkle_search_hit_equal (SparkleSearchHit *a,
                          SparkleSearchHit *b)
{
  return a->kind == b->kind && g_str_equal (a->id, b->id);
}
