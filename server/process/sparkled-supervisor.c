/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sparkled-acceptor.h"
#include "sparkled-service-manager.h"
#include "sparkled-worker.h"

#define BACK_OFF_LEAST_MS 200
#define BACK_OFF_MOST_MS 10000
#define STEADY_MS 30000      /* who lived that long starts again without waiting */
#define KILL_AFTER_MS 5000   /* beyond the time for draining */
#define LOOK_MS 1000         /* how often it looks whether workers move */

typedef struct
{
  pid_t    pid;        /* 0: not there */
  int      ready_fd;   /* -1: has spoken, or is gone */
  gboolean ready;
  gint64   started;    /* monotonic ms */
  gint64   start_at;   /* when to start it again */
  unsigned back_off;   /* ms */
  gboolean hung;       /* was ended because it did not move */
} Child;

typedef struct
{
  const SparkledConfig *config;
  SparkledRate         *rate;
  unsigned              port;
  int                   port_fd;    /* keeps the port while no worker has it; takes no connections */
  int                   activated_fd; /* the socket that was handed over, which all workers share; 0: none */
  int                   signal_fd;
  sigset_t              old_mask;
  unsigned              n_children;
  Child                *children;
  gint64               *heartbeats; /* of each child, monotonic ms; memory that all processes share */
  gint64                looked;     /* when it looked at them, monotonic ms */
  unsigned              watchdog;   /* ms, 0: nobody watches */
  gint64                signed_at;
  gboolean              announced;
  gboolean              stopping;
  gint64                kill_at;
  int                   status;
} Supervisor;

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
be_worker (Supervisor *self,
           Child      *child,
           int         ready_fd,
           pid_t       parent)
{
  SparkledWorkerOptions options = {
    .config = self->config,
    .rate = self->rate,
    .port = self->port,
    .ready_fd = ready_fd,
    .activated_fd = self->activated_fd,
    .heartbeat = &self->heartbeats[child - self->children],
  };

  /* a supervisor that is killed takes its workers with it */
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  if (getppid () != parent)
    _exit (1);
  close (self->signal_fd);
  if (self->port_fd >= 0)
    close (self->port_fd);
  sigprocmask (SIG_SETMASK, &self->old_mask, NULL);
  for (unsigned i = 0; i < self->n_children; i++)
    if (self->children[i].ready_fd >= 0)
      close (self->children[i].ready_fd);
  exit (sparkled_worker_run (&options));
}

static void
start_child (Supervisor *self,
             Child      *child)
{
  int ends[2];
  pid_t parent = getpid ();

  if (pipe2 (ends, O_CLOEXEC) < 0)
    {
      child->start_at = now_ms () + BACK_OFF_MOST_MS;
      return;
    }
  fflush (NULL);
  child->pid = fork ();
  if (child->pid == 0)
    {
      close (ends[0]);
      be_worker (self, child, ends[1], parent);
    }
  close (ends[1]);
  if (child->pid < 0)
    {
      fprintf (stderr, "sparkled: cannot start a worker: %s\n", g_strerror (errno));
      child->pid = 0;
      close (ends[0]);
      child->start_at = now_ms () + BACK_OFF_MOST_MS;
      return;
    }
  child->ready_fd = ends[0];
  child->ready = FALSE;
  child->hung = FALSE;
  child->started = now_ms ();
}

static void
say_ready (Supervisor *self)
{
  if (self->announced)
    return;
  for (unsigned i = 0; i < self->n_children; i++)
    if (!self->children[i].ready)
      return;
  self->announced = TRUE;
  printf ("sparkled: ready at http://%s%s%s:%u\n",
          strchr (self->config->listen, ':') != NULL ? "[" : "", self->config->listen,
          strchr (self->config->listen, ':') != NULL ? "]" : "", self->port);
  fflush (stdout);
  sparkled_service_manager_ready ();
}

static void
hear_child (Supervisor *self,
            Child      *child)
{
  unsigned port = 0;

  if (read (child->ready_fd, &port, sizeof port) == sizeof port)
    {
      child->ready = TRUE;
      say_ready (self);
    }
  close (child->ready_fd);
  child->ready_fd = -1;
}

static void
stop_all (Supervisor *self)
{
  if (self->stopping)
    return;
  self->stopping = TRUE;
  sparkled_service_manager_stopping ();
  self->kill_at = now_ms () + (gint64) self->config->drain_seconds * 1000 + KILL_AFTER_MS;
  for (unsigned i = 0; i < self->n_children; i++)
    if (self->children[i].pid > 0)
      kill (self->children[i].pid, SIGTERM);
}

static void
bury (Supervisor *self,
      Child      *child,
      int         status)
{
  gint64 now = now_ms ();

  if (child->ready_fd >= 0)
    hear_child (self, child);
  if (!self->stopping)
    {
      if (WIFSIGNALED (status))
        fprintf (stderr, "sparkled: worker %d was ended by signal %d (%s)\n", (int) child->pid, WTERMSIG (status), strsignal (WTERMSIG (status)));
      else
        fprintf (stderr, "sparkled: worker %d ended with status %d\n", (int) child->pid, WEXITSTATUS (status));
    }
  child->pid = 0;
  if (now - child->started >= STEADY_MS)
    child->back_off = 0;
  child->start_at = now + child->back_off;
  child->back_off = CLAMP (child->back_off * 2, BACK_OFF_LEAST_MS, BACK_OFF_MOST_MS);
  /* One that never came up, while none ever did: nobody would be served, so say it and go. */
  if (!self->announced && !child->ready && !self->stopping)
    {
      self->status = WIFEXITED (status) && WEXITSTATUS (status) != 0 ? WEXITSTATUS (status) : 1;
      stop_all (self);
    }
}

static void
reap (Supervisor *self)
{
  pid_t pid;
  int status;

  while ((pid = waitpid (-1, &status, WNOHANG)) > 0)
    for (unsigned i = 0; i < self->n_children; i++)
      if (self->children[i].pid == pid)
        bury (self, &self->children[i], status);
}

static void
take_signals (Supervisor *self)
{
  struct signalfd_siginfo info;

  while (read (self->signal_fd, &info, sizeof info) == sizeof info)
    if (info.ssi_signo != SIGCHLD)
      stop_all (self);
  reap (self);
}

/* Ends workers whose loop has not turned for hang-seconds; they are started anew like any that died. */
static void
look_after (Supervisor *self,
            gint64      now)
{
  gint64 hang_ms = (gint64) self->config->hang_seconds * 1000;
  /* when this process itself was stopped, or the machine, the workers were, too */
  gboolean slept = now - self->looked > 3 * LOOK_MS;

  self->looked = now;
  for (unsigned i = 0; i < self->n_children && hang_ms > 0; i++)
    {
      Child *child = &self->children[i];

      if (child->pid == 0 || !child->ready || child->hung)
        continue;
      if (slept)
        __atomic_store_n (&self->heartbeats[i], now, __ATOMIC_RELAXED);
      else if (now - __atomic_load_n (&self->heartbeats[i], __ATOMIC_RELAXED) > hang_ms)
        {
          fprintf (stderr, "sparkled: worker %d has not moved for %u seconds and is ended\n", (int) child->pid, self->config->hang_seconds);
          child->hung = TRUE;
          kill (child->pid, SIGKILL);
        }
    }
}

/* How long until workers are looked at, or a sign of life is due, again. */
static gint64
do_watch (Supervisor *self,
          gint64      now)
{
  gint64 next = G_MAXINT64;

  if (!self->stopping)
    {
      if (now - self->looked >= LOOK_MS)
        look_after (self, now);
      next = self->looked + LOOK_MS;
    }
  if (self->watchdog > 0)
    {
      if (now - self->signed_at >= self->watchdog / 3)
        {
          sparkled_service_manager_alive ();
          self->signed_at = now;
        }
      next = MIN (next, self->signed_at + self->watchdog / 3);
    }

  return next;
}

/* How long to wait in ms; starts and ends what is due. */
static int
do_due (Supervisor *self)
{
  gint64 now = now_ms ();
  gint64 next = do_watch (self, now);

  for (unsigned i = 0; i < self->n_children; i++)
    {
      Child *child = &self->children[i];

      if (self->stopping && child->pid > 0)
        {
          if (now >= self->kill_at)
            kill (child->pid, SIGKILL);
          next = MIN (next, MAX (self->kill_at, now + 100));
        }
      else if (!self->stopping && child->pid == 0)
        {
          if (child->start_at <= now)
            start_child (self, child);
          else
            next = MIN (next, child->start_at);
        }
    }

  return (int) CLAMP (next - now, 0, 60000);
}

static gboolean
any_left (Supervisor *self)
{
  for (unsigned i = 0; i < self->n_children; i++)
    if (self->children[i].pid > 0)
      return TRUE;

  return FALSE;
}

static void
watch (Supervisor *self)
{
  g_autofree struct pollfd *fds = g_new0 (struct pollfd, self->n_children + 1);

  while (!self->stopping || any_left (self))
    {
      int wait = do_due (self);

      fds[0] = (struct pollfd) { .fd = self->signal_fd, .events = POLLIN };
      for (unsigned i = 0; i < self->n_children; i++)
        fds[i + 1] = (struct pollfd) { .fd = self->children[i].ready_fd, .events = POLLIN };
      if (poll (fds, self->n_children + 1, wait) <= 0)
        continue;
      for (unsigned i = 0; i < self->n_children; i++)
        if (fds[i + 1].revents != 0 && self->children[i].ready_fd >= 0)
          hear_child (self, &self->children[i]);
      if (fds[0].revents != 0)
        take_signals (self);
    }
}

/**
 * sparkled_supervisor_run:
 * @config: all settings
 * @rate: the limits that the workers share
 * @activated_fd: (transfer full): a socket that listens already, for all workers; 0: none
 *
 * Returns: the exit status of the program
 */
int
sparkled_supervisor_run (const SparkledConfig *config,
                         SparkledRate         *rate,
                         int                   activated_fd)
{
  Supervisor self = { .config = config, .rate = rate, .activated_fd = activated_fd, .n_children = config->workers,
                      .port = config->port, .port_fd = -1, .watchdog = sparkled_service_manager_get_watchdog (), };
  gsize size = self.n_children * sizeof *self.heartbeats;
  g_autoptr(GError) error = NULL;
  sigset_t mask;

  if (activated_fd == 0 && (self.port_fd = sparkled_acceptor_bind (config->listen, config->port, 0, &self.port, &error)) < 0)
    {
      g_printerr ("sparkled: %s\n", error->message);
      return 1;
    }
  self.heartbeats = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (self.heartbeats == MAP_FAILED)
    {
      g_printerr ("sparkled: there is no memory for the workers\n");
      return 1;
    }
  sigemptyset (&mask);
  sigaddset (&mask, SIGTERM);
  sigaddset (&mask, SIGINT);
  sigaddset (&mask, SIGCHLD);
  sigprocmask (SIG_BLOCK, &mask, &self.old_mask);
  self.signal_fd = signalfd (-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
  self.children = g_new0 (Child, self.n_children);
  for (unsigned i = 0; i < self.n_children; i++)
    self.children[i].ready_fd = -1;

  watch (&self);

  close (self.signal_fd);
  if (self.port_fd >= 0)
    close (self.port_fd);
  if (activated_fd > 0)
    close (activated_fd);
  munmap (self.heartbeats, size);
  g_free (self.children);

  return self.status;
}
