/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-write.h"

G_BEGIN_DECLS

/* (fiber) The operations; see sparkled-mutation.h for how they are run. */
gboolean sparkled_reaction_set   (SparkledWrite *write, GError **error);
gboolean sparkled_reaction_unset (SparkledWrite *write, GError **error);

G_END_DECLS
