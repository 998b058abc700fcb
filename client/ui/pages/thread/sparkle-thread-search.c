/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread-search.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-session-comments.h"

typedef struct
{
  GWeakRef  page;
  char     *post_id; /* (owned) */
} Search;

static void
search_free (gpointer data)
{
  Search *self = data;

  g_weak_ref_clear (&self->page);
  g_free (self->post_id);
  g_free (self);
}

/* (nullable): nothing to be said */
static const char *
explain (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return NULL;
  if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_OFFLINE))
    return _("This comment is not on this machine. It is shown when there is a connection.");
  if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND) || g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_GONE))
    return _("This comment is gone: it was deleted, or you may not see it.");
  return error->message;
}

static DexFuture *
found_cb (DexFuture *future,
          gpointer   user_data)
{
  Search *self = user_data;
  g_autoptr(GtkWidget) page = g_weak_ref_get (&self->page);
  g_autoptr(GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  const char *words = NULL;

  /* A link may name a comment and another post than its own. */
  if (value == NULL)
    words = explain (error);
  else if (g_strcmp0 (g_value_get_string (value), self->post_id) != 0)
    words = _("This link is damaged: the comment belongs to another post.");
  if (page != NULL && words != NULL)
    gtk_widget_activate_action (page, "win.toast", "s", words);
  return dex_ref (future);
}

/**
 * sparkle_thread_search: (skip)
 * @page: of the thread
 * @session: open
 * @post_id: of the thread
 * @comment_id: what is looked for
 *
 * A comment that is not cached is fetched, and comes into the thread by that. When there is none, or it cannot be had now, the
 * page's window says so.
 */
void
sparkle_thread_search (GtkWidget      *page,
                       SparkleSession *session,
                       const char     *post_id,
                       const char     *comment_id)
{
  Search *self = g_new0 (Search, 1);

  g_weak_ref_init (&self->page, page);
  self->post_id = g_strdup (post_id);
  dex_future_disown (dex_future_finally (sparkle_session_find_comment (session, comment_id), found_cb, self, search_free));
}
