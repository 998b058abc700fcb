/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-call.h"

G_BEGIN_DECLS

char    *sparkled_openapi_build (const SparkledRoute *routes);
gboolean sparkled_openapi_get   (SparkledCall *call, GError **error);

G_END_DECLS
