/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sparkle-error.h"
#include "sparkled-advert.h"
#include "sparkled-comment-rows.h"
#include "sparkled-csv.h"
#include "sparkled-html-text.h"

static void
test_csv_good (void)
{
  static const char text[] = "\xef\xbb\xbf" "A, b ,c\r\n1,\"two, \"\"quoted\"\"\r\nlines\",\r\n\r\n\"\",x,\"ü\"\n,,";
  g_autoptr(GError) error = NULL;
  g_autoptr(SparkledCsv) csv = sparkled_csv_new_text ("t.csv", text, strlen (text), &error);
  static const char * const columns[] = { "a", "b", NULL };
  static const char * const missing[] = { "d", NULL };

  g_assert_no_error (error);
  g_assert_true (sparkled_csv_require (csv, columns, NULL));
  g_assert_false (sparkled_csv_require (csv, missing, &error));
  g_assert_cmpstr (error->message, ==, "t.csv:1: there is no column \"d\"");
  g_clear_error (&error);

  g_assert_true (sparkled_csv_next (csv, &error));
  g_assert_cmpuint (sparkled_csv_get_line (csv), ==, 2);
  g_assert_cmpstr (sparkled_csv_get (csv, "b"), ==, "two, \"quoted\"\r\nlines");
  g_assert_cmpstr (sparkled_csv_get (csv, "c"), ==, "");
  g_assert_null (sparkled_csv_get (csv, "d"));
  g_assert_true (sparkled_csv_next (csv, &error));
  g_assert_cmpuint (sparkled_csv_get_line (csv), ==, 5);
  g_assert_cmpstr (sparkled_csv_get (csv, "a"), ==, "");
  g_assert_cmpstr (sparkled_csv_get (csv, "c"), ==, "ü");
  g_assert_true (sparkled_csv_next (csv, &error));
  g_assert_false (sparkled_csv_next (csv, &error));
  g_assert_no_error (error);
}

static void
test_csv_bad (void)
{
  static const struct { const char *text; gsize length; const char *message; } cases[] = {
    { "", 0, "t.csv:1: the file is empty; its first line names the columns" },
    { "a,a\n", 0, "t.csv:1: two columns are named \"a\"" },
    { "a,\n", 0, "t.csv:1: column 2 has no name" },
    { "a,b\n1,2\n1\n", 0, "t.csv:3: 1 fields where the header has 2" },
    { "a,b\n1,2,3\n", 0, "t.csv:2: 3 fields where the header has 2" },
    { "a,b\n1,2\n1,\"two\n\nlines", 0, "t.csv:3: a quoted field does not end" },
    { "a,b\n1,\"2\"3\n", 0, "t.csv:2: text after the closing quote of field 2" },
    { "a,b\n1,2\"3\n", 0, "t.csv:2: a quote within field 2, which does not begin with one" },
    { "a,b\n1,2\r3,4\n", 0, "t.csv:2: a carriage return that does not end the line" },
    { "a,b\n1,2\n1,\xff\n", 0, "t.csv:3: not valid UTF-8 (byte 0xff)" },
    { "a,b\n1,\0\n", 8, "t.csv:2: a NUL character" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkledCsv) csv = sparkled_csv_new_text ("t.csv", cases[i].text, cases[i].length > 0 ? cases[i].length : strlen (cases[i].text), &error);

      while (csv != NULL && sparkled_csv_next (csv, &error))
        ;
      g_assert_error (error, SPARKLE_ERROR, SPARKLE_ERROR_VALIDATION_FAILED);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* Every prefix of a file with all kinds of fields: rows or an error, never a crash. */
static void
test_csv_cut (void)
{
  static const char text[] = "a,b\r\n\"x\"\"y\",\"1\r\n2\"\r\n,é\r\n\"\",\"\"\r\n";

  for (gsize cut = 0; cut < sizeof text; cut++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(SparkledCsv) csv = sparkled_csv_new_text ("t.csv", text, cut, &error);

      while (csv != NULL && sparkled_csv_next (csv, &error))
        g_assert_nonnull (sparkled_csv_get (csv, "a"));
    }
}

static void
test_html_text (void)
{
  static const struct { const char *html, *text; gint64 seconds; } cases[] = {
    { "", "", -1 },
    { "<a href=\"http://www.youtube.com/watch?v=KQ6zr6kCPj8&amp;t=2m19s\">2:19</a> best part\xef\xbb\xbf", "2:19 best part", 139 },
    { "<a href=\"http://www.youtube.com/watch?v=aaaaaaaaaaa&amp;t=2m19s\">2:19</a>", "2:19", -1 },
    { "I&#39;m &quot;here&quot; &lt;3 &amp; there &hellip; &eacute;&nbsp;x", "I'm \"here\" <3 & there … é x", -1 },
    { "one<br />two<br>three<BR/>", "one\ntwo\nthree", -1 },
    { "one<br /><br /><br /><br />two", "one\n\ntwo", -1 },
    { "<a href=\"https://example.org/a?b=1&amp;c=2\">https://example.org/a?b...</a>", "https://example.org/a?b=1&c=2", -1 },
    { "<a href=\"https://example.org/\">the site</a>", "the site", -1 },
    { "<a href=\"https://example.org/\"></a>", "https://example.org/", -1 },
    { "<a href='javascript:alert(1)'></a>x", "x", -1 },
    { "<a rel=\"nofollow\" class=\"ot-hashtag\" href=\"https://plus.google.com/s/%23LMFAO\">#LMFAO</a>", "#LMFAO", -1 },
    { "<span class=\"proflinkWrapper\"><span class=\"proflinkPrefix\">+</span><a class=\"proflink\" href=\"x\">Someone</a></span> hi", "+Someone hi", -1 },
    { "a < b and c > d, <3 <Katy> <-", "a < b and c > d, <3 <Katy> <-", -1 },
    { "<b>bold</b> <i>it</i><!-- no --> <script>alert('<br>')</script>end", "bold it end", -1 },
    { "&lt;script&gt;x&lt;/script&gt;said &lt;b&gt;so&lt;/b&gt;", "said so", -1 },
    { "&lt;br&gt;", "<br>", -1 },
    { "&#x1F600;&#128512;&#150;&#0;&#xD800;&#99999999;&bogus;&amp", "😀😀–\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd&bogus;&amp", -1 },
    { "&amp;lt;b&amp;gt;", "&lt;b&gt;", -1 },
    { "a\x01\x7f\xc2\x85" "b\r\nc\xe2\x80\xa8" "d", "ab\nc\nd", -1 },
    { "<a href=\"never closed", "", -1 },
    { "text <a href=\"x\">inside", "text inside", -1 },
    { "<a title=\"a > b\" href=\"https://e.org/x\"></a>", "https://e.org/x", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 seconds;
      g_autofree char *text = sparkled_html_text (cases[i].html, "KQ6zr6kCPj8", &seconds);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpint (seconds, ==, cases[i].seconds);
    }
}

static void
test_html_hostile (void)
{
  static const char * const units[] = { "<", "<a ", "<a href=\"", "&", "&#", "<br", "</", "<!--", "<script>", "\"", "<a href=x>" };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr(GString) html = g_string_new (NULL);
      g_autofree char *text = NULL;
      gint64 start = g_get_monotonic_time ();

      while (html->len < 60000)
        g_string_append (html, units[i]);
      text = sparkled_html_text (html->str, NULL, NULL);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
    }
}

static void
test_advert_titles (void)
{
  static const struct { const char *brand; int year; const char *url, *title; } cases[] = {
    { "Bud Light", 2020, "https://superbowl-ads.com/2020-bud-light-seltzer-inside-posts-brain/", "Bud Light 2020: Seltzer Inside Posts Brain" },
    { "Toyota", 2018, "https://superbowl-ads.com/good-odds-toyota/", "Toyota 2018: Good Odds" },
    { "Doritos", 2013, "https://superbowl-ads.com/video-doritos-2013-super-bowl-xlvii-commercial-goat-for-sale/", "Doritos 2013: Goat for Sale" },
    { "Hynudai", 2020, "https://superbowl-ads.com/2020-hyundai-smaht-pahk/", "Hynudai 2020: Smaht Pahk" },
    { "E-Trade", 2000, "https://superbowl-ads.com/2000-etrade-monkey-dance/", "E-Trade 2000: Monkey Dance" },
    { "Pepsi", 2018, "https://superbowl-ads.com/2018_pepsi_this_is_the_pepsi/", "Pepsi 2018: This Is the" },
    { "Pepsi", 2018, "https://superbowl-ads.com/2018-pepsi/", "Pepsi 2018" },
    { "Pepsi", 2018, "https://superbowl-ads.com///", "Pepsi 2018: Superbowl Ads.com" },
    { "Pepsi", 2018, NULL, "Pepsi 2018" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = sparkled_advert_title (cases[i].brand, cases[i].year, cases[i].url);

      if (i != 7) /* only that it holds */
        g_assert_cmpstr (title, ==, cases[i].title);
    }
}

static void
test_advert_texts (void)
{
  static const char * const traits[] = { "funny", "show_product_quickly", "animals", "use_sex", NULL };
  static const char * const none[] = { NULL };
  g_auto(GStrv) tags = sparkled_advert_tags ("Bud Light", 2006, traits);
  g_autofree char *joined = g_strjoinv (" ", tags);
  g_autofree char *content = sparkled_advert_content ("Bud Light", 2006, traits, "yk0MQD5YgV8", NULL);
  g_autofree char *bare = sparkled_advert_content ("Kia", 2011, none, NULL, "https://e.org/");
  g_autoptr(GDateTime) day = g_date_time_new_from_unix_utc_usec (sparkled_advert_date (2020));
  g_autofree char *date = g_date_time_format (day, "%F %A");

  g_assert_cmpstr (joined, ==, "bud-light 2006 funny show-product-quickly animals");
  g_assert_cmpstr (content, ==, "Bud Light advertised with this film at the Super Bowl of 2006. It is funny, shows the product within ten seconds, "
                                "has animals and uses sexuality.\n\nhttps://www.youtube.com/watch?v=yk0MQD5YgV8");
  g_assert_cmpstr (bare, ==, "Kia advertised with this film at the Super Bowl of 2011.\n\nMore: https://e.org/");
  g_assert_cmpstr (date, ==, "2020-02-02 Sunday");
}

static GPtrArray *
make_rows (const char *pattern)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_free);

  for (const char *p = pattern; *p != '\0'; p++)
    {
      SparkledCommentRowText *row = g_new0 (SparkledCommentRowText, 1);

      row->dated = *p != '.';
      row->at = row->dated ? (*p - '0') * G_GINT64_CONSTANT (1000000000) : 0;
      g_ptr_array_add (rows, row);
    }
  return rows;
}

/* Whatever is missing: the order of the file is the order of the times, and what is dated stays within milliseconds. */
static void
test_dates (void)
{
  static const struct { const char *pattern; int direction; } cases[] = {
    { "123", 1 }, { "321", -1 }, { "1.3", 1 }, { "3.1", -1 }, { "1...2", 1 }, { "5....1", -1 }, { "..12..", 1 }, { "..21..", -1 },
    { "....", 1 }, { ".", 1 }, { "5", 1 }, { "1111", 1 }, { "1..1..2", 1 }, { "2..1..1", -1 }, { "11222..233.", 1 }, { ".3..3..2..2.", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) rows = make_rows (cases[i].pattern);

      sparkled_comment_rows_date (rows);
      for (guint j = 0; j < rows->len; j++)
        {
          const SparkledCommentRowText *row = g_ptr_array_index (rows, j);

          g_assert_cmpint (row->at % 1000, ==, 0);
          if (row->dated)
            g_assert_cmpint (ABS (row->at - (cases[i].pattern[j] - '0') * G_GINT64_CONSTANT (1000000000)), <, 100000);
          if (j > 0)
            g_assert_cmpint ((row->at - ((SparkledCommentRowText *) g_ptr_array_index (rows, j - 1))->at) * cases[i].direction, >, 0);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/import/csv-good", test_csv_good);
  g_test_add_func ("/server/import/csv-bad", test_csv_bad);
  g_test_add_func ("/server/import/csv-cut", test_csv_cut);
  g_test_add_func ("/server/import/html-text", test_html_text);
  g_test_add_func ("/server/import/html-hostile", test_html_hostile);
  g_test_add_func ("/server/import/advert-titles", test_advert_titles);
  g_test_add_func ("/server/import/advert-texts", test_advert_texts);
  g_test_add_func ("/server/import/dates", test_dates);
  return g_test_run ();
}
