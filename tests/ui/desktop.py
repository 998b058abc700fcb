# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the desktop's notification service: org.freedesktop.Notifications on the journey's own bus, as a shell
would offer it. It shows nothing and remembers everything; the app and the bus between are the real ones."""
from gi.repository import Gio, GLib

INTERFACE = '''<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
  <method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/>
    <arg type="i" direction="in"/><arg type="u" direction="out"/></method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>'''


class Desktop:
    def __init__(self):
        self.shown = {}   # id -> (summary, body)
        self.told = []    # (id, summary, body), in order
        self.next = 1
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        node = Gio.DBusNodeInfo.new_for_xml(INTERFACE)
        self.bus.register_object('/org/freedesktop/Notifications', node.interfaces[0], self.called, None, None)
        answer = self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'RequestName',
                                    GLib.Variant('(su)', ('org.freedesktop.Notifications', 4)), None, 0, -1, None)
        assert answer.unpack()[0] == 1, 'somebody else shows notifications on this bus'

    def called(self, bus, sender, path, interface, method, parameters, invocation):
        if method == 'GetCapabilities':
            invocation.return_value(GLib.Variant('(as)', (['actions', 'body'],)))
        elif method == 'GetServerInformation':
            invocation.return_value(GLib.Variant('(ssss)', ('stand-in', 'sparkle', '1', '1.2')))
        elif method == 'Notify':
            _, replaces, _, summary, body, *_ = parameters.unpack()
            number = replaces or self.next
            self.next = max(self.next, number + 1)
            self.shown[number] = (summary, body)
            self.told.append((number, summary, body))
            invocation.return_value(GLib.Variant('(u)', (number,)))
        elif method == 'CloseNotification':
            number, = parameters.unpack()
            self.shown.pop(number, None)
            invocation.return_value(None)
            self.emit('NotificationClosed', GLib.Variant('(uu)', (number, 3)))

    def emit(self, signal, parameters):
        self.bus.emit_signal(None, '/org/freedesktop/Notifications', 'org.freedesktop.Notifications', signal, parameters)

    def click(self, number):
        """As by a person: the action, and what was clicked goes away."""
        self.emit('ActionInvoked', GLib.Variant('(us)', (number, 'default')))
        self.shown.pop(number, None)
        self.emit('NotificationClosed', GLib.Variant('(uu)', (number, 2)))

    def find(self, text):
        """The id of what is shown and says it; 0: nothing."""
        return next((n for n, (summary, body) in self.shown.items() if text in summary or text in body), 0)
