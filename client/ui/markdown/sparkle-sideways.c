/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sideways.h"

struct _SparkleSideways
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *child; /* of the scroller */
  gboolean   passive;
};

G_DEFINE_FINAL_TYPE (SparkleSideways, sparkle_sideways, GTK_TYPE_WIDGET)

static void
sparkle_sideways_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  SparkleSideways *self = SPARKLE_SIDEWAYS (widget);
  int least, liked;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &liked, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->scroller, orientation, -1, minimum, NULL, NULL, NULL);
      *natural = MAX (liked, *minimum);
    }
  else
    {
      gtk_widget_measure (self->child, orientation, MAX (for_size, least), minimum, NULL, NULL, NULL);
      gtk_widget_measure (self->scroller, orientation, -1, &least, NULL, NULL, NULL);
      *natural = *minimum = MAX (*minimum, least);
    }
}

static GtkSizeRequestMode
sparkle_sideways_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sparkle_sideways_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  gtk_widget_size_allocate (SPARKLE_SIDEWAYS (widget)->scroller, &(GtkAllocation) { 0, 0, width, height }, -1);
}

/* (A label whose text can be selected keeps the Tab key for itself.) */
static gboolean
sparkle_sideways_focus (GtkWidget        *widget,
                        GtkDirectionType  direction)
{
  SparkleSideways *self = SPARKLE_SIDEWAYS (widget);

  if (!self->passive)
    return gtk_widget_child_focus (self->scroller, direction);
  return gtk_widget_get_focusable (self->scroller) && !gtk_widget_is_focus (self->scroller) && gtk_widget_grab_focus (self->scroller);
}

/* What fits is no stop of the Tab key. */
static void
adjustment_changed_cb (SparkleSideways *self,
                       GParamSpec      *pspec,
                       GtkAdjustment   *adjustment)
{
  gtk_widget_set_focusable (self->scroller, gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment) + 1);
}

static gboolean
key_pressed_cb (SparkleSideways *self,
                guint            key,
                guint            code,
                GdkModifierType  state)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double step = gtk_adjustment_get_page_size (adjustment) / 4;

  if ((key != GDK_KEY_Left && key != GDK_KEY_Right) || (state & gtk_accelerator_get_default_mod_mask ()) != 0 ||
      !gtk_widget_has_focus (self->scroller))
    return GDK_EVENT_PROPAGATE;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + (key == GDK_KEY_Left ? -step : step));
  return GDK_EVENT_STOP;
}

static void
sparkle_sideways_dispose (GObject *object)
{
  g_clear_pointer (&SPARKLE_SIDEWAYS (object)->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (sparkle_sideways_parent_class)->dispose (object);
}

static void
sparkle_sideways_class_init (SparkleSidewaysClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sparkle_sideways_dispose;
  widget_class->focus = sparkle_sideways_focus;
  widget_class->measure = sparkle_sideways_measure;
  widget_class->get_request_mode = sparkle_sideways_get_request_mode;
  widget_class->size_allocate = sparkle_sideways_size_allocate;
}

static void
sparkle_sideways_init (SparkleSideways *self)
{
}

/**
 * sparkle_sideways_new:
 * @child: what may be wider than there is room
 * @label: what it is called
 * @passive: whether nothing within it is a stop of the Tab key
 *
 * Returns: (transfer floating): shows @child
 */
GtkWidget *
sparkle_sideways_new (GtkWidget  *child,
                      const char *label,
                      gboolean    passive)
{
  SparkleSideways *self = g_object_new (SPARKLE_TYPE_SIDEWAYS, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkAdjustment *adjustment;

  self->child = child;
  self->passive = passive;
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_EXTERNAL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), child);
  gtk_widget_set_focusable (self->scroller, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect_object (adjustment, "notify::upper", G_CALLBACK (adjustment_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "notify::page-size", G_CALLBACK (adjustment_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  return GTK_WIDGET (self);
}
