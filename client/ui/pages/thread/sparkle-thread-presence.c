/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread-presence.h"

#include <glib/gi18n.h>

/* News come at any rate; the line changes no more often than this. */
#define EVERY_MS 1500

struct _SparkleThreadPresence
{
  AdwBin parent_instance;

  SparkleSession *session; /* (owned) (nullable) */
  char           *post_id;
  char          **here;    /* ids, oneself among them */
  char          **typing;
  unsigned        rest_id; /* set while the line is left alone */
  gboolean        changed;
  GtkLabel       *label;
};

G_DEFINE_FINAL_TYPE (SparkleThreadPresence, sparkle_thread_presence, ADW_TYPE_BIN)

/**
 * sparkle_thread_presence_describe:
 * @names: of people, %NULL-terminated
 * @n_more: how many others there are
 * @typing: whether they write; else they are just here
 *
 * Returns: (transfer full) (nullable): "Ada and 2 others are here"; %NULL when nobody is
 */
char *
sparkle_thread_presence_describe (const char * const *names,
                                  unsigned            n_more,
                                  gboolean            typing)
{
  unsigned n_names = g_strv_length ((char **) names), others;

  if (n_names + n_more == 0)
    return NULL;
  if (n_names == 0)
    return g_strdup_printf (typing ? ngettext ("%u person is writing", "%u people are writing", n_more)
                                   : ngettext ("%u other person is here", "%u other people are here", n_more), n_more);
  if (n_names == 1 && n_more == 0)
    /* Translators: the placeholder is a person’s name */
    return g_strdup_printf (typing ? _("%s is writing") : _("%s is here too"), names[0]);
  if (n_names == 2 && n_more == 0)
    /* Translators: the placeholders are people’s names */
    return g_strdup_printf (typing ? _("%s and %s are writing") : _("%s and %s are here too"), names[0], names[1]);
  others = n_names - 1 + n_more;
  /* Translators: a person’s name, and how many others */
  return g_strdup_printf (typing ? ngettext ("%s and %u other are writing", "%s and %u others are writing", others)
                                 : ngettext ("%s and %u other are here too", "%s and %u others are here too", others), names[0], others);
}

static char *
describe (SparkleThreadPresence *self,
          char                 **ids,
          gboolean               typing)
{
  const char *reader = sparkle_session_get_account_id (self->session);
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;
  unsigned more = 0;

  for (unsigned i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      g_autoptr(SparkleUser) user = NULL;

      if (g_strcmp0 (ids[i], reader) == 0)
        continue;
      user = sparkle_entities_get_user (sparkle_session_get_entities (self->session), ids[i]);
      if (sparkle_user_get_known (user))
        g_strv_builder_add (names, sparkle_user_get_name (user));
      else
        more++;
    }
  list = g_strv_builder_end (names);
  return sparkle_thread_presence_describe ((const char * const *) list, more, typing);
}

static void
update (SparkleThreadPresence *self)
{
  g_autofree char *text = NULL;

  self->changed = FALSE;
  if (sparkle_session_get_online (self->session))
    {
      text = describe (self, self->typing, TRUE);
      if (text == NULL)
        text = describe (self, self->here, FALSE);
    }
  gtk_label_set_label (self->label, text != NULL ? text : "");
}

static gboolean
rest_ends_cb (gpointer data)
{
  SparkleThreadPresence *self = data;

  if (self->changed)
    {
      update (self);
      return G_SOURCE_CONTINUE;
    }
  self->rest_id = 0;
  return G_SOURCE_REMOVE;
}

static void
update_soon (SparkleThreadPresence *self)
{
  self->changed = TRUE;
  if (self->rest_id != 0)
    return;
  update (self);
  self->rest_id = g_timeout_add (EVERY_MS, rest_ends_cb, self);
}

static void
presence_cb (SparkleThreadPresence *self,
             const char            *post_id,
             char                 **here,
             char                 **typing)
{
  if (g_strcmp0 (post_id, self->post_id) != 0)
    return;
  g_strfreev (self->here);
  g_strfreev (self->typing);
  self->here = g_strdupv (here);
  self->typing = g_strdupv (typing);
  update_soon (self);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_thread_presence_dispose (GObject *object)
{
  SparkleThreadPresence *self = SPARKLE_THREAD_PRESENCE (object);

  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_thread_presence_parent_class)->dispose (object);
}

static void
sparkle_thread_presence_finalize (GObject *object)
{
  SparkleThreadPresence *self = SPARKLE_THREAD_PRESENCE (object);

  g_strfreev (self->here);
  g_strfreev (self->typing);
  g_free (self->post_id);

  G_OBJECT_CLASS (sparkle_thread_presence_parent_class)->finalize (object);
}

static void
sparkle_thread_presence_class_init (SparkleThreadPresenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_thread_presence_dispose;
  object_class->finalize = sparkle_thread_presence_finalize;
}

static void
sparkle_thread_presence_init (SparkleThreadPresence *self)
{
  self->label = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (self->label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "sparkle-dim");
  gtk_widget_add_css_class (GTK_WIDGET (self), "presence");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));
}

/**
 * sparkle_thread_presence_set_session: (skip)
 * @session: open
 * @post_id: whose thread it is about
 *
 * Called once.
 */
void
sparkle_thread_presence_set_session (SparkleThreadPresence *self,
                                     SparkleSession        *session,
                                     const char            *post_id)
{
  g_return_if_fail (SPARKLE_IS_THREAD_PRESENCE (self) && self->session == NULL);

  self->session = g_object_ref (session);
  self->post_id = g_strdup (post_id);
  g_signal_connect_object (session, "presence", G_CALLBACK (presence_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::online", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
}
