/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-undo.h"

#include <glib/gi18n.h>

typedef struct
{
  AdwToast        *toast; /* (owned) */
  char            *id;
  SparkleUndoFunc  func;
  gpointer         object;
  gpointer         data;
} Deed;

struct _SparkleUndo
{
  GObject parent_instance;

  AdwToastOverlay *toasts; /* (unowned): the window's, which lives longer */
  GPtrArray       *deeds;  /* (owned) (element-type Deed): not done yet */
};

G_DEFINE_FINAL_TYPE (SparkleUndo, sparkle_undo, G_TYPE_OBJECT)

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_object_unref (deed->toast);
  g_free (deed->id);
  g_free (deed);
}

/* (transfer full) (nullable) */
static Deed *
take (SparkleUndo *self,
      AdwToast    *toast)
{
  for (unsigned i = 0; i < self->deeds->len; i++)
    if (((Deed *) g_ptr_array_index (self->deeds, i))->toast == toast)
      return g_ptr_array_steal_index (self->deeds, i);
  return NULL;
}

static void
undone_cb (SparkleUndo *self,
           AdwToast    *toast)
{
  Deed *deed = take (self, toast);

  g_clear_pointer (&deed, deed_free);
}

static void
dismissed_cb (SparkleUndo *self,
              AdwToast    *toast)
{
  Deed *deed = take (self, toast);

  if (deed != NULL)
    deed->func (deed->object, deed->id, deed->data);
  g_clear_pointer (&deed, deed_free);
}

static void
sparkle_undo_finalize (GObject *object)
{
  g_ptr_array_unref (SPARKLE_UNDO (object)->deeds);

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

/**
 * sparkle_undo_add:
 * @title: what has been done, as the person sees it
 * @id: given to @func
 * @func: does it
 * @object: given to @func
 * @data: given to @func
 */
void
sparkle_undo_add (SparkleUndo     *self,
                  const char      *title,
                  const char      *id,
                  SparkleUndoFunc  func,
                  gpointer         object,
                  gpointer         data)
{
  AdwToast *toast = adw_toast_new ("");
  Deed *deed = g_new0 (Deed, 1);

  g_return_if_fail (SPARKLE_IS_UNDO (self));

  deed->toast = g_object_ref (toast);
  deed->id = g_strdup (id);
  deed->func = func;
  deed->object = object;
  deed->data = data;
  g_ptr_array_add (self->deeds, deed);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, title);
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undone_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * sparkle_undo_flush:
 *
 * Does at once all that nobody undid.
 */
void
sparkle_undo_flush (SparkleUndo *self)
{
  g_return_if_fail (SPARKLE_IS_UNDO (self));

  while (self->deeds->len > 0)
    {
      Deed *deed = g_ptr_array_steal_index (self->deeds, 0);

      deed->func (deed->object, deed->id, deed->data);
      adw_toast_dismiss (deed->toast);
      deed_free (deed);
    }
}
