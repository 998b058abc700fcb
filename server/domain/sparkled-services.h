/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libdex.h>
#include "sparkled-db.h"

G_BEGIN_DECLS

/* Who is asking. Immutable, reference counted; made by the auth gate from a token. */
typedef enum { SPARKLED_ROLE_USER, SPARKLED_ROLE_CREATOR, SPARKLED_ROLE_MODERATOR, SPARKLED_ROLE_ADMIN } SparkledRole;

typedef struct
{
  char        *id;         /* UUID */
  char        *username;
  SparkledRole role;
  char        *session_id; /* UUID of the session row */
  gboolean     suspended;  /* may read but not write */
} SparkledAccount;

SparkledAccount *sparkled_account_new   (const char *id, const char *username, SparkledRole role, const char *session_id, gboolean suspended);
SparkledAccount *sparkled_account_ref   (const SparkledAccount *self);
void             sparkled_account_unref (SparkledAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkledAccount, sparkled_account_unref)

const char      *sparkled_role_to_string   (SparkledRole role);
/* Unknown names are the least of roles. */
SparkledRole     sparkled_role_from_string (const char *name);

/* What the domain tells after a commit. live/ implements it; domain never sees a socket. */
#define SPARKLED_TYPE_BUS (sparkled_bus_get_type ())
G_DECLARE_INTERFACE (SparkledBus, sparkled_bus, SPARKLED, BUS, GObject)
struct _SparkledBusInterface
{
  GTypeInterface parent;
  /* These scopes changed in a transaction that has committed. NULL-terminated. */
  void (*changed)        (SparkledBus *self, const char * const *scopes);
  /* This session ended or this account lost rights: close its sockets. Either may be NULL. */
  void (*account_changed) (SparkledBus *self, const char *account_id, const char *session_id);
};
void sparkled_bus_changed         (SparkledBus *self, const char * const *scopes);
void sparkled_bus_account_changed (SparkledBus *self, const char *account_id, const char *session_id);

/* Everything a domain function may need; owned by main, lives as long as the process. */
typedef struct
{
  SparkledDb  *db;
  SparkledBus *bus;           /* (nullable) */
  struct _SparkledHasher *hasher; /* (nullable) passwords; signing in needs it */
  gboolean     open_registration;
  gboolean     unlimited;     /* rate limits off: bench and simulation only, a config key */
} SparkledServices;

G_END_DECLS
