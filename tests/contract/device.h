/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"
#include "sparkle-store-reader.h"
#include "test-server.h"

G_BEGIN_DECLS

/* One device of one person: the real client core over databases of its own, against a real server. Everything here runs
 * in the fiber of the test. */
typedef struct
{
  char           *folder;  /* (owned) */
  char           *server;  /* (owned) */
  SparkleVault   *vault;   /* (owned) */
  SparkleSession *session; /* (owned) (nullable) while it is switched off */
  unsigned        window;
} Device;

Device      *device_new         (TestServer *server);
Device      *device_new_windowed (TestServer *server, unsigned window);
void         device_free        (Device     *self);
void         device_open        (Device     *self);
void         device_close       (Device     *self);
void         device_register    (Device     *self, const char *username);
void         device_login       (Device     *self, const char *username);
void         device_sync        (Device     *self); /* all there is, both ways */
SparkleStore *device_store      (Device     *self);

char        *device_post        (Device     *self, const char *title, const char *content);
char        *device_comment     (Device     *self, const char *post_id, const char *content);
void         device_flush       (Device     *self);
SparkleStorePost *device_find   (Device     *self, const char *post_id);
unsigned     device_count_feed  (Device     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Device, device_free)

/* Turns the loop until the condition holds, for at most twenty seconds. */
#define wait_until(condition)                                                 \
  G_STMT_START {                                                              \
    gint64 until_ = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;        \
    while (!(condition) && g_get_monotonic_time () < until_)                  \
      dex_await (dex_timeout_new_msec (2), NULL);                             \
    g_assert_true (condition);                                                \
  } G_STMT_END

G_END_DECLS
