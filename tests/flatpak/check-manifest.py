#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Flatpak may do and is made from: one TAP line a claim, every breach with its message.

Takes the project folder."""
import json
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(sys.argv[1]).resolve()
MANIFEST = TOP / 'flatpak' / 'com.sparkle_universe.Sparkle.json'
APP_ID = 'com.sparkle_universe.Sparkle'
FEWEST = {'--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--socket=pulseaudio', '--device=dri'}


def read():
    return json.loads(MANIFEST.read_text())


def every_source_is_pinned():
    modules = read()['modules']
    for module in modules[:-1]:
        for source in module['sources']:
            if source['type'] != 'archive' or not source.get('url', '').startswith('https://'):
                yield f'{module["name"]}: not a released archive by https'
            if not re.fullmatch('[0-9a-f]{64}', source.get('sha256', '')):
                yield f'{module["name"]}: not pinned by a sha256'
    if modules[-1]['name'] != 'sparkle-universe' or '-Dparts=client' not in modules[-1]['config-opts']:
        yield 'the last module is not the app alone'


def permissions_are_the_fewest():
    given = {argument for argument in read()['finish-args'] if not argument.startswith('--env=')}
    for argument in sorted(given - FEWEST):
        yield f'{argument}: more than the app needs'
    for argument in sorted(FEWEST - given):
        yield f'{argument}: missing'


def resolver_is_an_extension_on_the_path():
    manifest = read()
    directory = manifest['add-extensions'][f'{APP_ID}.Resolver']['directory']
    paths = [argument.removeprefix('--env=PATH=').split(':') for argument in manifest['finish-args'] if argument.startswith('--env=PATH=')]
    if not paths or f'/app/{directory}/bin' not in paths[0]:
        yield f'/app/{directory}/bin is not on the PATH'
    if not any(f'/app/{directory}' in command for command in manifest['modules'][-1].get('post-install', [])):
        yield f'nothing makes /app/{directory}, where the extension is mounted'
    if re.search('yt-dlp|python', json.dumps(manifest['modules']), re.I):
        yield 'the base carries the resolver or its language'


def offline_variant_differs_in_sources_alone():
    made = subprocess.run([sys.executable, TOP / 'flatpak' / 'offline.py', TOP], text=True, capture_output=True)
    if made.returncode != 0:
        yield made.stderr.strip()
        return
    real, variant = read(), json.loads(made.stdout)
    for key in sorted(real.keys() | variant.keys()):
        if key not in ('modules', 'build-options') and real.get(key) != variant.get(key):
            yield f'{key} differs'
    if 'https://' in json.dumps(variant):
        yield 'it still wants the network'


def builder_understands_both():
    variant = subprocess.run([sys.executable, TOP / 'flatpak' / 'offline.py', TOP], text=True, capture_output=True, check=True).stdout
    for name, text in (('manifest', MANIFEST.read_text()), ('offline variant', variant)):
        path = pathlib.Path(f'{name.replace(" ", "-")}.json')
        path.write_text(text)
        done = subprocess.run(['flatpak-builder', '--show-manifest', str(path)], text=True, capture_output=True)
        path.unlink()
        if done.returncode != 0 or 'Unknown property' in done.stderr:
            yield f'{name}: {done.stderr.strip()}'


failed = 0
claims = [every_source_is_pinned, permissions_are_the_fewest, resolver_is_an_extension_on_the_path, offline_variant_differs_in_sources_alone,
          builder_understands_both]
print(f'1..{len(claims)}')
for number, claim in enumerate(claims, 1):
    breaches = list(claim())
    failed += bool(breaches)
    print(f'{"not ok" if breaches else "ok"} {number} - {claim.__name__.replace("_", " ")}')
    for breach in breaches:
        print(f'# {breach}')
sys.exit(1 if failed else 0)
