/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-password.h"

#include <stdlib.h>
#include <string.h>

#include "sparkle-limits.h"

/* Sorted, lower case; made of common-passwords.txt when the program is built. */
static const char * const common_passwords[] = {
#include "common-passwords.inc"
};

static int
compare_cb (const void *key,
            const void *item)
{
  return strcmp (key, *(const char * const *) item);
}

/**
 * sparkle_password_is_common:
 * @password: a password
 *
 * Looks a password up among the commonest. Case does not matter.
 *
 * Returns: whether everybody would try it
 */
gboolean
sparkle_password_is_common (const char *password)
{
  g_autofree char *lower = NULL;

  g_return_val_if_fail (password != NULL, FALSE);

  if (strnlen (password, SPARKLE_PASSWORD_MAX + 1) > SPARKLE_PASSWORD_MAX)
    return FALSE;
  lower = g_ascii_strdown (password, -1);
  return bsearch (lower, common_passwords, G_N_ELEMENTS (common_passwords), sizeof common_passwords[0], compare_cb) != NULL;
}
