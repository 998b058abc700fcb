/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-services.h"
#include "sparkled-user-table.h"
#include "sparkled-write.h"

G_BEGIN_DECLS

/* (fiber) The operation; see sparkled-mutation.h for how it is run. */
gboolean sparkled_user_edit (SparkledWrite *write, GError **error);

/* (fiber) Reading. The row has the columns SPARKLED_USER_…. */
SparkledRows *sparkled_user_find (SparkledServices *services, const char *username, GError **error);

G_END_DECLS
