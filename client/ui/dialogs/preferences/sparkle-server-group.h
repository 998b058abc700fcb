/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Where the community is: an address that is checked and then given to "app.change-server". */
#define SPARKLE_TYPE_SERVER_GROUP (sparkle_server_group_get_type ())
G_DECLARE_FINAL_TYPE (SparkleServerGroup, sparkle_server_group, SPARKLE, SERVER_GROUP, AdwPreferencesGroup)

GtkWidget *sparkle_server_group_new         (void);
void       sparkle_server_group_set_address (SparkleServerGroup *self,
                                             const char         *address,
                                             unsigned            n_waiting);

G_END_DECLS
