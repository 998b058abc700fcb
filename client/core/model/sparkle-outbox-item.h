/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "sparkle-store-rows.h"

G_BEGIN_DECLS

#define SPARKLE_TYPE_OUTBOX_STATE (sparkle_outbox_state_get_type ())
GType sparkle_outbox_state_get_type (void) G_GNUC_CONST;

/* One write that waits, is being sent, failed or conflicts; live. Properties (read only, notify on change only): id (of the mutation),
 * op, record-id, summary, state (SparkleOutboxState), attempts, next-at, created-at (µs), error-message,
 * mine (text typed here), theirs (text of the server in a conflict), base. */
#define SPARKLE_TYPE_OUTBOX_ITEM (sparkle_outbox_item_get_type ())
G_DECLARE_FINAL_TYPE (SparkleOutboxItem, sparkle_outbox_item, SPARKLE, OUTBOX_ITEM, GObject)

const char          *sparkle_outbox_item_get_id            (SparkleOutboxItem *self);
const char          *sparkle_outbox_item_get_op            (SparkleOutboxItem *self);
SparkleCollection    sparkle_outbox_item_get_collection    (SparkleOutboxItem *self);
const char          *sparkle_outbox_item_get_record_id     (SparkleOutboxItem *self);
const char          *sparkle_outbox_item_get_summary       (SparkleOutboxItem *self); /* never NULL */
SparkleOutboxState   sparkle_outbox_item_get_state         (SparkleOutboxItem *self);
gint64               sparkle_outbox_item_get_attempts      (SparkleOutboxItem *self);
gint64               sparkle_outbox_item_get_next_at       (SparkleOutboxItem *self);
gint64               sparkle_outbox_item_get_created_at    (SparkleOutboxItem *self);
int                  sparkle_outbox_item_get_error_code    (SparkleOutboxItem *self); /* SparkleErrorCode, -1: none */
const char          *sparkle_outbox_item_get_error_message (SparkleOutboxItem *self); /* (nullable) */
/* A text field ("title", "content", "bio" …) of the three sides; (nullable) when that side has none. */
const char          *sparkle_outbox_item_get_mine          (SparkleOutboxItem *self, const char *field);
const char          *sparkle_outbox_item_get_theirs        (SparkleOutboxItem *self, const char *field);
const char          *sparkle_outbox_item_get_base          (SparkleOutboxItem *self, const char *field);

/* All fields of the three sides; (nullable) transfer none, until the item changes. */
void                 sparkle_outbox_item_get_sides         (SparkleOutboxItem *self, JsonObject **ret_base, JsonObject **ret_mine,
                                                            JsonObject **ret_theirs);

G_END_DECLS
