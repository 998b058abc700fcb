/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-category.h"

struct _SparkleCategory
{
  GObject parent_instance;

  char *id;
  char *name;
  char *colour; /* (nullable) */
};

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_COLOUR,
} SparkleCategoryProperty;

static GParamSpec *properties[PROP_COLOUR + 1];

G_DEFINE_FINAL_TYPE (SparkleCategory, sparkle_category, G_TYPE_OBJECT)

static void
sparkle_category_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  SparkleCategory *self = SPARKLE_CATEGORY (object);

  switch ((SparkleCategoryProperty) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_COLOUR:
      g_value_set_string (value, self->colour);
      break;
    }
}

static void
sparkle_category_finalize (GObject *object)
{
  SparkleCategory *self = SPARKLE_CATEGORY (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->colour);

  G_OBJECT_CLASS (sparkle_category_parent_class)->finalize (object);
}

static void
sparkle_category_class_init (SparkleCategoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sparkle_category_get_property;
  object_class->finalize = sparkle_category_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COLOUR] = g_param_spec_string ("colour", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_category_init (SparkleCategory *self)
{
}

/**
 * sparkle_category_new:
 * @row: the cached record; copied
 *
 * Returns: (transfer full): a live category
 */
SparkleCategory *
sparkle_category_new (const SparkleStoreCategory *row)
{
  SparkleCategory *self = g_object_new (SPARKLE_TYPE_CATEGORY, NULL);

  self->id = g_strdup (row->id);
  self->name = g_strdup (row->name != NULL ? row->name : row->id);
  self->colour = g_strdup (row->colour);
  return self;
}

/**
 * sparkle_category_update:
 * @row: the record as it is now, of the same id
 */
void
sparkle_category_update (SparkleCategory            *self,
                         const SparkleStoreCategory *row)
{
  g_return_if_fail (SPARKLE_IS_CATEGORY (self));
  g_return_if_fail (g_str_equal (self->id, row->id));

  if (g_set_str (&self->name, row->name != NULL ? row->name : row->id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (g_set_str (&self->colour, row->colour))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOUR]);
}

const char *
sparkle_category_get_id (SparkleCategory *self)
{
  g_return_val_if_fail (SPARKLE_IS_CATEGORY (self), NULL);

  return self->id;
}

const char *
sparkle_category_get_name (SparkleCategory *self)
{
  g_return_val_if_fail (SPARKLE_IS_CATEGORY (self), NULL);

  return self->name;
}

const char *
sparkle_category_get_colour (SparkleCategory *self)
{
  g_return_val_if_fail (SPARKLE_IS_CATEGORY (self), NULL);

  return self->colour;
}
