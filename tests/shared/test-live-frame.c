/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-live-frame.h"

#include <string.h>

#include "sparkle-error.h"
#include "sparkle-limits.h"

#define POST "post/018bcfe5-6800-7000-8000-000000000001"

static SparkleLiveFrame *
take (gboolean  up,
      char     *text) /* (transfer full) */
{
  g_autofree char *owned = text;
  g_autoptr(GError) error = NULL;
  SparkleLiveFrame *frame = up ? sparkle_live_frame_decode_up (owned, -1, &error) : sparkle_live_frame_decode_down (owned, -1, &error);

  g_assert_no_error (error);
  return frame;
}

static void
test_up (void)
{
  static const char * const names[] = { "feed", POST, NULL };
  g_autoptr(GPtrArray) scopes = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_scope_request_free);
  g_autoptr(SparkleLiveFrame) subscribe = NULL, unsubscribe = NULL, ack = NULL, typing = NULL;

  g_ptr_array_add (scopes, sparkle_scope_request_new ("feed", NULL));
  g_ptr_array_add (scopes, sparkle_scope_request_new (POST, "c\"1"));
  subscribe = take (TRUE, sparkle_live_frame_subscribe (scopes));
  g_assert_cmpint (subscribe->type, ==, SPARKLE_LIVE_SUBSCRIBE);
  g_assert_cmpuint (subscribe->scopes->len, ==, 2);
  g_assert_cmpstr (((SparkleScopeRequest *) g_ptr_array_index (subscribe->scopes, 1))->cursor, ==, "c\"1");
  unsubscribe = take (TRUE, sparkle_live_frame_unsubscribe (names));
  g_assert_cmpuint (unsubscribe->scopes->len, ==, 2);
  ack = take (TRUE, sparkle_live_frame_ack ("feed", "c2"));
  g_assert_cmpstr (ack->cursor, ==, "c2");
  typing = take (TRUE, sparkle_live_frame_typing (POST, TRUE));
  g_assert_true (typing->typing);
}

static void
test_down (void)
{
  static const char * const users[] = { "a", "b", NULL };
  g_autoptr(GError) reason = g_error_new (SPARKLE_ERROR, SPARKLE_ERROR_RATE_LIMITED, "slow \"down\"");
  g_autoptr(SparkleLiveFrame) changes = NULL, pull = NULL, presence = NULL, error = NULL, bare = NULL;

  changes = take (FALSE, g_strdup ("{\"type\":\"changes\",\"scope\":\"feed\",\"from\":null,\"cursor\":\"c\",\"more\":true,\"reset\":false,"
                                   "\"upserts\":{\"post\":[{}]},\"deletes\":{},\"of_tomorrow\":1}"));
  g_assert_cmpint (changes->type, ==, SPARKLE_LIVE_CHANGES);
  g_assert_null (changes->from);
  g_assert_true (changes->more);
  g_assert_true (json_object_has_member (changes->upserts, "post"));
  pull = take (FALSE, sparkle_live_frame_pull ("me"));
  g_assert_cmpstr (pull->scope, ==, "me");
  presence = take (FALSE, sparkle_live_frame_presence (POST, users, NULL));
  g_assert_cmpstr (presence->users[1], ==, "b");
  g_assert_null (presence->typers[0]);
  error = take (FALSE, sparkle_live_frame_error (reason, "feed"));
  g_assert_error (error->error, SPARKLE_ERROR, SPARKLE_ERROR_RATE_LIMITED);
  g_assert_cmpstr (error->error->message, ==, "slow \"down\"");
  g_assert_cmpstr (error->scope, ==, "feed");
  bare = take (FALSE, sparkle_live_frame_error (reason, NULL));
  g_assert_null (bare->scope);
}

static void
test_bad (void)
{
  static const char * const up[] = {
    "", "{", "[]", "7", "{}", "{\"type\":7}", "{\"type\":\"changes\",\"scope\":\"feed\",\"cursor\":\"c\"}", "{\"type\":\"fly\"}",
    "{\"type\":\"subscribe\"}", "{\"type\":\"subscribe\",\"scopes\":[]}", "{\"type\":\"subscribe\",\"scopes\":[\"feed\"]}",
    "{\"type\":\"subscribe\",\"scopes\":[{\"scope\":\"feed\"},{\"scope\":\"feed\"}]}", "{\"type\":\"unsubscribe\",\"scopes\":[1]}",
    "{\"type\":\"unsubscribe\",\"scopes\":null}", "{\"type\":\"ack\",\"scope\":\"feed\"}", "{\"type\":\"ack\",\"scope\":\"moon\",\"cursor\":\"c\"}",
    "{\"type\":\"ack\",\"scope\":\"feed\",\"cursor\":\"\"}", "{\"type\":\"typing\",\"scope\":\"feed\"}", "{\"type\":\"typing\",\"scope\":\"feed\",\"typing\":1}",
    "{\"type\":\"typing\",\"scope\":\"feed\",\"typing\":true,\"x\":1}",
  };
  g_autofree char *huge = g_strnfill (SPARKLE_LIVE_FRAME_MAX_BYTES + 1, ' ');
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (up); i++)
    {
      g_autoptr(GError) local_error = NULL;

      g_assert_null (sparkle_live_frame_decode_up (up[i], -1, &local_error));
      g_assert_nonnull (local_error);
      g_assert_cmpuint (local_error->domain, ==, SPARKLE_ERROR);
    }
  g_assert_null (sparkle_live_frame_decode_up (huge, -1, &error));
  g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE);
  g_assert_null (sparkle_live_frame_decode_down ("{\"type\":\"subscribe\"}", -1, NULL));
  g_assert_null (sparkle_live_frame_decode_down ("{\"type\":\"changes\",\"scope\":1,\"cursor\":\"c\"}", -1, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/live-frame/up", test_up);
  g_test_add_func ("/shared/live-frame/down", test_down);
  g_test_add_func ("/shared/live-frame/bad", test_bad);
  return g_test_run ();
}
