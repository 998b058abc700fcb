/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-services.h"

G_DEFINE_INTERFACE (SparkledBus, sparkled_bus, G_TYPE_OBJECT)

static void
sparkled_bus_default_init (SparkledBusInterface *iface)
{
}

/**
 * sparkled_bus_changed:
 * @self: (nullable): the bus; without one nothing is told
 * @scopes: (nullable) (array zero-terminated=1): the scopes of a transaction that has committed
 *
 * Tells whoever listens that these scopes have news. Called after the commit, never before.
 */
void
sparkled_bus_changed (SparkledBus        *self,
                      const char * const *scopes)
{
  if (self == NULL || scopes == NULL || scopes[0] == NULL)
    return;
  if (SPARKLED_BUS_GET_IFACE (self)->changed != NULL)
    SPARKLED_BUS_GET_IFACE (self)->changed (self, scopes);
}

/**
 * sparkled_bus_account_changed:
 * @self: (nullable): the bus
 * @account_id: (nullable): the account that lost or changed rights
 * @session_id: (nullable): the session that ended
 *
 * Makes every process forget what it knows of the account or session, and close its sockets.
 */
void
sparkled_bus_account_changed (SparkledBus *self,
                              const char  *account_id,
                              const char  *session_id)
{
  if (self == NULL || SPARKLED_BUS_GET_IFACE (self)->account_changed == NULL)
    return;
  SPARKLED_BUS_GET_IFACE (self)->account_changed (self, account_id, session_id);
}

static const char * const role_names[] = { "user", "creator", "moderator", "admin" };

/**
 * sparkled_role_to_string:
 * @role: a role
 *
 * Returns: (transfer none): its name in the database and on the wire
 */
const char *
sparkled_role_to_string (SparkledRole role)
{
  g_return_val_if_fail ((unsigned) role < G_N_ELEMENTS (role_names), "user");

  return role_names[role];
}

/**
 * sparkled_role_from_string:
 * @name: (nullable): a name
 *
 * Returns: the role; a name of no role gives the one with the fewest rights
 */
SparkledRole
sparkled_role_from_string (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (role_names); i++)
    if (g_strcmp0 (name, role_names[i]) == 0)
      return (SparkledRole) i;

  return SPARKLED_ROLE_USER;
}

/**
 * sparkled_account_new:
 * @id: the account
 * @username: its name
 * @role: what it may
 * @session_id: (nullable): the session it came by
 * @suspended: whether it may only read
 *
 * Returns: (transfer full): who is asking; never changed afterwards
 */
SparkledAccount *
sparkled_account_new (const char   *id,
                      const char   *username,
                      SparkledRole  role,
                      const char   *session_id,
                      gboolean      suspended)
{
  SparkledAccount *self = g_atomic_rc_box_new0 (SparkledAccount);

  self->id = g_strdup (id);
  self->username = g_strdup (username);
  self->role = role;
  self->session_id = g_strdup (session_id);
  self->suspended = suspended;

  return self;
}

/**
 * sparkled_account_ref:
 * @self: an account
 *
 * Returns: (transfer full): the same
 */
SparkledAccount *
sparkled_account_ref (const SparkledAccount *self)
{
  return g_atomic_rc_box_acquire ((SparkledAccount *) self);
}

static void
sparkled_account_clear (gpointer data)
{
  SparkledAccount *self = data;

  g_free (self->id);
  g_free (self->username);
  g_free (self->session_id);
}

/**
 * sparkled_account_unref:
 * @self: (transfer full): an account
 */
void
sparkled_account_unref (SparkledAccount *self)
{
  g_atomic_rc_box_release_full (self, sparkled_account_clear);
}
