/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-video.h"

#include "sparkle-model-private.h"

struct _SparkleVideo
{
  GObject            parent_instance;
  SparkleStoreVideo *row; /* (owned), never NULL */
  gboolean           known;
};

typedef enum
{
  PROP_ID = 1,
  PROP_STATE,
} SparkleVideoProperty;

static GParamSpec *properties[PROP_STATE + 1];

G_DEFINE_FINAL_TYPE (SparkleVideo, sparkle_video, G_TYPE_OBJECT)

const char *
sparkle_video_get_id (SparkleVideo *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO (self), NULL);

  return self->row->id;
}

SparkleVideoState
sparkle_video_get_state (SparkleVideo *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO (self), SPARKLE_VIDEO_UNKNOWN);

  return sparkle_video_state_from_string (self->row->state);
}

/**
 * sparkle_video_get_title:
 *
 * Returns: (nullable): what its channel calls it; %NULL until it was described
 */
const char *
sparkle_video_get_title (SparkleVideo *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO (self), NULL);

  return self->row->title;
}

const char *
sparkle_video_get_channel (SparkleVideo *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO (self), NULL);

  return self->row->channel;
}

const char *
sparkle_video_get_channel_url (SparkleVideo *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO (self), NULL);

  return self->row->channel_url;
}

/**
 * sparkle_video_get_duration:
 *
 * Returns: its length in seconds, -1 when nobody said
 */
int
sparkle_video_get_duration (SparkleVideo *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO (self), -1);

  return (int) CLAMP (self->row->duration_seconds, -1, G_MAXINT);
}

/**
 * sparkle_video_has_thumbnail:
 *
 * Returns: whether the community's server has a picture of it
 */
gboolean
sparkle_video_has_thumbnail (SparkleVideo *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO (self), FALSE);

  return self->row->thumbnail != 0;
}

gboolean
sparkle_video_get_known (SparkleVideo *self)
{
  g_return_val_if_fail (SPARKLE_IS_VIDEO (self), FALSE);

  return self->known;
}

static void
sparkle_video_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  SparkleVideo *self = SPARKLE_VIDEO (object);

  switch ((SparkleVideoProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, sparkle_video_get_id (self));
      break;
    case PROP_STATE:
      g_value_set_uint (value, sparkle_video_get_state (self));
      break;
    }
}

static void
sparkle_video_finalize (GObject *object)
{
  g_clear_pointer (&SPARKLE_VIDEO (object)->row, sparkle_store_video_free);
  G_OBJECT_CLASS (sparkle_video_parent_class)->finalize (object);
}

static void
sparkle_video_class_init (SparkleVideoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sparkle_video_finalize;
  object_class->get_property = sparkle_video_get_property;
  properties[PROP_ID] = SPARKLE_PROP_TEXT ("id");
  properties[PROP_STATE] = SPARKLE_PROP_UINT ("state");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_video_init (SparkleVideo *self)
{
}

/* What is shown of a video that is not cached. */
static SparkleStoreVideo *
empty_row (const char *id)
{
  SparkleStoreVideo *row = g_new0 (SparkleStoreVideo, 1);

  row->id = g_strdup (id);
  row->duration_seconds = -1;
  return row;
}

void
sparkle_video_update (SparkleVideo      *self,
                      SparkleStoreVideo *row)
{
  SparkleStoreVideo *old = self->row;
  gboolean was_known = self->known;

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (old->id);
  if (was_known != self->known || old->rev != self->row->rev)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  sparkle_store_video_free (old);
}

SparkleVideo *
sparkle_video_new (const char        *id,
                   SparkleStoreVideo *row)
{
  SparkleVideo *self = g_object_new (SPARKLE_TYPE_VIDEO, NULL);

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (id);
  return self;
}
