/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-user-wire.h"

#include <string.h>

static const SparkleField registration_fields[] = {
  { "username", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleRegistration, username), sparkle_validate_username },
  { "email", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleRegistration, email), sparkle_validate_email },
  { "password", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleRegistration, password), sparkle_validate_password },
  { NULL }
};

static const SparkleField sign_in_fields[] = {
  { "login", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleSignIn, login), sparkle_validate_login },
  { "password", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleSignIn, password), sparkle_validate_login_password },
  { NULL }
};

const SparkleField sparkle_user_edit_fields[] = {
  { "display_name", SPARKLE_FIELD_STRING, 0, G_STRUCT_OFFSET (SparkleUserEdit, display_name), sparkle_validate_display_name },
  { "bio", SPARKLE_FIELD_STRING, SPARKLE_FIELD_LINES, G_STRUCT_OFFSET (SparkleUserEdit, bio), sparkle_validate_bio },
  { NULL }
};

const SparkleField sparkle_user_follow_fields[] = {
  { "user_id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, 0, sparkle_validate_uuid },
  { NULL }
};

static const SparkleField user_counts_fields[] = {
  { "posts", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleUserRecord, n_posts) },
  { "followers", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleUserRecord, n_followers) },
  { "following", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleUserRecord, n_following) },
  { NULL }
};

static const SparkleField user_record_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleUserRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleUserRecord, rev) },
  { "version", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleUserRecord, version) },
  { "username", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleUserRecord, username) },
  { "display_name", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleUserRecord, display_name) },
  { "bio", SPARKLE_FIELD_STRING, SPARKLE_FIELD_NULLABLE, G_STRUCT_OFFSET (SparkleUserRecord, bio) },
  { "role", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleUserRecord, role) },
  { "level", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleUserRecord, level) },
  { "xp", SPARKLE_FIELD_INT, 0, G_STRUCT_OFFSET (SparkleUserRecord, xp) },
  { "created_at", SPARKLE_FIELD_TIME, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleUserRecord, created_at) },
  { "deleted", SPARKLE_FIELD_BOOL, 0, G_STRUCT_OFFSET (SparkleUserRecord, deleted) },
  { "counts", SPARKLE_FIELD_OBJECT, 0, 0, .sub = user_counts_fields },
  { NULL }
};

static const SparkleField account_record_fields[] = {
  { "id", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleAccountRecord, id) },
  { "rev", SPARKLE_FIELD_INT, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleAccountRecord, rev) },
  { "email", SPARKLE_FIELD_STRING, SPARKLE_FIELD_REQUIRED, G_STRUCT_OFFSET (SparkleAccountRecord, email) },
  { "email_verified", SPARKLE_FIELD_BOOL, 0, G_STRUCT_OFFSET (SparkleAccountRecord, email_verified) },
  { "settings", SPARKLE_FIELD_NODE, 0, G_STRUCT_OFFSET (SparkleAccountRecord, settings) },
  { NULL }
};

/**
 * sparkle_registration_decode:
 * @object: the body of POST /auth/register
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): what was sent
 */
SparkleRegistration *
sparkle_registration_decode (JsonNode  *object,
                             GError   **error)
{
  return sparkle_fields_decode_new (object, registration_fields, SPARKLE_DECODE_STRICT, sizeof (SparkleRegistration), NULL, error);
}

/**
 * sparkle_registration_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds. The password is wiped first.
 */
void
sparkle_registration_free (SparkleRegistration *self)
{
  if (self == NULL)
    return;
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  sparkle_fields_clear (registration_fields, self);
  g_free (self);
}

/**
 * sparkle_sign_in_decode:
 * @object: the body of POST /auth/login
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): what was sent
 */
SparkleSignIn *
sparkle_sign_in_decode (JsonNode  *object,
                        GError   **error)
{
  return sparkle_fields_decode_new (object, sign_in_fields, SPARKLE_DECODE_STRICT, sizeof (SparkleSignIn), NULL, error);
}

/**
 * sparkle_sign_in_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds. The password is wiped first.
 */
void
sparkle_sign_in_free (SparkleSignIn *self)
{
  if (self == NULL)
    return;
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  sparkle_fields_clear (sign_in_fields, self);
  g_free (self);
}

/**
 * sparkle_user_edit_decode:
 * @object: data of user.edit
 * @error: where to put an error of %SPARKLE_ERROR
 *
 * Returns: (transfer full) (nullable): what to change
 */
SparkleUserEdit *
sparkle_user_edit_decode (JsonNode  *object,
                          GError   **error)
{
  guint64 present = 0;
  SparkleUserEdit *self;

  self = sparkle_fields_decode_new (object, sparkle_user_edit_fields, SPARKLE_DECODE_STRICT, sizeof (SparkleUserEdit),
                                    &present, error);
  if (self != NULL)
    self->present = present;
  return self;
}

/**
 * sparkle_user_edit_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_user_edit_free (SparkleUserEdit *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (sparkle_user_edit_fields, self);
  g_free (self);
}

/**
 * sparkle_user_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads a person.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleUserRecord *
sparkle_user_record_decode (JsonNode  *object,
                            GError   **error)
{
  return sparkle_fields_decode_new (object, user_record_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparkleUserRecord), NULL, error);
}

/**
 * sparkle_user_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_user_record_free (SparkleUserRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (user_record_fields, self);
  g_free (self);
}

/**
 * sparkle_account_record_decode:
 * @object: a record of an answer
 * @error: where to put a PROTOCOL error
 *
 * Reads what is private to an account.
 *
 * Returns: (transfer full) (nullable): the record
 */
SparkleAccountRecord *
sparkle_account_record_decode (JsonNode  *object,
                               GError   **error)
{
  return sparkle_fields_decode_new (object, account_record_fields, SPARKLE_DECODE_TOLERANT, sizeof (SparkleAccountRecord), NULL, error);
}

/**
 * sparkle_account_record_free:
 * @self: (nullable) (transfer full): what to free
 *
 * Frees it with all it holds.
 */
void
sparkle_account_record_free (SparkleAccountRecord *self)
{
  if (self == NULL)
    return;
  sparkle_fields_clear (account_record_fields, self);
  g_free (self);
}
