/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-window.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_LEVEL_NEWS (sparkle_level_news_get_type ())
G_DECLARE_FINAL_TYPE (SparkleLevelNews, sparkle_level_news, SPARKLE, LEVEL_NEWS, GObject)

SparkleLevelNews *sparkle_level_news_new (SparkleWindow  *window,
                                          SparkleSession *session);

G_END_DECLS
