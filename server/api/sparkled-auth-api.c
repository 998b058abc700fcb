/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-auth-api.h"

#include "sparkle-time.h"
#include "sparkle-user-wire.h"
#include "sparkled-account.h"
#include "sparkled-routes.h"

/* {user, token, expires_at}; the token is base64url, so nothing in it needs escaping. */
static void
answer_signed_in (SparkledCall           *call,
                  unsigned                status,
                  const SparkledSignedIn *signed_in)
{
  g_autofree char *expires = sparkle_time_format (signed_in->session.expires_at);

  sparkled_call_take_data (call, status,
                           g_strdup_printf ("{\"user\":%s,\"token\":\"%s\",\"expires_at\":\"%s\"}",
                                            signed_in->me, signed_in->session.token, expires));
}

static gboolean
register_account (SparkledCall  *call,
                  GError       **error)
{
  g_autoptr(SparkleRegistration) form = sparkle_registration_decode (call->body, error);
  g_auto(SparkledSignedIn) signed_in = { 0 };

  /* A typing mistake or a taken name costs nothing of the few registrations an address has. */
  if (form == NULL ||
      !sparkled_account_check_free (call->services, form, error) ||
      !sparkled_call_charge (call, SPARKLED_LIMIT_REGISTER, error) ||
      !sparkled_account_register (call->services, form, call->user_agent, call->address, &signed_in, error))
    return FALSE;
  answer_signed_in (call, 201, &signed_in);

  return TRUE;
}

static gboolean
sign_in (SparkledCall  *call,
         GError       **error)
{
  g_autoptr(SparkleSignIn) form = sparkle_sign_in_decode (call->body, error);
  g_auto(SparkledSignedIn) signed_in = { 0 };

  if (form == NULL ||
      !sparkled_call_charge (call, SPARKLED_LIMIT_SIGN_IN, error) ||
      !sparkled_account_sign_in (call->services, form, call->user_agent, call->address, &signed_in, error))
    return FALSE;
  answer_signed_in (call, 200, &signed_in);

  return TRUE;
}

static gboolean
sign_out (SparkledCall  *call,
          GError       **error)
{
  if (!sparkled_session_end (call->services, call->account, error))
    return FALSE;
  sparkled_call_take_data (call, 200, NULL);

  return TRUE;
}

static gboolean
get_me (SparkledCall  *call,
        GError       **error)
{
  char *me = sparkled_account_me (call->services, call->account, error);

  if (me == NULL)
    return FALSE;
  sparkled_call_take_data (call, 200, me);

  return TRUE;
}

const SparkledRoute sparkled_auth_routes[] = {
  { "POST", "/auth/register", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_SMALL, register_account,
    "register", "Make an account and sign in", "Register", "Session", NULL, NULL },
  { "POST", "/auth/login", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_SMALL, sign_in,
    "login", "Sign in with a user name or e-mail address", "Login", "Session", NULL, NULL },
  { "POST", "/auth/logout", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_SMALL, sign_out,
    "logout", "End this session", NULL, NULL, NULL, NULL },
  { "GET", "/me", SPARKLED_WHO_ACCOUNT, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, get_me,
    "getMe", "The own account", NULL, "Me", NULL, NULL },
  { NULL }
};
