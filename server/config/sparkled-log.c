/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sparkle-json.h"
#include "sparkle-time.h"

#define FIELD_MAX 4096

static GLogLevelFlags enabled = G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR;

static const struct
{
  GLogLevelFlags flag;
  const char    *name;
} levels[] = {
  { G_LOG_LEVEL_ERROR, "error" },
  { G_LOG_LEVEL_CRITICAL, "critical" },
  { G_LOG_LEVEL_WARNING, "warning" },
  { G_LOG_LEVEL_MESSAGE, "message" },
  { G_LOG_LEVEL_INFO, "info" },
  { G_LOG_LEVEL_DEBUG, "debug" },
};

static const char *
level_name (GLogLevelFlags flags)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (levels); i++)
    if (flags & levels[i].flag)
      return levels[i].name;

  return "message";
}

static void
append_member (GString         *line,
               const GLogField *field)
{
  g_autofree char *name = g_ascii_strdown (field->key, -1);
  gsize length = field->length >= 0 ? (gsize) field->length : strlen (field->value);
  g_autofree char *value = g_utf8_make_valid (field->value, MIN (length, FIELD_MAX));

  g_string_append_printf (line, ",\"%s\":", name);
  sparkle_json_append_string (line, value);
}

static gboolean
is_wanted_field (const char *key)
{
  static const char * const dropped[] = { "CODE_FILE", "CODE_LINE", "CODE_FUNC", "PRIORITY", "GLIB_OLD_LOG_API", "SYSLOG_IDENTIFIER", NULL };

  return !g_strv_contains (dropped, key);
}

/* libsoup warns of what clients send, which is theirs to send and not worth a line each. */
static GLogLevelFlags
real_level (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields)
{
  if (!(level & G_LOG_LEVEL_WARNING))
    return level;
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0 && g_strcmp0 (fields[i].value, "libsoup") == 0)
      return G_LOG_LEVEL_DEBUG;

  return level;
}

static GLogWriterOutput
write_line (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields,
            gpointer         user_data)
{
  g_autoptr(GString) line = NULL;
  g_autofree char *now = NULL;
  const char *at;
  gsize left;

  level = real_level (level, fields, n_fields);
  if (!sparkled_log_is_enabled (level))
    return G_LOG_WRITER_HANDLED;
  now = sparkle_time_format (g_get_real_time ());
  line = g_string_new (NULL);
  g_string_append_printf (line, "{\"time\":\"%s\",\"level\":\"%s\",\"pid\":%d", now, level_name (level), (int) getpid ());
  for (gsize i = 0; i < n_fields; i++)
    if (is_wanted_field (fields[i].key))
      append_member (line, &fields[i]);
  g_string_append (line, "}\n");

  /* one write a line, so that the lines of several workers do not mix */
  for (at = line->str, left = line->len; left > 0;)
    {
      ssize_t written = write (STDERR_FILENO, at, left);

      if (written <= 0)
        break;
      at += written;
      left -= (gsize) written;
    }

  return G_LOG_WRITER_HANDLED;
}

/**
 * sparkled_log_start:
 * @level: the name of the least level that is written
 *
 * Once in a process, before other threads are there.
 */
void
sparkled_log_start (const char *level)
{
  enabled = 0;
  for (unsigned i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      enabled |= levels[i].flag;
      if (strcmp (levels[i].name, level) == 0)
        break;
    }
  g_log_set_writer_func (write_line, NULL, NULL);
}

/**
 * sparkled_log_is_enabled:
 * @level: a level
 *
 * Returns: whether it is written, so that nothing need be made that is not
 */
gboolean
sparkled_log_is_enabled (GLogLevelFlags level)
{
  return (level & G_LOG_LEVEL_MASK & enabled) != 0;
}
