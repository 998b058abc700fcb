/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-heap.h"

#ifdef __GLIBC__
#include <malloc.h>

/* What is freed goes back to the system in time. A page of the app is some ten thousand small pieces, made and freed in turn with those of
 * the next one; glibc would keep the holes between them for good, and the process would grow by a third in a few hundred page changes
 * although nothing more is in use. */

#define THRESHOLD (128 * 1024) /* bytes; said aloud, it stays: glibc would raise it up to 32 MB with the first big pictures freed */
#define ARENAS 2               /* the main thread's and one for all others: they hand each other most of what they allocate */
#define QUIET_SECONDS 4

static guint trim_id;

static gboolean
trim_cb (gpointer user_data)
{
  trim_id = 0;
  malloc_trim (THRESHOLD);
  return G_SOURCE_REMOVE;
}

/**
 * sparkle_heap_init:
 *
 * Makes the allocator give back what is free. To be called first of all, before there are threads.
 */
void
sparkle_heap_init (void)
{
  mallopt (M_MMAP_THRESHOLD, THRESHOLD);
  mallopt (M_TRIM_THRESHOLD, THRESHOLD);
  mallopt (M_ARENA_MAX, ARENAS);
}

/**
 * sparkle_heap_trim_soon:
 *
 * Something big, such as a page, is gone: its memory is given back in a few seconds. On the main thread.
 */
void
sparkle_heap_trim_soon (void)
{
  if (trim_id == 0)
    trim_id = g_timeout_add_seconds_full (G_PRIORITY_LOW, QUIET_SECONDS, trim_cb, NULL, NULL);
}

#else

void
sparkle_heap_init (void)
{
}

void
sparkle_heap_trim_soon (void)
{
}

#endif
