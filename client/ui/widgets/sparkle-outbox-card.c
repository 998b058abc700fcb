/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-outbox-card.h"

#include <glib/gi18n.h>

#include "sparkle-relative-time.h"

struct _SparkleOutboxCard
{
  GtkBox parent_instance;

  SparkleOutboxItem *item; /* (owned) (nullable) */
  gulong             handler;
  SparkleOutboxItem *blocker; /* (owned) (nullable): what must be sent before */

  GtkWidget *icon;
  GtkWidget *what;
  GtkWidget *summary;
  GtkWidget *state;
  GtkWidget *actions;
  GtkWidget *retry;
  GtkWidget *edit;
  GtkWidget *discard;
};

G_DEFINE_FINAL_TYPE (SparkleOutboxCard, sparkle_outbox_card, GTK_TYPE_BOX)

/* What people call each operation. */
static const struct
{
  const char *op;
  const char *title;
} titles[] = {
  { "post.create", N_("New post") },
  { "post.edit", N_("Change of a post") },
  { "post.delete", N_("Deletion of a post") },
  { "comment.create", N_("Comment") },
  { "comment.edit", N_("Change of a comment") },
  { "comment.delete", N_("Deletion of a comment") },
  { "reaction.set", N_("Reaction") },
  { "reaction.unset", N_("Reaction taken back") },
  { "user.follow", N_("Follow") },
  { "user.unfollow", N_("Unfollow") },
  { "user.edit", N_("Change of the profile") },
  { "bookmark.set", N_("Bookmark") },
  { "bookmark.unset", N_("Bookmark removed") },
  { "draft.save", N_("Draft") },
  { "draft.delete", N_("Deletion of a draft") },
  { "notification.read", N_("Notifications read") },
  { "account.edit", N_("Change of the settings") },
};

static const char *
title_of (const char *op)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (titles[i].op, op) == 0)
      return _(titles[i].title);
  return op;
}

static gboolean
has_text (SparkleOutboxItem *item)
{
  return sparkle_outbox_item_get_mine (item, "content") != NULL || sparkle_outbox_item_get_mine (item, "title") != NULL ||
         sparkle_outbox_item_get_mine (item, "display_name") != NULL || sparkle_outbox_item_get_mine (item, "bio") != NULL;
}

static const char *
title_of_item (SparkleOutboxItem *item)
{
  const char *summary = sparkle_outbox_item_get_summary (item);

  return *summary != '\0' ? summary : title_of (sparkle_outbox_item_get_op (item));
}

static char *
describe_waiting (SparkleOutboxCard *self)
{
  const char *reason = sparkle_outbox_item_get_error_message (self->item);
  gint64 next_at = sparkle_outbox_item_get_next_at (self->item);
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *clock = NULL;

  if (self->blocker != NULL)
    return g_strdup_printf (_("Waits until “%s” is sent"), title_of_item (self->blocker));
  if (sparkle_outbox_item_get_attempts (self->item) == 0)
    return g_strdup (next_at > g_get_real_time () + G_USEC_PER_SEC ? _("Is sent in a moment; it can still be taken back") : _("Waiting for network"));
  if (next_at <= g_get_real_time ())
    return reason != NULL ? g_strdup_printf (_("Is tried again now: %s"), reason) : g_strdup (_("Is tried again now"));
  time = g_date_time_new_from_unix_local_usec (next_at);
  clock = g_date_time_format (time, "%X");
  return reason != NULL ? g_strdup_printf (_("Is tried again at %s: %s"), clock, reason) : g_strdup_printf (_("Is tried again at %s"), clock);
}

static void
update (SparkleOutboxCard *self)
{
  SparkleOutboxState state = sparkle_outbox_item_get_state (self->item);
  const char *reason = sparkle_outbox_item_get_error_message (self->item);
  const char *summary = sparkle_outbox_item_get_summary (self->item);
  gboolean stopped = state == SPARKLE_OUTBOX_FAILED || state == SPARKLE_OUTBOX_CONFLICT;
  g_autofree char *text = NULL;

  switch (state)
    {
    case SPARKLE_OUTBOX_WAITING:
      text = describe_waiting (self);
      break;
    case SPARKLE_OUTBOX_SENDING:
      text = g_strdup (_("Being sent"));
      break;
    case SPARKLE_OUTBOX_FAILED:
      text = reason != NULL ? g_strdup_printf (_("Not accepted: %s"), reason) : g_strdup (_("Not accepted"));
      break;
    case SPARKLE_OUTBOX_CONFLICT:
      text = g_strdup (_("It was changed elsewhere at the same time."));
      break;
    }

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), stopped ? "dialog-warning-symbolic" : "document-open-recent-symbolic");
  gtk_label_set_label (GTK_LABEL (self->what), title_of (sparkle_outbox_item_get_op (self->item)));
  gtk_label_set_label (GTK_LABEL (self->summary), summary);
  gtk_widget_set_visible (self->summary, *summary != '\0');
  gtk_label_set_label (GTK_LABEL (self->state), text);
  gtk_widget_set_visible (self->retry, stopped);
  gtk_button_set_label (GTK_BUTTON (self->retry), state == SPARKLE_OUTBOX_CONFLICT ? _("Use mine") : _("Retry"));
  gtk_widget_set_visible (self->edit, sparkle_outbox_card_can_edit (self->item));
  gtk_button_set_label (GTK_BUTTON (self->edit), state == SPARKLE_OUTBOX_CONFLICT ? _("Decide") : _("Edit"));
  gtk_widget_set_visible (self->discard, state != SPARKLE_OUTBOX_SENDING);
}

static void
activate (SparkleOutboxCard *self,
          const char        *action)
{
  if (self->item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s", sparkle_outbox_item_get_id (self->item));
}

static void
retry_clicked_cb (SparkleOutboxCard *self)
{
  activate (self, "win.retry-mutation");
}

static void
edit_clicked_cb (SparkleOutboxCard *self)
{
  activate (self, "win.edit-mutation");
}

static void
discard_clicked_cb (SparkleOutboxCard *self)
{
  activate (self, "win.discard-mutation");
}

static GtkWidget *
add_label (GtkWidget  *box,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
add_button (SparkleOutboxCard *self,
            const char        *label,
            GCallback          clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (self->actions), button);
  return button;
}

static void
sparkle_outbox_card_dispose (GObject *object)
{
  sparkle_outbox_card_set_item (SPARKLE_OUTBOX_CARD (object), NULL);

  G_OBJECT_CLASS (sparkle_outbox_card_parent_class)->dispose (object);
}

static void
sparkle_outbox_card_class_init (SparkleOutboxCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_outbox_card_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "outbox-card");
}

static void
sparkle_outbox_card_init (SparkleOutboxCard *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_set_spacing (GTK_BOX (self), 10);
  self->icon = gtk_image_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->icon, 2);
  gtk_box_append (GTK_BOX (self), self->icon);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (self), lines);
  self->what = add_label (lines, "heading");
  self->summary = add_label (lines, NULL);
  gtk_label_set_lines (GTK_LABEL (self->summary), 2);
  gtk_label_set_ellipsize (GTK_LABEL (self->summary), PANGO_ELLIPSIZE_END);
  self->state = add_label (lines, "caption");
  gtk_widget_add_css_class (self->state, "sparkle-dim");
  self->actions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_margin_top (self->actions, 4);
  gtk_box_append (GTK_BOX (lines), self->actions);
  self->retry = add_button (self, _("Retry"), G_CALLBACK (retry_clicked_cb));
  self->edit = add_button (self, _("Edit"), G_CALLBACK (edit_clicked_cb));
  self->discard = add_button (self, _("Discard"), G_CALLBACK (discard_clicked_cb));
}

/**
 * sparkle_outbox_card_new:
 *
 * Returns: (transfer floating): a card without a write
 */
GtkWidget *
sparkle_outbox_card_new (void)
{
  return g_object_new (SPARKLE_TYPE_OUTBOX_CARD, NULL);
}

/**
 * sparkle_outbox_card_set_item:
 * @item: (nullable): what is shown
 */
void
sparkle_outbox_card_set_item (SparkleOutboxCard *self,
                              SparkleOutboxItem *item)
{
  g_return_if_fail (SPARKLE_IS_OUTBOX_CARD (self));

  if (self->item == item)
    return;
  if (self->item != NULL)
    g_clear_signal_handler (&self->handler, self->item);
  g_clear_object (&self->blocker);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  self->handler = g_signal_connect_swapped (item, "notify", G_CALLBACK (update), self);
  update (self);
}

/**
 * sparkle_outbox_card_get_item:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
SparkleOutboxItem *
sparkle_outbox_card_get_item (SparkleOutboxCard *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_CARD (self), NULL);

  return self->item;
}

/**
 * sparkle_outbox_card_set_blocker:
 * @blocker: (nullable): what must be sent before what is shown
 */
void
sparkle_outbox_card_set_blocker (SparkleOutboxCard *self,
                                 SparkleOutboxItem *blocker)
{
  g_return_if_fail (SPARKLE_IS_OUTBOX_CARD (self));

  if (g_set_object (&self->blocker, blocker) && self->item != NULL)
    update (self);
}

/**
 * sparkle_outbox_card_get_name:
 *
 * Returns: (transfer full): for a screen reader, what it is and what it says
 */
char *
sparkle_outbox_card_get_name (SparkleOutboxCard *self)
{
  g_return_val_if_fail (SPARKLE_IS_OUTBOX_CARD (self), NULL);

  if (self->item == NULL)
    return g_strdup ("");
  return g_strdup_printf ("%s: %s. %s", title_of (sparkle_outbox_item_get_op (self->item)), sparkle_outbox_item_get_summary (self->item),
                          gtk_label_get_label (GTK_LABEL (self->state)));
}

/**
 * sparkle_outbox_card_can_edit:
 * @item: a write
 *
 * Returns: whether there is a text in it that a person can change or decide about now
 */
gboolean
sparkle_outbox_card_can_edit (SparkleOutboxItem *item)
{
  SparkleOutboxState state;

  g_return_val_if_fail (SPARKLE_IS_OUTBOX_ITEM (item), FALSE);

  state = sparkle_outbox_item_get_state (item);
  return (state == SPARKLE_OUTBOX_FAILED || state == SPARKLE_OUTBOX_CONFLICT) && has_text (item);
}
