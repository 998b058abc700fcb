/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sparkle-sign-in.h"

#include <glib/gi18n.h>

#include "sparkle-error.h"
#include "sparkle-user.h"
#include "sparkle-validate.h"

struct _SparkleSignIn
{
  AdwDialog parent_instance;

  SparkleSession *session; /* (owned) */
  gboolean        busy;

  AdwBanner    *banner;
  AdwViewStack *stack;
  GtkEditable  *login_row;
  GtkEditable  *password_row;
  GtkEditable  *username_row;
  GtkEditable  *email_row;
  GtkEditable  *new_password_row;
  GtkWidget    *submit_button;
  GtkStack     *submit_stack;
  GtkLabel     *submit_label;
  GtkWidget    *submit_spinner;
  GtkLabel     *note;
};

enum
{
  WELCOME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SparkleSignIn, sparkle_sign_in, ADW_TYPE_DIALOG)

static gboolean
registers (SparkleSignIn *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "register") == 0;
}

static void
clear_errors (SparkleSignIn *self)
{
  GtkEditable *rows[] = { self->login_row, self->password_row, self->username_row, self->email_row, self->new_password_row };

  for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (rows[i]), "error");
  adw_banner_set_revealed (self->banner, FALSE);
}

static gboolean
filled (GtkEditable *row)
{
  return *gtk_editable_get_text (row) != '\0';
}

static void
update (SparkleSignIn *self)
{
  gboolean reg = registers (self);
  gboolean online = sparkle_session_get_online (self->session);
  gboolean complete = reg ? filled (self->username_row) && filled (self->email_row) && filled (self->new_password_row)
                          : filled (self->login_row) && filled (self->password_row);

  gtk_label_set_label (self->submit_label, reg ? _("Register") : _("Sign in"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->submit_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  reg ? _("Register") : _("Sign in"), -1);
  gtk_widget_set_sensitive (self->submit_button, complete && !self->busy);
  gtk_stack_set_visible_child (self->submit_stack, self->busy ? self->submit_spinner : GTK_WIDGET (self->submit_label));
  if (!online)
    gtk_label_set_label (self->note, _("There is no connection. Signing in needs one; everything stored here can be read without."));
  else if (reg)
    gtk_label_set_label (self->note, _("At least 8 characters for the password; a few words are better than one with signs."));
  else
    gtk_label_set_label (self->note, "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), !online || reg);
}

static void
mode_changed_cb (SparkleSignIn *self)
{
  if (self->session == NULL)
    return;
  clear_errors (self);
  update (self);
}

static void
changed_cb (SparkleSignIn *self)
{
  if (self->session == NULL)
    return;
  clear_errors (self);
  update (self);
}

/* ---- errors ----------------------------------------------------------------- */

static void
show_error (SparkleSignIn *self,
            const GError  *error)
{
  const struct
  {
    const char  *field;
    GtkEditable *row;
  } rows[] = {
    { "username", self->username_row },
    { "email", self->email_row },
    { "password", registers (self) ? self->new_password_row : self->password_row },
    { "login", self->login_row },
  };
  const char *message = error->message;

  if (error->domain == SPARKLE_ERROR && sparkle_error_n_details (error) > 0)
    {
      const SparkleErrorDetail *detail = sparkle_error_get_detail (error, 0);

      message = detail->message;
      for (unsigned i = 0; i < G_N_ELEMENTS (rows); i++)
        if (g_strcmp0 (rows[i].field, detail->field) == 0)
          {
            gtk_widget_add_css_class (GTK_WIDGET (rows[i].row), "error");
            gtk_widget_grab_focus (GTK_WIDGET (rows[i].row));
          }
    }
  else if (g_error_matches (error, SPARKLE_ERROR, SPARKLE_ERROR_INVALID_CREDENTIALS))
    {
      message = _("The name or the password is wrong");
      gtk_widget_add_css_class (GTK_WIDGET (self->password_row), "error");
      gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
    }
  adw_banner_set_title (self->banner, message);
  adw_banner_set_revealed (self->banner, TRUE);
}

static gboolean
validate (SparkleSignIn *self)
{
  g_autoptr(GError) error = NULL;

  if (!registers (self))
    return TRUE;
  if (sparkle_validate_username ("username", gtk_editable_get_text (self->username_row), &error) &&
      sparkle_validate_email ("email", gtk_editable_get_text (self->email_row), &error) &&
      sparkle_validate_password ("password", gtk_editable_get_text (self->new_password_row), &error))
    return TRUE;
  show_error (self, error);
  return FALSE;
}

/* ---- submitting ------------------------------------------------------------- */

static DexFuture *
done_cb (DexFuture *future,
         gpointer   user_data)
{
  SparkleSignIn *self = SPARKLE_SIGN_IN (user_data);
  SparkleUser *account = self->session != NULL ? sparkle_session_get_account (self->session) : NULL;
  g_autoptr(GError) error = NULL;

  self->busy = FALSE;
  /* Closed meanwhile: the session tells everybody else. */
  if (self->session == NULL)
    return dex_ref (future);

  update (self);
  if (dex_future_get_value (future, &error) == NULL)
    {
      show_error (self, error);
      return dex_ref (future);
    }
  g_signal_emit (self, signals[WELCOME], 0, account != NULL ? sparkle_user_get_name (account) : gtk_editable_get_text (self->login_row));
  adw_dialog_close (ADW_DIALOG (self));
  return dex_ref (future);
}

static void
submit_cb (SparkleSignIn *self)
{
  DexFuture *future;

  clear_errors (self);
  if (self->busy || !validate (self))
    return;

  self->busy = TRUE;
  update (self);
  if (registers (self))
    future = sparkle_session_register (self->session, gtk_editable_get_text (self->username_row),
                                       gtk_editable_get_text (self->email_row), gtk_editable_get_text (self->new_password_row));
  else
    future = sparkle_session_login (self->session, gtk_editable_get_text (self->login_row), gtk_editable_get_text (self->password_row));
  dex_future_disown (dex_future_finally (future, done_cb, g_object_ref (self), g_object_unref));
}

/* ---- life ------------------------------------------------------------------- */

static void
sparkle_sign_in_dispose (GObject *object)
{
  SparkleSignIn *self = SPARKLE_SIGN_IN (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), SPARKLE_TYPE_SIGN_IN);

  G_OBJECT_CLASS (sparkle_sign_in_parent_class)->dispose (object);
}

static void
sparkle_sign_in_class_init (SparkleSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = sparkle_sign_in_dispose;

  signals[WELCOME] = g_signal_new ("welcome", SPARKLE_TYPE_SIGN_IN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/com/sparkle_universe/Sparkle/dialogs/sparkle-sign-in.ui");
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, banner);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, stack);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, login_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, password_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, username_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, email_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, new_password_row);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, submit_button);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, submit_stack);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, submit_label);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, submit_spinner);
  gtk_widget_class_bind_template_child (widget_class, SparkleSignIn, note);
  gtk_widget_class_bind_template_callback (widget_class, mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, submit_cb);
}

static void
sparkle_sign_in_init (SparkleSignIn *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * sparkle_sign_in_new:
 * @session: open
 *
 * Returns: (transfer floating): the dialog
 */
AdwDialog *
sparkle_sign_in_new (SparkleSession *session)
{
  SparkleSignIn *self = g_object_new (SPARKLE_TYPE_SIGN_IN, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::online", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return ADW_DIALOG (self);
}
