/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-http-private.h"

#include "sparkle-error.h"

/**
 * sparkled_cors_check:
 * @request: a request with its head
 * @error: FORBIDDEN for an origin that is not in the list
 *
 * Only browsers send Origin, and only pages of the listed sites may use this server with them. The
 * app sends none.
 *
 * Returns: whether it may go on
 */
gboolean
sparkled_cors_check (SparkledRequest  *request,
                     GError          **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->msg);
  const char *origin = soup_message_headers_get_one (headers, "Origin");

  if (origin == NULL)
    return TRUE;
  if (request->http->cors_origins == NULL ||
      !g_strv_contains ((const char * const *) request->http->cors_origins, origin))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_FORBIDDEN,
                           "Pages of this origin may not use this server");
      return FALSE;
    }
  request->origin = g_strdup (origin);

  return TRUE;
}

/**
 * sparkled_cors_add_headers:
 * @request: a request that passed sparkled_cors_check()
 * @headers: of its answer
 */
void
sparkled_cors_add_headers (SparkledRequest    *request,
                           SoupMessageHeaders *headers)
{
  if (request->http->cors_origins != NULL)
    soup_message_headers_append (headers, "Vary", "Origin");
  if (request->origin == NULL)
    return;
  soup_message_headers_append (headers, "Access-Control-Allow-Origin", request->origin);
  soup_message_headers_append (headers, "Access-Control-Expose-Headers", "ETag, Location, Retry-After, X-Request-Id");
}

/**
 * sparkled_cors_preflight:
 * @request: an OPTIONS request
 * @allow: the methods of its address
 *
 * Returns: (transfer full): its answer
 */
SparkledAnswer *
sparkled_cors_preflight (SparkledRequest *request,
                         const char      *allow)
{
  SoupMessageHeaders *answer = soup_server_message_get_response_headers (request->msg);
  SparkledAnswer *empty = sparkled_answer_new_empty ();

  empty->allow = g_strdup (allow);
  if (soup_message_headers_get_one (soup_server_message_get_request_headers (request->msg), "Origin") != NULL)
    {
      soup_message_headers_append (answer, "Access-Control-Allow-Methods", allow);
      soup_message_headers_append (answer, "Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match, If-None-Match");
      soup_message_headers_append (answer, "Access-Control-Max-Age", "600");
    }

  return empty;
}
