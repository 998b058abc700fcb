/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-services.h"

G_BEGIN_DECLS

/* Accounts as the person who runs the server makes them. */
typedef struct
{
  const char *username;
  const char *email;
  const char *password;
  const char *role;         /* user, creator, moderator or admin */
  const char *display_name; /* (nullable) */
  const char *bio;          /* (nullable) */
} SparkledMember;

gboolean sparkled_role_is_known  (const char *role);
/* (fiber) Checks everything by the rules of registering. CONFLICT when a name is taken. */
gboolean sparkled_member_create  (SparkledServices *services, const SparkledMember *member, char **ret_id, GError **error);
/* (fiber) ret_id: NULL when nobody is called that. */
gboolean sparkled_member_find    (SparkledServices *services, const char *username, char **ret_id, GError **error);
/* (fiber) NOT_FOUND when nobody is called that. Running servers are told. */
gboolean sparkled_member_set_role (SparkledServices *services, const char *username, const char *role, GError **error);
/* (fiber) Ends all sessions of a person, or one by its UUID. */
gboolean sparkled_member_revoke  (SparkledServices *services, const char *username_or_session, unsigned *ret_n, GError **error);

G_END_DECLS
