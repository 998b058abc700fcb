/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "content-world.h"
#include "sparkled-hub.h"

G_BEGIN_DECLS

/* Two processes' worth of hubs over one real database, each behind a real SoupServer, and clients with real
 * sockets. Everything runs on the main context, which these functions turn until they are done. */
typedef struct
{
  World        world;  /* to write through: world_must (&node->world, …) */
  SparkledHub *hub;
  SoupServer  *server;
  char        *url;    /* "ws://127.0.0.1:PORT/live" */
} Node;

typedef struct
{
  TestDatabase *database;
  Node          nodes[2];
  SoupSession  *session;
  char         *post;   /* a thread by nova */
} LiveWorld;

typedef struct
{
  SoupWebsocketConnection *connection;
  GQueue                   frames;     /* of JsonObject, as they came */
  GString                 *text;       /* all of them */
} Client;

/* options: (nullable) SparkledHubOptions of both hubs */
void        live_world_set_up      (LiveWorld *w, gconstpointer options);
void        live_world_set_up_in   (LiveWorld *w, TestCluster *cluster, const SparkledHubOptions *options);
void        live_world_tear_down   (LiveWorld *w, gconstpointer options);
/* Where the scope (as stored) stands now. */
char       *live_world_cursor      (LiveWorld *w, const char *scope);
char       *live_world_comment     (LiveWorld *w, unsigned node, const char *text);

/* username: (nullable) a guest */
Client     *client_new             (LiveWorld *w, unsigned node, const char *username);
void        client_free            (Client *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)
/* Apostrophes stand for quotation marks. */
void        client_send            (Client *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void        client_subscribe       (Client *self, const char *scope, const char *cursor);
/* Waits for a frame of this type (and scope, nullable) and takes it out, with all before it. */
JsonObject *client_expect          (Client *self, const char *type, const char *scope);
/* Lets some time pass: no such frame may come. */
void        client_expect_none     (Client *self, const char *type, unsigned ms);
/* Waits until the server has closed it. */
unsigned    client_expect_close    (Client *self);
const char *frame_string           (JsonObject *frame, const char *name);

G_END_DECLS
