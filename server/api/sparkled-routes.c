/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-routes.h"

#include "sparkled-auth-api.h"
#include "sparkled-comment-api.h"
#include "sparkled-notification-api.h"
#include "sparkled-openapi.h"
#include "sparkled-post-api.h"
#include "sparkled-profile-api.h"
#include "sparkled-pull-api.h"
#include "sparkled-push-api.h"
#include "sparkled-reaction-api.h"
#include "sparkled-search-api.h"
#include "sparkled-user-api.h"
#include "sparkled-video-api.h"

/* method, path, who, limit, body cap, handler,
 * operation, summary, request, response, query, cache scope */
static const SparkledRoute own_routes[] = {
  { "GET", "/openapi.json", SPARKLED_WHO_ANYONE, SPARKLED_LIMIT_GENERAL, SPARKLED_BODY_NONE, sparkled_openapi_get,
    "getOpenApi", "This description of the interface", NULL, "OpenApi", NULL, NULL },
  { NULL }
};

/* Each resource keeps its rows beside its handlers and is named here once. */
static const SparkledRoute * const tables[] = {
  own_routes,
  sparkled_auth_routes,
  sparkled_post_routes,
  sparkled_comment_routes,
  sparkled_reaction_routes,
  sparkled_notification_routes,
  sparkled_search_routes,
  sparkled_user_routes,
  sparkled_profile_routes,
  sparkled_video_routes,
  sparkled_pull_routes,
  sparkled_push_routes,
};

/**
 * sparkled_routes:
 *
 * The table of everything that can be asked of the server under `/api/v1`. The
 * router, the gates in front of the handlers and the OpenAPI description are all
 * made from it.
 *
 * Returns: (transfer none): the rows, the last one with a %NULL method
 */
const SparkledRoute *
sparkled_routes (void)
{
  static const SparkledRoute *routes;

  if (g_once_init_enter_pointer (&routes))
    {
      GArray *all = g_array_new (TRUE, TRUE, sizeof (SparkledRoute));

      for (unsigned i = 0; i < G_N_ELEMENTS (tables); i++)
        for (const SparkledRoute *route = tables[i]; route->method != NULL; route++)
          g_array_append_vals (all, route, 1);
      g_once_init_leave_pointer (&routes, (SparkledRoute *) g_array_free (all, FALSE));
    }

  return routes;
}
