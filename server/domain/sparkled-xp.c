/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-xp.h"

#include "sparkle-limits.h"
#include "sparkled-xp-table.h"

static const struct
{
  const char *cause;
  int         points;
} deeds[] = {
  [SPARKLED_XP_POST]    = { "post", SPARKLE_XP_POST },
  [SPARKLED_XP_COMMENT] = { "comment", SPARKLE_XP_COMMENT },
};

static const struct
{
  const char *given_cause;
  int         given;
  const char *received_cause;
  int         received;
} bonds[] = {
  [SPARKLED_XP_REACTION] = { "reaction-given", SPARKLE_XP_REACTION_GIVEN, "reaction-received", SPARKLE_XP_REACTION_RECEIVED },
  [SPARKLED_XP_FOLLOW]   = { "follow", SPARKLE_XP_FOLLOW, "followed", SPARKLE_XP_FOLLOWED },
};

/**
 * sparkled_xp_give:
 * @write: the write that earns it
 * @deed: what was done
 * @id: to which record
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether the writer has the points, once
 */
gboolean
sparkled_xp_give (SparkledWrite   *write,
                  SparkledXpDeed   deed,
                  const char      *id,
                  GError         **error)
{
  g_autofree char *cause = g_strconcat (deeds[deed].cause, ":", id, NULL);
  const SparkledXpAward award = { write->account->id, cause, deeds[deed].points };

  return sparkled_xp_table_award (write->tx, &award, NULL, error);
}

/**
 * sparkled_xp_take:
 * @write: the write that undoes it
 * @deed: what was done
 * @account_id: by whom
 * @id: to which record
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether the points are taken back
 */
gboolean
sparkled_xp_take (SparkledWrite   *write,
                  SparkledXpDeed   deed,
                  const char      *account_id,
                  const char      *id,
                  GError         **error)
{
  g_autofree char *cause = g_strconcat (deeds[deed].cause, ":", id, NULL);
  const SparkledXpAward award = { account_id, cause, deeds[deed].points };

  return sparkled_xp_table_revoke (write->tx, &award, NULL, error);
}

typedef gboolean (*AwardFunc) (SparkledTransaction *, const SparkledXpAward *, const SparkledXpAward *, GError **);

static gboolean
change_bond (SparkledWrite   *write,
             AwardFunc        change,
             SparkledXpBond   bond,
             const char      *other_id,
             const char      *about,
             GError         **error)
{
  g_autofree char *given_cause = NULL;
  g_autofree char *received_cause = NULL;

  if (sparkled_write_owns (write, other_id))
    return TRUE;

  /* Many people react to one thing: what is received is told apart by who gave it. */
  given_cause = g_strconcat (bonds[bond].given_cause, ":", about, NULL);
  received_cause = g_strconcat (bonds[bond].received_cause, ":", write->account->id, ":", about, NULL);

  return change (write->tx,
                 &(SparkledXpAward) { write->account->id, given_cause, bonds[bond].given },
                 &(SparkledXpAward) { other_id, received_cause, bonds[bond].received },
                 error);
}

/**
 * sparkled_xp_bond:
 * @write: the write that earns it
 * @bond: what was done
 * @other_id: to whom
 * @about: what tells it from others of its kind
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether both have their points, once
 */
gboolean
sparkled_xp_bond (SparkledWrite   *write,
                  SparkledXpBond   bond,
                  const char      *other_id,
                  const char      *about,
                  GError         **error)
{
  return change_bond (write, sparkled_xp_table_award, bond, other_id, about, error);
}

/**
 * sparkled_xp_unbond:
 * @write: the write that undoes it
 * @bond: what was done
 * @other_id: to whom
 * @about: what tells it from others of its kind
 * @error: why it failed
 *
 * (fiber)
 *
 * Returns: whether the points of both are taken back
 */
gboolean
sparkled_xp_unbond (SparkledWrite   *write,
                    SparkledXpBond   bond,
                    const char      *other_id,
                    const char      *about,
                    GError         **error)
{
  return change_bond (write, sparkled_xp_table_revoke, bond, other_id, about, error);
}
