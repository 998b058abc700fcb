/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* Signing in and registering. Signal ::welcome (const char *name): somebody is signed in now. */
#define SPARKLE_TYPE_SIGN_IN (sparkle_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (SparkleSignIn, sparkle_sign_in, SPARKLE, SIGN_IN, AdwDialog)

AdwDialog *sparkle_sign_in_new (SparkleSession *session);

G_END_DECLS
