/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search page over a real session without network: from the entry to what is found, and back. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <libdex.h>

#include "sparkle-search-page.h"
#include "sparkle-search-row.h"
#include "sparkle-session-search.h"
#include "sparkle-store-reader.h"

typedef struct
{
  char           *folder;
  SparkleSession *session;
  GtkWindow      *window;
  GtkWidget      *page;
  char           *opened; /* (nullable): what an action was asked for */
} World;

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(condition)                                             \
  G_STMT_START {                                                          \
    gint64 end_ = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;          \
    unsigned tick_ = g_timeout_add (10, tick_cb, NULL);                   \
    while (!(condition) && g_get_monotonic_time () < end_)                \
      g_main_context_iteration (NULL, TRUE);                              \
    g_source_remove (tick_);                                              \
    g_assert_true (condition);                                            \
  } G_STMT_END

static void
await (DexFuture *future)
{
  g_autoptr(GError) error = NULL;

  wait_until (!dex_future_is_pending (future));
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
  dex_unref (future);
}

static void
action_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  World *world = user_data;
  g_autofree char *text = parameter != NULL ? g_variant_print (parameter, FALSE) : g_strdup ("");

  g_free (world->opened);
  world->opened = g_strdup_printf ("%s %s", g_action_get_name (G_ACTION (action)), text);
}

static void
fill (World *world)
{
  static const char records[] =
    "{\"user\":[{\"id\":\"019b0000-0000-7000-8000-000000000001\",\"rev\":1,\"version\":1,\"username\":\"nova\",\"display_name\":\"Nova Lamprecht\",\"bio\":\"Fan of <lamps>\","
    "\"role\":\"user\",\"level\":2,\"xp\":150,\"created_at\":\"2026-01-01T00:00:00.000Z\",\"deleted\":false,\"counts\":{\"posts\":1,\"followers\":0,\"following\":0}}],"
    "\"tag\":[{\"id\":\"lamps\",\"rev\":1,\"posts\":3}],"
    "\"post\":[{\"id\":\"019b0000-0000-7000-9000-000000000001\",\"rev\":1,\"version\":1,\"author_id\":\"019b0000-0000-7000-8000-000000000001\",\"kind\":\"blog\","
    "\"title\":\"The <b>lamp</b> & the shadow\",\"slug\":\"s\",\"excerpt\":\"e\",\"content\":\"A lamp.\",\"tags\":[\"lamps\"],\"category\":null,\"youtube_video_id\":null,\"featured\":false,"
    "\"state\":\"published\",\"reading_minutes\":1,\"created_at\":\"2026-01-01T00:00:00.000Z\",\"published_at\":\"2026-01-01T00:00:00.000Z\",\"edited_at\":null,"
    "\"counts\":{\"comments\":1,\"reactions\":{\"like\":0,\"love\":0,\"fire\":0,\"sparkle\":0,\"mind_blown\":0}}}],"
    "\"comment\":[{\"id\":\"019b0000-0000-7000-a000-000000000001\",\"rev\":1,\"version\":1,\"post_id\":\"019b0000-0000-7000-9000-000000000001\","
    "\"author_id\":\"019b0000-0000-7000-8000-000000000001\",\"parent_id\":null,\"content\":\"Which lamp?\",\"video_seconds\":null,"
    "\"created_at\":\"2026-01-02T00:00:00.000Z\",\"edited_at\":null,\"deleted\":false,\"counts\":{\"reactions\":{\"like\":0,\"love\":0,\"fire\":0,\"sparkle\":0,\"mind_blown\":0}}}]}";
  g_autoptr(GBytes) bytes = g_bytes_new_static (records, strlen (records));

  await (sparkle_store_apply_records (sparkle_session_get_store (world->session), "feed", bytes));
  await (sparkle_session_prepare_search (world->session));
}

static void
set_up (World         *world,
        gconstpointer  data)
{
  static const GActionEntry actions[] = {
    { .name = "open-post", .activate = action_cb, .parameter_type = "s" },
    { .name = "open-comment", .activate = action_cb, .parameter_type = "(ss)" },
    { .name = "open-profile", .activate = action_cb, .parameter_type = "s" },
    { .name = "show-list", .activate = action_cb, .parameter_type = "(ss)" },
    { .name = "sync", .activate = action_cb },
  };
  g_autoptr(SparkleVault) vault = sparkle_vault_new_in_memory ();
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  SparkleSessionOptions options = { .server = "http://127.0.0.1:9", .vault = vault, .offline = TRUE };

  world->folder = g_dir_make_tmp ("sparkle-ui-XXXXXX", NULL);
  options.data_dir = world->folder;
  world->session = sparkle_session_new (&options);
  await (sparkle_session_open (world->session));
  fill (world);
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), world);
  world->window = GTK_WINDOW (gtk_window_new ());
  gtk_widget_insert_action_group (GTK_WIDGET (world->window), "win", G_ACTION_GROUP (group));
  world->page = sparkle_search_page_new (world->session);
  gtk_window_set_default_size (world->window, 360, data != NULL ? GPOINTER_TO_INT (data) : 700);
  gtk_window_set_child (world->window, world->page);
  gtk_window_present (world->window);
  wait_until (gtk_widget_get_mapped (world->page));
  sparkle_search_page_begin (SPARKLE_SEARCH_PAGE (world->page));
}

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (World         *world,
           gconstpointer  data)
{
  gtk_window_destroy (world->window);
  await (sparkle_session_close (world->session));
  g_object_unref (world->session);
  remove_tree (world->folder);
  g_free (world->folder);
  g_free (world->opened);
}

/* ---- looking ---------------------------------------------------------------------- */

static GtkWidget *
find (GtkWidget *root,
      GType      type,
      unsigned  *index)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && gtk_widget_get_mapped (root) && (*index)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, index);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
nth (World    *world,
     GType     type,
     unsigned  index)
{
  return find (world->page, type, &index);
}

static gboolean
shows (GtkWidget  *root,
       const char *text)
{
  if (GTK_IS_LABEL (root) && gtk_widget_get_mapped (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

static void
type_text (World      *world,
           const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (nth (world, GTK_TYPE_SEARCH_ENTRY, 0)), text);
}

static void
activate_nth (World    *world,
              unsigned  position)
{
  g_signal_emit_by_name (nth (world, GTK_TYPE_LIST_VIEW, 0), "activate", position);
}

/* ---- what it does ------------------------------------------------------------------ */

static void
test_find (World         *world,
           gconstpointer  data)
{
  GtkWidget *row, *focus;

  g_assert_true (shows (world->page, "Narrow it down"));
  type_text (world, "lamp");
  wait_until (shows (world->page, "4 found on this machine"));
  wait_until (nth (world, SPARKLE_TYPE_SEARCH_ROW, 3) != NULL);
  g_assert_true (shows (world->page, "The <b>lamp</b> & the shadow")); /* text, not markup */
  g_assert_true (shows (world->page, "in “The <b>lamp</b> & the shadow”"));
  g_assert_true (shows (world->page, "#lamps"));

  /* Enter leads to the first one */
  g_signal_emit_by_name (nth (world, GTK_TYPE_SEARCH_ENTRY, 0), "activate");
  row = nth (world, SPARKLE_TYPE_SEARCH_ROW, 0);
  wait_until ((focus = gtk_root_get_focus (GTK_ROOT (world->window))) != NULL && gtk_widget_is_ancestor (row, focus));

  activate_nth (world, 0);
  g_assert_cmpstr (world->opened, ==, "open-post '019b0000-0000-7000-9000-000000000001'");
  activate_nth (world, 1);
  g_assert_cmpstr (world->opened, ==, "open-comment ('019b0000-0000-7000-9000-000000000001', '019b0000-0000-7000-a000-000000000001')");
  activate_nth (world, 2);
  g_assert_cmpstr (world->opened, ==, "open-profile 'nova'");
  activate_nth (world, 3);
  g_assert_cmpstr (world->opened, ==, "show-list ('tag', 'lamps')");
}

static GtkLabel *
find_label (GtkWidget  *root,
            const char *text)
{
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text))
    return GTK_LABEL (root);
  for (GtkWidget *child = gtk_widget_get_first_child (root); found == NULL && child != NULL; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

/* What matches is marked, exactly that, without markup. */
static void
test_marks (World         *world,
            gconstpointer  data)
{
  g_autofree char *attributes = NULL;

  type_text (world, "lamp");
  wait_until (nth (world, SPARKLE_TYPE_SEARCH_ROW, 0) != NULL);
  attributes = pango_attr_list_to_string (gtk_label_get_attributes (find_label (world->page, "The <b>lamp</b> & the shadow")));
  g_assert_nonnull (strstr (attributes, "7 11 weight bold"));
  g_assert_nonnull (strstr (attributes, "7 11 background"));
}

static void
test_nothing (World         *world,
              gconstpointer  data)
{
  type_text (world, "nothinglikethis");
  wait_until (shows (world->page, "Nothing on this machine"));
  type_text (world, "before:yesterday");
  wait_until (shows (world->page, "yesterday"));
  type_text (world, "\"\" - :");
  wait_until (shows (world->page, "Narrow it down"));
}

/* What led somewhere is offered again, and forgotten on request. */
static void
test_recent (World         *world,
             gconstpointer  data)
{
  g_auto(GStrv) recent = NULL;

  type_text (world, "lamp");
  wait_until (nth (world, SPARKLE_TYPE_SEARCH_ROW, 0) != NULL);
  activate_nth (world, 0);
  await (sparkle_session_flush (world->session));
  type_text (world, "");
  wait_until (shows (world->page, "Recent searches"));
  g_signal_emit_by_name (nth (world, GTK_TYPE_LIST_BOX, 0), "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (nth (world, GTK_TYPE_LIST_BOX, 0)), 0));
  wait_until (nth (world, SPARKLE_TYPE_SEARCH_ROW, 0) != NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (nth (world, GTK_TYPE_SEARCH_ENTRY, 0))), ==, "lamp");
  recent = sparkle_session_get_recent_searches (world->session);
  g_assert_cmpuint (g_strv_length (recent), ==, 1);
}

/* A filter that is chosen is put behind what is there. */
static void
test_filters (World         *world,
              gconstpointer  data)
{
  GtkListBox *list = GTK_LIST_BOX (nth (world, GTK_TYPE_LIST_BOX, 0));

  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 3));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (nth (world, GTK_TYPE_SEARCH_ENTRY, 0))), ==, "has:video");
  wait_until (shows (world->page, "Nothing on this machine"));
}

/* Each search is read from its top, heading and all. */
static void
test_top (World         *world,
          gconstpointer  data)
{
  GtkAdjustment *place;

  type_text (world, "lamp");
  wait_until (nth (world, SPARKLE_TYPE_SEARCH_ROW, 1) != NULL);
  place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (nth (world, GTK_TYPE_LIST_VIEW, 0)));
  wait_until (gtk_adjustment_get_upper (place) > gtk_adjustment_get_page_size (place) + 20);
  wait_until (gtk_adjustment_get_value (place) == 0);
  gtk_adjustment_set_value (place, 20);
  type_text (world, "lam");
  wait_until (gtk_adjustment_get_value (place) == 0);
}

/* What one person found is not left on the screen for the next one. */
static void
test_account (World         *world,
              gconstpointer  data)
{
  type_text (world, "lamp");
  wait_until (nth (world, SPARKLE_TYPE_SEARCH_ROW, 0) != NULL);
  g_object_notify (G_OBJECT (world->session), "account");
  wait_until (shows (world->page, "Narrow it down"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (nth (world, GTK_TYPE_SEARCH_ENTRY, 0))), ==, "");
  g_assert_null (nth (world, SPARKLE_TYPE_SEARCH_ROW, 0));
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
#define TEST(name, func) g_test_add ("/search-page/" name, World, NULL, set_up, func, tear_down)
  TEST ("find", test_find);
  TEST ("marks", test_marks);
  TEST ("nothing", test_nothing);
  TEST ("recent", test_recent);
  TEST ("filters", test_filters);
  TEST ("account", test_account);
  g_test_add ("/search-page/top", World, GINT_TO_POINTER (300), set_up, test_top, tear_down);
  return g_test_run ();
}
