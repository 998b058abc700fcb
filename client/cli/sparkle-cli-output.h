/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-cli.h"
#include "sparkle-notification.h"

G_BEGIN_DECLS

JsonNode *sparkle_cli_describe_post    (SparklePost       *post,
                                        gboolean           whole);
JsonNode *sparkle_cli_describe_comment (SparkleComment    *comment);
JsonNode *sparkle_cli_describe_user    (SparkleUser       *user);
JsonNode *sparkle_cli_describe_draft   (SparkleDraft      *draft);
JsonNode *sparkle_cli_describe_outbox  (SparkleOutboxItem *item);
JsonNode *sparkle_cli_describe_notification (SparkleNotification *notification);

/* Takes the node. One line of JSON. */
void      sparkle_cli_print_json       (JsonNode          *node);
void      sparkle_cli_print_post       (SparkleCli        *cli,
                                        SparklePost       *post,
                                        gboolean           whole);
void      sparkle_cli_print_comment    (SparkleCli        *cli,
                                        SparkleComment    *comment);
void      sparkle_cli_print_user       (SparkleCli        *cli,
                                        SparkleUser       *user);
void      sparkle_cli_print_draft      (SparkleCli        *cli,
                                        SparkleDraft      *draft);
void      sparkle_cli_print_outbox     (SparkleCli        *cli,
                                        SparkleOutboxItem *item);
void      sparkle_cli_print_notification (SparkleCli      *cli,
                                        SparkleNotification *notification);
void      sparkle_cli_print_write      (SparkleCli        *cli,
                                        const char        *id,
                                        const char        *state,
                                        const char        *mutation_id);

G_END_DECLS
