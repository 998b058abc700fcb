/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real server over a throw-away database for a journey written in another language. Says "url http://…" and then obeys one
 * word a line on its standard input: stop (the server goes away at once), start (it is back on the same address),
 * register NAME (says "token …"), count SQL (says "count N"), text SQL (says "text …"), quit. Each is answered by "ok" when it says nothing else. */
#include <stdio.h>

#include "test-server.h"

static void
answer (const char *text)
{
  fputs (text, stdout);
  fputc ('\n', stdout);
  fflush (stdout);
}

static void
obey (TestServer *server,
      const char *line)
{
  g_autofree char *said = NULL;

  if (g_str_equal (line, "stop"))
    test_server_kill (server);
  else if (g_str_equal (line, "start"))
    test_server_start (server);
  else if (g_str_has_prefix (line, "register "))
    {
      g_autofree char *token = test_server_register (server, line + strlen ("register "));

      said = g_strconcat ("token ", token, NULL);
    }
  else if (g_str_has_prefix (line, "count "))
    said = g_strdup_printf ("count %" G_GINT64_FORMAT, test_server_count (server, line + strlen ("count ")));
  else if (g_str_has_prefix (line, "text "))
    {
      g_autofree char *text = test_server_query (server, line + strlen ("text "));

      said = g_strconcat ("text ", g_strstrip (text), NULL);
    }
  answer (said != NULL ? said : "ok");
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(TestServer) server = NULL;
  g_autofree char *hello = NULL;
  char line[4096];

  g_test_init (&argc, &argv, NULL);
  if (argc != 2)
    {
      g_printerr ("usage: stage PATH-OF-SPARKLED\n");
      return 2;
    }

  server = test_server_new (argv[1], 1);
  if (server->process == NULL)
    test_server_start (server);
  hello = g_strconcat ("url ", server->url, NULL);
  answer (hello);
  while (fgets (line, sizeof line, stdin) != NULL && !g_str_equal (g_strchomp (line), "quit"))
    obey (server, line);
  return 0;
}
