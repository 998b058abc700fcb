/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-store-reader.h"

G_BEGIN_DECLS

/* A store in a folder of its own, and the records and answers of a server to feed it with. */
typedef struct
{
  char         *folder;
  SparkleStore *store;
} Kit;

Kit        *kit_new         (void);
void        kit_free        (Kit *kit); /* closes and removes the folder */
void        kit_open        (Kit *kit);
void        kit_close       (Kit *kit);
char       *kit_file        (Kit *kit, const char *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Kit, kit_free)

#define KIT_ME    "01900000-0000-7000-8000-0000000000aa"
#define KIT_OTHER "01900000-0000-7000-8000-0000000000bb"

/* Turns the main context until the future is settled. */
gboolean    kit_wait        (DexFuture *future, GError **error); /* takes the future */
void        kit_ok          (DexFuture *future);
gpointer    kit_boxed       (DexFuture *future); /* (transfer full) */

/* (transfer full); ids are those of kit_id() */
char       *kit_id          (unsigned kind, unsigned n);
typedef struct
{
  unsigned    n;
  gint64      rev, version;
  const char *author, *title, *content, *state, *tags, *category;
  int         comments, likes, age; /* minutes before 2026-01-01T12:00 */
  int         views;
  gint64      at;                   /* µs since 1970, instead of the age */
} KitPost;
char       *kit_post        (KitPost post);
char       *kit_user        (const char *id, gint64 rev, const char *name, int followers);
char       *kit_comment     (unsigned n, gint64 rev, gint64 version, unsigned post, int parent, const char *content, int likes);
char       *kit_reaction    (const char *target, const char *post, const char *type, gint64 rev);
char       *kit_draft       (unsigned n, gint64 rev, gint64 version, const char *title, const char *content);

/* One pull of one scope, applied; fields: what goes into the item besides "scope", e.g. "\"cursor\":\"c1\",…". */
SparkleApplyResult *kit_pull (Kit *kit, const char *scope, SparkleApplyFlags flags, const char *format, ...) G_GNUC_PRINTF (4, 5);
SparkleApplyResult *kit_frame (Kit *kit, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Applies and expects APPLIED. */
void        kit_pulled      (Kit *kit, const char *scope, SparkleApplyFlags flags, const char *format, ...) G_GNUC_PRINTF (4, 5);
void        kit_framed      (Kit *kit, const char *format, ...) G_GNUC_PRINTF (2, 3);

void        kit_enqueue     (Kit *kit, const char *id, const char *op, gint64 base_version, const char *format, ...) G_GNUC_PRINTF (5, 6);
GPtrArray  *kit_take        (Kit *kit);
SparklePushSummary kit_answer (Kit *kit, GPtrArray *sent, const char *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
