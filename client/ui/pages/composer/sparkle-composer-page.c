/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-composer-page.h"

#include <glib/gi18n.h>

#include "sparkle-completion.h"
#include "sparkle-composer-fields.h"
#include "sparkle-composer-preview.h"
#include "sparkle-composer-spelling.h"
#include "sparkle-editor.h"
#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-schedule-dialog.h"
#include "sparkle-settings-holder.h"
#include "sparkle-writing-bar.h"
#include "sparkle-youtube-id.h"

#define SAVE_AFTER_MS 1000

struct _SparkleComposerPage
{
  AdwNavigationPage parent_instance;

  SparkleSession *session;    /* (owned) */
  GListModel     *categories; /* (owned) (nullable): of SparkleCategory */
  char           *draft_id;   /* (nullable): none saved yet */
  char           *post_id;    /* (nullable): the post that is changed */
  unsigned        save_id;
  gboolean        dirty;      /* typed since the last save */
  gboolean        filling;
  gboolean        published;
  gint64          publish_at; /* it waits for this time; 0: at once */
  char           *language;   /* (nullable): chosen before there was a draft */
  char           *unchecked;  /* (nullable): why spelling is not checked */

  GtkWidget    *publish_button;
  GtkWidget    *schedule_button;
  AdwBanner    *banner;
  GtkEntry     *title_entry;
  SparkleEditor *body_view;
  GtkWidget    *body_hint;
  AdwEntryRow  *tags_row;
  AdwComboRow  *category_row;
  AdwEntryRow  *video_row;
  SparkleComposerPreview *preview;
  GtkToggleButton *preview_button;
  SparkleWritingBar *bar;
};

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleComposerPage, sparkle_composer_page, ADW_TYPE_NAVIGATION_PAGE)

/* ---- what is typed ---------------------------------------------------------- */

static GtkTextBuffer *
buffer_of (SparkleComposerPage *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->body_view));
}

static gboolean
is_empty (SparkleComposerPage *self)
{
  return gtk_entry_get_text_length (self->title_entry) == 0 && gtk_text_buffer_get_char_count (buffer_of (self)) == 0 &&
         *gtk_editable_get_text (GTK_EDITABLE (self->tags_row)) == '\0' &&
         *gtk_editable_get_text (GTK_EDITABLE (self->video_row)) == '\0';
}

/* ---- saving ----------------------------------------------------------------- */

static void
update_state (SparkleComposerPage *self)
{
  gtk_widget_set_visible (self->body_hint, gtk_text_buffer_get_char_count (buffer_of (self)) == 0);
  if (self->dirty || self->draft_id == NULL)
    sparkle_writing_bar_set_state (self->bar, self->unchecked != NULL ? self->unchecked : "");
  else if (sparkle_session_get_online (self->session))
    sparkle_writing_bar_set_state (self->bar, _("Saved"));
  else
    sparkle_writing_bar_set_state (self->bar, _("Saved here. Waiting for network"));
}

/**
 * sparkle_composer_page_save:
 *
 * Saves what is typed now.
 *
 * Returns: whether there is a draft to come back to
 */
gboolean
sparkle_composer_page_save (SparkleComposerPage *self)
{
  g_autofree char *body = NULL;
  g_auto(GStrv) tags = NULL;
  g_autofree char *video = NULL;
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (SPARKLE_IS_COMPOSER_PAGE (self), FALSE);

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (!self->dirty || self->published)
    return self->draft_id != NULL && !self->published;
  if (self->draft_id == NULL && is_empty (self))
    return FALSE;

  body = sparkle_editor_get_text (self->body_view);
  tags = sparkle_composer_parse_tags (gtk_editable_get_text (GTK_EDITABLE (self->tags_row)));
  video = sparkle_youtube_id_from_url (gtk_editable_get_text (GTK_EDITABLE (self->video_row)));
  id = sparkle_session_save_draft (self->session, self->draft_id,
                                   &(SparklePostInput) {
                                     .title = gtk_editable_get_text (GTK_EDITABLE (self->title_entry)),
                                     .content = body,
                                     .tags = (const char * const *) tags,
                                     .category = sparkle_composer_category_get (self->category_row, self->categories),
                                     .youtube_video_id = video,
                                     .post_id = self->post_id,
                                   }, &error);
  if (id == NULL)
    {
      g_autofree char *text = g_strdup_printf (_("Not saved: %s"), error->message);

      sparkle_writing_bar_set_state (self->bar, text);
      return self->draft_id != NULL;
    }
  g_set_str (&self->draft_id, id);
  if (self->language != NULL)
    {
      g_autofree char *language = g_steal_pointer (&self->language);
      g_autofree char *problem = sparkle_composer_spelling_choose (self->body_view, self->session, self->draft_id, language);
    }
  self->dirty = FALSE;
  update_state (self);
  return TRUE;
}

static gboolean
save_cb (gpointer data)
{
  SparkleComposerPage *self = data;

  self->save_id = 0;
  sparkle_composer_page_save (self);
  return G_SOURCE_REMOVE;
}

static void
clear_errors (SparkleComposerPage *self)
{
  adw_banner_set_revealed (self->banner, FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->title_entry), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->tags_row), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->video_row), "error");
}

static void
changed_cb (SparkleComposerPage *self)
{
  if (self->filling)
    return;

  self->dirty = TRUE;
  clear_errors (self);
  update_state (self);
  if (self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_AFTER_MS, save_cb, self);
}

/* ---- publishing ------------------------------------------------------------- */

static void
show_wrong (SparkleComposerPage *self,
            GtkWidget           *field,
            const char          *message)
{
  adw_banner_set_title (self->banner, message);
  adw_banner_set_use_markup (self->banner, FALSE);
  adw_banner_set_revealed (self->banner, TRUE);
  if (field != NULL)
    {
      if (field != GTK_WIDGET (self->body_view))
        gtk_widget_add_css_class (field, "error");
      gtk_widget_grab_focus (field);
    }
}

static void
show_error (SparkleComposerPage *self,
            const GError        *error)
{
  const SparkleErrorDetail *detail;
  GtkWidget *field = NULL;

  if (error->domain != SPARKLE_ERROR || sparkle_error_n_details (error) == 0)
    {
      show_wrong (self, NULL, error->message);
      return;
    }

  detail = sparkle_error_get_detail (error, 0);
  if (g_str_has_prefix (detail->field, "title"))
    field = GTK_WIDGET (self->title_entry);
  else if (g_str_has_prefix (detail->field, "content"))
    field = GTK_WIDGET (self->body_view);
  else if (g_str_has_prefix (detail->field, "tag"))
    field = GTK_WIDGET (self->tags_row);
  else if (g_str_has_prefix (detail->field, "youtube"))
    field = GTK_WIDGET (self->video_row);
  else if (g_str_has_prefix (detail->field, "publish_at"))
    field = self->schedule_button;
  show_wrong (self, field, detail->message);
}

/* publish_at: 0 for at once, or as it is when a post is changed. */
static void
publish (SparkleComposerPage *self,
         gint64               publish_at)
{
  const char *link = gtk_editable_get_text (GTK_EDITABLE (self->video_row));
  g_autofree char *video = sparkle_youtube_id_from_url (link);
  g_autofree char *body = sparkle_editor_get_text (self->body_view);
  g_auto(GStrv) tags = sparkle_composer_parse_tags (gtk_editable_get_text (GTK_EDITABLE (self->tags_row)));
  g_autoptr(GError) error = NULL;
  const char *category = sparkle_composer_category_get (self->category_row, self->categories);
  gboolean editing = self->post_id != NULL;
  SparklePostInput input = {
    .title = gtk_editable_get_text (GTK_EDITABLE (self->title_entry)),
    .content = body,
    .tags = (const char * const *) tags,
    .category = category != NULL || !editing ? category : "",
    .youtube_video_id = video != NULL || !editing ? video : "",
    .draft_id = self->draft_id,
    .publish_at = publish_at,
  };
  g_autofree char *id = NULL;

  if (self->published)
    return;
  clear_errors (self);
  if (*link != '\0' && video == NULL)
    {
      show_wrong (self, GTK_WIDGET (self->video_row), _("This is not a link to a YouTube video"));
      return;
    }
  if (sparkle_session_get_account_id (self->session) == NULL)
    {
      sparkle_composer_page_save (self);
      gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-in", NULL);
      return;
    }

  if (editing)
    id = sparkle_session_edit_post (self->session, self->post_id, &input, &error) ? g_strdup (self->post_id) : NULL;
  else
    id = sparkle_session_create_post (self->session, &input, &error);
  if (id == NULL)
    {
      show_error (self, error);
      return;
    }

  self->published = TRUE;
  self->publish_at = publish_at;
  g_clear_handle_id (&self->save_id, g_source_remove);
  g_signal_emit (self, signals[DONE], 0, id);
}

static void
publish_cb (SparkleComposerPage *self)
{
  publish (self, 0);
}

static void
schedule_cb (SparkleComposerPage *self)
{
  AdwDialog *dialog;

  if (self->published || self->post_id != NULL)
    return;
  dialog = sparkle_schedule_dialog_new (0);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (publish), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static gboolean
schedule_shortcut_cb (GtkWidget *widget,
                      GVariant  *args,
                      gpointer   user_data)
{
  schedule_cb (SPARKLE_COMPOSER_PAGE (widget));
  return TRUE;
}

static gboolean
publish_shortcut_cb (GtkWidget *widget,
                     GVariant  *args,
                     gpointer   user_data)
{
  publish_cb (SPARKLE_COMPOSER_PAGE (widget));
  return TRUE;
}

static void
title_activate_cb (SparkleComposerPage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->body_view));
}

static gboolean
preview_shortcut_cb (GtkWidget *widget,
                     GVariant  *args,
                     gpointer   user_data)
{
  GtkToggleButton *button = SPARKLE_COMPOSER_PAGE (widget)->preview_button;

  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
  return TRUE;
}

/* ---- spelling --------------------------------------------------------------- */

static void
set_unchecked (SparkleComposerPage *self,
               char                *problem)
{
  g_free (self->unchecked);
  self->unchecked = problem;
  sparkle_writing_bar_set_language (self->bar, sparkle_editor_get_spelling (self->body_view));
  update_state (self);
}

static void
language_cb (SparkleComposerPage *self,
             const char          *language)
{
  if (self->draft_id == NULL)
    g_set_str (&self->language, language);
  set_unchecked (self, sparkle_composer_spelling_choose (self->body_view, self->session, self->draft_id, language));
}

/* ---- filling ---------------------------------------------------------------- */

static void
fill (SparkleComposerPage *self,
      const char          *title,
      const char          *content,
      const char * const  *tags,
      const char          *category,
      const char          *video_id)
{
  g_autofree char *tag_text = g_strjoinv (", ", (char **) tags);

  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->title_entry), title);
  sparkle_editor_set_text (self->body_view, content);
  gtk_editable_set_text (GTK_EDITABLE (self->tags_row), tag_text);
  sparkle_composer_category_select (self->category_row, self->categories, category);
  if (video_id != NULL)
    {
      g_autofree char *link = g_strconcat ("https://youtu.be/", video_id, NULL);

      gtk_editable_set_text (GTK_EDITABLE (self->video_row), link);
    }
  self->filling = FALSE;
  update_state (self);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_composer_page_shown (AdwNavigationPage *page)
{
  SparkleComposerPage *self = SPARKLE_COMPOSER_PAGE (page);

  /* only now, so that a page that is never looked at loads no dictionary */
  if (sparkle_editor_get_spelling (self->body_view) == NULL && self->unchecked == NULL)
    set_unchecked (self, sparkle_composer_spelling_begin (self->body_view, self->session, sparkle_settings_of (GTK_WIDGET (self)),
                                                          self->draft_id));
  if (gtk_entry_get_text_length (self->title_entry) == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->title_entry));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->body_view));
}

static void
sparkle_composer_page_dispose (GObject *object)
{
  SparkleComposerPage *self = SPARKLE_COMPOSER_PAGE (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->body_view != NULL)
    sparkle_editor_set_completion (self->body_view, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_COMPOSER_PAGE);
  g_clear_object (&self->categories);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_composer_page_parent_class)->dispose (object);
}

static void
sparkle_composer_page_finalize (GObject *object)
{
  SparkleComposerPage *self = SPARKLE_COMPOSER_PAGE (object);

  g_free (self->draft_id);
  g_free (self->post_id);
  g_free (self->language);
  g_free (self->unchecked);

  G_OBJECT_CLASS (sparkle_composer_page_parent_class)->finalize (object);
}

static void
sparkle_composer_page_class_init (SparkleComposerPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_composer_page_dispose;
  object_class->finalize = sparkle_composer_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = sparkle_composer_page_shown;

  signals[DONE] = g_signal_new ("done", SPARKLE_TYPE_COMPOSER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, publish_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, publish_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK | GDK_SHIFT_MASK, schedule_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_v, GDK_CONTROL_MASK | GDK_SHIFT_MASK, preview_shortcut_cb, NULL);
  g_type_ensure (SPARKLE_TYPE_EDITOR);
  g_type_ensure (SPARKLE_TYPE_COMPOSER_PREVIEW);
  g_type_ensure (SPARKLE_TYPE_WRITING_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/composer/sparkle-composer-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, publish_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, schedule_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, title_entry);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, body_view);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, body_hint);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, tags_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, category_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, video_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, preview);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, preview_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleComposerPage, bar);
  gtk_widget_class_bind_template_callback (widget_class, publish_cb);
  gtk_widget_class_bind_template_callback (widget_class, schedule_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, title_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, language_cb);
}

static void
sparkle_composer_page_init (SparkleComposerPage *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  sparkle_writing_bar_set_editor (self->bar, self->body_view);
  sparkle_writing_bar_add_button (self->bar, GTK_WIDGET (self->preview_button));
  sparkle_writing_bar_add_button (self->bar, self->schedule_button);
  sparkle_composer_preview_set_source (self->preview, GTK_EDITABLE (self->title_entry), GTK_TEXT_VIEW (self->body_view));
  g_signal_connect_object (buffer_of (self), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * sparkle_composer_page_new:
 * @session: open
 * @categories: (nullable): a list of SparkleCategory
 *
 * Returns: (transfer floating): an empty page for a new post
 */
AdwNavigationPage *
sparkle_composer_page_new (SparkleSession *session,
                           GListModel     *categories)
{
  SparkleComposerPage *self = g_object_new (SPARKLE_TYPE_COMPOSER_PAGE, NULL);

  self->session = g_object_ref (session);
  g_set_object (&self->categories, categories);
  sparkle_composer_category_fill (self->category_row, self->categories);
  sparkle_editor_set_completion (self->body_view, sparkle_completion_from_session, session);
  g_signal_connect_object (session, "notify::online", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  self->filling = FALSE;
  update_state (self);
  return ADW_NAVIGATION_PAGE (self);
}

static void
become_edit (SparkleComposerPage *self,
             const char          *post_id)
{
  g_set_str (&self->post_id, post_id);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), _("Edit post"));
  /* what waits is timed anew in its list, what is published cannot be */
  gtk_widget_set_visible (self->schedule_button, FALSE);
  gtk_button_set_label (GTK_BUTTON (self->publish_button), _("Save changes"));
  gtk_widget_set_tooltip_text (self->publish_button, _("Save changes (Ctrl+Enter)"));
}

/**
 * sparkle_composer_page_new_for_post:
 * @session: open
 * @categories: (nullable): a list of SparkleCategory
 * @post: one's own, to be changed
 *
 * Returns: (transfer floating): the page with the post's text
 */
AdwNavigationPage *
sparkle_composer_page_new_for_post (SparkleSession *session,
                                    GListModel     *categories,
                                    SparklePost    *post)
{
  SparkleComposerPage *self = SPARKLE_COMPOSER_PAGE (sparkle_composer_page_new (session, categories));

  become_edit (self, sparkle_post_get_id (post));
  fill (self, sparkle_post_get_title (post), sparkle_post_get_content (post), sparkle_post_get_tags (post),
        sparkle_post_get_category (post), sparkle_post_get_youtube_video_id (post));
  return ADW_NAVIGATION_PAGE (self);
}

/**
 * sparkle_composer_page_new_for_draft:
 * @session: open
 * @categories: (nullable): a list of SparkleCategory
 * @draft: to go on with
 *
 * Returns: (transfer floating): the page with the draft's text
 */
AdwNavigationPage *
sparkle_composer_page_new_for_draft (SparkleSession *session,
                                     GListModel     *categories,
                                     SparkleDraft   *draft)
{
  SparkleComposerPage *self = SPARKLE_COMPOSER_PAGE (sparkle_composer_page_new (session, categories));

  self->draft_id = g_strdup (sparkle_draft_get_id (draft));
  if (sparkle_draft_get_post_id (draft) != NULL)
    become_edit (self, sparkle_draft_get_post_id (draft));
  fill (self, sparkle_draft_get_title (draft), sparkle_draft_get_content (draft), sparkle_draft_get_tags (draft),
        sparkle_draft_get_category (draft), sparkle_draft_get_youtube_video_id (draft));
  return ADW_NAVIGATION_PAGE (self);
}

/**
 * sparkle_composer_page_get_draft_id:
 *
 * Returns: (nullable): the draft that holds the text
 */
const char *
sparkle_composer_page_get_draft_id (SparkleComposerPage *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMPOSER_PAGE (self), NULL);

  return self->draft_id;
}

/**
 * sparkle_composer_page_get_publish_at:
 *
 * Returns: for what time it was scheduled, µs since 1970; 0: it was not
 */
gint64
sparkle_composer_page_get_publish_at (SparkleComposerPage *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMPOSER_PAGE (self), 0);

  return self->publish_at;
}

/**
 * sparkle_composer_page_get_published:
 *
 * Returns: whether it was published
 */
gboolean
sparkle_composer_page_get_published (SparkleComposerPage *self)
{
  g_return_val_if_fail (SPARKLE_IS_COMPOSER_PAGE (self), FALSE);

  return self->published;
}
