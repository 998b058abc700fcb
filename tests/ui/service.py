# SPDX-License-Identifier: GPL-3.0-or-later
"""The app as the session bus starts it, without --data: the journey's own folders are the person's."""
import os
import pathlib
import shlex

from gi.repository import Gio, GLib

from journey import App, wait

NAME = 'com.sparkle_universe.Sparkle'
PATH = '/com/sparkle_universe/Sparkle'


class UniqueApp(App):
    """Started by hand, and the only one on its bus."""

    def __init__(self, program, url):
        self.arguments = [program, '--server', url]
        self.launch()


class Service(App):
    """Started by the bus for whoever calls its name. How each of its lives ended is in a file."""

    def __init__(self, journey):
        self.status = pathlib.Path(journey.folder, 'status')
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        self.pid = 0
        self.process = self
        script = pathlib.Path(journey.folder, 'service')
        script.write_text(f'#!/bin/sh\n{shlex.quote(journey.program)} --gapplication-service\necho $? >>{shlex.quote(str(self.status))}\n')
        script.chmod(0o755)
        folder = pathlib.Path(os.environ['XDG_RUNTIME_DIR'], 'dbus-1', 'services')
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f'{NAME}.service').write_text(f'[D-BUS Service]\nName={NAME}\nExec={script}\n')
        self.bus_call('UpdateActivationEnvironment', GLib.Variant('(a{ss})', ({'XDG_DATA_HOME': os.environ['XDG_DATA_HOME']},)))
        self.bus_call('ReloadConfig')

    def bus_call(self, method, parameters=None):
        answer = self.bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method, parameters,
                                    None, 0, -1, None)
        return answer.unpack() if answer else None

    def call(self, path, interface, method, parameters):
        answer = self.bus.call_sync(NAME, path, interface, method, parameters, None, 0, 30000, None)
        return answer.unpack() if answer else None

    def runs(self):
        return self.bus_call('NameHasOwner', GLib.Variant('(s)', (NAME,)))[0]

    def look(self):
        """At the process that has the name now."""
        self.pid, = self.bus_call('GetConnectionUnixProcessID', GLib.Variant('(s)', (NAME,)))
        self.root = wait('the app on the accessibility bus', self.find_root)

    def has_window(self):
        return any(app.get_process_id() == self.pid and app.childCount for app in self.apps() if app)

    def poll(self):
        return None if self.runs() else 0

    def lives(self):
        return self.status.read_text().split() if self.status.exists() else []

    def quit(self):
        """By its own action; then all its lives must have ended well."""
        before = len(self.lives())
        if self.runs():
            self.call(PATH, 'org.freedesktop.Application', 'ActivateAction', GLib.Variant('(sava{sv})', ('quit', [], {})))
        wait('the service to end', lambda: len(self.lives()) > before)
        assert set(self.lives()) == {'0'}, f'the service ended with {self.lives()}'
