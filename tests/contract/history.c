/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real client core against a real server: what a draft said before, on the device where it was written, whatever became of it. */
#include "device.h"

#include "sparkle-error.h"
#include "sparkle-session-history.h"

static const char *program;

static char *
save (Device *device, const char *draft_id, const char *content)
{
  SparklePostInput input = { .title = "Half", .content = content, .tags = (const char * const []) { "one", "two", NULL } };
  g_autoptr (GError) error = NULL;
  char *id = sparkle_session_save_draft (device->session, draft_id, &input, &error);

  g_assert_no_error (error);
  return id;
}

static gboolean
says (Device *device, const char *draft_id, const char *content)
{
  g_autoptr (SparkleStoreDraft) draft = sparkle_store_read_draft (device_store (device), draft_id);

  return draft != NULL && g_strcmp0 (draft->content, content) == 0;
}

static gint64
version_of (Device *device, const char *draft_id, const char *content)
{
  g_autoptr (GPtrArray) versions = sparkle_store_read_draft_versions (device_store (device), draft_id);

  for (unsigned i = 0; i < versions->len; i++)
    {
      const SparkleDraftVersion *version = g_ptr_array_index (versions, i);

      if (g_str_equal (version->content, content))
        return version->id;
    }
  return 0;
}

/* Another device overwrites a draft: here, its text is in the history, comes back with its tags, and that can be taken back. */
static void
test_devices (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) desk = device_new (server);
  g_autoptr (Device) laptop = device_new (server);
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL;
  gint64 replaced;

  device_register (desk, "ana");
  device_login (laptop, "ana");
  draft = save (desk, NULL, "Written at the desk");
  device_sync (desk);
  wait_until (says (laptop, draft, "Written at the desk"));
  g_free (save (laptop, draft, "Written on the sofa"));
  device_sync (laptop);
  wait_until (says (desk, draft, "Written on the sofa"));
  g_assert_cmpint (version_of (desk, draft, "Written at the desk"), >, 0);

  replaced = dex_await_int64 (sparkle_session_restore_draft (desk->session, draft, version_of (desk, draft, "Written at the desk")), &error);
  g_assert_no_error (error);
  device_flush (desk);
  g_assert_true (says (desk, draft, "Written at the desk"));
  {
    g_autoptr (SparkleStoreDraft) now = sparkle_store_read_draft (device_store (desk), draft);

    g_assert_cmpuint (g_strv_length (now->tags), ==, 2);
  }
  g_assert_cmpint (replaced, ==, version_of (desk, draft, "Written on the sofa"));
  wait_until (says (laptop, draft, "Written at the desk"));

  dex_await_int64 (sparkle_session_restore_draft (desk->session, draft, replaced), &error);
  g_assert_no_error (error);
  wait_until (says (laptop, draft, "Written on the sofa"));

  g_assert_cmpint (dex_await_int64 (sparkle_session_restore_draft (desk->session, draft, 4711), &error), ==, 0);
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND);
}

/* It became a post that the server refuses: the draft can be had again, also after the app was closed. */
static void
test_refused (void)
{
  g_autoptr (TestServer) server = test_server_new (program, 1);
  g_autoptr (Device) ana = device_new (server);
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL;
  g_autofree char *post = NULL;
  SparklePostInput input = { .title = "Half", .content = "Precious", .category = "nowhere" };

  device_register (ana, "ana");
  draft = save (ana, NULL, "Precious");
  device_sync (ana);
  input.draft_id = draft;
  post = sparkle_session_create_post (ana->session, &input, &error);
  g_assert_no_error (error);
  device_sync (ana);
  g_assert_cmpint (test_server_count (server, "SELECT count(*) FROM post"), ==, 0);
  device_close (ana);
  device_open (ana);
  g_assert_false (says (ana, draft, "Precious"));

  dex_await_int64 (sparkle_session_restore_draft (ana->session, draft, version_of (ana, draft, "Precious")), &error);
  g_assert_no_error (error);
  device_flush (ana);
  g_assert_true (says (ana, draft, "Precious"));
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  dex_test_add_func ("/contract/history/devices", test_devices);
  dex_test_add_func ("/contract/history/refused", test_refused);
  return g_test_run ();
}
