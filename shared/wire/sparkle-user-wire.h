/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-fields.h"

G_BEGIN_DECLS

/* Body of POST /auth/register. */
typedef struct
{
  char *username;
  char *email;
  char *password;
} SparkleRegistration;

SparkleRegistration *sparkle_registration_decode (JsonNode *object, GError **error);
void                 sparkle_registration_free   (SparkleRegistration *self); /* wipes the password */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleRegistration, sparkle_registration_free)

/* Body of POST /auth/login. */
typedef struct
{
  char *login; /* username or e-mail */
  char *password;
} SparkleSignIn;

SparkleSignIn *sparkle_sign_in_decode (JsonNode *object, GError **error);
void           sparkle_sign_in_free   (SparkleSignIn *self); /* wipes the password */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleSignIn, sparkle_sign_in_free)

/* Data of user.edit, user.follow and user.unfollow. */
typedef struct
{
  char   *display_name; /* (nullable) */
  char   *bio;          /* (nullable) */
  guint64 present;      /* bit 0: display_name, bit 1: bio */
} SparkleUserEdit;

extern const SparkleField sparkle_user_edit_fields[];
extern const SparkleField sparkle_user_follow_fields[]; /* one row, user_id, at offset 0 */

SparkleUserEdit *sparkle_user_edit_decode (JsonNode *object, GError **error);
void             sparkle_user_edit_free   (SparkleUserEdit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleUserEdit, sparkle_user_edit_free)

typedef struct
{
  char    *id;
  gint64   rev;
  gint64   version;
  char    *username;
  char    *display_name;
  char    *bio;
  char    *role;
  gint64   level;
  gint64   xp;
  gint64   created_at;
  gboolean deleted;
  gint64   n_posts;
  gint64   n_followers;
  gint64   n_following;
} SparkleUserRecord;

SparkleUserRecord *sparkle_user_record_decode (JsonNode *object, GError **error);
void               sparkle_user_record_free   (SparkleUserRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleUserRecord, sparkle_user_record_free)

typedef struct
{
  char    *id;
  gint64   rev;
  char    *email;
  gboolean email_verified;
  JsonNode *settings; /* (nullable) */
} SparkleAccountRecord;

SparkleAccountRecord *sparkle_account_record_decode (JsonNode *object, GError **error);
void                  sparkle_account_record_free   (SparkleAccountRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SparkleAccountRecord, sparkle_account_record_free)

G_END_DECLS
