/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* (transfer full): what this device shows: {"lines": [{"id", "post", "pending", "line"}…], "outbox": […]}; command: {"users": [those it may follow]} */
JsonObject *sim_dump (SparkleSession *session, JsonObject *command);

G_END_DECLS
