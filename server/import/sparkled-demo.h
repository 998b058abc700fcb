/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkled-import.h"

G_BEGIN_DECLS

/* The demo community: imported files, accounts to sign in with, and what these write. */
typedef struct
{
  char *username;
  char *role;
  char *display_name;
} SparkledDemoAccount;

typedef struct
{
  char      *password;  /* of all accounts */
  GPtrArray *accounts;  /* of SparkledDemoAccount */
  SparkledImportCounts imported;
  unsigned   n_written; /* by the accounts, this time or before */
} SparkledDemo;

void sparkled_demo_clear (SparkledDemo *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkledDemo, sparkled_demo_clear)

/* tells: (nullable): what is being done, a word for a person who waits. */
typedef void (*SparkledDemoTell) (const char *what, gpointer user_data);

/* (fiber) Doing it again changes nothing. folder: holds demo.ini and community.json. */
gboolean sparkled_demo_run (SparkledServices *services, const char *folder, SparkledDemoTell tell, SparkledImportProgress progress,
                            gpointer user_data, SparkledDemo *ret_demo, GError **error);

G_END_DECLS
