/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-reactions.h"

#include <glib/gi18n.h>

static const struct
{
  const char *emoji;
  const char *title;
} looks[SPARKLE_N_REACTIONS] = {
  [SPARKLE_REACTION_LIKE] = { "👍", N_("Like") },
  [SPARKLE_REACTION_LOVE] = { "❤️", N_("Love") },
  [SPARKLE_REACTION_FIRE] = { "🔥", N_("Fire") },
  [SPARKLE_REACTION_SPARKLE] = { "✨", N_("Sparkle") },
  [SPARKLE_REACTION_MIND_BLOWN] = { "🤯", N_("Mind blown") },
};

/**
 * sparkle_reaction_emoji:
 * @type: a reaction
 *
 * Returns: (transfer none): the picture of it
 */
const char *
sparkle_reaction_emoji (SparkleReactionType type)
{
  return looks[type].emoji;
}

/**
 * sparkle_reaction_title:
 * @type: a reaction
 *
 * Returns: (transfer none): what people call it, translated
 */
const char *
sparkle_reaction_title (SparkleReactionType type)
{
  return _(looks[type].title);
}

/* A popover of its own type only to have fields. */
#define SPARKLE_TYPE_REACTION_POPOVER (sparkle_reaction_popover_get_type ())
G_DECLARE_FINAL_TYPE (SparkleReactionPopover, sparkle_reaction_popover, SPARKLE, REACTION_POPOVER, GtkPopover)

struct _SparkleReactionPopover
{
  GtkPopover parent_instance;

  GtkToggleButton *buttons[SPARKLE_N_REACTIONS];
  char            *target; /* "post" or "comment" */
  char            *id;
  gboolean         filling;
};

G_DEFINE_FINAL_TYPE (SparkleReactionPopover, sparkle_reaction_popover, GTK_TYPE_POPOVER)

static void
toggled_cb (SparkleReactionPopover *self,
            GtkToggleButton        *button)
{
  if (self->filling)
    return;

  for (unsigned i = 0; i < SPARKLE_N_REACTIONS; i++)
    if (self->buttons[i] == button)
      gtk_widget_activate_action (GTK_WIDGET (self), "win.react", "(sssb)", self->target, self->id,
                                  sparkle_reaction_to_name (i), gtk_toggle_button_get_active (button));
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
sparkle_reaction_popover_finalize (GObject *object)
{
  SparkleReactionPopover *self = SPARKLE_REACTION_POPOVER (object);

  g_free (self->target);
  g_free (self->id);

  G_OBJECT_CLASS (sparkle_reaction_popover_parent_class)->finalize (object);
}

static void
sparkle_reaction_popover_class_init (SparkleReactionPopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_reaction_popover_finalize;
}

static void
sparkle_reaction_popover_init (SparkleReactionPopover *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  for (unsigned i = 0; i < SPARKLE_N_REACTIONS; i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (sparkle_reaction_emoji (i));

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "circular");
      gtk_widget_set_tooltip_text (button, sparkle_reaction_title (i));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, sparkle_reaction_title (i), -1);
      g_signal_connect_swapped (button, "toggled", G_CALLBACK (toggled_cb), self);
      gtk_box_append (GTK_BOX (box), button);
      self->buttons[i] = GTK_TOGGLE_BUTTON (button);
    }
  gtk_popover_set_child (GTK_POPOVER (self), box);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_TOP);
}

/**
 * sparkle_reaction_popover_new:
 *
 * One serves a whole list: whoever makes it is its parent and unparents it.
 *
 * Returns: (transfer floating): the five reactions to choose from
 */
GtkWidget *
sparkle_reaction_popover_new (void)
{
  return g_object_new (SPARKLE_TYPE_REACTION_POPOVER, NULL);
}

/**
 * sparkle_reaction_popover_popup:
 * @popover: from sparkle_reaction_popover_new()
 * @button: what it points to; somewhere below its parent
 * @target: "post" or "comment"
 * @id: of the post or comment
 * @mine: flags of one's own reactions
 *
 * Opens; a choice activates win.react.
 */
void
sparkle_reaction_popover_popup (GtkWidget  *popover,
                                GtkWidget  *button,
                                const char *target,
                                const char *id,
                                unsigned    mine)
{
  SparkleReactionPopover *self = SPARKLE_REACTION_POPOVER (popover);
  graphene_rect_t bounds;

  g_set_str (&self->target, target);
  g_set_str (&self->id, id);
  self->filling = TRUE;
  for (unsigned i = 0; i < SPARKLE_N_REACTIONS; i++)
    gtk_toggle_button_set_active (self->buttons[i], (mine & (1u << i)) != 0);
  self->filling = FALSE;

  if (gtk_widget_compute_bounds (button, gtk_widget_get_parent (popover), &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (popover),
                                 &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y,
                                                   (int) bounds.size.width, (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (popover));
}
