/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-composer-spelling.h"

#include <glib/gi18n.h>

/* Kept on this machine, as the dictionaries are. */
static char *
make_key (const char *draft_id)
{
  return g_strconcat ("spelling/", draft_id, NULL);
}

static char *
check (SparkleEditor *editor,
       const char    *language)
{
  if (sparkle_editor_set_spelling (editor, language))
    return NULL;
  if (language == NULL || *language == '\0')
    return g_strdup (_("Spelling is not checked: there is no dictionary of your language on this computer."));
  return g_strdup_printf (_("Spelling is not checked: there is no dictionary of “%s” on this computer."), language);
}

/**
 * sparkle_composer_spelling_begin:
 * @editor: of the text
 * @session: open
 * @settings: (nullable): the preferences
 * @draft_id: (nullable): the draft that is gone on with
 *
 * Returns: (transfer full) (nullable): why nothing is checked
 */
char *
sparkle_composer_spelling_begin (SparkleEditor   *editor,
                                 SparkleSession  *session,
                                 SparkleSettings *settings,
                                 const char      *draft_id)
{
  g_autofree char *key = draft_id != NULL ? make_key (draft_id) : NULL;
  g_autofree char *chosen = key != NULL ? sparkle_session_get_setting (session, key) : NULL;

  if (chosen != NULL)
    return check (editor, *chosen != '-' ? chosen : NULL);
  return check (editor, sparkle_settings_get_text (settings, SPARKLE_SETTING_SPELLING_LANGUAGE));
}

/**
 * sparkle_composer_spelling_choose:
 * @editor: of the text
 * @session: open
 * @draft_id: (nullable): the draft to remember it for
 * @language: such as "de_DE"; "": check nothing
 *
 * Returns: (transfer full) (nullable): why nothing is checked
 */
char *
sparkle_composer_spelling_choose (SparkleEditor  *editor,
                                  SparkleSession *session,
                                  const char     *draft_id,
                                  const char     *language)
{
  gboolean none = *language == '\0';

  if (draft_id != NULL)
    {
      g_autofree char *key = make_key (draft_id);

      sparkle_session_set_setting (session, key, none ? "-" : language);
    }
  return check (editor, none ? NULL : language);
}
