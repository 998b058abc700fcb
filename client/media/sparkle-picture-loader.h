/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Pictures that lie on other people's machines: fetched with bounds, decoded in a sandbox, kept while they are looked at. */
#define SPARKLE_TYPE_PICTURE_LOADER (sparkle_picture_loader_get_type ())
G_DECLARE_FINAL_TYPE (SparklePictureLoader, sparkle_picture_loader, SPARKLE, PICTURE_LOADER, GObject)

SparklePictureLoader *sparkle_picture_loader_new  (void);
DexFuture            *sparkle_picture_loader_load (SparklePictureLoader *self,
                                                   const char           *address,
                                                   gboolean              by_hand);

G_END_DECLS
