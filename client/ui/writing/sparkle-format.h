/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How Markdown is written by a key: pure functions on a text and what is selected in it. Offsets are in characters. */
typedef enum
{
  SPARKLE_FORMAT_BOLD,
  SPARKLE_FORMAT_ITALIC,
  SPARKLE_FORMAT_STRIKE,
  SPARKLE_FORMAT_CODE,     /* of several lines: a fenced block */
  SPARKLE_FORMAT_SPOILER,
  SPARKLE_FORMAT_LINK,
  SPARKLE_FORMAT_HEADING,  /* none, large, smaller, none */
  SPARKLE_FORMAT_QUOTE,
  SPARKLE_FORMAT_LIST,
  SPARKLE_FORMAT_NUMBERS,
  SPARKLE_N_FORMATS
} SparkleFormat;

/* What to do with a text: characters start..end make way for text, then select_start..select_end is selected. */
typedef struct
{
  int   start;
  int   end;
  char *text;         /* (owned) */
  int   select_start;
  int   select_end;
} SparkleEdit;

void     sparkle_edit_clear     (SparkleEdit *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SparkleEdit, sparkle_edit_clear)

void     sparkle_format_apply   (SparkleFormat format, const char *text, int start, int end, SparkleEdit *ret_edit);
/* A link over what is selected. */
gboolean sparkle_format_paste   (const char *text, int start, int end, const char *pasted, SparkleEdit *ret_edit);
/* What Enter does in a list or a quote; FALSE: a new line and nothing else. */
gboolean sparkle_format_newline (const char *text, int cursor, SparkleEdit *ret_edit);

G_END_DECLS
