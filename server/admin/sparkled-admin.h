/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-config.h"
#include "sparkled-services.h"

G_BEGIN_DECLS

/* One run of sparkle-admin: what was asked and what it works with. */
typedef struct
{
  SparkledConfig   *config;
  SparkledServices  services;
  char            **words;       /* of the command, its own name taken off */
  unsigned          n_words;

  /* options */
  char *video;
  char *title;
  char *category;
  char *role;
  char *display_name;
  char *data;
} SparkledAdmin;

typedef gboolean (*SparkledAdminFunc) (SparkledAdmin *self, GError **error);

/* The commands. (fiber), but for migrate, which blocks and needs no pool. */
gboolean sparkled_admin_migrate         (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_epoch_check     (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_status          (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_epoch_new       (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_user_create     (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_user_role       (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_token_revoke    (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_import_comments (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_import_videos   (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_announce        (SparkledAdmin *self, GError **error);
gboolean sparkled_admin_demo            (SparkledAdmin *self, GError **error);

/* A password without echo from the terminal, twice; else the first line of the input. */
char    *sparkled_admin_read_password   (GError **error);

/* A line on the terminal that is written over; nothing when the output is no terminal. */
void     sparkled_admin_progress        (guint64 done, guint64 total, gpointer what);
void     sparkled_admin_progress_end    (void);

G_END_DECLS
