/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"

G_BEGIN_DECLS

DexFuture *sparkle_session_load_thumbnail (SparkleSession *self, const char *video_id);

G_END_DECLS
