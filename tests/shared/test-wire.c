/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-bookmark-wire.h"
#include "sparkle-comment-wire.h"
#include "sparkle-draft-wire.h"
#include "sparkle-error.h"
#include "sparkle-follow-wire.h"
#include "sparkle-json.h"
#include "sparkle-post-wire.h"
#include "sparkle-reaction-wire.h"
#include "sparkle-topic-wire.h"
#include "sparkle-user-wire.h"

#define ID "018bcfe5-6800-7000-8000-000000000001"
#define AT "\"2026-11-23T04:20:00.123Z\""

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = sparkle_json_parse (text, -1, 100000, &error);

  g_assert_no_error (error);
  return node;
}

#define CHECK_RECORD(Type, name, text, condition)                              \
  G_STMT_START {                                                               \
    g_autoptr(JsonNode) node = parse (text);                                   \
    g_autoptr(JsonNode) empty = parse ("{}");                                  \
    g_autoptr(GError) error = NULL;                                            \
    g_autoptr(Type) record = sparkle_##name##_record_decode (node, &error);    \
    g_assert_no_error (error);                                                 \
    g_assert_true (condition);                                                 \
    g_assert_null (sparkle_##name##_record_decode (empty, &error));            \
    g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_PROTOCOL);             \
  } G_STMT_END

static void
test_records (void)
{
  CHECK_RECORD (SparklePostRecord, post,
                "{\"id\":\"i\",\"rev\":5,\"version\":2,\"author_id\":\"a\",\"kind\":\"blog\",\"title\":\"t\",\"slug\":\"t\",\"excerpt\":\"e\",\"content\":\"c\","
                "\"tags\":[\"x\"],\"category\":null,\"youtube_video_id\":null,\"featured\":true,\"state\":\"published\",\"reading_minutes\":1,\"created_at\":" AT
                ",\"published_at\":" AT ",\"edited_at\":null,\"counts\":{\"comments\":4,\"reactions\":{\"like\":1,\"mind_blown\":2}}}",
                record->n_comments == 4 && record->reactions[SPARKLE_REACTION_MIND_BLOWN] == 2 && record->edited_at == 0 && record->category == NULL);
  CHECK_RECORD (SparkleCommentRecord, comment,
                "{\"id\":\"i\",\"rev\":5,\"version\":2,\"post_id\":\"p\",\"author_id\":\"a\",\"parent_id\":null,\"content\":\"\",\"video_seconds\":null,"
                "\"created_at\":" AT ",\"edited_at\":null,\"deleted\":true,\"counts\":{\"reactions\":{\"fire\":3}}}",
                record->video_seconds == -1 && record->deleted && record->reactions[SPARKLE_REACTION_FIRE] == 3);
  CHECK_RECORD (SparkleUserRecord, user,
                "{\"id\":\"i\",\"rev\":5,\"version\":2,\"username\":\"nova\",\"display_name\":\"Nova\",\"bio\":null,\"role\":\"user\",\"level\":3,\"xp\":400,"
                "\"created_at\":" AT ",\"deleted\":false,\"counts\":{\"posts\":1,\"followers\":2,\"following\":3}}",
                record->n_following == 3 && record->level == 3);
  CHECK_RECORD (SparkleAccountRecord, account, "{\"id\":\"i\",\"rev\":1,\"email\":\"a@b.co\",\"email_verified\":true,\"settings\":{}}",
                record->email_verified && record->settings != NULL);
  CHECK_RECORD (SparkleReactionRecord, reaction,
                "{\"id\":\"i:like\",\"rev\":1,\"target\":\"post\",\"target_id\":\"i\",\"post_id\":\"i\",\"type\":\"like\",\"created_at\":" AT "}",
                record->created_at > 0);
  CHECK_RECORD (SparkleBookmarkRecord, bookmark, "{\"id\":\"i\",\"rev\":1,\"post_id\":\"i\",\"folder\":null,\"note\":\"n\",\"created_at\":" AT "}",
                record->folder == NULL && g_str_equal (record->note, "n"));
  CHECK_RECORD (SparkleDraftRecord, draft, "{\"id\":\"i\",\"rev\":1,\"version\":1,\"title\":\"t\",\"content\":\"\",\"tags\":[],\"updated_at\":" AT "}",
                g_strv_length (record->tags) == 0);
  CHECK_RECORD (SparkleFollowRecord, follow, "{\"id\":\"a:b\",\"rev\":1,\"follower_id\":\"a\",\"followed_id\":\"b\",\"created_at\":" AT "}",
                g_str_equal (record->followed_id, "b"));
  CHECK_RECORD (SparkleCategoryRecord, category, "{\"id\":\"ads\",\"rev\":1,\"name\":\"Ads\",\"colour\":null,\"position\":2}", record->position == 2);
  CHECK_RECORD (SparkleTagRecord, tag, "{\"id\":\"fire\",\"rev\":1,\"posts\":9}", record->n_posts == 9);
}

static void
test_post_draft (void)
{
  g_autoptr(JsonNode) edit = parse ("{\"id\":\"" ID "\",\"category\":null,\"content\":\"a\\r\\nb\"}");
  g_autoptr(GError) error = NULL;
  g_autoptr(SparklePostDraft) draft = sparkle_post_draft_decode (edit, TRUE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (draft->present, ==, SPARKLE_POST_HAS_ID | SPARKLE_POST_HAS_CATEGORY | SPARKLE_POST_HAS_CONTENT);
  g_assert_cmpstr (draft->content, ==, "a\nb");
  g_assert_null (sparkle_post_draft_decode (edit, FALSE, &error));
  g_assert_cmpstr (sparkle_error_get_detail (error, 0)->field, ==, "title");
}

static void
test_drafts (void)
{
  g_autoptr(JsonNode) comment = parse ("{\"post_id\":\"" ID "\",\"content\":\"c\",\"video_seconds\":151}");
  g_autoptr(JsonNode) plain = parse ("{\"post_id\":\"" ID "\",\"content\":\"c\"}");
  g_autoptr(JsonNode) user = parse ("{\"bio\":\"\"}");
  g_autoptr(JsonNode) reaction = parse ("{\"comment_id\":\"" ID "\",\"type\":\"love\"}");
  g_autoptr(JsonNode) neither = parse ("{\"type\":\"love\"}");
  g_autoptr(JsonNode) bookmark = parse ("{\"post_id\":\"" ID "\",\"note\":\"n\"}");
  g_autoptr(JsonNode) draft_node = parse ("{\"id\":\"" ID "\",\"tags\":[\"a\"]}");
  g_autoptr(SparkleCommentDraft) a = sparkle_comment_draft_decode (comment, FALSE, NULL);
  g_autoptr(SparkleCommentDraft) b = sparkle_comment_draft_decode (plain, FALSE, NULL);
  g_autoptr(SparkleUserEdit) edit = sparkle_user_edit_decode (user, NULL);
  g_autoptr(SparkleReactionDraft) set = sparkle_reaction_draft_decode (reaction, NULL);
  g_autoptr(SparkleBookmarkDraft) mark = sparkle_bookmark_draft_decode (bookmark, NULL);
  g_autoptr(SparkleDraftDraft) draft = sparkle_draft_draft_decode (draft_node, NULL);

  g_assert_cmpint (a->video_seconds, ==, 151);
  g_assert_cmpint (b->video_seconds, ==, -1);
  g_assert_cmpuint (edit->present, ==, 1 << 1);
  g_assert_cmpstr (set->comment_id, ==, ID);
  g_assert_null (sparkle_reaction_draft_decode (neither, NULL));
  g_assert_cmpstr (mark->note, ==, "n");
  g_assert_cmpstr (draft->tags[0], ==, "a");
}

static void
test_accounts (void)
{
  g_autoptr(JsonNode) good = parse ("{\"username\":\"nova\",\"email\":\"nova@example.org\",\"password\":\"stars at night\"}");
  g_autoptr(JsonNode) bad = parse ("{\"username\":\"n\",\"email\":\"nova\",\"password\":\"password\"}");
  g_autoptr(JsonNode) login = parse ("{\"login\":\"nova\",\"password\":\"x\"}");
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkleRegistration) registration = sparkle_registration_decode (good, &error);
  g_autoptr(SparkleSignIn) sign_in = sparkle_sign_in_decode (login, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (registration->username, ==, "nova");
  g_assert_cmpstr (sign_in->password, ==, "x");
  g_assert_null (sparkle_registration_decode (bad, &error));
  g_assert_cmpuint (sparkle_error_n_details (error), ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shared/wire/records", test_records);
  g_test_add_func ("/shared/wire/post-draft", test_post_draft);
  g_test_add_func ("/shared/wire/drafts", test_drafts);
  g_test_add_func ("/shared/wire/accounts", test_accounts);
  return g_test_run ();
}
