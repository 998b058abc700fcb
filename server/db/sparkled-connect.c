/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkled-connect.h"

#include <gio/gio.h>

/* Carries a PGconn from the thread to the loop; if nobody takes it, it is closed. */
typedef struct
{
  gatomicrefcount refs;
  PGconn         *pg; /* (owned) (nullable) */
} Parcel;

static Parcel *
parcel_ref (Parcel *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
parcel_unref (Parcel *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->pg, PQfinish);
  g_free (self);
}

typedef Parcel SparkledConnectParcel;
static GType sparkled_connect_parcel_get_type (void);
G_DEFINE_BOXED_TYPE (SparkledConnectParcel, sparkled_connect_parcel, parcel_ref, parcel_unref)

/* PostgreSQL's notices (a table exists already …) are not for our standard error. */
static void
ignore_notice (void           *data,
               const PGresult *result)
{
}

PGconn *
sparkled_connect_sync (const char *conninfo)
{
  /* Later words win: the conninfo may change all but the encoding. */
  static const char * const keywords[] = {
    "fallback_application_name", "connect_timeout", "tcp_user_timeout", "dbname", "client_encoding", NULL,
  };
  const char * const values[] = { "sparkled", "5", "10000", conninfo, "UTF8", NULL };
  PGconn *pg = PQconnectdbParams (keywords, values, 1);

  PQsetNoticeReceiver (pg, ignore_notice, NULL);
  return pg;
}

static DexFuture *
connect_thread (gpointer data)
{
  const char *conninfo = data;
  PGconn *pg = sparkled_connect_sync (conninfo);
  Parcel *parcel;

  if (PQstatus (pg) != CONNECTION_OK || PQsetnonblocking (pg, 1) != 0 || !PQenterPipelineMode (pg))
    {
      g_autofree char *message = g_strdup (PQerrorMessage (pg));
      GError *error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, g_strstrip (message));

      PQfinish (pg);
      return dex_future_new_for_error (error);
    }

  parcel = g_new (Parcel, 1);
  g_atomic_ref_count_init (&parcel->refs);
  parcel->pg = pg;
  return dex_future_new_take_boxed (sparkled_connect_parcel_get_type (), parcel);
}

DexFuture *
sparkled_connect (const char *conninfo)
{
  return dex_thread_spawn ("[database connect]", connect_thread, g_strdup (conninfo), g_free);
}

PGconn *
sparkled_connect_steal (gpointer boxed)
{
  return g_steal_pointer (&((Parcel *) boxed)->pg);
}
