#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop is told about the app holds: one TAP line a claim, every breach with its message.

Takes the project folder, its version, the merged desktop file and the merged metainfo file."""
import configparser
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

TOP, VERSION, DESKTOP, METAINFO = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
APP_ID = 'com.sparkle_universe.Sparkle'
XML_LANG = '{http://www.w3.org/XML/1998/namespace}lang'
SVG = '{http://www.w3.org/2000/svg}'
LANGUAGES = (TOP / 'po' / 'LINGUAS').read_text().split()


def run(*command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        yield from done.stdout.strip().splitlines() or [f'{command[0]} failed without a word']


def desktop_entry():
    parser = configparser.ConfigParser(interpolation=None, delimiters=('=',))
    parser.optionxform = str
    parser.read(DESKTOP, encoding='utf-8')
    return parser['Desktop Entry']


def desktop_is_valid():
    yield from run('desktop-file-validate', DESKTOP)


def desktop_is_complete():
    entry = desktop_entry()
    for key, value in (('Icon', APP_ID), ('DBusActivatable', 'true')):
        if entry.get(key) != value:
            yield f'{key} is {entry.get(key)!r}, not {value!r}'
    if 'x-scheme-handler/sparkle' not in entry.get('MimeType', '').split(';'):
        yield 'no handler of sparkle:// links'
    for language in LANGUAGES:
        for key in ('Comment', 'Keywords'):
            if f'{key}[{language}]' not in entry:
                yield f'{key} is not translated into {language}'


def metainfo_is_valid():
    # Without the network: whether a web page is up is not this repository's to hold.
    yield from run('appstreamcli', 'validate', '--strict', '--no-net', METAINFO)


def metainfo_is_complete():
    root = ElementTree.parse(METAINFO).getroot()
    newest = root.find('releases/release')
    if newest is None or newest.get('version') != VERSION:
        yield f'the newest release is not {VERSION}, the version of meson.build'
    schemes = {color.get('scheme_preference') for color in root.findall('branding/color')}
    if schemes != {'light', 'dark'}:
        yield f'branding colours for {sorted(map(str, schemes))}, not for light and dark'
    length = root.find('requires/display_length')
    if length is None or length.text != '360':
        yield 'does not require a display_length of 360'
    if not root.findall('screenshots/screenshot'):
        yield 'no screenshots'
    for shot in root.findall('screenshots/screenshot'):
        name = shot.findtext('image', '').rsplit('/', 1)[-1]
        # msgfmt writes zh_CN as the tag of BCP 47, which names the script too: zh-Hans-CN
        captions = {re.sub('-[A-Z][a-z]{3}(?=-|$)', '', caption.get(XML_LANG) or '').replace('-', '_')
                    for caption in shot.findall('caption')}
        for language in sorted({'', *LANGUAGES} - captions):
            yield f'{name}: no caption in {language or "English"}'
        picture = TOP / 'data' / 'screenshots' / name
        if not picture.exists():
            yield f'{name}: not in data/screenshots'
            continue
        head = picture.read_bytes()[16:24]
        size = int.from_bytes(head[:4], 'big'), int.from_bytes(head[4:], 'big')
        image = shot.find('image')
        if size != (int(image.get('width', 0)), int(image.get('height', 0))):
            yield f'{name}: is {size[0]}×{size[1]}, which is not what the metainfo says'


def icons_are_drawn_for_their_size():
    for name, side in ((f'{APP_ID}.svg', 128), (f'{APP_ID}-symbolic.svg', 16)):
        root = ElementTree.parse(TOP / 'data' / 'icons' / name).getroot()
        if root.get('viewBox') != f'0 0 {side} {side}':
            yield f'{name}: the canvas is {root.get("viewBox")}, not {side} px square'
        if list(root.iter(f'{SVG}image')) or list(root.iter(f'{SVG}text')):
            yield f'{name}: holds a picture or a text, so it depends on more than itself'
        fills = {element.get('fill') for element in root.iter(f'{SVG}path')}
        if 'symbolic' in name and (len(fills) != 1 or not re.fullmatch('#[0-9a-f]{6}', str(*fills))):
            yield f'{name}: not of one plain colour, so it cannot follow that of the text'


failed = 0
claims = [desktop_is_valid, desktop_is_complete, metainfo_is_valid, metainfo_is_complete, icons_are_drawn_for_their_size]
print(f'1..{len(claims)}')
for number, claim in enumerate(claims, 1):
    breaches = list(claim())
    failed += bool(breaches)
    print(f'{"not ok" if breaches else "ok"} {number} - {claim.__name__.replace("_", " ")}')
    for breach in breaches:
        print(f'# {breach}')
sys.exit(1 if failed else 0)
