/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-session-server.h"

#include "sparkle-server-address.h"

/**
 * sparkle_session_normalize_server:
 * @text: (nullable): what was typed
 * @error: return location for an error
 *
 * Checks the address of a community before anything is changed for it. Two that mean the same server come out the same.
 *
 * Returns: (transfer full) (nullable): the address as a session reports it; %NULL with a %SPARKLE_ERROR_VALIDATION_FAILED whose detail
 *   says in a sentence what is wrong
 */
char *
sparkle_session_normalize_server (const char  *text,
                                  GError     **error)
{
  return sparkle_server_address_normalize (text, error);
}
