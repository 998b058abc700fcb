/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Around calls of libraries that lose memory of their own, once in a while and little. The suite counts every lost byte, and the stack
 * that it sees of such an allocation ends inside GLib, so that it cannot be told apart by name. In an ordinary build these are nothing. */
#if defined (__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#define SPARKLE_FOREIGN_LEAKS_BEGIN __lsan_disable ();
#define SPARKLE_FOREIGN_LEAKS_END __lsan_enable ();
#else
#define SPARKLE_FOREIGN_LEAKS_BEGIN
#define SPARKLE_FOREIGN_LEAKS_END
#endif
