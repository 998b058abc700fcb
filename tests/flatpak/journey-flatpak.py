#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed Flatpak in its sandbox: sign in, read, write without a connection, end, start again; the text is there and is
sent once when the server is back.

Takes the app's id, the stage, the server and where the picture goes."""
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'ui'))
from journey import App, Journey, wait  # noqa: E402

RESOLVER = 'com.sparkle_universe.Sparkle.Resolver'


class Sandboxed(App):
    """Seen through the sandbox's proxy of the accessibility bus: its process is not the one that was started."""

    def __init__(self, app_id, url):
        self.app_id = app_id
        self.arguments = ['flatpak', 'run', '--branch=stable', app_id, '--server', url]
        self.launch()

    def find_root(self):
        assert self.process.poll() is None, f'the app ended with {self.process.returncode}'
        return next((app for app in self.apps() if app and app.childCount > 0), None)

    def quit(self):
        subprocess.run(['flatpak', 'kill', self.app_id], check=False)
        self.process.wait(60)
        wait('it to leave the accessibility bus', lambda: not [app for app in self.apps() if app and app.childCount > 0])


class SandboxJourney(Journey):
    def __init__(self):
        self.portal = subprocess.Popen([sys.executable, HERE / 'portals.py'], stdout=subprocess.PIPE, text=True)
        assert self.portal.stdout.readline() == 'ready\n', 'the portals are not there'
        super().__init__()

    def __exit__(self, kind, value, trace):
        try:
            return super().__exit__(kind, value, trace)
        finally:
            self.portal.terminate()
            self.portal.wait()

    def app(self, name):
        self.apps.append(Sandboxed(self.program, self.stage.url))
        return self.apps[-1]


def sandbox_finds_resolver():
    """Where the program that the app looks for is, inside; empty: nowhere."""
    return subprocess.run(['flatpak', 'run', '--branch=stable', '--command=sh', sys.argv[1], '-c', 'command -v yt-dlp'],
                          text=True, stdout=subprocess.PIPE).stdout.strip()


def install_resolver(folder):
    """An extension as a distributor would make it, with a program that only has to be found."""
    tree = pathlib.Path(folder, 'extension')
    (tree / 'files' / 'bin').mkdir(parents=True)
    program = tree / 'files' / 'bin' / 'yt-dlp'
    program.write_text('#!/bin/sh\n')
    program.chmod(0o755)
    arch = subprocess.run(['flatpak', '--default-arch'], text=True, capture_output=True, check=True).stdout.strip()
    (tree / 'metadata').write_text(f'[Runtime]\nname={RESOLVER}\n\n[ExtensionOf]\nref=app/{sys.argv[1]}/{arch}/stable\n')
    for command in (['build-export', f'{folder}/repo', tree, 'stable'],
                    ['--user', 'remote-add', '--if-not-exists', '--no-gpg-verify', 'resolver', f'file://{folder}/repo'],
                    ['--user', 'install', '--noninteractive', 'resolver', f'{RESOLVER}//stable']):
        subprocess.run(['flatpak', *command], stdout=subprocess.DEVNULL, check=True)


def remove_resolver():
    for command in (['uninstall', '--noninteractive', f'{RESOLVER}//stable'], ['remote-delete', '--force', 'resolver']):
        subprocess.run(['flatpak', '--user', *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


with SandboxJourney() as journey:
    bob = journey.person('bob')
    bob.send('/posts', title='Posted before', content='From another device.')

    started = time.monotonic()
    ann = journey.app('ann')
    print(f'# the window stood after {time.monotonic() - started:.1f} s', file=sys.stderr)
    ann.register('ann')
    ann.wait_sees('Posted before')

    journey.stage.stop()
    ann.write('Written in a sandbox', 'Nobody can read this yet.')
    ann.wait_sees('Saved')
    ann.press('Publish')
    ann.wait_sees('1 waits in the outbox')
    ann.quit()

    ann.launch()
    ann.wait_sees('Written in a sandbox')
    ann.wait_sees('Posted before')
    ann.wait_person('ann')
    subprocess.run(['import', '-window', 'root', sys.argv[4]], check=True)
    journey.stage.start()
    ann.wait_gone('1 waits in the outbox')
    wait('the post on the server', lambda: journey.stage.count("SELECT count(*) FROM post WHERE title = 'Written in a sandbox'") == 1)

remove_resolver()  # of a run that was cut off
assert sandbox_finds_resolver() == '', 'the base carries a resolver'
with tempfile.TemporaryDirectory() as scratch:
    install_resolver(scratch)
    found = sandbox_finds_resolver()
    remove_resolver()
assert found == '/app/extensions/resolver/bin/yt-dlp', f'the extension is not found: {found!r}'
print('1..1\nok 1 - journey flatpak')
