/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"
#include "sparkle-settings.h"

G_BEGIN_DECLS

/* The process: command line, settings, the one session, the one window. */
#define SPARKLE_TYPE_APPLICATION (sparkle_application_get_type ())
G_DECLARE_FINAL_TYPE (SparkleApplication, sparkle_application, SPARKLE, APPLICATION, AdwApplication)

SparkleApplication *sparkle_application_new          (void);
SparkleSession     *sparkle_application_get_session  (SparkleApplication *self); /* transfer none */
SparkleSettings    *sparkle_application_get_settings (SparkleApplication *self); /* (nullable) transfer none */
void                sparkle_application_linger       (SparkleApplication *self);

G_END_DECLS
