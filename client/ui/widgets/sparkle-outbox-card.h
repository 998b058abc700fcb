/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sparkle-outbox-item.h"

G_BEGIN_DECLS

/* One write of the outbox: what it is, how it stands, what can be done. */
#define SPARKLE_TYPE_OUTBOX_CARD (sparkle_outbox_card_get_type ())
G_DECLARE_FINAL_TYPE (SparkleOutboxCard, sparkle_outbox_card, SPARKLE, OUTBOX_CARD, GtkBox)

GtkWidget *sparkle_outbox_card_new      (void);
void       sparkle_outbox_card_set_item (SparkleOutboxCard *self, SparkleOutboxItem *item);

SparkleOutboxItem *sparkle_outbox_card_get_item (SparkleOutboxCard *self); /* (nullable) transfer none */
void       sparkle_outbox_card_set_blocker (SparkleOutboxCard *self, SparkleOutboxItem *blocker);
gboolean   sparkle_outbox_card_can_edit (SparkleOutboxItem *item);
char      *sparkle_outbox_card_get_name (SparkleOutboxCard *self); /* transfer full */

G_END_DECLS
