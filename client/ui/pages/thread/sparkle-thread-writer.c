/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-thread-writer.h"

#include <glib/gi18n.h>

#include "sparkle-completion.h"
#include "sparkle-composer-spelling.h"
#include "sparkle-error.h"
#include "sparkle-limits.h"
#include "sparkle-media-source.h"
#include "sparkle-reply-box.h"
#include "sparkle-settings-holder.h"

#define KEEP_TEXT_MS 1000
/* Others are told that somebody types until this long after the last key. */
#define TYPING_ENDS_MS 5000

struct _SparkleThreadWriter
{
  AdwBin parent_instance;

  SparkleSession  *session;   /* (owned) (nullable) */
  char            *post_id;   /* (nullable) */
  char            *reply_to;  /* (nullable): comment that is answered */
  char            *editing;   /* (nullable): comment that is changed */
  SparklePlayer   *player;    /* (owned) (nullable): of the window, while this is in one */
  char            *video_id;  /* (nullable): of the post */
  unsigned         keep_text_id;
  unsigned         typing_id; /* set while others are told */
  gboolean         filling;
  gboolean         spelled;   /* the dictionary was asked for */

  SparkleReplyBox *reply_box; /* (owned) */
  GtkWidget       *sign_in;   /* (owned) */
};

enum
{
  SENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleThreadWriter, sparkle_thread_writer, ADW_TYPE_BIN)

/* ---- unsent text ------------------------------------------------------------ */

static char *
text_key (SparkleThreadWriter *self)
{
  return g_strconcat ("comment/", self->post_id, NULL);
}

static char *
second_key (SparkleThreadWriter *self)
{
  return g_strconcat ("comment/", self->post_id, "/second", NULL);
}

/* Only a new comment or a reply is kept: an edit begins with the comment's text again. */
static void
keep_text (SparkleThreadWriter *self)
{
  g_autofree char *key = text_key (self);
  g_autofree char *text = sparkle_reply_box_get_text (self->reply_box);

  g_clear_handle_id (&self->keep_text_id, g_source_remove);
  if (self->editing == NULL)
    {
      gint64 second = sparkle_reply_box_get_second (self->reply_box);
      g_autofree char *pinned_key = second_key (self);
      g_autofree char *pinned = second >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, second) : NULL;

      sparkle_session_set_setting (self->session, key, *text != '\0' ? text : NULL);
      sparkle_session_set_setting (self->session, pinned_key, pinned);
    }
}

static gboolean
keep_text_cb (gpointer data)
{
  SparkleThreadWriter *self = data;

  self->keep_text_id = 0;
  keep_text (self);
  return G_SOURCE_REMOVE;
}

static void
end_typing (SparkleThreadWriter *self)
{
  if (self->typing_id == 0)
    return;
  g_clear_handle_id (&self->typing_id, g_source_remove);
  sparkle_session_set_typing (self->session, self->post_id, FALSE);
}

static gboolean
typing_ends_cb (gpointer data)
{
  SparkleThreadWriter *self = data;

  self->typing_id = 0;
  sparkle_session_set_typing (self->session, self->post_id, FALSE);
  return G_SOURCE_REMOVE;
}

static void
tell_typing (SparkleThreadWriter *self)
{
  g_autofree char *text = sparkle_reply_box_get_text (self->reply_box);

  if (*text == '\0')
    {
      end_typing (self);
      return;
    }
  g_clear_handle_id (&self->typing_id, g_source_remove);
  self->typing_id = g_timeout_add (TYPING_ENDS_MS, typing_ends_cb, self);
  sparkle_session_set_typing (self->session, self->post_id, TRUE);
}

static void
text_changed_cb (SparkleThreadWriter *self)
{
  if (self->filling || self->session == NULL)
    return;
  if (self->keep_text_id == 0)
    self->keep_text_id = g_timeout_add (KEEP_TEXT_MS, keep_text_cb, self);
  tell_typing (self);
}

static void
fill_text (SparkleThreadWriter *self,
           const char          *text)
{
  self->filling = TRUE;
  sparkle_reply_box_set_text (self->reply_box, text != NULL ? text : "");
  self->filling = FALSE;
}

/* Where the video of the post is, while it is open: the comment can be about that moment. An edit keeps its own. */
static void
offer_second (SparkleThreadWriter *self)
{
  gboolean open = self->player != NULL && self->video_id != NULL && self->editing == NULL && g_strcmp0 (sparkle_player_get_key (self->player), self->video_id) == 0;

  sparkle_reply_box_offer_second (self->reply_box, open ? CLAMP (sparkle_player_get_position (self->player) / 1000, 0, SPARKLE_VIDEO_SECONDS_MAX) : -1);
}

static void
pin (SparkleThreadWriter *self,
     gint64               second)
{
  self->filling = TRUE;
  sparkle_reply_box_set_second (self->reply_box, second);
  self->filling = FALSE;
  offer_second (self);
}

static void
restore_text (SparkleThreadWriter *self)
{
  g_autofree char *key = text_key (self);
  g_autofree char *text = sparkle_session_get_setting (self->session, key);
  g_autofree char *pinned_key = second_key (self);
  g_autofree char *pinned = sparkle_session_get_setting (self->session, pinned_key);
  guint64 second;

  fill_text (self, text);
  pin (self, pinned != NULL && g_ascii_string_to_unsigned (pinned, 10, 0, SPARKLE_VIDEO_SECONDS_MAX, &second, NULL) ? (gint64) second : -1);
}

/* ---- writing ---------------------------------------------------------------- */

static void
end_task (SparkleThreadWriter *self)
{
  gboolean was_editing = self->editing != NULL;

  g_clear_pointer (&self->reply_to, g_free);
  g_clear_pointer (&self->editing, g_free);
  sparkle_reply_box_set_task (self->reply_box, NULL);
  if (was_editing)
    restore_text (self);
}

static void
send_cb (SparkleThreadWriter *self,
         const char          *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;

  if (self->editing != NULL)
    {
      if (sparkle_session_edit_comment (self->session, self->editing, text, &error))
        id = g_strdup (self->editing);
    }
  else
    {
      id = sparkle_session_create_comment (self->session, self->post_id, self->reply_to, text, (int) sparkle_reply_box_get_second (self->reply_box), &error);
    }

  if (id == NULL)
    {
      gboolean detailed = error->domain == SPARKLE_ERROR && sparkle_error_n_details (error) > 0;

      gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                                  detailed ? sparkle_error_get_detail (error, 0)->message : error->message);
      return;
    }

  end_typing (self);
  if (self->editing == NULL)
    {
      fill_text (self, "");
      pin (self, -1);
      keep_text (self);
    }
  end_task (self);
  g_signal_emit (self, signals[SENT], 0, id);
}

static void
update_account (SparkleThreadWriter *self)
{
  gboolean here = sparkle_session_get_account (self->session) != NULL;

  adw_bin_set_child (ADW_BIN (self), here ? GTK_WIDGET (self->reply_box) : self->sign_in);
}

/**
 * sparkle_thread_writer_reply:
 * @comment: what is answered
 */
void
sparkle_thread_writer_reply (SparkleThreadWriter *self,
                             SparkleComment      *comment)
{
  SparkleUser *author = sparkle_comment_get_author (comment);
  g_autofree char *task = NULL;

  g_return_if_fail (SPARKLE_IS_THREAD_WRITER (self));

  if (sparkle_session_get_account (self->session) == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.sign-in", NULL);
      return;
    }

  end_task (self);
  task = g_strdup_printf (_("Replying to %s"), author != NULL ? sparkle_user_get_name (author) : _("Somebody"));
  g_set_str (&self->reply_to, sparkle_comment_get_id (comment));
  sparkle_reply_box_set_task (self->reply_box, task);
  sparkle_reply_box_focus (self->reply_box);
}

/**
 * sparkle_thread_writer_edit:
 * @comment: one's own, to be changed
 */
void
sparkle_thread_writer_edit (SparkleThreadWriter *self,
                            SparkleComment      *comment)
{
  g_return_if_fail (SPARKLE_IS_THREAD_WRITER (self));

  end_task (self);
  keep_text (self);
  g_set_str (&self->editing, sparkle_comment_get_id (comment));
  sparkle_session_begin_edit (self->session, self->editing);
  pin (self, -1);
  sparkle_reply_box_set_task (self->reply_box, _("Changing your comment"));
  fill_text (self, sparkle_comment_get_content (comment));
  sparkle_reply_box_focus (self->reply_box);
}

/* Only now, so that a thread that is read and not answered loads no dictionary. Without one nothing is said: a comment is short. */
static void
focused_cb (SparkleThreadWriter *self)
{
  if (self->spelled || self->session == NULL)
    return;
  self->spelled = TRUE;
  g_free (sparkle_composer_spelling_begin (sparkle_reply_box_get_editor (self->reply_box), self->session,
                                           sparkle_settings_of (GTK_WIDGET (self)), NULL));
}

/* ---- the video ---------------------------------------------------------------- */

static void
set_player (SparkleThreadWriter *self,
            SparklePlayer       *player)
{
  if (self->player == player)
    return;
  if (self->player != NULL)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_set_object (&self->player, player);
  if (player != NULL)
    {
      g_signal_connect_swapped (player, "notify::key", G_CALLBACK (offer_second), self);
      g_signal_connect_swapped (player, "notify::position", G_CALLBACK (offer_second), self);
    }
  if (self->reply_box != NULL)
    offer_second (self);
}

/**
 * sparkle_thread_writer_set_video_id:
 * @video_id: (nullable): of the video that the post is about
 *
 * While it is open a comment can be pinned to where it is.
 */
void
sparkle_thread_writer_set_video_id (SparkleThreadWriter *self,
                                    const char          *video_id)
{
  g_return_if_fail (SPARKLE_IS_THREAD_WRITER (self));

  if (g_set_str (&self->video_id, video_id))
    offer_second (self);
}

static void
sparkle_thread_writer_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sparkle_thread_writer_parent_class)->root (widget);

  set_player (SPARKLE_THREAD_WRITER (widget), sparkle_player_of (widget));
}

static void
sparkle_thread_writer_unroot (GtkWidget *widget)
{
  set_player (SPARKLE_THREAD_WRITER (widget), NULL);

  GTK_WIDGET_CLASS (sparkle_thread_writer_parent_class)->unroot (widget);
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_thread_writer_unmap (GtkWidget *widget)
{
  SparkleThreadWriter *self = SPARKLE_THREAD_WRITER (widget);

  if (self->keep_text_id != 0)
    keep_text (self);
  end_typing (self);

  GTK_WIDGET_CLASS (sparkle_thread_writer_parent_class)->unmap (widget);
}

static void
sparkle_thread_writer_dispose (GObject *object)
{
  SparkleThreadWriter *self = SPARKLE_THREAD_WRITER (object);

  g_clear_handle_id (&self->keep_text_id, g_source_remove);
  g_clear_handle_id (&self->typing_id, g_source_remove);
  set_player (self, NULL);
  if (self->reply_box != NULL)
    sparkle_editor_set_completion (sparkle_reply_box_get_editor (self->reply_box), NULL, NULL);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->reply_box);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (sparkle_thread_writer_parent_class)->dispose (object);
}

static void
sparkle_thread_writer_finalize (GObject *object)
{
  SparkleThreadWriter *self = SPARKLE_THREAD_WRITER (object);

  g_free (self->post_id);
  g_free (self->reply_to);
  g_free (self->editing);
  g_free (self->video_id);

  G_OBJECT_CLASS (sparkle_thread_writer_parent_class)->finalize (object);
}

static void
sparkle_thread_writer_class_init (SparkleThreadWriterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_thread_writer_dispose;
  object_class->finalize = sparkle_thread_writer_finalize;
  widget_class->unmap = sparkle_thread_writer_unmap;
  widget_class->root = sparkle_thread_writer_root;
  widget_class->unroot = sparkle_thread_writer_unroot;

  signals[SENT] = g_signal_new ("sent", SPARKLE_TYPE_THREAD_WRITER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
sparkle_thread_writer_init (SparkleThreadWriter *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->sign_in = g_object_ref_sink (gtk_button_new_with_label (_("Sign in to comment")));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->sign_in), "win.sign-in");
  gtk_widget_add_css_class (self->sign_in, "flat");
  gtk_widget_set_margin_top (self->sign_in, 6);
  gtk_widget_set_margin_bottom (self->sign_in, 6);

  self->reply_box = g_object_ref_sink (SPARKLE_REPLY_BOX (sparkle_reply_box_new ()));
  g_signal_connect_object (self->reply_box, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reply_box, "changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reply_box, "cancelled", G_CALLBACK (end_task), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "enter", G_CALLBACK (focused_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->reply_box), focus);
}

/**
 * sparkle_thread_writer_set_session: (skip)
 * @session: open
 * @post_id: what is commented on
 *
 * Called once.
 */
void
sparkle_thread_writer_set_session (SparkleThreadWriter *self,
                                   SparkleSession      *session,
                                   const char          *post_id)
{
  g_return_if_fail (SPARKLE_IS_THREAD_WRITER (self) && self->session == NULL);

  self->session = g_object_ref (session);
  self->post_id = g_strdup (post_id);
  sparkle_editor_set_completion (sparkle_reply_box_get_editor (self->reply_box), sparkle_completion_from_session, session);
  g_signal_connect_object (session, "notify::account", G_CALLBACK (update_account), self, G_CONNECT_SWAPPED);
  update_account (self);
  restore_text (self);
}
