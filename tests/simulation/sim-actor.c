/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-actor.h"

#include <signal.h>
#include <string.h>

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

static JsonObject *
read_reply (SimActor *self)
{
  g_autofree char *line = g_data_input_stream_read_line_utf8 (self->replies, NULL, NULL, NULL);

  if (line == NULL)
    return NULL;
  g_autoptr(JsonNode) node = json_from_string (line, NULL);
  return node ? json_object_ref (json_node_get_object (node)) : NULL;
}

void
sim_actor_start (SimActor *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *server = g_strdup_printf ("http://127.0.0.1:%u", fault_proxy_get_port (self->proxy));
  g_autofree char *seed = g_strdup_printf ("%u", self->seed);

  g_assert_null (self->process);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  self->process = g_subprocess_launcher_spawn (launcher, &error, self->program, self->folder, server, seed, NULL);
  g_assert_no_error (error);
  self->replies = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_autoptr(JsonObject) hello = read_reply (self);
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
sim_actor_quit (SimActor *self)
{
  g_autoptr(GError) error = NULL;

  sim_actor_tell (self, sim_command ("quit", NULL));
  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error); /* a sanitizer's report ends it with another status */
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
sim_actor_ask (SimActor *self, JsonObject *command)
{
  sim_actor_tell (self, command);
  return read_reply (self);
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
