/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-private.h"

G_DEFINE_FINAL_TYPE (SparkleSearch, sparkle_search, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (SparkleSearchState, sparkle_search_state,
                    G_DEFINE_ENUM_VALUE (SPARKLE_SEARCH_ALONE, "alone"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SEARCH_ASKING, "asking"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SEARCH_ANSWERED, "answered"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SEARCH_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (SPARKLE_SEARCH_FAILED, "failed"))

typedef enum { PROP_BUSY = 1, PROP_STATE, PROP_ERROR_MESSAGE, PROP_PROBLEM, PROP_EMPTY, PROP_N_FOUND, PROP_MORE } SparkleSearchProperty;
static GParamSpec *properties[PROP_MORE + 1];

/* ---- telling ------------------------------------------------------------------------------------------------------- */

void
sparkle_search_set_busy (SparkleSearch *self,
                         gboolean       busy)
{
  if (self->busy == busy)
    return;
  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

void
sparkle_search_set_state (SparkleSearch      *self,
                          SparkleSearchState  state,
                          const char         *message)
{
  if (g_set_str (&self->error_message, message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
sparkle_search_set_problem (SparkleSearch *self,
                            const char    *problem)
{
  if (g_set_str (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

void
sparkle_search_set_next (SparkleSearch *self,
                         const char    *next)
{
  gboolean had = self->next != NULL;

  g_set_str (&self->next, next);
  if (had != (next != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MORE]);
}

void
sparkle_search_notify_found (SparkleSearch *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FOUND]);
}

/* ---- object -------------------------------------------------------------------------------------------------------------------- */

static void
sparkle_search_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SparkleSearch *self = SPARKLE_SEARCH (object);

  switch ((SparkleSearchProperty) prop_id)
    {
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, self->error_message);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_EMPTY:
      g_value_set_boolean (value, self->query == NULL);
      break;
    case PROP_N_FOUND:
      g_value_set_uint (value, sparkle_search_get_n_found (self));
      break;
    case PROP_MORE:
      g_value_set_boolean (value, self->next != NULL);
      break;
    }
}

static void
sparkle_search_dispose (GObject *object)
{
  SparkleSearch *self = SPARKLE_SEARCH (object);

  g_clear_handle_id (&self->debounce_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    g_clear_object (&self->sections[i]);
  g_clear_pointer (&self->answer, g_ptr_array_unref);
  g_clear_pointer (&self->query, sparkle_query_unref);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_search_parent_class)->dispose (object);
}

static void
sparkle_search_finalize (GObject *object)
{
  SparkleSearch *self = SPARKLE_SEARCH (object);

  g_free (self->text);
  g_free (self->error_message);
  g_free (self->problem);
  g_free (self->next);

  G_OBJECT_CLASS (sparkle_search_parent_class)->finalize (object);
}

static void
sparkle_search_class_init (SparkleSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sparkle_search_get_property;
  object_class->dispose = sparkle_search_dispose;
  object_class->finalize = sparkle_search_finalize;

  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SPARKLE_TYPE_SEARCH_STATE, SPARKLE_SEARCH_ALONE, flags);
  properties[PROP_ERROR_MESSAGE] = g_param_spec_string ("error-message", NULL, NULL, NULL, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  properties[PROP_EMPTY] = g_param_spec_boolean ("empty", NULL, NULL, TRUE, flags);
  properties[PROP_N_FOUND] = g_param_spec_uint ("n-found", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_MORE] = g_param_spec_boolean ("more", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
sparkle_search_init (SparkleSearch *self)
{
  self->text = g_strdup ("");
  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    self->sections[i] = g_list_store_new (SPARKLE_TYPE_SEARCH_HIT);
}

SparkleSearch *
sparkle_search_new (SparkleSession *session)
{
  SparkleSearch *self = g_object_new (SPARKLE_TYPE_SEARCH, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::online", G_CALLBACK (sparkle_search_came_online), self, G_CONNECT_SWAPPED);
  return self;
}

const char *
sparkle_search_get_text (SparkleSearch *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH (self), NULL);

  return self->text;
}

SparkleSearchFor
sparkle_search_get_what (SparkleSearch *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH (self), SPARKLE_SEARCH_FOR_ALL);

  return self->what;
}

GListModel *
sparkle_search_get_section (SparkleSearch        *self,
                            SparkleSearchSection  section)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH (self) && section < SPARKLE_SEARCH_N_SECTIONS, NULL);

  return G_LIST_MODEL (self->sections[section]);
}

gboolean
sparkle_search_get_busy (SparkleSearch *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH (self), FALSE);

  return self->busy;
}

SparkleSearchState
sparkle_search_get_state (SparkleSearch *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH (self), SPARKLE_SEARCH_ALONE);

  return self->state;
}

const char *
sparkle_search_get_error_message (SparkleSearch *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH (self), NULL);

  return self->error_message;
}

const char *
sparkle_search_get_problem (SparkleSearch *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH (self), NULL);

  return self->problem;
}

gboolean
sparkle_search_get_empty (SparkleSearch *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH (self), TRUE);

  return self->query == NULL;
}

unsigned
sparkle_search_get_n_found (SparkleSearch *self)
{
  unsigned n = 0;

  g_return_val_if_fail (SPARKLE_IS_SEARCH (self), 0);

  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    n += g_list_model_get_n_items (G_LIST_MODEL (self->sections[i]));
  return n;
}

gboolean
sparkle_search_get_more (SparkleSearch *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH (self), FALSE);

  return self->next != NULL;
}
