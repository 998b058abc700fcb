/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-provider.h"

#include "sparkle-excerpt.h"
#include "sparkle-highlight.h"
#include "sparkle-link.h"
#include "sparkle-session-search.h"

/* Of each kind: a desktop shows five. */
#define LIMIT 10

struct _SparkleSearchProvider
{
  GObject parent_instance;

  SparkleApplication *application; /* (unowned): it owns us */
  GHashTable         *found;       /* (owned) permanent link -> SparkleSearchHit, of the last answer */
  unsigned            id;          /* of the object on the bus; 0: none */
};

G_DEFINE_FINAL_TYPE (SparkleSearchProvider, sparkle_search_provider, G_TYPE_OBJECT)

static const char interface[] =
  "<node><interface name='org.gnome.Shell.SearchProvider2'>"
  "<method name='GetInitialResultSet'><arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
  "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/><arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
  "<method name='GetResultMetas'><arg type='as' direction='in'/><arg type='aa{sv}' direction='out'/></method>"
  "<method name='ActivateResult'><arg type='s' direction='in'/><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
  "<method name='LaunchSearch'><arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
  "</interface></node>";

typedef struct
{
  SparkleSearchProvider *self;       /* (owned) */
  GDBusMethodInvocation *invocation; /* (owned) */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->self);
  g_object_unref (call->invocation);
  g_free (call);
}

/* (transfer full) (nullable): the same link that people send each other, so that it is good for as long as the desktop keeps it. */
static char *
link_of (SparkleSearchHit *hit,
         const char       *server)
{
  switch (sparkle_search_hit_get_kind (hit))
    {
    case SPARKLE_HIT_POST:
      return sparkle_link_format (server, sparkle_search_hit_get_id (hit), NULL);
    case SPARKLE_HIT_COMMENT:
      return sparkle_link_format (server, sparkle_search_hit_get_post_id (hit), sparkle_search_hit_get_id (hit));
    case SPARKLE_HIT_USER:
    case SPARKLE_HIT_TAG:
      break;
    }
  return NULL;
}

static DexFuture *
searched_cb (DexFuture *future,
             gpointer   user_data)
{
  Call *call = user_data;
  const char *server = sparkle_session_get_server (sparkle_application_get_session (call->self->application));
  const GValue *value = dex_future_get_value (future, NULL);
  GPtrArray *hits = value != NULL ? g_value_get_boxed (value) : NULL;
  g_autoptr(GStrvBuilder) links = g_strv_builder_new ();
  g_auto(GStrv) answer = NULL;

  g_hash_table_remove_all (call->self->found);
  for (unsigned i = 0; hits != NULL && server != NULL && i < hits->len; i++)
    {
      g_autofree char *link = link_of (hits->pdata[i], server);

      if (link == NULL)
        continue;
      g_strv_builder_add (links, link);
      g_hash_table_insert (call->self->found, g_steal_pointer (&link), g_object_ref (hits->pdata[i]));
    }
  answer = g_strv_builder_end (links);
  /* What cannot be looked for has no results: the desktop has no place for a sentence. */
  g_dbus_method_invocation_return_value (g_object_ref (call->invocation), g_variant_new ("(^as)", answer));
  return NULL;
}

static void
search (SparkleSearchProvider *self,
        char                 **terms,
        GDBusMethodInvocation *invocation)
{
  SparkleSession *session = sparkle_application_get_session (self->application);
  g_autofree char *text = g_strjoinv (" ", terms);
  Call *call;

  if (session == NULL)
    {
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", (const char * const[]) { NULL }));
      return;
    }
  call = g_new0 (Call, 1);
  call->self = g_object_ref (self);
  call->invocation = invocation;
  dex_future_disown (dex_future_finally (sparkle_session_search_cached (session, text, LIMIT), searched_cb, call, call_free));
}

/* (transfer full): without marks, and what is hidden in it stays hidden. */
static char *
plain (const char *marked)
{
  g_autofree char *text = sparkle_highlight_strip (marked, NULL);

  return sparkle_plain_text (text);
}

static void
add_meta (GVariantBuilder  *metas,
          const char       *link,
          SparkleSearchHit *hit)
{
  g_autofree char *title = plain (sparkle_search_hit_get_title (hit));
  g_autofree char *fragment = sparkle_highlight_strip (sparkle_search_hit_get_fragment (hit), NULL);
  const char *author = sparkle_search_hit_get_author (hit);
  g_autofree char *description = *author == '\0' ? g_strdup (fragment) : g_strconcat (author, ": ", fragment, NULL);

  g_variant_builder_open (metas, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (metas, "{sv}", "id", g_variant_new_string (link));
  g_variant_builder_add (metas, "{sv}", "name", g_variant_new_string (title));
  g_variant_builder_add (metas, "{sv}", "description", g_variant_new_string (description));
  g_variant_builder_add (metas, "{sv}", "gicon", g_variant_new_string (SPARKLE_APP_ID));
  g_variant_builder_close (metas);
}

static void
describe (SparkleSearchProvider *self,
          char                 **links,
          GDBusMethodInvocation *invocation)
{
  GVariantBuilder metas;

  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (unsigned i = 0; links[i] != NULL; i++)
    {
      SparkleSearchHit *hit = g_hash_table_lookup (self->found, links[i]);

      if (hit != NULL)
        add_meta (&metas, links[i], hit);
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &metas));
}

static void
called_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface_name,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  SparkleSearchProvider *self = SPARKLE_SEARCH_PROVIDER (user_data);
  g_auto(GStrv) list = NULL;

  sparkle_application_linger (self->application);
  if (g_str_equal (method, "ActivateResult"))
    {
      const char *link;
      g_autoptr(GFile) file = NULL;

      g_variant_get (parameters, "(&s^asu)", &link, NULL, NULL);
      file = g_file_new_for_uri (link);
      g_application_open (G_APPLICATION (self->application), &file, 1, "");
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }
  g_variant_get_child (parameters, g_str_equal (method, "GetSubsearchResultSet") ? 1 : 0, "^as", &list);
  if (g_str_equal (method, "GetResultMetas"))
    describe (self, list, invocation);
  else if (g_str_equal (method, "LaunchSearch"))
    {
      g_autofree char *text = g_strjoinv (" ", list);

      g_action_group_activate_action (G_ACTION_GROUP (self->application), "search", g_variant_new_string (text));
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    search (self, list, invocation);
}

static void
sparkle_search_provider_dispose (GObject *object)
{
  g_clear_pointer (&SPARKLE_SEARCH_PROVIDER (object)->found, g_hash_table_unref);

  G_OBJECT_CLASS (sparkle_search_provider_parent_class)->dispose (object);
}

static void
sparkle_search_provider_class_init (SparkleSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_search_provider_dispose;
}

static void
sparkle_search_provider_init (SparkleSearchProvider *self)
{
  self->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * sparkle_search_provider_new:
 * @application: whose session is searched; outlives the provider
 *
 * Returns: (transfer full): not yet on a bus
 */
SparkleSearchProvider *
sparkle_search_provider_new (SparkleApplication *application)
{
  SparkleSearchProvider *self = g_object_new (SPARKLE_TYPE_SEARCH_PROVIDER, NULL);

  self->application = application;
  return self;
}

/**
 * sparkle_search_provider_register:
 * @bus: the session's
 *
 * Puts the provider on the bus; to be done before the name is taken, or the first question would find nobody.
 *
 * Returns: %FALSE with @error set when the path is taken
 */
gboolean
sparkle_search_provider_register (SparkleSearchProvider  *self,
                                  GDBusConnection        *bus,
                                  GError                **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = called_cb };
  g_autoptr(GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface, NULL);

  g_return_val_if_fail (SPARKLE_IS_SEARCH_PROVIDER (self) && self->id == 0, FALSE);

  self->id = g_dbus_connection_register_object (bus, SPARKLE_SEARCH_PROVIDER_PATH, node->interfaces[0], &vtable,
                                                g_object_ref (self), g_object_unref, error);
  return self->id != 0;
}

/**
 * sparkle_search_provider_unregister:
 * @bus: where it was registered
 */
void
sparkle_search_provider_unregister (SparkleSearchProvider *self,
                                    GDBusConnection       *bus)
{
  g_return_if_fail (SPARKLE_IS_SEARCH_PROVIDER (self));

  if (self->id != 0)
    g_dbus_connection_unregister_object (bus, self->id);
  self->id = 0;
}
