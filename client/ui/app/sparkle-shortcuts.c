/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-shortcuts.h"

#include <glib/gi18n.h>

static const SparkleShortcut shortcuts[] = {
  { SPARKLE_SHORTCUTS_READING, N_("Next post"), "win.next-item", { "<Alt>Down" }, "j" },
  { SPARKLE_SHORTCUTS_READING, N_("Previous post"), "win.previous-item", { "<Alt>Up" }, "k" },
  { SPARKLE_SHORTCUTS_READING, N_("Next comment"), NULL, { NULL }, "j" },
  { SPARKLE_SHORTCUTS_READING, N_("Previous comment"), NULL, { NULL }, "k" },
  { SPARKLE_SHORTCUTS_READING, N_("Next new comment"), "win.next-unread", { NULL }, "n" },
  { SPARKLE_SHORTCUTS_READING, N_("Hide replies"), NULL, { "Left" }, NULL },
  { SPARKLE_SHORTCUTS_READING, N_("Show replies"), NULL, { "Right" }, NULL },
  { SPARKLE_SHORTCUTS_READING, N_("Like"), "win.like-here", { NULL }, "l" },
  { SPARKLE_SHORTCUTS_READING, N_("Bookmark"), "win.bookmark-here", { "<Control>d" }, "b" },
  { SPARKLE_SHORTCUTS_READING, N_("Back"), "win.back", { "<Alt>Left" }, "u" },
  { SPARKLE_SHORTCUTS_READING, N_("Mark all notifications as read"), "win.read-notifications", { "<Control><Shift>m" }, NULL },
  { SPARKLE_SHORTCUTS_READING, N_("Look for news"), "win.sync", { "F5", "<Control>r" }, NULL },

  { SPARKLE_SHORTCUTS_WRITING, N_("Write a post"), "win.compose", { "<Control>n" }, "c" },
  { SPARKLE_SHORTCUTS_WRITING, N_("Answer"), "win.reply-here", { NULL }, "r" },
  { SPARKLE_SHORTCUTS_WRITING, N_("Edit"), "win.edit-here", { NULL }, "e" },
  { SPARKLE_SHORTCUTS_WRITING, N_("Publish or send"), NULL, { "<Control>Return" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Schedule"), NULL, { "<Control><Shift>Return" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Preview"), NULL, { "<Control><Shift>v" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Bold"), NULL, { "<Control>b" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Italic"), NULL, { "<Control>i" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Heading"), NULL, { "<Control><Shift>h" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Link"), NULL, { "<Control>k" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Quote"), NULL, { "<Control>9" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("List"), NULL, { "<Control>8" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Numbered list"), NULL, { "<Control>7" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Code"), NULL, { "<Control>e" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Strike through"), NULL, { "<Control><Shift>x" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Spoiler"), NULL, { "<Control><Shift>p" }, NULL },
  { SPARKLE_SHORTCUTS_WRITING, N_("Offer names, tags and emoji"), NULL, { "<Control>space" }, NULL },

  { SPARKLE_SHORTCUTS_PLACES, N_("Home"), "win.show-list(('home', ''))", { "<Alt>1" }, "g h" },
  { SPARKLE_SHORTCUTS_PLACES, N_("Following"), "win.show-list(('following', ''))", { NULL }, "g f" },
  { SPARKLE_SHORTCUTS_PLACES, N_("Trending"), "win.show-list(('trending', ''))", { NULL }, "g t" },
  { SPARKLE_SHORTCUTS_PLACES, N_("Bookmarks"), "win.show-list(('bookmarks', ''))", { "<Alt>2" }, "g b" },
  { SPARKLE_SHORTCUTS_PLACES, N_("Drafts"), "win.show-list(('drafts', ''))", { "<Alt>3" }, "g d" },
  { SPARKLE_SHORTCUTS_PLACES, N_("Notifications"), "win.show-list(('notifications', ''))", { "<Alt>5" }, "g n" },
  { SPARKLE_SHORTCUTS_PLACES, N_("Outbox"), "win.show-list(('outbox', ''))", { "<Alt>4" }, "g o" },
  { SPARKLE_SHORTCUTS_PLACES, N_("Search"), "win.search", { "<Control>f" }, "/" },
  { SPARKLE_SHORTCUTS_PLACES, N_("Next column"), "win.next-pane", { "F6" }, NULL },
  { SPARKLE_SHORTCUTS_PLACES, N_("Previous column"), "win.previous-pane", { "<Shift>F6" }, NULL },

  { SPARKLE_SHORTCUTS_DECIDING, N_("Next difference"), NULL, { NULL }, "j" },
  { SPARKLE_SHORTCUTS_DECIDING, N_("Previous difference"), NULL, { NULL }, "k" },
  { SPARKLE_SHORTCUTS_DECIDING, N_("Take mine"), NULL, { NULL }, "m" },
  { SPARKLE_SHORTCUTS_DECIDING, N_("Take theirs"), NULL, { NULL }, "t" },
  { SPARKLE_SHORTCUTS_DECIDING, N_("Take both"), NULL, { NULL }, "b" },
  { SPARKLE_SHORTCUTS_DECIDING, N_("Edit what is taken"), NULL, { NULL }, "e" },
  { SPARKLE_SHORTCUTS_DECIDING, N_("Try everything again that was not accepted"), "win.retry-all", { "<Control><Shift>r" }, NULL },

  { SPARKLE_SHORTCUTS_GENERAL, N_("Keyboard shortcuts"), "app.shortcuts", { "<Control>question" }, "?" },
  { SPARKLE_SHORTCUTS_GENERAL, N_("Preferences"), "app.preferences", { "<Control>comma" }, NULL },
  { SPARKLE_SHORTCUTS_GENERAL, N_("Work offline, or online again"), "win.work-offline", { "<Control><Shift>o" }, NULL },
  { SPARKLE_SHORTCUTS_GENERAL, N_("Main menu"), NULL, { "F10" }, NULL },
  { SPARKLE_SHORTCUTS_GENERAL, N_("Close the window"), "window.close", { "<Control>w" }, NULL },
  { SPARKLE_SHORTCUTS_GENERAL, N_("Quit"), "app.quit", { "<Control>q" }, NULL },
};

static const char * const groups[SPARKLE_N_SHORTCUT_GROUPS] = {
  [SPARKLE_SHORTCUTS_READING] = N_("Reading"),
  [SPARKLE_SHORTCUTS_WRITING] = N_("Writing"),
  [SPARKLE_SHORTCUTS_PLACES] = N_("Places"),
  [SPARKLE_SHORTCUTS_DECIDING] = N_("Outbox and deciding between two versions"),
  [SPARKLE_SHORTCUTS_GENERAL] = N_("General"),
};

/**
 * sparkle_shortcuts_get:
 * @ret_n: (out): how many
 *
 * Returns: (transfer none) (array length=ret_n): the table
 */
const SparkleShortcut *
sparkle_shortcuts_get (unsigned *ret_n)
{
  g_return_val_if_fail (ret_n != NULL, NULL);

  *ret_n = G_N_ELEMENTS (shortcuts);
  return shortcuts;
}

/**
 * sparkle_shortcuts_register:
 * @application: whose windows obey
 *
 * Makes the accelerators of the table work.
 */
void
sparkle_shortcuts_register (GtkApplication *application)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].action != NULL)
      gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].accels);
}

/* "?" is written as the name of its key; what follows each other is joined by "+". */
static char *
describe_letters (const char *letters)
{
  g_auto(GStrv) keys = g_strsplit (letters, " ", -1);

  for (unsigned i = 0; keys[i] != NULL; i++)
    {
      unsigned key = gdk_unicode_to_keyval (g_utf8_get_char (keys[i]));

      g_free (keys[i]);
      keys[i] = g_strdup (gdk_keyval_name (key));
    }
  return g_strjoinv ("+", keys);
}

/**
 * sparkle_shortcut_describe:
 * @shortcut: a row of the table
 *
 * Returns: (transfer full): all its keys, as AdwShortcutLabel draws them
 */
char *
sparkle_shortcut_describe (const SparkleShortcut *shortcut)
{
  GString *text = g_string_new (NULL);

  if (shortcut->letters != NULL)
    {
      g_autofree char *letters = describe_letters (shortcut->letters);

      g_string_append (text, letters);
    }
  for (unsigned i = 0; i < G_N_ELEMENTS (shortcut->accels) && shortcut->accels[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", shortcut->accels[i]);
  return g_string_free_and_steal (text);
}

/**
 * sparkle_shortcuts_new_dialog:
 *
 * Returns: (transfer floating): the dialog that lists the table
 */
AdwDialog *
sparkle_shortcuts_new_dialog (void)
{
  AdwDialog *dialog = adw_shortcuts_dialog_new ();

  for (SparkleShortcutGroup group = 0; group < SPARKLE_N_SHORTCUT_GROUPS; group++)
    {
      AdwShortcutsSection *section = adw_shortcuts_section_new (_(groups[group]));
      unsigned n = 0;

      for (unsigned i = 0; i < G_N_ELEMENTS (shortcuts); i++)
        {
          g_autofree char *keys = sparkle_shortcut_describe (&shortcuts[i]);

          if (shortcuts[i].group != group || *keys == '\0')
            continue;
          adw_shortcuts_section_add (section, adw_shortcuts_item_new (_(shortcuts[i].title), keys));
          n++;
        }
      if (n > 0)
        adw_shortcuts_dialog_add (ADW_SHORTCUTS_DIALOG (dialog), section);
      else
        g_object_unref (section);
    }
  return dialog;
}
