/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-answer.h"

#include <sodium.h>
#include <string.h>

#include "sparkle-error.h"
#include "sparkled-gzip.h"

#define COMPRESS_FROM 1024
#define COMPRESS_INLINE_TO (16 * 1024) /* about a fifth of a millisecond at level 1 */
#define LEVEL_INLINE 1
#define LEVEL_THREAD 4

static SparkledAnswer *
answer_new (unsigned    status,
            const char *content_type,
            GBytes     *body)
{
  SparkledAnswer *self = g_atomic_rc_box_new0 (SparkledAnswer);

  self->status = status;
  self->content_type = g_strdup (content_type);
  self->body = body;

  return self;
}

/**
 * sparkled_answer_new_for_call:
 * @call: a call whose handler succeeded; its answer is taken over
 *
 * Returns: (transfer full): the answer
 */
SparkledAnswer *
sparkled_answer_new_for_call (SparkledCall *call)
{
  SparkledAnswer *self;

  if (call->answer == NULL)
    sparkled_call_take_data (call, 200, NULL);
  self = answer_new (call->status,
                     call->content_type != NULL ? call->content_type : "application/json",
                     g_steal_pointer (&call->answer));
  self->etag = g_steal_pointer (&call->etag);
  self->location = g_steal_pointer (&call->location);

  return self;
}

/**
 * sparkled_answer_new_for_error:
 * @error: what went wrong; of another domain it is an INTERNAL one without its text
 *
 * Returns: (transfer full): the answer in the error form
 */
SparkledAnswer *
sparkled_answer_new_for_error (const GError *error)
{
  g_autoptr(GError) internal = NULL;
  const SparkleErrorInfo *info;
  SparkledAnswer *self;
  char *json;

  info = error->domain == SPARKLE_ERROR ? sparkle_error_info (error->code) : NULL;
  if (info == NULL || info->http_status == 0)
    {
      info = sparkle_error_info (SPARKLE_ERROR_INTERNAL);
      internal = g_error_new_literal (SPARKLE_ERROR, SPARKLE_ERROR_INTERNAL, info->message);
      error = internal;
    }
  json = sparkle_error_to_json (error);
  self = answer_new (info->http_status, "application/json", g_bytes_new_take (json, strlen (json)));
  self->retry_after = sparkle_error_get_retry_after (error);
  if (self->retry_after == 0 && (info->http_status == 503 || info->http_status == 429))
    self->retry_after = 2;

  return self;
}

/**
 * sparkled_answer_new_text:
 * @status: the HTTP status
 * @content_type: what it is
 * @text: (transfer full): the body
 *
 * Returns: (transfer full): the answer
 */
SparkledAnswer *
sparkled_answer_new_text (unsigned    status,
                          const char *content_type,
                          char       *text)
{
  return answer_new (status, content_type, g_bytes_new_take (text, strlen (text)));
}

/**
 * sparkled_answer_new_empty:
 *
 * Returns: (transfer full): a 204
 */
SparkledAnswer *
sparkled_answer_new_empty (void)
{
  SparkledAnswer *self = answer_new (204, NULL, NULL);

  self->no_body = TRUE;

  return self;
}

/**
 * sparkled_answer_ref:
 * @self: an answer
 *
 * Returns: (transfer full): the same
 */
SparkledAnswer *
sparkled_answer_ref (SparkledAnswer *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
answer_clear (gpointer data)
{
  SparkledAnswer *self = data;

  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->gzip, g_bytes_unref);
  g_free (self->content_type);
  g_free (self->etag);
  g_free (self->location);
  g_free (self->allow);
}

/**
 * sparkled_answer_unref:
 * @self: (transfer full): an answer
 */
void
sparkled_answer_unref (SparkledAnswer *self)
{
  g_atomic_rc_box_release_full (self, answer_clear);
}

/**
 * sparkled_answer_compress:
 * @self: an answer that is not shared yet
 *
 * (fiber) Makes the gzip form of bodies above 1 KiB when it is smaller.
 */
void
sparkled_answer_compress (SparkledAnswer *self)
{
  g_autoptr(GBytes) packed = NULL;
  gsize size = self->body != NULL ? g_bytes_get_size (self->body) : 0;

  if (size < COMPRESS_FROM || self->gzip != NULL)
    return;
  if (size <= COMPRESS_INLINE_TO)
    packed = sparkled_gzip_compress (self->body, LEVEL_INLINE);
  else
    packed = dex_await_boxed (sparkled_gzip_compress_on_thread (self->body, LEVEL_THREAD), NULL);
  if (packed != NULL && g_bytes_get_size (packed) < size)
    self->gzip = g_steal_pointer (&packed);
}

/**
 * sparkled_answer_tag:
 * @self: an answer that is not shared yet
 *
 * The tag is weak, for the compressed form has it too.
 */
void
sparkled_answer_tag (SparkledAnswer *self)
{
  guint8 hash[16];
  char text[sizeof hash * 2 + 1];
  gsize size;
  const guint8 *data;

  if (self->etag != NULL || self->status != 200 || self->body == NULL)
    return;
  data = g_bytes_get_data (self->body, &size);
  crypto_generichash (hash, sizeof hash, data, size, NULL, 0);
  sodium_bin2hex (text, sizeof text, hash, sizeof hash);
  self->etag = g_strdup_printf ("W/\"%s\"", text);
}

/**
 * sparkled_answer_get_size:
 * @self: an answer
 *
 * Returns: about how many bytes of memory it holds
 */
gsize
sparkled_answer_get_size (SparkledAnswer *self)
{
  return sizeof *self + 256 +
         (self->body != NULL ? g_bytes_get_size (self->body) : 0) +
         (self->gzip != NULL ? g_bytes_get_size (self->gzip) : 0);
}

/**
 * sparkled_answer_accepts_gzip:
 * @msg: a request
 *
 * Returns: whether its Accept-Encoding takes gzip (RFC 9110, 12.5.3; a weight of 0 forbids)
 */
gboolean
sparkled_answer_accepts_gzip (SoupServerMessage *msg)
{
  const char *accepted = soup_message_headers_get_list (soup_server_message_get_request_headers (msg), "Accept-Encoding");
  const char *at = accepted != NULL ? strcasestr (accepted, "gzip") : NULL;
  const char *end;

  if (at == NULL)
    return FALSE;
  end = strchrnul (at, ',');
  at = memmem (at, end - at, "q=", 2);

  return at == NULL || g_ascii_strtod (at + 2, NULL) > 0;
}

static gboolean
matches_etag (SparkledAnswer    *self,
              SoupServerMessage *msg)
{
  const char *wanted, *own = self->etag, *at;
  gsize length;

  if (own == NULL || self->status != 200)
    return FALSE;
  wanted = soup_message_headers_get_list (soup_server_message_get_request_headers (msg), "If-None-Match");
  if (wanted == NULL)
    return FALSE;
  if (strcmp (wanted, "*") == 0)
    return TRUE;
  /* weak comparison (RFC 9110, 8.8.3.2): what is between the quotation marks */
  if (g_str_has_prefix (own, "W/"))
    own += 2;
  length = strlen (own);
  at = strstr (wanted, own);

  return at != NULL && (at[length] == '\0' || at[length] == ',' || at[length] == ' ');
}

/**
 * sparkled_answer_add_headers:
 * @headers: the headers of an answer
 *
 * The headers that features.md promises on every answer, errors included.
 */
void
sparkled_answer_add_headers (SoupMessageHeaders *headers)
{
  static const struct { const char *name, *value; } fixed[] = {
    { "X-Frame-Options", "DENY" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-XSS-Protection", "1; mode=block" },
    { "Referrer-Policy", "strict-origin-when-cross-origin" },
    { "Content-Security-Policy", "default-src 'none'" },
    { "Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()" },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (fixed); i++)
    soup_message_headers_append (headers, fixed[i].name, fixed[i].value);
}

/* libsoup knows the phrases of its own time. */
static const char *
reason_of (unsigned status)
{
  return status == 429 ? "Too Many Requests" : NULL;
}

/**
 * sparkled_answer_send:
 * @self: the answer
 * @msg: the request it is for, which has no answer yet
 *
 * Sets the status, headers and body; unpausing is the caller's. A GET whose If-None-Match has our tag
 * gets 304. The body is shared with libsoup, not copied.
 */
void
sparkled_answer_send (SparkledAnswer    *self,
                      SoupServerMessage *msg)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (msg);
  SoupMessageBody *body = soup_server_message_get_response_body (msg);
  GBytes *bytes = self->body;
  char number[24];

  soup_message_headers_append (headers, "Cache-Control", self->shared ? "no-cache" : "no-store");
  if (self->etag != NULL)
    soup_message_headers_append (headers, "ETag", self->etag);
  if (self->gzip != NULL)
    soup_message_headers_append (headers, "Vary", "Accept-Encoding");
  if (self->location != NULL)
    soup_message_headers_append (headers, "Location", self->location);
  if (self->allow != NULL)
    soup_message_headers_append (headers, "Allow", self->allow);
  if (self->retry_after > 0)
    {
      g_snprintf (number, sizeof number, "%u", self->retry_after);
      soup_message_headers_append (headers, "Retry-After", number);
    }
  if (self->status == 401)
    soup_message_headers_append (headers, "WWW-Authenticate", "Bearer");

  soup_message_body_truncate (body);
  if (matches_etag (self, msg))
    {
      soup_server_message_set_status (msg, SOUP_STATUS_NOT_MODIFIED, NULL);
      return;
    }
  soup_server_message_set_status (msg, self->status, reason_of (self->status));
  if (self->no_body || bytes == NULL)
    {
      soup_message_headers_remove (headers, "Content-Type");
      return;
    }

  soup_message_headers_replace (headers, "Content-Type", self->content_type);
  if (self->gzip != NULL && sparkled_answer_accepts_gzip (msg))
    {
      soup_message_headers_append (headers, "Content-Encoding", "gzip");
      bytes = self->gzip;
    }
  soup_message_body_append_bytes (body, bytes);
}
