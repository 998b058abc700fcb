/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-editor.h"

#include <adwaita.h>
#include <libspelling.h>

#include "sparkle-foreign-leaks.h"

struct _SparkleEditor
{
  GtkSourceView parent_instance;

  SparkleCompleter          *completer; /* (owned) */
  SpellingTextBufferAdapter *spelling;  /* (owned) (nullable): checks */
  unsigned                   follow_id;
  gboolean                   composing; /* an input method is in the middle of a character */
};

G_DEFINE_FINAL_TYPE (SparkleEditor, sparkle_editor, GTK_SOURCE_TYPE_VIEW)

static GtkTextBuffer *
buffer_of (SparkleEditor *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

/* ---- editing ------------------------------------------------------------------------------------------------------- */

static void
get_selection (SparkleEditor *self,
               int           *ret_start,
               int           *ret_end)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_selection_bounds (buffer_of (self), &start, &end);
  *ret_start = gtk_text_iter_get_offset (&start);
  *ret_end = gtk_text_iter_get_offset (&end);
}

/* One step of Undo. Only what differs is replaced, so that the places of marks and of the spelling hold. */
static void
apply (SparkleEditor     *self,
       const SparkleEdit *edit)
{
  GtkTextBuffer *buffer = buffer_of (self);
  GtkTextIter start, end;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, edit->start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, edit->end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, edit->text, -1);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, edit->select_start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, edit->select_end);
  gtk_text_buffer_select_range (buffer, &end, &start);
  gtk_text_buffer_end_user_action (buffer);
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (self), gtk_text_buffer_get_insert (buffer));
}

/**
 * sparkle_editor_get_text:
 *
 * Returns: (transfer full): all of it
 */
char *
sparkle_editor_get_text (SparkleEditor *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (SPARKLE_IS_EDITOR (self), NULL);

  gtk_text_buffer_get_bounds (buffer_of (self), &start, &end);
  return gtk_text_buffer_get_text (buffer_of (self), &start, &end, TRUE);
}

/**
 * sparkle_editor_set_text:
 * @text: valid UTF-8
 *
 * The cursor goes to the end, where one goes on writing.
 */
void
sparkle_editor_set_text (SparkleEditor *self,
                         const char    *text)
{
  g_return_if_fail (SPARKLE_IS_EDITOR (self) && text != NULL);

  gtk_text_buffer_begin_irreversible_action (buffer_of (self));
  gtk_text_buffer_set_text (buffer_of (self), text, -1);
  gtk_text_buffer_end_irreversible_action (buffer_of (self));
}

/**
 * sparkle_editor_format:
 * @format: what is wanted
 *
 * Gives what is selected, or the word or line of the cursor, a format, or takes it away.
 */
void
sparkle_editor_format (SparkleEditor *self,
                       SparkleFormat  format)
{
  g_autofree char *text = NULL;
  g_auto(SparkleEdit) edit = { 0 };
  int start, end;

  g_return_if_fail (SPARKLE_IS_EDITOR (self));

  text = sparkle_editor_get_text (self);
  get_selection (self, &start, &end);
  sparkle_format_apply (format, text, start, end, &edit);
  apply (self, &edit);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * sparkle_editor_insert:
 * @text: valid UTF-8
 *
 * As if it had been typed.
 */
void
sparkle_editor_insert (SparkleEditor *self,
                       const char    *text)
{
  g_return_if_fail (SPARKLE_IS_EDITOR (self) && text != NULL);

  gtk_text_buffer_begin_user_action (buffer_of (self));
  gtk_text_buffer_delete_selection (buffer_of (self), TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (buffer_of (self), text, -1);
  gtk_text_buffer_end_user_action (buffer_of (self));
}

/* ---- the cursor in sight --------------------------------------------------------------------------------------------- */

/* A text view keeps its cursor in sight only where it scrolls itself. This one stands in a page that scrolls as a whole. */
static gboolean
follow_cb (gpointer user_data)
{
  SparkleEditor *self = user_data;
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);
  GtkWidget *content = viewport != NULL ? gtk_viewport_get_child (GTK_VIEWPORT (viewport)) : NULL;
  GtkTextIter cursor;
  GdkRectangle place;
  graphene_point_t point;
  int x, y;

  self->follow_id = 0;
  /* in a scrolled window of its own the text view sees to it */
  if (content == NULL || GTK_IS_SCROLLED_WINDOW (gtk_widget_get_parent (GTK_WIDGET (self))) || !gtk_widget_has_focus (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  gtk_text_buffer_get_iter_at_mark (buffer_of (self), &cursor, gtk_text_buffer_get_insert (buffer_of (self)));
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), &cursor, &place);
  gtk_text_view_buffer_to_window_coords (GTK_TEXT_VIEW (self), GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &x, &y);
  if (gtk_widget_compute_point (GTK_WIDGET (self), content, &GRAPHENE_POINT_INIT ((float) x, (float) y), &point))
    gtk_adjustment_clamp_page (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)), point.y - place.height, point.y + 2 * place.height);
  return G_SOURCE_REMOVE;
}

static void
cursor_moved_cb (SparkleEditor *self)
{
  /* when the text has its new height, which is after the frame */
  if (self->follow_id == 0)
    self->follow_id = g_idle_add_full (GDK_PRIORITY_REDRAW + 10, follow_cb, self, NULL);
}

/* ---- keys ---------------------------------------------------------------------------------------------------------- */

static gboolean
format_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  sparkle_editor_format (SPARKLE_EDITOR (widget), g_variant_get_uint32 (args));
  return TRUE;
}

static void
popover_hidden_cb (GtkWidget *popover)
{
  gtk_widget_unrealize (popover);
}

/* GtkSourceView places its list before it shows it, and GTK 4.24 presents a popover that is realized at once: without a size, the
 * second time. One that is not realized waits until it is shown. Says whether the list is on the screen, and so has the keys. */
static gboolean
tame_offers (SparkleEditor *self)
{
  gboolean shown = FALSE;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (!GTK_IS_POPOVER (child) || !g_str_has_prefix (G_OBJECT_TYPE_NAME (child), "GtkSource"))
        continue;
      if (g_signal_handler_find (child, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, popover_hidden_cb, NULL) == 0)
        g_signal_connect (child, "hide", G_CALLBACK (popover_hidden_cb), NULL);
      if (gtk_widget_get_visible (child))
        shown = TRUE;
      else if (gtk_widget_get_realized (child))
        gtk_widget_unrealize (child);
    }
  return shown;
}

static gboolean
key_cb (SparkleEditor   *self,
        guint            key,
        guint            code,
        GdkModifierType  state)
{
  g_autofree char *text = NULL;
  g_auto(SparkleEdit) edit = { 0 };
  gboolean shown = tame_offers (self);
  int start, end;

  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & gtk_accelerator_get_default_mod_mask ()) != 0 ||
      self->composing || shown)
    return GDK_EVENT_PROPAGATE;
  get_selection (self, &start, &end);
  text = sparkle_editor_get_text (self);
  if (start != end || !sparkle_format_newline (text, start, &edit))
    return GDK_EVENT_PROPAGATE;
  apply (self, &edit);
  return GDK_EVENT_STOP;
}

static void
preedit_cb (SparkleEditor *self,
            const char    *preedit)
{
  self->composing = preedit != NULL && *preedit != '\0';
}

/* ---- pasting ------------------------------------------------------------------------------------------------------- */

static void
pasted_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SparkleEditor) self = user_data;
  g_autofree char *pasted = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autofree char *text = NULL;
  g_auto(SparkleEdit) edit = { 0 };
  int start, end;

  get_selection (self, &start, &end);
  text = sparkle_editor_get_text (self);
  if (pasted != NULL && sparkle_format_paste (text, start, end, pasted, &edit))
    apply (self, &edit);
  else
    GTK_TEXT_VIEW_CLASS (sparkle_editor_parent_class)->paste_clipboard (GTK_TEXT_VIEW (self));
}

/* An address that is pasted over words makes them a link. */
static void
sparkle_editor_paste_clipboard (GtkTextView *view)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (view));

  if (gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (view)) &&
      gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), G_TYPE_STRING))
    gdk_clipboard_read_text_async (clipboard, NULL, pasted_cb, g_object_ref (view));
  else
    GTK_TEXT_VIEW_CLASS (sparkle_editor_parent_class)->paste_clipboard (view);
}

/* ---- spelling ------------------------------------------------------------------------------------------------------ */

/* Whoever runs in the C locale has not said which language they write. */
static gboolean
is_unsaid (const char *language)
{
  const char *system = g_get_language_names ()[0];

  return *language == '\0' && (g_str_equal (system, "C") || g_str_equal (system, "POSIX") || g_str_has_prefix (system, "C."));
}

/* (nullable): the language that there is a dictionary for */
static const char *
find_dictionary (const char *language)
{
  SpellingProvider *provider;
  gboolean known;

  SPARKLE_FOREIGN_LEAKS_BEGIN /* enchant's hunspell loses the names of its folders */
  provider = spelling_provider_get_default ();
  if (*language == '\0')
    language = spelling_provider_get_default_code (provider);
  known = language != NULL && spelling_provider_supports_language (provider, language);
  SPARKLE_FOREIGN_LEAKS_END
  return known ? language : NULL;
}

static void
check_in (SparkleEditor *self,
          const char    *language)
{
  SPARKLE_FOREIGN_LEAKS_BEGIN
  if (self->spelling == NULL)
    {
      g_autoptr(SpellingChecker) checker = spelling_checker_new (spelling_provider_get_default (), language);

      self->spelling = spelling_text_buffer_adapter_new (GTK_SOURCE_BUFFER (buffer_of (self)), checker);
      gtk_text_view_set_extra_menu (GTK_TEXT_VIEW (self), spelling_text_buffer_adapter_get_menu_model (self->spelling));
      gtk_widget_insert_action_group (GTK_WIDGET (self), "spelling", G_ACTION_GROUP (self->spelling));
    }
  else
    {
      spelling_text_buffer_adapter_set_language (self->spelling, language);
    }
  spelling_text_buffer_adapter_set_enabled (self->spelling, TRUE);
  SPARKLE_FOREIGN_LEAKS_END
}

/**
 * sparkle_editor_set_spelling:
 * @language: (nullable): such as "de_DE"; "" is that of the system, where it has one; %NULL checks nothing
 *
 * Returns: %FALSE when there is no dictionary for the language; nothing is checked then
 */
gboolean
sparkle_editor_set_spelling (SparkleEditor *self,
                             const char    *language)
{
  const char *found;

  g_return_val_if_fail (SPARKLE_IS_EDITOR (self), FALSE);

  if (language != NULL && is_unsaid (language))
    language = NULL;
  found = language != NULL ? find_dictionary (language) : NULL;
  if (found != NULL)
    check_in (self, found);
  else if (self->spelling != NULL)
    spelling_text_buffer_adapter_set_enabled (self->spelling, FALSE);
  return language == NULL || found != NULL;
}

/**
 * sparkle_editor_get_spelling:
 *
 * Returns: (nullable): the language that is checked
 */
const char *
sparkle_editor_get_spelling (SparkleEditor *self)
{
  g_return_val_if_fail (SPARKLE_IS_EDITOR (self), NULL);

  if (self->spelling == NULL || !spelling_text_buffer_adapter_get_enabled (self->spelling))
    return NULL;
  return spelling_text_buffer_adapter_get_language (self->spelling);
}

/**
 * sparkle_editor_set_completion:
 * @func: (nullable): who knows names and tags
 * @user_data: for @func; must live as long as the editor, or until another is set
 */
void
sparkle_editor_set_completion (SparkleEditor         *self,
                               SparkleCompletionFunc  func,
                               gpointer               user_data)
{
  g_return_if_fail (SPARKLE_IS_EDITOR (self));

  sparkle_completer_set_func (self->completer, func, user_data);
}

/* ---- life ---------------------------------------------------------------------------------------------------------- */

static void
update_scheme (SparkleEditor *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (gtk_source_style_scheme_manager_get_default (),
                                                                             dark ? "Adwaita-dark" : "Adwaita");

  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (buffer_of (self)), scheme);
}

static void
sparkle_editor_dispose (GObject *object)
{
  SparkleEditor *self = SPARKLE_EDITOR (object);

  g_clear_handle_id (&self->follow_id, g_source_remove);
  if (self->spelling != NULL)
    {
      spelling_text_buffer_adapter_set_enabled (self->spelling, FALSE);
      gtk_text_view_set_extra_menu (GTK_TEXT_VIEW (self), NULL);
      gtk_widget_insert_action_group (GTK_WIDGET (self), "spelling", NULL);
    }
  g_clear_object (&self->spelling);
  if (self->completer != NULL)
    sparkle_completer_set_func (self->completer, NULL, NULL);
  g_clear_object (&self->completer);

  G_OBJECT_CLASS (sparkle_editor_parent_class)->dispose (object);
}

static void
sparkle_editor_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  SPARKLE_FOREIGN_LEAKS_BEGIN /* GtkSourceCompletion keeps the description of its font when it goes */
  GTK_WIDGET_CLASS (sparkle_editor_parent_class)->css_changed (widget, change);
  SPARKLE_FOREIGN_LEAKS_END
}

static void
sparkle_editor_class_init (SparkleEditorClass *klass)
{
  static const struct { guint key; GdkModifierType state; SparkleFormat format; } keys[] = {
    { GDK_KEY_b, GDK_CONTROL_MASK, SPARKLE_FORMAT_BOLD },
    { GDK_KEY_i, GDK_CONTROL_MASK, SPARKLE_FORMAT_ITALIC },
    { GDK_KEY_k, GDK_CONTROL_MASK, SPARKLE_FORMAT_LINK },
    { GDK_KEY_e, GDK_CONTROL_MASK, SPARKLE_FORMAT_CODE },
    { GDK_KEY_x, GDK_CONTROL_MASK | GDK_SHIFT_MASK, SPARKLE_FORMAT_STRIKE },
    { GDK_KEY_p, GDK_CONTROL_MASK | GDK_SHIFT_MASK, SPARKLE_FORMAT_SPOILER },
    { GDK_KEY_h, GDK_CONTROL_MASK | GDK_SHIFT_MASK, SPARKLE_FORMAT_HEADING },
    { GDK_KEY_9, GDK_CONTROL_MASK, SPARKLE_FORMAT_QUOTE },
    { GDK_KEY_8, GDK_CONTROL_MASK, SPARKLE_FORMAT_LIST },
    { GDK_KEY_7, GDK_CONTROL_MASK, SPARKLE_FORMAT_NUMBERS },
  };

  G_OBJECT_CLASS (klass)->dispose = sparkle_editor_dispose;
  GTK_WIDGET_CLASS (klass)->css_changed = sparkle_editor_css_changed;
  GTK_TEXT_VIEW_CLASS (klass)->paste_clipboard = sparkle_editor_paste_clipboard;

  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (GTK_WIDGET_CLASS (klass), keys[i].key, keys[i].state, format_cb, "u", keys[i].format);
}

static void
sparkle_editor_init (SparkleEditor *self)
{
  GtkSourceBuffer *buffer = gtk_source_buffer_new (NULL);
  GtkSourceCompletion *completion;
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_source_buffer_set_language (buffer, gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "markdown"));
  gtk_source_buffer_set_highlight_matching_brackets (buffer, FALSE);
  gtk_text_buffer_set_enable_undo (GTK_TEXT_BUFFER (buffer), TRUE);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self), GTK_TEXT_BUFFER (buffer));
  g_signal_connect_object (buffer, "notify::cursor-position", G_CALLBACK (cursor_moved_cb), self, G_CONNECT_SWAPPED);
  g_object_unref (buffer);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self), FALSE);
  gtk_text_view_set_input_hints (GTK_TEXT_VIEW (self), GTK_INPUT_HINT_SPELLCHECK | GTK_INPUT_HINT_EMOJI);
  gtk_widget_add_css_class (GTK_WIDGET (self), "sparkle-editor");

  SPARKLE_FOREIGN_LEAKS_BEGIN /* GtkSourceCompletion keeps a list when it goes */
  completion = gtk_source_view_get_completion (GTK_SOURCE_VIEW (self));
  SPARKLE_FOREIGN_LEAKS_END
  self->completer = sparkle_completer_new ();
  gtk_source_completion_add_provider (completion, GTK_SOURCE_COMPLETION_PROVIDER (self->completer));
  g_object_set (completion, "select-on-show", TRUE, "show-icons", FALSE, "page-size", 6, NULL);
  g_signal_connect_object (completion, "hide", G_CALLBACK (tame_offers), self, G_CONNECT_SWAPPED);

  /* before the text view itself takes Enter for a new line */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (self, "preedit-changed", G_CALLBACK (preedit_cb), self, G_CONNECT_SWAPPED);

  update_scheme (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
}

/**
 * sparkle_editor_new:
 *
 * Returns: (transfer floating): an empty editor
 */
GtkWidget *
sparkle_editor_new (void)
{
  return g_object_new (SPARKLE_TYPE_EDITOR, NULL);
}
