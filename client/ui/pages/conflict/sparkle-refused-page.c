/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-refused-page.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-session-outbox.h"

struct _SparkleRefusedPage
{
  AdwNavigationPage parent_instance;

  SparkleSession    *session;  /* (owned) */
  SparkleOutboxItem *item;     /* (owned) */
  const char        *body;     /* name of the field that the text is */
  const char        *head;     /* (nullable): name of the field that the entry is */
  gboolean           finished;

  AdwBanner   *banner;
  GtkLabel    *reason;
  GtkLabel    *advice;
  GtkEditable *title_entry;
  GtkTextView *text_view;
  GtkWidget   *post_button;
};

enum { DONE, N_SIGNALS };
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleRefusedPage, sparkle_refused_page, ADW_TYPE_NAVIGATION_PAGE)

static char *
get_text (SparkleRefusedPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static char *
get_key (SparkleRefusedPage *self)
{
  return g_strconcat ("refused/", sparkle_outbox_item_get_id (self->item), NULL);
}

/* What was changed here and not sent; the write itself stays as it was refused. */
static void
keep (SparkleRefusedPage *self)
{
  g_autofree char *key = get_key (self);
  g_autofree char *text = get_text (self);
  g_autoptr(GVariant) both = g_variant_ref_sink (g_variant_new ("(ss)", gtk_editable_get_text (self->title_entry), text));
  g_autofree char *printed = g_variant_print (both, FALSE);
  const char *head = self->head != NULL ? sparkle_outbox_item_get_mine (self->item, self->head) : NULL;
  const char *body = sparkle_outbox_item_get_mine (self->item, self->body);
  gboolean same = g_strcmp0 (text, body != NULL ? body : "") == 0 &&
                  g_strcmp0 (gtk_editable_get_text (self->title_entry), head != NULL ? head : "") == 0;

  sparkle_session_set_setting (self->session, key, same ? NULL : printed);
}

static void
restore (SparkleRefusedPage *self)
{
  g_autofree char *key = get_key (self);
  g_autofree char *printed = sparkle_session_get_setting (self->session, key);
  g_autoptr(GVariant) both = printed != NULL ? g_variant_parse (G_VARIANT_TYPE ("(ss)"), printed, NULL, NULL, NULL) : NULL;
  const char *head = self->head != NULL ? sparkle_outbox_item_get_mine (self->item, self->head) : NULL;
  const char *body = sparkle_outbox_item_get_mine (self->item, self->body);

  if (both != NULL)
    g_variant_get (both, "(&s&s)", &head, &body);
  gtk_editable_set_text (self->title_entry, head != NULL ? head : "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), body != NULL ? body : "", -1);
}

static void
present (SparkleRefusedPage *self,
         const GError       *error)
{
  gboolean detailed = error->domain == SPARKLE_ERROR && sparkle_error_n_details (error) > 0;

  adw_banner_set_title (self->banner, detailed ? sparkle_error_get_detail (error, 0)->message : error->message);
  adw_banner_set_revealed (self->banner, TRUE);
}

static void
finish (SparkleRefusedPage *self,
        const char         *what_happened)
{
  g_autofree char *key = get_key (self);

  self->finished = TRUE;
  sparkle_session_set_setting (self->session, key, NULL);
  g_signal_emit (self, signals[DONE], 0, what_happened);
}

/* What was typed goes along into whatever comes of it. FALSE: told. */
static gboolean
take_along (SparkleRefusedPage *self)
{
  g_autofree char *text = get_text (self);
  const SparkleFieldText fields[] = {
    { self->body, text },
    { self->head, gtk_editable_get_text (self->title_entry) },
  };
  g_autoptr(GError) error = NULL;

  if (sparkle_session_outbox_resolve (self->session, sparkle_outbox_item_get_id (self->item), fields, self->head != NULL ? 2 : 1, &error))
    return TRUE;
  present (self, error);
  return FALSE;
}

static void
send_cb (SparkleRefusedPage *self)
{
  if (take_along (self))
    finish (self, _("It is being sent again"));
}

static gboolean
send_shortcut_cb (GtkWidget *widget,
                  GVariant  *args,
                  gpointer   user_data)
{
  send_cb (SPARKLE_REFUSED_PAGE (widget));
  return GDK_EVENT_STOP;
}

static void
copy_cb (SparkleRefusedPage *self)
{
  g_autofree char *text = get_text (self);
  const char *head = self->head != NULL ? gtk_editable_get_text (self->title_entry) : "";
  g_autofree char *both = *head != '\0' ? g_strconcat (head, "\n\n", text, NULL) : g_strdup (text);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), both);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _("Copied"));
}

/* As a draft or as a post of its own, with what is in the fields now. */
static void
become (SparkleRefusedPage *self,
        gboolean            draft)
{
  g_autofree char *text = get_text (self);
  const SparkleFieldText fields[] = {
    { self->body, text },
    { self->head, gtk_editable_get_text (self->title_entry) },
  };
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;

  id = draft ? sparkle_session_outbox_to_draft (self->session, sparkle_outbox_item_get_id (self->item), fields, self->head != NULL ? 2 : 1, &error)
             : sparkle_session_outbox_to_post (self->session, sparkle_outbox_item_get_id (self->item), fields, self->head != NULL ? 2 : 1, &error);
  if (id == NULL)
    present (self, error);
  else
    finish (self, draft ? _("Kept as a draft") : _("Posted as new"));
}

static void
draft_cb (SparkleRefusedPage *self)
{
  become (self, TRUE);
}

static void
post_cb (SparkleRefusedPage *self)
{
  become (self, FALSE);
}

static void
discard_cb (SparkleRefusedPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.discard-mutation", "s", sparkle_outbox_item_get_id (self->item));
  g_signal_emit (self, signals[DONE], 0, NULL);
}

static void
hidden_cb (SparkleRefusedPage *self)
{
  if (!self->finished)
    keep (self);
}

/* In words, and what to do next. */
static const char *
advise (SparkleOutboxItem *item)
{
  switch (sparkle_outbox_item_get_error_code (item))
    {
    case SPARKLE_ERROR_NOT_FOUND:
    case SPARKLE_ERROR_GONE:
      return _("What it belongs to was deleted, or you may not see it any more. Your text is still here: copy it, keep it as a draft, or post it as new.");
    case SPARKLE_ERROR_FORBIDDEN:
      return _("You may not do this any more. Your text is still here: copy it or keep it as a draft.");
    case SPARKLE_ERROR_VALIDATION_FAILED:
    case SPARKLE_ERROR_TOO_LARGE:
      return _("Change what is named above and send it again.");
    default:
      return _("Your text is still here. Send it again, or keep it as a draft for later.");
    }
}

static void
sparkle_refused_page_dispose (GObject *object)
{
  SparkleRefusedPage *self = SPARKLE_REFUSED_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_REFUSED_PAGE);
  g_clear_object (&self->session);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (sparkle_refused_page_parent_class)->dispose (object);
}

static void
sparkle_refused_page_class_init (SparkleRefusedPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_refused_page_dispose;
  signals[DONE] = g_signal_new ("done", SPARKLE_TYPE_REFUSED_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, send_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, send_shortcut_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/conflict/sparkle-refused-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleRefusedPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SparkleRefusedPage, reason);
  gtk_widget_class_bind_template_child (widget_class, SparkleRefusedPage, advice);
  gtk_widget_class_bind_template_child (widget_class, SparkleRefusedPage, title_entry);
  gtk_widget_class_bind_template_child (widget_class, SparkleRefusedPage, text_view);
  gtk_widget_class_bind_template_child (widget_class, SparkleRefusedPage, post_button);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, draft_cb);
  gtk_widget_class_bind_template_callback (widget_class, post_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_cb);
}

static void
sparkle_refused_page_init (SparkleRefusedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "hidden", G_CALLBACK (hidden_cb), NULL);
}

/**
 * sparkle_refused_page_new:
 * @session: open
 * @item: a write with text that was not accepted
 *
 * Returns: (transfer floating): the page
 */
AdwNavigationPage *
sparkle_refused_page_new (SparkleSession    *session,
                          SparkleOutboxItem *item)
{
  SparkleRefusedPage *self = g_object_new (SPARKLE_TYPE_REFUSED_PAGE, NULL);
  gboolean profile = sparkle_outbox_item_get_mine (item, "display_name") != NULL || sparkle_outbox_item_get_mine (item, "bio") != NULL;
  const char *why = sparkle_outbox_item_get_error_message (item);

  self->session = g_object_ref (session);
  self->item = g_object_ref (item);
  self->body = profile ? "bio" : "content";
  self->head = profile ? "display_name" : sparkle_outbox_item_get_mine (item, "title") != NULL ? "title" : NULL;
  gtk_label_set_label (self->reason, why != NULL ? why : _("The server did not accept it."));
  gtk_label_set_label (self->advice, advise (item));
  gtk_widget_set_visible (GTK_WIDGET (self->title_entry), self->head != NULL);
  gtk_widget_set_visible (self->post_button, !profile && self->head != NULL);
  restore (self);
  return ADW_NAVIGATION_PAGE (self);
}
