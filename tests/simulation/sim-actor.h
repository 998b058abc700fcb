/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "fault-proxy.h"

G_BEGIN_DECLS

/* One device in the simulation: its process, its folder and the bad network in front of it. */
typedef struct
{
  char *program;       /* (owned) sim-client */
  char *folder;        /* (owned) */
  guint32 seed;
  FaultProxy *proxy;   /* (owned) */
  GSubprocess *process;      /* (owned) (nullable) */
  GDataInputStream *replies; /* (owned) (nullable) */
} SimActor;

SimActor   *sim_actor_new    (const char *program, const char *folder, guint32 seed, guint16 server_port);
void        sim_actor_free   (SimActor *self);
/* Starts the process; await: until its databases are open. */
void        sim_actor_spawn  (SimActor *self);
void        sim_actor_await  (SimActor *self);
void        sim_actor_kill   (SimActor *self); /* -9, at once */
/* After it was told to quit: until it has, cleanly. */
void        sim_actor_await_end (SimActor *self);
/* One command (takes it), one reply (transfer full); NULL when the process ended. */
JsonObject *sim_actor_ask    (SimActor *self, JsonObject *command);
/* The two halves of it: several devices do something at once, or one is killed meanwhile. */
void        sim_actor_tell   (SimActor *self, JsonObject *command);
JsonObject *sim_actor_hear   (SimActor *self, const char *command);
/* {"cmd": name, key: value, …}, NULL-terminated pairs of strings. */
JsonObject *sim_command      (const char *name, ...) G_GNUC_NULL_TERMINATED;
/* The error text of a reply, NULL when it is fine. */
const char *sim_reply_error  (JsonObject *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimActor, sim_actor_free)

G_END_DECLS
