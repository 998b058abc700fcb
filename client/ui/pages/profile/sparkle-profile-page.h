/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* One person and what they wrote. */
#define SPARKLE_TYPE_PROFILE_PAGE (sparkle_profile_page_get_type ())
G_DECLARE_FINAL_TYPE (SparkleProfilePage, sparkle_profile_page, SPARKLE, PROFILE_PAGE, AdwNavigationPage)

AdwNavigationPage *sparkle_profile_page_new (SparkleSession *session, const char *username);

G_END_DECLS
