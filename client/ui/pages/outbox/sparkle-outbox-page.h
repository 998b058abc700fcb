/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_OUTBOX_PAGE (sparkle_outbox_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleOutboxPage, sparkle_outbox_page, SPARKLE, OUTBOX_PAGE, AdwBin)

GtkWidget *sparkle_outbox_page_new (SparkleSession *session);

G_END_DECLS
