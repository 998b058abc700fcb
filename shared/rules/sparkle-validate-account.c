/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-validate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sparkle-limits.h"
#include "sparkle-password.h"
#include "sparkle-text.h"
#include "sparkle-validate-text.h"

/* The labels of a host name, at least two of them. */
static gboolean
is_mail_domain (const char *domain)
{
  g_auto(GStrv) labels = g_strsplit (domain, ".", -1);
  guint n = g_strv_length (labels);

  if (n < 2 || strlen (domain) > 253)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      gsize length = strlen (labels[i]);

      if (length == 0 || length > 63 || labels[i][0] == '-' || labels[i][length - 1] == '-')
        return FALSE;
      for (const guchar *p = (const guchar *) labels[i]; *p != '\0'; p++)
        if (!g_ascii_isalnum (*p) && *p != '-' && *p < 0x80)
          return FALSE;
    }
  return TRUE;
}

/**
 * sparkle_validate_username:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * A user name: 3 to 30 of [A-Za-z0-9_].
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_username (const char  *field,
                           const char  *value,
                           GError     **error)
{
  gsize length = strnlen (value, SPARKLE_USERNAME_MAX + 1);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (value[i]) && value[i] != '_')
      return sparkle_validate_fail (error, field, _("may only have letters A-Z, a-z, digits and \"_\""));
  if (length < SPARKLE_USERNAME_MIN || length > SPARKLE_USERNAME_MAX)
    return sparkle_validate_fail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be %d to %d character", "must be %d to %d characters", SPARKLE_USERNAME_MAX),
                                  SPARKLE_USERNAME_MIN, SPARKLE_USERNAME_MAX);
  return TRUE;
}

/**
 * sparkle_validate_email:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * An e-mail address: at most 254 bytes, a dot-atom of RFC 5321 at a domain of at least two labels. Only a mail
 * tells whether it exists.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_email (const char  *field,
                        const char  *value,
                        GError     **error)
{
  g_autofree char *local = NULL;
  const char *at;

  if (!sparkle_validate_text (field, value, 1, SPARKLE_EMAIL_MAX, FALSE, error))
    return FALSE;
  if (strlen (value) > SPARKLE_EMAIL_MAX)
    return sparkle_validate_fail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be at most %d byte", "must be at most %d bytes", SPARKLE_EMAIL_MAX), SPARKLE_EMAIL_MAX);

  at = strrchr (value, '@');
  local = at != NULL ? g_strndup (value, at - value) : NULL;
  /* Quoted local parts are allowed by RFC 5321 and used by nobody but attackers. */
  if (local == NULL || *local == '\0' || strlen (local) > 64 || strpbrk (local, " \"(),:;<>@[\\]") != NULL ||
      *local == '.' || g_str_has_suffix (local, ".") || strstr (local, "..") != NULL || !is_mail_domain (at + 1))
    return sparkle_validate_fail (error, field, _("must be an e-mail address"));
  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p))
    if (sparkle_text_char_is_invisible (g_utf8_get_char (p)))
      return sparkle_validate_fail (error, field, _("must be an e-mail address"));
  return TRUE;
}

/**
 * sparkle_validate_password:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * A new password: 8 to 128 characters and none of the commonest. No composition rules.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_password (const char  *field,
                           const char  *value,
                           GError     **error)
{
  gsize length;

  if (strnlen (value, SPARKLE_PASSWORD_MAX * 4 + 1) > SPARKLE_PASSWORD_MAX * 4 || !g_utf8_validate (value, -1, NULL))
    return sparkle_validate_fail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be %d to %d character", "must be %d to %d characters", SPARKLE_PASSWORD_MAX),
                                  SPARKLE_PASSWORD_MIN, SPARKLE_PASSWORD_MAX);
  length = sparkle_text_length (value);
  if (length < SPARKLE_PASSWORD_MIN || length > SPARKLE_PASSWORD_MAX)
    return sparkle_validate_fail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be %d to %d character", "must be %d to %d characters", SPARKLE_PASSWORD_MAX),
                                  SPARKLE_PASSWORD_MIN, SPARKLE_PASSWORD_MAX);
  if (sparkle_password_is_common (value))
    return sparkle_validate_fail (error, field, _("is one of the most common passwords; choose another one"));
  return TRUE;
}

/**
 * sparkle_validate_login:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * A user name or address typed to sign in: only bounds, so that nothing is told about accounts.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_login (const char  *field,
                        const char  *value,
                        GError     **error)
{
  if (*value == '\0')
    return sparkle_validate_fail (error, field, _("must not be empty"));
  if (strnlen (value, SPARKLE_EMAIL_MAX + 1) > SPARKLE_EMAIL_MAX)
    return sparkle_validate_fail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be at most %d byte", "must be at most %d bytes", SPARKLE_EMAIL_MAX), SPARKLE_EMAIL_MAX);
  return TRUE;
}

/**
 * sparkle_validate_login_password:
 * @field: the name of the field
 * @value: valid or not, what was given
 * @error: (inout) (optional): a detail is added
 *
 * A password typed to sign in: only bounds.
 *
 * Returns: whether it is good
 */
gboolean
sparkle_validate_login_password (const char  *field,
                                 const char  *value,
                                 GError     **error)
{
  if (*value == '\0')
    return sparkle_validate_fail (error, field, _("must not be empty"));
  if (strnlen (value, SPARKLE_PASSWORD_MAX * 4 + 1) > SPARKLE_PASSWORD_MAX * 4)
    return sparkle_validate_fail (error, field, g_dngettext (GETTEXT_PACKAGE, "must be at most %d character", "must be at most %d characters", SPARKLE_PASSWORD_MAX), SPARKLE_PASSWORD_MAX);
  return TRUE;
}
