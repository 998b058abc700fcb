/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-private.h"

#include "sparkle-error.h"
#include "sparkle-session-private.h"
#include "sparkle-store-search.h"

#define DEBOUNCE_MS  300 /* of typing before the server is asked: the rate limit is one search a second */
#define LETTERS_MIN  2   /* that it is asked for */
#define LIMIT_ALL    15  /* of each kind, when all are looked for */
#define LIMIT_ONE    100 /* when one kind is looked for */
#define SERVER_MAX   400 /* hits of the server that are kept */

/* What an answer needs to know of who asked. */
typedef struct
{
  GWeakRef        search;
  SparkleSession *session; /* (owned) */
  SparkleQuery   *query;   /* (owned) */
  GCancellable   *cancellable; /* (owned) (nullable) */
  char           *path;    /* (nullable): of the server */
  guint64         serial;
} Ask;

static Ask *
ask_new (SparkleSearch *self)
{
  Ask *ask = g_new0 (Ask, 1);

  g_weak_ref_init (&ask->search, self);
  ask->session = g_object_ref (self->session);
  ask->query = sparkle_query_ref (self->query);
  ask->serial = self->serial;
  return ask;
}

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_weak_ref_clear (&ask->search);
  g_object_unref (ask->session);
  g_clear_object (&ask->cancellable);
  sparkle_query_unref (ask->query);
  g_free (ask->path);
  g_free (ask);
}

/* (transfer full) (nullable): who asked, unless they ask for something else by now. */
static SparkleSearch *
ask_of (Ask *ask)
{
  SparkleSearch *self = g_weak_ref_get (&ask->search);

  if (self != NULL && self->serial != ask->serial)
    g_clear_object (&self);
  return self;
}

/* ---- what was found --------------------------------------------------------------------------------------------------- */

static void
replace_section (SparkleSearch        *self,
                 SparkleSearchSection  section,
                 GPtrArray            *hits)
{
  GListStore *list = self->sections[section];

  g_list_store_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), hits->pdata, hits->len);
}

static void
clear_sections (SparkleSearch *self)
{
  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    g_list_store_remove_all (self->sections[i]);
  sparkle_search_notify_found (self);
}

static gboolean
is_found (SparkleSearch    *self,
          SparkleSearchHit *hit)
{
  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    if (g_list_store_find_with_equal_func (self->sections[i], hit, (GEqualFunc) sparkle_search_hit_equal, NULL))
      return TRUE;
  return FALSE;
}

/* Only ever behind what is there. */
static void
append_answer (SparkleSearch *self)
{
  g_autoptr (GPtrArray) answer = g_steal_pointer (&self->answer);

  for (unsigned i = 0; answer != NULL && i < answer->len; i++)
    if (!is_found (self, answer->pdata[i]) && g_list_model_get_n_items (G_LIST_MODEL (self->sections[SPARKLE_SEARCH_SERVER])) < SERVER_MAX)
      g_list_store_append (self->sections[SPARKLE_SEARCH_SERVER], answer->pdata[i]);
  sparkle_search_notify_found (self);
}

/* ---- this machine ------------------------------------------------------------------------------------------------------ */

SparkleSearchHit *
sparkle_search_hit_of_row (const SparkleFoundRow *row)
{
  SparkleHitData data = {
    .kind = row->collection == SPARKLE_COLLECTION_POST ? SPARKLE_HIT_POST : row->collection == SPARKLE_COLLECTION_COMMENT ? SPARKLE_HIT_COMMENT :
            row->collection == SPARKLE_COLLECTION_USER ? SPARKLE_HIT_USER : SPARKLE_HIT_TAG,
    .id = row->id,
    .post_id = row->post_id,
    .title = row->title,
    .fragment = row->fragment,
    .author = row->author,
    .username = row->username,
    .at = row->at,
    .count = row->count,
  };

  return sparkle_search_hit_new (&data);
}

static void
show_rows (SparkleSearch *self,
           GPtrArray     *rows)
{
  GPtrArray *hits[SPARKLE_SEARCH_N_SECTIONS];

  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    hits[i] = g_ptr_array_new_with_free_func (g_object_unref);
  for (unsigned i = 0; i < rows->len; i++)
    {
      SparkleSearchHit *hit = sparkle_search_hit_of_row (rows->pdata[i]);

      /* the kinds of hits are in the order of the sections */
      g_ptr_array_add (hits[sparkle_search_hit_get_kind (hit)], hit);
    }
  for (unsigned i = 0; i < SPARKLE_SEARCH_N_SECTIONS; i++)
    {
      replace_section (self, i, hits[i]);
      g_ptr_array_unref (hits[i]);
    }
}

static DexFuture *
searched_cb (DexFuture *future,
             gpointer   user_data)
{
  Ask *ask = user_data;
  g_autoptr (SparkleSearch) self = ask_of (ask);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (self == NULL)
    return NULL;
  if (value != NULL)
    show_rows (self, g_value_get_boxed (value));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      clear_sections (self);
      sparkle_search_set_state (self, SPARKLE_SEARCH_FAILED, error->message);
    }
  append_answer (self);
  sparkle_search_set_busy (self, FALSE);
  return NULL;
}

static void
search_here (SparkleSearch *self)
{
  static const SparkleCollection collections[] = { SPARKLE_N_COLLECTIONS, SPARKLE_COLLECTION_POST, SPARKLE_COLLECTION_COMMENT,
                                                   SPARKLE_COLLECTION_USER, SPARKLE_COLLECTION_TAG };
  SparkleSearchWish wish = { self->query, collections[self->what], self->what == SPARKLE_SEARCH_FOR_ALL ? LIMIT_ALL : LIMIT_ONE };

  sparkle_search_set_busy (self, TRUE);
  dex_future_disown (dex_future_finally (sparkle_store_search (self->session->store, &wish), searched_cb, ask_new (self), ask_free));
}

/* ---- the server ---------------------------------------------------------------------------------------------------------- */

static void
take_answer (SparkleSearch       *self,
             SparkleSearchAnswer *answer)
{
  g_clear_pointer (&self->answer, g_ptr_array_unref);
  self->answer = g_ptr_array_ref (answer->hits);
  if (!self->busy)
    append_answer (self);
  sparkle_search_set_next (self, answer->next);
  sparkle_search_set_state (self, SPARKLE_SEARCH_ANSWERED, NULL);
}

static void
take_failure (SparkleSearch *self,
              const GError  *error)
{
  if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE))
    sparkle_search_set_state (self, SPARKLE_SEARCH_OFFLINE, NULL);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    sparkle_search_set_state (self, SPARKLE_SEARCH_FAILED, error->message);
}

static DexFuture *
ask_fiber (gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = dex_await_boxed (sparkle_http_call_raw (ask->session->http, "GET", ask->path, NULL, ask->cancellable), &error);
  g_autoptr (SparkleSearchAnswer) answer = bytes != NULL ? sparkle_search_answer_parse (bytes, ask->query, &error) : NULL;
  g_autoptr (SparkleSearch) self = ask_of (ask);

  if (self == NULL || ask->session->closed)
    return dex_future_new_false ();
  g_clear_object (&self->cancellable);
  if (answer != NULL)
    take_answer (self, answer);
  else
    take_failure (self, error);
  return dex_future_new_true ();
}

static void
call_server (SparkleSearch *self,
             const char    *cursor)
{
  Ask *ask = ask_new (self);

  ask->path = sparkle_search_path (self->text, self->what, cursor);
  self->cancellable = g_cancellable_new ();
  ask->cancellable = g_object_ref (self->cancellable);
  sparkle_search_set_state (self, SPARKLE_SEARCH_ASKING, NULL);
  dex_future_disown (dex_scheduler_spawn (NULL, 0, ask_fiber, ask, ask_free));
}

static gboolean
debounce_cb (gpointer data)
{
  SparkleSearch *self = SPARKLE_SEARCH (data);

  self->debounce_id = 0;
  if (!self->session->closed)
    call_server (self, NULL);
  return G_SOURCE_REMOVE;
}

static gboolean
is_worth_asking (SparkleSearch *self)
{
  g_autofree char *plain = sparkle_query_plain (self->query);

  return sparkle_query_has_filters (self->query) || g_utf8_strlen (plain, -1) >= LETTERS_MIN || (guchar) *plain >= 0x80;
}

static void
give_up_server (SparkleSearch *self)
{
  g_clear_handle_id (&self->debounce_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->answer, g_ptr_array_unref);
  sparkle_search_set_next (self, NULL);
}

static void
ask_server_soon (SparkleSearch *self)
{
  give_up_server (self);
  if (!is_worth_asking (self))
    sparkle_search_set_state (self, SPARKLE_SEARCH_ALONE, NULL);
  else if (self->session->http == NULL || !self->session->network_enabled || !sparkle_session_get_online (self->session))
    sparkle_search_set_state (self, SPARKLE_SEARCH_OFFLINE, NULL);
  else
    {
      sparkle_search_set_state (self, SPARKLE_SEARCH_ASKING, NULL);
      self->debounce_id = g_timeout_add (DEBOUNCE_MS, debounce_cb, self);
    }
}

void
sparkle_search_came_online (SparkleSearch *self)
{
  if (self->query != NULL && self->state == SPARKLE_SEARCH_OFFLINE && sparkle_session_get_online (self->session))
    ask_server_soon (self);
}

/* ---- asking ------------------------------------------------------------------------------------------------------------------ */

static void
take_query (SparkleSearch *self,
            SparkleQuery  *query)
{
  gboolean was_empty = self->query == NULL;

  g_clear_pointer (&self->query, sparkle_query_unref);
  self->serial++;
  if (query == NULL || sparkle_query_is_empty (query) || self->session->store == NULL)
    {
      if (self->session->store != NULL)
        sparkle_store_cancel_search (self->session->store);
      give_up_server (self);
      clear_sections (self);
      sparkle_search_set_busy (self, FALSE);
      sparkle_search_set_state (self, SPARKLE_SEARCH_ALONE, NULL);
    }
  else
    {
      self->query = sparkle_query_ref (query);
      ask_server_soon (self);
      search_here (self);
    }
  if (was_empty != (self->query == NULL))
    g_object_notify (G_OBJECT (self), "empty");
}

static void
look (SparkleSearch *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SparkleQuery) query = sparkle_query_parse (self->text, &error);

  /* a filter that makes no sense (yet): what is shown stays */
  sparkle_search_set_problem (self, error != NULL ? sparkle_error_get_detail (error, 0)->message : NULL);
  if (error == NULL)
    take_query (self, query);
}

/**
 * sparkle_search_look_for:
 * @self: a search
 * @text: what was typed, in the language of sparkle-query.h
 * @what: everything, or one kind
 *
 * Looks for something else. May be called at every key.
 */
void
sparkle_search_look_for (SparkleSearch    *self,
                         const char       *text,
                         SparkleSearchFor  what)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (SPARKLE_IS_SEARCH (self) && text != NULL);

  valid = g_utf8_make_valid (text, -1);
  if (g_str_equal (self->text, valid) && self->what == what)
    return;
  g_set_str (&self->text, valid);
  self->what = what;
  look (self);
}

void
sparkle_search_again (SparkleSearch *self)
{
  g_return_if_fail (SPARKLE_IS_SEARCH (self));

  look (self);
}

void
sparkle_search_load_more (SparkleSearch *self)
{
  g_autofree char *next = NULL;

  g_return_if_fail (SPARKLE_IS_SEARCH (self));

  if (self->next == NULL || self->cancellable != NULL || self->query == NULL || self->session->closed ||
      g_list_model_get_n_items (G_LIST_MODEL (self->sections[SPARKLE_SEARCH_SERVER])) >= SERVER_MAX)
    return;
  next = g_strdup (self->next);
  call_server (self, next);
}
