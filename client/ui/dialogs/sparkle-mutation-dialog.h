/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-outbox-item.h"
#include "sparkle-session.h"

G_BEGIN_DECLS

/* A write that was not accepted: change it, beside what stands on the server when both were changed. */
#define SPARKLE_TYPE_MUTATION_DIALOG (sparkle_mutation_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SparkleMutationDialog, sparkle_mutation_dialog, SPARKLE, MUTATION_DIALOG, AdwDialog)

AdwDialog *sparkle_mutation_dialog_new (SparkleSession *session, SparkleOutboxItem *item);

G_END_DECLS
