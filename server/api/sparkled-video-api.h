/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"

G_BEGIN_DECLS

extern const SparkledRoute sparkled_video_routes[];

G_END_DECLS
