/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-listener.h"

G_BEGIN_DECLS

/* Tells the other processes what was committed here: gathered, at most one NOTIFY in 20 ms. What cannot be
 * told now is kept in short form until the connection stands again. */
#define SPARKLED_TYPE_ANNOUNCER (sparkled_announcer_get_type ())
G_DECLARE_FINAL_TYPE (SparkledAnnouncer, sparkled_announcer, SPARKLED, ANNOUNCER, GObject)

SparkledAnnouncer *sparkled_announcer_new     (SparkledListener *listener);
void               sparkled_announcer_changed (SparkledAnnouncer *self, const char * const *scopes);
void               sparkled_announcer_account (SparkledAnnouncer *self, const char *account_id, const char *session_id);
/* The connection stands: tells what waited. */
void               sparkled_announcer_resume  (SparkledAnnouncer *self);

/* Payloads. scopes: (transfer full) (nullable), NULL means any; account and session: NULL means none, both NULL any. */
char             **sparkled_announcer_parse_changed (const char *payload);
gboolean           sparkled_announcer_parse_account (const char *payload, char **ret_account_id, char **ret_session_id);

G_END_DECLS
