/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "sparkle-session.h"

G_BEGIN_DECLS

/* The place below a thread where comments are written, answered and changed; who is not signed in is led there.
 * What was typed and not sent is kept per post.
 *
 * Signals: ::sent (const char *comment_id). */
#define SPARKLE_TYPE_THREAD_WRITER (sparkle_thread_writer_get_type ())
G_DECLARE_FINAL_TYPE (SparkleThreadWriter, sparkle_thread_writer, SPARKLE, THREAD_WRITER, AdwBin)

void sparkle_thread_writer_set_session (SparkleThreadWriter *self, SparkleSession *session, const char *post_id);
void sparkle_thread_writer_set_video_id (SparkleThreadWriter *self, const char *video_id);
void sparkle_thread_writer_reply       (SparkleThreadWriter *self, SparkleComment *comment);
void sparkle_thread_writer_edit        (SparkleThreadWriter *self, SparkleComment *comment);

G_END_DECLS
