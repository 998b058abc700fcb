/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* All that can be done by keyboard, in one table: the accelerators, the keys of one letter and the dialog that lists them come
 * from it. To add a key add a row to sparkle-shortcuts.c. */
typedef enum
{
  SPARKLE_SHORTCUTS_READING,
  SPARKLE_SHORTCUTS_WRITING,
  SPARKLE_SHORTCUTS_PLACES,
  SPARKLE_SHORTCUTS_DECIDING,
  SPARKLE_SHORTCUTS_GENERAL,
  SPARKLE_N_SHORTCUT_GROUPS
} SparkleShortcutGroup;

typedef struct
{
  SparkleShortcutGroup  group;
  const char           *title;     /* to be translated */
  const char           *action;    /* with its target; (nullable): a page does it by itself while it has the focus */
  const char           *accels[4]; /* work always */
  const char           *letters;   /* (nullable): typed while nobody types text: "j", or one after the other: "g h" */
} SparkleShortcut;

const SparkleShortcut *sparkle_shortcuts_get        (unsigned       *ret_n);
void                   sparkle_shortcuts_register   (GtkApplication *application);
char                  *sparkle_shortcut_describe    (const SparkleShortcut *shortcut); /* transfer full: for AdwShortcutLabel */
AdwDialog             *sparkle_shortcuts_new_dialog (void);

G_END_DECLS
