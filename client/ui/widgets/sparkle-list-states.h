/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_LIST_STATE_LOADING,
  SPARKLE_LIST_STATE_EMPTY,
  SPARKLE_LIST_STATE_OFFLINE,
  SPARKLE_LIST_STATE_FAILED,
  SPARKLE_LIST_STATE_CONTENT,
} SparkleListState;

/* The four states of every list beside its content: one child, and what stands in its place while it has nothing to show. */
#define SPARKLE_TYPE_LIST_STATES (sparkle_list_states_get_type ())
G_DECLARE_FINAL_TYPE (SparkleListStates, sparkle_list_states, SPARKLE, LIST_STATES, AdwBin)

GtkWidget        *sparkle_list_states_new          (void);
void              sparkle_list_states_set_content  (SparkleListStates *self, GtkWidget *content);
void              sparkle_list_states_set_state    (SparkleListStates *self, SparkleListState state);
SparkleListState  sparkle_list_states_get_state    (SparkleListStates *self);
void              sparkle_list_states_set_empty    (SparkleListStates *self,
                                                    const char *icon_name, const char *title, const char *description,
                                                    const char *action_label, const char *action_name);
void              sparkle_list_states_set_failure  (SparkleListStates *self, const GError *error);
void              sparkle_list_states_set_progress (SparkleListStates *self, double fraction);

G_END_DECLS
