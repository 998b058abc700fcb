/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-comment-menu.h"

#include <glib/gi18n.h>

static void
append (GMenu      *menu,
        const char *label,
        const char *action,
        GVariant   *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

/**
 * sparkle_comment_menu_new:
 *
 * Returns: (transfer floating): a menu that still says nothing
 */
GtkWidget *
sparkle_comment_menu_new (void)
{
  GtkWidget *menu = gtk_popover_menu_new_from_model (NULL);

  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  return menu;
}

/**
 * sparkle_comment_menu_popup:
 * @menu: from sparkle_comment_menu_new()
 * @button: what it points to; somewhere below its parent
 * @comment: what it is about
 * @own: whether the reader wrote it
 *
 * Opens.
 */
void
sparkle_comment_menu_popup (GtkWidget      *menu,
                            GtkWidget      *button,
                            SparkleComment *comment,
                            gboolean        own)
{
  g_autoptr(GMenu) model = g_menu_new ();
  g_autoptr(GMenu) about = g_menu_new ();
  g_autoptr(GMenu) mine = g_menu_new ();
  const char *id = sparkle_comment_get_id (comment);
  SparkleUser *author = sparkle_comment_get_author (comment);
  graphene_rect_t bounds;

  append (about, _("Copy _link"), "win.copy-link", g_variant_new ("(ss)", sparkle_comment_get_post_id (comment), id));
  if (author != NULL && sparkle_user_get_known (author))
    append (about, _("Profile of the _author"), "win.open-profile", g_variant_new_string (sparkle_user_get_username (author)));
  if (own)
    {
      append (mine, _("_Edit"), "comment.edit", g_variant_new_string (id));
      append (mine, _("_Delete"), "win.delete-comment", g_variant_new_string (id));
    }
  g_menu_append_section (model, NULL, G_MENU_MODEL (about));
  g_menu_append_section (model, NULL, G_MENU_MODEL (mine));
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (menu), G_MENU_MODEL (model));
  if (gtk_widget_compute_bounds (button, gtk_widget_get_parent (menu), &bounds))
    gtk_popover_set_pointing_to (GTK_POPOVER (menu), &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y,
                                                                      (int) bounds.size.width, (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (menu));
}
