/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-search-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "sparkle-highlight.h"
#include "sparkle-relative-time.h"

#define AVATAR_SIZE 32

struct _SparkleSearchRow
{
  GtkBox parent_instance;

  SparkleSearchHit *hit; /* (owned) (nullable) */

  AdwAvatar *avatar;
  GtkWidget *meta;
  GtkLabel  *title;
  GtkLabel  *fragment;
  GtkLabel  *place;
};

G_DEFINE_FINAL_TYPE (SparkleSearchRow, sparkle_search_row, GTK_TYPE_BOX)

/* ---- marks ------------------------------------------------------------------ */

/* The colours of pills: style.css, --sparkle-pill-bg-color. */
static void
add_mark (PangoAttrList *list,
          gboolean       dark,
          guint          begin,
          guint          end)
{
  PangoAttribute *attributes[] = {
    dark ? pango_attr_background_new (0x6a6a, 0x3030, 0x3636) : pango_attr_background_new (0xffff, 0xd2d2, 0xd2d2),
    pango_attr_weight_new (PANGO_WEIGHT_BOLD),
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      attributes[i]->start_index = begin;
      attributes[i]->end_index = end;
      pango_attr_list_insert (list, attributes[i]);
    }
}

static void
set_marked (GtkLabel   *label,
            const char *prefix,
            const char *marked)
{
  g_autoptr(GArray) ranges = NULL;
  g_autofree char *plain = sparkle_highlight_strip (marked, &ranges);
  g_autofree char *text = g_strconcat (prefix, plain, NULL);
  g_autoptr(PangoAttrList) list = pango_attr_list_new ();
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (label))));
  guint shift = strlen (prefix);

  for (unsigned i = 0; i + 1 < ranges->len; i += 2)
    add_mark (list, dark, shift + g_array_index (ranges, guint, i), shift + g_array_index (ranges, guint, i + 1));
  gtk_label_set_label (label, text);
  gtk_label_set_attributes (label, list);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

/* ---- the four kinds ---------------------------------------------------------- */

static char *
describe_meta (SparkleSearchHit *hit)
{
  const char *author = sparkle_search_hit_get_author (hit);
  gint64 at = sparkle_search_hit_get_at (hit);
  gint64 count = sparkle_search_hit_get_count (hit);
  g_autofree char *age = at > 0 ? sparkle_relative_time (at, g_get_real_time ()) : NULL;
  g_autofree char *number = sparkle_short_number (count);
  GString *out = g_string_new (NULL);

  switch (sparkle_search_hit_get_kind (hit))
    {
    case SPARKLE_HIT_POST:
    case SPARKLE_HIT_COMMENT:
      g_string_append (out, *author != '\0' ? author : _("Somebody"));
      if (age != NULL)
        g_string_append_printf (out, " · %s", age);
      if (count > 0 && sparkle_search_hit_get_kind (hit) == SPARKLE_HIT_POST)
        {
          g_string_append (out, " · ");
          /* Translators: %s is the same number, shortened by language */
          g_string_append_printf (out, ngettext ("%s comment", "%s comments", count), number);
        }
      break;
    case SPARKLE_HIT_USER:
      g_string_append_printf (out, "@%s", sparkle_search_hit_get_username (hit));
      break;
    case SPARKLE_HIT_TAG:
      g_string_append_printf (out, ngettext ("%s post", "%s posts", count), number);
      break;
    }
  return g_string_free (out, FALSE);
}

static void
update_texts (SparkleSearchRow *self)
{
  SparkleHitKind kind = sparkle_search_hit_get_kind (self->hit);
  g_autofree char *title = sparkle_highlight_strip (sparkle_search_hit_get_title (self->hit), NULL);
  /* Translators: %s is the title of a post in which somebody commented */
  g_autofree char *place = g_strdup_printf (_("in “%s”"), title);

  set_marked (self->title, kind == SPARKLE_HIT_TAG ? "#" : "", kind == SPARKLE_HIT_COMMENT ? "" : sparkle_search_hit_get_title (self->hit));
  set_marked (self->fragment, "", kind == SPARKLE_HIT_TAG ? "" : sparkle_search_hit_get_fragment (self->hit));
  gtk_label_set_label (self->place, place);
  gtk_widget_set_visible (GTK_WIDGET (self->place), kind == SPARKLE_HIT_COMMENT && *title != '\0');
}

static void
update (SparkleSearchRow *self)
{
  SparkleHitKind kind = sparkle_search_hit_get_kind (self->hit);
  const char *author = sparkle_search_hit_get_author (self->hit);
  g_autofree char *meta = describe_meta (self->hit);
  g_autofree char *exact = sparkle_search_hit_get_at (self->hit) > 0 ? sparkle_exact_time (sparkle_search_hit_get_at (self->hit)) : NULL;
  g_autofree char *name = sparkle_highlight_strip (sparkle_search_hit_get_title (self->hit), NULL);

  adw_avatar_set_text (self->avatar, kind == SPARKLE_HIT_USER ? name : author);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), kind != SPARKLE_HIT_TAG);
  gtk_label_set_label (GTK_LABEL (self->meta), meta);
  gtk_widget_set_tooltip_text (self->meta, exact);
  gtk_label_set_lines (self->fragment, kind == SPARKLE_HIT_USER ? 1 : 3);
  update_texts (self);
}

static void
dark_cb (SparkleSearchRow *self)
{
  if (self->hit != NULL)
    update_texts (self);
}

/* ---- life ------------------------------------------------------------------- */

static GtkLabel *
make_label (GtkWidget  *box,
            int         lines,
            const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (lines > 1)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_lines (GTK_LABEL (label), lines);
    }
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
sparkle_search_row_dispose (GObject *object)
{
  g_clear_object (&SPARKLE_SEARCH_ROW (object)->hit);

  G_OBJECT_CLASS (sparkle_search_row_parent_class)->dispose (object);
}

static void
sparkle_search_row_class_init (SparkleSearchRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_search_row_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "search-row");
}

static void
sparkle_search_row_init (SparkleSearchRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->avatar = ADW_AVATAR (adw_avatar_new (AVATAR_SIZE, NULL, TRUE));
  gtk_widget_set_valign (GTK_WIDGET (self->avatar), GTK_ALIGN_START);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->avatar));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), lines);
  self->title = make_label (lines, 2, "title");
  self->meta = GTK_WIDGET (make_label (lines, 1, "meta"));
  gtk_widget_add_css_class (self->meta, "sparkle-dim");
  gtk_widget_add_css_class (self->meta, "tabular");
  self->fragment = make_label (lines, 3, "excerpt");
  self->place = make_label (lines, 1, "meta");
  gtk_widget_add_css_class (GTK_WIDGET (self->place), "sparkle-dim");
  g_signal_connect_object (adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))), "notify::dark", G_CALLBACK (dark_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
sparkle_search_row_new (void)
{
  return g_object_new (SPARKLE_TYPE_SEARCH_ROW, NULL);
}

void
sparkle_search_row_set_hit (SparkleSearchRow *self,
                            SparkleSearchHit *hit)
{
  g_return_if_fail (SPARKLE_IS_SEARCH_ROW (self));

  if (g_set_object (&self->hit, hit) && hit != NULL)
    update (self);
}

SparkleSearchHit *
sparkle_search_row_get_hit (SparkleSearchRow *self)
{
  g_return_val_if_fail (SPARKLE_IS_SEARCH_ROW (self), NULL);

  return self->hit;
}

char *
sparkle_search_row_describe (SparkleSearchHit *hit)
{
  g_autofree char *title = sparkle_highlight_strip (sparkle_search_hit_get_title (hit), NULL);
  g_autofree char *fragment = sparkle_highlight_strip (sparkle_search_hit_get_fragment (hit), NULL);
  g_autofree char *meta = describe_meta (hit);

  switch (sparkle_search_hit_get_kind (hit))
    {
    case SPARKLE_HIT_POST:
      /* Translators: a post that was found: its title, who wrote it and when, a part of its text */
      return g_strdup_printf (_("Post: %s. %s. %s"), title, meta, fragment);
    case SPARKLE_HIT_COMMENT:
      /* Translators: a comment that was found: its text, who wrote it and when, the title of the post */
      return g_strdup_printf (_("Comment: %s. %s. In %s"), fragment, meta, title);
    case SPARKLE_HIT_USER:
      /* Translators: somebody who was found: name, @username */
      return g_strdup_printf (_("Person: %s. %s"), title, meta);
    case SPARKLE_HIT_TAG:
      /* Translators: a tag that was found: its name, how many posts have it */
      return g_strdup_printf (_("Tag: %s. %s"), title, meta);
    }
  return g_strdup (title);
}
