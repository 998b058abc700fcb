# SPDX-License-Identifier: GPL-3.0-or-later
"""What every journey needs: a real server, real apps, and eyes and hands made of AT-SPI.

Nothing here waits for time: wait() looks again and again until what it waits for is there, and says what
it saw when that takes too long."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import pyatspi
from gi.repository import GLib

PATIENCE = 40.0 * float(os.environ.get('MESON_TEST_MULTIPLIER', '1') or 1)


class Stage:
    """The server and its database, driven line by line."""

    def __init__(self, program, server):
        self.process = subprocess.Popen([program, server], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.hear('url')

    def hear(self, word):
        for line in self.process.stdout:
            first, _, rest = line.strip().partition(' ')
            if first == word:
                return rest
        raise AssertionError('the server is gone')

    def say(self, line, word='ok'):
        self.process.stdin.write(line + '\n')
        self.process.stdin.flush()
        return self.hear(word)

    def stop(self):
        self.say('stop')

    def start(self):
        self.say('start')

    def count(self, sql):
        return int(self.say('count ' + sql, 'count'))

    def end(self):
        self.process.stdin.write('quit\n')
        self.process.stdin.flush()
        status = self.process.wait()
        assert status == 0, f'the stage ended with {status}'


def wait(what, condition, patience=PATIENCE):
    """Looks until condition() is true and gives what it gave."""
    context = GLib.MainContext.default()
    end = time.monotonic() + patience
    while True:
        try:
            found = condition()
        except (GLib.Error, RuntimeError):
            found = None  # what was being looked at has just gone
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f'waited in vain for {what}')
        over = []
        GLib.timeout_add(40, lambda: over.append(True))
        while not over:
            context.iteration(True)


class App:
    """One running sparkle, seen through AT-SPI."""

    def __init__(self, program, url, folder):
        self.arguments = [program, '--server', url, '--data', folder]
        self.launch()

    def launch(self):
        before = set(self.pids())
        self.process = subprocess.Popen(self.arguments)
        assert self.process.pid not in before
        self.root = wait('the app on the accessibility bus', self.find_root)
        wait('its window', lambda: self.find('frame', None) or self.find('window', None))

    @staticmethod
    def apps():
        desktop = pyatspi.Registry.getDesktop(0)
        return [desktop.getChildAtIndex(i) for i in range(desktop.childCount)]

    def pids(self):
        return [app.get_process_id() for app in self.apps() if app]

    def find_root(self):
        assert self.process.poll() is None, f'the app ended with {self.process.returncode}'
        return next((app for app in self.apps() if app and app.get_process_id() == self.process.pid), None)

    def walk(self, node=None, depth=0):
        node = node or self.root
        yield node
        if depth > 60:
            return
        for index in range(min(node.childCount, 400)):
            child = node.getChildAtIndex(index)
            if child is not None:
                yield from self.walk(child, depth + 1)

    @staticmethod
    def shows(node):
        return node.getState().contains(pyatspi.STATE_SHOWING)

    def find(self, role, name, contains=False):
        """The first that shows. When something goes away in the middle of the walk, another one begins."""
        roles = role if isinstance(role, tuple) else (role,)
        while self.process.poll() is None:
            try:
                return next((node for node in self.walk() if (role is None or node.getRoleName() in roles) and
                             (name is None or (name in (node.name or '') if contains else node.name == name)) and self.shows(node)), None)
            except (GLib.Error, RuntimeError):
                pass
        raise AssertionError(f'the app ended with {self.process.returncode}')

    @staticmethod
    def act(what, find):
        """Waits for something and does what it is for, however often its row is made anew meanwhile."""
        def done():
            node = find()
            return node and node.queryAction().doAction(0)
        wait(what, done)

    BUTTONS = ('button', 'push button', 'toggle button')

    def button(self, name):
        def ready():
            node = self.find(self.BUTTONS, name)
            return node if node and node.getState().contains(pyatspi.STATE_SENSITIVE) else None
        return wait(f'the button “{name}”', ready)

    def press(self, name):
        node = self.button(name)
        assert node.queryAction().doAction(0), f'“{name}” cannot be pressed'

    def entry(self, name):
        def ready():
            for node in self.walk():
                if node.name == name and self.shows(node) and 'EditableText' in pyatspi.listInterfaces(node):
                    return node
            return None
        return wait(f'the entry “{name}”', ready)

    def type(self, name, text):
        node = self.entry(name)
        node.queryEditableText().setTextContents(text)
        wait(f'“{text}” in “{name}”', lambda: node.queryText().characterCount == len(text))  # passwords read as dots

    def sees(self, text):
        """Something on screen whose name or text contains it."""
        for node in self.walk():
            if not self.shows(node):
                continue
            if text in (node.name or ''):
                return node
            if 'Text' in pyatspi.listInterfaces(node) and text in node.queryText().getText(0, -1):
                return node
        return None

    def wait_sees(self, text):
        return wait(f'“{text}” on screen', lambda: self.sees(text))

    def wait_gone(self, text):
        return wait(f'“{text}” to go', lambda: not self.sees(text))

    def dump(self):
        for node in self.walk():
            states = [s for s in ('SHOWING', 'SENSITIVE', 'FOCUSED') if node.getState().contains(getattr(pyatspi, 'STATE_' + s))]
            print(f'# {node.getRoleName()} “{node.name}” {" ".join(states)} {pyatspi.listInterfaces(node)}', file=sys.stderr)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def quit(self):
        """As at the end of a desktop session; a sanitizer's report is a status of its own."""
        self.process.terminate()
        status = self.process.wait(60)
        assert status == 0, f'the app ended with {status}'

    # What people do.

    def register(self, name):
        self.press('Sign in')
        self.act('the way to register', lambda: self.find(('radio button', 'page tab', 'toggle button', 'button'), 'Register'))
        self.type('Username', name)
        self.type('E-mail', f'{name}@example.org')
        self.type('New password', 'correct horse battery')
        self.press('Register')
        self.wait_person(name)

    def wait_person(self, name):
        return wait('the person in the sidebar', lambda: self.find(self.BUTTONS, f'Your profile, {name}'))

    def sign_in(self, name, password='correct horse battery'):
        self.press('Sign in')
        self.type('Username or e-mail', name)
        self.type('Password', password)
        dialog = wait('the dialog', lambda: self.find('dialog', None))
        self.act('the button of the dialog', lambda: next(
            (n for n in self.walk(dialog) if n.getRoleName() in self.BUTTONS and n.name == 'Sign in' and
             n.getState().contains(pyatspi.STATE_SENSITIVE)), None))
        wait('the person in the sidebar', lambda: self.find(self.BUTTONS, 'Your profile, ', contains=True))

    def x_window(self):
        """The window of this app on the screen, for xdotool."""
        def look():
            found = subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid', str(self.process.pid), '--name', '.'],
                                   capture_output=True, text=True)
            return found.stdout.split()
        return wait('the window on the screen', look)[0]

    def is_active(self):
        return next((n for n in self.walk_top() if n.getState().contains(pyatspi.STATE_ACTIVE)), None)

    def walk_top(self):
        return [n for n in (self.root.getChildAtIndex(i) for i in range(self.root.childCount)) if n is not None]

    def take_keyboard(self):
        """There is no window manager to give a window the focus; and the app must know of it before a key comes, or the key
        meets a window where nothing has the focus yet."""
        window = self.x_window()
        subprocess.run(['xdotool', 'windowraise', window, 'windowfocus', '--sync', window], check=True)
        wait('the window to be active', self.is_active)

    def keys(self, *combination):
        """For what has no action of its own: the shortcut, typed into this app's window. Whoever calls waits for what it does."""
        self.take_keyboard()
        subprocess.run(['xdotool', 'key', '--', *combination], check=True)

    def key_in(self, text):
        """Letter by letter into what has the focus, and there it is."""
        self.take_keyboard()
        node = wait('a focus that takes text', lambda: next(
            (n for n in self.walk() if n.getState().contains(pyatspi.STATE_FOCUSED) and self.shows(n) and
             'EditableText' in pyatspi.listInterfaces(n)), None))
        before = node.queryText().characterCount
        subprocess.run(['xdotool', 'type', '--delay', '5', '--', text], check=True)
        wait(f'“{text}” to be typed', lambda: node.queryText().characterCount == before + len(text))

    def focus(self):
        """What has the focus: the innermost that says so."""
        found = None
        for node in self.walk():
            if node.getState().contains(pyatspi.STATE_FOCUSED) and self.shows(node):
                found = node
        return found

    def tab_to(self, name, key='Tab', steps=80):
        """On by one key until what has the name has the focus; no pointer, no action of accessibility."""
        for step in range(steps):
            node = wait('a focus', self.focus) if step else self.focus()
            if node is not None and node.name == name:
                return node
            self.keys(key)
            try:
                wait('the focus to move', lambda: self.focus() not in (None, node), 2.0)
            except AssertionError:
                pass  # within one widget: its next part
        raise AssertionError(f'{key} does not lead to “{name}”')

    def resize(self, width, height):
        subprocess.run(['xdotool', 'windowsize', '--sync', self.x_window(), str(width), str(height)], check=True)

    def write(self, title, text):
        self.press('Write a post')
        self.type('Title', title)
        self.type('Text', text)


class Person:
    """Somebody with another device: the server's own interface."""

    def __init__(self, url, token=None):
        self.url, self.token = url, token

    def log_in(self, name, password='correct horse battery'):
        self.token = self.call('POST', '/auth/login', {'login': name, 'password': password})['token']

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.url + '/api/v1' + path, method=method,
                                         data=json.dumps(body).encode() if body is not None else None,
                                         headers={'Content-Type': 'application/json'})
        if self.token:
            request.add_header('Authorization', 'Bearer ' + self.token)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer).get('data')

    def send(self, path, **body):
        """Makes something; gives its id."""
        return self.call('POST', path, body)['id']


class Journey:
    """with Journey() as j: … cleans up whatever happens."""

    def __init__(self):
        self.program, stage, server = sys.argv[1:4]
        self.folder = tempfile.mkdtemp(prefix='sparkle-journey-')
        self.apps = []
        self.unlock_keyring()
        self.park_pointer()
        self.stage = Stage(stage, server)

    def unlock_keyring(self):
        """A keyring of this journey alone, open, so that nobody is asked for a password."""
        os.environ['XDG_DATA_HOME'] = os.path.join(self.folder, 'data')
        os.makedirs(os.path.join(self.folder, 'data', 'keyrings'))
        subprocess.run(['gnome-keyring-daemon', '--unlock', '--components=secrets'], input='journey', text=True,
                       stdout=subprocess.DEVNULL, check=True)

    @staticmethod
    def park_pointer():
        """Into the corner, where nothing is. In the middle of the screen, where a new one puts it, it hovers above dialogs, and an
        AdwEntryRow that goes away under the pointer while its title moves loses the animation (libadwaita 1.10): plays again in the
        unmapping, before the first play was stopped."""
        subprocess.run(['xdotool', 'mousemove', '10000', '10000'], check=True)

    def person(self, name):
        return Person(self.stage.url, self.stage.say('register ' + name, 'token'))

    def app(self, name):
        folder = os.path.join(self.folder, name)
        pathlib.Path(folder).mkdir(exist_ok=True)
        self.apps.append(App(self.program, self.stage.url, folder))
        return self.apps[-1]

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            for app in self.apps:
                if app.process.poll() is None:
                    app.dump()
        for app in self.apps:
            if app.process.poll() is None:
                app.quit()
        self.stage.end()
        shutil.rmtree(self.folder, ignore_errors=True)
        return False
