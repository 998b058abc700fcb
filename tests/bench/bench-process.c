/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-process.h"

#include <string.h>

/* All threads of one process, in nanoseconds on a processor. */
static double
cpu_of (const char *pid)
{
  g_autofree char *tasks = g_build_filename ("/proc", pid, "task", NULL);
  g_autoptr(GDir) dir = g_dir_open (tasks, 0, NULL);
  const char *task;
  double sum = 0;

  while (dir != NULL && (task = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (tasks, task, "schedstat", NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL))
        sum += g_ascii_strtod (text, NULL);
    }
  return sum;
}

static double
memory_of (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "status", NULL);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (line = strstr (text, "VmRSS:")) == NULL)
    return 0;
  return g_ascii_strtod (line + strlen ("VmRSS:"), NULL);
}

static char **
children_of (const char *pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/task/%s/children", pid, pid);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_new0 (char *, 1);
  return g_strsplit (g_strstrip (text), " ", -1);
}

double
bench_process_cpu_us (GSubprocess *process)
{
  const char *pid = g_subprocess_get_identifier (process);
  g_auto(GStrv) children = children_of (pid);
  double sum = cpu_of (pid);

  for (unsigned i = 0; children[i] != NULL; i++)
    sum += *children[i] != '\0' ? cpu_of (children[i]) : 0;
  return sum / 1000;
}

double
bench_process_memory_kb (GSubprocess *process)
{
  const char *pid = g_subprocess_get_identifier (process);
  g_auto(GStrv) children = children_of (pid);
  double most = memory_of (pid);

  for (unsigned i = 0; children[i] != NULL; i++)
    if (*children[i] != '\0')
      most = MAX (most, memory_of (children[i]));
  return most;
}
