/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-store-private.h"

#include <glib/gi18n-lib.h>

#include "sparkle-error.h"

static SparklePushSummary *
push_summary_copy (const SparklePushSummary *summary)
{
  return g_memdup2 (summary, sizeof *summary);
}

static void
push_summary_free (SparklePushSummary *summary)
{
  g_free (summary);
}

G_DEFINE_BOXED_TYPE (SparklePushSummary, sparkle_push_summary, push_summary_copy, push_summary_free)

/* The calls of SparkleStore about the outbox. */

typedef struct
{
  char   *id;
  char   *op;
  char   *data;
  char   *base; /* (nullable) */
  gint64  base_version;
  gint64  delay;
} Mutation;

typedef struct
{
  GPtrArray *rows;      /* (nullable): Mutation or SparkleOutboxRow (owned) */
  GBytes    *bytes;     /* (nullable) */
  char      *id;        /* (nullable) */
  char      *data;      /* (nullable) */
  GError    *why;       /* (nullable) */
  gint64     number;
} Args;

static void
mutation_free (Mutation *mutation)
{
  g_free (mutation->id);
  g_free (mutation->op);
  g_free (mutation->data);
  g_free (mutation->base);
  g_free (mutation);
}

static void
args_free (Args *args)
{
  g_clear_pointer (&args->rows, g_ptr_array_unref);
  g_clear_pointer (&args->bytes, g_bytes_unref);
  g_clear_error (&args->why);
  g_free (args->id);
  g_free (args->data);
  g_free (args);
}

/* JSON crosses to the thread as text: a JsonObject is not for two threads. */
static char *
object_to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = NULL;

  if (object == NULL)
    return NULL;
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

static JsonNode *
text_to_node (const char *text)
{
  return text != NULL ? json_from_string (text, NULL) : NULL;
}

static GPtrArray *
copy_rows (GPtrArray *rows)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) sparkle_outbox_row_free);

  for (unsigned i = 0; i < rows->len; i++)
    g_ptr_array_add (copies, sparkle_outbox_row_copy (g_ptr_array_index (rows, i)));
  return copies;
}

static gboolean
enqueue_job (SparkleWriter  *writer,
             gpointer        data,
             GValue         *result,
             GError        **error)
{
  Args *args = data;

  /* an account that could not be changed to: nothing is written in the name of the one before */
  if (!g_str_equal (args->id, writer->account))
    {
      g_set_error_literal (error, SPARKLE_ERROR, SPARKLE_ERROR_UNAUTHORIZED, _("Sign in to write"));
      return FALSE;
    }
  for (unsigned i = 0; i < args->rows->len; i++)
    {
      const Mutation *mutation = g_ptr_array_index (args->rows, i);
      g_autoptr (JsonNode) node = text_to_node (mutation->data);
      g_autoptr (JsonNode) base = text_to_node (mutation->base);

      if (!sparkle_writer_enqueue (writer, mutation->id, mutation->op, json_node_get_object (node), mutation->base_version,
                                   base != NULL ? json_node_get_object (base) : NULL, mutation->delay, error))
        return FALSE;
    }
  return TRUE;
}

DexFuture *
sparkle_store_enqueue (SparkleStore               *self,
                       const SparkleStoreMutation *mutations,
                       unsigned                    n_mutations)
{
  const char *account = sparkle_store_get_account (self);
  Args *args = g_new0 (Args, 1);

  args->id = g_strdup (account != NULL ? account : "");
  args->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  for (unsigned i = 0; i < n_mutations; i++)
    {
      Mutation *mutation = g_new0 (Mutation, 1);

      mutation->id = g_strdup (mutations[i].id);
      mutation->op = g_strdup (mutations[i].op);
      mutation->data = object_to_text (mutations[i].data);
      mutation->base = object_to_text (mutations[i].base);
      mutation->base_version = mutations[i].base_version;
      mutation->delay = mutations[i].delay;
      g_ptr_array_add (args->rows, mutation);
    }
  return sparkle_store_do (self, TRUE, enqueue_job, args, (GDestroyNotify) args_free);
}

static gboolean
take_job (SparkleWriter  *writer,
          gpointer        data,
          GValue         *result,
          GError        **error)
{
  Args *args = data;
  GPtrArray *rows = sparkle_writer_take (writer, args->number, g_get_real_time (), error);

  if (rows == NULL)
    return FALSE;
  g_value_init (result, G_TYPE_PTR_ARRAY);
  g_value_take_boxed (result, rows);
  return TRUE;
}

DexFuture *
sparkle_store_take_outbox (SparkleStore *self,
                           unsigned      max)
{
  Args *args = g_new0 (Args, 1);

  args->number = max;
  return sparkle_store_do (self, TRUE, take_job, args, (GDestroyNotify) args_free);
}

static gboolean
next_job (SparkleWriter  *writer,
          gpointer        data,
          GValue         *result,
          GError        **error)
{
  gint64 at;

  if (!sparkle_writer_next_outbox (writer, &at, error))
    return FALSE;
  g_value_init (result, G_TYPE_INT64);
  g_value_set_int64 (result, at);
  return TRUE;
}

DexFuture *
sparkle_store_next_outbox (SparkleStore *self)
{
  return sparkle_store_do (self, FALSE, next_job, NULL, NULL);
}

static gboolean
apply_push_job (SparkleWriter  *writer,
                gpointer        data,
                GValue         *result,
                GError        **error)
{
  Args *args = data;
  SparklePushSummary summary = { 0 };

  if (!sparkle_writer_apply_push (writer, args->rows, args->bytes, args->number, &summary, error))
    return FALSE;
  g_value_init (result, sparkle_push_summary_get_type ());
  g_value_set_boxed (result, &summary);
  return TRUE;
}

DexFuture *
sparkle_store_apply_push (SparkleStore *self,
                          GPtrArray    *sent,
                          GBytes       *answer,
                          gint64        retry_delay)
{
  Args *args;

  g_return_val_if_fail (sent != NULL && answer != NULL, NULL);

  args = g_new0 (Args, 1);
  args->rows = copy_rows (sent);
  args->bytes = g_bytes_ref (answer);
  args->number = retry_delay;
  return sparkle_store_do (self, TRUE, apply_push_job, args, (GDestroyNotify) args_free);
}

static gboolean
return_job (SparkleWriter  *writer,
            gpointer        data,
            GValue         *result,
            GError        **error)
{
  Args *args = data;

  return sparkle_writer_return (writer, args->rows, args->number, args->why, error);
}

DexFuture *
sparkle_store_return_outbox (SparkleStore *self,
                             GPtrArray    *sent,
                             gint64        next_at,
                             const GError *error)
{
  Args *args;

  g_return_val_if_fail (sent != NULL, NULL);

  args = g_new0 (Args, 1);
  args->rows = copy_rows (sent);
  args->number = next_at;
  args->why = error != NULL ? g_error_copy (error) : NULL;
  return sparkle_store_do (self, TRUE, return_job, args, (GDestroyNotify) args_free);
}

static gboolean
retry_job (SparkleWriter  *writer,
           gpointer        data,
           GValue         *result,
           GError        **error)
{
  Args *args = data;
  g_autoptr (JsonNode) node = text_to_node (args->data);

  return sparkle_writer_retry (writer, args->id, node != NULL ? json_node_get_object (node) : NULL, error);
}

DexFuture *
sparkle_store_retry_outbox (SparkleStore *self,
                            const char   *mutation_id)
{
  return sparkle_store_edit_outbox (self, mutation_id, NULL);
}

DexFuture *
sparkle_store_edit_outbox (SparkleStore *self,
                           const char   *mutation_id,
                           JsonObject   *data)
{
  Args *args;

  g_return_val_if_fail (mutation_id != NULL, NULL);

  args = g_new0 (Args, 1);
  args->id = g_strdup (mutation_id);
  args->data = object_to_text (data);
  return sparkle_store_do (self, TRUE, retry_job, args, (GDestroyNotify) args_free);
}

static gboolean
discard_job (SparkleWriter  *writer,
             gpointer        data,
             GValue         *result,
             GError        **error)
{
  return sparkle_writer_discard (writer, data, error);
}

DexFuture *
sparkle_store_discard_outbox (SparkleStore *self,
                              const char   *mutation_id)
{
  g_return_val_if_fail (mutation_id != NULL, NULL);

  return sparkle_store_do (self, TRUE, discard_job, g_strdup (mutation_id), g_free);
}
