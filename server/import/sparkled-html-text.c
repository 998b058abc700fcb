/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-html-text.h"

#include <string.h>

#include "sparkle-text.h"
#include "sparkle-video-time.h"
#include "sparkle-youtube-id.h"
#include "sparkled-html-entity.h"

/* Only names of HTML are taken for tags: "<3" and "<Katy>" are what somebody wrote. */
static const char * const tags[] = {
  "a", "abbr", "article", "b", "big", "blockquote", "br", "center", "code", "dd", "del", "div", "dl", "dt", "em", "embed", "font", "form", "h1",
  "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "body", "i", "iframe", "img", "input", "ins", "kbd", "li", "link", "mark", "meta",
  "object", "ol", "p", "pre", "q", "s", "script", "section", "small", "span", "strike", "strong", "style", "sub", "sup", "svg", "table", "tbody",
  "td", "textarea", "th", "title", "tr", "tt", "u", "ul", "video", "wbr", NULL
};
static const char * const line_tags[] = {
  "br", "p", "div", "li", "tr", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", NULL
};

typedef struct
{
  GString    *out;
  gboolean    plain;         /* entities are text */
  const char *video_id;      /* (nullable) */
  gint64      video_seconds; /* -1: none yet */
  char       *href;          /* (owned) (nullable) of the link that is open */
  gsize       link_start;    /* where its text begins in out */
} Cleaner;

static void
append_char (Cleaner  *self,
             gunichar  c)
{
  if (c == '\r')
    return;
  if (c == 0x2028 || c == 0x2029)
    c = '\n';
  if (c == 0xa0)
    c = ' ';
  if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c <= 0x9f) || c == 0xfeff || (c & 0xfffe) == 0xfffe ||
      (c >= 0xfdd0 && c <= 0xfdef))
    return;
  g_string_append_unichar (self->out, c);
}

static void
append_text (Cleaner    *self,
             const char *p,
             const char *end)
{
  while (p < end)
    {
      const char *next;
      gunichar c = self->plain ? 0 : sparkled_html_entity (p, &next);

      if (c == 0)
        {
          c = g_utf8_get_char (p);
          next = g_utf8_next_char (p);
        }
      append_char (self, c);
      p = next;
    }
}

/* The value of an attribute within a tag, its entities decoded. */
static char *
get_attribute (const char *tag,
               const char *end,
               const char *name)
{
  gsize length = strlen (name);

  for (const char *p = tag; p + length + 1 < end; p++)
    {
      const char *value, *stop;
      Cleaner inner = { 0 };
      char quote;

      if (!g_ascii_isspace (p[0]) || g_ascii_strncasecmp (p + 1, name, length) != 0 || p[length + 1] != '=')
        continue;
      value = p + length + 2;
      quote = value < end && (*value == '"' || *value == '\'') ? *value++ : '\0';
      for (stop = value; stop < end && (quote != '\0' ? *stop != quote : !g_ascii_isspace (*stop) && *stop != '>');)
        stop++;
      inner.out = g_string_new (NULL);
      append_text (&inner, value, stop);
      return g_string_free (inner.out, FALSE);
    }
  return NULL;
}

static void
open_link (Cleaner    *self,
           const char *tag,
           const char *end)
{
  g_free (self->href);
  self->href = get_attribute (tag, end, "href");
  self->link_start = self->out->len;
}

/* A link is told by its text; by its address when there is no text, or when the text is a shortened address. */
static void
close_link (Cleaner *self)
{
  g_autofree char *href = g_steal_pointer (&self->href);
  g_autofree char *text = NULL;
  g_autofree char *id = NULL;
  unsigned seconds;

  if (href == NULL || self->link_start > self->out->len)
    return;
  text = g_strstrip (g_strdup (self->out->str + self->link_start));
  id = sparkle_youtube_id_from_url (href);

  if (sparkle_video_time_parse (text, &seconds))
    {
      if (self->video_seconds < 0 && self->video_id != NULL && g_strcmp0 (id, self->video_id) == 0)
        self->video_seconds = seconds;
    }
  else if ((*text == '\0' || g_str_has_suffix (text, "...") || g_str_has_suffix (text, "…")) &&
           (g_str_has_prefix (href, "http://") || g_str_has_prefix (href, "https://")))
    {
      g_string_truncate (self->out, self->link_start);
      g_string_append (self->out, href);
    }
}

static gboolean
is_one_of (const char         *name,
           const char * const *names)
{
  return g_strv_contains (names, name);
}

/* The end of a tag; quotes may hold ">". Without one, where the next tag or the text ends. */
static const char *
find_tag_end (const char *p)
{
  char quote = '\0';
  const char *q;

  for (q = p + 1; *q != '\0'; q++)
    {
      if (quote != '\0')
        quote = *q == quote ? '\0' : quote;
      else if ((*q == '"' || *q == '\'') && q[-1] == '=')
        quote = *q;
      else if (*q == '>')
        return q + 1;
      else if (*q == '<')
        return q;
    }
  return quote != '\0' && strchr (p, '>') != NULL ? strchr (p, '>') + 1 : q;
}

/* Behind "</name>", where nothing in between is text. */
static const char *
skip_element (const char *p,
              const char *name)
{
  g_autofree char *close = g_strconcat ("</", name, NULL);

  for (; *p != '\0'; p++)
    if (g_ascii_strncasecmp (p, close, strlen (close)) == 0)
      return find_tag_end (p);
  return p;
}

/* A tag at p: what it means, and where it ends. NULL when it is none. */
static const char *
take_tag (Cleaner    *self,
          const char *p)
{
  gboolean closing = p[1] == '/';
  const char *start = p + (closing ? 2 : 1);
  const char *q = start;
  const char *end;
  g_autofree char *name = NULL;

  if (g_str_has_prefix (p, "<!--"))
    {
      end = strstr (p + 4, "-->");
      return end != NULL ? end + 3 : NULL;
    }
  while (g_ascii_isalnum (*q))
    q++;
  if (q == start || q - start > 10 || (*q != '>' && *q != '/' && *q != '\0' && *q != '<' && !g_ascii_isspace (*q)))
    return NULL;
  name = g_ascii_strdown (start, q - start);
  if (!is_one_of (name, tags))
    return NULL;

  end = find_tag_end (p);
  if (is_one_of (name, line_tags) && (!closing || strcmp (name, "p") == 0) && (self->out->len > 0 || strcmp (name, "br") == 0))
    append_char (self, '\n');
  if (strcmp (name, "a") == 0)
    {
      close_link (self);
      if (!closing)
        open_link (self, q, end);
    }
  if (!closing && (strcmp (name, "script") == 0 || strcmp (name, "style") == 0))
    return skip_element (end, name);
  return end;
}

/* No spaces at the ends of the text and of lines, at most one empty line in a row. */
static char *
tidy (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_new (NULL);
  guint n_empty = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (*lines[i] == '\0')
        {
          n_empty++;
          continue;
        }
      if (out->len > 0)
        g_string_append (out, n_empty > 0 ? "\n\n" : "\n");
      n_empty = 0;
      g_string_append (out, lines[i]);
    }
  return g_strstrip (g_string_free (out, FALSE));
}

static char *
clean (Cleaner    *self,
       const char *p)
{
  char *text;

  self->out = g_string_new (NULL);
  while (*p != '\0')
    {
      const char *stop = strchr (p, '<');
      const char *end = NULL;

      if (stop == NULL)
        stop = p + strlen (p);
      append_text (self, p, stop);
      if (*stop == '<')
        {
          end = take_tag (self, stop);
          if (end == NULL)
            {
              append_char (self, '<');
              end = stop + 1;
            }
        }
      p = end != NULL ? end : stop;
    }
  close_link (self);

  text = tidy (self->out->str);
  g_string_free (self->out, TRUE);
  return text;
}

/**
 * sparkled_html_text:
 * @html: valid UTF-8, as exported from YouTube
 * @video_id: (nullable): the video that it is about
 * @ret_video_seconds: (out) (optional): the time of the first link to a second of that video, or -1
 *
 * Makes clean text of a comment: entities become characters, <br> a new line, links their text ("2:19") or address;
 * other tags, control characters, byte-order marks and spaces around go. Tags that somebody typed, and that
 * came as entities, go as well: no HTML is kept, unless it is all there is.
 *
 * Returns: (transfer full): text without HTML
 */
char *
sparkled_html_text (const char *html,
                    const char *video_id,
                    gint64     *ret_video_seconds)
{
  Cleaner self = { .video_id = video_id, .video_seconds = -1 };
  Cleaner again = { .plain = TRUE, .video_seconds = -1 };
  g_autofree char *text = clean (&self, html);
  g_autofree char *stripped = clean (&again, text);

  if (ret_video_seconds != NULL)
    *ret_video_seconds = self.video_seconds;
  return sparkle_text_is_blank (stripped) ? g_steal_pointer (&text) : g_steal_pointer (&stripped);
}
