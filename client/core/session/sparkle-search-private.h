/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-query.h"
#include "sparkle-search.h"
#include "sparkle-session.h"
#include "sparkle-store-search.h"

G_BEGIN_DECLS

/* sparkle-search.c: what it shows; sparkle-search-ask.c: how it is found. */
struct _SparkleSearch
{
  GObject             parent_instance;

  SparkleSession     *session;        /* (owned) */
  char               *text;
  SparkleSearchFor    what;
  SparkleQuery       *query;          /* (owned) (nullable): NULL when there is nothing to look for */
  guint64             serial;         /* of the search: answers of older ones are passed over */
  GListStore         *sections[SPARKLE_SEARCH_N_SECTIONS]; /* (owned) */

  gboolean            busy;
  SparkleSearchState  state;
  char               *error_message;  /* (nullable) */
  char               *problem;        /* (nullable) */

  unsigned            debounce_id;
  GCancellable       *cancellable;    /* (owned) (nullable): of the call under way */
  GPtrArray          *answer;         /* (owned) (nullable): hits of the server that wait for those of this machine */
  char               *next;           /* (nullable): cursor of the server's next page */
};

/* How the session makes one: it holds the session, which does not hold it. */
SparkleSearch *sparkle_search_new         (SparkleSession *session);

/* ---- telling (sparkle-search.c) ---- */
void           sparkle_search_set_busy     (SparkleSearch *self, gboolean busy);
void           sparkle_search_set_state    (SparkleSearch *self, SparkleSearchState state, const char *message);
void           sparkle_search_set_problem  (SparkleSearch *self, const char *problem);
void           sparkle_search_set_next     (SparkleSearch *self, const char *next);
void           sparkle_search_notify_found (SparkleSearch *self);

/* ---- asking (sparkle-search-ask.c) ---- */
/* (transfer full) */
SparkleSearchHit *sparkle_search_hit_of_row (const SparkleFoundRow *row);
void           sparkle_search_came_online  (SparkleSearch *self);

/* ---- answers of the server (sparkle-search-answer.c) ---- */
typedef struct
{
  GPtrArray *hits; /* of SparkleSearchHit */
  char      *next; /* (nullable): cursor */
} SparkleSearchAnswer;

/* (transfer full) (nullable): what is no hit is passed over; NULL with PROTOCOL when it is no answer at all. */
SparkleSearchAnswer *sparkle_search_answer_parse (GBytes *bytes, const SparkleQuery *query, GError **error);
void                 sparkle_search_answer_free  (SparkleSearchAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleSearchAnswer, sparkle_search_answer_free)
/* (transfer full): the path and query of GET /search */
char                *sparkle_search_path         (const char *text, SparkleSearchFor what, const char *cursor);

G_END_DECLS
