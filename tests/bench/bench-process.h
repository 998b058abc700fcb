/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a process and its children have used so far. A supervisor that only waits adds nothing. */
double bench_process_cpu_us    (GSubprocess *process);
/* Resident memory of the largest of them: the worker. */
double bench_process_memory_kb (GSubprocess *process);

G_END_DECLS
