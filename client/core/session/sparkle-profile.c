/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-profile.h"

#include "sparkle-store-reader.h"

struct _SparkleProfile
{
  GObject      parent_instance;

  char        *username;      /* (owned) */
  SparkleUser *user;          /* (owned) (nullable) */
  SparkleFeed *posts;         /* (owned) (nullable) */
  char        *error_message; /* (owned) (nullable) */
  gboolean     loading;

  SparkleEntities   *entities; /* (owned) (nullable) */
  SparkleEntityList *lists[SPARKLE_IDS_BOOKMARKS]; /* (owned) (nullable): made when they are asked for */
  gulong             changed_id;
  gboolean           fetched;
  gboolean           complete;
};

G_DEFINE_FINAL_TYPE (SparkleProfile, sparkle_profile, G_TYPE_OBJECT)

typedef enum
{
  PROP_USERNAME = 1,
  PROP_USER,
  PROP_POSTS,
  PROP_LOADING,
  PROP_ERROR_MESSAGE,
  PROP_FETCHED,
  PROP_COMPLETE,
} SparkleProfileProperty;

static GParamSpec *properties[PROP_COMPLETE + 1];

static void
sparkle_profile_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  SparkleProfile *self = SPARKLE_PROFILE (object);

  switch ((SparkleProfileProperty) prop_id)
    {
    case PROP_USERNAME:
      g_value_set_string (value, self->username);
      break;
    case PROP_USER:
      g_value_set_object (value, self->user);
      break;
    case PROP_POSTS:
      g_value_set_object (value, self->posts);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, self->error_message);
      break;
    case PROP_FETCHED:
      g_value_set_boolean (value, self->fetched);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    }
}

static void
sparkle_profile_dispose (GObject *object)
{
  SparkleProfile *self = SPARKLE_PROFILE (object);

  if (self->entities != NULL)
    g_clear_signal_handler (&self->changed_id, sparkle_entities_get_store (self->entities));
  g_clear_object (&self->entities);
  for (unsigned i = 0; i < G_N_ELEMENTS (self->lists); i++)
    g_clear_object (&self->lists[i]);
  g_clear_object (&self->user);
  g_clear_object (&self->posts);

  G_OBJECT_CLASS (sparkle_profile_parent_class)->dispose (object);
}

static void
sparkle_profile_finalize (GObject *object)
{
  SparkleProfile *self = SPARKLE_PROFILE (object);

  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->error_message, g_free);

  G_OBJECT_CLASS (sparkle_profile_parent_class)->finalize (object);
}

static void
sparkle_profile_class_init (SparkleProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sparkle_profile_get_property;
  object_class->dispose = sparkle_profile_dispose;
  object_class->finalize = sparkle_profile_finalize;

  properties[PROP_USERNAME] = g_param_spec_string ("username", NULL, NULL, NULL, flags);
  properties[PROP_USER] = g_param_spec_object ("user", NULL, NULL, SPARKLE_TYPE_USER, flags);
  properties[PROP_POSTS] = g_param_spec_object ("posts", NULL, NULL, SPARKLE_TYPE_FEED, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR_MESSAGE] = g_param_spec_string ("error-message", NULL, NULL, NULL, flags);
  properties[PROP_FETCHED] = g_param_spec_boolean ("fetched", NULL, NULL, FALSE, flags);
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_profile_init (SparkleProfile *self)
{
}

/**
 * sparkle_profile_new:
 * @username: whose
 *
 * Returns: (transfer full): a profile of somebody who is not known yet
 */
SparkleProfile *
sparkle_profile_new (const char *username)
{
  SparkleProfile *self;

  g_return_val_if_fail (username != NULL, NULL);

  self = g_object_new (SPARKLE_TYPE_PROFILE, NULL);
  self->username = g_strdup (username);
  return self;
}

const char *
sparkle_profile_get_username (SparkleProfile *self)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE (self), NULL);

  return self->username;
}

SparkleUser *
sparkle_profile_get_user (SparkleProfile *self)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE (self), NULL);

  return self->user;
}

SparkleFeed *
sparkle_profile_get_posts (SparkleProfile *self)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE (self), NULL);

  return self->posts;
}

gboolean
sparkle_profile_get_loading (SparkleProfile *self)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE (self), FALSE);

  return self->loading;
}

const char *
sparkle_profile_get_error_message (SparkleProfile *self)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE (self), NULL);

  return self->error_message;
}

/* How much of the person's scope is here. */
static void
update_scope (SparkleProfile *self)
{
  g_autofree char *scope = g_strconcat ("user/", sparkle_user_get_id (self->user), NULL);
  g_autoptr (SparkleScopeRow) row = sparkle_store_read_scope (sparkle_entities_get_store (self->entities), scope);
  gboolean fetched = row != NULL && row->phase == SPARKLE_SCOPE_FOLLOWING;
  gboolean complete = fetched && row->older == NULL;

  if (self->fetched != fetched)
    {
      self->fetched = fetched;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FETCHED]);
    }
  if (self->complete != complete)
    {
      self->complete = complete;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
    }
}

/**
 * sparkle_profile_set_found:
 * @self: a profile
 * @entities: the live objects
 * @user: the person
 * @posts: what they wrote
 *
 * Ends the search.
 */
void
sparkle_profile_set_found (SparkleProfile *self, SparkleEntities *entities, SparkleUser *user, SparkleFeed *posts)
{
  g_return_if_fail (SPARKLE_IS_PROFILE (self));
  g_return_if_fail (SPARKLE_IS_ENTITIES (entities) && SPARKLE_IS_USER (user) && SPARKLE_IS_FEED (posts));

  g_set_object (&self->entities, entities);
  if (g_set_object (&self->user, user))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USER]);
  if (g_set_object (&self->posts, posts))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSTS]);
  if (self->changed_id == 0)
    self->changed_id = g_signal_connect_object (sparkle_entities_get_store (entities), "changed", G_CALLBACK (update_scope), self, G_CONNECT_SWAPPED);
  update_scope (self);
  sparkle_profile_set_loading (self, FALSE, NULL);
}

/**
 * sparkle_profile_get_list:
 * @self: a profile
 * @kind: comments, followers or followed people
 *
 * Returns: (transfer none) (nullable): what is here of it; %NULL before the person was found
 */
GListModel *
sparkle_profile_get_list (SparkleProfile *self, SparkleIdListKind kind)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE (self), NULL);
  g_return_val_if_fail (kind < G_N_ELEMENTS (self->lists), NULL);

  if (self->entities == NULL)
    return NULL;
  if (self->lists[kind] == NULL)
    self->lists[kind] = sparkle_entity_list_new (self->entities, kind, sparkle_user_get_id (self->user));
  return G_LIST_MODEL (self->lists[kind]);
}

gboolean
sparkle_profile_get_fetched (SparkleProfile *self)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE (self), FALSE);

  return self->fetched;
}

gboolean
sparkle_profile_get_complete (SparkleProfile *self)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE (self), FALSE);

  return self->complete;
}

/**
 * sparkle_profile_load_older:
 * @self: a profile
 *
 * Asks for older posts, comments and people; the lists grow when they have come.
 *
 * Returns: %FALSE when there are none, or it is under way
 */
gboolean
sparkle_profile_load_older (SparkleProfile *self)
{
  g_return_val_if_fail (SPARKLE_IS_PROFILE (self), FALSE);

  return self->posts != NULL && !self->complete && sparkle_feed_load_older (self->posts);
}

/**
 * sparkle_profile_set_loading:
 * @self: a profile
 * @loading: whether the server is being asked
 * @error_message: (nullable): why nobody was found
 *
 * Says how the search goes.
 */
void
sparkle_profile_set_loading (SparkleProfile *self, gboolean loading, const char *error_message)
{
  g_return_if_fail (SPARKLE_IS_PROFILE (self));

  if (self->loading != loading)
    {
      self->loading = loading;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
    }
  if (g_set_str (&self->error_message, error_message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
}
