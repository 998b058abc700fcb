/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-hunk-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Of a longer stretch that nobody changed, only the beginning and the end say where one is. */
#define CONTEXT_LINES 6

struct _SparkleHunkView
{
  GtkBox parent_instance;

  SparkleHunkKind   hunk_kind;
  SparkleFieldKind  kind;
  char             *mine;
  char             *theirs;
  SparkleChoice     choice;
  gboolean          choosing; /* the buttons are being set by us */

  GtkWidget     *sides;
  GtkWidget     *my_side;
  GtkWidget     *their_side;
  GtkWidget     *buttons[SPARKLE_CHOICE_EDITED + 1];
  GtkLabel      *state;
  GtkWidget     *editor;      /* a frame around the text */
  GtkTextBuffer *buffer;
};

enum { CHANGED, N_SIGNALS };
static unsigned signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleHunkView, sparkle_hunk_view, GTK_TYPE_BOX)

/* ---- showing ------------------------------------------------------------------ */

static GtkWidget *
add_label (GtkWidget  *box,
           const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* Bold and underlined, so that it does not take colours to see it. */
static PangoAttrList *
mark_words (const char *from,
            const char *to)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  g_autoptr(GArray) spans = sparkle_merge_changed_words (from, to);

  for (unsigned i = 0; i < spans->len; i++)
    {
      const SparkleSpan *span = &g_array_index (spans, SparkleSpan, i);
      PangoAttribute * const marks[] = {
        pango_attr_weight_new (PANGO_WEIGHT_BOLD),
        pango_attr_underline_new (PANGO_UNDERLINE_SINGLE),
      };

      for (unsigned j = 0; j < G_N_ELEMENTS (marks); j++)
        {
          marks[j]->start_index = span->start;
          marks[j]->end_index = span->start + span->length;
          pango_attr_list_insert (attributes, marks[j]);
        }
    }
  return attributes;
}

static char *
without_last_newline (const char *text)
{
  gsize length = strlen (text);

  return g_strndup (text, length > 0 && text[length - 1] == '\n' ? length - 1 : length);
}

/* A side with its name above it; words that are not in other stand out. */
static GtkWidget *
add_side (GtkWidget  *box,
          const char *name,
          const char *text,
          const char *other)
{
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *shown = without_last_newline (text);
  GtkWidget *label;

  gtk_widget_add_css_class (side, "hunk-side");
  gtk_widget_set_hexpand (side, TRUE);
  add_label (side, name, "caption-heading");
  label = add_label (side, *shown != '\0' ? shown : _("Nothing"), *shown != '\0' ? "reading" : "sparkle-dim");
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE); /* a label that only is not focusable swallows Tab */
  if (*shown != '\0' && other != NULL)
    {
      g_autoptr(PangoAttrList) attributes = mark_words (other, shown);

      gtk_label_set_attributes (GTK_LABEL (label), attributes);
    }
  gtk_box_append (GTK_BOX (box), side);
  return side;
}

static const char *
describe (SparkleHunkView *self)
{
  switch (self->choice)
    {
    case SPARKLE_CHOICE_NONE:
      return _("Not decided yet");
    case SPARKLE_CHOICE_MINE:
      return _("Yours is taken");
    case SPARKLE_CHOICE_THEIRS:
      return _("Theirs is taken");
    case SPARKLE_CHOICE_BOTH:
      return _("Both are taken, yours first");
    case SPARKLE_CHOICE_EDITED:
      return _("What is below is taken");
    }
  return NULL;
}

static void
set_chosen (GtkWidget *side,
            gboolean   chosen)
{
  if (chosen)
    gtk_widget_add_css_class (side, "chosen");
  else
    gtk_widget_remove_css_class (side, "chosen");
}

static void
update (SparkleHunkView *self)
{
  self->choosing = TRUE;
  for (unsigned i = SPARKLE_CHOICE_MINE; i <= SPARKLE_CHOICE_EDITED; i++)
    if (self->buttons[i] != NULL)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]), self->choice == i);
  self->choosing = FALSE;
  if (self->state != NULL)
    gtk_label_set_label (self->state, describe (self));
  if (self->my_side != NULL)
    {
      set_chosen (self->my_side, self->choice == SPARKLE_CHOICE_MINE || self->choice == SPARKLE_CHOICE_BOTH);
      set_chosen (self->their_side, self->choice == SPARKLE_CHOICE_THEIRS || self->choice == SPARKLE_CHOICE_BOTH);
    }
  gtk_widget_set_visible (self->editor, self->choice == SPARKLE_CHOICE_EDITED);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- choosing ----------------------------------------------------------------- */

static char *
join_both (SparkleHunkView *self)
{
  GString *text = g_string_new (self->mine);

  if (self->kind == SPARKLE_FIELD_TEXT)
    {
      sparkle_merge_append (text, self->theirs);
    }
  else
    {
      g_auto(GStrv) mine = g_strsplit (self->mine, ", ", -1);
      g_auto(GStrv) theirs = g_strsplit (self->theirs, ", ", -1);

      for (unsigned i = 0; theirs[i] != NULL; i++)
        if (*theirs[i] != '\0' && !g_strv_contains ((const char * const *) mine, theirs[i]))
          g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", theirs[i]);
    }
  return g_string_free_and_steal (text);
}

static void
edited_cb (SparkleHunkView *self)
{
  if (self->choice == SPARKLE_CHOICE_EDITED)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
button_toggled_cb (GtkToggleButton *button,
                   SparkleHunkView *self)
{
  if (self->choosing)
    return;
  if (!gtk_toggle_button_get_active (button))
    {
      /* the only button of what is the same: not edited after all */
      if (self->hunk_kind == SPARKLE_HUNK_SAME)
        {
          self->choice = SPARKLE_CHOICE_MINE;
          update (self);
        }
      return;
    }
  for (unsigned i = SPARKLE_CHOICE_MINE; i <= SPARKLE_CHOICE_EDITED; i++)
    if (self->buttons[i] == GTK_WIDGET (button))
      sparkle_hunk_view_choose (self, i);
}

static void
expand_cb (GtkButton *button,
           GtkLabel  *label)
{
  gtk_label_set_lines (label, -1);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_visible (GTK_WIDGET (button), FALSE);
}

/* ---- making ------------------------------------------------------------------- */

static void
add_button (SparkleHunkView *self,
            GtkWidget       *box,
            SparkleChoice    choice,
            const char      *label,
            unsigned         number)
{
  GtkWidget *button = gtk_toggle_button_new_with_mnemonic (label);
  g_auto(GStrv) words = g_strsplit (label, "_", -1);
  g_autofree char *plain = g_strjoinv ("", words);
  /* Translators: what a button does, such as “Take mine”, and for which of the numbered differences */
  g_autofree char *name = number > 0 ? g_strdup_printf (_("%s, difference %u"), plain, number) : NULL;

  if (self->buttons[SPARKLE_CHOICE_MINE] != NULL)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (self->buttons[SPARKLE_CHOICE_MINE]));
  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "toggled", G_CALLBACK (button_toggled_cb), self, 0);
  adw_wrap_box_append (ADW_WRAP_BOX (box), button);
  self->buttons[choice] = button;
}

static const char *
title_of (SparkleHunkKind kind)
{
  switch (kind)
    {
    case SPARKLE_HUNK_SAME:
      return NULL;
    case SPARKLE_HUNK_MINE:
      return _("Only you changed this");
    case SPARKLE_HUNK_THEIRS:
      return _("Changed elsewhere only");
    case SPARKLE_HUNK_AGREED:
      return _("Both changed this alike");
    case SPARKLE_HUNK_CONFLICT:
      return _("Both changed this");
    }
  return NULL;
}

static void
add_editor (SparkleHunkView *self,
            unsigned         number)
{
  GtkWidget *text = gtk_text_view_new ();
  g_autofree char *name = number > 0 ? g_strdup_printf (_("Text for difference %u"), number) : g_strdup (_("Text"));

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (text), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (text), 10);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (text), 10);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (text), 8);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (text), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  self->editor = gtk_frame_new (NULL);
  gtk_frame_set_child (GTK_FRAME (self->editor), text);
  gtk_widget_set_visible (self->editor, FALSE);
  gtk_box_append (GTK_BOX (self), self->editor);
}

static unsigned
count_lines (const char *text)
{
  unsigned n = 0;

  for (const char *p = strchr (text, '\n'); p != NULL; p = strchr (p + 1, '\n'))
    n++;
  return n;
}

/* What is the same on both sides: quiet, long ones cut short. */
static void
make_same (SparkleHunkView        *self,
           const SparkleMergeHunk *hunk)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *row = adw_wrap_box_new ();
  g_autofree char *shown = g_strchomp (g_strdup (hunk->mine));
  GtkWidget *label = add_label (line, shown, "reading");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "sparkle-dim");
  gtk_widget_add_css_class (GTK_WIDGET (self), "same");
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (row), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (row), 6);
  gtk_widget_set_valign (row, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), row);
  gtk_box_append (GTK_BOX (self), line);
  if (count_lines (shown) >= CONTEXT_LINES)
    {
      GtkWidget *more = gtk_button_new_with_mnemonic (_("Show a_ll of it"));

      gtk_label_set_lines (GTK_LABEL (label), CONTEXT_LINES - 2);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (more, "flat");
      g_signal_connect_object (more, "clicked", G_CALLBACK (expand_cb), label, 0);
      adw_wrap_box_append (ADW_WRAP_BOX (row), more);
    }
  self->choice = SPARKLE_CHOICE_MINE;
  add_button (self, row, SPARKLE_CHOICE_EDITED, _("_Edit"), 0);
  gtk_widget_add_css_class (self->buttons[SPARKLE_CHOICE_EDITED], "flat");
}

static void
make_different (SparkleHunkView        *self,
                const SparkleMergeHunk *hunk,
                unsigned                number)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = adw_wrap_box_new ();
  g_autofree char *title = g_strdup_printf (_("%u. %s"), number, title_of (hunk->kind));
  GtkWidget *label = add_label (head, title, "heading");

  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "hunk");
  gtk_widget_set_hexpand (label, TRUE);
  self->state = GTK_LABEL (add_label (head, "", "caption"));
  gtk_box_append (GTK_BOX (self), head);
  if (*hunk->base != '\0')
    gtk_widget_add_css_class (add_side (GTK_WIDGET (self), _("Before"), hunk->base, NULL), "base");
  self->sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_box_set_homogeneous (GTK_BOX (self->sides), TRUE);
  gtk_box_append (GTK_BOX (self), self->sides);
  self->my_side = add_side (self->sides, _("Yours"), hunk->mine, hunk->theirs);
  self->their_side = add_side (self->sides, _("Theirs"), hunk->theirs, hunk->mine);

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (row), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (row), 6);
  gtk_box_append (GTK_BOX (self), row);
  add_button (self, row, SPARKLE_CHOICE_MINE, _("Take _mine"), number);
  add_button (self, row, SPARKLE_CHOICE_THEIRS, _("Take _theirs"), number);
  if (self->kind != SPARKLE_FIELD_LINE)
    add_button (self, row, SPARKLE_CHOICE_BOTH, _("Take _both"), number);
  add_button (self, row, SPARKLE_CHOICE_EDITED, _("_Edit"), number);
  self->choice = hunk->kind == SPARKLE_HUNK_CONFLICT ? SPARKLE_CHOICE_NONE
               : hunk->kind == SPARKLE_HUNK_THEIRS ? SPARKLE_CHOICE_THEIRS : SPARKLE_CHOICE_MINE;
}

static void
sparkle_hunk_view_finalize (GObject *object)
{
  SparkleHunkView *self = SPARKLE_HUNK_VIEW (object);

  g_free (self->mine);
  g_free (self->theirs);

  G_OBJECT_CLASS (sparkle_hunk_view_parent_class)->finalize (object);
}

static void
sparkle_hunk_view_class_init (SparkleHunkViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_hunk_view_finalize;
  signals[CHANGED] = g_signal_new ("changed", SPARKLE_TYPE_HUNK_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "hunk-view");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
sparkle_hunk_view_init (SparkleHunkView *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
}

/**
 * sparkle_hunk_view_new:
 * @hunk: what each side has; copied
 * @kind: of the field it is a stretch of
 * @number: of this difference among all, from 1
 *
 * What the merge decides is chosen already.
 *
 * Returns: (transfer floating): the stretch
 */
GtkWidget *
sparkle_hunk_view_new (const SparkleMergeHunk *hunk,
                       SparkleFieldKind        kind,
                       unsigned                number)
{
  SparkleHunkView *self = g_object_new (SPARKLE_TYPE_HUNK_VIEW, NULL);

  self->hunk_kind = hunk->kind;
  self->kind = kind;
  self->mine = g_strdup (hunk->mine);
  self->theirs = g_strdup (hunk->theirs);
  if (hunk->kind == SPARKLE_HUNK_SAME)
    make_same (self, hunk);
  else
    make_different (self, hunk, number);
  add_editor (self, hunk->kind == SPARKLE_HUNK_SAME ? 0 : number);
  if (hunk->kind != SPARKLE_HUNK_SAME)
    {
      g_autofree char *name = g_strdup_printf (_("Difference %u: %s"), number, title_of (hunk->kind));

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    }
  update (self);
  return GTK_WIDGET (self);
}

/**
 * sparkle_hunk_view_get_choice:
 *
 * Returns: what is taken
 */
SparkleChoice
sparkle_hunk_view_get_choice (SparkleHunkView *self)
{
  g_return_val_if_fail (SPARKLE_IS_HUNK_VIEW (self), SPARKLE_CHOICE_NONE);

  return self->choice;
}

/**
 * sparkle_hunk_view_is_open:
 *
 * Returns: whether somebody still has to decide
 */
gboolean
sparkle_hunk_view_is_open (SparkleHunkView *self)
{
  g_return_val_if_fail (SPARKLE_IS_HUNK_VIEW (self), FALSE);

  return self->choice == SPARKLE_CHOICE_NONE;
}

/**
 * sparkle_hunk_view_differs:
 *
 * Returns: whether there is anything to choose between
 */
gboolean
sparkle_hunk_view_differs (SparkleHunkView *self)
{
  g_return_val_if_fail (SPARKLE_IS_HUNK_VIEW (self), FALSE);

  return self->hunk_kind != SPARKLE_HUNK_SAME;
}

/**
 * sparkle_hunk_view_get_text:
 *
 * Returns: (transfer full): what is taken; mine while nobody has decided
 */
char *
sparkle_hunk_view_get_text (SparkleHunkView *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (SPARKLE_IS_HUNK_VIEW (self), NULL);

  switch (self->choice)
    {
    case SPARKLE_CHOICE_NONE:
    case SPARKLE_CHOICE_MINE:
      return g_strdup (self->mine);
    case SPARKLE_CHOICE_THEIRS:
      return g_strdup (self->theirs);
    case SPARKLE_CHOICE_BOTH:
      return join_both (self);
    case SPARKLE_CHOICE_EDITED:
      gtk_text_buffer_get_bounds (self->buffer, &start, &end);
      return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
    }
  return NULL;
}

/**
 * sparkle_hunk_view_choose:
 * @choice: what to take; editing begins with what was taken before
 */
void
sparkle_hunk_view_choose (SparkleHunkView *self,
                          SparkleChoice    choice)
{
  g_return_if_fail (SPARKLE_IS_HUNK_VIEW (self));

  if (choice == self->choice || (choice != SPARKLE_CHOICE_NONE && self->buttons[choice] == NULL))
    return;
  if (choice == SPARKLE_CHOICE_EDITED)
    {
      g_autofree char *text = sparkle_hunk_view_get_text (self);

      sparkle_hunk_view_set_text (self, text);
      gtk_widget_grab_focus (gtk_frame_get_child (GTK_FRAME (self->editor)));
      return;
    }
  self->choice = choice;
  update (self);
}

/**
 * sparkle_hunk_view_set_text:
 * @text: what is taken, as if it had been edited
 */
void
sparkle_hunk_view_set_text (SparkleHunkView *self,
                            const char      *text)
{
  g_return_if_fail (SPARKLE_IS_HUNK_VIEW (self));

  self->choice = SPARKLE_CHOICE_NONE; /* one signal is enough */
  gtk_text_buffer_set_text (self->buffer, text, -1);
  self->choice = SPARKLE_CHOICE_EDITED;
  update (self);
}

/**
 * sparkle_hunk_view_set_narrow:
 * @narrow: both sides below each other
 */
void
sparkle_hunk_view_set_narrow (SparkleHunkView *self,
                              gboolean         narrow)
{
  g_return_if_fail (SPARKLE_IS_HUNK_VIEW (self));

  if (self->sides == NULL)
    return;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->sides), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_homogeneous (GTK_BOX (self->sides), !narrow);
}
