#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""screenshots.py SPARKLE URL FOLDER OUTPUT [--locale L] [PAGE…]: a picture of every place of the tour as a demo member
sees it, wide and 360 px, light and dark: OUTPUT/<place>-<wide|narrow>-<light|dark>.png."""
import argparse
import os
import pathlib
import subprocess
import sys
import time

from gi.repository import GLib

import tour
from journey import App, wait

SIZES = {'wide': (1280, 820), 'narrow': (360, 720)}
PASSWORD = 'sparkle-demo-2026'


class Model(App):
    """An app that holds still for its picture."""

    def __init__(self, program, url, folder, size, scheme):
        self.size = size
        settings = pathlib.Path(folder, 'settings.ini')
        width, height = SIZES[size]
        settings.write_text(f"[com/sparkle_universe/Sparkle]\nwindow-width={width}\nwindow-height={height}\ncolor-scheme='{scheme}'\n")
        super().__init__(program, url, folder)

    def picture(self):
        return subprocess.run(['import', '-window', self.x_window(), 'png:-'], capture_output=True, check=True).stdout

    def still(self):
        """The window once it has looked the same for half a second."""
        seen, since = self.picture(), time.monotonic()
        end = since + 15

        def rested():
            nonlocal seen, since
            now = self.picture()
            if now != seen:
                seen, since = now, time.monotonic()
            return time.monotonic() - since > 0.5 or time.monotonic() > end
        wait('the window to rest', rested)
        return seen


def settled(app):
    """Everything of the first sync is here."""
    wait('the posts', lambda: app.find('list item', None))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('url')
    parser.add_argument('folder')
    parser.add_argument('output')
    parser.add_argument('--locale')
    parser.add_argument('pages', nargs='*')
    options = parser.parse_args()
    unknown = set(options.pages) - set(tour.PLACES)
    if unknown:
        sys.exit(f"screenshots: there is no page {', '.join(sorted(unknown))}; there are {', '.join(tour.PLACES)}")
    if options.locale:
        os.environ['LC_ALL'] = options.locale

    os.makedirs(os.path.join(os.environ['XDG_DATA_HOME'], 'keyrings'), exist_ok=True)
    subprocess.run(['gnome-keyring-daemon', '--unlock', '--components=secrets'], input='screenshots', text=True,
                   stdout=subprocess.DEVNULL, check=True)
    folder = os.path.join(options.folder, 'app')
    os.makedirs(folder)
    failed = []
    for size in SIZES:
        for scheme in ('light', 'dark'):
            app = Model(options.program, options.url, folder, size, scheme)
            settled(app)
            if not tour.is_signed_in(app):
                tour.sign_in(app, 'mira', PASSWORD)
            for name, go in tour.PLACES.items():
                if options.pages and name not in options.pages:
                    continue
                path = pathlib.Path(options.output, f'{name}-{size}-{scheme}.png')
                try:
                    go(app)
                    path.write_bytes(app.still())
                    print(path)
                except (AssertionError, GLib.Error, subprocess.CalledProcessError) as error:
                    failed.append(f'{path.name}: {error}')
                    print(f'{path.name} could not be taken: {error}', file=sys.stderr)
                    app.dump()
                sys.stdout.flush()
            app.quit()
    sys.exit(1 if failed else 0)


main()
