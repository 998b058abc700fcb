/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-profile-table.h"
#include "sparkled-services.h"

G_BEGIN_DECLS

/* (fiber) */
SparkledRows *sparkled_profile_list (SparkledServices *services, SparkledProfileList list, const char *account_id,
                                     const char *before_at, const char *before_id, unsigned limit, GError **error);

G_END_DECLS
