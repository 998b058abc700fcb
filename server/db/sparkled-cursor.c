/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-cursor.h"

#include <string.h>

/* On the wire: base64url without padding of
 *   version (1 byte), kind (1), scope hash (4), epoch (8), xid (8), seq (8)
 *   and for a page: rank (8), length of collection (1), collection, id to the end.
 * Numbers are big-endian. */
#define VERSION 1
#define FOLLOW_BYTES 30
#define PAGE_BYTES (FOLLOW_BYTES + 9)
#define BYTES_MAX (PAGE_BYTES + 16 + 160)
#define TEXT_MAX 512

/**
 * sparkled_position_compare:
 * @a: a position
 * @b: another one
 *
 * Returns: less than, equal to or greater than 0 as @a is before, at or after @b
 */
int
sparkled_position_compare (const SparkledPosition *a,
                           const SparkledPosition *b)
{
  if (a->xid != b->xid)
    return a->xid < b->xid ? -1 : 1;
  return a->seq < b->seq ? -1 : a->seq > b->seq;
}

/**
 * sparkled_cursor_hash_scope:
 * @scope: a scope as the database names it
 *
 * FNV-1a, 32 bits: ties a cursor to its scope. No secret hangs on it: a forged cursor shows
 * nothing that a null one would not.
 *
 * Returns: the hash
 */
guint32
sparkled_cursor_hash_scope (const char *scope)
{
  guint32 hash = 2166136261u;

  for (const guchar *p = (const guchar *) scope; *p != 0; p++)
    hash = (hash ^ *p) * 16777619u;
  return hash;
}

static guint8 *
put (guint8  *at,
     guint64  value,
     unsigned bytes)
{
  for (unsigned i = bytes; i-- > 0;)
    *at++ = (guint8) (value >> (8 * i));
  return at;
}

static const guint8 *
take (const guint8 *at,
      unsigned      bytes,
      guint64      *ret_value)
{
  guint64 value = 0;

  for (unsigned i = 0; i < bytes; i++)
    value = value << 8 | *at++;
  *ret_value = value;
  return at;
}

/**
 * sparkled_cursor_encode:
 * @self: a cursor
 *
 * Returns: (transfer full): its text, URL-safe
 */
char *
sparkled_cursor_encode (const SparkledCursor *self)
{
  guint8 bytes[BYTES_MAX];
  guint8 *at = bytes;
  char *text;
  gsize length;

  at = put (at, VERSION, 1);
  at = put (at, self->kind, 1);
  at = put (at, self->scope_hash, 4);
  at = put (at, (guint64) self->epoch, 8);
  at = put (at, self->position.xid, 8);
  at = put (at, (guint64) self->position.seq, 8);
  if (self->kind == SPARKLED_CURSOR_PAGE)
    {
      gsize collection = strnlen (self->collection, sizeof self->collection - 1);
      gsize id = strnlen (self->id, sizeof self->id - 1);

      at = put (at, (guint64) self->rank, 8);
      at = put (at, collection, 1);
      memcpy (at, self->collection, collection);
      memcpy (at + collection, self->id, id);
      at += collection + id;
    }

  text = g_base64_encode (bytes, (gsize) (at - bytes));
  length = strcspn (text, "=");
  text[length] = '\0';
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  return text;
}

/* Strict: g_base64_decode() skips what it does not know. */
static gboolean
decode_base64url (const char *text,
                  guint8     *bytes,
                  gsize      *ret_length)
{
  gsize length = strlen (text);
  guint32 bits = 0;
  unsigned n_bits = 0;
  gsize n = 0;

  if (length > TEXT_MAX || length % 4 == 1)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];
      unsigned value;

      if (c >= 'A' && c <= 'Z')
        value = (unsigned) (c - 'A');
      else if (c >= 'a' && c <= 'z')
        value = (unsigned) (c - 'a') + 26;
      else if (c >= '0' && c <= '9')
        value = (unsigned) (c - '0') + 52;
      else if (c == '-')
        value = 62;
      else if (c == '_')
        value = 63;
      else
        return FALSE;
      bits = bits << 6 | value;
      n_bits += 6;
      if (n_bits < 8)
        continue;
      n_bits -= 8;
      if (n >= BYTES_MAX)
        return FALSE;
      bytes[n++] = (guint8) (bits >> n_bits);
    }
  if ((bits & ((1u << n_bits) - 1)) != 0)
    return FALSE; /* one value, one text */
  *ret_length = n;
  return TRUE;
}

/**
 * sparkled_cursor_decode:
 * @text: what a client sent
 * @ret_cursor: (out caller-allocates): the cursor
 *
 * Returns: %FALSE when the text is no cursor
 */
gboolean
sparkled_cursor_decode (const char     *text,
                        SparkledCursor *ret_cursor)
{
  SparkledCursor cursor = { 0 };
  guint8 bytes[BYTES_MAX];
  const guint8 *at = bytes;
  guint64 value;
  gsize length;
  gsize collection;
  gsize id;

  if (!decode_base64url (text, bytes, &length) || length < FOLLOW_BYTES || bytes[0] != VERSION || bytes[1] > SPARKLED_CURSOR_PAGE)
    return FALSE;

  cursor.kind = bytes[1];
  at += 2;
  at = take (at, 4, &value);
  cursor.scope_hash = (guint32) value;
  at = take (at, 8, &value);
  cursor.epoch = (gint64) value;
  at = take (at, 8, &cursor.position.xid);
  at = take (at, 8, &value);
  cursor.position.seq = (gint64) value;

  if (cursor.kind == SPARKLED_CURSOR_FOLLOW)
    {
      if (length != FOLLOW_BYTES)
        return FALSE;
      *ret_cursor = cursor;
      return TRUE;
    }

  if (length < PAGE_BYTES)
    return FALSE;
  at = take (at, 8, &value);
  cursor.rank = (gint64) value;
  collection = *at++;
  if (collection >= sizeof cursor.collection || PAGE_BYTES + collection > length)
    return FALSE;
  id = length - PAGE_BYTES - collection;
  if (id >= sizeof cursor.id)
    return FALSE;
  memcpy (cursor.collection, at, collection);
  memcpy (cursor.id, at + collection, id);
  /* They go to PostgreSQL as text. */
  if (!g_utf8_validate_len (cursor.collection, collection, NULL) || !g_utf8_validate_len (cursor.id, id, NULL))
    return FALSE;
  *ret_cursor = cursor;
  return TRUE;
}

/**
 * sparkled_cursor_decode_follow:
 * @text: what a client sent
 * @ret_position: (out): where it stands
 *
 * Returns: %FALSE when the text is not a cursor that follows
 */
gboolean
sparkled_cursor_decode_follow (const char       *text,
                               SparkledPosition *ret_position)
{
  SparkledCursor cursor;

  if (!sparkled_cursor_decode (text, &cursor) || cursor.kind != SPARKLED_CURSOR_FOLLOW)
    return FALSE;
  *ret_position = cursor.position;
  return TRUE;
}
