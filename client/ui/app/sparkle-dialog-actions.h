/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-application.h"

G_BEGIN_DECLS

/* The dialogs that belong to no page: app.about, app.shortcuts, app.preferences. */
void sparkle_dialog_actions_add (SparkleApplication *application);

G_END_DECLS
