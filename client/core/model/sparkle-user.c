/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-user.h"

#include "sparkle-model-private.h"

struct _SparkleUser
{
  GObject          parent_instance;
  SparkleStoreUser *row;     /* (owned), never NULL */
  gboolean         known;
};

typedef enum
{
  PROP_ID = 1,
  PROP_USERNAME,
  PROP_DISPLAY_NAME,
  PROP_NAME,
  PROP_BIO,
  PROP_ROLE,
  PROP_LEVEL,
  PROP_XP,
  PROP_CREATED_AT,
  PROP_DELETED,
  PROP_STATUS,
  PROP_N_POSTS,
  PROP_N_FOLLOWERS,
  PROP_N_FOLLOWING,
  PROP_FOLLOWED,
  PROP_PENDING,
  PROP_KNOWN,
} SparkleUserProperty;

static GParamSpec *properties[PROP_KNOWN + 1];

G_DEFINE_FINAL_TYPE (SparkleUser, sparkle_user, G_TYPE_OBJECT)

/**
 * sparkle_user_get_name:
 *
 * What to call the person: the display name, else the username.
 */
const char *
sparkle_user_get_name (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), NULL);

  if (self->row->display_name != NULL && *self->row->display_name != '\0')
    return self->row->display_name;
  return self->row->username != NULL ? self->row->username : "";
}

const char *
sparkle_user_get_id (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), NULL);

  return self->row->id;
}

const char *
sparkle_user_get_username (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), NULL);

  return self->row->username != NULL ? self->row->username : "";
}

const char *
sparkle_user_get_display_name (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), NULL);

  return self->row->display_name;
}

const char *
sparkle_user_get_bio (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), NULL);

  return self->row->bio;
}

const char *
sparkle_user_get_role (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), NULL);

  return self->row->role != NULL ? self->row->role : "";
}

gint64
sparkle_user_get_level (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), 0);

  return self->row->level;
}

gint64
sparkle_user_get_xp (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), 0);

  return self->row->xp;
}

gint64
sparkle_user_get_created_at (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), 0);

  return self->row->created_at;
}

/**
 * sparkle_user_get_status:
 *
 * Returns: (nullable): "active", "suspended", "banned" or "deleted"; %NULL when nothing was said about it
 */
const char *
sparkle_user_get_status (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), NULL);

  return self->row->status;
}

gboolean
sparkle_user_get_deleted (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), FALSE);

  return self->row->deleted != 0;
}

gint64
sparkle_user_get_n_posts (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), 0);

  return self->row->n_posts;
}

gint64
sparkle_user_get_n_followers (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), 0);

  return self->row->n_followers;
}

gint64
sparkle_user_get_n_following (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), 0);

  return self->row->n_following;
}

gboolean
sparkle_user_get_followed (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), FALSE);

  return self->row->followed != 0;
}

SparklePending
sparkle_user_get_pending (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), SPARKLE_PENDING_NONE);

  return self->row->pending;
}

gboolean
sparkle_user_get_known (SparkleUser *self)
{
  g_return_val_if_fail (SPARKLE_IS_USER (self), FALSE);

  return self->known;
}

static void
sparkle_user_get_property (GObject    *object,
                           guint       id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SparkleUser *self = SPARKLE_USER (object);

  switch ((SparkleUserProperty) id)
    {
    case PROP_ID:
      g_value_set_string (value, sparkle_user_get_id (self));
      break;
    case PROP_USERNAME:
      g_value_set_string (value, sparkle_user_get_username (self));
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, sparkle_user_get_display_name (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, sparkle_user_get_name (self));
      break;
    case PROP_BIO:
      g_value_set_string (value, sparkle_user_get_bio (self));
      break;
    case PROP_ROLE:
      g_value_set_string (value, sparkle_user_get_role (self));
      break;
    case PROP_LEVEL:
      g_value_set_int64 (value, sparkle_user_get_level (self));
      break;
    case PROP_XP:
      g_value_set_int64 (value, sparkle_user_get_xp (self));
      break;
    case PROP_CREATED_AT:
      g_value_set_int64 (value, sparkle_user_get_created_at (self));
      break;
    case PROP_STATUS:
      g_value_set_string (value, sparkle_user_get_status (self));
      break;
    case PROP_DELETED:
      g_value_set_boolean (value, sparkle_user_get_deleted (self));
      break;
    case PROP_N_POSTS:
      g_value_set_int64 (value, sparkle_user_get_n_posts (self));
      break;
    case PROP_N_FOLLOWERS:
      g_value_set_int64 (value, sparkle_user_get_n_followers (self));
      break;
    case PROP_N_FOLLOWING:
      g_value_set_int64 (value, sparkle_user_get_n_following (self));
      break;
    case PROP_FOLLOWED:
      g_value_set_boolean (value, sparkle_user_get_followed (self));
      break;
    case PROP_PENDING:
      g_value_set_enum (value, sparkle_user_get_pending (self));
      break;
    case PROP_KNOWN:
      g_value_set_boolean (value, sparkle_user_get_known (self));
      break;
    }
}

static void
sparkle_user_finalize (GObject *object)
{
  SparkleUser *self = SPARKLE_USER (object);

  g_clear_pointer (&self->row, sparkle_store_user_free);
  G_OBJECT_CLASS (sparkle_user_parent_class)->finalize (object);
}

static void
sparkle_user_class_init (SparkleUserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sparkle_user_finalize;
  object_class->get_property = sparkle_user_get_property;
  properties[PROP_ID] = SPARKLE_PROP_TEXT ("id");
  properties[PROP_USERNAME] = SPARKLE_PROP_TEXT ("username");
  properties[PROP_DISPLAY_NAME] = SPARKLE_PROP_TEXT ("display-name");
  properties[PROP_NAME] = SPARKLE_PROP_TEXT ("name");
  properties[PROP_BIO] = SPARKLE_PROP_TEXT ("bio");
  properties[PROP_ROLE] = SPARKLE_PROP_TEXT ("role");
  properties[PROP_LEVEL] = SPARKLE_PROP_INT ("level");
  properties[PROP_XP] = SPARKLE_PROP_INT ("xp");
  properties[PROP_CREATED_AT] = SPARKLE_PROP_INT ("created-at");
  properties[PROP_STATUS] = SPARKLE_PROP_TEXT ("status");
  properties[PROP_DELETED] = SPARKLE_PROP_BOOL ("deleted");
  properties[PROP_N_POSTS] = SPARKLE_PROP_INT ("n-posts");
  properties[PROP_N_FOLLOWERS] = SPARKLE_PROP_INT ("n-followers");
  properties[PROP_N_FOLLOWING] = SPARKLE_PROP_INT ("n-following");
  properties[PROP_FOLLOWED] = SPARKLE_PROP_BOOL ("followed");
  properties[PROP_PENDING] = g_param_spec_enum ("pending", NULL, NULL, SPARKLE_TYPE_PENDING, SPARKLE_PENDING_NONE, SPARKLE_PROP_FLAGS);
  properties[PROP_KNOWN] = SPARKLE_PROP_BOOL ("known");
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_user_init (SparkleUser *self)
{
}

/* What is shown of a record that is not cached. */
static SparkleStoreUser *
empty_row (const char *id)
{
  SparkleStoreUser *row = g_new0 (SparkleStoreUser, 1);

  row->id = g_strdup (id);
  return row;
}

void
sparkle_user_update (SparkleUser *self,
                     SparkleStoreUser *row)
{
  SparkleStoreUser *old = self->row;
  gboolean was_known = self->known;

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (old->id);
  g_object_freeze_notify (G_OBJECT (self));
  SPARKLE_NOTIFY_VALUE (self, was_known, self->known, PROP_KNOWN);
  SPARKLE_NOTIFY_TEXT (self, old->username, self->row->username, PROP_USERNAME);
  SPARKLE_NOTIFY_TEXT (self, old->display_name, self->row->display_name, PROP_DISPLAY_NAME);
  SPARKLE_NOTIFY_TEXT (self, old->bio, self->row->bio, PROP_BIO);
  SPARKLE_NOTIFY_TEXT (self, old->role, self->row->role, PROP_ROLE);
  SPARKLE_NOTIFY_VALUE (self, old->level, self->row->level, PROP_LEVEL);
  SPARKLE_NOTIFY_VALUE (self, old->xp, self->row->xp, PROP_XP);
  SPARKLE_NOTIFY_VALUE (self, old->created_at, self->row->created_at, PROP_CREATED_AT);
  SPARKLE_NOTIFY_TEXT (self, old->status, self->row->status, PROP_STATUS);
  SPARKLE_NOTIFY_VALUE (self, old->deleted, self->row->deleted, PROP_DELETED);
  SPARKLE_NOTIFY_VALUE (self, old->n_posts, self->row->n_posts, PROP_N_POSTS);
  SPARKLE_NOTIFY_VALUE (self, old->n_followers, self->row->n_followers, PROP_N_FOLLOWERS);
  SPARKLE_NOTIFY_VALUE (self, old->n_following, self->row->n_following, PROP_N_FOLLOWING);
  SPARKLE_NOTIFY_VALUE (self, old->followed, self->row->followed, PROP_FOLLOWED);
  SPARKLE_NOTIFY_VALUE (self, old->pending, self->row->pending, PROP_PENDING);
  if (g_strcmp0 (old->display_name, self->row->display_name) != 0 || g_strcmp0 (old->username, self->row->username) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  g_object_thaw_notify (G_OBJECT (self));
  sparkle_store_user_free (old);
}

SparkleUser *
sparkle_user_new (const char *id,
                  SparkleStoreUser *row)
{
  SparkleUser *self = g_object_new (SPARKLE_TYPE_USER, NULL);

  self->known = row != NULL;
  self->row = row != NULL ? row : empty_row (id);
  return self;
}
