/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-timeline.h"

#include <math.h>

#include <glib/gi18n.h>

#include "sparkle-video-time.h"

/* So many seconds-wide places has a line at most; what is nearer together is one dot. */
#define MAX_DOTS 60
#define HEIGHT 24
#define LINE_WIDTH 3
#define SMALLEST 3.5f
#define LARGEST 8.0f
/* As far from a dot it is still meant, in pixels. */
#define REACH 14

typedef struct
{
  guint32  seconds; /* the first moment of it */
  unsigned n;       /* how many comments are about it */
} Dot;

struct _SparkleTimeline
{
  GtkWidget parent_instance;

  SparkleThread *thread;   /* (owned) (nullable) */
  gulong         handler;
  char          *video_id; /* (owned) (nullable) */
  gint64         duration; /* seconds, -1: not known */
  gint64         position; /* seconds, -1: it is not playing */
  GArray        *dots;     /* (owned): Dot, in order */
  int            chosen;   /* by the keyboard, -1: none */
};

static void accessible_range_iface_init (GtkAccessibleRangeInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SparkleTimeline, sparkle_timeline, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE_RANGE, accessible_range_iface_init))

/* ---- dots ---------------------------------------------------------------------- */

static const Dot *
dot_at (SparkleTimeline *self,
        int              index)
{
  return index >= 0 && index < (int) self->dots->len ? &g_array_index (self->dots, Dot, index) : NULL;
}

static char *
describe (const Dot *dot)
{
  g_autofree char *time = sparkle_video_time_format (dot->seconds);

  /* Translators: a moment of a video, "2:31", and how many comments are about it */
  return g_strdup_printf (ngettext ("%s, %u comment", "%s, %u comments", dot->n), time, dot->n);
}

static void
tell (SparkleTimeline *self)
{
  const Dot *dot = dot_at (self, self->chosen);
  g_autofree char *text = dot != NULL ? describe (dot) : NULL;
  g_autofree char *all = g_strdup_printf (ngettext ("%u place", "%u places", self->dots->len), self->dots->len);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  (double) MAX (self->duration, 1), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  dot != NULL ? (double) dot->seconds : (double) MAX (self->position, 0),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text != NULL ? text : all, -1);
}

static void
update_dots (SparkleTimeline *self)
{
  g_autoptr(GArray) moments = self->thread != NULL ? sparkle_thread_list_moments (self->thread) : NULL;
  const Dot *before = dot_at (self, self->chosen);
  gint64 chosen = before != NULL ? (gint64) before->seconds : -1;
  gint64 last = -1;

  g_array_set_size (self->dots, 0);
  self->chosen = -1;
  for (unsigned i = 0; moments != NULL && self->duration > 0 && i < moments->len; i++)
    {
      Dot dot = { g_array_index (moments, guint32, i), 1 };
      gint64 place = (gint64) dot.seconds * MAX_DOTS / self->duration;

      /* "at 12:30" of a clip of five minutes is no moment of it */
      if (dot.seconds > self->duration)
        break;
      if (place == last)
        {
          g_array_index (self->dots, Dot, self->dots->len - 1).n++;
          continue;
        }
      last = place;
      if (dot.seconds == chosen)
        self->chosen = (int) self->dots->len;
      g_array_append_val (self->dots, dot);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->dots->len > 0);
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static float
x_of (SparkleTimeline *self,
      gint64           seconds)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self)) - 2 * LARGEST;
  float x = LARGEST + width * (float) CLAMP (seconds, 0, self->duration) / (float) MAX (self->duration, 1);

  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? (float) gtk_widget_get_width (GTK_WIDGET (self)) - x : x;
}

/* -1: none is near. */
static int
find_dot (SparkleTimeline *self,
          double           x)
{
  int best = -1;

  for (int i = 0; i < (int) self->dots->len; i++)
    {
      double away = ABS (x_of (self, dot_at (self, i)->seconds) - x);

      if (away <= REACH && (best < 0 || away < ABS (x_of (self, dot_at (self, best)->seconds) - x)))
        best = i;
    }
  return best;
}

static void
lead_to (SparkleTimeline *self,
         int              index)
{
  const Dot *dot = dot_at (self, index);

  if (dot != NULL && self->video_id != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.play-video", "(su)", self->video_id, dot->seconds);
}

/* ---- what people do -------------------------------------------------------------- */

static void
pressed_cb (SparkleTimeline *self,
            int              n_press,
            double           x)
{
  lead_to (self, find_dot (self, x));
}

static gboolean
query_tooltip_cb (SparkleTimeline *self,
                  int              x,
                  int              y,
                  gboolean         keyboard,
                  GtkTooltip      *tooltip)
{
  const Dot *dot = dot_at (self, keyboard ? self->chosen : find_dot (self, x));
  g_autofree char *text = NULL;

  if (dot == NULL)
    return FALSE;
  text = describe (dot);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static gboolean
step (SparkleTimeline *self,
      gboolean         on)
{
  int index = self->chosen;

  if (self->dots->len == 0)
    return FALSE;
  if (index < 0)
    {
      /* the first one after, or before, what plays */
      for (index = 0; index < (int) self->dots->len && (gint64) dot_at (self, index)->seconds <= self->position; index++)
        ;
      index -= !on;
    }
  else
    {
      index += on ? 1 : -1;
    }
  self->chosen = CLAMP (index, 0, (int) self->dots->len - 1);
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

static gboolean
key_cb (SparkleTimeline *self,
        unsigned         keyval,
        unsigned         keycode,
        GdkModifierType  state)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return step (self, mirrored);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return step (self, !mirrored);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      lead_to (self, self->chosen);
      return self->chosen >= 0;
    default:
      return FALSE;
    }
}

static void
left_cb (SparkleTimeline *self)
{
  self->chosen = -1;
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Who hears it instead of seeing it sets a second, and is led to the nearest dot. */
static gboolean
set_current_value (GtkAccessibleRange *range,
                   double              value)
{
  SparkleTimeline *self = SPARKLE_TIMELINE (range);
  int best = -1;

  for (int i = 0; i < (int) self->dots->len; i++)
    if (best < 0 || ABS (dot_at (self, i)->seconds - value) < ABS (dot_at (self, best)->seconds - value))
      best = i;
  self->chosen = best;
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  lead_to (self, best);
  return best >= 0;
}

static void
accessible_range_iface_init (GtkAccessibleRangeInterface *iface)
{
  iface->set_current_value = set_current_value;
}

/* ---- drawing ---------------------------------------------------------------------- */

static void
fill_circle (GtkSnapshot   *snapshot,
             float          x,
             float          y,
             float          radius,
             const GdkRGBA *color)
{
  GskRoundedRect circle;

  gsk_rounded_rect_init_from_rect (&circle, &GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius), radius);
  gtk_snapshot_push_rounded_clip (snapshot, &circle);
  gtk_snapshot_append_color (snapshot, color, &circle.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
sparkle_timeline_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  SparkleTimeline *self = SPARKLE_TIMELINE (widget);
  float y = (float) gtk_widget_get_height (widget) / 2, from = x_of (self, 0), to = x_of (self, self->duration);
  unsigned most = 1;
  GdkRGBA color, faint;

  gtk_widget_get_color (widget, &color);
  faint = color;
  faint.alpha *= 0.25f;
  gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (MIN (from, to), y - LINE_WIDTH / 2.0f, ABS (to - from), LINE_WIDTH));
  if (self->position >= 0)
    {
      float now = x_of (self, self->position);

      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (MIN (from, now), y - LINE_WIDTH / 2.0f, ABS (now - from), LINE_WIDTH));
    }
  for (unsigned i = 0; i < self->dots->len; i++)
    most = MAX (most, g_array_index (self->dots, Dot, i).n);
  for (int i = 0; i < (int) self->dots->len; i++)
    {
      const Dot *dot = dot_at (self, i);
      /* an area says how many, not a width */
      float radius = SMALLEST + (LARGEST - 1 - SMALLEST) * sqrtf ((float) (dot->n - 1) / (float) MAX (most - 1, 1));

      if (i == self->chosen)
        fill_circle (snapshot, x_of (self, dot->seconds), y, LARGEST + 2, &faint);
      fill_circle (snapshot, x_of (self, dot->seconds), y, radius, &color);
    }
}

static void
sparkle_timeline_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 60;
}

/* ---- life ------------------------------------------------------------------------ */

static void
sparkle_timeline_dispose (GObject *object)
{
  sparkle_timeline_set_thread (SPARKLE_TIMELINE (object), NULL);

  G_OBJECT_CLASS (sparkle_timeline_parent_class)->dispose (object);
}

static void
sparkle_timeline_finalize (GObject *object)
{
  SparkleTimeline *self = SPARKLE_TIMELINE (object);

  g_array_unref (self->dots);
  g_free (self->video_id);

  G_OBJECT_CLASS (sparkle_timeline_parent_class)->finalize (object);
}

static void
sparkle_timeline_class_init (SparkleTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_timeline_dispose;
  object_class->finalize = sparkle_timeline_finalize;
  widget_class->snapshot = sparkle_timeline_snapshot;
  widget_class->measure = sparkle_timeline_measure;
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
sparkle_timeline_init (SparkleTimeline *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->duration = -1;
  self->position = -1;
  self->chosen = -1;
  self->dots = g_array_new (FALSE, FALSE, sizeof (Dot));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Where people talk"), -1);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/**
 * sparkle_timeline_new:
 *
 * Returns: (transfer floating): a line of nothing, not visible
 */
GtkWidget *
sparkle_timeline_new (void)
{
  return g_object_new (SPARKLE_TYPE_TIMELINE, NULL);
}

/**
 * sparkle_timeline_set_thread:
 * @thread: (nullable): the talk
 */
void
sparkle_timeline_set_thread (SparkleTimeline *self,
                             SparkleThread   *thread)
{
  g_return_if_fail (SPARKLE_IS_TIMELINE (self));

  if (self->thread == thread)
    return;
  if (self->thread != NULL)
    g_clear_signal_handler (&self->handler, self->thread);
  g_set_object (&self->thread, thread);
  if (thread != NULL)
    self->handler = g_signal_connect_swapped (thread, "moments", G_CALLBACK (update_dots), self);
  update_dots (self);
}

/**
 * sparkle_timeline_set_video:
 * @video_id: (nullable): what is talked about
 * @duration: its length in seconds; -1: not known
 */
void
sparkle_timeline_set_video (SparkleTimeline *self,
                            const char      *video_id,
                            gint64           duration)
{
  g_return_if_fail (SPARKLE_IS_TIMELINE (self));

  if (!g_set_str (&self->video_id, video_id) && self->duration == duration)
    return;
  self->duration = duration;
  update_dots (self);
}

/**
 * sparkle_timeline_set_position:
 * @position: where it plays, in seconds; -1: it does not
 */
void
sparkle_timeline_set_position (SparkleTimeline *self,
                               gint64           position)
{
  g_return_if_fail (SPARKLE_IS_TIMELINE (self));

  if (self->position == position)
    return;
  self->position = position;
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
