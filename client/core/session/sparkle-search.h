/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sparkle-search-hit.h"

G_BEGIN_DECLS

/* Where something was found. What the server finds comes behind all that was found here, so that nothing moves that is being looked at. */
typedef enum
{
  SPARKLE_SEARCH_POSTS,
  SPARKLE_SEARCH_COMMENTS,
  SPARKLE_SEARCH_PEOPLE,
  SPARKLE_SEARCH_TAGS,
  SPARKLE_SEARCH_SERVER,
  SPARKLE_SEARCH_N_SECTIONS
} SparkleSearchSection;

/* What is looked for: one kind, or all of them. */
typedef enum
{
  SPARKLE_SEARCH_FOR_ALL,
  SPARKLE_SEARCH_FOR_POSTS,
  SPARKLE_SEARCH_FOR_COMMENTS,
  SPARKLE_SEARCH_FOR_PEOPLE,
  SPARKLE_SEARCH_FOR_TAGS,
} SparkleSearchFor;

/* How it stands with the server. */
typedef enum
{
  SPARKLE_SEARCH_ALONE,    /* not asked: nothing to ask for, or too short */
  SPARKLE_SEARCH_ASKING,
  SPARKLE_SEARCH_ANSWERED,
  SPARKLE_SEARCH_OFFLINE,  /* only this machine was searched */
  SPARKLE_SEARCH_FAILED,   /* the same, for another reason: error-message */
} SparkleSearchState;

#define SPARKLE_TYPE_SEARCH_STATE (sparkle_search_state_get_type ())
GType sparkle_search_state_get_type (void) G_GNUC_CONST;

/* One search, as somebody types it: what is cached is there within a blink, what the server knows follows when typing pauses.
 *
 * Properties (notify): busy (this machine is being searched), state, error-message (nullable), problem (nullable: a sentence about a filter
 * that makes no sense; the results are those of before), empty (nothing is looked for), n-found (unsigned), more (boolean: the server has more). */
#define SPARKLE_TYPE_SEARCH (sparkle_search_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSearch, sparkle_search, SPARKLE, SEARCH, GObject)

/* Looks for something else; a search under way is given up. */
void               sparkle_search_look_for          (SparkleSearch *self, const char *text, SparkleSearchFor what);
/* Asks again, the server too. */
void               sparkle_search_again             (SparkleSearch *self);
/* Asks the server for its next page, when there is one. */
void               sparkle_search_load_more         (SparkleSearch *self);

const char        *sparkle_search_get_text          (SparkleSearch *self); /* never NULL */
SparkleSearchFor   sparkle_search_get_what          (SparkleSearch *self);
/* transfer none: of SparkleSearchHit, best first */
GListModel        *sparkle_search_get_section       (SparkleSearch *self, SparkleSearchSection section);
gboolean           sparkle_search_get_busy          (SparkleSearch *self);
SparkleSearchState sparkle_search_get_state         (SparkleSearch *self);
const char        *sparkle_search_get_error_message (SparkleSearch *self); /* (nullable) */
const char        *sparkle_search_get_problem       (SparkleSearch *self); /* (nullable) */
gboolean           sparkle_search_get_empty         (SparkleSearch *self);
unsigned           sparkle_search_get_n_found       (SparkleSearch *self);
gboolean           sparkle_search_get_more          (SparkleSearch *self);

G_END_DECLS
