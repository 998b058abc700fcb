/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a service manager (systemd) hands to the server and wants to hear from it. Without one, or
 * in a build without libsystemd, there is nothing to take and telling does nothing. */

/* The listening socket that was handed over, or -1; an error when it is not one to listen on. */
gboolean sparkled_service_manager_take_socket  (int *ret_fd, GError **error);
/* How often it wants a sign of life, in milliseconds; 0: not at all. */
unsigned sparkled_service_manager_get_watchdog (void);
void     sparkled_service_manager_ready        (void);
void     sparkled_service_manager_stopping     (void);
void     sparkled_service_manager_alive        (void);

G_END_DECLS
