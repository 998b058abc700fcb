/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-bookmark-row.h"

#include <glib/gi18n.h>

#include "sparkle-relative-time.h"

struct _SparkleBookmarkRow
{
  GtkBox parent_instance;

  SparkleBookmark *bookmark; /* (owned) (nullable) */
  gulong           handler;
  gulong           post_handler;
  gboolean         tell_folder;

  GtkWidget *title;
  GtkWidget *meta;
  GtkWidget *kept;
  GtkWidget *folder;
  GtkWidget *note;
  GtkWidget *menu;
};

G_DEFINE_FINAL_TYPE (SparkleBookmarkRow, sparkle_bookmark_row, GTK_TYPE_BOX)

static void
add_item (GMenu      *menu,
          const char *label,
          const char *action,
          GVariant   *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

static void
update_menu (SparkleBookmarkRow *self)
{
  const char *id = sparkle_bookmark_get_id (self->bookmark);
  gboolean kept = sparkle_post_get_kept (sparkle_bookmark_get_post (self->bookmark));
  g_autoptr(GMenu) menu = g_menu_new ();

  add_item (menu, _("_Folder and note…"), "win.edit-bookmark", g_variant_new_string (id));
  add_item (menu, kept ? _("Do not _keep offline") : _("_Keep offline"), "win.keep-offline", g_variant_new ("(sb)", id, !kept));
  add_item (menu, _("_Remove"), "win.remove-bookmark", g_variant_new_string (id));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), G_MENU_MODEL (menu));
}

static void
update (SparkleBookmarkRow *self)
{
  SparklePost *post = sparkle_bookmark_get_post (self->bookmark);
  SparkleUser *author = sparkle_post_get_author (post);
  gboolean gone = g_strcmp0 (sparkle_post_get_state (post), "deleted") == 0;
  const char *folder = sparkle_bookmark_get_folder (self->bookmark);
  const char *note = sparkle_bookmark_get_note (self->bookmark);
  gint64 at = sparkle_bookmark_get_created_at (self->bookmark);
  g_autofree char *age = sparkle_relative_time (at, g_get_real_time ());
  g_autofree char *exact = sparkle_exact_time (at);
  g_autofree char *meta = NULL;

  if (author != NULL && sparkle_user_get_known (author))
    /* Translators: who wrote the post, and when it was bookmarked */
    meta = g_strdup_printf (_("%s · bookmarked %s"), sparkle_user_get_name (author), age);
  gtk_label_set_label (GTK_LABEL (self->title), gone ? _("A post that was deleted") : sparkle_post_get_title (post));
  gtk_label_set_label (GTK_LABEL (self->meta), meta != NULL ? meta : age);
  gtk_widget_set_tooltip_text (self->meta, exact);
  gtk_widget_set_visible (self->kept, sparkle_post_get_kept (post));
  gtk_label_set_label (GTK_LABEL (self->folder), folder);
  gtk_widget_set_visible (self->folder, self->tell_folder && *folder != '\0');
  gtk_label_set_label (GTK_LABEL (self->note), note);
  gtk_widget_set_visible (self->note, *note != '\0');
  update_menu (self);
}

static void
sparkle_bookmark_row_dispose (GObject *object)
{
  sparkle_bookmark_row_set_bookmark (SPARKLE_BOOKMARK_ROW (object), NULL);

  G_OBJECT_CLASS (sparkle_bookmark_row_parent_class)->dispose (object);
}

static void
sparkle_bookmark_row_class_init (SparkleBookmarkRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sparkle_bookmark_row_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "bookmark-row");
}

static GtkWidget *
make_label (const char *css_class,
            int         lines)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (lines > 1)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
      gtk_label_set_lines (GTK_LABEL (label), lines);
    }
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
sparkle_bookmark_row_init (SparkleBookmarkRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->tell_folder = TRUE;
  self->title = make_label ("heading", 2);
  self->meta = make_label ("caption", 1);
  gtk_widget_add_css_class (self->meta, "sparkle-dim");
  gtk_widget_add_css_class (self->meta, "tabular");
  self->kept = gtk_image_new_from_icon_name ("sparkle-keep-symbolic");
  gtk_widget_set_tooltip_text (self->kept, _("Kept offline"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->kept), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Kept offline"), -1);
  gtk_widget_add_css_class (self->kept, "sparkle-dim");
  self->folder = make_label ("tag-pill", 1);
  gtk_label_set_max_width_chars (GTK_LABEL (self->folder), 24);
  self->note = make_label ("bookmark-note", 6);
  gtk_box_append (GTK_BOX (second), self->meta);
  gtk_box_append (GTK_BOX (second), self->kept);
  gtk_box_append (GTK_BOX (second), self->folder);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), self->title);
  gtk_box_append (GTK_BOX (lines), second);
  gtk_box_append (GTK_BOX (lines), self->note);

  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "view-more-symbolic");
  gtk_widget_set_valign (self->menu, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->menu, "flat");
  gtk_widget_set_tooltip_text (self->menu, _("What to do with this bookmark"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What to do with this bookmark"), -1);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_box_append (GTK_BOX (self), lines);
  gtk_box_append (GTK_BOX (self), self->menu);
}

/**
 * sparkle_bookmark_row_new:
 *
 * Returns: (transfer floating): a row without a bookmark
 */
GtkWidget *
sparkle_bookmark_row_new (void)
{
  return g_object_new (SPARKLE_TYPE_BOOKMARK_ROW, NULL);
}

/**
 * sparkle_bookmark_row_set_bookmark:
 * @bookmark: (nullable): what is shown
 */
void
sparkle_bookmark_row_set_bookmark (SparkleBookmarkRow *self,
                                   SparkleBookmark    *bookmark)
{
  g_return_if_fail (SPARKLE_IS_BOOKMARK_ROW (self));

  if (self->bookmark == bookmark)
    return;
  if (self->bookmark != NULL)
    {
      g_clear_signal_handler (&self->post_handler, sparkle_bookmark_get_post (self->bookmark));
      g_clear_signal_handler (&self->handler, self->bookmark);
    }
  g_set_object (&self->bookmark, bookmark);
  if (bookmark == NULL)
    return;
  self->handler = g_signal_connect_swapped (bookmark, "notify", G_CALLBACK (update), self);
  self->post_handler = g_signal_connect_swapped (sparkle_bookmark_get_post (bookmark), "notify", G_CALLBACK (update), self);
  update (self);
}

/**
 * sparkle_bookmark_row_get_bookmark:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
SparkleBookmark *
sparkle_bookmark_row_get_bookmark (SparkleBookmarkRow *self)
{
  g_return_val_if_fail (SPARKLE_IS_BOOKMARK_ROW (self), NULL);

  return self->bookmark;
}

/**
 * sparkle_bookmark_row_show_folder:
 * @show: whether the folder is told
 */
void
sparkle_bookmark_row_show_folder (SparkleBookmarkRow *self,
                                  gboolean            show)
{
  g_return_if_fail (SPARKLE_IS_BOOKMARK_ROW (self));

  self->tell_folder = show;
  if (self->bookmark != NULL)
    update (self);
}
