/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-service-manager.h"

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "sparkle-error.h"

/**
 * sparkled_service_manager_take_socket:
 * @ret_fd: (out): a stream socket that listens, or -1 when none was handed over
 * @error: a sentence about what was handed over instead
 *
 * Socket activation (sd_listen_fds(3)): the service manager holds the port, so that clients who
 * come while the server is started anew wait instead of being refused. Takes the variables out of
 * the environment; call it once, before fork().
 *
 * Returns: FALSE when something was handed over that the server cannot listen on
 */
gboolean
sparkled_service_manager_take_socket (int     *ret_fd,
                                      GError **error)
{
  *ret_fd = -1;
#ifdef HAVE_SYSTEMD
  int n = sd_listen_fds (1);

  if (n <= 0)
    return TRUE;
  if (n > 1)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST,
                   "the service manager handed over %d sockets: the socket unit must have one ListenStream= line", n);
      return FALSE;
    }
  if (sd_is_socket_inet (SD_LISTEN_FDS_START, AF_UNSPEC, SOCK_STREAM, 1, 0) <= 0)
    {
      g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST,
                   "the service manager handed over something that is not a listening TCP socket: "
                   "ListenStream= of the socket unit must be an address with a port");
      return FALSE;
    }
  *ret_fd = SD_LISTEN_FDS_START;
#endif

  return TRUE;
}

/**
 * sparkled_service_manager_get_watchdog:
 *
 * Returns: after how many milliseconds without sparkled_service_manager_alive() the service
 *   manager ends and restarts the server (WatchdogSec=); 0 when it does not watch
 */
unsigned
sparkled_service_manager_get_watchdog (void)
{
#ifdef HAVE_SYSTEMD
  guint64 microseconds;

  if (sd_watchdog_enabled (0, &microseconds) > 0)
    return (unsigned) MAX (microseconds / 1000, 1);
#endif

  return 0;
}

static void
notify (const char *state)
{
#ifdef HAVE_SYSTEMD
  int status = sd_notify (0, state);

  if (status < 0)
    g_message ("The service manager cannot be told “%s”: %s", state, g_strerror (-status));
#endif
}

/**
 * sparkled_service_manager_ready:
 *
 * Tells that the server answers requests (Type=notify).
 */
void
sparkled_service_manager_ready (void)
{
  notify ("READY=1");
}

/**
 * sparkled_service_manager_stopping:
 *
 * Tells that the server takes no more connections and finishes what it has.
 */
void
sparkled_service_manager_stopping (void)
{
  notify ("STOPPING=1");
}

/**
 * sparkled_service_manager_alive:
 *
 * A sign of life for the watchdog. Only from a main loop that turns, never from a thread.
 */
void
sparkled_service_manager_alive (void)
{
  notify ("WATCHDOG=1");
}
