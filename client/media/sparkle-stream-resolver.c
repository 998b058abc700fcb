/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-stream-resolver.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sparkle-error.h"
#include "sparkle-json.h"

#define PROGRAM       "yt-dlp"
#define SECONDS_MAX   10
#define CPU_SECONDS   20
#define MEMORY_BYTES  (2ul * 1024 * 1024 * 1024)
#define ANSWER_MAX    (8 * 1024 * 1024)
#define CHUNK         65536
/* What is shown among texts need not be larger. One file with picture and sound, as two would have to be joined. */
#define FORMAT        "best[height<=480]/best"

struct _SparkleStreamResolver
{
  GObject parent_instance;

  char *program; /* (nullable) the path; NULL: looked for each time, for it may be installed meanwhile */
};

G_DEFINE_FINAL_TYPE (SparkleStreamResolver, sparkle_stream_resolver, G_TYPE_OBJECT)

G_DEFINE_BOXED_TYPE (SparkleStream, sparkle_stream, sparkle_stream_copy, sparkle_stream_free)

SparkleStream *
sparkle_stream_new (const char *uri,
                    gboolean    resolved)
{
  SparkleStream *self = g_new0 (SparkleStream, 1);

  self->uri = g_strdup (uri);
  self->resolved = resolved;
  return self;
}

SparkleStream *
sparkle_stream_copy (const SparkleStream *self)
{
  return sparkle_stream_new (self->uri, self->resolved);
}

void
sparkle_stream_free (SparkleStream *self)
{
  if (self == NULL)
    return;
  g_free (self->uri);
  g_free (self);
}

static gboolean
is_web (GUri *uri)
{
  return (g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http")) &&
         g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

/**
 * sparkle_stream_is_direct:
 * @uri: an address
 *
 * Returns: whether it is a file of a kind that can be played as it is, or HLS
 */
gboolean
sparkle_stream_is_direct (const char *uri)
{
  static const char * const endings[] = { ".mp4", ".m4v", ".webm", ".ogv", ".ogg", ".mkv", ".mov", ".m3u8", ".mp3", ".opus" };
  g_autoptr(GUri) parsed = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (uri != NULL, FALSE);

  parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  if (parsed == NULL || !is_web (parsed))
    return FALSE;
  path = g_ascii_strdown (g_uri_get_path (parsed), -1);
  for (unsigned i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (path, endings[i]))
      return TRUE;
  return FALSE;
}

/* ---- asking the program --------------------------------------------------------------------------------------------- */

/* Between fork and exec: only what may be done there. */
static void
confine_cb (gpointer data)
{
  struct rlimit cpu = { CPU_SECONDS, CPU_SECONDS }, memory = { MEMORY_BYTES, MEMORY_BYTES }, core = { 0, 0 };

  setpgid (0, 0); /* what it starts goes with it */
  setrlimit (RLIMIT_CPU, &cpu);
  setrlimit (RLIMIT_AS, &memory);
  setrlimit (RLIMIT_CORE, &core);
}

typedef struct
{
  SparkleStreamResolver *self; /* (owned) */
  char                  *page;
  GCancellable          *cancellable; /* (owned) (nullable) */
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_clear_object (&question->cancellable);
  g_free (question->page);
  g_free (question);
}

static char *
find_program (SparkleStreamResolver *self)
{
  return self->program != NULL ? g_strdup (self->program) : g_find_program_in_path (PROGRAM);
}

static GSubprocess *
start (Question  *question,
       GError   **error)
{
  g_autofree char *program = find_program (question->self);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GSubprocess *process;

  if (program == NULL)
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_NOT_FOUND,
                           _("To play videos here, the program yt-dlp is needed, and it is not on this computer."));
      return NULL;
    }
  g_subprocess_launcher_set_child_setup (launcher, confine_cb, NULL, NULL);
  /* nothing of the person's own settings; the address comes behind "--", so that it cannot be an option */
  process = g_subprocess_launcher_spawn (launcher, error, program, "--ignore-config", "--no-cache-dir", "--no-playlist", "--no-warnings",
                                         "--socket-timeout", "8", "--dump-single-json", "--format", FORMAT, "--", question->page, NULL);
  if (process == NULL)
    g_prefix_error (error, "%s: ", program);
  return process;
}

static GBytes *
read_answer (GSubprocess   *process,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr(GByteArray) answer = g_byte_array_new ();
  gint64 deadline = g_get_monotonic_time () + SECONDS_MAX * G_TIME_SPAN_SECOND;

  for (;;)
    {
      DexFuture *read = dex_input_stream_read_bytes (g_subprocess_get_stdout_pipe (process), CHUNK, G_PRIORITY_DEFAULT);
      g_autoptr(GBytes) chunk = NULL;

      if (cancellable != NULL)
        chunk = dex_await_boxed (dex_future_first (read, dex_timeout_new_deadline (deadline), dex_cancellable_new_from_cancellable (cancellable), NULL), error);
      else
        chunk = dex_await_boxed (dex_future_first (read, dex_timeout_new_deadline (deadline), NULL), error);
      if (chunk == NULL)
        return NULL;
      if (g_bytes_get_size (chunk) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&answer));
      if (answer->len + g_bytes_get_size (chunk) > ANSWER_MAX)
        {
          g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_TOO_LARGE, _("The answer is too long"));
          return NULL;
        }
      g_byte_array_append (answer, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
    }
}

/* (nullable): an address of the web in the answer */
static SparkleStream *
find_stream (GBytes *answer)
{
  gsize size;
  const char *data = g_bytes_get_data (answer, &size);
  g_autoptr(JsonNode) node = sparkle_json_parse (data != NULL ? data : "", (gssize) size, ANSWER_MAX, NULL);
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *uri = object != NULL ? sparkle_json_get_string (object, "url") : NULL;
  g_autoptr(GUri) parsed = uri != NULL ? g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;

  return parsed != NULL && is_web (parsed) ? sparkle_stream_new (uri, TRUE) : NULL;
}

static DexFuture *
ask_fiber (gpointer data)
{
  Question *question = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = start (question, &error);
  g_autoptr(GBytes) answer = NULL;
  g_autoptr(SparkleStream) stream = NULL;
  const char *identifier;

  if (process == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  answer = read_answer (process, question->cancellable, &error);
  /* it and all that it started, whatever they are at */
  identifier = g_subprocess_get_identifier (process);
  if (identifier != NULL)
    kill (-(pid_t) g_ascii_strtoll (identifier, NULL, 10), SIGKILL);
  dex_await (dex_subprocess_wait_check (process), NULL);

  if (answer == NULL && g_error_matches (error, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_TIMED_OUT, _("It took too long to find out what can be played"));
  if (answer == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  stream = find_stream (answer);
  if (stream == NULL)
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_UNAVAILABLE, _("This video cannot be played here"));
  return dex_future_new_take_boxed (SPARKLE_TYPE_STREAM, g_steal_pointer (&stream));
}

/**
 * sparkle_stream_resolver_resolve:
 * @self: a resolver
 * @page: http or https
 * @cancellable: (nullable): ends it, and the program with all it started
 *
 * Finds out what can be played of a page, in at most ten seconds and with bounds on memory and processor. Nothing is kept. On the
 * main thread.
 *
 * Returns: (transfer full): a future SparkleStream (boxed); rejects with %SPARKLE_ERROR_NOT_FOUND when there is no program to ask,
 *   %SPARKLE_ERROR_TIMED_OUT, %SPARKLE_ERROR_UNAVAILABLE, or %SPARKLE_ERROR_BAD_REQUEST for what is no address of the web
 */
DexFuture *
sparkle_stream_resolver_resolve (SparkleStreamResolver *self,
                                 const char            *page,
                                 GCancellable          *cancellable)
{
  g_autoptr(GUri) uri = NULL;
  Question *question;

  g_return_val_if_fail (SPARKLE_IS_STREAM_RESOLVER (self) && page != NULL, NULL);

  uri = g_uri_parse (page, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || !is_web (uri))
    return dex_future_new_reject (SPARKLE_ERROR, SPARKLE_ERROR_BAD_REQUEST, _("“%s” is not an address"), page);
  if (sparkle_stream_is_direct (page))
    return dex_future_new_take_boxed (SPARKLE_TYPE_STREAM, sparkle_stream_new (page, FALSE));

  question = g_new0 (Question, 1);
  question->self = g_object_ref (self);
  question->page = g_strdup (page);
  g_set_object (&question->cancellable, cancellable);
  return dex_scheduler_spawn (NULL, 0, ask_fiber, question, (GDestroyNotify) question_free);
}

/**
 * sparkle_stream_resolver_is_there:
 * @self: a resolver
 *
 * Returns: whether pages can be played at all
 */
gboolean
sparkle_stream_resolver_is_there (SparkleStreamResolver *self)
{
  g_autofree char *program = NULL;

  g_return_val_if_fail (SPARKLE_IS_STREAM_RESOLVER (self), FALSE);

  program = find_program (self);
  return program != NULL;
}

static void
sparkle_stream_resolver_finalize (GObject *object)
{
  g_free (SPARKLE_STREAM_RESOLVER (object)->program);

  G_OBJECT_CLASS (sparkle_stream_resolver_parent_class)->finalize (object);
}

static void
sparkle_stream_resolver_class_init (SparkleStreamResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sparkle_stream_resolver_finalize;
}

static void
sparkle_stream_resolver_init (SparkleStreamResolver *self)
{
}

/**
 * sparkle_stream_resolver_new:
 * @program: (nullable): where the program is; %NULL looks for yt-dlp on the PATH whenever it is needed
 *
 * Returns: (transfer full): a resolver
 */
SparkleStreamResolver *
sparkle_stream_resolver_new (const char *program)
{
  SparkleStreamResolver *self = g_object_new (SPARKLE_TYPE_STREAM_RESOLVER, NULL);

  self->program = g_strdup (program);
  return self;
}
