/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-mpris.h"

#include <glib/gi18n.h>

#define OBJECT_PATH "/org/mpris/MediaPlayer2"
#define ROOT_INTERFACE "org.mpris.MediaPlayer2"
#define PLAYER_INTERFACE "org.mpris.MediaPlayer2.Player"
/* A step of the position beyond this was a leap. */
#define LEAP_MS 1500
#define RATE_MIN 0.5
#define RATE_MAX 2.0

struct _SparkleMpris
{
  GObject parent_instance;

  SparklePlayer   *player;        /* (owned) */
  GtkWindow       *window;        /* (not owned): owns this */
  GDBusConnection *connection;    /* (owned) (nullable) */
  GDBusNodeInfo   *info;          /* (owned) */
  unsigned         object_ids[2]; /* while something is open */
  unsigned         name_id;
  unsigned         n_opened;      /* tells one track from the next */
  char            *title;         /* (owned) (nullable) */
  char            *artist;        /* (owned) (nullable) */
  gint64           last_position; /* ms */
};

G_DEFINE_FINAL_TYPE (SparkleMpris, sparkle_mpris, G_TYPE_OBJECT)

/* From the MPRIS D-Bus Interface Specification, version 2.2; without the parts that are optional and mean lists. */
static const char introspection[] =
  "<node>"
  "<interface name='org.mpris.MediaPlayer2'>"
  "<method name='Raise'/><method name='Quit'/>"
  "<property name='CanQuit' type='b' access='read'/><property name='CanRaise' type='b' access='read'/>"
  "<property name='HasTrackList' type='b' access='read'/><property name='Identity' type='s' access='read'/>"
  "<property name='DesktopEntry' type='s' access='read'/><property name='SupportedUriSchemes' type='as' access='read'/>"
  "<property name='SupportedMimeTypes' type='as' access='read'/>"
  "</interface>"
  "<interface name='org.mpris.MediaPlayer2.Player'>"
  "<method name='Next'/><method name='Previous'/><method name='Pause'/><method name='PlayPause'/><method name='Stop'/><method name='Play'/>"
  "<method name='Seek'><arg direction='in' name='Offset' type='x'/></method>"
  "<method name='SetPosition'><arg direction='in' name='TrackId' type='o'/><arg direction='in' name='Position' type='x'/></method>"
  "<method name='OpenUri'><arg direction='in' name='Uri' type='s'/></method>"
  "<signal name='Seeked'><arg name='Position' type='x'/></signal>"
  "<property name='PlaybackStatus' type='s' access='read'/><property name='Rate' type='d' access='readwrite'/>"
  "<property name='Metadata' type='a{sv}' access='read'/><property name='Volume' type='d' access='readwrite'/>"
  "<property name='Position' type='x' access='read'/><property name='MinimumRate' type='d' access='read'/>"
  "<property name='MaximumRate' type='d' access='read'/><property name='CanGoNext' type='b' access='read'/>"
  "<property name='CanGoPrevious' type='b' access='read'/><property name='CanPlay' type='b' access='read'/>"
  "<property name='CanPause' type='b' access='read'/><property name='CanSeek' type='b' access='read'/>"
  "<property name='CanControl' type='b' access='read'/>"
  "</interface>"
  "</node>";

/* ---- what is told ---------------------------------------------------------------- */

static const char *
status_name (SparkleMpris *self)
{
  switch (sparkle_player_get_state (self->player))
    {
    case SPARKLE_PLAYER_OPENING:
    case SPARKLE_PLAYER_PLAYING:
      return "Playing";
    case SPARKLE_PLAYER_PAUSED:
      return "Paused";
    case SPARKLE_PLAYER_IDLE:
    case SPARKLE_PLAYER_ENDED:
    case SPARKLE_PLAYER_FAILED:
      break;
    }
  return "Stopped";
}

static char *
track_path (SparkleMpris *self)
{
  return g_strdup_printf ("/com/sparkle_universe/Sparkle/video/%u", self->n_opened);
}

static GVariant *
metadata (SparkleMpris *self)
{
  gint64 duration = sparkle_player_get_duration (self->player);
  g_autofree char *path = track_path (self);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "mpris:trackid", g_variant_new_object_path (path));
  if (duration > 0)
    g_variant_builder_add (&builder, "{sv}", "mpris:length", g_variant_new_int64 (duration * 1000));
  g_variant_builder_add (&builder, "{sv}", "xesam:title", g_variant_new_string (self->title != NULL ? self->title : _("A video on YouTube")));
  if (self->artist != NULL)
    g_variant_builder_add (&builder, "{sv}", "xesam:artist", g_variant_new_strv ((const char *[]) { self->artist }, 1));
  return g_variant_builder_end (&builder);
}

/* (nullable): floating */
static GVariant *
root_property (const char *name)
{
  if (g_str_equal (name, "CanRaise"))
    return g_variant_new_boolean (TRUE);
  if (g_str_equal (name, "CanQuit") || g_str_equal (name, "HasTrackList"))
    return g_variant_new_boolean (FALSE);
  if (g_str_equal (name, "Identity"))
    return g_variant_new_string ("Sparkle Universe");
  if (g_str_equal (name, "DesktopEntry"))
    return g_variant_new_string (SPARKLE_APP_ID);
  return g_variant_new_strv (NULL, 0);
}

static GVariant *
player_property (SparkleMpris *self,
                 const char   *name)
{
  if (g_str_equal (name, "PlaybackStatus"))
    return g_variant_new_string (status_name (self));
  if (g_str_equal (name, "Rate"))
    return g_variant_new_double (sparkle_player_get_rate (self->player));
  if (g_str_equal (name, "Metadata"))
    return metadata (self);
  if (g_str_equal (name, "Volume"))
    return g_variant_new_double (sparkle_player_get_muted (self->player) ? 0 : sparkle_player_get_volume (self->player));
  if (g_str_equal (name, "Position"))
    return g_variant_new_int64 (sparkle_player_get_position (self->player) * 1000);
  if (g_str_equal (name, "MinimumRate"))
    return g_variant_new_double (RATE_MIN);
  if (g_str_equal (name, "MaximumRate"))
    return g_variant_new_double (RATE_MAX);
  if (g_str_equal (name, "CanSeek"))
    return g_variant_new_boolean (sparkle_player_get_duration (self->player) > 0);
  /* one video at a time: there is nothing before it and nothing after it */
  return g_variant_new_boolean (!g_str_equal (name, "CanGoNext") && !g_str_equal (name, "CanGoPrevious"));
}

static void
tell (SparkleMpris *self,
      const char   *name)
{
  GVariantBuilder builder;

  if (self->object_ids[1] == 0)
    return;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", name, player_property (self, name));
  g_dbus_connection_emit_signal (self->connection, NULL, OBJECT_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                 g_variant_new ("(sa{sv}as)", PLAYER_INTERFACE, &builder, NULL), NULL);
}

/* ---- what is asked ---------------------------------------------------------------- */

static void
go_to (SparkleMpris *self,
       gint64        microseconds)
{
  gint64 duration = sparkle_player_get_duration (self->player);

  if (duration > 0)
    sparkle_player_seek (self->player, CLAMP (microseconds / 1000, 0, duration));
}

static void
call_player (SparkleMpris *self,
             const char   *method,
             GVariant     *parameters)
{
  if (g_str_equal (method, "Pause"))
    {
      sparkle_player_pause (self->player);
    }
  else if (g_str_equal (method, "Play"))
    {
      sparkle_player_play (self->player);
    }
  else if (g_str_equal (method, "PlayPause"))
    {
      sparkle_player_toggle (self->player);
    }
  else if (g_str_equal (method, "Stop"))
    {
      sparkle_player_stop (self->player);
    }
  else if (g_str_equal (method, "Seek"))
    {
      gint64 offset, position = sparkle_player_get_position (self->player) * 1000, sum;

      g_variant_get (parameters, "(x)", &offset);
      if (!__builtin_add_overflow (position, offset, &sum))
        go_to (self, sum);
    }
  else if (g_str_equal (method, "SetPosition"))
    {
      g_autofree char *path = track_path (self);
      const char *track;
      gint64 position;

      g_variant_get (parameters, "(&ox)", &track, &position);
      /* "If the Position argument is less than 0, do nothing"; neither for a track that is not open any more */
      if (g_str_equal (track, path) && position >= 0 && position <= sparkle_player_get_duration (self->player) * 1000)
        go_to (self, position);
    }
}

static void
method_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  SparkleMpris *self = user_data;

  if (g_str_equal (method, "OpenUri"))
    {
      g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR, G_DBUS_ERROR_NOT_SUPPORTED, "Videos are opened where they are talked about");
      return;
    }
  if (g_str_equal (method, "Raise"))
    gtk_window_present (self->window);
  else if (g_str_equal (interface, PLAYER_INTERFACE))
    call_player (self, method, parameters);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
get_cb (GDBusConnection  *connection,
        const char       *sender,
        const char       *path,
        const char       *interface,
        const char       *name,
        GError          **error,
        gpointer          user_data)
{
  return g_str_equal (interface, ROOT_INTERFACE) ? root_property (name) : player_property (user_data, name);
}

static gboolean
set_cb (GDBusConnection  *connection,
        const char       *sender,
        const char       *path,
        const char       *interface,
        const char       *name,
        GVariant         *value,
        GError          **error,
        gpointer          user_data)
{
  SparkleMpris *self = user_data;
  double number = g_variant_get_double (value);

  /* "If rate is set to 0.0, it should act as though Pause was called" */
  if (g_str_equal (name, "Rate") && number == 0)
    sparkle_player_pause (self->player);
  else if (g_str_equal (name, "Rate") && number > 0)
    sparkle_player_set_rate (self->player, CLAMP (number, RATE_MIN, RATE_MAX));
  else if (g_str_equal (name, "Volume") && number == number)
    sparkle_player_set_volume (self->player, CLAMP (number, 0, 1));
  return TRUE;
}

/* ---- as long as something is open --------------------------------------------------- */

static void
withdraw (SparkleMpris *self)
{
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  for (unsigned i = 0; i < G_N_ELEMENTS (self->object_ids); i++)
    {
      if (self->object_ids[i] != 0)
        g_dbus_connection_unregister_object (self->connection, self->object_ids[i]);
      self->object_ids[i] = 0;
    }
}

static void
publish (SparkleMpris *self)
{
  static const GDBusInterfaceVTable vtable = { .method_call = method_cb, .get_property = get_cb, .set_property = set_cb };
  GApplication *application = g_application_get_default ();
  GDBusConnection *connection = application != NULL ? g_application_get_dbus_connection (application) : NULL;

  if (connection == NULL || self->name_id != 0)
    return;
  g_set_object (&self->connection, connection);
  for (unsigned i = 0; i < G_N_ELEMENTS (self->object_ids); i++)
    {
      g_autoptr(GError) error = NULL;

      self->object_ids[i] = g_dbus_connection_register_object (connection, OBJECT_PATH, self->info->interfaces[i], &vtable, self, NULL, &error);
      if (error != NULL)
        {
          g_debug ("mpris: %s", error->message);
          withdraw (self);
          return;
        }
    }
  self->name_id = g_bus_own_name_on_connection (connection, "org.mpris.MediaPlayer2." SPARKLE_APP_ID, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
}

static void
key_cb (SparkleMpris *self)
{
  if (sparkle_player_get_key (self->player) == NULL)
    {
      withdraw (self);
      return;
    }
  self->n_opened++;
  self->last_position = 0;
  publish (self);
  tell (self, "Metadata");
}

static void
duration_cb (SparkleMpris *self)
{
  tell (self, "Metadata");
  tell (self, "CanSeek");
}

static void
state_cb (SparkleMpris *self)
{
  tell (self, "PlaybackStatus");
}

static void
rate_cb (SparkleMpris *self)
{
  tell (self, "Rate");
}

static void
volume_cb (SparkleMpris *self)
{
  tell (self, "Volume");
}

/* Who shows a position counts on by itself, and is told only of leaps. */
static void
position_cb (SparkleMpris *self)
{
  gint64 position = sparkle_player_get_position (self->player);
  gint64 step = position - self->last_position;

  self->last_position = position;
  if (self->object_ids[1] != 0 && (step < 0 || step > LEAP_MS))
    g_dbus_connection_emit_signal (self->connection, NULL, OBJECT_PATH, PLAYER_INTERFACE, "Seeked", g_variant_new ("(x)", position * 1000), NULL);
}

/* ---- life ------------------------------------------------------------------------ */

static void
sparkle_mpris_dispose (GObject *object)
{
  SparkleMpris *self = SPARKLE_MPRIS (object);

  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  withdraw (self);
  g_clear_object (&self->player);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (sparkle_mpris_parent_class)->dispose (object);
}

static void
sparkle_mpris_finalize (GObject *object)
{
  SparkleMpris *self = SPARKLE_MPRIS (object);

  g_dbus_node_info_unref (self->info);
  g_free (self->title);
  g_free (self->artist);

  G_OBJECT_CLASS (sparkle_mpris_parent_class)->finalize (object);
}

static void
sparkle_mpris_class_init (SparkleMprisClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_mpris_dispose;
  object_class->finalize = sparkle_mpris_finalize;
}

static void
sparkle_mpris_init (SparkleMpris *self)
{
  self->info = g_dbus_node_info_new_for_xml (introspection, NULL);
}

/**
 * sparkle_mpris_new:
 * @player: what is told about and can be steered
 * @window: where it plays; it owns this
 *
 * Returns: (transfer full): nothing on the bus, until something is opened
 */
SparkleMpris *
sparkle_mpris_new (SparklePlayer *player,
                   GtkWindow     *window)
{
  SparkleMpris *self = g_object_new (SPARKLE_TYPE_MPRIS, NULL);

  self->player = g_object_ref (player);
  self->window = window;
  g_signal_connect_swapped (player, "notify::key", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (player, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect_swapped (player, "notify::duration", G_CALLBACK (duration_cb), self);
  g_signal_connect_swapped (player, "notify::rate", G_CALLBACK (rate_cb), self);
  g_signal_connect_swapped (player, "notify::volume", G_CALLBACK (volume_cb), self);
  g_signal_connect_swapped (player, "notify::muted", G_CALLBACK (volume_cb), self);
  g_signal_connect_swapped (player, "notify::position", G_CALLBACK (position_cb), self);
  return self;
}

/**
 * sparkle_mpris_set_names:
 * @title: (nullable): of the video
 * @artist: (nullable): its channel
 */
void
sparkle_mpris_set_names (SparkleMpris *self,
                         const char   *title,
                         const char   *artist)
{
  g_return_if_fail (SPARKLE_IS_MPRIS (self));

  g_set_str (&self->title, title);
  g_set_str (&self->artist, artist);
}
