/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sparkle-session.h"

G_BEGIN_DECLS

/* Deletions that are seen at once, on the disk at once, and that the server hears of later: until then they can be taken back. */
char     *sparkle_session_delete_later  (SparkleSession  *self,
                                         SparkleTarget    target,
                                         const char      *id,
                                         unsigned         seconds,
                                         GError         **error); /* transfer full: id of the mutation */
gboolean  sparkle_session_has_unsent    (SparkleSession  *self,
                                         const char      *record_id);

G_END_DECLS
