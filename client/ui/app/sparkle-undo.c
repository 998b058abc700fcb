/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-undo.h"

#include <glib/gi18n.h>

/* Who goes on deleting does not put off the first deletion for ever. */
#define MAX_DEEDS 50
#define MAX_WAIT  (20 * G_USEC_PER_SEC)

typedef struct
{
  char            *title;
  char            *id;
  SparkleUndoFunc  finish;
  SparkleUndoFunc  take_back;
  gpointer         object;
} Deed;

struct _SparkleUndo
{
  GObject parent_instance;

  AdwToastOverlay *toasts; /* (unowned): the window's, which lives longer */
  AdwToast        *toast;  /* (owned) (nullable): offers to take back all deeds */
  GPtrArray       *deeds;  /* (owned) (element-type Deed): not final yet, the oldest first */
  gint64           since;  /* when the oldest was done */
};

G_DEFINE_FINAL_TYPE (SparkleUndo, sparkle_undo, G_TYPE_OBJECT)

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_free (deed->title);
  g_free (deed->id);
  g_free (deed);
}

/* The offer ends; a toast that is dismissed from here on means nothing. */
static GPtrArray *
end_offer (SparkleUndo *self)
{
  GPtrArray *deeds = g_steal_pointer (&self->deeds);

  self->deeds = g_ptr_array_new_with_free_func (deed_free);
  if (self->toast != NULL)
    g_signal_handlers_disconnect_by_data (self->toast, self);
  return deeds;
}

static void
finish_all (GPtrArray *deeds)
{
  for (unsigned i = 0; i < deeds->len; i++)
    {
      const Deed *deed = g_ptr_array_index (deeds, i);

      deed->finish (deed->object, deed->id);
    }
}

static void
undone_cb (SparkleUndo *self)
{
  g_autoptr(GPtrArray) deeds = end_offer (self);

  g_clear_object (&self->toast);
  for (unsigned i = deeds->len; i-- > 0;)
    {
      const Deed *deed = g_ptr_array_index (deeds, i);

      if (deed->take_back != NULL)
        deed->take_back (deed->object, deed->id);
    }
}

static void
dismissed_cb (SparkleUndo *self)
{
  g_autoptr(GPtrArray) deeds = end_offer (self);

  g_clear_object (&self->toast);
  finish_all (deeds);
}

static void
sparkle_undo_finalize (GObject *object)
{
  SparkleUndo *self = SPARKLE_UNDO (object);

  g_clear_object (&self->toast);
  g_ptr_array_unref (self->deeds);

  G_OBJECT_CLASS (sparkle_undo_parent_class)->finalize (object);
}

static void
sparkle_undo_class_init (SparkleUndoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_undo_finalize;
}

static void
sparkle_undo_init (SparkleUndo *self)
{
  self->deeds = g_ptr_array_new_with_free_func (deed_free);
}

/**
 * sparkle_undo_new:
 * @toasts: where the offers are shown
 *
 * Returns: (transfer full): nothing to undo yet
 */
SparkleUndo *
sparkle_undo_new (AdwToastOverlay *toasts)
{
  SparkleUndo *self = g_object_new (SPARKLE_TYPE_UNDO, NULL);

  self->toasts = toasts;
  return self;
}

/* One toast at a time: it always tells of the last thing, and how many more it would take back. */
static void
offer (SparkleUndo *self)
{
  const Deed *last = g_ptr_array_index (self->deeds, self->deeds->len - 1);
  unsigned others = self->deeds->len - 1;
  g_autofree char *title = NULL;
  g_autoptr(AdwToast) before = g_steal_pointer (&self->toast);

  /* Translators: the first placeholder says what was done, such as “Comment deleted” */
  title = others == 0 ? g_strdup (last->title)
                      : g_strdup_printf (ngettext ("%s, and %u more", "%s, and %u more", others), last->title, others);
  if (before != NULL)
    {
      /* While it glides away its button still means what it says. */
      g_signal_handlers_disconnect_by_func (before, dismissed_cb, self);
      adw_toast_dismiss (before);
    }
  self->toast = adw_toast_new ("");
  g_object_ref_sink (self->toast);
  adw_toast_set_use_markup (self->toast, FALSE);
  adw_toast_set_title (self->toast, title);
  adw_toast_set_button_label (self->toast, _("_Undo"));
  adw_toast_set_timeout (self->toast, SPARKLE_UNDO_SECONDS);
  adw_toast_set_priority (self->toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (self->toast, "button-clicked", G_CALLBACK (undone_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->toast, "dismissed", G_CALLBACK (dismissed_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (self->toast));
}

/**
 * sparkle_undo_add:
 * @title: what has been done, as the person sees it
 * @id: given to the functions
 * @finish: makes it final
 * @take_back: (nullable): reverses what is seen of it already
 * @object: given to the functions
 */
void
sparkle_undo_add (SparkleUndo     *self,
                  const char      *title,
                  const char      *id,
                  SparkleUndoFunc  finish,
                  SparkleUndoFunc  take_back,
                  gpointer         object)
{
  Deed *deed;

  g_return_if_fail (SPARKLE_IS_UNDO (self));

  if (self->deeds->len >= MAX_DEEDS || (self->deeds->len > 0 && g_get_monotonic_time () - self->since > MAX_WAIT))
    sparkle_undo_flush (self);
  if (self->deeds->len == 0)
    self->since = g_get_monotonic_time ();
  deed = g_new0 (Deed, 1);
  deed->title = g_strdup (title);
  deed->id = g_strdup (id);
  deed->finish = finish;
  deed->take_back = take_back;
  deed->object = object;
  g_ptr_array_add (self->deeds, deed);
  offer (self);
}

/**
 * sparkle_undo_flush:
 *
 * Finishes at once all that nobody took back.
 */
void
sparkle_undo_flush (SparkleUndo *self)
{
  g_autoptr(GPtrArray) deeds = NULL;
  g_autoptr(AdwToast) toast = NULL;

  g_return_if_fail (SPARKLE_IS_UNDO (self));

  deeds = end_offer (self);
  toast = g_steal_pointer (&self->toast);
  if (toast != NULL)
    adw_toast_dismiss (toast);
  finish_all (deeds);
}

/**
 * sparkle_undo_n_pending:
 *
 * Returns: how many things can still be taken back
 */
unsigned
sparkle_undo_n_pending (SparkleUndo *self)
{
  g_return_val_if_fail (SPARKLE_IS_UNDO (self), 0);

  return self->deeds->len;
}
