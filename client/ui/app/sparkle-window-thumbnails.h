/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"
#include "sparkle-thumbnails.h"

G_BEGIN_DECLS

SparkleThumbnails *sparkle_window_thumbnails_new (SparkleSession *session); /* transfer full */

G_END_DECLS
