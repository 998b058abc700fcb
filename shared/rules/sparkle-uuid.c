/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-uuid.h"

#include <stdint.h>
#include <string.h>
#include <sys/random.h>

/* Milliseconds and a 12 bit counter in one number, the last one handed out. */
static guint64 last_stamp; /* atomic by last_stamp_lock */
static GMutex last_stamp_lock;

static char *
format_uuid (const guint8 bytes[16])
{
  static const char digits[] = "0123456789abcdef";
  char *text = g_malloc (SPARKLE_UUID_LENGTH + 1);
  char *out = text;

  for (guint i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *out++ = '-';
      *out++ = digits[bytes[i] >> 4];
      *out++ = digits[bytes[i] & 15];
    }
  *out = '\0';

  return text;
}

/* stamp: 48 bits of milliseconds, then 12 bits that go where the version leaves room. */
static void
put_stamp (guint8  bytes[16],
           guint64 stamp)
{
  guint64 ms = stamp >> 12;

  for (guint i = 0; i < 6; i++)
    bytes[i] = (ms >> (40 - 8 * i)) & 0xff;
  bytes[6] = 0x70 | ((stamp >> 8) & 0x0f);
  bytes[7] = stamp & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
}

static void
fill_random (guint8 *bytes,
             gsize   length)
{
  /* Up to 256 bytes never come short once the kernel's pool is ready. */
  if (getentropy (bytes, length) == 0)
    return;
  for (gsize i = 0; i < length; i++)
    bytes[i] = g_random_int_range (0, 256);
}

/**
 * sparkle_uuid_new:
 *
 * Makes a UUID of version 7 (RFC 9562): the time in milliseconds, then random bits. Within a
 * process each is greater than the one before, also when the clock is set back
 * (method 1 of section 6.2: a 12 bit counter after the time). May be called from any thread.
 *
 * Returns: (transfer full): 36 lower-case characters
 */
char *
sparkle_uuid_new (void)
{
  guint64 now = (guint64) (g_get_real_time () / 1000) << 12;
  guint8 bytes[16];
  guint64 stamp;

  fill_random (bytes, sizeof bytes);
  /* A random start of the counter with the highest bit clear leaves room to count. */
  now |= ((guint64) bytes[6] << 3) & 0x7ff;

  g_mutex_lock (&last_stamp_lock);
  stamp = last_stamp = MAX (now, last_stamp + 1);
  g_mutex_unlock (&last_stamp_lock);

  put_stamp (bytes, stamp);
  return format_uuid (bytes);
}

/**
 * sparkle_uuid_for_name:
 * @unix_us: the time of the thing, in microseconds
 * @name: what names it for good, with a prefix that says by whom: "youtube-comment:z12…"
 *
 * Makes the UUID that this name always has: the form of version 7, with bits of the SHA-256 of the name
 * in the place of the random ones, so that importing again meets what was imported before.
 *
 * Returns: (transfer full): 36 lower-case characters
 */
char *
sparkle_uuid_for_name (gint64      unix_us,
                       const char *name)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  guint8 bytes[16];
  guint64 stamp;

  g_return_val_if_fail (name != NULL, NULL);

  g_checksum_update (checksum, (const guchar *) name, -1);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (bytes, digest, sizeof bytes);

  stamp = ((guint64) (MAX (unix_us, 0) / 1000) << 12) | ((digest[16] & 0x0f) << 8) | digest[17];
  put_stamp (bytes, stamp);

  return format_uuid (bytes);
}

/**
 * sparkle_uuid_is_valid:
 * @uuid: (nullable): a text
 *
 * Checks for the canonical, lower-case form of a UUID of any version of RFC 9562. Ours are of version 7,
 * but those of other programs do no harm.
 *
 * Returns: whether it is one
 */
gboolean
sparkle_uuid_is_valid (const char *uuid)
{
  if (uuid == NULL)
    return FALSE;

  for (guint i = 0; i < SPARKLE_UUID_LENGTH; i++)
    {
      char c = uuid[i]; /* a short text stops here, at its NUL */

      if (i == 8 || i == 13 || i == 18 || i == 23)
        {
          if (c != '-')
            return FALSE;
        }
      else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
        {
          return FALSE;
        }
    }

  return uuid[SPARKLE_UUID_LENGTH] == '\0' &&
         uuid[14] >= '1' && uuid[14] <= '8' &&
         strchr ("89ab", uuid[19]) != NULL;
}
