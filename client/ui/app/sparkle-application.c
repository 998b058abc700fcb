/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <pango/pangocairo.h>

#include "sparkle-appearance.h"
#include "sparkle-dialog-actions.h"
#include "sparkle-notifier.h"
#include "sparkle-search-provider.h"
#include "sparkle-session-server.h"
#include "sparkle-session-storage.h"
#include "sparkle-shortcuts.h"
#include "sparkle-window.h"

/* As in the preferences. */
#define STORAGE_UNLIMITED_MB 20000

/* How long the window waits for the cache before it shows itself. */
#define PATIENCE_MS 250

/* How long a process that the bus started stays when nobody opens a window. */
#define LINGER_SECONDS 10

struct _SparkleApplication
{
  AdwApplication parent_instance;

  SparkleSession    *session;       /* (owned) (nullable): made on the first activation */
  SparkleSettings   *settings;      /* (owned) (nullable): from startup on */
  SparkleAppearance *appearance;    /* (owned) (nullable): from startup on */
  char              *server;        /* (nullable): --server, until another one is chosen */
  char              *data_dir;      /* (nullable): --data */
  char              *link;          /* (nullable): to be opened as soon as the session is open */
  char              *notification;  /* (nullable): the same */
  char              *terms;         /* (nullable): to be looked for, the same */
  SparkleNotifier   *notifier;      /* (owned) (nullable): lives as long as the session */
  unsigned           signal_ids[2]; /* SIGINT, SIGTERM */
  GError            *failure;       /* (owned) (nullable): why the session did not open */
  SparkleSearchProvider *provider;  /* (owned): for the desktop's own search */
  unsigned           linger_id;     /* holds the process without a window; 0: there is one, or it was not started by the bus */
  unsigned           present_id;    /* shows the window although the cache is not open yet; 0: it is shown */
  gboolean           closing;       /* the session is being closed; the process waits for it */
  gboolean           reopening;     /* and another one is opened then */
};

G_DEFINE_FINAL_TYPE (SparkleApplication, sparkle_application, ADW_TYPE_APPLICATION)

static const GOptionEntry entries[] = {
  { "server", 's', 0, G_OPTION_ARG_STRING, NULL, N_("Address of the community’s server"), N_("URL") },
  { "data", 'd', 0, G_OPTION_ARG_FILENAME, NULL, N_("Keep everything in this folder and run beside other instances"), N_("DIR") },
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
  { NULL },
};

/* As soon as there is a window over an open session. */
static void
open_link (SparkleApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autofree char *link = NULL;

  if (self->link == NULL || window == NULL || !sparkle_session_is_open (self->session))
    return;
  link = g_steal_pointer (&self->link);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-link", "s", link);
}

/* A click on the desktop, perhaps one that has started this process. */
static void
open_notification (SparkleApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autofree char *id = NULL;

  if (self->notification == NULL || window == NULL || sparkle_session_get_state (self->session) == SPARKLE_SESSION_STATE_STARTING)
    return;
  id = g_steal_pointer (&self->notification);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.open-notification", "s", id);
}

/* What the desktop's search was asked to show more of. */
static void
open_search (SparkleApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autofree char *terms = NULL;

  if (self->terms == NULL || window == NULL || !sparkle_session_is_open (self->session))
    return;
  terms = g_steal_pointer (&self->terms);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.search-for", "s", terms);
}

/* The first thing that is seen is what the cache has; only a slow disk shows an empty window first. */
static void
present (SparkleApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  g_clear_handle_id (&self->present_id, g_source_remove);
  if (window != NULL)
    gtk_window_present (window);
}

static gboolean
present_cb (gpointer data)
{
  SparkleApplication *self = data;

  self->present_id = 0;
  present (self);
  return G_SOURCE_REMOVE;
}

/* That it is open, or why not, may be known before there is a window. */
static void
show_opened (SparkleApplication *self,
             GtkWindow          *window)
{
  if (self->failure != NULL)
    sparkle_window_show_fatal (SPARKLE_WINDOW (window), self->failure);
  else
    {
      open_link (self);
      open_notification (self);
      open_search (self);
    }
  present (self);
}

static DexFuture *
opened_cb (DexFuture *future,
           gpointer   user_data)
{
  SparkleApplication *self = SPARKLE_APPLICATION (user_data);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr(GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    {
      g_clear_error (&self->failure);
      self->failure = g_steal_pointer (&error);
    }
  if (window != NULL)
    show_opened (self, window);
  return dex_ref (future);
}

static void
tell_typing_cb (SparkleApplication *self)
{
  if (self->session != NULL)
    sparkle_session_set_tells_typing (self->session, sparkle_settings_get_boolean (self->settings, SPARKLE_SETTING_TELL_TYPING));
}

/* The most that can be chosen is no bound at all. */
static void
storage_budget_cb (SparkleApplication *self)
{
  int megabytes = sparkle_settings_get_int (self->settings, SPARKLE_SETTING_STORAGE_BUDGET);

  if (self->session != NULL)
    sparkle_session_set_storage_budget (self->session, megabytes >= STORAGE_UNLIMITED_MB ? SPARKLE_STORAGE_BUDGET_UNLIMITED
                                                                                          : (guint64) megabytes * 1000 * 1000);
}

static void
ensure_session (SparkleApplication *self)
{
  const char *chosen = sparkle_settings_get_text (self->settings, SPARKLE_SETTING_SERVER);
  /* A process that the bus started may only be asked what is cached: it talks to the server when there is a window. */
  SparkleSessionOptions options = {
    .data_dir = self->data_dir,
    .offline = (g_application_get_flags (G_APPLICATION (self)) & G_APPLICATION_IS_SERVICE) != 0,
  };

  if (self->session != NULL)
    return;

  /* What the command line says comes first, then what was chosen; else the session takes the one used last. */
  options.server = self->server != NULL ? self->server : *chosen != '\0' ? chosen : NULL;

  /* Opening the files goes on in the store's thread while GTK is made ready and the window is built here. */
  self->session = sparkle_session_new (&options);
  tell_typing_cb (self);
  storage_budget_cb (self);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (open_link), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (open_notification), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (open_search), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  self->notifier = sparkle_notifier_new (GTK_APPLICATION (self), self->session, self->settings);
  dex_future_disown (dex_future_finally (sparkle_session_open (self->session), opened_cb, g_object_ref (self), g_object_unref));
}

static void
end_linger (SparkleApplication *self)
{
  if (self->linger_id == 0)
    return;
  g_clear_handle_id (&self->linger_id, g_source_remove);
  g_application_release (G_APPLICATION (self));
}

static void
sparkle_application_activate (GApplication *application)
{
  SparkleApplication *self = SPARKLE_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  /* Whoever opens the app while it ends means the next one. */
  if (self->closing)
    {
      self->reopening = TRUE;
      return;
    }

  ensure_session (self);
  end_linger (self);
  sparkle_session_set_network_enabled (self->session, TRUE);
  if (window == NULL)
    {
      window = GTK_WINDOW (sparkle_window_new (self, self->session, self->settings));
      if (sparkle_session_is_open (self->session) || self->failure != NULL)
        show_opened (self, window);
      else
        {
          g_clear_handle_id (&self->present_id, g_source_remove);
          self->present_id = g_timeout_add (PATIENCE_MS, present_cb, self);
        }
      return;
    }
  present (self);
}

/* A link from outside: the command line, a browser, another program on the bus. */
static void
sparkle_application_open (GApplication  *application,
                          GFile        **files,
                          int            n_files,
                          const char    *hint)
{
  SparkleApplication *self = SPARKLE_APPLICATION (application);

  if (n_files < 1)
    return;
  /* One window shows one thing: of several the last one. */
  g_free (self->link);
  self->link = g_file_get_uri (files[n_files - 1]);
  g_application_activate (application);
  open_link (self);
}

static void
open_notification_cb (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  SparkleApplication *self = SPARKLE_APPLICATION (user_data);

  g_set_str (&self->notification, g_variant_get_string (parameter, NULL));
  g_application_activate (G_APPLICATION (self));
  open_notification (self);
}

static void
search_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  SparkleApplication *self = SPARKLE_APPLICATION (user_data);

  g_set_str (&self->terms, g_variant_get_string (parameter, NULL));
  g_application_activate (G_APPLICATION (self));
  open_search (self);
}

/* The end of a session or Ctrl+C: as if the window were closed, so that what was typed is kept. */
static gboolean
terminated_cb (gpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (data), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

static void
sparkle_application_startup (GApplication *application)
{
  SparkleApplication *self = SPARKLE_APPLICATION (application);
  g_autoptr(GAction) scheme = NULL;

  /* The files are opened by the store's thread and the fonts found by one of Pango's, while GTK gets ready in this one. */
  self->settings = sparkle_settings_new_installed (SPARKLE_APP_ID, self->data_dir);
  ensure_session (self);
  pango_cairo_font_map_get_default ();
  G_APPLICATION_CLASS (sparkle_application_parent_class)->startup (application);

  self->signal_ids[0] = g_unix_signal_add (SIGINT, terminated_cb, self);
  self->signal_ids[1] = g_unix_signal_add (SIGTERM, terminated_cb, self);
  self->appearance = sparkle_appearance_new (self->settings, gdk_display_get_default ());
  g_signal_connect_object (self->settings, "notify::storage-budget", G_CALLBACK (storage_budget_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "notify::tell-typing", G_CALLBACK (tell_typing_cb), self, G_CONNECT_SWAPPED);
  scheme = sparkle_settings_create_action (self->settings, SPARKLE_SETTING_COLOR_SCHEME);
  g_action_map_add_action (G_ACTION_MAP (self), scheme);
  sparkle_shortcuts_register (GTK_APPLICATION (self));
  if (g_application_get_flags (application) & G_APPLICATION_IS_SERVICE)
    sparkle_application_linger (self);
}

static DexFuture *
closed_cb (DexFuture *future,
           gpointer   user_data)
{
  SparkleApplication *self = SPARKLE_APPLICATION (user_data);

  if (self->reopening)
    {
      self->reopening = self->closing = FALSE;
      g_clear_error (&self->failure);
      g_clear_object (&self->notifier);
      g_clear_object (&self->session);
      g_application_activate (G_APPLICATION (self));
    }
  g_application_release (G_APPLICATION (self));
  return dex_ref (future);
}

/* The process lives on until everything typed is on the disk. */
static void
close_session (SparkleApplication *self)
{
  if (self->session == NULL || self->closing)
    return;
  self->closing = TRUE;
  g_application_hold (G_APPLICATION (self));
  dex_future_disown (dex_future_finally (sparkle_session_close (self->session), closed_cb, g_object_ref (self), g_object_unref));
}

static gboolean
linger_cb (gpointer data)
{
  SparkleApplication *self = SPARKLE_APPLICATION (data);

  self->linger_id = 0;
  close_session (self);
  g_application_release (G_APPLICATION (self));
  return G_SOURCE_REMOVE;
}

static gboolean
sparkle_application_dbus_register (GApplication     *application,
                                   GDBusConnection  *bus,
                                   const char       *path,
                                   GError          **error)
{
  return G_APPLICATION_CLASS (sparkle_application_parent_class)->dbus_register (application, bus, path, error) &&
         sparkle_search_provider_register (SPARKLE_APPLICATION (application)->provider, bus, error);
}

static void
sparkle_application_dbus_unregister (GApplication    *application,
                                     GDBusConnection *bus,
                                     const char      *path)
{
  sparkle_search_provider_unregister (SPARKLE_APPLICATION (application)->provider, bus);
  G_APPLICATION_CLASS (sparkle_application_parent_class)->dbus_unregister (application, bus, path);
}

static void
sparkle_application_window_removed (GtkApplication *application,
                                    GtkWindow      *window)
{
  SparkleApplication *self = SPARKLE_APPLICATION (application);

  if (SPARKLE_IS_WINDOW (window))
    close_session (self);

  GTK_APPLICATION_CLASS (sparkle_application_parent_class)->window_removed (application, window);
}

static int
sparkle_application_handle_local_options (GApplication *application,
                                          GVariantDict *options)
{
  SparkleApplication *self = SPARKLE_APPLICATION (application);
  g_autofree char *data = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("sparkle %s\n", SPARKLE_VERSION);
      return 0;
    }

  g_variant_dict_lookup (options, "server", "s", &self->server);
  g_variant_dict_lookup (options, "data", "^ay", &data);
  if (data != NULL)
    {
      self->data_dir = g_canonicalize_filename (data, NULL);
      if (g_mkdir_with_parents (self->data_dir, 0700) != 0)
        {
          /* Translators: the placeholders are a folder and the system's reason */
          g_printerr (_("sparkle: the folder %s cannot be used: %s\n"), self->data_dir, g_strerror (errno));
          return 1;
        }
      g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
    }
  return -1;
}

static void
quit_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);
  AdwDialog *dialog;

  /* A dialog would be all that the request closes, and the end of a desktop session does not ask twice. */
  while (ADW_IS_APPLICATION_WINDOW (window) &&
         (dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window))) != NULL)
    adw_dialog_force_close (dialog);
  if (window != NULL)
    gtk_window_close (window);
  else if (SPARKLE_APPLICATION (user_data)->linger_id != 0)
    {
      close_session (user_data);
      end_linger (user_data);
    }
  else
    g_application_quit (user_data);
}

/* The window closes as it always does, so that what was typed is kept and what was deferred is done; then a new one opens over the
 * other community's files. */
static void
change_server_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  SparkleApplication *self = SPARKLE_APPLICATION (user_data);
  g_autofree char *address = sparkle_session_normalize_server (g_variant_get_string (parameter, NULL), NULL);

  if (self->session == NULL || self->closing || address == NULL ||
      g_strcmp0 (address, sparkle_session_get_server (self->session)) == 0)
    return;
  sparkle_settings_set_text (self->settings, SPARKLE_SETTING_SERVER, address);
  g_set_str (&self->server, address);
  self->reopening = TRUE;
  quit_cb (NULL, NULL, self);
}

static void
sparkle_application_dispose (GObject *object)
{
  SparkleApplication *self = SPARKLE_APPLICATION (object);

  g_clear_handle_id (&self->signal_ids[0], g_source_remove);
  g_clear_handle_id (&self->signal_ids[1], g_source_remove);
  g_clear_handle_id (&self->present_id, g_source_remove);
  g_clear_handle_id (&self->linger_id, g_source_remove);
  g_clear_object (&self->notifier);
  g_clear_object (&self->session);
  g_clear_object (&self->appearance);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (sparkle_application_parent_class)->dispose (object);
}

static void
sparkle_application_finalize (GObject *object)
{
  SparkleApplication *self = SPARKLE_APPLICATION (object);

  g_clear_error (&self->failure);
  g_free (self->server);
  g_free (self->data_dir);
  g_free (self->link);
  g_free (self->notification);
  g_free (self->terms);

  g_clear_object (&self->provider);

  G_OBJECT_CLASS (sparkle_application_parent_class)->finalize (object);
}

static void
sparkle_application_class_init (SparkleApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  GtkApplicationClass *gtk_application_class = GTK_APPLICATION_CLASS (klass);

  object_class->dispose = sparkle_application_dispose;
  object_class->finalize = sparkle_application_finalize;
  application_class->activate = sparkle_application_activate;
  application_class->open = sparkle_application_open;
  application_class->startup = sparkle_application_startup;
  application_class->dbus_register = sparkle_application_dbus_register;
  application_class->dbus_unregister = sparkle_application_dbus_unregister;
  application_class->handle_local_options = sparkle_application_handle_local_options;
  gtk_application_class->window_removed = sparkle_application_window_removed;
}

static void
sparkle_application_init (SparkleApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = quit_cb },
    { .name = "open-notification", .activate = open_notification_cb, .parameter_type = "s" },
    { .name = "search", .activate = search_cb, .parameter_type = "s" },
    { .name = "change-server", .activate = change_server_cb, .parameter_type = "s" },
  };

  self->provider = sparkle_search_provider_new (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  sparkle_dialog_actions_add (self);
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

/**
 * sparkle_application_new:
 *
 * Returns: (transfer full): the application, not yet running
 */
SparkleApplication *
sparkle_application_new (void)
{
  return g_object_new (SPARKLE_TYPE_APPLICATION,
                       "application-id", SPARKLE_APP_ID,
                       "resource-base-path", "/com/sparkle_universe/Sparkle",
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       NULL);
}

/**
 * sparkle_application_get_session:
 *
 * Returns: (transfer none) (nullable): the session; %NULL before the first activation
 */
SparkleSession *
sparkle_application_get_session (SparkleApplication *self)
{
  g_return_val_if_fail (SPARKLE_IS_APPLICATION (self), NULL);

  return self->session;
}

/**
 * sparkle_application_get_settings:
 *
 * Returns: (transfer none) (nullable): what the person chose for this machine; %NULL before the process has started up
 */
SparkleSettings *
sparkle_application_get_settings (SparkleApplication *self)
{
  g_return_val_if_fail (SPARKLE_IS_APPLICATION (self), NULL);

  return self->settings;
}

/**
 * sparkle_application_linger:
 *
 * Keeps a process without a window for a while longer, as whoever asked it something may soon ask again. Does nothing when there
 * is a window, or when the process ends already.
 */
void
sparkle_application_linger (SparkleApplication *self)
{
  g_return_if_fail (SPARKLE_IS_APPLICATION (self));

  if (self->closing || gtk_application_get_active_window (GTK_APPLICATION (self)) != NULL)
    return;
  if (self->linger_id == 0)
    g_application_hold (G_APPLICATION (self));
  g_clear_handle_id (&self->linger_id, g_source_remove);
  self->linger_id = g_timeout_add_seconds (LINGER_SECONDS, linger_cb, self);
}
