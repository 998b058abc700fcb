/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-user-wire.h"
#include "sparkled-session.h"

G_BEGIN_DECLS

/* Registering and signing in. */
typedef struct
{
  SparkledNewSession session;
  char              *me;      /* JSON text: the own user record with the e-mail address */
} SparkledSignedIn;

void     sparkled_account_register_statements (SparkledDb *db);

/* (fiber) All of them. The forms have been validated. */
/* Whether registration is open and both names are free, before anything costly is done. */
gboolean sparkled_account_check_free (SparkledServices *services, const SparkleRegistration *form, GError **error);
gboolean sparkled_account_register (SparkledServices *services, const SparkleRegistration *form,
                                    const char *user_agent, const char *address, SparkledSignedIn *ret, GError **error);
gboolean sparkled_account_sign_in  (SparkledServices *services, const SparkleSignIn *form,
                                    const char *user_agent, const char *address, SparkledSignedIn *ret, GError **error);
char    *sparkled_account_me       (SparkledServices *services, const SparkledAccount *account, GError **error);
void     sparkled_signed_in_clear  (SparkledSignedIn *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkledSignedIn, sparkled_signed_in_clear)

G_END_DECLS
