/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-announcer.h"
#include "sparkled-catch-up.h"
#include "sparkled-hub.h"
#include "sparkled-presence.h"
#include "sparkled-reader.h"
#include "sparkled-topics.h"

G_BEGIN_DECLS

typedef enum
{
  HUB_NEW,
  HUB_RUNNING,
  HUB_STOPPING,
} HubState;

struct _SparkledHub
{
  GObject parent_instance;

  SparkledServices        *services;   /* (not owned) */
  SparkledHubOptions       options;
  SparkledHubStats         stats;
  HubState                 state;
  SparkledLiveSocketShared shared;
  GHashTable              *sockets;    /* set of SparkledLiveSocket, owned */
  SparkledTopics          *topics;
  SparkledReader          *reader;
  SparkledCatchUp         *catch_up;
  SparkledPresence        *presence;
  SparkledListener        *listener;
  SparkledAnnouncer       *announcer;
  SparkledPoller          *poller;
  GSource                 *sessions_alarm; /* (owned) */
  GSource                 *check_alarm;    /* (owned) */
  DexPromise              *emptied;    /* (owned) (nullable): resolves when the last socket is gone */
};

/* sparkled-hub-upkeep.c: who may stay connected. */
void sparkled_hub_end_subscriptions  (SparkledHub *self, SparkledLiveSocket *socket);
/* Closes the sockets that it concerns and tells the process; both NULL: any account. */
void sparkled_hub_take_account_change (SparkledHub *self, const char *account_id, const char *session_id);
/* For what may end some of them on the way: of SparkledLiveSocket. */
GPtrArray *sparkled_hub_copy_sockets (SparkledHub *self);
/* Alarms. */
void sparkled_hub_look_up_sessions   (gpointer hub);
void sparkled_hub_check_sockets      (gpointer hub);

#define SPARKLED_HUB_SESSIONS_US (60 * G_USEC_PER_SEC) /* sessions expire, and a notice may be lost */
#define SPARKLED_HUB_CHECK_US (10 * G_USEC_PER_SEC)    /* is anybody there? */

G_END_DECLS
