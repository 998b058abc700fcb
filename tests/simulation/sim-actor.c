/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-actor.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

SimActor *
sim_actor_new (const char *program, const char *folder, guint32 seed, guint16 server_port)
{
  SimActor *self = g_new0 (SimActor, 1);

  self->program = g_strdup (program);
  self->folder = g_strdup (folder);
  self->seed = seed;
  self->proxy = fault_proxy_new (seed, server_port);
  return self;
}

void
sim_actor_free (SimActor *self)
{
  if (self->process != NULL)
    sim_actor_kill (self);
  fault_proxy_free (self->proxy);
  g_free (self->program);
  g_free (self->folder);
  g_free (self);
}

/* SPARKLE_TRACE=1 tells what the devices were asked and how long each took. */
static void
trace (SimActor *self, const char *what, gint64 since)
{
  if (g_getenv ("SPARKLE_TRACE") != NULL)
    g_printerr ("# %8.3f device %u: %s: %.0f ms\n", g_get_monotonic_time () / 1e6, self->seed % 10, what,
                (g_get_monotonic_time () - since) / 1e3);
}

static JsonObject *
read_reply (SimActor *self)
{
  g_autofree char *line = g_data_input_stream_read_line_utf8 (self->replies, NULL, NULL, NULL);

  if (line == NULL)
    return NULL;
  g_autoptr(JsonNode) node = json_from_string (line, NULL);
  return node ? json_object_ref (json_node_get_object (node)) : NULL;
}

static void
child_setup (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL); /* a simulation that is aborted takes its devices along */
}

void
sim_actor_spawn (SimActor *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *server = g_strdup_printf ("http://127.0.0.1:%u", fault_proxy_get_port (self->proxy));
  g_autofree char *seed = g_strdup_printf ("%u", self->seed);

  g_assert_null (self->process);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_set_child_setup (launcher, child_setup, NULL, NULL);
  self->process = g_subprocess_launcher_spawn (launcher, &error, self->program, self->folder, server, seed, NULL);
  g_assert_no_error (error);
  self->replies = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
}

void
sim_actor_await (SimActor *self)
{
  g_autoptr(JsonObject) hello = sim_actor_hear (self, "start");

  g_assert_nonnull (hello);
  g_assert_cmpstr (sim_reply_error (hello), ==, NULL);
}

static void
forget_process (SimActor *self)
{
  g_clear_object (&self->replies);
  g_clear_object (&self->process);
}

void
sim_actor_kill (SimActor *self)
{
  g_subprocess_send_signal (self->process, SIGKILL);
  g_subprocess_wait (self->process, NULL, NULL);
  forget_process (self);
}

void
sim_actor_await_end (SimActor *self)
{
  g_autoptr(GError) error = NULL;
  gint64 since = g_get_monotonic_time ();

  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error); /* a sanitizer's report ends it with another status */
  trace (self, "quit", since);
  forget_process (self);
}

void
sim_actor_tell (SimActor *self, JsonObject *command)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), command);
  g_autofree char *line = json_to_string (node, FALSE);
  g_autofree char *whole = g_strconcat (line, "\n", NULL);

  json_object_unref (command);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), whole, strlen (whole), NULL, NULL, NULL);
}

JsonObject *
sim_actor_hear (SimActor *self, const char *command)
{
  gint64 since = g_get_monotonic_time ();
  JsonObject *reply = read_reply (self);

  trace (self, command, since);
  return reply;
}

JsonObject *
sim_actor_ask (SimActor *self, JsonObject *command)
{
  g_autofree char *name = g_strdup (json_object_get_string_member (command, "cmd"));

  if (g_getenv ("SPARKLE_TRACE") != NULL)
    {
      g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), json_object_ref (command));
      g_autofree char *line = json_to_string (node, FALSE);
      g_printerr ("# device %u <- %s\n", self->seed % 10, line);
    }
  sim_actor_tell (self, command);
  return sim_actor_hear (self, name);
}

JsonObject *
sim_command (const char *name, ...)
{
  JsonObject *command = json_object_new ();
  const char *key;
  va_list args;

  json_object_set_string_member (command, "cmd", name);
  va_start (args, name);
  while ((key = va_arg (args, const char *)))
    json_object_set_string_member (command, key, va_arg (args, const char *));
  va_end (args);
  return command;
}

const char *
sim_reply_error (JsonObject *reply)
{
  return json_object_get_string_member_with_default (reply, "error", NULL);
}
