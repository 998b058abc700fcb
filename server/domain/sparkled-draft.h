/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-write.h"

G_BEGIN_DECLS

/* An account may keep this many drafts. */
#define SPARKLED_DRAFTS_MAX 500

/* (fiber) The operations; see sparkled-mutation.h for how they are run. */
gboolean sparkled_draft_save   (SparkledWrite *write, GError **error);
gboolean sparkled_draft_delete (SparkledWrite *write, GError **error);

G_END_DECLS
