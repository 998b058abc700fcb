/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-config.h"

#include <gio/gio.h>
#include <string.h>

#include "sparkle-error.h"

#define GROUP "sparkled"

typedef enum
{
  TYPE_TEXT,
  TYPE_ADDRESS,
  TYPE_NUMBER,
  TYPE_FLAG,
  TYPE_ORIGINS,
  TYPE_ADDRESSES,
  TYPE_LEVEL,
  TYPE_ENDPOINT,
  TYPE_SECRET_FILE,
} Type;

typedef struct
{
  const char *name;
  Type        type;
  gsize       offset;
  const char *fallback;
  unsigned    least, most;
  const char *help;
} Key;

#define AT(field) G_STRUCT_OFFSET (SparkledConfig, field)

static const Key keys[] = {
  { "listen", TYPE_ADDRESS, AT (listen), "127.0.0.1", 0, 0, "IPv4 or IPv6 address to listen on" },
  { "port", TYPE_NUMBER, AT (port), "8080", 0, 65535, "port to listen on, 0 for any free one" },
  { "workers", TYPE_NUMBER, AT (workers), "1", 1, 64, "processes that share the port" },
  { "database", TYPE_TEXT, AT (database), "postgresql:///sparkle", 0, 0, "connection string of PostgreSQL" },
  { "database-connections", TYPE_NUMBER, AT (database_connections), "8", 1, 200, "connections to the database, of each worker" },
  { "database-waiting", TYPE_NUMBER, AT (database_waiting), "512", 1, 100000, "statements that may wait for a connection" },
  { "database-query-ms", TYPE_NUMBER, AT (database_query_ms), "5000", 10, 600000, "how long a statement may take" },
  { "cors-origins", TYPE_ORIGINS, AT (cors_origins), "", 0, 0, "origins whose web pages may use the server, separated by ;" },
  { "trusted-proxies", TYPE_ADDRESSES, AT (trusted_proxies), "", 0, 0, "addresses whose X-Forwarded-For is believed, separated by ;" },
  { "max-connections", TYPE_NUMBER, AT (max_connections), "4096", 1, 100000, "connections of each worker" },
  { "max-per-address", TYPE_NUMBER, AT (max_per_address), "256", 1, 100000, "connections of one address to each worker" },
  { "max-sockets", TYPE_NUMBER, AT (max_sockets), "2000", 1, 100000, "live sockets of each worker" },
  { "head-seconds", TYPE_NUMBER, AT (head_seconds), "10", 1, 3600, "how long the head of a request may take to come" },
  { "body-seconds", TYPE_NUMBER, AT (body_seconds), "30", 1, 3600, "how long its body may take to come" },
  { "idle-seconds", TYPE_NUMBER, AT (idle_seconds), "75", 1, 3600, "how long a connection stays open between requests" },
  { "write-seconds", TYPE_NUMBER, AT (write_seconds), "60", 1, 3600, "how long a client may take to read an answer" },
  { "drain-seconds", TYPE_NUMBER, AT (drain_seconds), "10", 0, 3600, "how long requests may go on when the server is stopped" },
  { "hang-seconds", TYPE_NUMBER, AT (hang_seconds), "30", 0, 3600, "after how long a worker that does not move is ended and started anew, 0 for never" },
  { "unlimited", TYPE_FLAG, AT (unlimited), "false", 0, 0, "no rate limits: only for benchmarks and simulations" },
  { "registration", TYPE_FLAG, AT (registration), "true", 0, 0, "whether new people may register" },
  { "metrics-public", TYPE_FLAG, AT (metrics_public), "false", 0, 0, "whether others than this machine may read /metrics" },
  { "videos", TYPE_FLAG, AT (videos), "true", 0, 0, "whether YouTube is asked what the videos of posts are" },
  { "youtube-oembed-url", TYPE_ENDPOINT, AT (youtube_oembed_url), "https://www.youtube.com/oembed", 0, 0, "where titles come from without a key" },
  { "youtube-api-url", TYPE_ENDPOINT, AT (youtube_api_url), "https://www.googleapis.com/youtube/v3", 0, 0, "where titles and lengths come from with a key" },
  { "youtube-thumbnail-url", TYPE_ENDPOINT, AT (youtube_thumbnail_url), "https://i.ytimg.com/vi", 0, 0, "where the pictures of videos come from" },
  { "youtube-api-key-file", TYPE_SECRET_FILE, AT (youtube_api_key), "", 0, 0, "file that holds a key of the YouTube Data API; without one oEmbed is asked" },
  { "youtube-daily-units", TYPE_NUMBER, AT (youtube_daily_units), "10000", 0, 100000000, "units of the Data API that may be spent a day" },
  { "log-level", TYPE_LEVEL, AT (log_level), "message", 0, 0, "least of debug, info, message, warning, critical that is logged" },
};

static const Key *
find_key (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].name, name) == 0)
      return &keys[i];

  return NULL;
}

static gboolean
is_address (const char *text)
{
  g_autoptr(GInetAddress) parsed = g_inet_address_new_from_string (text);

  return parsed != NULL;
}

static gboolean
is_origin (const char *text)
{
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL &&
         (g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http")) &&
         g_str_equal (g_uri_get_path (uri), "");
}

static gboolean
set_list (char     ***field,
          const char *value,
          gboolean  (*check) (const char *text),
          const char *what,
          GString    *problem)
{
  g_auto(GStrv) items = g_strsplit (value, ";", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  gboolean any = FALSE;

  for (unsigned i = 0; items[i] != NULL; i++)
    {
      g_strstrip (items[i]);
      if (items[i][0] == '\0')
        continue;
      if (!check (items[i]))
        {
          g_string_printf (problem, "“%s” is not %s", items[i], what);
          return FALSE;
        }
      g_strv_builder_add (builder, items[i]);
      any = TRUE;
    }
  g_clear_pointer (field, g_strfreev);
  if (any)
    *field = g_strv_builder_end (builder);

  return TRUE;
}

static gboolean
set_flag (gboolean   *field,
          const char *value,
          GString    *problem)
{
  static const char * const yes[] = { "true", "yes", "on", "1", NULL };
  static const char * const no[] = { "false", "no", "off", "0", NULL };

  if (g_strv_contains (yes, value))
    *field = TRUE;
  else if (g_strv_contains (no, value))
    *field = FALSE;
  else
    {
      g_string_printf (problem, "must be true or false, not “%s”", value);
      return FALSE;
    }

  return TRUE;
}

/* Only a stand-in on this machine may go without TLS. */
static gboolean
is_endpoint (const char *text)
{
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr(GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL || g_uri_get_userinfo (uri) != NULL)
    return FALSE;
  return g_str_equal (g_uri_get_scheme (uri), "https") ||
         (g_str_equal (g_uri_get_scheme (uri), "http") &&
          (g_str_equal (host, "localhost") || (address != NULL && g_inet_address_get_is_loopback (address))));
}

/* What the file holds is taken, the file's name is not kept: a worker may not be able to read it any more. */
static gboolean
read_secret (char       **field,
             const char  *path,
             GString     *problem)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &error))
    {
      g_string_assign (problem, error->message);
      return FALSE;
    }
  g_strstrip (text);
  if (*text == '\0' || strlen (text) > 4096 || strpbrk (text, " \t\r\n") != NULL || !g_str_is_ascii (text))
    {
      g_string_printf (problem, "%s must hold one key and nothing else", path);
      return FALSE;
    }
  g_free (*field);
  *field = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
set_key (SparkledConfig *self,
         const Key      *key,
         const char     *value,
         GString        *problem)
{
  static const char * const levels[] = { "debug", "info", "message", "warning", "critical", NULL };
  gpointer field = G_STRUCT_MEMBER_P (self, key->offset);
  guint64 number;

  switch (key->type)
    {
    case TYPE_NUMBER:
      if (!g_ascii_string_to_unsigned (value, 10, key->least, key->most, &number, NULL))
        {
          g_string_printf (problem, "must be a whole number from %u to %u, not “%s”", key->least, key->most, value);
          return FALSE;
        }
      *(unsigned *) field = (unsigned) number;
      return TRUE;

    case TYPE_FLAG:
      return set_flag (field, value, problem);

    case TYPE_ORIGINS:
      return set_list (field, value, is_origin, "an origin like https://example.org", problem);

    case TYPE_ADDRESSES:
      return set_list (field, value, is_address, "an IPv4 or IPv6 address", problem);

    case TYPE_ADDRESS:
      if (!is_address (value))
        {
          g_string_printf (problem, "must be an IPv4 or IPv6 address like 127.0.0.1, not “%s”", value);
          return FALSE;
        }
      break;

    case TYPE_LEVEL:
      if (!g_strv_contains (levels, value))
        {
          g_string_printf (problem, "must be debug, info, message, warning or critical, not “%s”", value);
          return FALSE;
        }
      break;

    case TYPE_ENDPOINT:
      if (!is_endpoint (value))
        {
          g_string_printf (problem, "must be an address like https://example.org/path, or http of this machine, not “%s”", value);
          return FALSE;
        }
      break;

    case TYPE_SECRET_FILE:
      if (value[0] != '\0')
        return read_secret (field, value, problem);
      g_clear_pointer ((char **) field, g_free);
      return TRUE;

    case TYPE_TEXT:
      if (value[0] == '\0')
        {
          g_string_assign (problem, "must not be empty");
          return FALSE;
        }
      break;
    }
  g_set_str ((char **) field, value);

  return TRUE;
}

/* GKeyFile does not say where a key stood. */
static unsigned
find_line (const char *text,
           const char *name)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  gsize length = strlen (name);

  for (unsigned i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strchug (lines[i]);

      if (g_str_has_prefix (line, name) &&
          (line[length] == '=' || line[length] == '\0' || g_ascii_isspace (line[length])))
        return i + 1;
    }

  return 1;
}

static void
load_groups (const char *file,
             GKeyFile   *key_file,
             const char *text,
             GString    *problems)
{
  g_auto(GStrv) groups = g_key_file_get_groups (key_file, NULL);

  for (unsigned i = 0; groups[i] != NULL; i++)
    if (strcmp (groups[i], GROUP) != 0)
      {
        g_autofree char *header = g_strdup_printf ("[%s]", groups[i]);

        g_string_append_printf (problems, "%s:%u: there is no group [%s], only [" GROUP "]\n",
                                file, find_line (text, header), groups[i]);
      }
}

static void
load_file (SparkledConfig *self,
           const char     *file,
           GString        *problems)
{
  g_autoptr(GKeyFile) key_file = g_key_file_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) names = NULL;
  gsize length;

  if (!g_file_get_contents (file, &text, &length, &error))
    {
      g_string_append_printf (problems, "%s\n", error->message);
      return;
    }
  if (!g_key_file_load_from_data (key_file, text, length, G_KEY_FILE_NONE, &error))
    {
      g_string_append_printf (problems, "%s: %s\n", file, error->message);
      return;
    }
  load_groups (file, key_file, text, problems);
  names = g_key_file_get_keys (key_file, GROUP, NULL, NULL);
  for (unsigned i = 0; names != NULL && names[i] != NULL; i++)
    {
      const Key *key = find_key (names[i]);
      g_autofree char *value = g_key_file_get_string (key_file, GROUP, names[i], NULL);
      g_autoptr(GString) problem = g_string_new (NULL);

      if (key == NULL)
        g_string_append_printf (problems, "%s:%u: %s: there is no such key\n", file, find_line (text, names[i]), names[i]);
      else if (!set_key (self, key, value != NULL ? g_strstrip (value) : "", problem))
        g_string_append_printf (problems, "%s:%u: %s: %s\n", file, find_line (text, names[i]), names[i], problem->str);
    }
}

static char *
variable_of (const Key *key)
{
  g_autofree char *upper = g_ascii_strup (key->name, -1);

  return g_strdelimit (g_strconcat ("SPARKLE_", upper, NULL), "-", '_');
}

static void
load_environment (SparkledConfig *self,
                  GString        *problems)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *variable = variable_of (&keys[i]);
      g_autoptr(GString) problem = g_string_new (NULL);
      const char *value = g_getenv (variable);

      if (value != NULL && !set_key (self, &keys[i], value, problem))
        g_string_append_printf (problems, "%s: %s\n", variable, problem->str);
    }
}

/**
 * sparkled_config_load:
 * @file: (nullable): a file of the form of GKeyFile with one group, `[sparkled]`
 * @error: BAD_REQUEST with a line for each problem
 *
 * The defaults, then what the file says, then what the SPARKLE_… variables say.
 *
 * Returns: (transfer full) (nullable): all of it
 */
SparkledConfig *
sparkled_config_load (const char  *file,
                      GError     **error)
{
  g_autoptr(SparkledConfig) self = g_new0 (SparkledConfig, 1);
  g_autoptr(GString) problems = g_string_new (NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].fallback[0] != '\0')
      set_key (self, &keys[i], keys[i].fallback, problems);
  if (file != NULL)
    load_file (self, file, problems);
  load_environment (self, problems);
  if (problems->len > 0)
    {
      g_string_truncate (problems, problems->len - 1);
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, problems->str);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * sparkled_config_set:
 * @self: a configuration
 * @key: the name of a key
 * @value: its value as text
 * @error: BAD_REQUEST that names the key
 *
 * Returns: whether there is such a key and it takes the value
 */
gboolean
sparkled_config_set (SparkledConfig  *self,
                     const char      *key,
                     const char      *value,
                     GError         **error)
{
  const Key *row = find_key (key);
  g_autoptr(GString) problem = g_string_new ("there is no such key");

  if (row != NULL && set_key (self, row, value, problem))
    return TRUE;
  g_set_error (error, SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, "%s: %s", key, problem->str);

  return FALSE;
}

/* Both forms of a connection string: password=… among words, and user:password@ in a URI. */
static char *
without_password (const char *conninfo)
{
  g_autoptr(GRegex) words = g_regex_new ("(password\\s*=\\s*)('(?:[^'\\\\]|\\\\.)*'|[^\\s&]+)", G_REGEX_CASELESS, 0, NULL);
  g_autoptr(GRegex) uri = g_regex_new ("(://[^:/@]*:)[^@/]*@", 0, 0, NULL);
  g_autofree char *once = g_regex_replace (words, conninfo, -1, 0, "\\1…", 0, NULL);

  return g_regex_replace (uri, once, -1, 0, "\\1…@", 0, NULL);
}

/**
 * sparkled_config_to_string:
 * @self: a configuration
 *
 * Returns: (transfer full): it as a file, the password hidden
 */
char *
sparkled_config_to_string (SparkledConfig *self)
{
  GString *text = g_string_new ("[" GROUP "]\n");

  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gpointer field = G_STRUCT_MEMBER_P (self, keys[i].offset);
      g_autofree char *value = NULL;

      switch (keys[i].type)
        {
        case TYPE_NUMBER:
          value = g_strdup_printf ("%u", *(unsigned *) field);
          break;
        case TYPE_FLAG:
          value = g_strdup (*(gboolean *) field ? "true" : "false");
          break;
        case TYPE_ORIGINS:
        case TYPE_ADDRESSES:
          value = *(char ***) field != NULL ? g_strjoinv (";", *(char ***) field) : g_strdup ("");
          break;
        case TYPE_TEXT:
          value = without_password (*(char **) field);
          break;
        case TYPE_SECRET_FILE:
          value = g_strdup (*(char **) field != NULL ? "…" : "");
          break;
        case TYPE_ADDRESS:
        case TYPE_ENDPOINT:
        case TYPE_LEVEL:
          value = g_strdup (*(char **) field);
          break;
        }
      g_string_append_printf (text, "%s=%s\n", keys[i].name, value);
    }

  return g_string_free (text, FALSE);
}

/**
 * sparkled_config_describe:
 *
 * Returns: (transfer full): a line for each key, for --help
 */
char *
sparkled_config_describe (void)
{
  GString *text = g_string_new ("Keys of the file, in the group [" GROUP "]; each also as a variable, port as SPARKLE_PORT:\n");

  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_append_printf (text, "  %-22s %s%s%s%s\n", keys[i].name, keys[i].help,
                            keys[i].fallback[0] != '\0' ? " (" : "", keys[i].fallback, keys[i].fallback[0] != '\0' ? ")" : "");

  return g_string_free (text, FALSE);
}

/**
 * sparkled_config_sample:
 *
 * Returns: (transfer full): a file that sets nothing yet, with each key, what it means, its bounds
 *   and its default
 */
char *
sparkled_config_sample (void)
{
  GString *text = g_string_new ("# Settings of sparkled, the server of Sparkle Universe. Take the # off a key to change it.\n"
                                "# `sparkled --check-config --config FILE` says whether the file is right.\n"
                                "# Each key can also be an environment variable, which wins: port as SPARKLE_PORT.\n\n"
                                "[" GROUP "]\n");

  for (unsigned i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *help = g_strdup (keys[i].help);

      help[0] = g_ascii_toupper (help[0]);
      g_string_append_printf (text, "\n# %s", help);
      if (keys[i].type == TYPE_NUMBER)
        g_string_append_printf (text, " (%u to %u)", keys[i].least, keys[i].most);
      else if (keys[i].type == TYPE_FLAG)
        g_string_append (text, " (true or false)");
      g_string_append_printf (text, ".\n#%s=%s\n", keys[i].name, keys[i].fallback);
    }

  return g_string_free (text, FALSE);
}

/**
 * sparkled_config_free:
 * @self: (transfer full): a configuration
 */
void
sparkled_config_free (SparkledConfig *self)
{
  g_free (self->listen);
  g_free (self->database);
  g_free (self->log_level);
  g_free (self->youtube_oembed_url);
  g_free (self->youtube_api_url);
  g_free (self->youtube_thumbnail_url);
  g_free (self->youtube_api_key);
  g_strfreev (self->cors_origins);
  g_strfreev (self->trusted_proxies);
  g_free (self);
}
