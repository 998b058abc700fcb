/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-comment-failure.h"

#include <glib/gi18n.h>

#include "sparkle-outbox-item.h"

struct _SparkleCommentFailure
{
  GtkBox parent_instance;

  char       *comment_id; /* (nullable) */
  GListModel *outbox;     /* (owned) (nullable) */
  GtkWidget  *reason;
};

G_DEFINE_FINAL_TYPE (SparkleCommentFailure, sparkle_comment_failure, GTK_TYPE_BOX)

/* What of the outbox is about this comment and did not get through. (transfer full) (nullable) */
static SparkleOutboxItem *
find_item (SparkleCommentFailure *self)
{
  for (unsigned i = 0; self->outbox != NULL && i < g_list_model_get_n_items (self->outbox); i++)
    {
      g_autoptr(SparkleOutboxItem) item = g_list_model_get_item (self->outbox, i);

      if (sparkle_outbox_item_get_state (item) >= SPARKLE_OUTBOX_FAILED &&
          g_strcmp0 (sparkle_outbox_item_get_record_id (item), self->comment_id) == 0)
        return g_steal_pointer (&item);
    }
  return NULL;
}

/* The outbox may have changed since the reason was shown: what is meant is looked up when it is pressed. */
static void
answer (SparkleCommentFailure *self,
        const char            *action)
{
  g_autoptr(SparkleOutboxItem) item = find_item (self);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s", sparkle_outbox_item_get_id (item));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-list", "(ss)", "outbox", "");
}

static void
retry_cb (SparkleCommentFailure *self)
{
  answer (self, "win.retry-mutation");
}

static void
edit_cb (SparkleCommentFailure *self)
{
  answer (self, "win.edit-mutation");
}

static void
discard_cb (SparkleCommentFailure *self)
{
  answer (self, "win.discard-mutation");
}

static void
sparkle_comment_failure_dispose (GObject *object)
{
  g_clear_object (&SPARKLE_COMMENT_FAILURE (object)->outbox);

  G_OBJECT_CLASS (sparkle_comment_failure_parent_class)->dispose (object);
}

static void
sparkle_comment_failure_finalize (GObject *object)
{
  g_free (SPARKLE_COMMENT_FAILURE (object)->comment_id);

  G_OBJECT_CLASS (sparkle_comment_failure_parent_class)->finalize (object);
}

static void
sparkle_comment_failure_class_init (SparkleCommentFailureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sparkle_comment_failure_dispose;
  object_class->finalize = sparkle_comment_failure_finalize;
}

static void
sparkle_comment_failure_init (SparkleCommentFailure *self)
{
  static const struct { const char *label; void (*clicked) (SparkleCommentFailure *); } answers[] = {
    { N_("Retry"), retry_cb }, { N_("Edit"), edit_cb }, { N_("Discard"), discard_cb },
  };
  GtkWidget *buttons = adw_wrap_box_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "comment-failure");
  self->reason = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->reason), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->reason), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->reason), 0);
  gtk_box_append (GTK_BOX (line), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_box_append (GTK_BOX (line), self->reason);
  for (unsigned i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      GtkWidget *button = gtk_button_new_with_label (_(answers[i].label));

      gtk_widget_add_css_class (button, "flat");
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (answers[i].clicked), self);
      adw_wrap_box_append (ADW_WRAP_BOX (buttons), button);
    }
  gtk_box_append (GTK_BOX (self), line);
  gtk_box_append (GTK_BOX (self), buttons);
}

/**
 * sparkle_comment_failure_new:
 *
 * Returns: (transfer floating): nothing to tell yet
 */
GtkWidget *
sparkle_comment_failure_new (void)
{
  return g_object_new (SPARKLE_TYPE_COMMENT_FAILURE, NULL);
}

/**
 * sparkle_comment_failure_set:
 * @comment: (nullable): what failed; %NULL: nothing did
 * @outbox: (nullable): of SparkleOutboxItem: where the reason is
 */
void
sparkle_comment_failure_set (SparkleCommentFailure *self,
                             SparkleComment        *comment,
                             GListModel            *outbox)
{
  g_autoptr(SparkleOutboxItem) item = NULL;
  const char *reason = NULL;

  g_return_if_fail (SPARKLE_IS_COMMENT_FAILURE (self));

  g_set_str (&self->comment_id, comment != NULL ? sparkle_comment_get_id (comment) : NULL);
  g_set_object (&self->outbox, outbox);
  gtk_widget_set_visible (GTK_WIDGET (self), comment != NULL);
  if (comment == NULL)
    return;
  item = find_item (self);
  if (item != NULL)
    reason = sparkle_outbox_item_get_state (item) == SPARKLE_OUTBOX_CONFLICT ? _("Somebody else changed this at the same time.")
                                                                            : sparkle_outbox_item_get_error_message (item);
  gtk_label_set_label (GTK_LABEL (self->reason), reason != NULL ? reason : _("This could not be sent."));
}
