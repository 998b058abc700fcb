#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""offline.py PROJECT: the manifest for a machine without the network, on the standard output.

The stand-in for the GNOME runtime holds the libraries that the real one lacks, from the build root's packages; so only the app
itself is left to build, from this checkout, without its debugging symbols. Nothing else differs: permissions, clean-up and extension point are the real ones."""
import json
import pathlib
import sys

# What proves that the runtime holds a module: its pkg-config name.
HELD_BY_STAND_IN = {'md4c': 'md4c-html', 'libspelling': 'libspelling-1'}
APP = 'sparkle-universe'


def offline(manifest, top):
    """Changes manifest in place; a module that the stand-in is not known to hold is an error, not a surprise later."""
    strangers = [module['name'] for module in manifest['modules'] if module['name'] not in {APP, *HELD_BY_STAND_IN}]
    if strangers:
        raise SystemExit(f'offline.py: the stand-in runtime is not known to hold {", ".join(strangers)}: '
                         'add its Debian package to .dev/packages and its pkg-config name to HELD_BY_STAND_IN')
    manifest['modules'] = [module for module in manifest['modules'] if module['name'] == APP]
    # The symbols for debuggers want programs of elfutils beside the builder: meson strips them away instead.
    manifest['build-options'] = {'no-debuginfo': True}
    manifest['modules'][0]['config-opts'].append('-Dstrip=true')
    for source in manifest['modules'][0]['sources']:
        source['path'] = str(top)
    return manifest


if __name__ == '__main__':
    if len(sys.argv) != 2:
        raise SystemExit('usage: offline.py PROJECT-FOLDER')
    project = pathlib.Path(sys.argv[1]).resolve()
    json.dump(offline(json.loads((project / 'flatpak' / 'com.sparkle_universe.Sparkle.json').read_text()), project), sys.stdout, indent=2)
    print()
