/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-feed-pill.h"

#include <glib/gi18n.h>

/* How long the ways to the top and back are offered. */
#define OFFER_MS 20000

struct _SparkleFeedPill
{
  AdwBin parent_instance;

  unsigned   count;
  gboolean   top;      /* offered */
  gboolean   back;
  unsigned   offer_id;

  GtkRevealer *revealer;
  GtkWidget   *pill;
  GtkWidget   *back_button;
};

enum { SHOW_NEW, TO_TOP, GO_BACK, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleFeedPill, sparkle_feed_pill, ADW_TYPE_BIN)

static void
update (SparkleFeedPill *self)
{
  g_autofree char *count = g_strdup_printf (ngettext ("%u new post", "%u new posts", self->count), self->count);
  gboolean leads = self->count > 0 || self->top;
  gboolean any = leads || self->back;

  /* What fades out keeps its words. */
  if (any)
    {
      gtk_widget_set_visible (self->pill, leads);
      gtk_widget_set_visible (self->back_button, self->back);
    }
  if (leads)
    gtk_button_set_label (GTK_BUTTON (self->pill), self->count > 0 ? count : _("To the top"));
  gtk_revealer_set_reveal_child (self->revealer, any);
  gtk_widget_set_can_target (GTK_WIDGET (self), any);
  gtk_widget_set_can_focus (GTK_WIDGET (self), any);
}

static gboolean
offer_ended_cb (gpointer data)
{
  SparkleFeedPill *self = data;

  self->offer_id = 0;
  self->top = self->back = FALSE;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
pill_clicked_cb (SparkleFeedPill *self)
{
  g_signal_emit (self, signals[self->count > 0 ? SHOW_NEW : TO_TOP], 0);
}

static void
back_clicked_cb (SparkleFeedPill *self)
{
  g_signal_emit (self, signals[GO_BACK], 0);
}

static void
sparkle_feed_pill_dispose (GObject *object)
{
  SparkleFeedPill *self = SPARKLE_FEED_PILL (object);

  g_clear_handle_id (&self->offer_id, g_source_remove);

  G_OBJECT_CLASS (sparkle_feed_pill_parent_class)->dispose (object);
}

static void
sparkle_feed_pill_class_init (SparkleFeedPillClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_feed_pill_dispose;

  signals[SHOW_NEW] = g_signal_new ("show-new", SPARKLE_TYPE_FEED_PILL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TO_TOP] = g_signal_new ("to-top", SPARKLE_TYPE_FEED_PILL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GO_BACK] = g_signal_new ("go-back", SPARKLE_TYPE_FEED_PILL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
sparkle_feed_pill_init (SparkleFeedPill *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->pill = gtk_button_new ();
  gtk_widget_add_css_class (self->pill, "pill-button");
  g_signal_connect_swapped (self->pill, "clicked", G_CALLBACK (pill_clicked_cb), self);
  self->back_button = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_set_tooltip_text (self->back_button, _("Back to where you were"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->back_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Back to where you were"), -1);
  gtk_widget_add_css_class (self->back_button, "pill-button");
  gtk_widget_add_css_class (self->back_button, "pill-back");
  g_signal_connect_swapped (self->back_button, "clicked", G_CALLBACK (back_clicked_cb), self);
  gtk_box_append (GTK_BOX (box), self->pill);
  gtk_box_append (GTK_BOX (box), self->back_button);

  self->revealer = GTK_REVEALER (gtk_revealer_new ());
  gtk_revealer_set_transition_type (self->revealer, GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_transition_duration (self->revealer, 200);
  gtk_revealer_set_child (self->revealer, box);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_margin_top (GTK_WIDGET (self), 8);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->revealer));
  update (self);
}

/**
 * sparkle_feed_pill_new:
 *
 * Returns: (transfer floating): a pill that has nothing to say
 */
GtkWidget *
sparkle_feed_pill_new (void)
{
  return g_object_new (SPARKLE_TYPE_FEED_PILL, NULL);
}

/**
 * sparkle_feed_pill_set_count:
 * @count: of new posts that wait
 */
void
sparkle_feed_pill_set_count (SparkleFeedPill *self,
                             unsigned         count)
{
  g_return_if_fail (SPARKLE_IS_FEED_PILL (self));

  if (self->count == count)
    return;
  self->count = count;
  update (self);
}

/**
 * sparkle_feed_pill_offer:
 * @top: whether there is something above
 * @back: whether there is a place to come back to
 *
 * Offers ways for a while.
 */
void
sparkle_feed_pill_offer (SparkleFeedPill *self,
                         gboolean         top,
                         gboolean         back)
{
  g_return_if_fail (SPARKLE_IS_FEED_PILL (self));

  g_clear_handle_id (&self->offer_id, g_source_remove);
  self->top = top;
  self->back = back;
  if (top || back)
    self->offer_id = g_timeout_add (OFFER_MS, offer_ended_cb, self);
  update (self);
}
