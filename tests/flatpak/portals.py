#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for three of the desktop's portals, in a process of its own, as the app waits for it while the journey waits for the app.
Secret gives the sandboxed app the key to its own file of secrets, the same at every start; NetworkMonitor says that there is a
network, ProxyResolver that it is reached directly. libsecret and GIO in the app are the real ones. Says "ready" when it is on the bus."""
import os
import sys

from gi.repository import Gio, GLib

INTERFACES = '''<node><interface name="org.freedesktop.portal.Secret">
  <method name="RetrieveSecret"><arg type="h" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method>
  <property name="version" type="u" access="read"/>
</interface>
<interface name="org.freedesktop.portal.NetworkMonitor">
  <method name="GetStatus"><arg type="a{sv}" direction="out"/></method>
  <property name="version" type="u" access="read"/>
</interface>
<interface name="org.freedesktop.portal.ProxyResolver">
  <method name="Lookup"><arg type="s" direction="in"/><arg type="as" direction="out"/></method>
  <property name="version" type="u" access="read"/>
</interface></node>'''
VERSIONS = {'org.freedesktop.portal.Secret': 1, 'org.freedesktop.portal.NetworkMonitor': 3, 'org.freedesktop.portal.ProxyResolver': 1}
KEY = bytes(range(64))


def called(bus, sender, path, interface, method, parameters, invocation):
    if method == 'GetStatus':
        invocation.return_value(GLib.Variant('(a{sv})', ({'available': GLib.Variant('b', True), 'metered': GLib.Variant('b', False),
                                                          'connectivity': GLib.Variant('u', 4)},)))
        return
    if method == 'Lookup':
        invocation.return_value(GLib.Variant('(as)', (['direct://'],)))
        return
    options = parameters.unpack()[1]
    handle = f'/org/freedesktop/portal/desktop/request/{sender[1:].replace(".", "_")}/{options.get("handle_token", "none")}'
    descriptor = invocation.get_message().get_unix_fd_list().get(parameters.get_child_value(0).get_handle())
    os.write(descriptor, KEY)
    os.close(descriptor)
    invocation.return_value(GLib.Variant('(o)', (handle,)))
    bus.emit_signal(sender, handle, 'org.freedesktop.portal.Request', 'Response', GLib.Variant('(ua{sv})', (0, {})))


def read(bus, sender, path, interface, name):
    return GLib.Variant('u', VERSIONS[interface])


connection = Gio.bus_get_sync(Gio.BusType.SESSION, None)
for offered in Gio.DBusNodeInfo.new_for_xml(INTERFACES).interfaces:
    connection.register_object('/org/freedesktop/portal/desktop', offered, called, read, None)
answer = connection.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'RequestName',
                              GLib.Variant('(su)', ('org.freedesktop.portal.Desktop', 4)), None, 0, -1, None)
assert answer.unpack()[0] == 1, 'somebody else is the portal on this bus'
print('ready')
sys.stdout.flush()
GLib.MainLoop().run()
