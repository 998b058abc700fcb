/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SPARKLE_SCOPE_FEED,       /* "feed" */
  SPARKLE_SCOPE_POST,       /* "post/<uuid>" */
  SPARKLE_SCOPE_USER,       /* "user/<uuid>" */
  SPARKLE_SCOPE_ME,         /* "me" */
  SPARKLE_SCOPE_MODERATION, /* "moderation" */
} SparkleScopeKind;

/* ret_id: (out) (transfer full) (nullable): the UUID of post/ and user/, else NULL. Both optional. */
gboolean sparkle_scope_parse  (const char *scope, SparkleScopeKind *ret_kind, char **ret_id);
char    *sparkle_scope_format (SparkleScopeKind kind, const char *id);

G_END_DECLS
