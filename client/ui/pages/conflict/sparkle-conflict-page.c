/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-conflict-page.h"

#include <glib/gi18n.h>

#include "sparkle-conflict-memory.h"
#include "sparkle-error.h"
#include "sparkle-hunk-view.h"
#include "sparkle-session-outbox.h"

struct _SparkleConflictPage
{
  AdwNavigationPage parent_instance;

  SparkleSession    *session;  /* (owned) */
  SparkleOutboxItem *item;     /* (owned) */
  GPtrArray         *sides;    /* (owned) (element-type SparkleConflictField) */
  GPtrArray         *views;    /* (owned) (element-type SparkleHunkView): of all fields, in order */
  GPtrArray         *stops;    /* (owned) (element-type SparkleHunkView): of these, where there is something to choose */
  int                current;  /* of the stops; -1: none yet */
  gboolean           narrow;
  gboolean           finished; /* sent or given up: nothing to remember */
  gboolean           loading;

  AdwWindowTitle    *window_title;
  GtkWidget         *send_button;
  AdwBanner         *banner;
  GtkBox            *fields;
  GtkLabel          *result;
  GtkLabel          *position;
};

typedef enum { PROP_NARROW = 1 } SparkleConflictPageProperty;
static GParamSpec *properties[PROP_NARROW + 1];

enum { DONE, N_SIGNALS };
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleConflictPage, sparkle_conflict_page, ADW_TYPE_NAVIGATION_PAGE)

static const struct
{
  const char *name;
  const char *title;
} titles[] = {
  { "title", N_("Title") },
  { "display_name", N_("Name") },
  { "content", N_("Text") },
  { "bio", N_("About") },
  { "note", N_("Note") },
  { "tags", N_("Tags") },
  { "category", N_("Category") },
  { "youtube_video_id", N_("Video") },
};

static const char *
title_of (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].name, name))
      return _(titles[i].title);
  return name;
}

/* ---- what comes out ----------------------------------------------------------- */

/* (transfer full): the field at index as it was decided; *view walks through the stretches of all fields */
static char *
join_field (SparkleConflictPage        *self,
            const SparkleConflictField *field,
            unsigned                   *view)
{
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < field->hunks->len; i++)
    {
      g_autofree char *stretch = sparkle_hunk_view_get_text (g_ptr_array_index (self->views, (*view)++));

      sparkle_merge_append (text, stretch);
    }
  return g_string_free_and_steal (text);
}

static void
update (SparkleConflictPage *self)
{
  GString *result = g_string_new (NULL);
  g_autofree char *text = NULL;
  unsigned open = 0, view = 0;

  if (self->loading)
    {
      g_string_free (result, TRUE);
      return;
    }
  for (unsigned i = 0; i < self->stops->len; i++)
    open += sparkle_hunk_view_is_open (g_ptr_array_index (self->stops, i));
  text = open > 0 ? g_strdup_printf (ngettext ("%u to decide", "%u to decide", open), open) : g_strdup (_("Everything is decided"));
  adw_window_title_set_subtitle (self->window_title, text);
  gtk_widget_set_sensitive (self->send_button, open == 0);

  for (unsigned i = 0; i < self->sides->len; i++)
    {
      const SparkleConflictField *field = g_ptr_array_index (self->sides, i);
      g_autofree char *joined = join_field (self, field, &view);

      g_string_append_printf (result, "%s%s: %s", i > 0 ? "\n\n" : "", title_of (field->name), joined);
    }
  gtk_label_set_label (self->result, result->str);
  g_string_free (result, TRUE);
}

static void
update_position (SparkleConflictPage *self)
{
  g_autofree char *text = self->current < 0 ? g_strdup_printf (ngettext ("%u difference", "%u differences", self->stops->len), self->stops->len)
                                            : g_strdup_printf (_("%d of %u"), self->current + 1, self->stops->len);

  gtk_label_set_label (self->position, text);
}

/* ---- walking ------------------------------------------------------------------ */

static void
go_to (SparkleConflictPage *self,
       int                  index)
{
  GtkWidget *view;

  if (index < 0 || index >= (int) self->stops->len)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  self->current = index;
  view = g_ptr_array_index (self->stops, index);
  update_position (self);
  gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
}

/* Where the keyboard is, when it is in one of the stretches. */
static void
follow_focus (SparkleConflictPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  for (unsigned i = 0; focus != NULL && i < self->stops->len; i++)
    if (gtk_widget_is_ancestor (focus, g_ptr_array_index (self->stops, i)))
      self->current = (int) i;
}

static void
move (SparkleConflictPage *self,
      int                  step)
{
  follow_focus (self);
  gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  go_to (self, CLAMP (self->current + step, 0, (int) self->stops->len - 1));
}

static void
next_cb (SparkleConflictPage *self)
{
  move (self, 1);
}

static void
previous_cb (SparkleConflictPage *self)
{
  move (self, -1);
}

/* The next thing that is undecided, if there is any. */
static void
go_to_open (SparkleConflictPage *self)
{
  for (unsigned i = 1; i <= self->stops->len; i++)
    {
      unsigned index = (unsigned) (self->current + (int) i) % self->stops->len;

      if (sparkle_hunk_view_is_open (g_ptr_array_index (self->stops, index)))
        {
          gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
          go_to (self, (int) index);
          return;
        }
    }
}

static void
choose_here (SparkleConflictPage *self,
             SparkleChoice        choice)
{
  follow_focus (self);
  self->current = MAX (self->current, 0);
  if (self->current >= (int) self->stops->len)
    return;
  sparkle_hunk_view_choose (g_ptr_array_index (self->stops, self->current), choice);
  update_position (self);
  if (choice != SPARKLE_CHOICE_EDITED)
    go_to_open (self);
}

static void
choose_all (SparkleConflictPage *self,
            SparkleChoice        choice)
{
  for (unsigned i = 0; i < self->stops->len; i++)
    sparkle_hunk_view_choose (g_ptr_array_index (self->stops, i), choice);
}

/* ---- keys --------------------------------------------------------------------- */

/* Letters of this page alone; a text that has the focus takes them before. */
static gboolean
key_cb (GtkWidget *widget,
        GVariant  *args,
        gpointer   user_data)
{
  SparkleConflictPage *self = SPARKLE_CONFLICT_PAGE (widget);
  int key;

  g_variant_get (args, "(i)", &key);
  switch (key)
    {
    case 'j':
      move (self, 1);
      break;
    case 'k':
      move (self, -1);
      break;
    case 'm':
      choose_here (self, SPARKLE_CHOICE_MINE);
      break;
    case 't':
      choose_here (self, SPARKLE_CHOICE_THEIRS);
      break;
    case 'b':
      choose_here (self, SPARKLE_CHOICE_BOTH);
      break;
    case 'e':
      choose_here (self, SPARKLE_CHOICE_EDITED);
      break;
    }
  return GDK_EVENT_STOP;
}

/* ---- leaving ------------------------------------------------------------------ */

static void
finish (SparkleConflictPage *self,
        const char          *what_happened)
{
  self->finished = TRUE;
  sparkle_conflict_memory_forget (self->session, self->item);
  g_signal_emit (self, signals[DONE], 0, what_happened);
}

static void
present (SparkleConflictPage *self,
         const GError        *error)
{
  gboolean detailed = error->domain == SPARKLE_ERROR && sparkle_error_n_details (error) > 0;

  adw_banner_set_title (self->banner, detailed ? sparkle_error_get_detail (error, 0)->message : error->message);
  adw_banner_set_revealed (self->banner, TRUE);
}

static void
send_cb (SparkleConflictPage *self)
{
  g_autofree SparkleFieldText *fields = g_new0 (SparkleFieldText, self->sides->len + 1);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  unsigned view = 0;

  if (!gtk_widget_get_sensitive (self->send_button))
    {
      go_to_open (self);
      return;
    }
  for (unsigned i = 0; i < self->sides->len; i++)
    {
      const SparkleConflictField *field = g_ptr_array_index (self->sides, i);

      fields[i].name = field->name;
      fields[i].text = join_field (self, field, &view);
      g_ptr_array_add (texts, (gpointer) fields[i].text);
    }
  if (sparkle_session_outbox_resolve (self->session, sparkle_outbox_item_get_id (self->item), fields, self->sides->len, &error))
    finish (self, _("What you decided is being sent"));
  else
    present (self, error);
}

static gboolean
send_shortcut_cb (GtkWidget *widget,
                  GVariant  *args,
                  gpointer   user_data)
{
  send_cb (SPARKLE_CONFLICT_PAGE (widget));
  return GDK_EVENT_STOP;
}

static void
all_mine_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  choose_all (SPARKLE_CONFLICT_PAGE (widget), SPARKLE_CHOICE_MINE);
}

static void
all_theirs_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  choose_all (SPARKLE_CONFLICT_PAGE (widget), SPARKLE_CHOICE_THEIRS);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  SparkleConflictPage *self = SPARKLE_CONFLICT_PAGE (widget);
  g_autofree char *text = sparkle_conflict_memory_copy_mine (self->item);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.toast", "s", _("Copied"));
}

static void
draft_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  SparkleConflictPage *self = SPARKLE_CONFLICT_PAGE (widget);
  g_autoptr(GError) error = NULL;
  g_autofree char *draft = sparkle_session_outbox_to_draft (self->session, sparkle_outbox_item_get_id (self->item), NULL, 0, &error);

  if (draft != NULL)
    finish (self, _("Yours is kept as a draft"));
  else
    present (self, error);
}

/* With an offer to undo it, as everywhere. */
static void
discard_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  SparkleConflictPage *self = SPARKLE_CONFLICT_PAGE (widget);

  gtk_widget_activate_action (widget, "win.discard-mutation", "s", sparkle_outbox_item_get_id (self->item));
  g_signal_emit (self, signals[DONE], 0, NULL);
}

/* ---- making ------------------------------------------------------------------- */

static void
add_hunk (SparkleConflictPage        *self,
          const SparkleConflictField *field,
          const SparkleMergeHunk     *hunk)
{
  GtkWidget *view = sparkle_hunk_view_new (hunk, field->kind, self->stops->len + 1);

  g_ptr_array_add (self->views, g_object_ref_sink (view));
  if (sparkle_hunk_view_differs (SPARKLE_HUNK_VIEW (view)))
    g_ptr_array_add (self->stops, g_object_ref (view));
  g_signal_connect_object (view, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->fields, view);
}

static void
add_field (SparkleConflictPage        *self,
           const SparkleConflictField *field)
{
  GtkWidget *label = gtk_label_new (title_of (field->name));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "title-4");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, title_of (field->name), -1);
  gtk_box_append (self->fields, label);
  for (unsigned i = 0; i < field->hunks->len; i++)
    add_hunk (self, field, g_ptr_array_index (field->hunks, i));
}

/* What is not changed on any side is not shown, but for the text around what is. */
static void
load (SparkleConflictPage *self)
{
  self->loading = TRUE;
  for (unsigned i = 0; i < self->sides->len; i++)
    {
      const SparkleConflictField *field = g_ptr_array_index (self->sides, i);
      const SparkleMergeHunk *only = field->hunks->len == 1 ? g_ptr_array_index (field->hunks, 0) : NULL;

      if (field->hunks->len == 0)
        continue;
      if (only != NULL && only->kind == SPARKLE_HUNK_SAME)
        g_ptr_array_add (self->views, g_object_ref_sink (sparkle_hunk_view_new (only, field->kind, 0)));
      else
        add_field (self, field);
    }
  sparkle_conflict_memory_restore (self->session, self->item, self->views);
  self->loading = FALSE;
  update (self);
  update_position (self);
}

/* The keys of this page work at once. */
static void
shown_cb (SparkleConflictPage *self)
{
  if (self->current < 0)
    go_to_open (self);
}

static void
hidden_cb (SparkleConflictPage *self)
{
  if (!self->finished)
    sparkle_conflict_memory_keep (self->session, self->item, self->views);
}

static void
sparkle_conflict_page_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  switch ((SparkleConflictPageProperty) id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, SPARKLE_CONFLICT_PAGE (object)->narrow);
      break;
    }
}

static void
sparkle_conflict_page_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  SparkleConflictPage *self = SPARKLE_CONFLICT_PAGE (object);

  switch ((SparkleConflictPageProperty) id)
    {
    case PROP_NARROW:
      if (self->narrow == g_value_get_boolean (value))
        return;
      self->narrow = g_value_get_boolean (value);
      for (unsigned i = 0; i < self->views->len; i++)
        sparkle_hunk_view_set_narrow (g_ptr_array_index (self->views, i), self->narrow);
      g_object_notify_by_pspec (object, pspec);
      break;
    }
}

static void
sparkle_conflict_page_dispose (GObject *object)
{
  SparkleConflictPage *self = SPARKLE_CONFLICT_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_CONFLICT_PAGE);
  g_clear_object (&self->session);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (sparkle_conflict_page_parent_class)->dispose (object);
}

static void
sparkle_conflict_page_finalize (GObject *object)
{
  SparkleConflictPage *self = SPARKLE_CONFLICT_PAGE (object);

  g_ptr_array_unref (self->views);
  g_ptr_array_unref (self->stops);
  g_clear_pointer (&self->sides, g_ptr_array_unref);

  G_OBJECT_CLASS (sparkle_conflict_page_parent_class)->finalize (object);
}

static void
sparkle_conflict_page_class_init (SparkleConflictPageClass *klass)
{
  static const char letters[] = "jkmtbe";
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_conflict_page_dispose;
  object_class->finalize = sparkle_conflict_page_finalize;
  object_class->get_property = sparkle_conflict_page_get_property;
  object_class->set_property = sparkle_conflict_page_set_property;
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[DONE] = g_signal_new ("done", SPARKLE_TYPE_CONFLICT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  for (unsigned i = 0; letters[i] != '\0'; i++)
    gtk_widget_class_add_binding (widget_class, (unsigned) letters[i], 0, key_cb, "(i)", letters[i]);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, send_shortcut_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, send_shortcut_cb, NULL);
  gtk_widget_class_install_action (widget_class, "conflict.all-mine", NULL, all_mine_action);
  gtk_widget_class_install_action (widget_class, "conflict.all-theirs", NULL, all_theirs_action);
  gtk_widget_class_install_action (widget_class, "conflict.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "conflict.draft", NULL, draft_action);
  gtk_widget_class_install_action (widget_class, "conflict.discard", NULL, discard_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/pages/conflict/sparkle-conflict-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleConflictPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, SparkleConflictPage, send_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleConflictPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SparkleConflictPage, fields);
  gtk_widget_class_bind_template_child (widget_class, SparkleConflictPage, result);
  gtk_widget_class_bind_template_child (widget_class, SparkleConflictPage, position);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
}

static void
sparkle_conflict_page_init (SparkleConflictPage *self)
{
  self->views = g_ptr_array_new_with_free_func (g_object_unref);
  self->stops = g_ptr_array_new_with_free_func (g_object_unref);
  self->current = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "hidden", G_CALLBACK (hidden_cb), NULL);
  g_signal_connect (self, "shown", G_CALLBACK (shown_cb), NULL);
}

/**
 * sparkle_conflict_page_new:
 * @session: open
 * @item: a write that conflicts
 *
 * Returns: (transfer floating): the page
 */
AdwNavigationPage *
sparkle_conflict_page_new (SparkleSession    *session,
                           SparkleOutboxItem *item)
{
  SparkleConflictPage *self = g_object_new (SPARKLE_TYPE_CONFLICT_PAGE, NULL);

  self->session = g_object_ref (session);
  self->item = g_object_ref (item);
  self->sides = sparkle_conflict_read (item);
  load (self);
  return ADW_NAVIGATION_PAGE (self);
}
