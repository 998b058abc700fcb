/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-thread-view.h"

G_BEGIN_DECLS

/* The keys of a page that shows a thread: j and k from comment to comment, the arrows hide and show replies, 1 to 5 react. */
void sparkle_thread_keys_install (GtkWidget *page, SparkleThreadView *view, SparklePost *post);

G_END_DECLS
